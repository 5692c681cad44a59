"""How sure the figures are: pedigree to GSD, error propagation, Monte Carlo, what drives it.

Every line is lognormal with the inventory's figure as its median (the convention of ecoinvent and
of the GHG Protocol's uncertainty guidance). Lines of one activity (combustion and its
well-to-tank) share the quantity and err together; activities err independently.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from reporting.footprint.classification import PEDIGREE, classification
from reporting.footprint.lines import InventoryLine
from reporting.footprint.montecarlo import DRAWS, SEED, Z95, Terms, simulate

if TYPE_CHECKING:
    from reporting.footprint.montecarlo import Array

TOP = 5


def gsd_squared(line: InventoryLine) -> float:
    """Return the squared geometric standard deviation of a line: its 95 % factor.

    ``GSD^2 = exp(sqrt(sum of ln^2))`` over the basic uncertainty of what the factor is about (or
    the factor's own, where known) and the five pedigree factors, all on a 95 % basis; never
    narrower than its tier's ``narrowest``, nor, for money spent, than the basic uncertainty of
    that kind.
    Source: ecoinvent report No. 1 (Frischknecht, Jungbluth et al. 2007), chapter on uncertainty.
    """
    rules = classification()
    own, basic = line.factor.gsd, rules.bases[line.factor.basis].basic
    if own is not None:
        basic = max(own * own, basic) if line.factor.basis == "spend" else own * own
    parts = [basic]
    for name, score in zip(PEDIGREE, line.activity.pedigree.scores, strict=True):
        parts.append(rules.pedigree[name][score - 1])
    spread = math.exp(math.sqrt(sum(math.log(float(part)) ** 2 for part in parts)))
    return max(spread, float(rules.tiers[line.activity.tier].narrowest))


@dataclass(frozen=True, slots=True)
class Interval:
    """A 95 % interval around a centre [kg CO2e]."""

    mean: float
    median: float
    low: float
    high: float

    def as_json(self) -> dict[str, float]:
        """Return the four figures, to a gram."""
        return {name: round(value, 3) for name, value in asdict(self).items()}


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one activity adds to the variance of the location-based total (a share of 1)."""

    activity: str
    event_category: str
    description: str
    location_kg: float
    share_of_variance: float


@dataclass(frozen=True)
class Uncertainty:
    """Intervals of the named totals and of each category.

    Parameters
    ----------
    draws, seed
        Of the Monte Carlo (IPCC approach 2).
    location, market
        Monte Carlo intervals of the two totals.
    location_propagated, market_propagated
        The same by error propagation (IPCC approach 1, read as a lognormal).
    location_dependent, market_dependent
        Bounds if every line erred in the same direction: no interval can be wider.
    by_category
        Event category -> Monte Carlo intervals, location and market.
    gsd2
        Line id -> GSD squared.
    contributions
        All activities by their share of the variance of the location-based total.
    """

    draws: int
    seed: int
    location: Interval
    market: Interval
    location_propagated: Interval
    market_propagated: Interval
    location_dependent: tuple[float, float]
    market_dependent: tuple[float, float]
    by_category: dict[str, tuple[Interval, Interval]]
    gsd2: dict[str, float]
    contributions: tuple[Contribution, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the contract's ``uncertainty``."""
        return {
            "confidence": 0.95,
            "draws": self.draws,
            "seed": self.seed,
            "total_location_kg": self.location.as_json(),
            "total_market_kg": self.market.as_json(),
            "propagated_location_kg": self.location_propagated.as_json(),
            "propagated_market_kg": self.market_propagated.as_json(),
            "dependent_location_kg": [round(value, 3) for value in self.location_dependent],
            "dependent_market_kg": [round(value, 3) for value in self.market_dependent],
            "by_category": {
                code: {"location_kg": location.as_json(), "market_kg": market.as_json()}
                for code, (location, market) in self.by_category.items()
            },
            "gsd_squared": {name: round(value, 6) for name, value in self.gsd2.items()},
            "largest_contributions": [
                asdict(one) | {"share_of_variance": round(one.share_of_variance, 6)}
                for one in self.contributions[:TOP]
            ],
        }


def uncertainty(
    lines: Sequence[InventoryLine], draws: int = DRAWS, seed: int = SEED
) -> Uncertainty | None:
    """Return how sure the figures of `lines` are; None where there is no line.

    The same lines, draws and seed give the same bytes, in whatever order the lines come.
    """
    if not lines:
        return None
    gsd2 = {line.id: gsd_squared(line) for line in lines}
    terms = Terms.of(
        [
            (line.activity.id, line.event_category, float(line.location_kg), float(line.market_kg))
            for line in lines
        ],
        [math.log(gsd2[line.id]) / 2 for line in lines],
    )
    samples = simulate(terms, draws, seed)
    return Uncertainty(
        draws=draws,
        seed=seed,
        location=_interval(samples.location.sum(axis=0)),
        market=_interval(samples.market.sum(axis=0)),
        location_propagated=propagate(terms, terms.location),
        market_propagated=propagate(terms, terms.market),
        location_dependent=_dependent(terms, terms.location),
        market_dependent=_dependent(terms, terms.market),
        by_category={
            code: (_interval(samples.location[row]), _interval(samples.market[row]))
            for row, code in enumerate(terms.categories)
        },
        gsd2=gsd2,
        contributions=_contributions(lines, terms),
    )


def propagate(terms: Terms, kg: Array) -> Interval:
    """Return the interval by error propagation.

    Means and variances of the lognormal lines add up exactly (quadrature, IPCC 2006 Guidelines,
    volume 1, chapter 3, approach 1; with the covariance of lines of one activity); the interval
    is that of the lognormal with the sum's mean and variance, so that it never reaches below 0.
    """
    mean = float((kg * terms.mean_factor).sum())
    variance = float(terms.variances(kg).sum())
    if mean <= 0:
        return Interval(mean, mean, mean, mean)
    sigma = math.sqrt(math.log1p(variance / mean**2))
    median = mean / math.exp(sigma**2 / 2)
    low, high = median * math.exp(-Z95 * sigma), median * math.exp(Z95 * sigma)
    return Interval(mean, median, low, high)


def _interval(sample: Array) -> Interval:
    import numpy as np

    low, median, high = np.quantile(sample, (0.025, 0.5, 0.975))
    return Interval(float(sample.mean()), float(median), float(low), float(high))


def _dependent(terms: Terms, kg: Array) -> tuple[float, float]:
    import numpy as np

    spread = np.exp(Z95 * terms.sigma)
    return float((kg / spread).sum()), float((kg * spread).sum())


def _contributions(lines: Sequence[InventoryLine], terms: Terms) -> tuple[Contribution, ...]:
    """Return the activities by what they add to the variance, largest first."""
    variances = terms.variances(terms.location)
    whole = float(variances.sum()) or 1.0
    about = {line.activity.id: line.activity for line in lines}
    kg = terms.per_activity(terms.location)
    found = [
        Contribution(
            name, about[name].event_category, about[name].description, float(mass), float(part)
        )
        for name, mass, part in zip(terms.activities, kg, variances / whole, strict=True)
    ]
    return tuple(sorted(found, key=lambda one: (-one.share_of_variance, one.activity)))
