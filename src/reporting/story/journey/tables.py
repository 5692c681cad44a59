"""The tables of the journey report, as frozen descriptions in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from reporting.language import EN_DASH
from reporting.story.journey.indicators import of_measure
from reporting.story.table import Column, Row, Table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reporting.story.journey.indicators import Indicator
    from reporting.story.journey.people import Encounter
    from reporting.story.journey.stages import Stage
    from reporting.story.journey.telling import Journey
    from reporting.story.voice import Voice

DENSE = ("dense",)
MOST_CARDS = 6

PEOPLE = ("population", "aged_65")
"""Measures with a column of their own in the table of a day's places."""

CHARTED = frozenset(
    {
        "tourism_intensity",
        "glacier_loss_year",
        "energy_output",
        "capacity_hydro",
        "capacity_total",
        "aged_65",
        "area_share",
        "population",
    }
)
"""Measures that a chart draws."""

SELECTED = (
    "tourists",
    "tourism_intensity",
    "warming",
    "snowfall",
    "glacier_loss_period",
    "hydro_output",
)
"""Measures on the two pages."""


@dataclass(frozen=True, slots=True)
class Card:
    """One indicator as a figure that matters, with its year, area and source."""

    value: str
    unit: str
    name: str
    area: str
    year: str
    source: str


def cards(journey: Journey, topic: str) -> list[Card]:
    """Return the indicators of a topic that no chart shows and no place owns, at most six."""
    chosen = [
        one
        for one in journey.indicators
        if one.topic == topic and one.measure not in CHARTED and not one.place and not one.until
    ]
    return [_card(one, journey.voice) for one in chosen[:MOST_CARDS]]


def selection(journey: Journey) -> list[Card]:
    """Return the indicators of the two pages: the first of each chosen measure."""
    first = [of_measure(journey.indicators, measure)[:1] for measure in SELECTED]
    return [_card(one, journey.voice) for found in first for one in found]


def _card(one: Indicator, voice: Voice) -> Card:
    return Card(one.bare(voice), one.unit, one.name, one.area, one.year, one.source)


def agenda(journey: Journey) -> Table:
    """Return the days of the journey: the way, its length as published, who was met, the theme."""
    t, voice = journey.voice.text, journey.voice
    rows = [
        {
            "day": voice.weekday(day.date) if day.date else None,
            "way": _way(day, voice),
            "km": day.length.show(voice).replace("\u202fkm", "") if day.length else None,
            "people": _met_and_own(day, voice),
            "theme": day.theme,
            "class": "" if day.number else "total",
        }
        for day in journey.days
    ]
    columns = [
        Column("day", t("journey head day")),
        Column("way", t("Leg")),
        Column("km", t("Published [km]"), "number"),
        Column("people", t("journey head people met"), "number"),
        Column("theme", t("journey head theme")),
    ]
    source = t("journey source encounters", sources=journey.sources)
    if any(met.of_organiser for met in journey.people):
        source = t("journey source own", source=source)
    return Table("agenda", t("journey caption agenda"), columns, rows, source, wide=True)


def _met_and_own(day: Stage, voice: Voice) -> str:
    """Return how many were met on a day, and how many of the organiser's beside them."""
    own = sum(met.of_organiser for met in day.people)
    met = voice.number(len(day.people) - own)
    return voice.text("journey met and own", met=met, own=voice.number(own)) if own else met


def _way(day: Stage, voice: Voice) -> Markup:
    if day.number is None:
        return Markup("{} <small>{}</small>").format(voice.text("journey closing long"), day.start)
    return Markup("{} <small>{}</small>").format(day.way, voice.list(list(day.countries)))


def local(journey: Journey, stage: Stage) -> Table | None:
    """Return the figures of a day's places, as far as there are any; None where there are none."""
    t, voice = journey.voice.text, journey.voice
    rows = [_local_row(place, found, voice) for place, found in stage.local.items() if found]
    if not rows:
        return None
    columns = [
        Column("place", t("Place")),
        Column("population", t("journey head residents"), "number"),
        Column("aged_65", t("journey head aged 65 and over"), "number"),
        Column("other", t("journey head other figures")),
    ]
    used = [one for found in stage.local.values() for one in found]
    parts = [part.strip() for one in used for part in one.source.split(";")]
    source = "; ".join(dict.fromkeys(parts)) or t("journey source none")
    return Table(
        f"local-{stage.number or 'end'}",
        t("journey caption local", n=stage.number),
        columns,
        rows,
        source,
        classes=("keep", "local", "dense"),
    )


def _local_row(place: str, found: Sequence[Indicator], voice: Voice) -> Row:
    cells = {key: _cell(of_measure(found, key), voice) or EN_DASH for key in PEOPLE}
    rest = [one for one in found if one.measure not in PEOPLE]
    other = Markup("<br>").join(
        Markup("{}: {} <small>{}</small>").format(one.name, one.show(voice), one.year_and_source)
        for one in rest
    )
    return {"place": place, **cells, "other": other or EN_DASH}


def _cell(found: Sequence[Indicator], voice: Voice) -> Markup:
    return Markup("<br>").join(
        Markup('{} <small title="{}">{}</small>').format(_short(one, voice), one.source, one.year)
        for one in found
    )


def _short(one: Indicator, voice: Voice) -> str:
    """Return a figure under a head that tells its unit: only a percentage keeps its sign."""
    return one.show(voice) if one.unit.startswith("%") else one.bare(voice)


