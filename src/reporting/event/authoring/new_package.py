"""A new package: ``event.toml`` with a word on every key, and every table, empty."""

from __future__ import annotations

import csv
import datetime as dt
import json
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined

from reporting import paths
from reporting.errors import UsageError
from reporting.event.authoring.workbook_words import words
from reporting.event.package import ID_PATTERN, INFO, WORKBOOK
from reporting.event.schema import info_keys, package_tables

if TYPE_CHECKING:
    from reporting.event.authoring.blank_workbook import Offered


@dataclass(frozen=True)
class PlannedLeg:
    """A leg that is only planned: its number and day."""

    number: int
    date: dt.date


@dataclass(frozen=True)
class PackagePlan:
    """What is known of a new event.

    Parameters
    ----------
    id
        Lower-case words joined by dashes.
    name
        In either language, to be translated by hand.
    start
        The first day.
    days
        How many days; one leg a day.
    timezone
        An IANA name.
    rulebook
        Id of a rulebook.
    """

    id: str
    name: str
    start: dt.date
    days: int
    rulebook: str
    timezone: str = "Europe/Rome"

    @property
    def end(self) -> dt.date:
        """The last day."""
        return self.start + dt.timedelta(days=self.days - 1)

    @property
    def legs(self) -> Sequence[PlannedLeg]:
        """A leg a day."""
        return [
            PlannedLeg(number + 1, self.start + dt.timedelta(days=number))
            for number in range(self.days)
        ]


def rulebooks() -> tuple[str, ...]:
    """Return the ids of the bundled rulebooks, sorted."""
    return tuple(sorted(path.stem for path in paths.reference_folder().glob("rulebooks/*.toml")))


def place_of(where: str) -> tuple[Path, str]:
    """Return folder and id of a package to be made: an id, or a path that ends with one.

    Raises
    ------
    UsageError
        When the name is no id, or something stands there already.
    """
    folder = paths.events_folder() / where if ID_PATTERN.fullmatch(where) else Path(where)
    if "\0" in where or not ID_PATTERN.fullmatch(folder.name):
        raise UsageError(
            f"{where!r} is no id: lower-case words joined by dashes, such as alpi-2027."
        )
    if folder.exists():
        raise UsageError(f"{folder} is there already; nothing was changed. Choose another id.")
    return folder, folder.name


def new_package(
    folder: Path, plan: PackagePlan, *, as_csv: bool = False, offered: Offered | None = None
) -> list[Path]:
    """Write an empty package, whole or not at all.

    Parameters
    ----------
    folder
        Where; it must not exist.
    plan
        What is known of the event.
    as_csv
        Whether the tables are CSV files instead of sheets of ``event.xlsx``.
    offered
        Codes of free columns, for the workbook's drop-downs.

    Returns
    -------
    list of Path
        The files.

    Raises
    ------
    UsageError
        When the plan has no day, no name or no known rulebook.
    OSError
        When the folder exists or cannot be written.
    """
    if not 1 <= plan.days <= 99:
        raise UsageError(f"An event has 1 to 99 days, not {plan.days}.")
    if not plan.name.strip() or not plan.name.isprintable():
        raise UsageError(f"A name is one line of words, not {plan.name!r}.")
    if plan.rulebook not in rulebooks():
        known = ", ".join(rulebooks())
        raise UsageError(f"There is no rulebook {plan.rulebook!r}. There are {known}.")
    folder.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        aside.chmod(0o755)
        (aside / INFO).write_text(_info(plan, as_csv=as_csv), encoding="utf-8")
        _write_tables(aside, as_csv=as_csv, offered=offered)
        aside.rename(folder)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return sorted(folder.iterdir())


def _info(plan: PackagePlan, *, as_csv: bool) -> str:
    # TOML, not HTML: texts are quoted by the filter.
    environment = Environment(  # noqa: S701
        loader=PackageLoader("reporting.event"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["toml"] = lambda text: json.dumps(text, ensure_ascii=False)
    where = words()["where"]["csv" if as_csv else "book"]
    template = environment.get_template("event.toml.j2")
    text = template.render(plan=plan, keys=info_keys(), rulebooks=rulebooks(), where=where)
    return text.rstrip("\n") + "\n"


def _write_tables(folder: Path, *, as_csv: bool, offered: Offered | None) -> None:
    from reporting.event.authoring.blank_workbook import template_columns, write_book

    if not as_csv:
        write_book(folder / WORKBOOK, offered)
        return
    for table in package_tables().values():
        out = StringIO()
        names = [column.name for column in template_columns(table)]
        csv.writer(out, lineterminator="\n").writerow(names)
        (folder / f"{table.name}.csv").write_text(out.getvalue(), encoding="utf-8")
