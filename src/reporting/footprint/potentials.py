"""Sets of global warming potentials: converting a factor from one to another, where that can be.

A factor in CO2e has a set inside it. Split by gas, it can be written in another set exactly; not
split, it can only be said how far it could be off, since CO2 itself is 1 in every set.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Literal

from reporting.caveats import Caveat
from reporting.event.worded import Strict
from reporting.footprint.factors import Factor
from reporting.language import in_each
from reporting.paths import reference_folder
from reporting.reads import remembered, source

Potentials = Mapping[str, Mapping[str, Decimal]]
MIXED = "mixed"
"""A factor that its publisher made of several sets."""

CONVERTED = "gwp-converted"
"""Reason of a line whose factor was written in another set."""

ONLY_CO2 = ("biogenic",)


class Potential(Strict):
    """One row of ``data/reference/gwp.csv``: a gas in a set, over 100 years."""

    set: str
    gas: Literal["ch4", "n2o"]
    gwp: Decimal
    source: str
    verification: Literal["seen", "secondary"]


def potentials() -> Potentials:
    """Return set -> gas -> potential over 100 years, from the reference folder."""
    return _read(reference_folder() / "gwp.csv")


@remembered
def _read(path: Path) -> Potentials:
    if not source(path).exists():
        return {}  # a home of one's own may have none: then nothing is converted
    found: dict[str, dict[str, Decimal]] = {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            one = Potential.model_validate(row)
            found.setdefault(one.set, {})[one.gas] = one.gwp
    return found


def in_set(factor: Factor, wanted: str) -> Factor | None:
    """Return a factor in another set of potentials; None where its own row does not allow that.

    Parameters
    ----------
    factor
        The factor as published.
    wanted
        ``AR4``, ``AR5``, ``AR6``.

    Returns
    -------
    Factor or None
        The factor itself where it is in the set already, or is CO2 alone; a derived one where it
        is split by gas; None where nobody can tell.
    """
    if factor.gwp == wanted or not depends(factor):
        return factor
    known = potentials()
    if factor.gwp not in known or wanted not in known or not factor.is_split:
        return None
    ours, theirs = known[wanted], known[factor.gwp]
    ch4 = (factor.kgch4_co2e or Decimal(0)) * ours["ch4"] / theirs["ch4"]
    n2o = (factor.kgn2o_co2e or Decimal(0)) * ours["n2o"] / theirs["n2o"]
    return replace(
        factor,
        kgco2e_per_unit=(factor.kgco2 or Decimal(0)) + ch4 + n2o,
        kgch4_co2e=ch4,
        kgn2o_co2e=n2o,
        gwp=wanted,
        verification="derived",
        dataset=f"{factor.dataset} ({factor.gwp} -> {wanted})",
    )


def largest_change(factor: Factor, wanted: str) -> Decimal | None:
    """Return how much a unit of a factor could change at most in another set [kg CO2e].

    Exact where it is split by gas; else all of it is taken for the gas that changes most. None
    where the set of the factor is not known.
    """
    converted = in_set(factor, wanted)
    if converted is not None:
        return abs(converted.kgco2e_per_unit - factor.kgco2e_per_unit)
    known = potentials()
    sets = [name for name in known if name != wanted] if factor.gwp == MIXED else [factor.gwp]
    if wanted not in known or not known.keys() >= set(sets):
        return None
    ratios = [known[wanted][gas] / known[own][gas] for own in sets for gas in known[wanted]]
    return max(abs(ratio - 1) for ratio in ratios) * factor.kgco2e_per_unit


def gwp_words(name: str) -> dict[str, str]:
    """Return a set of potentials as it is called in each language."""
    code = {MIXED: "gwp-of-several-sets", "": "gwp-not-said"}.get(name)
    return in_each(Caveat(code).text if code else lambda _: name)


def depends(factor: Factor) -> bool:
    """Tell whether a set of potentials is in a factor: not where it is nothing, or CO2 alone."""
    return bool(
        factor.basis not in ONLY_CO2
        and factor.kgco2e_per_unit
        and factor.kgco2 != factor.kgco2e_per_unit
    )
