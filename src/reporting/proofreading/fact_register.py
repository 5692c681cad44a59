"""The fact register: every named figure and name that is known of an event, with its source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, cast

from reporting.frames import present, records
from reporting.language import LANGUAGES, text_of

if TYPE_CHECKING:
    from reporting.event import Event

ProvenanceKind = Literal["measured", "published", "simulated", "screening", "computed"]
Audience = Literal["public", "officer", "internal"]

_INTERNAL = ("misprint", "not_published")
_CAR = ("make", "model", "year")


@dataclass(frozen=True, slots=True)
class RegisteredFact:
    """One figure or name that is known of an event.

    Parameters
    ----------
    key
        Its name: parts joined by full stops, such as ``leg.1.km``; a key may stand several times
        where sources disagree or where it is a list.
    value
        As data have it: decimals with a full stop, dates and times as ISO 8601.
    unit
        The unit's sign; empty for counts and words.
    source, address
        Who says so, or how it was computed; where it can be read, if anywhere.
    provenance
        ``published`` by somebody, ``measured`` or ``simulated`` times, a ``screening`` estimate,
        ``computed`` from any of these.
    audience
        Who may be told: the ``public``, an ``officer`` who knows how it was estimated, or nobody
        outside (``internal``).
    spellings
        Language -> how it is written there, where it differs from the value.
    qualifier
        How the source hedges it: ``about``, ``over``, ``almost``.
    """

    key: str
    value: str
    source: str
    unit: str = ""
    address: str = ""
    provenance: ProvenanceKind = "published"
    audience: Audience = "public"
    spellings: Mapping[str, str] = field(default_factory=dict)
    qualifier: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return the fact as plain values."""
        return {
            "key": self.key,
            "value": self.value,
            "unit": self.unit,
            "decimals": len(self.value.partition(".")[2]) if _is_number(self.value) else None,
            "source": self.source,
            "address": self.address or None,
            "provenance": self.provenance,
            "audience": self.audience,
            "qualifier": self.qualifier or None,
            "spellings": dict(self.spellings),
        }

    def matches(self, search: str) -> bool:
        """Tell whether every word of a search stands in key, value, source or a spelling."""
        whole = " ".join([self.key, self.value, self.source, *self.spellings.values()]).casefold()
        return all(word in whole for word in search.casefold().split())


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


def _of_event(event: Event) -> Iterator[RegisteredFact]:
    info, source = event.info, "event.toml"
    yield RegisteredFact("event.name", info.name.it, source, spellings=_languages(info.name))
    yield RegisteredFact("event.start", info.start.isoformat(), source)
    yield RegisteredFact("event.end", info.end.isoformat(), source)
    yield RegisteredFact("event.legs", str(len(info.legs)), source)
    for leg in info.legs:
        key = f"leg.{leg.number}"
        yield RegisteredFact(f"{key}.date", leg.date.isoformat(), source)
        yield RegisteredFact(f"{key}.from", leg.start, source)
        yield RegisteredFact(f"{key}.to", leg.finish, source)
        for length in leg.published_km:
            yield RegisteredFact(f"{key}.km", f"{length.value:f}", length.source, "km")


def _published(event: Event) -> Iterator[RegisteredFact]:
    for row in _rows(event, "facts"):
        derived = _text(row, "status") in ("derived", "synthetic")
        yield RegisteredFact(
            _text(row, "key"),
            _text(row, "value"),
            _text(row, "source"),
            _text(row, "unit"),
            _text(row, "address"),
            "computed" if derived else "published",
            _audience(row),
            _spelt(row, "value"),
            _text(row, "qualifier"),
        )


def _audience(row: Mapping[str, Any]) -> Audience:
    """Return whom a published fact is for, as its row says; what is no fact stays internal."""
    if _text(row, "key") in _INTERNAL:
        return "internal"
    return cast("Audience", _text(row, "audience") or "public")


