"""The dialects of tables of positions: separators, headers, units, decimals, degrees.

Headers are Italian or English, or those of Traccar and RaceChrono; fields are parted by commas,
semicolons or tabs; decimals follow a comma where fields do not; text is UTF-8, else Latin 1.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from reporting.reads import source
from reporting.route.methods import methods
from reporting.route.refusal import refusal
from reporting.route.route_words import route_words

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

ELEVATION_UNIT, LINES_BEFORE, CLOCK = b"elevation_unit_m", b"lines_before", b"clock"
"""Under these keys a table's schema keeps the unit of its heights [m], after how many lines of the
file its first row stands, and what its header says of the times."""

HEMISPHERES = {"lat": ("ns", {"N": 1, "S": -1}), "lon": ("ew", {"E": 1, "W": -1})}
"""The column of the letters, and their signs. O is east in German and west in Italian: refused."""

PREAMBLE = 40
"""The header is looked for in so many lines: some programs write about themselves first."""

MOST_COLUMNS = 1000
_HEAD_BYTES = 1 << 16
_UNITS = re.compile(r"[(\[].*?[)\]]")
_SUFFIX = re.compile(r"_(ft|feet|n/s|e/w)$")
_ACCENTS = str.maketrans("àáâäèéêëìíîïòóôöùúûüñç", "aaaaeeeeiiiioooouuuunc")


@cache
def _names() -> Mapping[str, str]:
    """Return header -> column."""
    columns: Mapping[str, Sequence[str]] = route_words()["columns"]
    return {alias: name for name, aliases in columns.items() for alias in aliases}


def named(header: str) -> str:
    """Return the column that a header means, or the header in small letters.

    Examples
    --------
    >>> named("Latitudine (°)"), named("Data ora"), named("Speed")
    ('lat', 'time', 'speed')
    """
    plain = _UNITS.sub("", header).strip().strip('"').lower().translate(_ACCENTS)
    plain = re.sub(r"[\s.\-]+", "_", plain.strip("_ °"))
    names = _names()
    return names.get(plain) or names.get(_SUFFIX.sub("", plain), plain)


def unit_m(header: str) -> float:
    """Return the unit that a header of heights names [m]."""
    words = re.findall(r"[a-z]+", header.lower())
    units: Mapping[str, float] = route_words()["height_units"]
    return next((units[word] for word in words if word in units), 1.0)


def read_table(path: Path) -> pa.Table:
    """Read a table of positions: columns under our own names.

    Raises
    ------
    InputError
        For a file that is no such table.
    """
    import pyarrow as pa
    import pyarrow.parquet

    try:
        if path.suffix.lower() == ".parquet":
            _refuse_large(pyarrow.parquet.read_metadata(source(path)), path)
            return _renamed(pyarrow.parquet.read_table(source(path)))
        return _read_text(path)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError, OSError) as error:
        raise refusal("track-broken", path, reason=_reason(error)) from error


def _refuse_large(told: Any, path: Path) -> None:
    """Refuse what would fill the memory: equal values take no room in a file."""
    _refuse_wide(told.num_columns, path)
    limits = methods()["limits"]
    if told.num_rows > limits["table_points"]:
        unit = {"it": "milioni di punti", "en": "million points"}
        limit = int(limits["table_points"]) // 1_000_000
        raise refusal("track-too-large", path, limit=limit, unit=unit)
    groups = range(told.num_row_groups)
    if sum(told.row_group(group).total_byte_size for group in groups) > limits["table_bytes"]:
        raise refusal("track-too-large", path, limit=int(limits["table_bytes"]) >> 20, unit="MiB")


def _refuse_wide(columns: int, path: Path) -> None:
    if columns > MOST_COLUMNS:
        unit = {"it": "colonne", "en": "columns"}
        raise refusal("track-too-large", path, limit=MOST_COLUMNS, unit=unit)


def _reason(error: Exception) -> dict[str, str]:
    """Return in words why a table cannot be read, as far as Arrow tells it."""
    if widths := _WIDTHS.search(str(error)):
        wanted, found = widths.groups()
        return {
            "it": f"una riga ha {found} colonne e non {wanted}, come l'intestazione",
            "en": f"a row has {found} columns, not {wanted} as the header",
        }
    return {"it": "non è una tabella che si possa leggere", "en": "it is no table that can be read"}


_WIDTHS = re.compile(r"Expected (\d+) columns, got (\d+)")


def _read_text(path: Path) -> pa.Table:
    import pyarrow.csv

    encoding = _encoding(path)
    with source(path).open("rb") as stream:
        lines = stream.read(_HEAD_BYTES).decode(encoding, errors="replace").splitlines()
    skip, delimiter = _header(lines)
    _refuse_wide("".join(lines[skip : skip + 1]).count(delimiter) + 1, path)
    units = _units(lines[skip + 1 :], delimiter)
    options = pyarrow.csv.ConvertOptions(
        decimal_point="." if delimiter == "," else _decimal_point(lines[skip + 1 :], delimiter),
        strings_can_be_null=True,
    )
    table = pyarrow.csv.read_csv(
        source(path),
        read_options=pyarrow.csv.ReadOptions(
            skip_rows=skip, skip_rows_after_names=1 if units else 0, encoding=encoding
        ),
        parse_options=pyarrow.csv.ParseOptions(delimiter=delimiter),
        convert_options=options,
    )
    return _renamed(table, units, skip + 1 + bool(units))


def _units(rows: list[str], delimiter: str) -> list[str]:
    """Return the fields of a row of units under the header: none holds a digit; else none."""
    fields = rows[0].split(delimiter) if rows else []
    said = any(field.strip() for field in fields)
    return fields if said and not re.search(r"\d", rows[0]) else []


def _encoding(path: Path) -> str:
    """Return the encoding of a text: UTF-8, else Latin 1, which holds any byte."""
    import codecs

    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        with source(path).open("rb") as stream:
            while chunk := stream.read(1 << 20):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "latin-1"
    return "utf-8"


def _header(lines: list[str]) -> tuple[int, str]:
    """Return at which line the header stands, and what parts its fields."""
    for place, line in enumerate(lines[:PREAMBLE]):
        for delimiter in ";\t,":
            names = {named(field) for field in line.lstrip("\ufeff").split(delimiter)}
            if {"lat", "lon"} <= names:
                return place, delimiter
    first = lines[0] if lines else ""
    return 0, max(",;\t", key=first.count)


def _decimal_point(rows: list[str], delimiter: str) -> str:
    fields = [field for row in rows[:PREAMBLE] for field in row.split(delimiter)]
    return "," if any(re.fullmatch(r"\s*-?\d+,\d+\s*", field) for field in fields) else "."


def _renamed(table: pa.Table, units: Sequence[str] = (), before: int = 1) -> pa.Table:
    """Return the table with the columns that are used, under our names; the first of a name."""
    names = [named(name.lstrip("\ufeff")) for name in table.column_names]
    if "time" not in names and "date" in names:
        names[names.index("date")] = "time"
    first = [place for place, name in enumerate(names) if names.index(name) == place]
    heads = {
        name: " ".join([table.column_names[place], *units[place : place + 1]])
        for place, name in reversed(list(enumerate(names)))
    }
    used = table.select(first).rename_columns([names[place] for place in first])
    kept = {
        ELEVATION_UNIT: str(unit_m(heads.get("elevation", ""))),
        LINES_BEFORE: str(before),
        CLOCK: heads.get("time", "").lower(),
    }
    return used.replace_schema_metadata(kept)


def row_in_file(table: pa.Table, row: int) -> int:
    """Return the line of the file that a row of the table (from 0) stands in."""
    return int((table.schema.metadata or {}).get(LINES_BEFORE, b"1")) + row + 1


def degrees(table: pa.Table, name: str, path: Path) -> NDArray[np.float64]:
    """Return latitudes or longitudes, signed by the letters of hemispheres where there are any.

    Raises
    ------
    InputError
        For a letter that is no hemisphere of this axis.
    """
    import pyarrow as pa
    import pyarrow.compute

    column = table.column(name)
    beside, signs = HEMISPHERES[name]
    letters = table.column(beside) if beside in table.column_names else None
    if letters is None and pa.types.is_string(column.type):
        marks = pyarrow.compute.extract_regex(column, r"(?:^|[^A-Za-z])(?P<mark>[A-Za-z])\s*$")
        marks = pyarrow.compute.struct_field(marks, "mark")
        if marks.null_count < len(marks):
            letters = marks
            column = pyarrow.compute.replace_substring_regex(column, r"[A-Za-z]\s*$", "")
    values = floats(_in_degrees(column), table, path, name)
    return values if letters is None else _signed(values, texts_of(letters), signs, table, path)


def _in_degrees(column: Any) -> Any:
    """Return a column of texts with degrees, minutes and seconds written as degrees."""
    import pyarrow as pa

    if not pa.types.is_string(column.type):
        return column
    texts = texts_of(column)
    if not any(_MINUTES.fullmatch(text) for text in texts[:PREAMBLE]):
        return column
    return pa.chunked_array([[_as_degrees(text) for text in texts]], pa.string())


# Programs that round write 60 seconds, too.
_SIXTY = r"(?:[0-5]?\d(?:[.,]\d+)?|60(?:[.,]0+)?)"
_MINUTES = re.compile(
    rf"(?P<sign>-?)(?P<degrees>\d{{1,3}})\s*[°º]\s*(?P<minutes>{_SIXTY})\s*['′’]\s*"
    rf"(?:(?P<seconds>{_SIXTY})\s*(?:\"|″|”|'')\s*)?"
)


def _as_degrees(text: str) -> str:
    found = _MINUTES.fullmatch(text)
    if not found:
        return text
    minutes, seconds = (
        float((found[part] or "0").replace(",", ".")) for part in ("minutes", "seconds")
    )
    return f"{found['sign']}{int(found['degrees']) + minutes / 60 + seconds / 3600:.10f}"


def _signed(
    values: NDArray[np.float64],
    letters: list[str],
    signs: Mapping[str, int],
    table: pa.Table,
    path: Path,
) -> NDArray[np.float64]:
    sign = np.array([signs.get(letter.upper(), 0) for letter in letters])
    wrong = np.flatnonzero(np.isfinite(values) & ((sign == 0) | (values < 0) & (sign > 0)))
    if wrong.size:
        row = int(wrong[0])
        name = "lat" if "N" in signs else "lon"
        line = row_in_file(table, row)
        raise refusal("track-hemisphere", path, row=line, column=name, value=letters[row])
    return np.asarray(np.abs(values) * sign)


def floats(column: Any, table: pa.Table, path: Path, name: str) -> NDArray[np.float64]:
    """Return a column as numbers; NaN where it is blank, refused where it is none."""
    import pyarrow as pa
    import pyarrow.compute

    told = column
    try:
        if pa.types.is_string(column.type):
            plain = pyarrow.compute.replace_substring_regex(column, r"[\s°]", "")
            plain = pyarrow.compute.replace_substring(plain, ",", ".")
            column = pyarrow.compute.if_else(pyarrow.compute.equal(plain, ""), None, plain)
        return counted(column, pa.float64())
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
        row, value = _first_unread(texts_of(told))
        line = None if row is None else row_in_file(table, row)
        raise refusal("track-number", path, row=line, column=name, value=value) from error


def counted(column: Any, kind: Any) -> NDArray[Any]:
    """Return a column as numbers of one of Arrow's kinds; yes and no are none, whatever it says."""
    import pyarrow as pa

    if pa.types.is_boolean(column.type):
        raise pa.ArrowInvalid("yes and no are no numbers")
    return np.asarray(column.cast(kind).to_numpy())


def _first_unread(texts: list[str]) -> tuple[int | None, str]:
    """Return the first text that is no number, and in which row it stands."""
    for row, text in enumerate(texts):
        try:
            float(text.replace(",", ".") or "nan")
        except ValueError:
            return row, text
    return None, ""


def valid(table: pa.Table) -> NDArray[np.bool_]:
    """Return which rows the tracker itself calls valid and fresh; all where it says nothing."""
    sound = np.ones(table.num_rows, dtype=bool)
    for name, wanted in (("valid", True), ("outdated", False)):
        if name in table.column_names:
            said = [_TRUTH.get(text.lower()) for text in texts_of(table.column(name))]
            sound &= np.array([one is None or one is wanted for one in said], dtype=bool)
    return sound


_TRUTH = {
    **dict.fromkeys(("true", "1", "yes", "si", "sì", "vero", "a"), True),
    **dict.fromkeys(("false", "0", "no", "falso", "v"), False),
}


def texts_of(column: Any) -> list[str]:
    """Return a column as texts without blanks at their ends; blank where there is nothing."""
    return ["" if value is None else str(value).strip() for value in column.to_pylist()]
