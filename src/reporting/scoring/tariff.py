"""What a deviation costs: units, rates, caps and score tables, in whole numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import numpy as np

from reporting.errors import InputError
from reporting.exact import NANO, PENALTY_PLACES, divided, fits, largest, narrowed, scaled

if TYPE_CHECKING:
    from decimal import Decimal

    from reporting.exact import Whole
    from reporting.scoring.rulebook import TimedTrial, UnitRounding

WHOLE_PENALTY = 10**PENALTY_PLACES


def parts(value: Decimal) -> int:
    """Return penalties (or points) in 1/10,000."""
    return scaled(value, PENALTY_PLACES)


@dataclass(frozen=True)
class Tariff:
    """One section of a rulebook in scaled whole numbers (contract, section 2, items 2 and 3).

    Parameters
    ----------
    unit_ns
        The unit that is paid for [ns].
    rounding
        What becomes of a fraction of a unit.
    early, late
        Penalties for each unit [1/10,000].
    cap
        The most that one deviation costs [1/10,000]; None: no limit.
    missed
        What no usable time costs [1/10,000].
    """

    unit_ns: int
    rounding: UnitRounding
    early: int
    late: int
    cap: int | None
    missed: int

    @classmethod
    def of(cls, rule: TimedTrial) -> Tariff:
        """Return the tariff of a rulebook's section."""
        return cls(
            scaled(rule.unit_s, NANO),
            rule.rounding,
            parts(rule.early),
            parts(rule.late),
            None if rule.cap is None else parts(rule.cap),
            parts(rule.missed),
        )

    def cost(self, deviation: Whole, share: int = 1) -> Whole:
        """Return the penalties [1/10,000] for deviations.

        Parameters
        ----------
        deviation
            Time after the due one, in 1/share of a nanosecond; early is negative.
        share
            What the deviations are parts of; above 1 where the due time is a fraction.
        """
        units = divided(np.abs(deviation), self.unit_ns * share, self.rounding)
        units = narrowed(self._no_more_than_the_cap(units))
        if not fits(largest(units), max(self.early, self.late)):
            raise InputError(
                "A deviation costs more penalties than can be counted exactly (9 x 10^14): "
                "look for a passage on a wrong date, or give the rulebook a cap."
            )
        if self.early == self.late:
            cost = units * self.late
        else:
            cost = units * np.where(deviation < 0, self.early, self.late)
        return cost if self.cap is None else np.minimum(cost, self.cap)

    def _no_more_than_the_cap(self, units: Whole) -> Whole:
        rate = min(self.early, self.late)
        if self.cap is None or rate == 0:
            return units
        return np.minimum(units, -(-self.cap // rate))

    def reached_cap(self, penalty: Whole) -> Whole:
        """Tell which penalties are the cap or more."""
        if self.cap is None:
            return np.zeros(penalty.shape, dtype=bool)
        return cast("Whole", penalty >= self.cap)


def scores(rule: TimedTrial, penalty: Whole) -> Whole:
    """Return the points [1/10,000] that the section's table gives for penalties [1/10,000].

    The row with the highest listed penalty not above the crew's holds; the last row holds for
    all beyond it (contract, section 2, item 6).
    """
    table = rule.score_table or ()
    listed = np.array([parts(penalty) for penalty, _ in table], dtype=np.int64)
    points = np.array([parts(points) for _, points in table], dtype=np.int64)
    row = np.searchsorted(listed, penalty, side="right") - 1
    return points[np.maximum(row, 0)]
