"""The tables of the race report: standings, legs, trials and side rankings."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from reporting.frames import in_language, present, records
from reporting.language import EN_DASH
from reporting.story.cell_text import (
    DENSE,
    ROW_CLASS,
    coefficient,
    crew_and_car,
    crew_names,
    decimal,
    filled,
    gap,
    penalty,
    span,
    whole,
)
from reporting.story.race.race_facts import trial_name
from reporting.story.table import Column, Row, Table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import pandas as pd

    from reporting.story.race.telling import LegStory, Race
    from reporting.story.voice import Voice

LEADING = 5
"""Crews shown of a side ranking."""


def standings(race: Race) -> Table:
    """Return the full overall standings, penalties by kind of control."""
    assert race.standings is not None
    t, voice = race.voice.text, race.voice
    overall = race.standings.rankings["overall"]
    known = set(race.standings.controls["kind"])
    parts = [(kind.lower(), kind) for kind in ("PC", "PM", "CO", "CT") if kind in known]
    parts += [
        (key, t(head))
        for key, head in (("added", "Added"), ("discarded", "Dropped"))
        if (overall[key] != 0).any()
    ]
    columns = [
        Column("position", t("Pos."), "number", voice.number),
        Column("number", t("No."), "number", voice.number),
        Column("crew", t("Crew")),
        *(Column(key, head, "number", penalty(voice), narrow=True) for key, head in parts),
        Column("net", t("Net" if race.lower_wins else "Net points"), "number", penalty(voice)),
        Column("coefficient", t("Coeff."), "number", coefficient(voice)),
        Column("total", t("Total"), "number", lambda value: voice.number(value, 2)),
        Column("gap", t("Gap"), "number", gap(voice, lower_wins=race.lower_wins)),
    ]
    rows = [_standing_row(row, [key for key, _ in parts]) for row in records(overall)]
    return Table(
        "standings",
        t("caption standings" if race.lower_wins else "caption standings points"),
        columns,
        rows,
        race.source,
        wide=True,
        sortable=True,
        notice=race.notice,
    )


def _standing_row(row: Mapping[str, Any], parts: list[str]) -> Row:
    position = whole(row["position"])
    crew = crew_and_car(row)
    if position is None:
        crew += Markup(" <b>{}</b>").format(row["status"])
    return {
        "position": position,
        "number": whole(row["number"]),
        "crew": crew,
        "class": ROW_CLASS.get(position, "") if position else "out",
        "coefficient": filled(row["coefficient"]),
        # Who is not classified has no total: what was missed after leaving was not driven.
        **{key: filled(row[key]) if position else None for key in (*parts, "net", "total", "gap")},
    }


def leg(race: Race, told: LegStory) -> Table:
    """Return one leg's controls in running order, or its places where there are no times."""
    return _leg_controls(race, told) if race.standings is not None else _leg_places(race, told)


def _leg_controls(race: Race, told: LegStory) -> Table:
    assert race.standings is not None
    t, voice = race.voice.text, race.voice
    summary = race.standings.trial_summary
    names = crew_names(race)
    controls = race.event["controls"]
    rows = [
        _control_row(row, summary, names, voice)
        for row in records(controls[controls["leg"] == told.number].sort_values("seq"))
    ]
    columns = [
        Column("code", t("Code")),
        Column("name", t("Name")),
        Column("kind", t("Kind"), narrow=True),
        Column("km", t("km"), "number", lambda value: voice.number(value, 1), narrow=True),
        Column("imposed", t("Imposed"), "number"),
        Column("best", t("Sharpest")),
        Column("best_s", t("Best [s]"), "number", lambda value: voice.number(value, 2)),
        Column("median_s", t("Median error [s]"), "number", lambda value: voice.number(value, 2)),
    ]
    return Table(
        f"leg-{told.number}",
        t("caption leg", n=told.number),
        columns,
        rows,
        t("source leg simulated") if race.simulated else race.source,
        wide=True,
        classes=DENSE,
        notice=race.notice,
    )


def _control_row(
    row: Mapping[str, Any], summary: pd.DataFrame, names: Mapping[int, str], voice: Voice
) -> Row:
    shown: dict[str, Any] = {
        "code": row["code"],
        "name": in_language(row, "name", voice.language),
        "kind": voice.text(f"kind {row['kind']}"),
        "km": filled(row["km"]),
        "imposed": _imposed(row, voice),
    }
    if row["code"] in summary.index:
        trial = summary.loc[row["code"]]
        shown |= {
            "best": _sharpest(trial["best"], names, voice),
            "best_s": decimal(trial["best_s"]),
            "median_s": decimal(trial["median_s"]),
        }
    return shown


def _imposed(row: Mapping[str, Any], voice: Voice) -> str | None:
    """Return the imposed time [s or min] or mean speed [km/h] of a control."""
    if present(row["target_kmh"]):
        return voice.quantity(row["target_kmh"], "km/h")
    if not present(row["target_s"]):
        return None
    if row["kind"] == "CO":
        return voice.quantity(Decimal(row["target_s"]) / 60, "min", 0)
    return voice.quantity(row["target_s"], "s", 2)


def _sharpest(numbers: tuple[int, ...], names: Mapping[int, str], voice: Voice) -> str:
    if len(numbers) == 1:
        return names[numbers[0]]
    return voice.text("{n} crews level", n=voice.number(len(numbers)))