def _results(event: Event) -> Iterator[RegisteredFact]:
    for row in _rows(event, "published_results"):
        key = f"result.{_text(row, 'ranking')}.{_text(row, 'position')}"
        for part in ("driver", "codriver", *_CAR, "value"):
            if _text(row, part):
                yield RegisteredFact(
                    f"{key}.{part}",
                    _text(row, part),
                    _text(row, "source"),
                    address=_text(row, "address"),
                )


def _entries(event: Event) -> Iterator[RegisteredFact]:
    all_made_up = event.info.provenance.timing == "simulated"
    for row in _rows(event, "entries"):
        simulated = _text(row, "simulated").split()
        unsourced = all_made_up and not _text(row, "source")
        for part in ("driver", "codriver", *_CAR, "category", "coefficient", "team"):
            made_up = (
                unsourced or part in simulated or (part == "codriver" and "driver" in simulated)
            )
            if _text(row, part):
                yield RegisteredFact(
                    f"entry.{_text(row, 'number')}.{part}",
                    _text(row, part),
                    _text(row, "source") or "entries.csv",
                    provenance="simulated" if made_up else "published",
                    audience="internal" if made_up else "public",
                )


def _places(event: Event) -> Iterator[RegisteredFact]:
    for row in _rows(event, "waypoints"):
        key = f"place.{_text(row, 'leg')}.{_text(row, 'seq')}"
        seen = _text(row, "confidence") == "seen"
        source = _text(row, "source")
        yield RegisteredFact(
            f"{key}.name", _text(row, "name"), source, spellings=_spelt(row, "name")
        )
        for part, unit in (("kind", ""), ("region", ""), ("country", ""), ("elevation_m", "m")):
            if _text(row, part):
                yield RegisteredFact(
                    f"{key}.{part}",
                    _text(row, part),
                    source,
                    unit,
                    audience="public" if seen else "internal",
                )


def _people(event: Event) -> Iterator[RegisteredFact]:
    for row in _rows(event, "encounters"):
        key = f"encounter.{_text(row, 'leg')}.{_text(row, 'seq')}"
        for part in ("person", "role", "organisation", "place", "theme"):
            spellings = _spelt(row, part)
            if part == "person" and _text(row, "name_as_published"):
                spellings = {"published": _text(row, "name_as_published")}
            if _text(row, part):
                yield RegisteredFact(
                    f"{key}.{part}", _text(row, part), _text(row, "source"), spellings=spellings
                )


def _computed(event: Event) -> Iterator[RegisteredFact]:
    # Each room is imported where the event has data for it.
    if event.has("passages"):
        yield from _standings(event)
    if event.has("waypoints") or event.has("controls"):
        yield from _route(event)
    if event.has("activities"):
        yield from _footprint(event)


def _standings(event: Event) -> Iterator[RegisteredFact]:
    from reporting.scoring import score

    made_up = event.info.provenance.timing == "simulated"
    kind: ProvenanceKind = "simulated" if made_up else "measured"
    audience: Audience = "internal" if made_up else "public"
    scored = score(event)
    for name, rows in scored.as_json()["rankings"].items():
        for row in rows:
            for part in ("position", "net", "total", "gap"):
                if row.get(part) is not None:
                    yield RegisteredFact(
                        f"standing.{name}.{row['number']}.{part}",
                        str(row[part]),
                        f"standings, rulebook {scored.rulebook.id}",
                        provenance=kind,
                        audience=audience,
                    )


_ROUTE = {
    "length_km": "km", "great_circle_km": "km", "west_east_km": "km", "lower_bound_km": "km",
    "moving_time_s": "s",
}  # fmt: skip


def _route(event: Event) -> Iterator[RegisteredFact]:
    from reporting.route import measure

    document = measure(event).as_json()
    for name, unit in _ROUTE.items():
        if document.get(name) is not None:
            yield RegisteredFact(
                f"route.{name}", str(document[name]), "route", unit, provenance="computed"
            )
    for name, value in (document.get("ascent_m") or {}).items():
        yield RegisteredFact(
            f"route.ascent_m.{name}", str(value), "route", "m", provenance="computed"
        )


def _footprint(event: Event) -> Iterator[RegisteredFact]:
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


def _is_number(text: str) -> bool:
    return text.replace(".", "", 1).lstrip("-").isdigit()
