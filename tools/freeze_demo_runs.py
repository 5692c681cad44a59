"""Make the demonstration rally's published runs: what it said before, and the edition before.

Everything is made up, from the package itself: the first version of 2025 has two mistakes that
were found later; the edition of 2024 had no HVO, no green contract, and more flights. Run again,
it gives the same files, as long as package, factors and version are the same.
"""

from __future__ import annotations

import csv
import datetime as dt
import shutil
import tempfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

from reporting.event import load, locate
from reporting.footprint import account, freeze

Row = dict[str, str]
PACKAGE = "demo-rally"
TABLES = (
    "activities.csv", "emission_factors.csv", "entries.csv", "facts.csv", "event.toml",
    "targets.csv", "indicators_social.csv",
)  # fmt: skip

MISTAKEN = {"E4-01": "402", "E12-01": "15000"}
"""Quantities that the first version of 2025 had wrong."""

MORE_IN_2024 = {"E2": Decimal("1.18"), "E12": Decimal("0.92"), "E6": Decimal("1.07")}
"""How much more (or less) of a category there was in 2024."""

IN_2024 = {"E4-01": "diesel-blend-ttw", "E8-05": "gas-oil", "E8-01": "electricity-location"}
"""Factors of 2024: no HVO, no contract at the headquarters."""

LANDFILLED_IN_2024 = {"E11-06": "0.4"}
FACTS_IN_2024 = {"safety_training_hours": "80", "work_accidents": "2", "local_spending": "58800"}
TARGETS_IN_2024 = {"T1": {"target_year": "2032", "restated_because": ""}}
"""The first target was set for a later year: that it was brought forward is a restatement."""


def first_version(row: Row) -> Row:
    """Return a row of 2025 as it was first published."""
    return row | {"quantity": MISTAKEN.get(row["id"], row["quantity"])}


def edition_before(row: Row) -> Row:
    """Return a row of the edition of 2024."""
    more = MORE_IN_2024.get(row["event_category"], Decimal(1))
    quantity = (
        str((Decimal(row["quantity"]) * more).quantize(Decimal("0.1"))) if row["quantity"] else ""
    )
    quantity = LANDFILLED_IN_2024.get(row["id"], quantity)
    factor = IN_2024.get(row["id"], row["factor"])
    # Last year's certificates were others; their numbers are not told.
    bare = {name: "" for name in row if name.startswith("instrument")}
    return row | bare | {"quantity": quantity, "factor": factor, "year": "2024"}


def changed(table: Path, change: Callable[[Row], Row]) -> None:
    """Write a table again with every row changed."""
    with table.open(encoding="utf-8", newline="") as file:
        rows = [change(row) for row in csv.DictReader(file)]
    with table.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def rewritten(source: Path, target: Path, change: Callable[[Row], Row], dated: bool) -> Path:
    """Write a package like `source` whose activities were changed; `dated`: of the year before."""
    target.mkdir()
    for name in TABLES:
        shutil.copy(source / name, target / name)
    changed(target / "activities.csv", change)
    if dated:
        changed(target / "targets.csv", lambda row: row | TARGETS_IN_2024.get(row["id"], {}))
        changed(
            target / "facts.csv",
            lambda row: row | {"value": FACTS_IN_2024.get(row["key"], row["value"])},
        )
        about = target / "event.toml"
        text = about.read_text(encoding="utf-8").replace("2025-06", "2024-06")
        about.write_text(text.replace(f'"{PACKAGE}"', f'"{target.name}"'), encoding="utf-8")
    return target


def main() -> None:
    """Write both runs into the package's folder ``footprint``."""
    source = locate(PACKAGE)
    runs = (
        (PACKAGE, first_version, "v1", dt.date(2025, 7, 15)),
        (f"{PACKAGE}-2024", edition_before, "2024", dt.date(2024, 7, 12)),
    )
    shutil.rmtree(source / "footprint", ignore_errors=True)
    with tempfile.TemporaryDirectory() as folder:
        for name, change, label, day in runs:
            event = load(rewritten(source, Path(folder) / name, change, dated=name != PACKAGE))
            frozen = freeze(event, account(event), label, day)
            print(frozen.write(source / "footprint").name)


if __name__ == "__main__":
    main()
