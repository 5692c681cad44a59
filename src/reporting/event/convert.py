"""From trimmed text to typed columns; what cannot be read is a finding, and NA."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from reporting.event import countries
from reporting.event.collect import Collector
from reporting.event.raw import TEXT, RawTable
from reporting.event.schema import Column, ColumnType, normal

TRUE = frozenset({"true", "vero", "si", "1"})
FALSE = frozenset({"false", "falso", "no", "0"})

_WHOLE = r"^-?\d{1,18}([.,]0{1,2})?$"
_NUMBER = re.compile(r"[+-]?(\d{1,30}([.,]\d{0,30})?|[.,]\d{1,30})([eE][+-]?\d{1,2})?")
_GROUPED = re.compile(r"[+-]?\d{1,3}((\.\d{3})+,\d+|(,\d{3})+\.\d+)")
_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}[.,]\d{3}")
_CALENDAR = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
_CONTROL_CHARACTERS = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x{fffe}\x{ffff}]"
# UTF-8 that was once read as Windows-1252, and what is left where a letter was lost.
_GARBLED = r"\x{fffd}|[ÃÂ][\x{80}-\x{bf}\x{2013}-\x{2122}]|Ã(\s|$)|â€"


@dataclass(frozen=True)
class Cells:
    """One column while it is converted: its texts, and where its problems go."""

    raw: RawTable
    column: Column
    collector: Collector

    @property
    def texts(self) -> pa.ChunkedArray:
        """The trimmed texts; null is blank, everywhere where the file has no such column."""
        empty = pa.chunked_array([pa.nulls(len(self.raw), TEXT)])
        return self.raw.columns.get(self.column.name, empty)

    def flag(
        self,
        code: str,
        where: np.ndarray,
        details: Callable[[int], Mapping[str, Any]] = lambda _: {},
    ) -> None:
        """Add a finding for each row where `where` is true; `details` fill it, by row."""
        table, name = self.raw.table.name, self.column.name
        places = np.flatnonzero(where)
        kept = places[: self.collector.room(code, table, name)]
        for place in kept:
            self.collector.add(
                code,
                table,
                self.raw.file,
                row=int(self.raw.rows[place]),
                column=name,
                value=self.texts[int(place)].as_py(),
                **details(int(place)),
            )
        self.collector.count_more(code, table, name, len(places) - len(kept))

    def blank(self) -> np.ndarray:
        """Return where the cells are blank."""
        return mask(self.texts.is_null())


def mask(values: pa.ChunkedArray) -> np.ndarray:
    """Return Arrow's booleans as NumPy's; null is false."""
    found: np.ndarray = pc.fill_null(values, False).to_numpy()
    return found


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
        cells = Cells(raw, column, collector)
        if not column.blank and column.name in raw.columns:
            cells.flag("cell-blank", cells.blank())
        if column.type != "time":
            typed[column.name] = _CONVERTERS[column.type](cells)
    for name, texts in raw.unknown.items():
        typed[name] = as_str(texts)
    return typed


def as_str(texts: pa.ChunkedArray) -> Any:
    """Return texts as a pandas ``str`` array, without copying them."""
    return pd.array(texts, dtype="str")


def read_decimal(text: str) -> Decimal | None:
    """Read a number with a decimal point or comma, exactly; None where it is none.

    >>> read_decimal("1,38"), read_decimal("1.234,5"), read_decimal("8 km")
    (Decimal('1.38'), Decimal('1234.5'), None)
    """
    if _GROUPED.fullmatch(text):
        decimal_mark = "," if text.rfind(",") > text.rfind(".") else "."
        group_mark = "." if decimal_mark == "," else ","
        return Decimal(text.replace(group_mark, "").replace(",", "."))
    return Decimal(text.replace(",", ".")) if _NUMBER.fullmatch(text) else None


def _text(cells: Cells) -> Any:
    texts = cells.texts
    if mask(pc.match_substring_regex(texts, f"{_CONTROL_CHARACTERS}|{_GARBLED}")).any():
        cells.flag("text-control-character", mask(_matches(texts, _CONTROL_CHARACTERS)))
        cells.flag("text-garbled", mask(_matches(texts, _GARBLED)))
    return as_str(texts)


def _matches(texts: pa.ChunkedArray, pattern: str) -> pa.ChunkedArray:
    return pc.match_substring_regex(texts, pattern)


def _whole(cells: Cells) -> Any:
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
    cells.flag("number-outside", outside, lambda _: {"low": low, "high": high})
    return pd.arrays.IntegerArray(values, missing | outside)


@dataclass(frozen=True)
class Refused:
    """A text that is not what its column holds: the finding's code and what fills it."""

    code: str
    details: Mapping[str, Any] = field(default_factory=dict)


