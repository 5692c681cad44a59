"""The fact register: every named figure and name that is known of an event, with its source."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from reporting.frames import present, records
from reporting.language import LANGUAGES, in_each, text_of
from reporting.route.place_names import region, town
from reporting.route.waypoints import places
from reporting.story.anonymous_names import localised
from reporting.story.moment_facts import moment_facts
from reporting.story.registered_fact import FIGURE, Audience, ProvenanceKind, RegisteredFact
from reporting.story.row_facts import row_facts

if TYPE_CHECKING:
    from reporting.event import Event

__all__ = ["FIGURE", "RegisteredFact", "footprint_facts", "register", "standings", "stated"]

_INTERNAL = ("misprint", "not_published")
_CAR = ("make", "model", "year")
_SYNTHETIC = "synthetic"


def register(event: Event) -> tuple[RegisteredFact, ...]:
    """Return what is known of an event: what was published, its data, and what follows from them.

    Parameters
    ----------
    event
        A package that can be scored, measured and accounted for, as far as it has data.

    Raises
    ------
    InputError
        Where the package has errors that keep it from that.
    """
    return (*stated(event), *_computed(event))


def stated(event: Event) -> Iterator[RegisteredFact]:
    """Yield what the package itself states: nothing is computed for it."""
    yield from _of_event(event)
    yield from _published(event)
    yield from _results(event)
    yield from _entries(event)
    yield from _places(event)
    yield from _people(event)
    yield from _counted(event)
    yield from _indicators(event)
    yield from _starts(event)
    yield from moment_facts(event)
    yield from row_facts(event)
    if event.has("passages"):
        yield from _controls(event)


def _of_event(event: Event) -> Iterator[RegisteredFact]:
    info, source, on_the_way = event.info, "event.toml", places(event)
    yield RegisteredFact("event.name", info.name.it, source, spellings=_languages(info.name))
    yield RegisteredFact("event.start", info.start.isoformat(), source, kind="date")
    yield RegisteredFact("event.end", info.end.isoformat(), source, kind="date")
    yield RegisteredFact("event.legs", str(len(info.legs)), source, kind=FIGURE)
    for leg in info.legs:
        key = f"leg.{leg.number}"
        yield RegisteredFact(f"{key}.number", str(leg.number), source, kind=FIGURE)
        yield RegisteredFact(f"{key}.date", leg.date.isoformat(), source, kind="date")
        for part, end in (("from", leg.start), ("to", leg.finish)):
            called = in_each(partial(town, end, on_the_way))
            yield RegisteredFact(f"{key}.{part}", end, source, spellings=called)
        for length in leg.published_km:
            made_up = info.provenance.tables == "simulated"
            yield RegisteredFact(
                f"{key}.km",
                f"{length.value:f}",
                length.source,
                "km",
                provenance="simulated" if made_up else "published",
                audience="internal" if made_up else "public",
                kind=FIGURE,
            )


def _published(event: Event) -> Iterator[RegisteredFact]:
    for row in _rows(event, "facts"):
        status, key = _text(row, "status"), _text(row, "key")
        if _text(row, "handle"):
            yield RegisteredFact(
                f"handle.{_text(row, 'value')}", _text(row, "handle"), _text(row, "source")
            )
        yield RegisteredFact(
            key,
            _text(row, "value"),
            _text(row, "source"),
            _text(row, "unit"),
            _text(row, "address"),
            _PROVENANCE.get(status, "published"),
            "internal" if status == _SYNTHETIC else _audience(row),
            _spelt(row, "value"),
            _text(row, "qualifier"),
            _text(row, "kind") or FIGURE,
            note=_text(row, "note"),
            remarks=_spelt(row, "note"),
            labels=_spelt(row, "label"),
        )


_PROVENANCE: Mapping[str, ProvenanceKind] = {"derived": "computed", _SYNTHETIC: "simulated"}


def _audience(row: Mapping[str, Any]) -> Audience:
    """Return whom a published fact is for, as its row says; what is no fact stays internal."""
    if _text(row, "key") in _INTERNAL:
        return "internal"
    return cast("Audience", _text(row, "audience") or "public")


def _results(event: Event) -> Iterator[RegisteredFact]:
    for row in _rows(event, "published_results"):
        key = f"result.{_text(row, 'ranking')}.{_text(row, 'position')}"
        for part in ("driver", "codriver", *_CAR, "value", "note"):
            if _text(row, part):
                yield RegisteredFact(
                    f"{key}.{part}",
                    _text(row, part),
                    _text(row, "source"),
                    address=_text(row, "address"),
                    spellings=_spelt(row, part),
                    kind={"year": "year", "value": FIGURE}.get(part, "words"),
                )


def _entries(event: Event) -> Iterator[RegisteredFact]:
    all_made_up = event.info.provenance.timing == "simulated"
    for row in _rows(event, "entries"):
        simulated = _text(row, "simulated").split()
        unsourced = all_made_up and not _text(row, "source")
        for part in ("number", "driver", "codriver", *_CAR, "category", "coefficient", "team"):
            made_up = (
                unsourced or part in simulated or (part == "codriver" and "driver" in simulated)
            )
            if text := _text(row, part):
                person = part in ("driver", "codriver")
                yield RegisteredFact(
                    f"entry.{_text(row, 'number')}.{part}",
                    text,
                    _text(row, "source") or "entries.csv",
                    provenance="simulated" if made_up else "published",
                    audience="internal" if made_up else "public",
                    spellings=in_each(partial(localised, text)) if person else {},
                    kind="year" if part == "year" else "words",
                )


def _places(event: Event) -> Iterator[RegisteredFact]:
    for row in _rows(event, "waypoints"):
        key = f"place.{_text(row, 'leg')}.{_text(row, 'seq')}"
        seen = _text(row, "confidence") == "seen"
        source = _text(row, "source")
        yield RegisteredFact(
            f"{key}.name", _text(row, "name"), source, spellings=_spelt(row, "name")
        )
        for part in ("control", "kind"):
            if _text(row, part):
                yield RegisteredFact(f"{key}.{part}", _text(row, part), source)
        for part, unit in (("region", ""), ("country", ""), ("elevation_m", "m")):
            if text := _text(row, part):
                named = in_each(partial(region, text)) if part == "region" else {}
                yield RegisteredFact(
                    f"{key}.{part}",
                    text,
                    source,
                    unit,
                    audience="public" if seen else "internal",
                    spellings=named,
                    kind=FIGURE if unit else part,
                )


_ENCOUNTER = ("person", "role", "organisation", "place", "theme", "practice", "conversation")


def _people(event: Event) -> Iterator[RegisteredFact]:
    for row in _rows(event, "encounters"):
        key = f"encounter.{_text(row, 'leg')}.{_text(row, 'seq')}"
        for part in _ENCOUNTER:
            spellings = _spelt(row, part)
            if part == "person" and _text(row, "name_as_published"):
                spellings = {"published": _text(row, "name_as_published")}
            if _text(row, part):
                source = _text(row, f"{part}_source") or _text(row, "source")
                yield RegisteredFact(f"{key}.{part}", _text(row, part), source, spellings=spellings)
        if row.get("of_organiser") is True:
            yield RegisteredFact(f"{key}.of_organiser", "true", "encounters.csv")


_OFF_THE_ROAD = ("unesco", "venue")
_COUNTED: Mapping[str, tuple[str, Callable[[Mapping[str, Any]], bool]]] = {
    "places": ("waypoints", lambda row: _text(row, "kind") not in _OFF_THE_ROAD),
    "passes": ("waypoints", lambda row: _text(row, "kind") == "pass"),
    "unesco_sites": ("waypoints", lambda row: _text(row, "kind") == "unesco"),
    "people": ("encounters", lambda _: True),
}


def _counted(event: Event) -> Iterator[RegisteredFact]:
    """Yield how many places of a kind, and people met, there are on each leg."""
    for leg in event.info.legs:
        for name, (table, counts) in _COUNTED.items():
            number = sum(row["leg"] == leg.number and counts(row) for row in _rows(event, table))
            if number:
                yield RegisteredFact(
                    f"leg.{leg.number}.{name}",
                    str(number),
                    f"{table}.csv",
                    provenance="computed",
                    kind=FIGURE,
                )


def _indicators(event: Event) -> Iterator[RegisteredFact]:
    made_up = event.info.provenance.tables == "simulated"
    for row in _rows(event, "indicators_social"):
        evidence = _text(row, "evidence")
        if _text(row, "value"):
            yield RegisteredFact(
                f"indicator.{_text(row, 'measure')}",
                _text(row, "value"),
                evidence or "indicators_social.csv",
                _text(row, "unit"),
                provenance="simulated" if made_up else "published",
                audience="internal" if made_up else cast("Audience", _text(row, "audience")),
                kind=FIGURE,
                labels={"it": _text(row, "indicator"), "en": _text(row, "indicator_en")},
            )


def _starts(event: Event) -> Iterator[RegisteredFact]:
    """Yield when the first car of each leg started."""
    made_up = event.info.provenance.timing == "simulated"
    for leg in event.info.legs:
        times = [_text(row, "time") for row in _rows(event, "starts") if row["leg"] == leg.number]
        if times:
            yield RegisteredFact(
                f"leg.{leg.number}.start_time",
                min(found[0] for time in times if (found := re.search(r"\d\d:\d\d", time))),
                "starts.csv",
                provenance="simulated" if made_up else "published",
                audience="internal" if made_up else "public",
                kind="time",
            )


_TRIALS = {
    "PC": "time_trials", "PM": "average_trials", "CT": "passage_controls", "CO": "time_controls",
}  # fmt: skip


def _controls(event: Event) -> Iterator[RegisteredFact]:
    """Yield how many controls of a kind there are at each place: names without their number."""
    made_up = event.info.provenance.timing == "simulated"
    kinds = [(row, _TRIALS.get(_text(row, "kind"), "")) for row in _rows(event, "controls")]
    counts = Counter(
        (kind, re.sub(r" \d+$", "", _text(row, "name"))) for row, kind in kinds if kind
    )
    for (kind, place), number in counts.items():
        yield RegisteredFact(
            f"controls_at.{kind}.{place}",
            str(number),
            "controls.csv",
            provenance="simulated" if made_up else "published",
            audience="internal" if made_up else "public",
            kind=FIGURE,
        )


def _computed(event: Event) -> Iterator[RegisteredFact]:
    # Each room is imported where the event has data for it.
    if event.has("passages"):
        yield from standings(event)
    if event.has("waypoints") or event.has("controls"):
        yield from _route(event)
    if event.has("activities"):
        yield from footprint_facts(event)


def standings(event: Event) -> Iterator[RegisteredFact]:
    """Yield what an event's times make: :func:`reporting.story.standing_facts.standing_facts`."""
    from reporting.scoring import score
    from reporting.story.standing_facts import standing_facts

    made_up = event.info.provenance.timing == "simulated"
    scored = score(event)
    register = partial(
        RegisteredFact,
        source=f"standings, rulebook {scored.rulebook.id}",
        provenance="simulated" if made_up else "measured",
        audience="internal" if made_up else "public",
        kind=FIGURE,
    )
    yield from standing_facts(event, scored, register)


