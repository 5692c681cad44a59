"""What an assurer would ask of the factors that a package brings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from reporting.event.findings import Finding
from reporting.footprint.classification import classification
from reporting.footprint.factor_names import factor_name, named_in
from reporting.footprint.factors import Factor
from reporting.footprint.register import Register, register
from reporting.footprint.units import convert, convertible
from reporting.language import in_each, number_in_each

if TYPE_CHECKING:
    from reporting.event import Event

TABLE = "emission_factors"

OF_ONE_SUPPLIER = ("contract", "supplier")

BURNT_OR_MADE = ("combustion", "full", "lifecycle", "transport", "use", "spend", "upstream")
"""What a factor is about that emits something, wherever it was published."""


def questions(event: Event, own: Register, times: Decimal) -> Iterator[Finding]:
    """Yield each factor of the package that is 0, or far from the bundled ones of its kind.

    Parameters
    ----------
    event
        The package.
    own
        The register with its factors.
    times
        How many times the largest bundled factor of the same unit one may be.
    """
    source = event.sources.get(TABLE)
    file = source.name if source else f"{TABLE}.csv"
    largest: dict[str, Factor] = {}
    for one in register().factors.values():
        before = largest.setdefault(one.unit, one)
        if one.kgco2e_per_unit > before.kgco2e_per_unit:
            largest[one.unit] = one
    frame = event[TABLE]
    for row, name in zip(frame.index, frame["id"], strict=True):
        factor = own.factors[str(name)]
        if not factor.kgco2e_per_unit and factor.basis in BURNT_OR_MADE:
            place = (TABLE, file, int(row), "kgco2e_per_unit", str(factor.kgco2e_per_unit))
            yield Finding("footprint-factor-zero", *place, {"id": factor.id, "unit": factor.unit})
            continue
        most = largest.get(factor.unit)
        if most and factor.kgco2e_per_unit > times * most.kgco2e_per_unit:
            details = {"id": factor.id, "unit": factor.unit, "largest": most.id}
            shown = {"most": number_in_each(most.kgco2e_per_unit, 2)}
            place = (TABLE, file, int(row), "kgco2e_per_unit", str(factor.kgco2e_per_unit))
            yield Finding("footprint-factor-far-above", *place, details=details | shown)
        elif factor.kgco2e_per_unit and (kind := _kind(factor)):
            least, highest = min(kind.values), max(kind.values)
            if not least / times <= factor.kgco2e_per_unit <= times * highest:
                bounds = {"least": _digits(least), "most": _digits(highest), "kind": kind.name}
                told = {"id": factor.id, "unit": factor.unit, "times": str(times), **bounds}
                place = (TABLE, file, int(row), "kgco2e_per_unit", str(factor.kgco2e_per_unit))
                yield Finding("footprint-factor-far-from-kind", *place, details=told)


@dataclass(frozen=True, slots=True)
class _Alike:
    """The bundled values of the same thing, in the unit of the factor that is asked about."""

    name: Mapping[str, str]
    values: tuple[Decimal, ...]


def _kind(factor: Factor) -> _Alike | None:
    """Return the bundled factors of the same key, else of the same name, else about the same.

    None for what a supplier says of his own power, which may be anything, and where there is none.
    """
    if factor.basis in OF_ONE_SUPPLIER:
        return None
    alike = [
        one
        for one in register().factors.values()
        if one.kgco2e_per_unit and convertible(factor.unit, one.unit)
    ]
    about = [one for one in alike if factor.basis in (one.basis, "unstated")]
    named = named_in(factor.activity)
    for found in (
        [one for one in alike if factor.key and one.key == factor.key],
        [one for one in about if one.key in named],
        about,
    ):
        if found:
            values = (
                one.kgco2e_per_unit * convert(Decimal(1), factor.unit, one.unit) for one in found
            )
            keys = {one.key for one in found}
            word = _about(factor) if len(keys) > 1 else factor_name(found[0])
            return _Alike(word, tuple(values))
    return None


def _about(factor: Factor) -> Mapping[str, str]:
    """Return what a factor is about, in words."""
    return in_each(classification().bases[factor.basis].in_language)


def _digits(value: Decimal) -> Mapping[str, str]:
    """Return a value with three of its digits, as each language writes it."""
    return number_in_each(value, max(0, 2 - value.adjusted()))
