"""Crews whose two people stand one below the other: the second row has no number."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from reporting.event.importing.list_header import ListHeader


@dataclass(frozen=True)
class PairsOfRows:
    """What the rows without a number are.

    Parameters
    ----------
    people
        Line of a crew -> both its people, where every crew has the second one below it.
    taken
        Lines of second people.
    lone
        Line -> the name, where some crews have one below them and others none.
    """

    people: Mapping[int, tuple[str, str]] = field(default_factory=dict)
    taken: frozenset[int] = frozenset()
    lone: Mapping[int, str] = field(default_factory=dict)


def pairs_of_rows(
    header: ListHeader,
    below: Sequence[tuple[int, Sequence[str]]],
    numbered: Mapping[int, object],
) -> PairsOfRows:
    """Find the rows that hold a second person: a name alone, directly below a crew's row.

    Parameters
    ----------
    header
        The list's header; one that names a column for the second person has no such rows.
    below
        The rows below it, with their lines.
    numbered
        Line -> whether the row has a number.
    """
    named = header.places.get("crew") or header.places.get("driver")
    if not named or any(name.startswith("codriver") for name in header.places):
        return PairsOfRows()
    at = named[0]
    pairs: dict[int, tuple[str, str]] = {}
    under: dict[int, str] = {}
    crews = [line for line, _ in below if numbered[line]]
    for (line, cells), (next_line, next_cells) in pairwise(below):
        name = next_cells[at] if at < len(next_cells) else ""
        alone = bool(name) and [one for one in next_cells if one] == [name]
        if numbered[line] and not numbered[next_line] and alone:
            pairs[line] = cells[at], name
            under[next_line] = name
    if pairs and len(pairs) == len(crews):
        return PairsOfRows(pairs, frozenset(under))
    most = 2 * len(pairs) > len(crews)
    return PairsOfRows(lone=under, taken=frozenset(under)) if most else PairsOfRows()
