"""From trimmed text to typed columns; what cannot be read is a finding, and NA."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from reporting.event import countries
from reporting.event.collect import Collector
from reporting.event.columns import ColumnCells, Refused, as_str, by_word, mask, objects, strings
from reporting.event.numbers import ambiguous_numbers, read_decimal
from reporting.event.printable import invisible, signs_in, unprintable
from reporting.event.raw import TEXT, RawTable
from reporting.event.schema import ColumnType, normal
from reporting.unfit_signs import UNFIT_RE2

TRUE = frozenset({"true", "vero", "si", "1"})
FALSE = frozenset({"false", "falso", "no", "0"})

_WHOLE = r"^-?\d{1,18}([.,]0{1,2})?$"
_CALENDAR = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?", re.ASCII)
# UTF-8 that was once read as Windows-1252, and what is left where a letter was lost.
_GARBLED = r"\x{fffd}|[ÃÂ][\x{80}-\x{bf}\x{2013}-\x{2122}]|Ã(\s|$)|â€"


def convert(raw: RawTable, collector: Collector) -> dict[str, Any]:
    """Convert every column of a table but its times.

    Parameters
    ----------
    raw
        The table as text.
    collector
        Takes a finding for each cell that cannot be read, is outside its limits, or is blank
        where it must not be.

    Returns
    -------
    dict
        Column -> typed values as described at :class:`~reporting.event.model.Event`, columns of
        the contract first and in its order (times are left out), then unknown ones as text.
    """
    typed: dict[str, Any] = {}
    for column in raw.table.columns.values():
        if column.presence == "extra" and column.name not in raw.columns:
            continue
        cells = ColumnCells(raw, column, collector)
        if not column.blank and column.name in raw.columns:
            cells.flag("cell-blank", cells.blank())
        if column.type != "time":
            typed[column.name] = _CONVERTERS[column.type](cells)
    for name, texts in raw.unknown.items():
        typed[name] = as_str(texts)
    return typed


def _text(cells: ColumnCells) -> Any:
    texts = cells.texts
    any_sign = f"{UNFIT_RE2}|{_GARBLED}|{invisible()}|{unprintable()}"
    if mask(pc.match_substring_regex(texts, any_sign)).any():
        cells.flag("text-control-character", mask(_matches(texts, UNFIT_RE2)))
        cells.flag("text-garbled", mask(_matches(texts, _GARBLED)))
        for code, signs in (("text-invisible", invisible()), ("text-unprintable", unprintable())):
            cells.flag(
                code,
                mask(_matches(texts, signs)),
                lambda row, signs=signs: signs_in(texts[row].as_py(), signs),  # type: ignore[misc]
            )
    return as_str(texts)


def _matches(texts: pa.ChunkedArray, pattern: str) -> pa.ChunkedArray:
    return pc.match_substring_regex(texts, pattern)


def _whole(cells: ColumnCells) -> Any:
    texts = cells.texts
    try:
        numbers = pc.cast(texts, pa.int64())
    except pa.ArrowInvalid:
        sound = _matches(texts, _WHOLE)
        cells.flag("whole-unreadable", ~mask(sound) & ~cells.blank())
        bare = pc.replace_substring_regex(texts, r"[.,]0+$", "")
        numbers = pc.cast(pc.if_else(sound, bare, pa.scalar(None, TEXT)), pa.int64())
    values = pc.fill_null(numbers, 0).to_numpy().astype(np.int64)
    missing = mask(numbers.is_null())
    low, high = cells.column.minimum, cells.column.maximum
    outside = np.zeros(len(values), dtype=bool)
    if low is not None:
        outside |= ~missing & (values < int(low))
    if high is not None:
        outside |= ~missing & (values > int(high))
    cells.flag("number-outside", outside, lambda _: {"limits": cells.column.limits})
    return pd.arrays.IntegerArray(values, missing | outside)


def _decimal(cells: ColumnCells) -> Any:
    low, high = cells.column.minimum, cells.column.maximum
    ambiguous = ambiguous_numbers(cells.typed_words(), high)

    def read(text: str) -> Decimal | Refused:
        if text in ambiguous:
            whole, decimals = ambiguous[text]
            return Refused("number-ambiguous", {"whole": whole, "decimals": decimals})
        number = read_decimal(text)
        if number is None:
            return Refused("number-unreadable")
        if (low is not None and number < low) or (high is not None and number > high):
            return Refused("number-outside", {"limits": cells.column.limits})
        return number

    return objects(*by_word(cells, read))


def _boolean(cells: ColumnCells) -> Any:
    def read(text: str) -> bool | Refused:
        word = normal(text)
        return word in TRUE if word in TRUE | FALSE else Refused("boolean-unreadable")

    places, values = by_word(cells, read)
    # A blank cell means false or not known: see the columns' descriptions.
    blank = None if cells.column.unknown else False
    filled = [blank if value is None else value for value in values]
    return pd.array(np.array(filled, dtype=object)[places], dtype="boolean")


def _code(cells: ColumnCells) -> Any:
    accepted = cells.column.readings
    expected = ", ".join(entry.code for entry in cells.column.codes)

    def read(text: str) -> str | Refused:
        code = accepted.get(normal(text))
        return code or Refused("code-unknown", {"expected": expected})

    return strings(*by_word(cells, read))


def _point(cells: ColumnCells) -> Any:
    accepted = cells.column.readings
    expected = ", ".join([*(entry.code for entry in cells.column.codes), "1", "2", "..."])

    def read(text: str) -> str | Refused:
        if re.fullmatch(r"\d{1,3}", text, re.ASCII) and int(text):
            return str(int(text))
        return accepted.get(normal(text)) or Refused("code-unknown", {"expected": expected})

    return strings(*by_word(cells, read))


def _crew(cells: ColumnCells) -> Any:
    def read(text: str) -> str | Refused:
        if text == "*":
            return text
        return (
            str(int(text))
            if re.fullmatch(r"\d{1,9}", text, re.ASCII)
            else Refused("crew-unreadable")
        )

    return strings(*by_word(cells, read))


def _country(cells: ColumnCells) -> Any:
    def read(text: str) -> str | Refused:
        if code := countries.country_code(text):
            return code
        proposed = countries.proposal(text)
        hint = f" ({text.upper()} -> {proposed})" if proposed else ""
        return Refused("country-unknown", {"hint": hint})

    return strings(*by_word(cells, read))


def _calendar(cells: ColumnCells) -> Any:
    def read(text: str) -> str | Refused:
        return text if _is_calendar(text) else Refused("calendar-unreadable")

    return strings(*by_word(cells, read))


def _is_calendar(text: str) -> bool:
    """Tell whether a text is a date, a month or a year."""
    if not _CALENDAR.fullmatch(text):
        return False
    try:
        dt.date.fromisoformat(text + "0000-01-01"[len(text) :])
    except ValueError:
        return False
    return True


def _figure(cells: ColumnCells) -> Any:
    ambiguous = ambiguous_numbers(cells.typed_words())

    def read(text: str) -> str | Refused:
        if text in ambiguous:
            whole, decimals = ambiguous[text]
            return Refused("number-ambiguous", {"whole": whole, "decimals": decimals})
        number = read_decimal(text)
        return text if number is None else f"{number:f}"

    return strings(*by_word(cells, read))


_CONVERTERS: Mapping[ColumnType, Callable[[ColumnCells], Any]] = {
    "whole": _whole,
    "decimal": _decimal,
    "text": _text,
    "boolean": _boolean,
    "code": _code,
    "point": _point,
    "crew": _crew,
    "country": _country,
    "calendar": _calendar,
    "figure": _figure,
}
