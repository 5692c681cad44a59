"""The figures that the race report states, each with its unit and its source."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from reporting.frames import records
from reporting.scoring.analysis import sharpest, stints
from reporting.scoring.running import NOT_STARTED
from reporting.story.cell_text import coefficient_places
from reporting.story.facts import Fact
from reporting.story.names import crew_short

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from reporting.event import Event
    from reporting.route import Route
    from reporting.scoring import Standings
    from reporting.story.voice import Voice

OPTIONAL = (
    "crews",
    "total_km",
    "time_trials",
    "average_trials",
    "measured_km",
    "ascent_low_m",
    "ascent_central_m",
    "ascent_high_m",
    "great_circle_km",
    "west_east_km",
    "farthest_km",
    "reach_west_east_km",
    "reach_south_north_km",
    "lower_bound_km",
    "highest_pass_m",
    "start_place",
    "finish_place",
    "pc_cap",
    "pc_unit",
    "pc_per_unit",
    "winner_total",
    "winner_net",
    "winner_coefficient",
    "winner_margin",
    "third_gap",
    "leaders",
    "lead_changes",
    "lead_for_good",
    "zeros",
    "sharpest_error",
    "sharpest_zeros",
    "hardest_trial",
    "easiest_trial",
)
"""Facts that an event may lack; templates ask before they speak of them."""

HUNDREDTHS = "hundredths"


def route_facts(route: Route, voice: Voice) -> list[Fact]:
    """Return what the route room computed: distances, bounds, places counted."""
    source, counted = voice.text("source geodesic"), voice.text("source counted")
    facts = [
        Fact("unesco", len(route.unesco), counted),
        Fact("passes", len(route.passes), counted),
        Fact("countries", len(route.countries), counted),
        Fact("regions", len(route.regions), counted),
    ]
    facts += _measured_facts(route, voice)
    if route.crossing is not None and route.crossing.loop:
        across, up = route.crossing.extent_km
        facts += [
            Fact("farthest_km", _km(route.crossing.farthest_km), source, "km", 0),
            Fact("reach_west_east_km", _km(across), source, "km", 0),
            Fact("reach_south_north_km", _km(up), source, "km", 0),
        ]
    elif route.crossing is not None:
        facts.append(Fact("great_circle_km", _km(route.crossing.great_circle_km), source, "km", 0))
        moved = Fact("west_east_km", _km(abs(route.crossing.west_east_km)), source, "km", 0)
        # A move that is printed as 0 km is none.
        facts += [moved] if round(moved.number) else []
    if route.lower_bound_km is not None:
        facts.append(Fact("lower_bound_km", _km(route.lower_bound_km), source, "km", 0))
    if route.highest is not None and route.highest.elevation_m is not None:
        height = Decimal(str(route.highest.elevation_m))
        facts.append(Fact("highest_pass_m", height, route.highest.source, "m", 0))
    return facts


def _measured_facts(route: Route, voice: Voice) -> list[Fact]:
    """Return what the track says, where there is one: length and climb, the climb as a band."""
    told, source = route.as_json(), voice.text("source track")
    climb = told["ascent_m"]
    found = {"measured_km": told["length_km"]} | (
        {f"ascent_{level}_m": climb[level] for level in ("low", "central", "high")} if climb else {}
    )
    return [
        Fact(key, Decimal(str(value)), source, key.rpartition("_")[2], 0)
        for key, value in found.items()
        if value is not None
    ]


def timed_facts(event: Event, standings: Standings, voice: Voice) -> list[Fact]:
    """Return what the standings and the rulebook say."""
    simulated = event.info.provenance.timing == "simulated"
    source = voice.text("source simulated" if simulated else "source computed")
    counted = voice.text("source counted")
    set_up = voice.text("source assumed") if simulated else counted
    overall = standings.rankings["overall"]
    starters = int((overall["status"] != NOT_STARTED).sum())
    ranked = overall.dropna(subset=["position"])
    kinds = standings.controls["kind"].value_counts()
    return [
        Fact("crews", starters, counted),
        Fact("non_starters", len(overall) - starters, counted),
        Fact("classified", len(ranked), source),
        Fact("unclassified", starters - len(ranked), source),
        Fact("time_trials", int(kinds.get("PC", 0)), set_up),
        Fact("average_trials", int(kinds.get("PM", 0)), set_up),
        Fact("time_controls", int(kinds.get("CO", 0)), set_up),
        Fact("passage_controls", int(kinds.get("CT", 0)), set_up),
        *_podium_facts(records(ranked[ranked["position"] <= 3]), source),
        *_rulebook_facts(standings, voice),
    ]


def _podium_facts(podium: Sequence[Mapping[str, Any]], source: str) -> list[Fact]:
    """Return the first place's figures and the gaps of the next two, as far as they are taken.

    Who stands behind with the better total, for controls missed come before it, has no gap.
    """
    first = [row for row in podium if row["position"] == 1]
    facts = [Fact("winner_total", row["total"], source, "", 2) for row in first[:1]]
    if len(first) == 1:
        factor = first[0]["coefficient"]
        facts += [
            Fact("winner_net", first[0]["net"], source),
            Fact("winner_coefficient", factor, "entries", "", coefficient_places(factor)),
        ]
    gaps = {int(row["position"]): row["gap"] for row in podium if row["gap"] >= 0}
    named = {2: "winner_margin", 3: "third_gap"}
    return facts + [
        Fact(named[place], gap, source, "", 2) for place, gap in gaps.items() if place in named
    ]


def _rulebook_facts(standings: Standings, voice: Voice) -> list[Fact]:
    book = standings.rulebook
    source = voice.text("source rulebook", name=book.name.in_language(voice.language))
    facts = [
        Fact("resolution", book.resolution, source, "s"),
    ]
    trial = book.time_trial
    if trial is not None:
        facts.append(Fact("pc_unit", trial.unit_s, source, "s"))
        facts.append(Fact("pc_per_unit", trial.late, source))
        if trial.cap is not None:
            facts.append(Fact("pc_cap", trial.cap, source))
    return facts


def analysis_facts(standings: Standings, voice: Voice) -> tuple[list[Fact], Sequence[str]]:
    """Return what the analysis says, and the sharpest crews.

    Returns
    -------
    tuple
        The facts, and the short names of the crews with the least mean error in the time trials,
        as many as share it (none where no time trial counts).
    """
    simulated = standings.status == "simulated"
    source = voice.text("source simulated" if simulated else "source computed")
    facts = _lead_facts(standings, source)
    errors = standings.trial_errors
    if errors.empty:
        return facts, ()
    unit = voice.text(HUNDREDTHS)
    summary = standings.trial_summary
    hardest, easiest = extremes(summary)

    def error(key: str, seconds: float) -> Fact:
        return Fact(key, hundredths(seconds), source, unit, 1)

    facts += [
        Fact("zeros", int((errors["penalty"] == 0).sum()), source),
        Fact("pc_passages", len(errors), source),
        error("median_error", errors["error_s"].median()),
    ]
    for key, control in (("hardest", hardest), ("easiest", easiest)):
        if control:
            facts += [
                Fact(f"{key}_trial", trial_name(summary, control), source),
                error(f"{key}_error", summary["median_s"][control]),
            ]
    named = {row["number"]: row for row in records(standings.rankings["overall"])}
    precision = standings.precision
    best = sharpest(precision)
    facts += [error("sharpest_error", precision["mean_s"][number]) for number in best[:1]]
    if len(best) == 1:
        facts.append(Fact("sharpest_zeros", int(precision["zeros"][best[0]]), source))
    return facts, [crew_short(named[number]) for number in best]


def _lead_facts(standings: Standings, source: str) -> list[Fact]:
    found = stints(standings.history)
    if not found:
        return []
    return [
        Fact("lead_changes", sum(not stint.kept for stint in found[1:]), source),
        Fact("leaders", len({number for stint in found for number in stint.numbers}), source),
        Fact("lead_for_good", found[-1].first, source),
    ]


def extremes(summary: Any) -> tuple[str, str]:
    """Return the hardest and the easiest trial of a summary, by their median error.

    Either is blank where several trials share it, and both where there is but one trial.
    """
    medians = summary["median_s"].round(9)
    ends = [medians.index[medians == end] for end in (medians.max(), medians.min())]
    alone = [str(end[0]) if len(end) == 1 and len(medians) > 1 else "" for end in ends]
    return alone[0], alone[1]


def trial_name(summary: Any, control: str) -> str:
    """Return a trial as ``PC12 Cupolicchio``."""
    name = summary.loc[control, "name"]
    return f"{control} {name}" if isinstance(name, str) and name else str(control)


def hundredths(seconds: float) -> Decimal:
    """Return seconds as hundredths of a second.

    Examples
    --------
    >>> hundredths(0.042)
    Decimal('4.2')
    """
    return Decimal(str(round(float(seconds) * 100, 6)))


def _km(value: float) -> Decimal:
    return Decimal(str(round(value, 3)))
