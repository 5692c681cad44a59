"""The tables of the race report, as frozen descriptions in the reader's language."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from reporting.frames import present, records
from reporting.scoring.analysis import history, stints, trial_summary
from reporting.scoring.analysis import precision as crew_precision
from reporting.story.names import car, crew_full, crew_short
from reporting.story.published import SEARCHED, in_language, statements
from reporting.story.published import conflicts as published_conflicts
from reporting.story.race_facts import trial_name
from reporting.story.table import Column, Row, Table
from reporting.story.voice import EN_DASH

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import pandas as pd

    from reporting.route.model import LegRoute
    from reporting.story.published import Statement
    from reporting.story.race import LegStory, Race
    from reporting.story.voice import Voice

LEADING = 5
"""Crews shown of a side ranking."""

DENSE = ("dense",)
"""Long tables: rows close together in print."""

ROW_CLASS = {1: "top first", 2: "top", 3: "top third"}


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
        *(Column(key, head, "number", _penalty(voice), narrow=True) for key, head in parts),
        Column("net", t("Net"), "number", _penalty(voice)),
        Column("coefficient", t("Coeff."), "number", lambda value: voice.number(value, 2)),
        Column("total", t("Total"), "number", lambda value: voice.number(value, 2)),
        Column("gap", t("Gap"), "number", _gap(voice)),
    ]
    rows = [_standing_row(row, [key for key, _ in parts]) for row in records(overall)]
    return Table(
        "standings",
        t("caption standings"),
        columns,
        rows,
        race.source,
        wide=True,
        sortable=True,
        notice=race.notice,
    )


def _standing_row(row: Mapping[str, Any], parts: list[str]) -> Row:
    position = _whole(row["position"])
    crew = _crew_and_car(row)
    if position is None:
        crew += Markup(" <b>{}</b>").format(row["status"])
    return {
        "position": position,
        "number": _whole(row["number"]),
        "crew": crew,
        "class": ROW_CLASS.get(position, "") if position else "out",
        **{key: _present(row[key]) for key in (*parts, "net", "coefficient", "total", "gap")},
    }


def published_results(race: Race) -> Table:
    """Return the overall results that others have published."""
    table = race.event["published_results"]
    return _published(
        race,
        "published",
        race.voice.text("caption published"),
        table[table["ranking"] == "overall"],
    )


def published_trophies(race: Race) -> Table | None:
    """Return the published trophies and side rankings; None where there are none."""
    table = race.event["published_results"]
    rest = table[table["ranking"] != "overall"]
    if rest.empty:
        return None
    return _published(
        race,
        "published-trophies",
        race.voice.text("caption trophies published"),
        rest,
        ranking=True,
    )


def _published(
    race: Race, name: str, caption: str, results: pd.DataFrame, *, ranking: bool = False
) -> Table:
    t = race.voice.text
    rows = [
        {
            "ranking": row["ranking"],
            "position": _whole(row["position"]),
            "crew": _crew_and_car(row),
            "value": _present(row["value"]),
            "source": row["source"],
            "class": "" if ranking else ROW_CLASS.get(_whole(row["position"]) or 0, ""),
        }
        for row in records(results)
    ]
    columns = [
        *([Column("ranking", t("Ranking"))] if ranking else []),
        Column("position", t("Pos."), "number", race.voice.number),
        Column("crew", t("Crew")),
        *([Column("value", t("Result"))] if any(row["value"] for row in rows) else []),
        Column("source", t("Source")),
    ]
    return Table(name, caption, columns, rows, t("source publications"))


def lengths(race: Race) -> Table:
    """Return published lengths against the lower bound, leg by leg and in all."""
    t, voice = race.voice.text, race.voice
    columns = [
        Column("leg", t("Leg"), "number", str),
        Column("way", t("Place")),
        Column("published", t("Published [km]"), "number"),
        Column("bound", t("Lower bound [km]"), "number", lambda value: voice.number(value, 0)),
        Column("verdict", t("Verdict")),
    ]
    rows: list[Row] = [
        {
            "leg": leg.number,
            "way": f"{leg.start} {EN_DASH} {leg.finish}",
            "published": _published_km(leg, voice),
            "bound": _decimal(leg.lower_bound_km),
            "verdict": t(f"verdict {leg.reconciliation.verdict}"),
        }
        for leg in race.route.legs
    ]
    rows.append(
        {
            "leg": None,
            "way": t("Total"),
            "published": _figures(race.route.reconciliation.figures, voice),
            "bound": _decimal(race.route.lower_bound_km),
            "verdict": t(f"verdict {race.route.reconciliation.verdict}"),
            "class": "total",
        }
    )
    return Table("lengths", t("caption lengths"), columns, rows, t("source lengths"))


def _published_km(leg: LegRoute, voice: Voice) -> Markup | None:
    """Return a leg's published figures [km]; where there are none, what follows by difference."""
    if leg.derived_km is None:
        shown = _figures(leg.reconciliation.figures, voice)
        return Markup("{}").format(shown) if shown else None
    low, high = (voice.number(km) for km in leg.derived_km)
    derived = low if low == high else f"{low}{EN_DASH}{high}"
    return Markup("{}<small>{}</small>").format(
        EN_DASH, voice.text("by difference", figure=derived)
    )


