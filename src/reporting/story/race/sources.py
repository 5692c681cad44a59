"""Tables of what others have published, where sources disagree, and what was decided."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from reporting.footprint.metrics import metric_fact_keys
from reporting.frames import in_language, records
from reporting.language import EN_DASH
from reporting.story.cell_text import (
    DENSE,
    ROW_CLASS,
    crew_and_car,
    decimal,
    filled,
    linked,
    whole,
)
from reporting.story.names import way
from reporting.story.print_sources import in_print
from reporting.story.published_facts import DERIVED, MISPRINT, statements
from reporting.story.published_facts import conflicts as published_conflicts
from reporting.story.table import Column, Row, Table

if TYPE_CHECKING:
    from reporting.route.heights import Band
    from reporting.route.lengths import Reconciliation
    from reporting.route.route_model import LegRoute
    from reporting.story.published_facts import Statement
    from reporting.story.race.leg_story import LegStory
    from reporting.story.race.telling import Race
    from reporting.story.voice import Voice

SOURCED = (*DENSE, "sourced")
"""Lists of what others said: each source on one line where it has room."""


def published_results(race: Race) -> Table:
    """Return the overall results that others have published."""
    table = race.event["published_results"]
    results = table[table["ranking"] == "overall"]
    t = race.voice.text
    rows = [
        {
            "position": whole(row["position"]),
            "crew": crew_and_car(row),
            "value": filled(row["value"]),
            "source": linked(
                in_print(str(row["source"]), race.voice.language), str(row.get("address") or "")
            ),
            "class": ROW_CLASS.get(whole(row["position"]) or 0, ""),
        }
        for row in records(results)
    ]
    columns = [
        Column("position", t("Pos."), "number", race.voice.number),
        Column("crew", t("Crew")),
        *([Column("value", t("Result"))] if any(row["value"] for row in rows) else []),
        Column("source", t("Source")),
    ]
    return Table("published", t("caption published"), columns, rows, t("source publications"))


def controls(race: Race, told: LegStory) -> Table | None:
    """Return the controls of a leg that sources name; None where the event has times of its own.

    They stand apart from the places: of some nobody knows where on the leg they lie.
    """
    if race.standings is not None:
        return None
    t, voice = race.voice.text, race.voice
    table = race.event["controls"]
    rows: list[Row] = [
        {
            "kind": _coded(str(row["kind"]), t(f"kind {row['kind']}")),
            "name": in_language(row, "name", voice.language),
            "trials": whole(row.get("trials")),
            "source": in_print(filled(row.get("source")) or "", voice.language),
        }
        for row in records(table[table["leg"] == told.number].sort_values("seq"))
    ]
    columns = [
        Column("kind", t("Kind")),
        Column("name", t("Control")),
        *([Column("trials", t("Trials"), "number", voice.number)] if _any(rows, "trials") else []),
        *([Column("source", t("Source"))] if _any(rows, "source") else []),
    ]
    caption = t("caption leg controls", n=told.number)
    return Table(f"controls-{told.number}", caption, columns, rows, t("source publications"))


def _coded(kind: str, words: str) -> str:
    """Return a kind of control with its code."""
    return words if f"({kind})" in words else f"{words} ({kind})"


def _any(rows: list[Row], column: str) -> bool:
    return any(row[column] for row in rows)


def lengths(race: Race) -> Table:
    """Return published lengths against the lower bound, leg by leg and in all."""
    t, voice = race.voice.text, race.voice
    measured = [leg.measured.length_km if leg.measured else None for leg in race.route.legs]
    columns = [
        Column("leg", t("Leg"), "number", str),
        Column("way", t("From and to")),
        Column("published", t("Published [km]"), "number"),
        *([Column("measured", t("Measured [km]"), "number")] if any(measured) else []),
        Column("bound", t("Lower bound [km]"), "number", lambda value: voice.number(value, 0)),
        Column("verdict", t("Verdict")),
    ]
    rows: list[Row] = [
        {
            "leg": leg.number,
            "way": way(*leg.ends(voice.language)),
            "published": _published_km(leg, voice),
            "measured": _measured_km(length, voice),
            "bound": decimal(leg.lower_bound_km),
            "verdict": t(f"verdict {leg.reconciliation.verdict}"),
        }
        for leg, length in zip(race.route.legs, measured, strict=True)
    ]
    rows.append(
        {
            "leg": None,
            "way": t("Total"),
            "published": _figures(race.route.reconciliation, voice),
            "measured": _measured_km(race.route.length_km, voice),
            "bound": decimal(race.route.lower_bound_km),
            "verdict": t(f"verdict {race.route.reconciliation.verdict}"),
            "class": "total",
        }
    )
    caption = t("caption lengths measured" if any(measured) else "caption lengths")
    return Table(
        "lengths",
        caption,
        columns,
        rows,
        t("source lengths"),
        classes=DENSE,
        notice=_made_up(race),
    )


def _made_up(race: Race) -> str:
    """Return the word beside what nobody published, though the package has it."""
    return race.voice.text("map simulated") if race.route.made_up == "all" else ""


def _measured_km(length: Band | None, voice: Voice) -> Markup | None:
    """Return a measured length with its limits [km]."""
    if length is None:
        return None
    low, high = voice.number(length.low, 1), voice.number(length.high, 1)
    return Markup("{} <small>{}{}{}</small>").format(
        voice.number(length.central, 1), low, EN_DASH, high
    )


def _published_km(leg: LegRoute, voice: Voice) -> Markup | None:
    """Return a leg's published figures [km]; where there are none, what follows by difference."""
    if leg.derived_km is None:
        return _figures(leg.reconciliation, voice)
    low, high = (voice.number(km) for km in leg.derived_km)
    derived = low if low == high else f"{low}{EN_DASH}{high}"
    return Markup("{} <small>{}</small>").format(
        EN_DASH, voice.text("by difference", figure=derived)
    )


