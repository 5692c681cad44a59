"""Purchased energy: the grid's figure and the contract's, and how much a contract covers.

Source: GHG Protocol Scope 2 Guidance (2015): the location-based figure is always the grid's; the
market-based one follows the hierarchy of instruments, residual mix, grid average.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from reporting.footprint.classification import classification
from reporting.footprint.factors import PROXY, Choice, Factor, FactorMissingError
from reporting.footprint.lines import ZERO, InventoryLine
from reporting.footprint.units import convert

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reporting.event.findings import Finding
    from reporting.footprint.activities import Activity, Instrument
    from reporting.footprint.register import Register

CONTRACTUAL = ("contract", "supplier")
GRID_UNIT = "kWh"
"""Purchased electricity is counted in it, as the grids' factors are."""

UNCOVERED = "+uncovered"


def has_both_figures(activity: Activity, factor: Factor) -> bool:
    """Tell whether a line has a grid's and a contract's figure: scope 2, and power by contract.

    Who charges at another's socket has a contract as little as a grid without emissions: the
    location-based total is the grids', in whatever scope the power stands.
    """
    return activity.scope == "2" or factor.basis in (*CONTRACTUAL, "residual")


def refused(activity: Activity, factor: Factor) -> tuple[Finding, ...]:
    """Return what keeps a line from having both figures.

    A factor that does not say what it is about is never taken for the grid's, nor for a contract:
    the first would hide a contract, the second would print a location-based zero.
    """
    found: list[Finding] = []
    if factor.basis == "unstated":
        found.append(activity.finding("footprint-basis-missing", "factor"))
    if factor.basis == "location" and not factor.kgco2e_per_unit:
        found.append(activity.finding("footprint-grid-zero", "factor"))
    if factor.basis == "location" and (activity.country or factor.country) != factor.country:
        own = factor.country or "?"
        found.append(activity.finding("footprint-grid-elsewhere", "factor", country=own))
    if factor.basis != "heat" and factor.unit != GRID_UNIT:
        found.append(activity.finding("footprint-unit-electricity", "unit", unit=factor.unit))
    instrument = activity.instrument
    if instrument is None:
        return tuple(found)
    if factor.basis not in (*CONTRACTUAL, "unstated"):
        found.append(activity.finding("footprint-instrument-factor", "instrument"))
    found += [activity.finding("footprint-instrument-incomplete", n) for n in instrument.missing()]
    if not instrument.holds_in(activity.year):
        found.append(
            activity.finding("footprint-instrument-period", "instrument_to", year=activity.year)
        )
    return tuple(found)


def purchased(
    activity: Activity, choice: Choice, amount: Decimal, register: Register
) -> tuple[InventoryLine, ...]:
    """Return the line with both figures; two where an instrument covers a part.

    Raises
    ------
    FactorMissingError
        Where the grid of the activity's country has no factor.
    CountryMissingError
        Where nobody says in which country the grid is.
    """
    named = choice.factor
    if named.basis == "heat":
        about = (activity.id, activity, activity.scope, named, named, amount)
        return (InventoryLine(*about, choice.reasons),)
    country = activity.country or named.country
    grid = choice
    if named.basis != "location" and PROXY not in choice.reasons:
        grid = register.serve(classification().lookup.location, GRID_UNIT, country, activity.year)
    rest, flags = _without_contract(activity, named, grid.factor, country, register)
    line = InventoryLine(
        activity.id, activity, activity.scope, grid.factor, rest, amount, grid.reasons, tuple(flags)
    )
    if named.basis not in CONTRACTUAL:
        return (line,)
    covered = _covered(activity.instrument, amount)
    if not covered:
        return (line,)
    own = replace(line, market_factor=named, amount=covered, flags=())
    if covered == amount:
        return (own,)
    return (own, replace(line, id=activity.id + UNCOVERED, amount=amount - covered))


def _covered(instrument: Instrument | None, amount: Decimal) -> Decimal:
    """Return how much of an amount [kWh] an instrument covers: never more than was used."""
    if instrument is None or instrument.mwh is None:
        return amount
    return min(amount, convert(instrument.mwh, "MWh", GRID_UNIT))


def _without_contract(
    activity: Activity, named: Factor, grid: Factor, country: str | None, register: Register
) -> tuple[Factor, list[str]]:
    """Return the market-based factor of what no contract covers: residual mix, else the grid.

    A residual mix of 0 stands for "no untracked energy", not for carbon-free: it is not used.
    """
    residual: Factor | None = named if named.basis == "residual" else None
    if residual is None:
        try:
            key = classification().lookup.residual
            residual = register.find(key, GRID_UNIT, country, activity.year).factor
        except FactorMissingError:
            residual = None
    if residual is not None and residual.kgco2e_per_unit:
        return residual, []
    flags = ["residual-zero"] if residual is not None else []
    return grid, [*flags, "market-is-location"]


def overused(lines: Iterable[InventoryLine]) -> tuple[Finding, ...]:
    """Return a finding for each line on which a certificate covers more than it is for."""
    left: dict[str, Decimal] = {}
    found: list[Finding] = []
    for line in lines:
        instrument = line.activity.instrument
        if line.market_factor.basis not in CONTRACTUAL or instrument is None:
            continue
        if not instrument.certificate or instrument.mwh is None:
            continue
        name = instrument.identity
        rest = left.setdefault(name, convert(instrument.mwh, "MWh", GRID_UNIT)) - line.amount
        left[name] = rest
        if rest < ZERO:
            found.append(
                line.activity.finding("footprint-instrument-overused", "instrument_id", kwh=-rest)
            )
    return tuple(found)
