"""Activities by workbook: the contract's columns with drop-downs, so that codes are chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reporting.event.countries import alpha2
from reporting.event.schema import code_lists
from reporting.event.worded import Words
from reporting.footprint.classification import PEDIGREE, classification
from reporting.footprint.factor_names import factor_name
from reporting.footprint.register import Register
from reporting.footprint.register import register as reference_register
from reporting.footprint.units import known_units, spellings
from reporting.language import LANGUAGES, in_each

if TYPE_CHECKING:
    from reporting.event import Event

COLUMNS = (
    "id", "event_category", "scope", "description", "quantity", "unit", "factor", "year",
    "country", "tier", "evidence", *PEDIGREE, "note", "basis", "instrument", "instrument_id",
    "instrument_mwh", "instrument_from", "instrument_to", "instrument_cancelled",
    "instrument_market", "covers", "place", "approval", "approved_by", "approved_on",
)  # fmt: skip
"""The contract's columns of ``activities``, then what a signature and a contract need."""

NUMBERS = ("quantity", "instrument_mwh")

ROWS = 2000
"""Rows that carry drop-downs."""

SCORES = ("1", "2", "3", "4", "5")
SHEET, LISTS = "activities", "codes"


def choices(register: Register) -> dict[str, tuple[tuple[str, str], ...]]:
    """Return what may be chosen: column -> codes, each with its words for people.

    Parameters
    ----------
    register
        The factors; each is offered by its key (the edition is then looked up by country and
        year) and by its id.
    """
    rules = classification()
    keys: dict[str, str] = {}
    ids: dict[str, str] = {}
    for factor in register.factors.values():
        if factor.verification == "recalled":
            continue
        words = " / ".join(factor_name(factor).values())
        if factor.key:
            keys[factor.key] = f"{words} [kg CO2e/{', '.join(register.units(factor.key))}]"
        ids[factor.id] = f"{words} [{factor.kgco2e_per_unit} kg CO2e/{factor.unit}]"

    def named(entries: Mapping[str, Words]) -> tuple[tuple[str, str], ...]:
        words = {code: in_each(entry.in_language).values() for code, entry in entries.items()}
        return tuple((code, " / ".join(texts)) for code, texts in words.items())

    return {
        "event_category": named(rules.categories),
        "scope": named(rules.scopes),
        "unit": tuple((unit, ", ".join(spellings(unit))) for unit in known_units()),
        "factor": tuple(sorted(keys.items()) + sorted(ids.items())),
        "country": tuple((code, _country(code)) for code in sorted(alpha2())),
        "tier": named(rules.tiers),
        **{name: _codes(name) for name in ("basis", "instrument", "approval")},
    }


def _country(code: str) -> str:
    from babel import Locale

    names = (Locale(language).territories.get(code, "") for language in LANGUAGES)
    return " / ".join(dict.fromkeys(names))


def _codes(name: str) -> tuple[tuple[str, str], ...]:
    return tuple((one.code, " / ".join(one.words.values())) for one in code_lists()[name])


def offered_codes() -> dict[str, dict[str, tuple[tuple[str, str], ...]]]:
    """Return table -> column -> codes that the workbook of a new package offers beside its own."""
    known = choices(reference_register())
    return {
        "activities": {name: known[name] for name in ("unit", "factor")},
        "emission_factors": {"unit": known["unit"]},
    }


def write_activities_workbook(path: Path, event: Event | None = None) -> Path:
    """Write ``activities`` as a workbook with drop-downs for category, scope, unit, factor, tier.

    Parameters
    ----------
    path
        The file; named ``event.xlsx`` in a package it is read instead of the CSV tables.
    event
        A package whose activities and own factors are taken over; an empty sheet where None.

    Returns
    -------
    Path
        `path`.

    Raises
    ------
    UsageError
        Where a file stands there already: what somebody filled in is never overwritten.
    """
    from xlsxwriter import Workbook

    from reporting.errors import UsageError
    from reporting.event.dateless import EPOCH
    from reporting.footprint.account import event_register

    if path.exists():
        raise UsageError(f"{path.name} is there already; choose another name.")
    factors = reference_register() if event is None else event_register(event)[0]
    path.parent.mkdir(parents=True, exist_ok=True)
    with Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"created": EPOCH})
        sheet = book.add_worksheet(SHEET)
        bold = book.add_format({"bold": True})
        # Text: a scope such as 3.10 must not become the number 3.1.
        text = book.add_format({"num_format": "@"})
        head = _head(event)
        for column, name in enumerate(head):
            sheet.write_string(0, column, name, bold)
            sheet.set_column(column, column, 18, None if name in NUMBERS else text)
        for row, cells in enumerate(_rows(event, head), start=1):
            for column, value in enumerate(cells):
                _write(sheet, row, column, head[column], value)
        sheet.freeze_panes(1, 1)
        _offer(book, sheet, head, choices(factors))
    return path


def _head(event: Event | None) -> list[str]:
    """Return the contract's columns, then those that the package has beside them."""
    known = list(COLUMNS)
    return known + ([c for c in event["activities"].columns if c not in known] if event else [])


def _rows(event: Event | None, head: Sequence[str]) -> list[list[Any]]:
    if event is None or not event.has("activities"):
        return []
    frame = event["activities"]
    return [
        [dict(zip(frame.columns, cells, strict=True)).get(name) for name in head]
        for cells in frame.itertuples(index=False)
    ]


def _write(sheet: Any, row: int, column: int, name: str, value: Any) -> None:
    """Write one cell: the quantity as a number, everything else as text; a blank stays blank."""
    import pandas as pd

    if value is None or pd.isna(value):
        return
    if name in NUMBERS:
        sheet.write_number(row, column, float(value))
    else:
        sheet.write_string(row, column, str(value))


def _offer(
    book: Any, sheet: Any, head: Sequence[str], offered: Mapping[str, Sequence[tuple[str, str]]]
) -> None:
    """Write the codes on a sheet of their own and offer them in the columns."""
    codes = book.add_worksheet(LISTS)
    for place, (name, entries) in enumerate(offered.items()):
        codes.write_string(0, 2 * place, name)
        for row, (code, words) in enumerate(entries, start=1):
            codes.write_string(row, 2 * place, code)
            codes.write_string(row, 2 * place + 1, words)
        codes.set_column(2 * place, 2 * place + 1, 30)
        _drop_down(sheet, head.index(name), _listed(2 * place, len(entries)))
    for name in PEDIGREE:
        _drop_down(sheet, head.index(name), list(SCORES))
    codes.freeze_panes(1, 0)


def _listed(column: int, length: int) -> str:
    from xlsxwriter.utility import xl_col_to_name

    letter = xl_col_to_name(column)
    return f"={LISTS}!${letter}$2:${letter}${length + 1}"


def _drop_down(sheet: Any, column: int, source: str | list[str]) -> None:
    sheet.data_validation(
        1,
        column,
        ROWS,
        column,
        {
            "validate": "list",
            "source": source,
            "error_title": "?",
            "error_message": "Scegliere dall'elenco. Choose from the list.",
            # A conversion (t -> kg) is written by hand: warn, do not refuse.
            "error_type": "warning",
        },
    )
