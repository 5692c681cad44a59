"""Positions and the rankings and trophies that they are of, as a sentence tells them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from reporting.proofreading.known import KnownEvent
from reporting.proofreading.known_crews import AFTER
from reporting.proofreading.numbers_in_text import is_ordinal, numbers_in, ordinal_value
from reporting.proofreading.place_mentions import Spanned
from reporting.proofreading.wording import pattern, phrase, words


@dataclass(frozen=True, slots=True)
class RankMention:
    """A position, from 1, in words, as a medal or as a number."""

    start: int
    end: int
    position: int


def ranks_in(
    plain: str,
    subjects: Sequence[tuple[int, int]] = (),
    marks: re.Pattern[str] | None = None,
) -> list[RankMention]:
    """Return the positions that a sentence tells, in order; none of a leg, an edition, a time.

    Parameters
    ----------
    plain
        The sentence, comparable.
    subjects
        Where crews and cars are named: an ordinal right beside one is its position.
    marks
        What a ranking's name right behind an ordinal looks like: "second of the ladies".
    """
    found = [
        RankMention(match.start(), match.end(), int(position))
        for position in words()["positions"]["told"]
        for match in pattern("positions", "told", position).finditer(plain)
        if _is_meant(int(position), plain[: match.start()], plain[match.end() :])
        and not (
            phrase("positions_in_text", "winners").match(match[0])
            and phrase("positions_in_text", "named_by").search(plain[: match.start()])
        )
    ]
    found += [
        RankMention(match.start(), match.end(), int(match[1]))
        for match in phrase("positions_in_text", "numbered").finditer(plain)
    ]
    found += [
        RankMention(match.start(), match.end(), position)
        for match in phrase("positions_in_text", "ordinal").finditer(plain)
        if is_ordinal(match[1])
        and (position := ordinal_value(match[1])) is not None
        and position > _TOLD
        and not _BEHIND.search(plain[: match.start()])
    ]
    found += [
        RankMention(word.start(), word.end(), position)
        for word in _WORD.finditer(plain if subjects else "")
        if is_ordinal(word[0])
        and (position := ordinal_value(word[0])) is not None
        and not _OF_A_THING.match(plain[word.end() :])
        and (_is_beside(plain, word, subjects) or (marks and marks.match(plain, word.end())))
    ]
    found.sort(key=lambda rank: (rank.start, -rank.end))
    kept: list[RankMention] = []
    makes = pattern("cars", "makes")
    named = {low for low, _ in subjects if makes.match(plain, low)}
    for rank in found:
        if rank.start not in named and (not kept or rank.start >= kept[-1].end):
            kept.append(rank)
    return kept


_WORD = re.compile(r"\w+[°ªº]?")


def _is_beside(plain: str, word: re.Match[str], subjects: Sequence[tuple[int, int]]) -> bool:
    """Tell whether an ordinal begins a clause before a crew, or ends one behind it."""
    begins = phrase("positions_in_text", "begins").search(plain[: word.start()])
    ends = phrase("positions_in_text", "ends").match(plain[word.end() :])
    ahead, behind = (phrase("positions_in_text", way) for way in ("ahead", "is"))
    return any(
        (begins and word.end() <= low and ahead.fullmatch(plain[word.end() : low]))
        or (ends and high <= word.start() and behind.fullmatch(plain[high : word.start()]))
        for low, high in subjects
    )


def _is_meant(position: int, before: str, after: str) -> bool:
    """Tell whether a position is somebody's, and no leg's, edition's or other place's."""
    if _OF_A_THING.match(after) or _BEHIND.search(before):
        return False
    if position == _TIMES and phrase("positions_in_text", "of_a").search(before):
        return False  # "a hundredth of a second"
    last = before.split()[-1:]
    if (
        position == _TIMES
        and last
        and (last[0][-1].isdigit() or (last[0].isalpha() and numbers_in(last[0], "")))
    ):
        return False  # "31 seconds"
    if position == 1 and (_MISSED_BEFORE.search(before) or _MISSED_AFTER.match(after)):
        return False  # "53 points away from victory"
    return position > 1 or not (_PLACE_BEFORE.search(before) or _PLACE_AFTER.match(after))


_TOLD = 3
"""The places that have words of their own; of those behind them any ordinal may tell."""

_TIMES = 2
"""The place that sounds like a unit of time."""

_OF_A_THING = phrase("positions_in_text", "of_a_thing")
# "The third place that they won": winning a place is not winning.
_PLACE_BEFORE = phrase("positions_in_text", "place_before")
_PLACE_AFTER = phrase("positions_in_text", "place_after")
_MISSED_BEFORE = phrase("positions_in_text", "missed_before")
_MISSED_AFTER = phrase("positions_in_text", "missed_after")
_BEHIND = phrase("positions_in_text", "behind")


_Named = TypeVar("_Named", bound=Spanned)


def whose_rank(plain: str, rank: RankMention, subjects: Sequence[_Named]) -> _Named | None:
    """Return the crew or car that a position stands right beside; None where that is not plain."""
    aside = phrase("positions_in_text", "aside").match(plain, rank.end)
    end = aside.end() if aside else rank.end  # "fourth, level with the MG, the Triumph"
    before = [one for one in subjects if one.end <= rank.start][-1:]
    behind = [one for one in subjects if one.start >= end][:1]
    left = plain[before[0].end : rank.start] if before else "none"
    right = plain[end : behind[0].start] if behind else "none"
    begins = phrase("positions_in_text", "begins").search(plain[: rank.start])
    ends = phrase("positions_in_text", "ends").match(plain[rank.end :])
    is_left = ends and phrase("positions_in_text", "is").fullmatch(left)
    is_right = begins and phrase("positions_in_text", "ahead").fullmatch(right)
    if is_left and is_right:
        parted_left, parted_right = "," in left, "," in right
        if parted_left == parted_right:
            return None
        is_left, is_right = (is_left, None) if parted_right else (None, is_right)
    return before[0] if is_left else behind[0] if is_right else None


def parted(
    ranks: Sequence[RankMention], plain: str, ranking: str | None, *, one: bool = True
) -> tuple[list[RankMention], list[RankMention]]:
    """Return the positions that are said to be overall, and the others.

    Beside a trophy that the `one` who is named won, another position is not the trophy's: it is
    left out.
    """
    if ranking == "overall":
        return [], list(ranks)
    overall = [rank for rank in ranks if _SAID_OVERALL.search(plain[rank.start : rank.end + 14])]
    others = [rank for rank in ranks if rank not in overall]
    won = [rank for rank in others if rank.position == 1 and one]
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
    plain = phrase("positions_in_text", "after_trials").sub(" ", plain)
    return [] if _OTHER.search(plain) and not _OVERALL.search(plain) else ["overall"]


_OTHER = phrase("positions_in_text", "other")
_OVERALL = phrase("positions_in_text", "overall")


def beside_rank(
    plain: str, span: tuple[int, int, int, int | None], known: KnownEvent, leg: int
) -> str:
    """Return the ranking that stands right beside a position; empty where none does.

    Parameters
    ----------
    plain
        The sentence, comparable.
    span
        Where the position before it ends, where it begins and ends, where the next one begins.
    known
        The event.
    leg
        The one leg after which there are standings: "overnight"; 0 where there are several.
    """
    low, start, end, high = span
    behind = phrase("positions_in_text", "clause_end").split(plain[end:high])[0][:_BESIDE]
    *others, clause = phrase("positions_in_text", "clause_end").split(plain[low:start])
    before = clause[-_BESIDE:]
    overnight = phrase("positions_in_text", "overnight")
    if leg and (overnight.search(behind) or ((others or not low) and overnight.search(clause))):
        return f"{AFTER}{leg}"
    for text, marked in ((plain[start:end], ""), (behind, "behind"), (before, "before")):
        own = [
            ranking
            for ranking in known.rankings
            if ranking != "overall" and any(mark in text for mark in known.marks[ranking])
        ]
        if len(own) == 1:
            return own[0]
        if marked != "before" and _SAID_OVERALL.search(text):
            return "overall"
    return ""


_BESIDE = 40
"""Within how many characters of a position the name of its ranking stands."""