def _leg_places(race: Race, told: LegStory) -> Table:
    t, voice = race.voice.text, race.voice
    places = [place for place in race.route.waypoints if place.leg == told.number]
    rows = [
        {
            "name": place.called(voice.language),
            "kind": voice.text(f"place {place.control or place.kind}"),
            "region": ", ".join(filter(None, (place.region, place.country))),
            "height": decimal(place.elevation_m) if place.elevation_confidence == "seen" else None,
        }
        for place in places
    ]
    columns = [
        Column("name", t("Place")),
        Column("kind", t("Kind")),
        Column("region", t("Region")),
        Column("height", t("Height [m]"), "number", lambda value: voice.number(value, 0)),
    ]
    return Table(
        f"leg-{told.number}",
        t("caption leg places", n=told.number),
        columns,
        rows,
        t("source places"),
    )


def leaders(race: Race) -> Table:
    """Return who led, from which trial to which."""
    assert race.standings is not None
    t, voice = race.voice.text, race.voice
    rows = [
        {
            "crew": race.listed(turn.crews),
            "first": turn.stint.first,
            "last": turn.stint.last,
            "trials": turn.stint.trials,
        }
        for turn in race.turns
    ]
    columns = [
        Column("crew", t("Leader")),
        Column("first", t("From control")),
        Column("last", t("To control")),
        Column("trials", t("Controls in the lead"), "number", voice.number),
    ]
    return Table("leaders", t("caption leaders"), columns, rows, race.source, notice=race.notice)


def precision(race: Race) -> Table:
    """Return every classified crew's precision in the time trials."""
    assert race.standings is not None
    t, voice, names = race.voice.text, race.voice, crew_names(race)
    rows = [
        {
            "rank": rank,
            "crew": names[int(str(number))],
            **{key: decimal(row[key]) for key in row.index},
        }
        for rank, (number, row) in enumerate(race.standings.precision.iterrows(), 1)
    ]
    columns = [
        Column("rank", t("Pos."), "number", voice.number),
        Column("crew", t("Crew")),
        Column("mean_s", t("Mean error [s]"), "number", lambda value: voice.number(value, 3)),
        Column("median_s", t("Median error [s]"), "number", lambda value: voice.number(value, 3)),
        Column("worst_s", t("Worst [s]"), "number", lambda value: voice.number(value, 2)),
        Column("zeros", t("Zeros"), "number", lambda value: voice.number(value, 0)),
        Column("passages", t("Passages"), "number", lambda value: voice.number(value, 0)),
    ]
    return Table(
        "precision",
        t("caption precision"),
        columns,
        rows,
        race.source,
        sortable=True,
        classes=DENSE,
        notice=race.notice,
    )


def trials(race: Race) -> Table:
    """Return the time trials, hardest first."""
    assert race.standings is not None
    t, voice = race.voice.text, race.voice
    summary = race.standings.trial_summary.sort_values("median_s", ascending=False)
    rows = [
        {
            "trial": trial_name(summary, str(control)),
            "median_s": decimal(row["median_s"]),
            "spread": span(row["q1_s"], row["q3_s"], voice),
            "best_s": decimal(row["best_s"]),
            "zeros": int(row["zeros"]),
            "missed": int(row["missed"]),
        }
        for control, row in summary.iterrows()
    ]
    columns = [
        Column("trial", t("Trial")),
        Column("median_s", t("Median error [s]"), "number", lambda value: voice.number(value, 3)),
        Column("spread", t("Middle half [s]"), "number"),
        Column("best_s", t("Best [s]"), "number", lambda value: voice.number(value, 2)),
        Column("zeros", t("Zeros"), "number", voice.number),
        Column("missed", t("Missed"), "number", voice.number),
    ]
    return Table(
        "trials", t("caption trials"), columns, rows, race.source, sortable=True, notice=race.notice
    )


def rankings(race: Race) -> Iterator[Table]:
    """Return the leading crews, or teams, of every side ranking and trophy."""
    if race.standings is None:
        return
    t, voice = race.voice.text, race.voice
    columns = [
        Column("position", t("Pos."), "number", voice.number),
        Column("crew", t("Crew")),
        Column("total", t("Total"), "number", lambda value: voice.number(value, 2)),
        Column("gap", t("Gap"), "number", gap(voice, lower_wins=race.lower_wins)),
    ]
    for key, ranking in race.standings.rankings.items():
        leading = records(ranking.dropna(subset=["position"]).head(LEADING))
        if key != "overall" and leading:
            yield Table(
                f"ranking-{_word(key)}",
                t("caption ranking", name=_ranking_name(race, key)),
                columns,
                [_ranking_row(race, row) for row in leading],
                race.source,
                notice=race.notice,
            )


def _ranking_row(race: Race, row: Mapping[str, Any]) -> Row:
    members = row.get("members")
    return {
        "position": whole(row["position"]),
        "crew": _team(race, row) if isinstance(members, list) else crew_and_car(row),
        "total": row["total"],
        "gap": row["gap"],
        "class": ROW_CLASS[1] if row["position"] == 1 else "",
    }


def _team(race: Race, row: Mapping[str, Any]) -> Markup:
    """Return a team with the crews whose results count for it."""
    names = crew_names(race)
    crews = race.voice.list([names[number] for number in row["members"]])
    return Markup("{} <small>{}</small>").format(row["team"], crews)


def _word(key: str) -> str:
    return "".join(sign if sign.isalnum() else "-" for sign in key.lower()).strip("-")


def _ranking_name(race: Race, key: str) -> str:
    """Return how a ranking is called: its rulebook's name, its value, or the trophy itself."""
    assert race.standings is not None
    identifier, _, value = key.partition(":")
    for ranking in race.standings.rulebook.ranking:
        if ranking.id == identifier:
            name = ranking.name.in_language(race.voice.language) if ranking.name else identifier
            return f"{name} {EN_DASH} {value}" if value else name
    return key