def _by_word(cells: Cells, read: Callable[[str], Any]) -> tuple[np.ndarray, list[Any]]:
    """Read each distinct text once; a :class:`Refused` is a finding, and None.

    Returns
    -------
    tuple
        Place of each cell in the list of values (the last for a blank one), and that list.
    """
    encoded = pc.dictionary_encode(cells.texts.combine_chunks())
    values = [*(read(word) for word in encoded.dictionary.to_pylist()), None]
    blank = len(values) - 1
    places = pc.fill_null(encoded.indices, blank).to_numpy(zero_copy_only=False)
    codes = [value.code if isinstance(value, Refused) else "" for value in values]
    for code in sorted(set(codes) - {""}):
        where = np.array([found == code for found in codes])[places]
        cells.flag(code, where, lambda row: values[places[row]].details)
    return places, [None if isinstance(value, Refused) else value for value in values]


def _objects(places: np.ndarray, values: list[Any]) -> np.ndarray:
    table = np.empty(len(values), dtype=object)
    table[:] = values
    taken: np.ndarray = table[places]
    return taken


def _strings(places: np.ndarray, values: list[Any]) -> Any:
    taken = pa.array(values, TEXT).take(pa.array(places))
    return as_str(pa.chunked_array([taken]))


def _decimal(cells: Cells) -> Any:
    ambiguous = _ambiguous(cells)
    low, high = cells.column.minimum, cells.column.maximum

    def read(text: str) -> Decimal | Refused:
        if text in ambiguous:
            return Refused("number-ambiguous")
        number = read_decimal(text)
        if number is None:
            return Refused("number-unreadable")
        if (low is not None and number < low) or (high is not None and number > high):
            return Refused("number-outside", {"low": low, "high": high})
        return number

    return _objects(*_by_word(cells, read))


def _ambiguous(cells: Cells) -> frozenset[str]:
    """Return the texts whose mark may be a decimal one or one of thousands: ``1.300``, ``1,300``.

    A comma is doubtful where the file uses commas between its cells, or points in other cells of
    the column; a point where other cells of the column have a decimal comma.
    """
    words = [word for word in cells.texts.unique().to_pylist() if word]
    single = [word for word in words if not _GROUPED.fullmatch(word)]
    commas = any("," in word for word in single)
    points = any("." in word for word in single)
    return frozenset(
        word
        for word in single
        if _THOUSANDS.fullmatch(word)
        and (
            (points or cells.raw.delimiter == ",")
            if "," in word
            else (commas and cells.raw.delimiter is not None)
        )
    )


def _boolean(cells: Cells) -> Any:
    def read(text: str) -> bool | Refused:
        word = normal(text)
        return word in TRUE if word in TRUE | FALSE else Refused("boolean-unreadable")

    places, values = _by_word(cells, read)
    # A blank cell means false: see the columns' descriptions.
    return pd.array(np.array([bool(value) for value in values])[places], dtype="boolean")


def _code(cells: Cells) -> Any:
    accepted = cells.column.readings
    expected = ", ".join(entry.code for entry in cells.column.codes)

    def read(text: str) -> str | Refused:
        code = accepted.get(normal(text))
        return code or Refused("code-unknown", {"expected": expected})

    return _strings(*_by_word(cells, read))


def _point(cells: Cells) -> Any:
    accepted = cells.column.readings
    expected = ", ".join([*(entry.code for entry in cells.column.codes), "1", "2", "..."])

    def read(text: str) -> str | Refused:
        if re.fullmatch(r"\d{1,3}", text, re.ASCII) and int(text):
            return str(int(text))
        return accepted.get(normal(text)) or Refused("code-unknown", {"expected": expected})

    return _strings(*_by_word(cells, read))


def _crew(cells: Cells) -> Any:
    def read(text: str) -> str | Refused:
        if text == "*":
            return text
        return (
            str(int(text))
            if re.fullmatch(r"\d{1,9}", text, re.ASCII)
            else Refused("crew-unreadable")
        )

    return _strings(*_by_word(cells, read))


def _country(cells: Cells) -> Any:
    def read(text: str) -> str | Refused:
        proposed = countries.proposal(text)
        hint = f" ({text.upper()} -> {proposed})" if proposed else ""
        return countries.country_code(text) or Refused("country-unknown", {"hint": hint})

    return _strings(*_by_word(cells, read))


def _calendar(cells: Cells) -> Any:
    def read(text: str) -> str | Refused:
        return text if _CALENDAR.fullmatch(text) else Refused("calendar-unreadable")

    return _strings(*_by_word(cells, read))


def _figure(cells: Cells) -> Any:
    ambiguous = _ambiguous(cells)

    def read(text: str) -> str | Refused:
        if text in ambiguous:
            return Refused("number-ambiguous")
        number = read_decimal(text)
        return text if number is None else f"{number:f}"

    return _strings(*_by_word(cells, read))


_CONVERTERS: Mapping[ColumnType, Callable[[Cells], Any]] = {
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
