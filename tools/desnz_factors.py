"""Hold the bundled factors against the UK Government's flat files, or take an edition over.

The flat file of each year ("GHG conversion factors, flat file", DESNZ) has one sheet, ``Factors by
Category``, in which every value stands with an ID that is the same from year to year. A row of
``data/reference/emission_factors.csv`` says in ``cell`` where its value stands::

    python tools/desnz_factors.py check FLAT.xlsx...           # is every row what its cell says?
    python tools/desnz_factors.py rows FLAT.xlsx --like 2025   # a year's rows, by another's IDs
    python tools/desnz_factors.py compare ONE.xlsx OTHER.xlsx  # two copies of an edition

The files themselves are not kept here: they are fetched from the address in ``source``, and known
by the SHA-256 in ``tools/desnz_factors.toml``.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import re
import sys
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from reporting.footprint.units import canonical, convert

TABLE = Path(__file__).parents[1] / "data" / "reference" / "emission_factors.csv"
EDITIONS = Path(__file__).with_suffix(".toml")
SHEET = "Factors by Category"
HEAD = (
    "ID", "Scope", "Level 1", "Level 2", "Level 3", "Level 4", "Column Text", "UOM", "GHG/Unit",
)  # fmt: skip
VALUE = re.compile(r"GHG Conversion Factor (\d{4})")
# The cell is not known where only an extract of the file was read: the ID leads there, too.
CELL = re.compile(rf"{SHEET}(?:!J(\d+))? \(ID ([\d_]+)\)")
TOTAL = "kg CO2e"
GASES = {"2": "kgco2", "3": "kgch4_co2e", "4": "kgn2o_co2e"}
"""Last part of an ID -> column of the table; 1 is the total."""
OUTSIDE = "Outside of scopes"
ROOM_NIGHT = {"Room per night": "room-night"}


@dataclass(frozen=True)
class FlatRow:
    """One row of a flat file: where it stands, what it is about, its value (None: blank)."""

    row: int
    id: str
    levels: tuple[str, ...]
    unit: str
    gas: str
    value: Decimal | None

    def per(self, unit: str) -> Decimal | None:
        """Return the value per a unit of ours (the file has materials per tonne, we per kg)."""
        if self.value is None:
            return None
        theirs = ROOM_NIGHT.get(self.unit) or canonical(self.unit)
        return self.value * convert(Decimal(1), unit, theirs)


@dataclass(frozen=True)
class FlatFile:
    """A flat file as it was read."""

    year: str
    sha256: str
    rows: Mapping[str, FlatRow]

    def gases(self, name: str, unit: str) -> dict[str, Decimal]:
        """Return the gases of a total's ID [kg CO2e per unit], where the file splits it."""
        stem, _, last = name.rpartition("_")
        beside = {gas: self.rows.get(f"{stem}_{end}") for end, gas in GASES.items()}
        if last != "1":
            return {}
        found = {gas: row.per(unit) for gas, row in beside.items() if row}
        return {gas: value for gas, value in found.items() if value is not None}


def read_flat_file(path: Path) -> FlatFile:
    """Read a flat file.

    Raises
    ------
    SystemExit
        Where it has no sheet, head or year as the official files have, or an ID twice.
    """
    book = load_workbook(path, read_only=True, data_only=True)
    if SHEET not in book.sheetnames:
        raise SystemExit(f"{path.name}: no sheet {SHEET!r}; it has {book.sheetnames}.")
    year, found = "", dict[str, FlatRow]()
    for number, cells in enumerate(book[SHEET].iter_rows(values_only=True), start=1):
        named = VALUE.fullmatch(str(cells[len(HEAD)] or "")) if len(cells) > len(HEAD) else None
        if tuple(cells[: len(HEAD)]) == HEAD and named:
            year = named[1]
        elif year and cells[0]:
            row = _flat_row(number, cells)
            if row.id in found:
                raise SystemExit(f"{path.name}: ID {row.id} in rows {found[row.id].row}, {number}.")
            found[row.id] = row
    if not year:
        raise SystemExit(f"{path.name}: no head row {', '.join(HEAD)}, GHG Conversion Factor YEAR.")
    return FlatFile(year, hashlib.sha256(path.read_bytes()).hexdigest(), found)


def _flat_row(number: int, cells: tuple[Any, ...]) -> FlatRow:
    name, _, *levels, unit, gas, value = cells[: len(HEAD) + 1]
    told = tuple(str(level).strip() for level in levels if level not in (None, ""))
    # Twelve figures: what is beyond them is binary noise (0.10107000000000001).
    exact = None if value in (None, "") else Decimal(f"{value:.12g}")
    return FlatRow(number, str(name), told, str(unit), str(gas), exact)


