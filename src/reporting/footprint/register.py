"""The register of emission factors: found by id, or by what they are for.

A lookup never answers with silence: it raises for what is missing, offering what could stand in,
and it says how far what it chose is from what was asked (another year, another country).
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property
from pathlib import Path
from types import MappingProxyType

from reporting.footprint.classification import classification
from reporting.footprint.factors import (
    PROXY,
    Absent,
    Choice,
    CountryMissingError,
    Factor,
    FactorMissingError,
    OtherPotentialsError,
    StandIn,
    country_code,
    distance,
    factor_from_row,
)
from reporting.footprint.potentials import in_set
from reporting.footprint.units import canonical
from reporting.paths import reference_folder
from reporting.reads import remembered, source


@dataclass(frozen=True)
class Register:
    """All factors that an event is accounted with; `gwp`: the one set they may be in, if any.

    `own` are the ids that the event's package brings: of one year, they go before the bundled ones.
    """

    factors: Mapping[str, Factor]
    absent: tuple[Absent, ...] = ()
    stand_ins: tuple[StandIn, ...] = ()
    gwp: str | None = None
    own: frozenset[str] = frozenset()

    @property
    def sha256(self) -> str:
        """Hash of every factor, in the order of their ids: names the factor set.

        A translation of what a factor is for is no part of it.
        """
        names = [entry.name for entry in fields(Factor) if entry.name != "activity_it"]
        digest = hashlib.sha256()
        for factor in sorted(self.factors.values(), key=lambda factor: factor.id):
            row = "\x1f".join(str(getattr(factor, name)) for name in names)
            digest.update(row.encode() + b"\x1e")
        return digest.hexdigest()

    def with_rows(self, factors: Iterable[Factor]) -> Register:
        """Return a register in which `factors` are added; the same id wins."""
        added = {factor.id: factor for factor in factors}
        every = MappingProxyType({**self.factors, **added})
        return replace(self, factors=every, own=self.own | added.keys())

    def in_gwp(self, wanted: str | None) -> Register:
        """Return a register that converts to one set of potentials, or refuses; None: neither."""
        return replace(self, gwp=wanted)

    def written(self, factor: Factor) -> Factor:
        """Return a factor in the set of potentials that was asked for.

        Raises
        ------
        OtherPotentialsError
            Where it is in another, or in none that is known, and cannot be converted.
        """
        if self.gwp is None:
            return factor
        converted = in_set(factor, self.gwp)
        if converted is None:
            raise OtherPotentialsError(factor, self.gwp)
        return converted

    def knows(self, name: str) -> bool:
        """Tell whether `name` is a factor's id, a key, or a row known to be missing."""
        return (
            name in self.factors
            or name.casefold() in self._serving
            or any(name in (entry.id, entry.key) for entry in self.absent)
        )

    def units(self, name: str) -> tuple[str, ...]:
        """Return the units that a factor's id or key is there for; none where only missing rows."""
        if name in self.factors:
            return (self.factors[name].unit,)
        serving = self._serving.get(name.casefold(), ())
        missing = [entry.unit for entry in self.absent if name in (entry.id, entry.key)]
        return tuple(dict.fromkeys([*(factor.unit for factor in serving), *missing]))

    def only_recalled(self, name: str) -> Factor | None:
        """Return the factor of a key of which no value was ever read; None where one was."""
        serving = self._serving.get(name.casefold(), ())
        usable = any(one.verification != "recalled" for one in serving)
        return None if usable or not serving else serving[0]

    def countries(self, name: str, unit: str) -> tuple[str | None, ...]:
        """Return the countries that a key has a factor of, per a unit; None: of no country."""
        serving = self._serving.get(name.casefold(), ())
        return tuple(dict.fromkeys(one.country for one in serving if one.unit == unit))

    @cached_property
    def _serving(self) -> Mapping[str, Sequence[Factor]]:
        """Key, or words of the activity, in lower case -> the factors for it."""
        found: dict[str, list[Factor]] = {}
        for factor in self.factors.values():
            for name in {factor.key.casefold(), factor.activity.casefold()} - {""}:
                found.setdefault(name, []).append(factor)
        return found

    def choose(self, name: str, unit: str, country: str | None, year: int | None) -> Choice:
        """Return the factor of the id `name`, or the one that `name` as a key leads to.

        Raises
        ------
        FactorMissingError
            Where there is none.
        """
        if name in self.factors:
            factor = self.factors[name]
            return Choice(factor, distance(factor, country, year))
        for entry in self.absent:
            if entry.id == name:
                raise self._not_available(entry)
        return self.find(name, unit, country, year)

    def serve(self, name: str, unit: str, country: str | None, year: int | None) -> Choice:
        """Return what :meth:`choose` gives, or the declared stand-in for a country without a value.

        Raises
        ------
        FactorMissingError
            Where there is neither.
        """
        try:
            return self.choose(name, unit, country, year)
        except FactorMissingError:
            asked = (name.casefold(), unit, country_code(country))
            declared = [s for s in self.stand_ins if (s.key, s.unit, s.country) == asked]
            if not declared:
                raise
            found = self.find(declared[0].proxy, unit, declared[0].proxy_country, year)
            return Choice(found.factor, (*distance(found.factor, country, year), PROXY))

    def find(self, activity: str, unit: str, country: str | None, year: int | None) -> Choice:
        """Look a factor up.

        Parameters
        ----------
        activity
            The factor's key (``hotel``) or its words.
        unit
            The unit that it must be per.
        country
            ISO 3166-1; None where it does not matter.
        year
            Year of the activity; None: the latest edition.

        Returns
        -------
        Choice
            The edition of the year, else the latest earlier one, else an undated one; of the
            country, else of none, else (where the value does not depend on it) of another.
            A value that was only recalled is never chosen.

        Raises
        ------
        FactorMissingError
            Where nothing fits, or a newer edition leaves the row out on purpose.
        CountryMissingError
            Where the value depends on the country, and none is given.
        """
        unit, country = canonical(unit), country_code(country)
        usable = [
            factor
            for factor in self._serving.get(activity.casefold(), ())
            if factor.unit == unit and factor.verification != "recalled"
        ]
        if country is None and any(_is_bound(factor) for factor in usable):
            raise CountryMissingError(f"{activity} depends on the country, and none is given.")
        here = _of_country(usable, country)
        best = self._of_year(here, year)
        self._refuse_absent(activity, unit, country, year, best)
        if best is None:
            where, when = country or "any country", year or "any year"
            message = f"No factor for {activity} per {unit}, {where}, {when}."
            raise FactorMissingError(message, _offers(here or usable))
        return Choice(best, distance(best, country, year))

    def _of_year(self, usable: Sequence[Factor], year: int | None) -> Factor | None:
        """Return the edition of `year`, else the latest before it, else an undated one."""

        def rank(factor: Factor) -> tuple[int, bool, str]:
            return factor.year or 0, factor.id in self.own, factor.id

        dated = [f for f in usable if f.year is not None and (year is None or f.year <= year)]
        undated = [f for f in usable if f.year is None]
        if dated:
            return max(dated, key=rank)
        own = [factor for factor in undated if factor.id in self.own]
        return min(own or undated, key=lambda factor: factor.id, default=None)

    def _refuse_absent(
        self, activity: str, unit: str, country: str | None, year: int | None, best: Factor | None
    ) -> None:
        """Refuse to go behind an edition that says it has no value for this country."""
        newer = best.year if best and best.country == country else None
        for entry in sorted(self.absent, key=lambda entry: -entry.year):
            asked = entry.key == activity and entry.unit == unit and entry.country == country
            in_time = year is None or entry.year <= year
            if asked and in_time and (newer is None or newer < entry.year):
                raise self._not_available(entry)

    def _not_available(self, entry: Absent) -> FactorMissingError:
        offers = [self.factors[name] for name in entry.offers if name in self.factors]
        message = f"No factor {entry.id}: {entry.reason_en}."
        return FactorMissingError(message, offers, entry)


