"""Emission factors: what is known of each, and reading them from a row of the contract's table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal, InvalidOperation
from typing import Any

from reporting.errors import InputError
from reporting.event.worded import Worded
from reporting.footprint.classification import classification
from reporting.footprint.units import UnitError, canonical

VERIFICATIONS = ("seen", "secondary", "derived", "recalled")
GASES = ("kgco2", "kgch4_co2e", "kgn2o_co2e")
ROUNDING = Decimal("0.01")
"""How far the gases may be from the whole, both being rounded by their publisher."""
DECIMALS = ("kgco2e_per_unit", *GASES, "biogenic_kgco2", "gsd")


@dataclass(frozen=True, slots=True)
class Factor:
    """One emission factor.

    Parameters
    ----------
    id
        Stable and readable: what, unit, year, country (``petrol-blend-ttw-l-2024-uk``).
    activity
        What it is for, as published.
    unit
        The unit that it is per, a name of ``units.toml``.
    kgco2e_per_unit
        [kg CO2e per unit].
    kgco2, kgch4_co2e, kgn2o_co2e
        The same by gas [kg CO2e per unit], None where the publisher does not split it.
    biogenic_kgco2
        Biogenic CO2, outside the scopes [kg CO2 per unit].
    country
        ISO 3166-1 alpha-2; None: of no country.
    year
        Year of the edition; None: undated.
    gwp
        The set of global warming potentials (AR4, AR5, mixed).
    cell
        Where in the data set the value stands: sheet and cell, page, rule; blank: not known.
    verification
        ``seen`` in the publisher's file, ``secondary``: in a copy of it, ``derived`` from values
        that were read, only ``recalled``; blank: unknown.
    gsd
        Geometric standard deviation of the value, where known.
    key
        What the same factor of other years and countries has in common.
    basis
        What it is about, an entry of ``bases`` in ``footprint.toml``.
    upstream, losses, biogenic
        Keys of the factors for well-to-tank, grid losses and biogenic CO2 of the same activity.
    activity_it
        What it is for in Italian, where whoever brings the factor says it.
    """

    id: str
    activity: str
    unit: str
    kgco2e_per_unit: Decimal
    kgco2: Decimal | None = None
    kgch4_co2e: Decimal | None = None
    kgn2o_co2e: Decimal | None = None
    biogenic_kgco2: Decimal | None = None
    country: str | None = None
    year: int | None = None
    publisher: str = ""
    dataset: str = ""
    cell: str = ""
    source: str = ""
    licence: str = ""
    gwp: str = ""
    verification: str = ""
    gsd: Decimal | None = None
    key: str = ""
    basis: str = "unstated"
    upstream: str = ""
    losses: str = ""
    biogenic: str = ""
    activity_it: str = ""

    @property
    def is_split(self) -> bool:
        """Whether the value is known by gas."""
        return self.kgco2 is not None


class Absent(Worded):
    """A row that an edition does not have, with what could stand in for it."""

    id: str
    key: str
    unit: str
    country: str
    year: int
    publisher: str
    reason_it: str
    reason_en: str
    offers: tuple[str, ...]
    source: str


class StandIn(Worded):
    """What the register takes for a country that has no value of its own, and why: always told."""

    key: str
    unit: str
    country: str
    proxy: str
    proxy_country: str
    reason_it: str
    reason_en: str


PROXY = "declared-proxy"


@dataclass(frozen=True, slots=True)
class Choice:
    """A factor and how far it is from what was asked.

    Parameters
    ----------
    factor
        What was chosen.
    reasons
        Empty where exact; else of ``earlier-year``, ``later-year``, ``undated``,
        ``proxy-country``, ``declared-proxy``.
    """

    factor: Factor
    reasons: tuple[str, ...] = ()


class CountryMissingError(InputError):
    """A value depends on the country, and nobody said which."""


class FactorMissingError(InputError):
    """No factor for what was asked; ``offers`` are what could stand in, if somebody decides so."""

    def __init__(
        self, message: str, offers: Sequence[Factor] = (), absent: Absent | None = None
    ) -> None:
        super().__init__(message)
        self.offers = tuple(offers)
        self.absent = absent


class OtherPotentialsError(InputError):
    """A factor is not in the set of warming potentials that was asked for, nor can be converted."""

    def __init__(self, factor: Factor, wanted: str) -> None:
        super().__init__(f"{factor.id} is in {factor.gwp or 'no known set'}, not in {wanted}.")
        self.factor = factor
        self.wanted = wanted


def factor_from_row(row: Mapping[str, Any]) -> Factor:
    """Return the factor of one row of the contract's table.

    Raises
    ------
    InputError
        For an unknown unit, verification or basis, or an unreadable number; names the id.
    """
    import pandas as pd

    known = {entry.name for entry in fields(Factor)}
    given = {k: v for k, v in row.items() if k in known and not pd.isna(v) and str(v).strip()}
    name = str(given.get("id", ""))
    try:
        values: dict[str, Any] = {k: _value(k, v) for k, v in given.items()}
    except (UnitError, InvalidOperation, ValueError) as error:
        raise InputError(f"factor {name}: {error}") from error
    if "kgco2e_per_unit" not in values:
        raise InputError(f"factor {name}: no value. A blank is not 0: leave the row out.")
    gases = [values[gas] for gas in GASES if gas in values]
    total = values["kgco2e_per_unit"]
    if len(gases) == len(GASES) and abs(sum(gases) - total) > ROUNDING * abs(total):
        raise InputError(f"factor {name}: the gases are {sum(gases)}, the whole is {total}.")
    rules = classification()
    # Never from its words: a factor per money is spend-based, any other must say what it is about.
    values.setdefault("basis", "spend" if values["unit"] == "EUR" else "unstated")
    if values["basis"] not in rules.bases:
        raise InputError(f"factor {name}: unknown basis {values['basis']!r}.")
    if values.get("verification", "seen") not in VERIFICATIONS:
        raise InputError(f"factor {name}: verification is one of {VERIFICATIONS}.")
    return Factor(**values)


def country_code(text: str | None) -> str | None:
    """Return ISO 3166-1 alpha-2 for alpha-2 or alpha-3, in upper case.

    >>> country_code("ITA"), country_code("ch"), country_code(None)
    ('IT', 'CH', None)
    """
    from babel.core import get_global

    if not text:
        return None
    code = text.upper()
    return str(get_global("territory_aliases").get(code, [code])[0])


def _value(column: str, value: Any) -> Any:
    if column in DECIMALS:
        return Decimal(str(value))
    if column == "year":
        return int(value)
    text = str(value).strip()
    if column == "unit":
        return canonical(text)
    return country_code(text) if column == "country" else text


def distance(factor: Factor, country: str | None, year: int | None) -> tuple[str, ...]:
    """Return how the factor differs from what was asked for."""
    found = []
    if year is not None and factor.year is None:
        found.append("undated")
    elif year is not None and factor.year is not None and factor.year != year:
        found.append("earlier-year" if factor.year < year else "later-year")
    if country and factor.country and factor.country != country_code(country):
        found.append("proxy-country")
    return tuple(found)
