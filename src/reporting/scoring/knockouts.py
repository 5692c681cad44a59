"""Knock-outs computed: who met whom, who went on, and the ranking that comes of it.

A round is won by the lower penalties. Where both have the same, the crew that is further in front
in the overall ranking goes on (Match Race, Ferrara 2024: *in caso di ex-equo passa il concorrente
meglio posizionato nelle qualificazioni*).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from reporting.exact import PENALTY_PLACES, decimal_column, divided
from reporting.scoring.tally import TOTAL_PLACES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reporting.exact import Whole
    from reporting.scoring.knockout_rule import Knockout
    from reporting.scoring.problems import Problems
    from reporting.scoring.rankings import Scored

PERSONAL = ["number", "driver", "codriver", "make", "model", "year"]
_NOBODY = -1


def set_apart(scored_codes: Sequence[str], knockouts: Sequence[Knockout]) -> Whole:
    """Return which controls belong to a knock-out and count for nothing else."""
    apart = frozenset().union(*(one.controls for one in knockouts))
    return np.array([code in apart for code in scored_codes], dtype=bool)


def knockout_ranking(
    rule: Knockout, scored: Scored, overall: pd.DataFrame, problems: Problems
) -> pd.DataFrame:
    """Return the ranking of a knock-out.

    Parameters
    ----------
    rule
        The knock-out.
    scored
        The score sheet.
    overall
        The overall ranking: it seeds, and decides rounds that nobody wins.
    problems
        Receives controls and numbers that there are none of, and pairs that nothing separates.

    Returns
    -------
    DataFrame
        The crews that entered, as other rankings have them, the winner first. Losers of the same
        round share a position. Also ``rounds``: how many each has won. Without a gap; the total is
        that of all rounds that a crew drove.
    """
    bracket = _Bracket(rule, scored, overall, problems)
    entered = bracket.first_round()
    won = bracket.play(entered)
    crews = np.array(sorted((one for one in entered if one != _NOBODY), key=lambda c: (-won[c], c)))
    crews = crews.astype(np.int64)
    wins = np.array([won[crew] for crew in crews], dtype=np.int64)
    position = 1 + np.array([int((wins > mine).sum()) for mine in wins], dtype=np.int64)
    table = scored.entries[PERSONAL].iloc[crews].reset_index(drop=True)
    table.insert(0, "position", pd.Series(position, dtype="Int64"))
    net = np.array([bracket.net[crew] for crew in crews], dtype=np.int64)
    total = np.array([bracket.total[crew] for crew in crews], dtype=np.int64)
    known = np.full(len(crews), rule.coefficient)
    by = scored.coefficients
    table["net"] = decimal_column(net, PENALTY_PLACES)
    table["coefficient"] = decimal_column(by.whole[crews], by.places, known)
    table["total"] = decimal_column(total, TOTAL_PLACES)
    table["gap"] = decimal_column(np.zeros(len(crews), np.int64), 0, np.zeros(len(crews), bool))
    table["status"] = pd.array(scored.status[crews], dtype="str")
    table["rounds"] = pd.array(wins, dtype="Int64")
    return table


class _Bracket:
    def __init__(
        self, rule: Knockout, scored: Scored, overall: pd.DataFrame, problems: Problems
    ) -> None:
        self._rule, self._scored, self._problems = rule, scored, problems
        numbers = overall["number"].astype(np.int64)
        self._order = [int(at) for at in scored.sheet.crews.get_indexer(pd.Index(numbers))]
        self._place = dict(zip(self._order, overall["position"], strict=True))
        codes = list(scored.sheet.course.controls["code"])
        self._at = {code: at for at, code in enumerate(codes)}
        self.net: dict[int, int] = dict.fromkeys(self._order, 0)
        self.total: dict[int, int] = dict.fromkeys(self._order, 0)

    def first_round(self) -> list[int]:
        """Return the crews, neighbours against each other; ``_NOBODY`` where there is none."""
        rule = self._rule
        if rule.draw is None:
            ranked = [crew for crew in self._order if self._scored.status[crew] is None]
            seeds = ranked[: rule.seeded]
            seeds += [_NOBODY] * (rule.places - len(seeds))
            return [seeds[place] for place in _seeded(rule.places)]
        known = {int(number): at for at, number in enumerate(self._scored.sheet.crews)}
        for number in rule.draw:
            if number and number not in known:
                self._problems.add("score-knockout-crew", "rulebook", "knockout.draw", value=number)
        return [known.get(number, _NOBODY) for number in rule.draw]

    def play(self, crews: Sequence[int]) -> dict[int, int]:
        """Return how many rounds each crew has won, as far as the rounds have been run."""
        won = dict.fromkeys(self._order, 0)
        for codes in self._rule.rounds:
            if not all(code in self._at for code in codes):
                break  # not run yet; that a code exists at all is checked with the whole event
            at = [self._at[code] for code in codes]
            crews = [
                self._winner(one, other, at)
                for one, other in zip(crews[::2], crews[1::2], strict=True)
            ]
            for crew in crews:
                won[crew] = won.get(crew, 0) + 1
        return won

    def _winner(self, one: int, other: int, at: list[int]) -> int:
        costs = {crew: self._cost(crew, at) for crew in (one, other) if crew != _NOBODY}
        fit = [crew for crew in costs if self._scored.status[crew] is None]
        if len(fit) < 2:
            return fit[0] if fit else _NOBODY
        best = min(fit, key=lambda crew: (costs[crew], self._place[crew]))
        worse = other if best == one else one
        if (costs[best], self._place[best]) == (costs[worse], self._place[worse]):
            numbers = self._scored.sheet.crews
            pair = f"{numbers[one]}, {numbers[other]}"
            self._problems.add("score-knockout-tie", "rulebook", "knockout", value=pair)
        return best

    def _cost(self, crew: int, at: list[int]) -> int:
        """Add a round to what a crew has driven; return what it cost."""
        net = int(self._scored.sheet.penalty[at, crew].sum())
        by = self._scored.coefficients
        scale = int(by.whole[crew]) if self._rule.coefficient else 10**by.places
        whole = np.array([net * scale], dtype=object)
        total = int(divided(whole, 10 ** (PENALTY_PLACES - TOTAL_PLACES + by.places), "half_up")[0])
        self.net[crew] += net
        self.total[crew] += total
        return total


def _seeded(places: int) -> list[int]:
    """Return the order of seeds in which the best two can meet in the final only.

    >>> _seeded(8)
    [0, 7, 3, 4, 1, 6, 2, 5]
    """
    order = [0]
    while len(order) < places:
        size = 2 * len(order)
        order = [seed for one in order for seed in (one, size - 1 - one)]
    return order
