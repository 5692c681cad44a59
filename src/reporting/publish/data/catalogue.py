"""The catalogue of the data files: which tables there are, with the same columns for every event.

``outputs.toml`` lists the tables and ``columns.toml`` says of each column its type, unit and
meaning; what is written is fitted to them, so that files of different events stack.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from reporting.frames import present

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from reporting.event import Event

EVENT = "event"
PACKAGE_FILE = "datapackage.json"

FRICTIONLESS = {"whole": "integer", "text": "string", "boolean": "boolean", "time": "datetime"}
"""Type -> its name in a Frictionless schema; the others are numbers."""


@dataclass(frozen=True)
class OutputColumn:
    """One column of a data file.

    Parameters
    ----------
    name
        As it stands in the file's head.
    type
        ``whole``, ``number``, ``text``, ``boolean``, ``time``; or the exact decimals ``penalty``,
        ``total``, ``seconds``, ``coefficient``.
    unit
        Of the value; blank where it has none.
    words
        What it holds, in each language.
    """

    name: str
    type: str
    unit: str
    words: Mapping[str, str]

    @property
    def frictionless(self) -> str:
        """The type's name in a Frictionless schema."""
        return FRICTIONLESS.get(self.type, "number")


@dataclass(frozen=True)
class Output:
    """One table of the catalogue: what it holds, and its columns in order."""

    name: str
    words: Mapping[str, str]
    columns: tuple[OutputColumn, ...]


@cache
def column_words() -> Mapping[str, Mapping[str, str]]:
    """Return ``columns.toml``: column -> type, unit, and what it holds in each language."""
    return tomllib.loads(_text("columns.toml"))


@cache
def outputs() -> Mapping[str, Output]:
    """Return the tables of the catalogue, by name."""
    made = {}
    for name, entry in tomllib.loads(_text("outputs.toml")).items():
        columns = tuple(_column(name, column) for column in entry.pop("columns"))
        made[name] = Output(name, entry, columns)
    return made


def _column(table: str, name: str) -> OutputColumn:
    known = column_words()
    entry = dict(known.get(f"{table}.{name}") or known[name])
    return OutputColumn(name, entry.pop("type"), entry.pop("unit"), entry)


def _text(name: str) -> str:
    return files("reporting.publish.data").joinpath(name).read_text(encoding="utf-8")


def fitted(name: str, frame: pd.DataFrame, event: str) -> pd.DataFrame:
    """Return a frame with the columns of a table of the catalogue, `event` first.

    A column that the event has no data for is blank; one that the catalogue does not know is left
    out.
    """
    columns = [column.name for column in outputs()[name].columns]
    made = frame.assign(**{EVENT: event}).reindex(columns=columns)
    return made.reset_index(drop=True)


def arrow(name: str, frame: pd.DataFrame) -> pa.Table:
    """Return a fitted frame as an Arrow table of the catalogue's types."""
    import pyarrow as pa

    columns = outputs()[name].columns
    arrays = [_array(frame[column.name], _arrow_type(column.type)) for column in columns]
    return pa.table(dict(zip((column.name for column in columns), arrays, strict=True)))


def _arrow_type(name: str) -> Any:
    import pyarrow as pa

    types = {
        "whole": pa.int64(),
        "number": pa.float64(),
        "text": pa.large_string(),
        "boolean": pa.bool_(),
        "time": pa.timestamp("ns", "UTC"),
        "penalty": pa.decimal128(18, 4),
        "total": pa.decimal128(18, 2),
        "seconds": pa.decimal128(18, 9),
        "coefficient": pa.decimal128(28, 12),
    }
    return types[name]


def _array(column: pd.Series[Any], kind: Any) -> Any:
    import pyarrow as pa

    if pa.types.is_large_string(kind) and column.dtype == "str":
        return pa.array(column.replace("", None), kind)
    take: Any = str
    if pa.types.is_large_string(kind):
        take = _as_text
    elif pa.types.is_integer(kind):
        take = int
    elif pa.types.is_floating(kind):
        take = float
    elif pa.types.is_boolean(kind):
        take = bool
    elif pa.types.is_decimal(kind):
        from decimal import Decimal

        def take(value: object) -> Decimal:
            return Decimal(str(value))
    elif pa.types.is_timestamp(kind):

        def take(value: Any) -> int:
            return int(value.value)

    cells = [take(cell) if _known(cell) else None for cell in column]
    return pa.array(cells, kind)


def _known(cell: Any) -> bool:
    return isinstance(cell, dict | list | tuple) or present(cell)


def _as_text(cell: Any) -> str:
    """Return a cell as text; what holds several values is one JSON."""
    if isinstance(cell, dict | list | tuple):
        return json.dumps(cell, ensure_ascii=False)
    return str(cell)


def datapackage(event: Event, written: Mapping[str, int]) -> dict[str, Any]:
    """Return a Frictionless data package that describes the CSV files.

    Parameters
    ----------
    event
        The event.
    written
        Table -> its rows, for those that there are.
    """
    info = event.info
    return {
        "profile": "tabular-data-package",
        "name": info.id,
        "title": info.name.en,
        "description": info.provenance.note.en,
        "resources": [_resource(outputs()[name], rows) for name, rows in written.items()],
    }


def _resource(table: Output, rows: int) -> dict[str, Any]:
    fields = [
        {"name": column.name, "type": column.frictionless, "description": column.words["en"]}
        | ({"unit": column.unit} if column.unit else {})
        | ({"trueValues": ["True"], "falseValues": ["False"]} if column.type == "boolean" else {})
        | ({"format": "any"} if column.type == "time" else {})
        for column in table.columns
    ]
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "title": table.words["en"],
        "path": f"{table.name}.csv",
        "parquet": f"{table.name}.parquet",
        "rows": rows,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {"fields": fields, "missingValues": [""]},
    }
