"""Who stands before whom: totals, then the rulebook's ways of separating equal ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from reporting.exact import largest
from reporting.scoring.tariff import WHOLE_PENALTY

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from reporting.exact import Whole
    from reporting.scoring.rulebook import Tie

_NO_YEAR = np.iinfo(np.int64).max
_NOT_COUNTING = np.iinfo(np.int64).max


@dataclass(frozen=True)
class Trials:
    """What ties are separated by, for some crews.

    Parameters
    ----------
    penalty
        Penalties of the time trials [1/10,000], in running order, shape (trials, crews).
    counting
        Which of them count, same shape.
    year
        Year of each car, shape (crews,); the largest int64 where unknown.
    """

    penalty: Whole
    counting: Whole
    year: Whole

    def among(self, crews: Whole) -> Trials:
        """Return the same for some of the crews."""
        return Trials(self.penalty[:, crews], self.counting[:, crews], self.year[crews])


def years(column: Whole) -> Whole:
    """Return years as whole numbers, an unknown one after every known one."""
    return np.array([_NO_YEAR if year is None else year for year in column], dtype=np.int64)


def positions(
    totals: Whole,
    trials: Trials,
    ties: Sequence[Tie],
    *,
    descending: bool,
    first: Whole | None = None,
) -> Whole:
    """Return the position of each crew (contract, section 2, item 9).

    Parameters
    ----------
    totals
        What the ranking is by, shape (crews,).
    trials
        What separates equal totals.
    ties
        How, in this order; still equal shares the position, and the next is skipped.
    descending
        Whether the highest total is first (points).
    first
        What comes before the total, the lower the better; None where nothing does.

    Returns
    -------
    array of int64, shape (crews,)
        1 for the first.
    """
    group = np.zeros(len(totals), dtype=np.int64)
    group = group if first is None else _split(group, first)
    group = _split(group, -totals if descending else totals)
    for tie in ties:
        shared = _shared(group)
        if shared.size == 0:
            break
        for key in _keys(tie, trials.among(shared)):
            group = _split_some(group, shared, key)
    return 1 + np.searchsorted(np.sort(group), group, side="left")


def separated_by(trials: Trials, ties: Sequence[Tie], pair: Sequence[int]) -> Tie | None:
    """Return which of the ways of separating equal totals tells two crews apart.

    Parameters
    ----------
    trials, ties
        As :func:`positions` takes them.
    pair
        The two crews' places in `trials`.

    Returns
    -------
    Tie or None
        None where nothing separates them.
    """
    two = trials.among(np.array(pair))
    return next((tie for tie in ties if any(key[0] != key[1] for key in _keys(tie, two))), None)


def _keys(tie: Tie, trials: Trials) -> Iterator[Whole]:
    """Yield what a tie is separated by, the lower the better."""
    if tie == "most_zeros":
        yield -_count(trials, 0)
    elif tie == "most_ones":
        yield -_count(trials, WHOLE_PENALTY)
    elif tie == "smallest_sum_of_squares":
        yield _sum_of_squares(trials)
    elif tie == "older_car":
        yield trials.year
    else:
        # A trial that does not count for a crew is never the better one.
        yield from np.where(trials.counting, trials.penalty, _NOT_COUNTING)


def _count(trials: Trials, penalty: int) -> Whole:
    return ((trials.penalty == penalty) & trials.counting).sum(axis=0)  # type: ignore[no-any-return]


def _sum_of_squares(trials: Trials) -> Whole:
    penalty = np.where(trials.counting, trials.penalty, 0)
    if largest(penalty) ** 2 * max(len(penalty), 1) >= 2**62:
        penalty = penalty.astype(object)
    return (penalty * penalty).sum(axis=0)  # type: ignore[no-any-return]


def _shared(group: Whole) -> Whole:
    """Return the crews that share their group with another one."""
    _, inverse, count = np.unique(group, return_inverse=True, return_counts=True)
    return np.flatnonzero(count[inverse] > 1)


def _split_some(group: Whole, crews: Whole, key: Whole) -> Whole:
    whole = np.zeros(len(group), dtype=np.int64)
    whole[crews] = np.unique(key, return_inverse=True)[1]
    return _split(group, whole)


def _split(group: Whole, key: Whole) -> Whole:
    """Split each group by `key`; groups are numbered in order, from 0."""
    dense = np.unique(key, return_inverse=True)[1]
    pairs = group * (len(key) + 1) + dense
    return np.unique(pairs, return_inverse=True)[1]
