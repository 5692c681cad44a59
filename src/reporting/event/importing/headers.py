"""Finding out what the columns of an export are: by a rule, or by the words of its header."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from reporting.event.importing.mapping import SheetRule
from reporting.event.schema import normal, package_tables

if TYPE_CHECKING:
    from reporting.event.importing.cell_grid import CellGrid
    from reporting.event.importing.known_names import KnownNames

SEARCHED = 40
"""In how many rows a header is looked for; titles and notes come before it."""


@dataclass(frozen=True)
class HeaderLayout:
    """What each place of a row holds.

    Parameters
    ----------
    row
        Line of the header.
    columns
        Column of ``passages`` -> place in the row.
    times
        Control and point -> place of the column with its times.
    fixed
        Column of ``passages`` -> what holds for every row.
    words
        Normalised word -> the control or point that it means.
    idle
        Headers of columns that nothing is read from.
    rule
        How the plan is written into a mapping.
    """

    row: int
    columns: Mapping[str, int]
    times: Mapping[tuple[str, str], int]
    fixed: Mapping[str, str]
    rule: SheetRule
    words: Mapping[str, str] = field(default_factory=dict)
    idle: Sequence[str] = ()

    @property
    def complete(self) -> bool:
        """Whether crew, control, point and time can be told from a row."""
        long = "time" in self.columns and ("control" in self.columns or "control" in self.fixed)
        return "number" in self.columns and (long or bool(self.times))


def plan_by_rule(grid: CellGrid, rule: SheetRule, course: KnownNames) -> HeaderLayout | None:
    """Return the plan of a rule; None where the file lacks one of its headers."""
    wanted = {normal(header) for header in rule.headers}
    if not wanted:
        return None
    for row, cells in grid.rows[:SEARCHED]:
        if wanted <= _places(cells).keys():
            return _ruled(row, cells, rule, course)
    return None


def _ruled(row: int, cells: Sequence[str], rule: SheetRule, course: KnownNames) -> HeaderLayout:
    places = _places(cells)
    times = {_place(name, course): places[normal(h)] for name, h in rule.times.items()}
    columns = {str(name): places[normal(h)] for name, h in rule.columns.items()}
    # A rule that tells only what is special leaves the rest to the header's own words.
    for name, at in _recognised(cells, course, {*columns.values(), *times.values()}).items():
        if name not in rule.fixed and (name in ("number", "source") or not times):
            columns.setdefault(name, at)
    used = {*columns.values(), *times.values()}
    return HeaderLayout(
        row,
        columns,
        times,
        fixed={str(name): value for name, value in rule.fixed.items()},
        rule=rule,
        words={normal(word): meaning for word, meaning in rule.words.items()},
        idle=[text for at, text in enumerate(cells) if text and at not in used],
    )


def plan_by_header(
    grid: CellGrid, course: KnownNames, fixed: Mapping[str, str], file: str
) -> HeaderLayout | None:
    """Return the plan that the words of a header tell; None where there is no such header."""
    for row, cells in grid.rows[:SEARCHED]:
        columns = {
            name: at for name, at in _recognised(cells, course, set()).items() if name not in fixed
        }
        times = _timed(cells, course, fixed.get("control"))
        columns = {n: at for n, at in columns.items() if at not in times.values()}
        if times:
            columns = {name: at for name, at in columns.items() if name in ("number", "source")}
        used = {*columns.values(), *times.values()}
        rule = SheetRule(
            file=file,
            sheet=grid.sheet or None,
            columns={name: cells[at] for name, at in columns.items()},  # type: ignore[misc]
            times={f"{c}:{p}": cells[at] for (c, p), at in times.items()},
            fixed=dict(fixed),  # type: ignore[arg-type]
        )
        idle = [text for at, text in enumerate(cells) if text and at not in used]
        plan = HeaderLayout(row, columns, times, fixed, rule, idle=idle)
        if plan.complete:
            return plan
    return None


def _recognised(cells: Sequence[str], course: KnownNames, taken: set[int]) -> dict[str, int]:
    """Return column of ``passages`` -> place, by the headers that the loader knows, too."""
    table = package_tables()["passages"]
    found: dict[str, int] = {}
    for at, text in enumerate(cells):
        name = table.column_for(text) if text else None
        # A control's code over a column of times is no column called «control».
        if name and at not in taken and course.place_named(text) is None:
            found.setdefault(name, at)
    return found


def _timed(
    cells: Sequence[str], course: KnownNames, control: str | None
) -> dict[tuple[str, str], int]:
    """Return the columns of times: of the points of `control`, or of those that headers name."""
    found: dict[tuple[str, str], int] = {}
    for at, text in enumerate(cells):
        place = course.place_named(text) if text else None
        point = course.point_named(text) if text and control else None
        if place is None and control and point and course.fits(control, point):
            place = control, point
        if place is not None:
            found.setdefault(place, at)
    return found


def _places(cells: Sequence[str]) -> dict[str, int]:
    places: dict[str, int] = {}
    for at, text in enumerate(cells):
        if normal(text):
            places.setdefault(normal(text), at)
    return places


def _place(name: str, course: KnownNames) -> tuple[str, str]:
    control, _, point = name.partition(":")
    return course.place_named(name) or (control, point)
