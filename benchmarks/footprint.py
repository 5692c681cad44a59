"""How long the footprint's Monte Carlo takes: 10,000 draws over 10,000 lines, in at most 5 s.

Run: python benchmarks/footprint.py
"""

import resource
import time

import numpy as np

from reporting.footprint.montecarlo import Terms, simulate
from reporting.footprint.uncertainty import propagate

LINES, DRAWS, LIMIT_S = 10_000, 10_000, 5.0


def main() -> int:
    rng = np.random.default_rng(1)
    kg, sigma = rng.lognormal(3, 1.5, LINES), rng.uniform(0.02, 0.4, LINES)
    rows = [(f"A{i}", f"E{i % 13 + 1}", float(x), float(x)) for i, x in enumerate(kg)]
    terms = Terms.of(rows, sigma.tolist())
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.perf_counter()
    samples = simulate(terms, DRAWS)
    took = time.perf_counter() - start
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    low, high = np.quantile(samples.location.sum(axis=0), (0.025, 0.975))
    analytic = propagate(terms, terms.location)
    print(f"{DRAWS:,} draws x {LINES:,} lines: {took:.2f} s, {grown:.0f} MB more")
    print(f"95 %: Monte Carlo {low:,.0f} to {high:,.0f} kg, ", end="")
    print(f"propagated {analytic.low:,.0f} to {analytic.high:,.0f} kg")
    return 0 if took <= LIMIT_S else 1


if __name__ == "__main__":
    raise SystemExit(main())