def differences(flat: FlatFile, table: list[dict[str, str]]) -> Iterator[str]:
    """Yield what the rows of the flat file's year say otherwise than their cells."""
    for row in table:
        cell = CELL.fullmatch(row["cell"])
        if row["year"] != flat.year or cell is None:
            continue
        place, name = cell.groups()
        there = flat.rows.get(name)
        if there is None or (place and there.row != int(place)):
            yield f"{row['id']}: ID {name} stands in row {there.row if there else 'none'}"
            continue
        for column, value in expected(flat, there, row["unit"]).items():
            if Decimal(row[column] or "-1") != (Decimal(-1) if value is None else value):
                yield f"{row['id']}: {column} is {row[column] or 'blank'}, the file has {value}"


def expected(flat: FlatFile, there: FlatRow, unit: str) -> dict[str, Decimal | None]:
    """Return what the file says for a row of ours: value, and gases or biogenic CO2."""
    value = there.per(unit)
    if there.levels[0] == OUTSIDE:
        return {"kgco2e_per_unit": value, "biogenic_kgco2": value}
    return {"kgco2e_per_unit": value} | dict(flat.gases(there.id, unit))


def rows_like(flat: FlatFile, table: list[dict[str, str]], like: str) -> Iterator[dict[str, str]]:
    """Yield the rows of the flat file's year for what another year's rows are about."""
    for row in table:
        cell = CELL.fullmatch(row["cell"])
        there = flat.rows.get(cell[2]) if cell else None
        if row["year"] != like or there is None or there.value is None:
            continue
        values = {k: f"{v.normalize():f}" for k, v in expected(flat, there, row["unit"]).items()}
        blank = dict.fromkeys([*GASES.values(), "biogenic_kgco2"], "")
        renamed = {k: row[k].replace(like, flat.year) for k in ("id", "dataset", "source")}
        place = f"{SHEET}!J{there.row} (ID {there.id})"
        yield row | blank | renamed | values | {"year": flat.year, "cell": place}


def check(paths: list[Path]) -> int:
    """Print every difference, and of each file how many rows were held against it."""
    table, known, wrong = read_table(), tomllib.loads(EDITIONS.read_text("utf-8")), 0
    for path in paths:
        flat = read_flat_file(path)
        edition = known.get(flat.year, {})
        if flat.sha256 != edition.get("sha256"):
            print(
                f"{path.name}: SHA-256 {flat.sha256}, not that of {EDITIONS.name}", file=sys.stderr
            )
        found = list(differences(flat, table))
        held = sum(r["year"] == flat.year and CELL.fullmatch(r["cell"]) is not None for r in table)
        print(*found, f"{flat.year}: {held} rows held, {len(found)} differences", sep="\n")
        wrong += len(found)
    return int(wrong > 0)


def compare(one: Path, other: Path) -> int:
    """Print the IDs of which two copies of an edition say different things."""
    first, second = read_flat_file(one), read_flat_file(other)
    apart = [
        name
        for name in sorted(first.rows.keys() | second.rows.keys())
        if getattr(first.rows.get(name), "value", None)
        != getattr(second.rows.get(name), "value", None)
    ]
    print(*apart, f"{len(first.rows)} and {len(second.rows)} rows, {len(apart)} apart", sep="\n")
    return int(bool(apart))


def read_table() -> list[dict[str, str]]:
    """Return the rows of the bundled table."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write_rows(path: Path, like: str) -> int:
    """Write the rows of an edition as CSV to standard output."""
    table = read_table()
    writer = csv.DictWriter(sys.stdout, list(table[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows_like(read_flat_file(path), table, like))
    return 0


def main() -> int:
    """Read the command line and do what it asks."""
    parser = argparse.ArgumentParser(description=str(__doc__).partition("\n")[0])
    verbs = parser.add_subparsers(dest="verb", required=True)
    verbs.add_parser("check").add_argument("files", nargs="+", type=Path)
    two = verbs.add_parser("compare")
    two.add_argument("one", type=Path)
    two.add_argument("other", type=Path)
    rows = verbs.add_parser("rows")
    rows.add_argument("file", type=Path)
    rows.add_argument("--like", required=True, metavar="YEAR")
    asked = parser.parse_args()
    if asked.verb == "check":
        return check(asked.files)
    if asked.verb == "compare":
        return compare(asked.one, asked.other)
    return write_rows(asked.file, asked.like)


if __name__ == "__main__":
    sys.exit(main())
