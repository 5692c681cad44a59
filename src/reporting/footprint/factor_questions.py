"""What an assurer would ask of the factors that a package brings."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from reporting.event.findings import Finding
from reporting.footprint.factors import Factor
from reporting.footprint.register import Register, register
from reporting.language import number_in_each

if TYPE_CHECKING:
    from reporting.event import Event

TABLE = "emission_factors"

BURNT_OR_MADE = ("combustion", "full", "lifecycle", "transport", "use", "spend", "upstream")
"""What a factor is about that emits something, wherever it was published."""


def questions(event: Event, own: Register, times: Decimal) -> Iterator[Finding]:
    """Yield each factor of the package that is 0, or far above every bundled one of its unit.

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