def leg(race: Race, told: LegStory) -> Table:
    """Return one leg's controls in running order, or its places where there are no times."""
    return _leg_controls(race, told) if race.standings is not None else _leg_places(race, told)


def _leg_controls(race: Race, told: LegStory) -> Table:
    assert race.standings is not None
    t, voice = race.voice.text, race.voice
    summary = trial_summary(race.standings)
    names = _crew_names(race)
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
        "km": _present(row["km"]),
        "imposed": _imposed(row, voice),
    }
    if row["code"] in summary.index:
        trial = summary.loc[row["code"]]
        shown |= {
            "best": _sharpest(trial["best"], names, voice),
            "best_s": _decimal(trial["best_s"]),
            "median_s": _decimal(trial["median_s"]),
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
            "height": _decimal(place.elevation_m) if place.elevation_confidence == "seen" else None,
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
    t, voice, names = race.voice.text, race.voice, _crew_names(race)
    rows = [
        {
            "crew": names[stint.number],
            "first": stint.first,
            "last": stint.last,
            "trials": stint.trials,
        }
        for stint in stints(history(race.standings))
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
    t, voice, names = race.voice.text, race.voice, _crew_names(race)
    rows = [
        {
            "rank": rank,
            "crew": names[int(str(number))],
            **{key: _decimal(row[key]) for key in row.index},
        }
        for rank, (number, row) in enumerate(crew_precision(race.standings).iterrows(), 1)
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
    summary = trial_summary(race.standings).sort_values("median_s", ascending=False)
    rows = [
        {
            "trial": trial_name(summary, str(control)),
            "median_s": _decimal(row["median_s"]),
            "spread": _range(row["q1_s"], row["q3_s"], voice),
            "best_s": _decimal(row["best_s"]),
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
    """Return the leading crews of every side ranking and trophy."""
    if race.standings is None:
        return
    t, voice = race.voice.text, race.voice
    for key, ranking in race.standings.rankings.items():
        if key == "overall" or "number" not in ranking.columns:
            continue
        leading = ranking.dropna(subset=["position"]).head(LEADING)
        if leading.empty:
            continue
        rows = [
            {
                "position": _whole(row["position"]),
                "crew": _crew_and_car(row),
                "total": row["total"],
                "gap": row["gap"],
                "class": ROW_CLASS[1] if row["position"] == 1 else "",
            }
            for row in records(leading)
        ]
        columns = [
            Column("position", t("Pos."), "number", voice.number),
            Column("crew", t("Crew")),
            Column("total", t("Total"), "number", lambda value: voice.number(value, 2)),
            Column("gap", t("Gap"), "number", _gap(voice)),
        ]
        yield Table(
            f"ranking-{_word(key)}",
            t("caption ranking", name=_ranking_name(race, key)),
            columns,
            rows,
            race.source,
            notice=race.notice,
        )


def conflicts(race: Race) -> Table | None:
    """Return the published figures on which sources disagree; None where they all agree."""
    groups = published_conflicts(race.event, race.voice)
    rows = [_statement_row(race, statement) for group in groups for statement in group]
    return _statements(race, "conflicts", "caption conflicts", rows) if rows else None


def sources(race: Race) -> Table:
    """Return the published facts with their sources."""
    told = [one for one in statements(race.event, race.voice) if one.status != SEARCHED]
    rows = [_statement_row(race, one) for one in told]
    return _statements(race, "sources", "caption facts", rows)


def unknown(race: Race) -> Table | None:
    """Return what was looked for and not found; None where nothing was."""
    told = [one for one in statements(race.event, race.voice) if one.status == SEARCHED]
    t = race.voice.text
    columns = [Column("what", t("Not published")), Column("source", t("Looked for in"))]
    rows = [{"what": one.fact.show(race.voice), "source": one.fact.source} for one in told]
    name, caption = "unknown", t("caption unknown")
    return Table(name, caption, columns, rows, t("source publications")) if rows else None


def decisions(race: Race) -> Table | None:
    """Return what the stewards decided; None where there is no decision."""
    t, voice, names = race.voice.text, race.voice, _crew_names(race)
    rows = [
        {
            "id": row["id"],
            "crew": t("every crew") if str(row["number"]) == "*" else names.get(int(row["number"])),
            "control": _present(row["control"]),
            "action": t(f"action {row['action']}"),
            "reason": in_language(row, "reason", voice.language),
        }
        for row in records(race.event["decisions"])
    ]
    columns = [
        Column("id", t("No.")),
        Column("crew", t("Crew")),
        Column("control", t("Control")),
        Column("action", t("Decision")),
        Column("reason", t("Reason")),
    ]
    caption = t("caption decisions")
    return (
        Table("decisions", caption, columns, rows, t("source decisions"), notice=race.notice)
        if rows
        else None
    )


def _statements(race: Race, name: str, caption: str, rows: list[Row]) -> Table:
    t = race.voice.text
    columns = [
        Column("fact", t("Fact")),
        Column("value", t("Value")),
        Column("source", t("Source")),
    ]
    return Table(name, t(caption), columns, rows, t("source publications"), classes=DENSE)


def _statement_row(race: Race, statement: Statement) -> Row:
    shown = Markup("{}").format(statement.fact.show(race.voice))
    if statement.status == "derived":
        shown += Markup(" <small>{}</small>").format(race.voice.text("derived"))
    return {"fact": statement.label, "value": shown, "source": statement.fact.source}


def _crew_names(race: Race) -> dict[int, str]:
    return {int(row["number"]): crew_short(row) for row in records(race.event["entries"])}


def _crew_and_car(row: Mapping[str, Any]) -> Markup:
    vehicle = car(row)
    crew = Markup("{}").format(crew_full(row))
    return crew + Markup(" <small>{}</small>").format(vehicle) if vehicle else crew


def _penalty(voice: Voice) -> Any:
    """Return how penalties are shown: whole where they are whole."""

    def show(value: Decimal) -> str:
        exact = Decimal(value)
        return voice.number(exact, 0 if exact == exact.to_integral_value() else 2)

    return show


def _gap(voice: Voice) -> Any:
    """Return how gaps are shown: nothing for the leader."""
    return lambda value: EN_DASH if value == 0 else voice.signed(abs(value), 2)


def _figures(figures: tuple[Decimal, ...], voice: Voice) -> str | None:
    return " / ".join(voice.number(figure) for figure in figures) or None


def _range(low: float, high: float, voice: Voice) -> str:
    return f"{voice.number(_decimal(low) or 0, 2)}{EN_DASH}{voice.number(_decimal(high) or 0, 2)}"


def _decimal(value: Any) -> Decimal | None:
    return Decimal(str(round(float(value), 6))) if present(value) else None


def _present(value: Any) -> Any:
    return value if present(value) else None


def _whole(value: Any) -> int | None:
    return int(value) if present(value) else None


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
