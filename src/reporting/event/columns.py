"""One column of a table while it is converted: its texts, and where its problems go."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from reporting.event.collect import Collector
from reporting.event.raw import TEXT, RawTable
from reporting.event.schema import ColumnSchema


@dataclass(frozen=True)
class ColumnCells:
    """One column while it is converted: its texts, and where its problems go."""

    raw: RawTable
    column: ColumnSchema
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

    def words(self) -> list[str]:
        """Return the distinct texts."""
        return [word for word in self.texts.unique().to_pylist() if word]

    def typed_words(self) -> list[str]:
        """Return the distinct texts that somebody typed: a worksheet's numbers are none."""
        if self.raw.text_cells is None:
            return self.words()
        return sorted(self.raw.text_cells.get(self.column.name, ()))

    def blank(self) -> np.ndarray:
        """Return where the cells are blank."""
        return mask(self.texts.is_null())


def mask(values: pa.ChunkedArray) -> np.ndarray:
    """Return Arrow's booleans as NumPy's; null is false."""
    found: np.ndarray = pc.fill_null(values, False).to_numpy()
    return found


def as_str(texts: pa.ChunkedArray) -> Any:
    """Return texts as a pandas ``str`` array, without copying them."""
    return pd.array(texts, dtype="str")


@dataclass(frozen=True)
class Refused:
    """A text that is not what its column holds: the finding's code and what fills it."""

    code: str
    details: Mapping[str, Any] = field(default_factory=dict)


def by_word(cells: ColumnCells, read: Callable[[str], Any]) -> tuple[np.ndarray, list[Any]]:
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


def objects(places: np.ndarray, values: list[Any]) -> np.ndarray:
    """Return what :func:`by_word` read as an array of objects."""
    table = np.empty(len(values), dtype=object)
    table[:] = values
    taken: np.ndarray = table[places]
    return taken


def strings(places: np.ndarray, values: list[Any]) -> Any:
    """Return what :func:`by_word` read as a pandas ``str`` array."""
    taken = pa.array(values, TEXT).take(pa.array(places))
    return as_str(pa.chunked_array([taken]))
