"""From one activity to its lines: the factor found, the unit held, the scope kept."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from typing import Any

from reporting.caveats import Caveat
from reporting.event.findings import Finding
from reporting.footprint.activities import Activity
from reporting.footprint.classification import classification
from reporting.footprint.factor_names import near_names
from reporting.footprint.factors import (
    PROXY,
    Choice,
    CountryMissingError,
    Factor,
    FactorMissingError,
    OtherPotentialsError,
    distance,
)
from reporting.footprint.lines import (
    BIOGENIC,
    CREDITS,
    ZERO,
    InventoryLine,
    MemoLine,
    NotEstimated,
)
from reporting.footprint.potentials import CONVERTED, gwp_words
from reporting.footprint.purchased_energy import has_both_figures, purchased, refused
from reporting.footprint.register import Register
from reporting.footprint.units import UnitError, convert, convertible, in_unit, read_unit
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
    found = _estimate(activity, register)
    try:
        return replace(found, lines=tuple(_in_one_set(line, register) for line in found.lines))
    except OtherPotentialsError as error:
        name, own, wanted = error.factor.id, gwp_words(error.factor.gwp), error.wanted
        return _gap(activity, "not-estimated-gwp", factor=name, set=own, wanted=wanted)


def _estimate(activity: Activity, register: Register) -> Estimate:
    category = classification().categories[activity.event_category]
    if category.forbids(activity.scope):
        why = in_each(partial(category.in_language, name="why"))
        return _refuse(
            activity, "scope-forbidden", "scope", category=activity.event_category, why=why
        )
    if activity.quantity is None or activity.unit is None:
        return _gap(activity, "not-estimated-no-quantity")
    if activity.quantity < 0:
        return _refuse(activity, "quantity-negative", "quantity")
    if activity.event_category == CREDITS and activity.factor is None:
        return _credits(activity, activity.quantity, activity.unit)
    return _with_factor(activity, activity.quantity, activity.unit, register)


def _in_one_set(line: InventoryLine, register: Register) -> InventoryLine:
    """Return a line with its factors in the set of warming potentials that was asked for."""
    factor, market = register.written(line.factor), register.written(line.market_factor)
    if (factor, market) == (line.factor, line.market_factor):
        return line
    reasons = (*line.reasons, CONVERTED)
    return replace(line, factor=factor, market_factor=market, reasons=reasons)


def _with_factor(activity: Activity, quantity: Decimal, unit: str, register: Register) -> Estimate:
    """Find the factor and hold it against the scope and the unit."""
    if activity.factor is None:
        return _gap(activity, "not-estimated-no-factor")
    if not register.knows(activity.factor):
        return _refuse(activity, "factor-unknown", "factor", near=_near(activity.factor, register))
    try:
        return _chosen(activity, activity.factor, quantity, unit, register)
    except UnitError as error:
        return _refuse(activity, error.code, "unit", hint=error.hint)
    except CountryMissingError:
        return _refuse(activity, "country-missing", "country", factor=activity.factor)
    except FactorMissingError as error:
        return _missing(activity, error, register.only_recalled(activity.factor))


def _chosen(
    activity: Activity, name: str, quantity: Decimal, unit: str, register: Register
) -> Estimate:
    source, target = read_unit(unit)
    _hold_unit(source, target, register.units(name))
    choice = register.serve(name, target or source, activity.country, activity.year)
    choice = replace(choice, factor=_stated(activity, choice.factor))
    wrong = None if PROXY in choice.reasons else _refused(activity, choice.factor)
    if wrong:
        return wrong
    return _estimated(activity, choice, in_unit(quantity, unit, choice.factor.unit), register)


def _hold_unit(source: str, target: str | None, units: tuple[str, ...]) -> None:
    """Refuse a unit that no factor of the name is per; by its key as by its id.

    Raises
    ------
    UnitError
        As :func:`reporting.footprint.units.in_unit`.
    """
    wanted = target or source
    if wanted in units:
        return
    near = next((unit for unit in units if convertible(wanted, unit)), None)
    if near is None:
        message = f"{wanted} is not {', '.join(units)}: they measure different things."
        raise UnitError(message, "unit-other-dimension", ", ".join(units))
    in_unit(Decimal(1), source if target is None else f"{source} -> {target}", near)


def _stated(activity: Activity, factor: Factor) -> Factor:
    """Return the factor with the basis that the activity states, where its own row has none."""
    if factor.basis != "unstated" or not activity.basis:
        return factor
    return replace(factor, basis=activity.basis)


def _refused(activity: Activity, factor: Factor) -> Estimate | None:
    """Refuse a factor that cannot stand in this scope, or whose value nobody has seen."""
    if factor.verification == "recalled":
        return _gap(activity, "not-estimated-recalled", named=factor, factor=factor.id)
    if activity.basis not in ("", factor.basis):
        return _refuse(activity, "basis-contradicted", "basis", stated=factor.basis)
    basis = classification().bases[factor.basis]
    if activity.event_category != CREDITS and basis.forbids(activity.scope):
        words = in_each(basis.in_language)
        return _refuse(activity, "basis-forbidden", "factor", basis=words, scope=activity.scope)
    if has_both_figures(activity, factor) and (found := refused(activity, factor)):
        return Estimate(findings=found)
    if _is_tailpipe_zero(factor) and activity.scope != "1":
        return _gap(activity, "not-estimated-tailpipe", named=factor, factor=factor.id)
    return None


def _estimated(activity: Activity, choice: Choice, amount: Decimal, register: Register) -> Estimate:
    factor = choice.factor
    if activity.event_category == BIOGENIC:
        known = factor.biogenic_kgco2
        kg = amount * (factor.kgco2e_per_unit if known is None else known)
        return Estimate(memo=(MemoLine(activity.id, activity, BIOGENIC, kg, amount, factor),))
    if activity.event_category == CREDITS:
        kg = amount * factor.kgco2e_per_unit
        return Estimate(memo=(MemoLine(activity.id, activity, CREDITS, kg, amount, factor),))
    if has_both_figures(activity, factor):
        lines = purchased(activity, choice, amount, register)
    else:
        flags = ("tailpipe-zero",) if _is_tailpipe_zero(factor) else ()
        about = (activity.id, activity, activity.scope, factor, factor, amount)
        lines = (InventoryLine(*about, choice.reasons, flags),)
    whole = replace(lines[0], amount=amount)
    return Estimate(lines=(*lines, *_upstream(whole, register)), memo=_biogenic(whole, register))


def _upstream(line: InventoryLine, register: Register) -> tuple[InventoryLine, ...]:
    """Return well-to-tank and grid losses of a line, each a line of its own (rule 3)."""
    activity, found = line.activity, []
    ours = classification().lookup.upstream_scope
    scope = ours if activity.scope in ("1", "2") else activity.scope
    for name in ("upstream", "losses"):
        key = getattr(line.factor, name)
        country = line.factor.country
        if name == "losses":
            country = activity.country or country
        if not key or (name == "losses" and country is None):
            continue
        try:
            related = register.find(key, line.factor.unit, country, activity.year).factor
        except FactorMissingError:
            continue
        reasons = distance(related, activity.country, activity.year)
        own_id = f"{activity.id}+{name}"
        found.append(InventoryLine(own_id, activity, scope, related, related, line.amount, reasons))
    return tuple(found)


def _biogenic(line: InventoryLine, register: Register) -> tuple[MemoLine, ...]:
    """Return the biogenic CO2 of a line as a memo (rule 5).

    Where the edition of the factor has none, that of the row it names, of the nearest edition.
    """
    factor, activity = line.factor, line.activity
    if factor.biogenic_kgco2 is None and factor.biogenic:
        try:
            found = register.find(factor.biogenic, factor.unit, factor.country, activity.year)
        except FactorMissingError:
            return ()
        factor = found.factor
    if not factor.biogenic_kgco2:
        return ()
    kg = line.amount * factor.biogenic_kgco2
    own_id = f"{activity.id}+biogenic"
    return (MemoLine(own_id, activity, BIOGENIC, kg, line.amount, factor),)


def _credits(activity: Activity, quantity: Decimal, unit: str) -> Estimate:
    """Return credits given as CO2e."""
    try:
        kg = convert(quantity, read_unit(unit)[0], "kgCO2e")
    except UnitError as error:
        return _refuse(activity, error.code, "unit", hint=error.hint)
    return Estimate(memo=(MemoLine(activity.id, activity, CREDITS, kg, kg),))


def _is_tailpipe_zero(factor: Factor) -> bool:
    """Tell an electric vehicle's tailpipe: 0.0 there says nothing of its electricity."""
    return factor.basis == "tailpipe" and factor.kgco2e_per_unit == ZERO


def _refuse(activity: Activity, code: str, column: str, **details: object) -> Estimate:
    return Estimate(findings=(activity.finding(f"footprint-{code}", column, **details),))


def _missing(activity: Activity, error: FactorMissingError, recalled: Factor | None) -> Estimate:
    if recalled:
        return _gap(activity, "not-estimated-recalled", named=recalled, factor=recalled.id)
    absent, details = error.absent, dict[str, Any]()
    if absent:
        details = {"reason": in_each(partial(absent.in_language, name="reason"))}
        code = "not-estimated-not-available"
    else:
        code = "not-estimated-factor-missing"
    return _gap(activity, code, error.offers, factor=activity.factor, **details)


def _near(name: str, register: Register) -> dict[str, str]:
    """Return the keys that are called so or nearly so, for a remedy; blank where there are none."""
    near = ", ".join(near_names(register, name))
    return in_each(Caveat("factor-near", {"keys": near}).text if near else lambda _: "")


def _gap(
    activity: Activity,
    code: str,
    offers: tuple[Factor, ...] = (),
    named: Factor | None = None,
    **details: object,
) -> Estimate:
    gap = NotEstimated(activity.event_category, Caveat(code, details), activity, offers, named)
    return Estimate(gap=gap)
