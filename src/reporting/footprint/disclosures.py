"""Disclosure indexes: versioned tables of what frameworks ask, filled with what there is.

``data/reference/frameworks/*.csv`` has one row a disclosure of one version of one framework;
``status`` is ``seen``, ``editorial`` (our choice) or ``to_be_checked`` (recalled: printed as such).
"""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reporting.footprint.lines import as_number
from reporting.paths import reference_folder
from reporting.reads import remembered, source

if TYPE_CHECKING:
    from reporting.footprint.inventory import Inventory
    from reporting.footprint.metrics import Metric

STATES = ("seen", "editorial", "to_be_checked")


@dataclass(frozen=True, slots=True)
class Disclosure:
    """One row of an index.

    Parameters
    ----------
    framework, version, valid_from, valid_to
        Which edition, and the days between which it is in force; None: open, or not verified.
    code, title, title_it
        As the framework names it; the Italian title is ours.
    version_it
        The edition in Italian, blank where it is the same.
    status
        ``seen``, ``editorial``, ``to_be_checked``.
    figure
        The figures that answer it, blank where it asks for words.
    optional
        Those of them that nobody misses where they are not known (``name?`` in the table).
    concept
        Name of the concept in the public template (VSME).
    where
        Chapter of the report that answers it.
    asks
        ``number`` or ``text``: what would be an answer.
    """

    framework: str
    version: str
    valid_from: dt.date | None
    valid_to: dt.date | None
    code: str
    title: str
    title_it: str
    status: str
    figure: tuple[str, ...]
    concept: str
    where: str
    note_en: str
    note_it: str
    source: str
    version_it: str = ""
    asks: str = "text"
    optional: tuple[str, ...] = ()

    def in_force(self, on: dt.date) -> bool:
        """Tell whether the row is in force on a day."""
        begun = self.valid_from is None or self.valid_from <= on
        return begun and (self.valid_to is None or on <= self.valid_to)


@dataclass(frozen=True, slots=True)
class DisclosureFigure:
    """A figure that an index can ask for; value None: not available."""

    value: Decimal | None
    unit: str


@dataclass(frozen=True, slots=True)
class IndexRow:
    """A disclosure with its answer.

    Parameters
    ----------
    disclosure
        What is asked.
    figures
        Name -> figure, for those that are available.
    reason
        Blank where all figures are there; else ``narrative`` (words of the organisation, not data
        of the event), ``not-computed`` (a figure that this report does not compute), ``no-data``
        or ``partly``.
    """

    disclosure: Disclosure
    figures: Mapping[str, DisclosureFigure]
    reason: str

    def as_json(self) -> dict[str, Any]:
        """Return the row as plain values."""
        row = asdict(self.disclosure)
        for name in ("valid_from", "valid_to"):
            row[name] = row[name] and row[name].isoformat()
        row["figures"] = {
            name: {"value": as_number(figure.value), "unit": figure.unit}
            for name, figure in self.figures.items()
        }
        return row | {"available": bool(self.figures), "reason": self.reason}


def disclosures(framework: str | None = None, on: dt.date | None = None) -> tuple[Disclosure, ...]:
    """Return the rows of all indexes, or of one framework, or in force on a day."""
    return tuple(
        row
        for path in sorted((reference_folder() / "frameworks").glob("*.csv"))
        for row in _read(path)
        if framework in (None, row.framework) and (on is None or row.in_force(on))
    )


