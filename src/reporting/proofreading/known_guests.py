"""The people who were met on the way, as somebody published them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from reporting.proofreading.wording import comparable, pattern, words
from reporting.story.fact_register import RegisteredFact


@dataclass(frozen=True, slots=True)
class KnownGuest:
    """Somebody who was met on the way: who, where, on which leg, of which house, who says so.

    ``roles`` are kinds of ``words.toml`` that the published role is of.
    """

    name: str
    place: str
    leg: int | None
    house: str
    source: str
    roles: frozenset[str] = frozenset()
    role: str = ""


def guests_met(
    rows_by_prefix: Iterable[tuple[str, Mapping[str, list[RegisteredFact]]]],
) -> dict[str, KnownGuest]:
    """Return the people who were met, by their names and surnames as they may be spelt.

    Parameters
    ----------
    rows_by_prefix
        ``encounter.<leg>.<number>`` with the row's facts by part.
    """
    met: dict[str, KnownGuest] = {}
    for prefix, parts in rows_by_prefix:
        if "person" not in parts or "place" not in parts:
            continue
        person, place, house = parts["person"][0], parts["place"][0], parts.get("organisation")
        leg = prefix.split(".")[1]
        guest = KnownGuest(
            person.value,
            place.value,
            int(leg) if leg else None,
            house[0].value if house else "",
            place.source,
            *_roles(parts.get("role", [])),
        )
        for name in map(comparable, (person.value, *person.spellings.values())):
            met |= {name: guest, name.rpartition(" ")[2]: guest}
    return met


def _roles(facts: Iterable[RegisteredFact]) -> tuple[frozenset[str], str]:
    """Return of which kinds a published role is, in any language, and the role."""
    told = [text for fact in facts for text in (fact.value, *fact.spellings.values())]
    plain = comparable(" / ".join(told))
    kinds = {kind for kind in words()["roles"] if pattern("roles", kind).search(plain)}
    return frozenset(kinds), told[0] if told else ""