def _figures(held: Reconciliation, voice: Voice) -> Markup | None:
    """Return what was published, as it is hedged, then what only follows from other figures."""
    parts = [
        Markup("{}").format(
            voice.text(f"hedge {one.qualifier}", figure=voice.number(one.km))
            if one.qualifier
            else voice.number(one.km)
        )
        for one in held.printed
    ]
    shown = Markup(" / ").join(parts) if parts else Markup("{}").format(EN_DASH)
    if held.derived:
        derived = " / ".join(map(voice.number, held.derived))
        shown += Markup(" <small>{} {}</small>").format(voice.text("derived"), derived)
    return shown if held.published else None


def conflicts(race: Race) -> Table | None:
    """Return the published figures on which sources disagree; None where they all agree."""
    every, elsewhere = published_conflicts(race.event, race.voice), metric_fact_keys()
    groups = [group for group in every if group[0].key not in elsewhere]
    disputed = [leg for leg in race.legs if leg.length is not None and leg.length.disputed]
    rows = [row for leg in disputed for row in _length_rows(race, leg)]
    rows += [_statement_row(race, statement) for group in groups for statement in group]
    return _statements(race, "conflicts", "caption conflicts", rows) if rows else None


def _length_rows(race: Race, leg: LegStory) -> list[Row]:
    """Return a leg's published lengths, source by source."""
    if leg.length is None:
        return []
    label = race.voice.text("length of leg", n=leg.number)
    return [
        {"fact": label, "value": fact.show(race.voice), "source": fact.source}
        for fact in leg.length.variants
    ]


def sources(race: Race) -> Table:
    """Return the published facts of the race with their sources, those that are for the public.

    What metrics are made of, such as accidents and staff, is told by the sustainability report; of
    an event that is made up nobody published anything.
    """
    elsewhere = {MISPRINT, *metric_fact_keys()}
    told = [one for one in statements(race.event, race.voice) if one.key not in elsewhere]
    rows = [row for leg in race.legs for row in _length_rows(race, leg)]
    rows += [_statement_row(race, one) for one in told]
    return _statements(race, "sources", "caption facts", [] if race.invented else rows)


def misprints(race: Race) -> Table | None:
    """Return what was printed wrongly, and what is right; None where nothing was."""
    t = race.voice.text
    rows = [
        {
            "printed": one.fact.show(race.voice),
            "right": one.note,
            "source": linked(one.fact.source, one.address),
        }
        for one in statements(race.event, race.voice)
        if one.key == MISPRINT and one.note
    ]
    columns = [
        Column("printed", t("Printed")),
        Column("right", t("Right")),
        Column("source", t("Source")),
    ]
    name, caption = "misprints", t("caption misprints")
    return Table(name, caption, columns, rows, t("source publications")) if rows else None


def _statements(race: Race, name: str, caption: str, rows: list[Row]) -> Table:
    t = race.voice.text
    columns = [
        Column("fact", t("Fact")),
        Column("value", t("Value")),
        Column("source", t("Source")),
    ]
    return Table(
        name,
        t(caption),
        columns,
        rows,
        t("source publications"),
        classes=SOURCED,
        notice=_made_up(race),
    )


def _statement_row(race: Race, statement: Statement) -> Row:
    shown = Markup("{}").format(statement.fact.show(race.voice))
    if statement.status == DERIVED:
        shown += Markup(" <small>{}</small>").format(race.voice.text("derived"))
    elif statement.listed and statement.note:
        shown += Markup(" <small>{}</small>").format(statement.note)
    source = linked(statement.fact.source, statement.address)
    return {"fact": statement.label, "value": shown, "source": source}