def figures(inventory: Inventory, metrics: Mapping[str, Metric]) -> dict[str, DisclosureFigure]:
    """Return every figure that an index can ask for, by name.

    Scopes and totals in kg CO2e (``scope_1``, ``scope_2_location``, ``total_market``...),
    categories (``category_E2_location``), intensities (``intensity_crew_location``), ``credits``,
    ``biogenic_co2``, and the metrics under their codes.
    """
    found = {name: DisclosureFigure(kg, "kg CO2e") for name, kg in _emissions(inventory).items()}
    found["biogenic_co2"] = DisclosureFigure(inventory.biogenic_co2_kg, "kg CO2")
    for intensity in reversed(inventory.intensities):
        unit = f"kg CO2e / {intensity.rule.code}"
        found[f"intensity_{intensity.rule.code}_location"] = DisclosureFigure(
            intensity.location_kg, unit
        )
        found[f"intensity_{intensity.rule.code}_market"] = DisclosureFigure(
            intensity.market_kg, unit
        )
    return found | {code: DisclosureFigure(one.value, one.unit) for code, one in metrics.items()}


def _emissions(inventory: Inventory) -> dict[str, Decimal | None]:
    scopes = inventory.by_scope
    # The 15 categories alone, "3.other" that stands beside them in the totals, and both: what the
    # totals have beyond scopes 1 and 2.
    other = scopes.get("3.other")
    indirect = [s for code, s in scopes.items() if code.startswith("3.")]
    third = [sums for sums in indirect if sums is not other]
    one, two = scopes.get("1"), scopes.get("2")
    own = [sums for sums in (one, two) if sums]
    found: dict[str, Decimal | None] = {
        "scope_1": one.location_kg if one else None,
        "scope_2_location": two.location_kg if two else None,
        "scope_2_market": two.market_kg if two else None,
        "scope_3": sum((sums.location_kg for sums in third), Decimal(0)) if third else None,
        "scope_1_2_location": sum((s.location_kg for s in own), Decimal(0)) if own else None,
        "scope_1_2_market": sum((s.market_kg for s in own), Decimal(0)) if own else None,
        "total_location": inventory.total_location_kg,
        "total_market": inventory.total_market_kg,
        "scope_3_other": other.location_kg if other else None,
        "scope_3_all": sum((s.location_kg for s in indirect), Decimal(0)) if indirect else None,
        "credits": inventory.beside_kg("credit"),
    }
    for code, sums in inventory.by_category.items():
        found[f"category_{code}_location"] = sums.location_kg
        found[f"category_{code}_market"] = sums.market_kg
    return found


def fill_index(
    framework: str, on: dt.date | None, known: Mapping[str, DisclosureFigure]
) -> tuple[IndexRow, ...]:
    """Answer every disclosure of a framework that is in force on a day, or in every edition (None).

    Parameters
    ----------
    framework
        As the tables name it (``GRI``, ``VSME``, ``SDG``...).
    on
        The day: GRI 102 and 103 stand in place of 305-1 to 305-5 and 302 from 1 January 2027.
    known
        What :func:`figures` gave.
    """
    return tuple(_answer(row, known) for row in disclosures(framework, on))


def _answer(row: Disclosure, known: Mapping[str, DisclosureFigure]) -> IndexRow:
    found = {
        name: known[name] for name in row.figure if name in known and known[name].value is not None
    }
    if not row.figure:
        reason = "narrative" if row.asks == "text" else "not-computed"
    elif not found:
        reason = "no-data"
    else:
        reason = "partly" if set(row.figure) - set(found) - set(row.optional) else ""
    return IndexRow(row, found, reason)


@remembered
def _read(path: Path) -> tuple[Disclosure, ...]:
    with source(path).open(encoding="utf-8", newline="") as file:
        return tuple(_disclosure(row) for row in csv.DictReader(file))


def _disclosure(row: Mapping[str, str]) -> Disclosure:
    if row["status"] not in STATES:
        raise ValueError(f"{row['framework']} {row['code']}: status {row['status']!r}")
    plain = {k: v for k, v in row.items() if k not in ("valid_from", "valid_to", "figure")}
    return Disclosure(
        **plain,
        valid_from=_day(row["valid_from"]),
        valid_to=_day(row["valid_to"]),
        figure=tuple(name.removesuffix("?") for name in row["figure"].split()),
        optional=tuple(name[:-1] for name in row["figure"].split() if name.endswith("?")),
    )


def _day(text: str) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
