"""The dialects of tables of positions: separators, headers, decimals, times as exported.

Headers are Italian or English, or those of Traccar and RaceChrono; fields are parted by commas,
semicolons or tabs; decimals follow a comma where fields do not; text is UTF-8, else Latin 1.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from reporting.reads import source
from reporting.route.methods import methods
from reporting.route.refusal import refusal
from reporting.route.track import NO_TIME

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

HEADERS = {
    "time": "time ora orario timestamp datetime date_time data_ora dataora utc gps_time fixtime "
    "devicetime time_utc utc_time unix_time epoch zeit uhrzeit heure",
    "date": "date data datum giorno day gps_date",
    "lat": "lat latitude latitudine y breite breitengrad",
    "lon": "lon lng long longitude longitudine x lange langengrad",
    "elevation": "elevation ele alt altitude altitudine quota elevation_m altitude_m height hohe",
    "number": "number car car_number start_number numero n num nr vettura numero_di_gara pettorale",
    "device": "device deviceid device_id device_name imei uniqueid unique_id dispositivo "
    "id_dispositivo tracker tracker_id vehicle vehicle_id",
    "ns": "ns n_s n/s lat_dir lat_ns lat_hemisphere latitude_hemisphere emisfero_ns",
    "ew": "ew e_w e/w lon_dir lon_ew lon_hemisphere longitude_hemisphere emisfero_ew",
}
"""Column -> how people call it, in small letters without accents, units left out."""

_NAMES = {alias: name for name, aliases in HEADERS.items() for alias in aliases.split()}

UNITS_M = {
    "ft": 0.3048,
    "feet": 0.3048,
    "foot": 0.3048,
    "piedi": 0.3048,
    "yd": 0.9144,
    "km": 1000.0,
}
"""Units that a header may name for heights, where they are no metres [m]."""

ELEVATION_UNIT = b"elevation_unit_m"
"""Under this key a table's schema keeps the unit of its heights [m]."""

HEMISPHERES = {"lat": ("ns", {"N": 1, "S": -1}), "lon": ("ew", {"E": 1, "W": -1})}
"""The column of the letters, and their signs. O is east in German and west in Italian: refused."""

PREAMBLE = 40
"""The header is looked for in so many lines: some programs write about themselves first."""

MOST_COLUMNS = 1000
_HEAD_BYTES = 1 << 16
_UNITS = re.compile(r"[(\[].*?[)\]]")
_SUFFIX = re.compile(r"_(ft|feet|n/s|e/w)$")
_ACCENTS = str.maketrans("àáâäèéêëìíîïòóôöùúûüñç", "aaaaeeeeiiiioooouuuunc")

_EPOCHS = ((1e17, 1), (1e14, 10**3), (1e11, 10**6), (0.0, 10**9))
"""Counts since 1970 from this size on have so many nanoseconds in their unit."""

_DAY_FIRST = re.compile(r"^\s*(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})")


def named(header: str) -> str:
    """Return the column that a header means, or the header in small letters.

    Examples
    --------
    >>> named("Latitudine (°)"), named("Data ora"), named("Speed")
    ('lat', 'time', 'speed')
    """
    plain = _UNITS.sub("", header).strip().strip('"').lower().translate(_ACCENTS)
    plain = re.sub(r"[\s.\-]+", "_", plain.strip("_ °"))
    return _NAMES.get(plain) or _NAMES.get(_SUFFIX.sub("", plain), plain)


def _unit_m(header: str) -> float:
    """Return the unit that a header of heights names [m]."""
    words = re.findall(r"[a-z]+", header.lower())
    return next((UNITS_M[word] for word in words if word in UNITS_M), 1.0)


