"""Positions and the rankings and trophies that they are of, as a sentence tells them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reporting.proofreading.known import KnownEvent
from reporting.proofreading.numbers_in_text import numbers_in
from reporting.proofreading.wording import pattern, phrase, words


@dataclass(frozen=True, slots=True)
class RankMention:
    """A position, from 1, in words, as a medal or as a number."""

    start: int
    end: int
    position: int


def ranks_in(plain: str) -> list[RankMention]:
    """Return the positions that a sentence tells, in order; none of a leg, an edition, a time."""
    found = [
        RankMention(match.start(), match.end(), int(position))
        for position in words()["positions"]["told"]
        for match in pattern("positions", "told", position).finditer(plain)
        if _is_meant(int(position), plain[: match.start()], plain[match.end() :])
    ]
    found += [
        RankMention(match.start(), match.end(), int(match[1]))
        for match in phrase("positions_in_text", "numbered").finditer(plain)
    ]
    found.sort(key=lambda rank: (rank.start, -rank.end))
    kept: list[RankMention] = []
    for rank in found:
        if not kept or rank.start >= kept[-1].end:
            kept.append(rank)
    return kept


def _is_meant(position: int, before: str, after: str) -> bool:
    """Tell whether a position is somebody's, and no leg's, edition's or other place's."""
    if _OF_A_THING.match(after) or _BEHIND.search(before):
        return False
    last = before.split()[-1:]
    if (
        position == _TIMES
        and last
        and (last[0][-1].isdigit() or (last[0].isalpha() and numbers_in(last[0], "")))
    ):
        return False  # "31 seconds"
    return position > 1 or not (_PLACE_BEFORE.search(before) or _PLACE_AFTER.match(after))


_TIMES = 2
"""The place that sounds like a unit of time."""

_OF_A_THING = phrase("positions_in_text", "of_a_thing")
# "The third place that they won": winning a place is not winning.
_PLACE_BEFORE = phrase("positions_in_text", "place_before")
_PLACE_AFTER = phrase("positions_in_text", "place_after")
_BEHIND = phrase("positions_in_text", "behind")


def parted(
    ranks: Sequence[RankMention], plain: str, ranking: str | None
) -> tuple[list[RankMention], list[RankMention]]:
    """Return the positions that are said to be overall, and the others.

    Beside a trophy that was won, another position is not the trophy's: it is left out.
    """
    if ranking == "overall":
        return [], list(ranks)
    overall = [rank for rank in ranks if _SAID_OVERALL.search(plain[rank.start : rank.end + 14])]
    others = [rank for rank in ranks if rank not in overall]
    won = [rank for rank in others if rank.position == 1]
    return overall, won or others


_SAID_OVERALL = phrase("positions_in_text", "said_overall")


def rankings_of(plain: str, known: KnownEvent) -> list[str]:
    """Return the rankings that a sentence is about; none where it names one that nobody knows."""
    if pattern("guards", "other_success").search(plain):
        return []
    named = [
        ranking for ranking in known.rankings if any(mark in plain for mark in known.marks[ranking])
    ]
    if named:
        return named
    return [] if _OTHER.search(plain) and not _OVERALL.search(plain) else ["overall"]


_OTHER = phrase("positions_in_text", "other")
_OVERALL = phrase("positions_in_text", "overall")
