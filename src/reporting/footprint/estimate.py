"""From one activity to its lines: the factor found, the unit held, the scope kept."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial

from reporting.caveats import Caveat
from reporting.event.findings import Finding
from reporting.footprint.activities import Activity
from reporting.footprint.classification import classification
from reporting.footprint.factors import Choice, Factor, FactorMissingError, distance
from reporting.footprint.lines import (
    BIOGENIC,
    CREDITS,
    ZERO,
    InventoryLine,
    MemoLine,
    NotEstimated,
)
from reporting.footprint.register import Register
from reporting.footprint.units import UnitError, convert, in_unit, read_unit
from reporting.language import in_each


@dataclass(frozen=True)
class Estimate:
    """What became of one activity: lines, memo lines, a gap, or findings that refuse it."""

    lines: tuple[InventoryLine, ...] = ()
    memo: tuple[MemoLine, ...] = ()
    gap: NotEstimated | None = None
    findings: tuple[Finding, ...] = ()


def estimate(activity: Activity, register: Register) -> Estimate:
    """Account for one activity.

    Returns
    -------
    Estimate
        Exactly one of lines, memo lines, gap and findings is filled; a line's biogenic CO2 comes
        with it as a memo line.
    """
    category = classification().categories[activity.event_category]
    if category.forbids(activity.scope):
        finding = activity.finding(
            "footprint-scope-forbidden",
            "scope",
            category=activity.event_category,
            why=in_each(partial(category.in_language, name="why")),
        )
        return Estimate(findings=(finding,))
    if activity.quantity is None or activity.unit is None:
        return _gap(activity, "not-estimated-no-quantity")
    if activity.quantity < 0:
        return Estimate(findings=(activity.finding("footprint-quantity-negative", "quantity"),))
    if activity.event_category == CREDITS and activity.factor is None:
        return _credits(activity, activity.quantity, activity.unit)
    return _with_factor(activity, activity.quantity, activity.unit, register)


def _with_factor(activity: Activity, quantity: Decimal, unit: str, register: Register) -> Estimate:
    """Find the factor and hold it against the scope and the unit."""
    if activity.factor is None:
        return _gap(activity, "not-estimated-no-factor")
    if not register.knows(activity.factor):
        return Estimate(findings=(activity.finding("footprint-factor-unknown", "factor"),))
    try:
        source, target = read_unit(unit)
        choice = register.choose(activity.factor, target or source, activity.country, activity.year)
        refused = _refused(activity, choice.factor)
        if refused:
            return refused
        amount = in_unit(quantity, unit, choice.factor.unit)
    except UnitError as error:
        return Estimate(findings=(_unit_finding(activity, error),))
    except FactorMissingError as error:
        return _missing(activity, error)
    return _estimated(activity, choice, amount, register)


def _refused(activity: Activity, factor: Factor) -> Estimate | None:
    """Refuse a factor that cannot stand in this scope, or whose value nobody has seen."""
    if factor.verification == "recalled":
        return _gap(activity, "not-estimated-recalled", factor=factor.id)
    basis = classification().bases[factor.basis]
    if activity.event_category != CREDITS and basis.forbids(activity.scope):
        finding = activity.finding(
            "footprint-basis-forbidden",
            "factor",
            basis=in_each(basis.in_language),
            scope=activity.scope,
        )
        return Estimate(findings=(finding,))
    if _is_tailpipe_zero(factor) and activity.scope != "1":
        return _gap(activity, "not-estimated-tailpipe", factor=factor.id)
    return None


def _estimated(activity: Activity, choice: Choice, amount: Decimal, register: Register) -> Estimate:
    factor = choice.factor
    if activity.event_category == BIOGENIC:
        kg = amount * (factor.biogenic_kgco2 or factor.kgco2e_per_unit)
        return Estimate(memo=(MemoLine(activity.id, activity, BIOGENIC, kg, factor),))
    if activity.event_category == CREDITS:
        kg = amount * factor.kgco2e_per_unit
        return Estimate(memo=(MemoLine(activity.id, activity, CREDITS, kg, factor),))
    if activity.scope == "2":
        try:
            line = _purchased_energy(activity, choice, amount, register)
        except FactorMissingError as error:
            return _missing(activity, error)
    else:
        flags = ("tailpipe-zero",) if _is_tailpipe_zero(factor) else ()
        line = InventoryLine(
            activity.id, activity, activity.scope, factor, factor, amount, choice.reasons
        )
        line = replace(line, flags=flags)
    return Estimate(lines=(line, *_upstream(line, register)), memo=_biogenic(line))


def _purchased_energy(
    activity: Activity, choice: Choice, amount: Decimal, register: Register
) -> InventoryLine:
    """Return the scope 2 line with both figures.

    The named factor is the grid's (location) or an instrument's (market); the other figure is
    looked up. Without an instrument the market figure is the residual mix; without a usable one
    (0 stands for "no untracked energy", not for carbon-free) the grid's, and the line says so.
    Source: GHG Protocol Scope 2 Guidance, hierarchy of market-based factors.
    """
    named, rules = choice.factor, classification().lookup
    market, flags = named, []
    if named.basis == "residual" and not named.kgco2e_per_unit:
        flags.append("residual-zero")
    if named.basis in ("contract", "residual"):
        choice = _of_grid(activity, named.unit, register)
    elif named.basis == "location":
        residual = _residual(activity, rules.residual, named.unit, register)
        if residual is not None and not residual.kgco2e_per_unit:
            flags.append("residual-zero")
        market = residual or named
    if "residual-zero" in flags:
        market = choice.factor
    if market is choice.factor:
        flags.append("market-is-location")
    return InventoryLine(
        activity.id, activity, "2", choice.factor, market, amount, choice.reasons, tuple(flags)
    )


def _of_grid(activity: Activity, unit: str, register: Register) -> Choice:
    """Return the grid average of the activity's country."""
    if activity.country is None:
        raise FactorMissingError("The activity has no country, so its grid is not known.")
    key = classification().lookup.location
    return register.find(key, unit, activity.country, activity.year)


