"""Hold the bundled factors of grids and residual mixes against their sources.

AIB publishes a workbook each year (sheet ``Residual Mixes``, column ``CO2 (gCO2/kWh)``, one row a
country); where it is at hand, it is read. Where only copies were seen, what each of them prints
stands in ``tools/grid_factors.toml``::

    python tools/grid_factors.py copies              # do the copies agree, and say what we say?
    python tools/grid_factors.py aib 2024 FILE.xlsx  # is every row of the year what the file says?
"""

from __future__ import annotations

import argparse
import csv
import sys
import tomllib
from collections.abc import Iterator, Mapping
from decimal import ROUND_DOWN, Decimal
from pathlib import Path

from openpyxl import load_workbook

TABLE = Path(__file__).parents[1] / "data" / "reference" / "emission_factors.csv"
COPIES = Path(__file__).with_suffix(".toml")
GRAMS = Decimal(1000)
SHEET, VALUE = "Residual Mixes", "CO2 (gCO2/kWh)"


def rows() -> dict[str, dict[str, str]]:
    """Return id -> row of the bundled table."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return {row["id"]: row for row in csv.DictReader(file)}


def agree(one: str, other: str) -> bool:
    """Tell whether two printed values are the same as far as the shorter of them goes.

    >>> agree("486.76", "486"), agree("441.20", "441.2"), agree("500.57", "501")
    (True, True, False)
    """
    values = [Decimal(text) for text in (one, other)]
    places = max(value.as_tuple().exponent for value in values)
    return (
        len({value.quantize(Decimal(1).scaleb(int(places)), ROUND_DOWN) for value in values}) == 1
    )


def disagreements(
    readings: Mapping[str, Mapping[str, str]], table: Mapping[str, Mapping[str, str]]
) -> Iterator[str]:
    """Yield what a row says otherwise than its copies, and where these are fewer than two."""
    for name, printed in readings.items():
        value = f"{Decimal(table[name]['kgco2e_per_unit']) * GRAMS:f}" if name in table else None
        if value is None:
            yield f"{name}: no such row"
        elif len(printed) < 2:
            yield f"{name}: one copy alone"
        else:
            for copy, text in printed.items():
                if not agree(value, text):
                    yield f"{name}: {value} g/kWh, copy {copy} prints {text}"


def residual_mixes(path: Path) -> dict[str, Decimal]:
    """Return country -> residual mix [kg CO2/kWh] of AIB's workbook; none where it prints none."""
    book = load_workbook(path, read_only=True, data_only=True)
    if SHEET not in book.sheetnames:
        raise SystemExit(f"{path.name}: no sheet {SHEET!r}; it has {book.sheetnames}.")
    head, *body = book[SHEET].iter_rows(values_only=True)
    if VALUE not in head:
        raise SystemExit(f"{path.name}: no column {VALUE!r} in the first row of {SHEET!r}.")
    at = head.index(VALUE)
    # Austria and the Netherlands disclose all origins: "NA", or a 0 that is no carbon-free mix.
    return {
        str(cells[0]): Decimal(f"{cells[at]:.12g}") / GRAMS
        for cells in body
        if isinstance(cells[at], int | float) and cells[at]
    }


def check_aib(year: str, path: Path, table: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    """Yield what the rows of a year say otherwise than AIB's workbook, at our number of places."""
    mixes = residual_mixes(path)
    for name, row in table.items():
        if row["key"] == "electricity-residual" and row["year"] == year:
            there, ours = mixes.get(row["country"]), Decimal(row["kgco2e_per_unit"])
            if there is None or there.quantize(Decimal("0.00001")) != ours.quantize(
                Decimal("0.00001")
            ):
                yield f"{name}: {ours}, the file has {there}"


def main() -> int:
    """Read the command line and do what it asks."""
    parser = argparse.ArgumentParser(description=str(__doc__).partition("\n")[0])
    verbs = parser.add_subparsers(dest="verb", required=True)
    verbs.add_parser("copies")
    aib = verbs.add_parser("aib")
    aib.add_argument("year")
    aib.add_argument("file", type=Path)
    asked = parser.parse_args()
    if asked.verb == "copies":
        found = list(disagreements(tomllib.loads(COPIES.read_text("utf-8"))["readings"], rows()))
    else:
        found = list(check_aib(asked.year, asked.file, rows()))
    print(*found, f"{len(found)} differences", sep="\n")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
