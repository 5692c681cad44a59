"""What an inventory is made of: lines in the totals, memo lines beside them, what is missing."""

from __future__ import annotations

from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any

from reporting.caveats import Caveat
from reporting.footprint.activities import Activity
from reporting.footprint.factors import Factor

ZERO = Decimal(0)
BIOGENIC, CREDITS = "M1", "M2"
"""Categories beside the totals."""

BESIDE = ("credit", "removal", "avoided")
"""What a line of M2 can be; its basis says which."""


@dataclass(frozen=True, slots=True)
class Gases:
    """A mass by gas [kg CO2e]; ``not_split`` is what the publisher does not split, or rounds.

    The four always add up to the line's kg CO2e.
    """

    co2: Decimal = ZERO
    ch4: Decimal = ZERO
    n2o: Decimal = ZERO
    not_split: Decimal = ZERO

    @classmethod
    def of(cls, factor: Factor, amount: Decimal) -> Gases:
        """Return the gases of `amount` units of `factor`."""
        split = (factor.kgco2, factor.kgch4_co2e, factor.kgn2o_co2e)
        co2, ch4, n2o = ((value or ZERO) * amount for value in split)
        return cls(co2, ch4, n2o, factor.kgco2e_per_unit * amount - co2 - ch4 - n2o)

    def as_json(self) -> dict[str, float | None]:
        """Return gas -> kg CO2e."""
        return {entry.name: as_number(getattr(self, entry.name)) for entry in fields(self)}

    def __add__(self, other: Gases) -> Gases:
        """Add gas by gas."""
        names = [entry.name for entry in fields(Gases)]
        return Gases(*(getattr(self, name) + getattr(other, name) for name in names))


@dataclass(frozen=True, slots=True)
class InventoryLine:
    """One line of the inventory: one activity, one category, one scope, one factor.

    Parameters
    ----------
    id
        The activity's id; with ``+upstream`` or ``+losses`` for a line made by rule.
    activity
        What it comes from; lines of one activity are uncertain together.
    scope
        The line's own scope.
    factor
        The (location-based) factor.
    market_factor
        The factor of the market-based figure: another one only in scope 2.
    amount
        The quantity in the factor's unit.
    reasons
        How the factor differs from what the activity asks for (``Choice.reasons``).
    flags
        What caveats are computed from: ``market-is-location``, ``residual-zero``,
        ``tailpipe-zero``.
    """

    id: str
    activity: Activity
    scope: str
    factor: Factor
    market_factor: Factor
    amount: Decimal
    reasons: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()

    @property
    def event_category(self) -> str:
        """The activity's event category."""
        return self.activity.event_category

    @property
    def by_rule(self) -> bool:
        """Whether the line was made by rule (well-to-tank, grid losses), not given."""
        return self.id != self.activity.id

    @property
    def location_kg(self) -> Decimal:
        """Location-based [kg CO2e], exact."""
        return self.amount * self.factor.kgco2e_per_unit

    @property
    def market_kg(self) -> Decimal:
        """Market-based [kg CO2e], exact; as location-based outside scope 2."""
        return self.amount * self.market_factor.kgco2e_per_unit

    @property
    def location_gases(self) -> Gases:
        """Location-based, by gas [kg CO2e]."""
        return Gases.of(self.factor, self.amount)

    @property
    def market_gases(self) -> Gases:
        """Market-based, by gas [kg CO2e]."""
        return Gases.of(self.market_factor, self.amount)

    def as_json(self) -> dict[str, Any]:
        """Return the line for the contract's ``lines``."""
        activity = self.activity
        return {
            "id": self.id,
            "activity": activity.id,
            "event_category": self.event_category,
            "scope": self.scope,
            **both(activity, "description"),
            "by_rule": self.by_rule,
            "quantity": as_number(activity.quantity),
            "unit": activity.unit,
            "amount": as_number(self.amount),
            "factor_unit": self.factor.unit,
            "factor": self.factor.id,
            "factor_kgco2e_per_unit": as_number(self.factor.kgco2e_per_unit),
            "market_factor": self.market_factor.id,
            "market_factor_kgco2e_per_unit": as_number(self.market_factor.kgco2e_per_unit),
            "location_kg": as_number(self.location_kg),
            "market_kg": as_number(self.market_kg),
            "by_gas": self.location_gases.as_json(),
            "year": activity.year,
            "country": activity.country,
            "tier": activity.tier,
            "basis": self.factor.basis,
            "market_basis": self.market_factor.basis,
            "instrument": activity.instrument.as_json() if activity.instrument else None,
            "approval": activity.approval or None,
            "pedigree": list(activity.pedigree.scores),
            **both(activity, "evidence"),
            **both(activity, "note"),
            "factor_differs": list(self.reasons),
            "row": activity.row,
        }