def register() -> Register:
    """Return the register of the reference folder (``data/reference/emission_factors.csv``)."""
    folder = reference_folder()
    names = ("emission_factors.csv", "factors_not_available.csv", "factor_proxies.csv")
    return _read(*(folder / name for name in names))


@remembered
def _read(factors: Path, absent: Path, stand_ins: Path) -> Register:
    found = (factor_from_row(row) for row in _rows(factors))
    gaps = tuple(_absent_from_row(row) for row in _rows(absent))
    declared = tuple(StandIn.model_validate(row) for row in _rows(stand_ins))
    return Register(MappingProxyType({one.id: one for one in found}), gaps, declared)


def _rows(path: Path) -> list[dict[str, str]]:
    if not source(path).exists():
        return []  # a home of one's own may have none: then every factor is unknown, and told so
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _absent_from_row(row: Mapping[str, str]) -> Absent:
    return Absent.model_validate({**row, "offers": tuple(row["offers"].split())})


def _of_country(usable: Sequence[Factor], country: str | None) -> list[Factor]:
    """Return the factors of the country; else of none; else of others where that is allowed."""
    if country is None:
        return list(usable)
    own = [factor for factor in usable if factor.country == country]
    of_none = [factor for factor in usable if factor.country is None]
    others = [factor for factor in usable if not _is_bound(factor)]
    return own or of_none or others


def _is_bound(factor: Factor) -> bool:
    """Tell whether a value says something of its country, so that no other can stand in."""
    rules = classification().lookup
    return factor.key in rules.country_bound or factor.basis in rules.country_bound_bases


def _offers(usable: Sequence[Factor]) -> tuple[Factor, ...]:
    """Return the newest edition of each country, at most three: what somebody could decide on."""
    newest: dict[str | None, Factor] = {}
    for factor in sorted(usable, key=lambda factor: (-(factor.year or 0), factor.id)):
        newest.setdefault(factor.country, factor)
    return tuple(newest.values())[:3]
