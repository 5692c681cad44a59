"""Seeded, vectorised Monte Carlo over lognormal lines (IPCC approach 2), in bounded memory."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Indices = NDArray[np.intp]

DRAWS = 10_000
SEED = 20_268
Z95 = 1.959963984540054


@dataclass(frozen=True)
class Terms:
    """The lines of an inventory as arrays, sorted by category and activity.

    Parameters
    ----------
    location, market
        Median of each line [kg CO2e].
    sigma
        Standard deviation of the logarithm of each line.
    activity
        Index of each line's activity in `activities`; ascending.
    activities
        Ids; lines of one activity are drawn together.
    category
        Index of each activity's category in `categories`; ascending.
    categories
        Event categories, sorted.
    """

    location: Array
    market: Array
    sigma: Array
    activity: Indices
    activities: tuple[str, ...]
    category: Indices
    categories: tuple[str, ...]

    @classmethod
    def of(cls, lines: Sequence[tuple[str, str, float, float]], sigma: Sequence[float]) -> Terms:
        """Arrange lines given as (activity, category, location kg, market kg)."""
        import numpy as np

        order = sorted(range(len(lines)), key=lambda i: (lines[i][1], lines[i][0], lines[i][2:]))
        rows = [lines[i] for i in order]
        groups = {row[0]: row[1] for row in rows}
        activities, categories = tuple(groups), tuple(sorted(set(groups.values())))
        number = {name: index for index, name in enumerate(activities)}
        place = {code: index for index, code in enumerate(categories)}
        return cls(
            np.array([row[2] for row in rows], dtype=float),
            np.array([row[3] for row in rows], dtype=float),
            np.array([sigma[i] for i in order], dtype=float),
            np.array([number[row[0]] for row in rows], dtype=np.intp),
            activities,
            np.array([place[code] for code in groups.values()], dtype=np.intp),
            categories,
        )

    @property
    def mean_factor(self) -> Array:
        """Mean of each lognormal over its median."""
        import numpy as np

        return np.exp(self.sigma**2 / 2)

    def per_activity(self, kg: Array) -> Array:
        """Return the sum over the lines of each activity."""
        import numpy as np

        return np.add.reduceat(kg, self.edges[:-1])

    @property
    def edges(self) -> Indices:
        """Where the lines of each activity begin, and the end of the last."""
        import numpy as np

        return np.searchsorted(self.activity, np.arange(len(self.activities) + 1))

    def variances(self, kg: Array) -> Array:
        """Return the variance of each activity [kg2], its lines being drawn together.

        The covariance of two lognormals that share a normal draw is
        ``m1 m2 exp((s1^2 + s2^2) / 2) (exp(s1 s2) - 1)``.
        """
        import numpy as np

        mean = kg * self.mean_factor
        result = np.zeros(len(self.activities))
        for index, (first, last) in enumerate(pairwise(self.edges)):
            means, sigma = mean[first:last], self.sigma[first:last]
            result[index] = means @ np.expm1(np.outer(sigma, sigma)) @ means
        return result


@dataclass(frozen=True)
class Samples:
    """Draws of each category [categories x draws, kg CO2e]."""

    location: Array
    market: Array


def simulate(terms: Terms, draws: int = DRAWS, seed: int = SEED) -> Samples:
    """Draw every category's total.

    Parameters
    ----------
    terms
        The lines.
    draws, seed
        How often, and from where. Each activity has its own stream, made from the seed and its
        id: adding or removing a line leaves the draws of the others as they were, so that two
        variants of an inventory differ by what was changed and not by noise.

    Returns
    -------
    Samples
        Memory is that of a few rows of draws, however many lines there are.
    """
    import numpy as np

    location = np.zeros((len(terms.categories), draws))
    market = np.zeros_like(location)
    normal, work = np.empty(draws), np.empty(draws)
    for activity, (first, last) in enumerate(pairwise(terms.edges)):
        _stream(terms.activities[activity], seed).standard_normal(out=normal)
        category = terms.category[activity]
        for line in range(first, last):
            np.exp(np.multiply(normal, terms.sigma[line], out=work), out=work)
            location[category] += terms.location[line] * work
            if terms.market[line] != terms.location[line]:
                market[category] += (terms.market[line] - terms.location[line]) * work
    return Samples(location, location + market)


def _stream(name: str, seed: int) -> np.random.Generator:
    """Return the generator of one activity."""
    import numpy as np

    key = hashlib.blake2b(name.encode(), digest_size=8).digest()
    return np.random.Generator(np.random.SFC64([seed, int.from_bytes(key, "big")]))
