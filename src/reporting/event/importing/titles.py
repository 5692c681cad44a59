"""What a title, a sheet's or a file's name says of all the times of a table."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from reporting.event.importing.clock import clock
from reporting.event.importing.header_words import header_words, says
from reporting.event.schema import normal

if TYPE_CHECKING:
    from reporting.event.importing.cell_grid import CellGrid
    from reporting.event.importing.header_layout import HeaderLayout
    from reporting.event.importing.known_names import KnownNames
    from reporting.event.importing.readings import Listing

_DAY = re.compile(r"(?<![\d/.-])\d{1,4}[/.-]\d{1,2}[/.-]\d{2,4}(?![\d/.-])")
_YEARS = range(1950, 2200)


def names_of(path: Path, table: CellGrid) -> Sequence[str]:
    """Return the texts that speak of a whole table."""
    return [name for name in (table.titles, table.sheet, path.stem) if name]


def said_of_all(path: Path, table: CellGrid, plan: HeaderLayout) -> tuple[str, int, str] | None:
    """Return the finding of a name, or a column, by which a table's times are not to be taken.

    They are of another time zone, due times, or of a clock that was wrong.
    """
    used = [plan.cells[at] for at in (*plan.times.values(), plan.columns.get("time", 0))]
    for name in names_of(path, table):
        if says(name, "zone"):
            return "import-title-zone", plan.row, name
        if says(name, "due_title") and not any(says(text, "taken") for text in used):
            return "import-title-due", plan.row, name
        if says(name, "offset"):
            return "import-title-offset", plan.row, name
    for at in plan.idle:
        below = {cells[at] for row, cells in table.rows if row > plan.row and at < len(cells)}
        if said := sorted(text for text in below if normal(text) in header_words()["zone"]):
            return "import-title-zone", plan.row, f"{plan.cells[at]}: {said[0]}"
    return None


def tell_other_days(
    path: Path, table: CellGrid, plan: HeaderLayout, course: KnownNames, listing: Listing
) -> None:
    """Tell a name that speaks of another day, or another leg, than that of the table's controls."""
    controls = {plan.fixed.get("control", ""), *(control for control, _ in plan.times)} - {""}
    legs = {course.leg_of(control) for control in controls} or {*course.leg_days}
    days = {course.leg_days[leg] for leg in legs}
    for name in names_of(path, table):
        said_days, said_legs = set(_days(name)), set(_legs(name))
        if (said_days and not said_days & days) or (said_legs and not said_legs & legs):
            other = ", ".join(f"{leg} ({course.leg_days[leg].isoformat()})" for leg in sorted(legs))
            listing.add("import-title-other", plan.row, value=name, other=other)


def _days(name: str) -> Iterator[dt.date]:
    """Yield the days that a text names, in each of the ways that a date may be read."""
    for found in _DAY.findall(name):
        first, second, third = map(int, re.split("[/.-]", found))
        for year, month, day in ((first, second, third), (third, second, first),
                                 (third, first, second)):  # fmt: skip
            full = year + 2000 if year < 100 else year
            if full in _YEARS and 1 <= month <= 12 and 1 <= day <= 31:
                yield from _date(full, month, day)


def _date(year: int, month: int, day: int) -> Iterator[dt.date]:
    try:
        yield dt.date(year, month, day)
    except ValueError:
        return


def _legs(name: str) -> Iterator[int]:
    """Yield the numbers of the legs that a text names: Tappa 2, 2nd leg.

    >>> list(_legs("TAPPA 2")), list(_legs("2nd leg")), list(_legs("Leg times 12/04"))
    ([2], [2], [])
    """
    words = "|".join(sorted(header_words()["leg"]))
    text = normal(_DAY.sub(" ", name))
    for form in (
        rf"\b(?:{words}) ?(\d{{1,2}})\b",
        rf"\b(\d{{1,2}}) ?(?:a|o|st|nd|rd|th|e|ere|eme)? ?(?:{words})\b",
    ):
        yield from map(int, re.findall(form, text))


def other_control(table: CellGrid, plan: HeaderLayout, course: KnownNames) -> str:
    """Return a row under the header that begins with another control's name; empty without one.

    What stands below it may be of that control, where no row names its own; where a header does,
    such a row is a title only if it says nothing else.
    """
    number = plan.columns.get("number")
    if "control" in plan.columns or plan.by_point or number is None:
        return ""
    mine = {plan.fixed.get("control", ""), *(control for control, _ in plan.times)}
    below = (cells for row, cells in table.rows if row > plan.row)
    for cells in below:
        text = " ".join(filter(None, cells))
        if "".join(cells[number : number + 1])[:1].isdigit() or any(map(clock, cells)):
            continue
        begun = course.control_begun(text)
        alone = not plan.times or course.place_named(text)
        if alone and begun and begun in course.controls_in(text) and begun not in mine:
            return text
    return ""