@dataclass(frozen=True, slots=True)
class MemoLine:
    """What stands beside the totals: biogenic CO2 (M1), credits and avoided emissions (M2).

    Parameters
    ----------
    amount
        The quantity in the factor's unit, or of CO2e.
    kg
        [kg CO2] for M1, [kg CO2e] for M2; always positive, never subtracted from anything.
    factor
        The factor it was computed with; None for a quantity given as CO2e.
    """

    id: str
    activity: Activity
    event_category: str
    kg: Decimal
    amount: Decimal
    factor: Factor | None = None

    @property
    def by_rule(self) -> bool:
        """Whether the line was made by rule, not given."""
        return self.id != self.activity.id

    @property
    def kind(self) -> str:
        """Of a line of M2, what it is: an entry of ``BESIDE``; blank where nobody says."""
        return self.activity.basis if self.activity.basis in BESIDE else ""

    def as_json(self) -> dict[str, Any]:
        """Return the line for the contract's ``memo``."""
        return {
            "id": self.id,
            "activity": self.activity.id,
            "event_category": self.event_category,
            "scope": "memo",
            **both(self.activity, "description"),
            "quantity": as_number(self.activity.quantity),
            "unit": self.activity.unit,
            "factor": self.factor.id if self.factor else None,
            "by_rule": self.by_rule,
            "kind": self.kind,
            "amount": as_number(self.amount),
            "kg": as_number(self.kg),
            **both(self.activity, "evidence"),
            "row": self.activity.row,
        }


@dataclass(frozen=True, slots=True)
class NotEstimated:
    """A line, or a whole category, that is not in the totals, and why.

    Parameters
    ----------
    event_category
        The category.
    reason
        A code and details of ``caveats.toml``.
    activity
        The line; None where nothing at all is known of the category.
    offers
        Factors that could stand in, if somebody decides so.
    named
        The factor that the line names and that enters no total: what the quantity is of is known.
    """

    event_category: str
    reason: Caveat
    activity: Activity | None = None
    offers: tuple[Factor, ...] = ()
    named: Factor | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the entry for the contract's ``not_estimated``."""
        activity = self.activity
        return {
            "id": activity.id if activity else None,
            "event_category": self.event_category,
            **(both(activity, "description") if activity else {"description": None}),
            "scope": activity.scope if activity else None,
            "reason": self.reason.as_json(),
            **(both(activity, "note") if activity else {"note": ""}),
            "row": activity.row if activity else None,
            "offers": [
                {
                    "factor": factor.id,
                    "key": factor.key,
                    "country": factor.country,
                    "year": factor.year,
                    "activity": factor.activity,
                    "activity_it": factor.activity_it,
                    "kgco2e_per_unit": as_number(factor.kgco2e_per_unit),
                    "unit": factor.unit,
                    "proxy": True,
                }
                for factor in self.offers
            ],
        }


def both(activity: Activity, column: str) -> dict[str, str]:
    """Return a text of the activity, and its English where it has one."""
    english = {f"{column}_en": activity.english[column]} if column in activity.english else {}
    return {column: str(getattr(activity, column)), **english}


def as_number(value: Decimal | None) -> float | None:
    """Return a decimal as the nearest JSON number; None stays None."""
    return None if value is None else float(value)