def practices(journey: Journey) -> Table:
    """Return everybody who was met, in a line each: where, who, what is done or talked about."""
    t = journey.voice.text
    rows = [
        {
            "place": Markup("{} <small>{}</small>").format(met.place, met.country),
            "person": _introduced(met, journey.voice),
            "practice": met.practice or _talked(met, journey),
        }
        for met in journey.people
    ]
    columns = [
        Column("place", t("Place")),
        Column("person", t("journey head person met")),
        Column("practice", t("journey head practice")),
    ]
    source = t("journey source conversations", sources=journey.sources)
    return Table("practices", t("journey caption practices"), columns, rows, source, classes=DENSE)


def _introduced(met: Encounter, voice: Voice) -> Markup:
    """Return a name and a role as published, and under them how other sources spell the names."""
    told = voice.text("journey elsewhere", names=", ".join(met.elsewhere)) if met.elsewhere else ""
    under = "; ".join(part for part in (met.what, told) if part)
    return Markup("{} <small>{}</small>").format(met.person, under)


def _talked(met: Encounter, journey: Journey) -> str:
    """Return what somebody was asked about; words published of several are said once."""
    if not met.conversation:
        return ""
    group = [
        one for one in journey.people if one.leg == met.leg and one.conversation == met.conversation
    ]
    if len(group) == 1:
        return journey.voice.text("journey talked alone", words=met.conversation)
    bare = [one for one in group if not one.practice]
    if met is not bare[0]:
        return journey.voice.text("journey talked above")
    count = journey.voice.number(len(group))
    return journey.voice.text("journey talked together", n=count, words=met.conversation)


def met(journey: Journey) -> Table:
    """Return who was met where, presented as published, with the theme of the day as quoted."""
    t, voice = journey.voice.text, journey.voice
    rows = [
        {
            "day": voice.weekday(day.date) if day.date else None,
            "place": one.place,
            "person": _introduced(one, voice),
            "theme": Markup("<cite>{}</cite>").format(one.theme),
        }
        for day in journey.days
        for one in day.people
    ]
    columns = [
        Column("day", t("journey head day")),
        Column("place", t("Place")),
        Column("person", t("journey head person met")),
        Column("theme", t("journey head theme")),
    ]
    source = t("journey source encounters", sources=journey.sources)
    return Table("met", t("journey people title"), columns, rows, source, classes=DENSE)


def spellings(journey: Journey) -> Table | None:
    """Return the names that other sources spell in another way; None where there are none."""
    t = journey.voice.text
    rows = [
        {"what": t(f"journey spelt {kind}"), "published": published, "elsewhere": other}
        for met in journey.respelt
        for kind, published, other in (
            ("person", met.person, met.person_elsewhere),
            ("organisation", met.organisation, met.organisation_elsewhere),
        )
        if other
    ]
    columns = [
        Column("what", t("journey head spelt")),
        Column("published", t("journey head as published")),
        Column("elsewhere", t("journey head elsewhere")),
    ]
    source = t("journey source encounters", sources=journey.sources)
    return (
        Table("spellings", t("journey caption spellings"), columns, rows, source) if rows else None
    )


def programme(journey: Journey) -> Table | None:
    """Return what was published about the closing conference; None where nothing was."""
    t, voice = journey.voice.text, journey.voice
    rows = [
        {
            "what": one.label,
            "value": one.fact.show(voice),
            "note": one.note if one.note != one.label else "",
        }
        for one in journey.statements
        if one.key.startswith("conference_")
    ]
    columns = [
        Column("what", t("Fact")),
        Column("value", t("Value")),
        Column("note", t("journey head note")),
    ]
    told = [one for one in journey.statements if one.key.startswith("conference_")]
    source = "; ".join(dict.fromkeys(one.fact.source for one in told))
    return (
        Table("programme", t("journey caption programme"), columns, rows, source) if rows else None
    )


def figures(journey: Journey) -> Table | None:
    """Return every indicator with year, area, source and note; None where there is none."""
    t, voice = journey.voice.text, journey.voice
    rows = [
        {
            "name": _where(one),
            "value": one.show(voice),
            "year": one.year,
            "source": one.source,
            "note": one.note,
        }
        for one in journey.indicators
    ]
    columns = [
        Column("name", t("journey head indicator")),
        Column("value", t("Value"), "number"),
        Column("year", t("Year")),
        Column("source", t("Source")),
        Column("note", t("journey head note"), narrow=True),
    ]
    caption, source = t("journey caption indicators"), t("journey source indicators")
    return (
        Table("indicators", caption, columns, rows, source, wide=True, sortable=True, classes=DENSE)
        if rows
        else None
    )


def _where(one: Indicator) -> Markup:
    """Return an indicator's name and its area, where the name does not say that already."""
    if one.area.casefold() in one.name.casefold():
        return Markup("{}").format(one.name)
    return Markup("{} <small>{}</small>").format(one.name, one.area)


def telling(journey: Journey) -> Table:
    """Return where each encounter was told of."""
    t = journey.voice.text
    rows = [
        {"person": met.person, "place": met.place, "source": met.source} for met in journey.people
    ]
    columns = [
        Column("person", t("journey head person met")),
        Column("place", t("Place")),
        Column("source", t("Source")),
    ]
    return Table(
        "telling",
        t("journey caption telling"),
        columns,
        rows,
        t("source publications"),
        classes=DENSE,
    )
