"""Random numbers that are the same everywhere.

NumPy keeps the stream of a bit generator, and so its uniform numbers, from version to version,
but not what its distributions make of them (NumPy enhancement proposal 19). So only uniform
numbers are taken from it; the standard library shapes them.
"""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np

_NORMAL = NormalDist()


class Draws:
    """A stream of random numbers of its own for each key, whatever else is drawn.

    Parameters
    ----------
    seed
        The simulation's seed.
    key
        What the stream is for: the attempt, the crew's number, the matter.
    """

    def __init__(self, seed: int, *key: int) -> None:
        sequence = np.random.SeedSequence(entropy=seed, spawn_key=key)
        self._generator = np.random.Generator(np.random.PCG64(sequence))

    def uniform(self, low: float = 0.0, high: float = 1.0) -> float:
        """Draw from `low` to `high`."""
        return low + (high - low) * float(self._generator.random())

    def normal(self, spread: float = 1.0) -> float:
        """Draw from the normal distribution around 0 with standard deviation `spread`."""
        # The open interval: 0 has no quantile.
        return spread * _NORMAL.inv_cdf(self.uniform(1e-12, 1.0 - 1e-12))

    def lognormal(self, median: float, sigma: float) -> float:
        """Draw around `median`; `sigma` is the standard deviation of the logarithm."""
        return median * math.exp(self.normal(sigma))

    def exponential(self, mean: float) -> float:
        """Draw from the exponential distribution."""
        return -mean * math.log(1.0 - self.uniform())
