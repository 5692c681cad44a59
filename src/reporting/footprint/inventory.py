"""The inventory of an event: lines, what stands beside them, what is missing; sums with names."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from functools import cached_property
from typing import Any

from reporting import __version__
from reporting.caveats import Caveat
from reporting.event.findings import Finding
from reporting.event.worded import Words
from reporting.footprint.classification import classification
from reporting.footprint.factors import Factor
from reporting.footprint.intensities import Intensity
from reporting.footprint.lines import (
    BESIDE,
    BIOGENIC,
    CREDITS,
    ZERO,
    Gases,
    InventoryLine,
    MemoLine,
    NotEstimated,
    as_number,
)
from reporting.footprint.uncertainty import Uncertainty
from reporting.language import in_each


@dataclass(frozen=True, slots=True)
class Kilograms:
    """A sum on both bases [kg CO2e]; there is no third, unnamed one."""

    location_kg: Decimal = ZERO
    market_kg: Decimal = ZERO

    @classmethod
    def of(cls, lines: Iterable[InventoryLine]) -> Kilograms:
        """Add lines up."""
        found = tuple(lines)
        return cls(
            sum((line.location_kg for line in found), ZERO),
            sum((line.market_kg for line in found), ZERO),
        )

    def as_json(self) -> dict[str, float | None]:
        """Return both sums."""
        return {
            "location_kg": as_number(self.location_kg),
            "market_kg": as_number(self.market_kg),
        }


@dataclass(frozen=True, repr=False)
class Inventory:
    """The footprint of one event: its lines and their sums.

    Parameters
    ----------
    event, name, year
        Id, name and year of the event.
    lines
        In the totals, in the order of the activities.
    memo
        Beside the totals: biogenic CO2 (M1), credits and avoided emissions (M2).
    not_estimated
        Lines and whole categories that are missing, with reasons.
    intensities
        Totals per named denominator.
    uncertainty
        None where there is no line.
    caveats
        Computed from all of the above.
    factor_set
        SHA-256 of the register that was used.
    questions
        What the gate of data quality asks about the activities, and nobody has answered.
    answered
        What it asked of lines that somebody has approved.
    forecast
        Whether the event has not been held yet: nothing of it can have been measured.
    """

    event: str
    name: Words
    year: int
    lines: tuple[InventoryLine, ...]
    memo: tuple[MemoLine, ...]
    not_estimated: tuple[NotEstimated, ...]
    intensities: tuple[Intensity, ...]
    uncertainty: Uncertainty | None
    caveats: tuple[Caveat, ...]
    factor_set: str
    questions: tuple[Finding, ...] = ()
    answered: tuple[Finding, ...] = ()
    forecast: bool = False

    def __repr__(self) -> str:
        """Return whose inventory it is and what it adds up to."""
        total = self.total_location_kg
        return f"<inventory of {self.event}: {len(self.lines)} lines, {total} kg CO2e>"

    @cached_property
    def _total(self) -> Kilograms | None:
        return Kilograms.of(self.lines) if self.lines else None

    @property
    def total_location_kg(self) -> Decimal | None:
        """Location-based total [kg CO2e]; None, never 0, where nothing was estimated."""
        return self._total.location_kg if self._total else None

    @property
    def total_market_kg(self) -> Decimal | None:
        """Market-based total [kg CO2e]; None, never 0, where nothing was estimated."""
        return self._total.market_kg if self._total else None

    @property
    def by_scope(self) -> Mapping[str, Kilograms]:
        """Scope -> sums, in the order of the scopes; scopes without a line are left out."""
        return self._grouped(classification().scopes, lambda line: line.scope)

    @property
    def by_category(self) -> Mapping[str, Kilograms]:
        """Event category -> sums, E1 to E13; categories without a line are left out."""
        return self._grouped(classification().categories, lambda line: line.event_category)

    @property
    def by_tier(self) -> Mapping[str, Kilograms]:
        """Tier -> sums."""
        return self._grouped(classification().tiers, lambda line: line.activity.tier)

    @property
    def location_gases(self) -> Gases:
        """Location-based total by gas [kg CO2e]."""
        return sum((line.location_gases for line in self.lines), Gases())

    @property
    def market_gases(self) -> Gases:
        """Market-based total by gas [kg CO2e]."""
        return sum((line.market_gases for line in self.lines), Gases())

    @cached_property
    def biogenic_unknown(self) -> tuple[str, ...]:
        """Activities that burn a fuel of whose biogenic CO2 nothing is known."""
        told = {line.activity.id for line in self.memo if line.event_category == BIOGENIC}
        told |= {name for line in self.memo for name in line.activity.covers}
        kinds = classification().lookup.with_biogenic
        unknown = [
            line.activity.id
            for line in self.lines
            if line.factor.basis in kinds and line.factor.biogenic_kgco2 is None
        ]
        return tuple(dict.fromkeys(name for name in unknown if name not in told))

    @property
    def biogenic_co2_kg(self) -> Decimal | None:
        """Biogenic CO2 beside the totals [kg CO2]; None, never 0, where nothing is known of it.

        Where something is not known (:attr:`biogenic_unknown`) it is what is known of the rest.
        """
        stated = [line for line in self.lines if line.factor.biogenic_kgco2 is not None]
        if stated or any(line.event_category == BIOGENIC for line in self.memo):
            return self._memo(BIOGENIC)
        return None

    @property
    def credits_kg(self) -> Decimal:
        """Credits and avoided emissions beside the totals [kg CO2e]; they lower nothing."""
        return self._memo(CREDITS)

    @property
    def factors(self) -> tuple[Factor, ...]:
        """Every factor that a figure was computed with, by id."""
        used = {
            factor.id: factor for line in self.lines for factor in (line.factor, line.market_factor)
        }
        used |= {line.factor.id: line.factor for line in self.memo if line.factor}
        return tuple(used[name] for name in sorted(used))

    def share_of_location(self, lines: Iterable[InventoryLine]) -> float | None:
        """Return what part of the location-based total `lines` are, 0 to 1."""
        whole = self.total_location_kg
        return float(Kilograms.of(lines).location_kg / whole) if whole else None

    def with_caveats(self, caveats: tuple[Caveat, ...]) -> Inventory:
        """Return the inventory with its caveats."""
        return replace(self, caveats=caveats)

    def as_json(self) -> dict[str, Any]:
        """Return the document of ``reporting footprint --json``; every sum names its basis."""
        sure = self.uncertainty
        return {
            "event": self.event,
            "name": in_each(self.name.in_language),
            "year": self.year,
            "unit": "kg CO2e",
            "version": __version__,
            "factor_set": self.factor_set,
            "total_location_kg": as_number(self.total_location_kg),
            "total_market_kg": as_number(self.total_market_kg),
            "by_scope": {code: sums.as_json() for code, sums in self.by_scope.items()},
            "by_category": {code: self._category(code) for code in self.by_category},
            "by_tier": {code: sums.as_json() for code, sums in self.by_tier.items()},
            "by_gas": {
                "location_kg": self.location_gases.as_json(),
                "market_kg": self.market_gases.as_json(),
            },
            "memo": {
                "biogenic_co2_kg": as_number(self.biogenic_co2_kg),
                "biogenic_unknown": list(self.biogenic_unknown),
                "credits_kgco2e": as_number(self.credits_kg),
                **{f"{kind}_kgco2e": as_number(self.beside_kg(kind)) for kind in BESIDE},
                "lines": [line.as_json() for line in self.memo],
            },
            "intensities": [intensity.as_json() for intensity in self.intensities],
            "lines": [line.as_json() for line in self.lines],
            "not_estimated": [gap.as_json() for gap in self.not_estimated],
            "uncertainty": sure.as_json() if sure else {},
            "factors": [_factor(factor) for factor in self.factors],
            "caveats": [caveat.as_json() for caveat in self.caveats],
            "questions": [_question(finding) for finding in self.questions],
            "answered": [_question(finding) for finding in self.answered],
        }

    def _category(self, code: str) -> dict[str, Any]:
        own = [line for line in self.lines if line.event_category == code]
        return {
            **in_each(classification().categories[code].in_language),
            **Kilograms.of(own).as_json(),
            "share_of_location": self.share_of_location(own),
            "lines": len(own),
        }

    def _grouped(
        self, codes: Iterable[str], of: Callable[[InventoryLine], str]
    ) -> dict[str, Kilograms]:
        groups = {code: [line for line in self.lines if of(line) == code] for code in codes}
        return {code: Kilograms.of(lines) for code, lines in groups.items() if lines}

    def beside_kg(self, kind: str) -> Decimal | None:
        """Return the credits, removals or avoided emissions declared as such [kg CO2e], else None.

        The three answer different questions and are never added up to one of them.
        """
        found = [line.kg for line in self.memo if line.kind == kind]
        return sum(found, ZERO) if found else None

    def _memo(self, category: str) -> Decimal:
        return sum((line.kg for line in self.memo if line.event_category == category), ZERO)


def _question(finding: Finding) -> dict[str, Any]:
    about = {"id": finding.details["id"], "code": finding.code, "row": finding.row}
    return about | in_each(finding.message)


def _factor(factor: Factor) -> dict[str, Any]:
    values = {entry.name: getattr(factor, entry.name) for entry in fields(Factor)}
    return {
        name: as_number(value) if isinstance(value, Decimal) else value
        for name, value in values.items()
    }
