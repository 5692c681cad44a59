"""What separated crews of equal totals: the rulebook's own way, in words."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from reporting.frames import records
from reporting.scoring.rulebook import OVERALL
from reporting.story.names import crew_short, people

if TYPE_CHECKING:
    from reporting.scoring import Standings
    from reporting.story.voice import Voice


@dataclass(frozen=True, slots=True)
class TieBroken:
    """Two crews, one behind the other with an equal total, and what put them in that order.

    Parameters
    ----------
    position
        The place of the one in front.
    ahead, behind
        Their short names.
    people
        How many the crew in front are.
    how
        The rule that decided, in words.
    """

    position: int
    ahead: str
    behind: str
    people: int
    how: str


def tie_word(
    standings: Standings, first: int, second: int, voice: Voice, ranking: str = OVERALL
) -> str:
    """Return the rule that separates two crews of equal totals, in words; empty where none does.

    Parameters
    ----------
    standings
        Scored results.
    first, second
        The crews' numbers.
    voice
        The reader's language.
    ranking
        In which ranking.
    """
    tie = standings.tie_between(first, second, ranking)
    return voice.text(f"tie {tie}") if tie else ""


def ties_broken(standings: Standings, voice: Voice) -> list[TieBroken]:
    """Return the crews of the overall standings that only a rule for ties separates, in order.

    Parameters
    ----------
    standings
        Scored results.
    voice
        The reader's language.
    """
    ranked = records(standings.rankings[OVERALL].dropna(subset=["position"]))
    return [
        TieBroken(int(ahead["position"]), crew_short(ahead), crew_short(behind), people(ahead), how)
        for ahead, behind in pairwise(ranked)
        if ahead["total"] == behind["total"]
        and ahead["position"] != behind["position"]
        # None: not the total, but missed controls, which come first, have put them apart.
        and (how := tie_word(standings, int(ahead["number"]), int(behind["number"]), voice))
    ]
