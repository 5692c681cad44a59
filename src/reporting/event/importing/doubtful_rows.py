"""Rows that say themselves that their time does not hold, and fractions that may be two."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from reporting.event.importing.header_words import header_words
from reporting.event.schema import normal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from reporting.event.importing.header_layout import HeaderLayout
    from reporting.event.importing.readings import Listing, Reading


class RowJudges:
    """The cells beside a time that say whether it holds: void, not valid, corrected."""

    def __init__(self, plan: HeaderLayout) -> None:
        self._cells = plan.cells
        self._kinds: Mapping[int, str] = {
            at: next((kind for kind in _KINDS if _named(plan.cells[at], kind)), "")
            for at in plan.idle
        }

    def doubt(self, cells: Sequence[str]) -> tuple[str, str] | None:
        """Return header and content of the cell for which a row is not to be taken."""
        for at, kind in self._kinds.items():
            text = cells[at] if at < len(cells) else ""
            if text and _speaks_against(kind, text):
                return self._cells[at], text
        return None


_KINDS = ("void", "valid", "corrected")


def _named(header: str, kind: str) -> bool:
    return normal(header) in header_words()[kind]


def _speaks_against(kind: str, text: str) -> bool:
    word = normal(text)
    denied = word in header_words()["denied"]
    if kind == "valid":
        return denied
    if kind in ("void", "corrected"):
        return bool(word) and not denied and bool(word.strip("0 "))
    return word in header_words()["void"]


def without_uneven(readings: Sequence[Reading], listing: Listing) -> list[Reading]:
    """Return the readings without those whose fraction of a second may be two.

    Where others at the same point write a zero at the end (08:11:00.50), 08:11:00.5 may be five
    hundredths whose zero was left out in front. Both kinds in one column say that nobody knows.
    """
    doubtful = {id(one): other for one, other in _uneven(readings)}
    for one in readings:
        if other := doubtful.get(id(one)):
            listing.add(
                "import-fraction-doubtful", one.row, column="time", value=one.time, other=other
            )
    return [one for one in readings if id(one) not in doubtful]


def _uneven(readings: Sequence[Reading]) -> Iterator[tuple[Reading, str]]:
    """Yield each reading with too few decimals, and a time that shows it."""
    groups: dict[tuple[str, str], list[Reading]] = {}
    for one in readings:
        groups.setdefault((one.control, one.point), []).append(one)
    for group in groups.values():
        digits = Counter(len(_fraction(one)) for one in group)
        most = max(digits)
        full = [one for one in group if len(_fraction(one)) == most and one.time.endswith("0")]
        if most and full:
            yield from ((one, full[0].time) for one in group if 0 < len(_fraction(one)) < most)


def _fraction(one: Reading) -> str:
    return one.time.partition(".")[2]