_ROUTE = {
    "length_km": "km", "great_circle_km": "km", "west_east_km": "km", "lower_bound_km": "km",
    "moving_time_s": "s",
}  # fmt: skip


def _route(event: Event) -> Iterator[RegisteredFact]:
    from reporting.route import measure

    document = measure(event).as_json()
    for name, unit in _ROUTE.items():
        if document.get(name) is not None:
            yield _measured(f"route.{name}", document[name], unit)
    for name, value in (document.get("ascent_m") or {}).items():
        yield _measured(f"route.ascent_m.{name}", value, "m")


def _measured(key: str, value: object, unit: str) -> RegisteredFact:
    return RegisteredFact(
        key, str(value), "route", unit, provenance="computed", kind=FIGURE, decimals=0
    )


def footprint_facts(event: Event) -> Iterator[RegisteredFact]:
    """Yield the totals of an event's footprint."""
    from reporting.footprint import statement

    document = statement(event)
    for name in ("total_location_kg", "total_market_kg"):
        if document.get(name) is not None:
            yield RegisteredFact(
                f"footprint.{name}",
                str(document[name]),
                "footprint: lines and factors in its document",
                "kg",
                provenance="screening",
                audience="officer",
                kind=FIGURE,
                decimals=0,
                labels=dict.fromkeys(LANGUAGES, f"{name.split('_')[1]}-based"),
            )


def _rows(event: Event, table: str) -> list[dict[str, Any]]:
    return list(records(event[table])) if event.has(table) else []


def _text(row: Mapping[str, Any], column: str) -> str:
    value = row.get(column)
    return str(value) if present(value) else ""


def _spelt(row: Mapping[str, Any], column: str) -> dict[str, str]:
    ways = {language: _text(row, f"{column}_{language}") for language in LANGUAGES}
    return {language: text for language, text in ways.items() if text}


def _languages(words: object) -> dict[str, str]:
    return {language: text_of(words, language) for language in LANGUAGES}