def read_table(path: Path) -> pa.Table:
    """Read a table of positions: columns under the names of `HEADERS`.

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
        return _renamed(_read_text(path))
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
_NO_NUMBERS = {"it": "la colonna deve contenere numeri", "en": "the column must hold numbers"}
_NO_TIMES = {
    "it": "la colonna deve contenere istanti, come 2025-04-11T09:00:00Z",
    "en": "the column must hold instants, as 2025-04-11T09:00:00Z",
}


def _read_text(path: Path) -> pa.Table:
    import pyarrow.csv

    encoding = _encoding(path)
    with source(path).open("rb") as stream:
        lines = stream.read(_HEAD_BYTES).decode(encoding, errors="replace").splitlines()
    skip, delimiter = _header(lines)
    _refuse_wide("".join(lines[skip : skip + 1]).count(delimiter), path)
    options = pyarrow.csv.ConvertOptions(
        decimal_point="." if delimiter == "," else _decimal_point(lines[skip + 1 :], delimiter),
        strings_can_be_null=True,
    )
    return pyarrow.csv.read_csv(
        source(path),
        read_options=pyarrow.csv.ReadOptions(skip_rows=skip, encoding=encoding),
        parse_options=pyarrow.csv.ParseOptions(delimiter=delimiter),
        convert_options=options,
    )


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


def _renamed(table: pa.Table) -> pa.Table:
    """Return the table with the columns that are used, under our names; the first of a name."""
    names = [named(name.lstrip("\ufeff")) for name in table.column_names]
    if "time" not in names and "date" in names:
        names[names.index("date")] = "time"
    first = [place for place, name in enumerate(names) if names.index(name) == place]
    heights = table.column_names[names.index("elevation")] if "elevation" in names else ""
    used = table.select(first).rename_columns([names[place] for place in first])
    return used.replace_schema_metadata({ELEVATION_UNIT: str(_unit_m(heights))})


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
    values = floats(column, path, name)
    return values if letters is None else _signed(values, _texts(letters), signs, path, name)


def _signed(
    values: NDArray[np.float64],
    letters: list[str],
    signs: Mapping[str, int],
    path: Path,
    name: str,
) -> NDArray[np.float64]:
    sign = np.array([signs.get(letter.upper(), 0) for letter in letters])
    wrong = np.flatnonzero(np.isfinite(values) & ((sign == 0) | (values < 0) & (sign > 0)))
    if wrong.size:
        row = int(wrong[0])
        raise refusal("track-hemisphere", path, row=row + 2, column=name, value=letters[row])
    return np.asarray(np.abs(values) * sign)


def floats(column: Any, path: Path, name: str) -> NDArray[np.float64]:
    """Return a column as numbers; NaN where it is blank, refused where it is none."""
    import pyarrow as pa
    import pyarrow.compute

    try:
        if pa.types.is_string(column.type):
            plain = pyarrow.compute.replace_substring_regex(column, r"[\s°]", "")
            plain = pyarrow.compute.replace_substring(plain, ",", ".")
            column = pyarrow.compute.if_else(pyarrow.compute.equal(plain, ""), None, plain)
        return np.asarray(column.cast(pa.float64()).to_numpy(), dtype=float)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
        raise refusal("track-broken", path, column=name, reason=_NO_NUMBERS) from error


def times(table: pa.Table, path: Path) -> NDArray[np.datetime64]:
    """Return the instants of a table; NaT where there is none, UTC where no zone is given.

    Instants are ISO 8601, days and months as Italian and English write them (the month first only
    where no day could be), with a date in a column of its own or not, or counts of seconds,
    milliseconds, microseconds or nanoseconds since 1970.
    """
    import pyarrow as pa

    column = table.column("time")
    try:
        if pa.types.is_integer(column.type) or pa.types.is_floating(column.type):
            return _since_1970(np.asarray(column.cast(pa.float64()).to_numpy(), dtype=float))
        if pa.types.is_timestamp(column.type) or pa.types.is_date(column.type):
            zone = getattr(column.type, "tz", None)
            utc = column.cast(pa.timestamp("ns", zone))
            return np.asarray(utc.to_numpy(), dtype="datetime64[ns]")
        texts = _texts(column)
        days = _texts(table.column("date")) if "date" in table.column_names else []
        if days and not any("-" in text for text in texts[:1]):
            texts = [f"{day} {text}" for day, text in zip(days, texts, strict=True)]
        return _read(texts)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError, ValueError) as error:
        raise refusal("track-broken", path, column="time", reason=_NO_TIMES) from error


def _since_1970(counts: NDArray[np.float64]) -> NDArray[np.datetime64]:
    known = np.isfinite(counts)
    typical = float(np.median(np.abs(counts[known]))) if known.any() else 0.0
    unit = next(unit for least, unit in _EPOCHS if typical >= least)
    found = np.full(len(counts), NO_TIME, dtype="datetime64[ns]")
    found[known] = np.rint(counts[known] * unit).astype(np.int64).astype("datetime64[ns]")
    return found


def _texts(column: Any) -> list[str]:
    return ["" if value is None else str(value).strip() for value in column.to_pylist()]


def _read(texts: list[str]) -> NDArray[np.datetime64]:
    """Return instants read from texts.

    Raises
    ------
    ValueError
        Where a text is no instant.
    """
    import pandas as pd

    plain = pd.Series(texts, dtype=object).replace("", None).str.replace(",", ".", regex=False)
    dated = plain.str.extract(_DAY_FIRST).astype(float)
    if dated[0].notna().any():
        month_first = bool((dated[1] > 12).any()) and not bool((dated[0] > 12).any())
        iso = r"\3-\1-\2" if month_first else r"\3-\2-\1"
        plain = plain.str.replace(_DAY_FIRST, iso, regex=True)
        plain = plain.str.replace(r"-(\d)(?!\d)", r"-0\1", regex=True)
    read = pd.to_datetime(plain.str.replace("/", "-", regex=False), utc=True, format="ISO8601")
    return np.asarray(read.dt.tz_localize(None).to_numpy(dtype="datetime64[ns]"))