def _residual(activity: Activity, key: str, unit: str, register: Register) -> Factor | None:
    if activity.country is None:
        return None
    try:
        return register.find(key, unit, activity.country, activity.year).factor
    except FactorMissingError:
        return None


def _upstream(line: InventoryLine, register: Register) -> tuple[InventoryLine, ...]:
    """Return well-to-tank and grid losses of a line, each a line of its own (rule 3)."""
    activity, found = line.activity, []
    for name in ("upstream", "losses"):
        key = getattr(line.factor, name)
        country = activity.country if name == "losses" else line.factor.country
        if not key or (name == "losses" and country is None):
            continue
        try:
            related = register.find(key, line.factor.unit, country, activity.year).factor
        except FactorMissingError:
            continue
        scope = classification().lookup.upstream_scope
        reasons = distance(related, activity.country, activity.year)
        own_id = f"{activity.id}+{name}"
        found.append(InventoryLine(own_id, activity, scope, related, related, line.amount, reasons))
    return tuple(found)


def _biogenic(line: InventoryLine) -> tuple[MemoLine, ...]:
    """Return the biogenic CO2 of a line as a memo (rule 5)."""
    if not line.factor.biogenic_kgco2:
        return ()
    kg = line.amount * line.factor.biogenic_kgco2
    own_id = f"{line.activity.id}+biogenic"
    return (MemoLine(own_id, line.activity, BIOGENIC, kg, line.factor),)


def _credits(activity: Activity, quantity: Decimal, unit: str) -> Estimate:
    """Return credits given as CO2e."""
    try:
        kg = convert(quantity, read_unit(unit)[0], "kgCO2e")
    except UnitError as error:
        return Estimate(findings=(_unit_finding(activity, error),))
    return Estimate(memo=(MemoLine(activity.id, activity, CREDITS, kg),))


def _is_tailpipe_zero(factor: Factor) -> bool:
    """Tell an electric vehicle's tailpipe: 0.0 there says nothing of its electricity."""
    return factor.basis == "tailpipe" and factor.kgco2e_per_unit == ZERO


def _unit_finding(activity: Activity, error: UnitError) -> Finding:
    return activity.finding(f"footprint-{error.code}", "unit", hint=error.hint)


def _missing(activity: Activity, error: FactorMissingError) -> Estimate:
    absent = error.absent
    if absent:
        details = {"reason": in_each(partial(absent.in_language, name="reason"))}
        code = "not-estimated-not-available"
    else:
        code, details = "not-estimated-factor-missing", {}
    return _gap(activity, code, error.offers, factor=activity.factor, **details)


def _gap(
    activity: Activity, code: str, offers: tuple[Factor, ...] = (), **details: object
) -> Estimate:
    gap = NotEstimated(activity.event_category, Caveat(code, details), activity, offers)
    return Estimate(gap=gap)
