"""Scoring: from passages and a rulebook to penalties, standings and rankings.

:func:`score` reads an :class:`~reporting.event.Event` and gives :class:`Standings`. The rules are
data, a :class:`Rulebook` (contract, section 2); every time, penalty and total is exact.

On the way from a reading to a total::

    course   which controls there are, and where each reading belongs
    times    the readings, as the rulebook reads a clock
    trials, controls, tariff   what each deviation costs
    decisions, applied   what the stewards decided
    tally, order, rankings   sums, coefficients, positions
"""

from reporting.scoring.rulebook import Rulebook
from reporting.scoring.rulebook_file import load_rulebook
from reporting.scoring.scorer import score
from reporting.scoring.standings import Standings

__all__ = ["Rulebook", "Standings", "load_rulebook", "score"]
