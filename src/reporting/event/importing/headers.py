"""Finding out what the columns of an export are: by a rule, or by the words of its header.

Nothing ambiguous is taken: where two columns could be the same thing, neither is, and both are
told with what stands in them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from reporting.event.importing.clock import TIME_PARTS, clock
from reporting.event.importing.header_layout import NEEDED, HeaderLayout
from reporting.event.importing.header_rows import header_rows
from reporting.event.importing.header_words import (
    header_words,
    passes,
    without_unit,
    without_words,
)
from reporting.event.importing.mapping import SheetRule
from reporting.event.schema import normal, package_tables

if TYPE_CHECKING:
    from reporting.event.importing.cell_grid import CellGrid
    from reporting.event.importing.known_names import KnownNames

SHOWN = 3
"""How many values of a doubtful column are shown."""


def plan_by_rule(grid: CellGrid, rule: SheetRule, course: KnownNames) -> HeaderLayout | None:
    """Return the plan of a rule; None where the file lacks one of its headers.

    A rule that an import wrote holds for files with the same header from end to end: a further
    column may be the one that matters.
    """
    wanted = {normal(header) for header in rule.headers}
    if not wanted:
        return None
    if rule.positional:
        places = [f"#{place}" for place in range(1, grid.width + 1)]
        return _ruled(0, places, rule, course) if wanted <= _places(places).keys() else None
    for row, cells in header_rows(grid):
        if rule.header and [normal(text) for text in cells if text] != [*map(normal, rule.header)]:
            continue
        if wanted <= _places(cells).keys():
            return _ruled(row, cells, rule, course)
    return None


def _ruled(row: int, cells: Sequence[str], rule: SheetRule, course: KnownNames) -> HeaderLayout:
    places = _places(cells)
    times = {_place(name, course): places[normal(h)] for name, h in rule.times.items()}
    columns = {str(name): places[normal(h)] for name, h in rule.columns.items()}
    # A rule that tells only what is special leaves the rest to the header's own words.
    others = _recognised(cells, course, {*columns.values(), *times.values()})
    others = {
        name: found
        for name, found in others.items()
        if name not in {*rule.fixed, *columns} and (name in ("number", "source") or not times)
    }
    return HeaderLayout(
        row,
        cells,
        columns | _single(others),
        times,
        fixed={str(name): value for name, value in rule.fixed.items()},
        rule=rule.model_copy(update={"header": tuple(text for text in cells if text)}),
        words={normal(word): meaning for word, meaning in rule.words.items()},
        doubtful=_several(others),
        parts={} if times or "time" in {*columns, *others} else _parts_of_time(cells),
    )


def plan_by_header(
    grid: CellGrid, course: KnownNames, fixed: Mapping[str, str], file: str
) -> HeaderLayout | None:
    """Return the plan that the words of a header tell; None where there is no such header."""
    for header in header_rows(grid):
        plan = _worded(header, grid, course, fixed, file)
        if plan.complete:
            return plan
    return None


def nearest_plan(
    grid: CellGrid, course: KnownNames, fixed: Mapping[str, str]
) -> HeaderLayout | None:
    """Return the plan of the row that comes nearest to a header, to say what it lacks."""
    plans = [_worded(header, grid, course, fixed, "*") for header in header_rows(grid)]
    return min(plans, key=lambda plan: len(plan.missing), default=None)


def _worded(
    header: tuple[int, Sequence[str]],
    grid: CellGrid,
    course: KnownNames,
    fixed: Mapping[str, str],
    file: str,
) -> HeaderLayout:
    row, cells = header
    timed = _timed(cells, course, fixed.get("control")) or _by_point(cells, course, fixed)
    taken = {at for found in timed.values() for at in found}
    recognised = {n: f for n, f in _recognised(cells, course, taken).items() if n not in fixed}
    by_point = any(not control for control, _ in timed)
    if timed:
        kept = ("number", "source", "control") if by_point else ("number", "source")
        recognised = {n: f for n, f in recognised.items() if n in kept}
        unclear = {":".join(place): found for place, found in timed.items()}
        unclear = _with_rivals(unclear, row, cells, grid, course)
    else:
        unclear = _with_unnamed(recognised, row, cells, grid)
    if "number" in recognised:
        used = taken | {at for found in recognised.values() for at in found}
        others = _other_numbers(row, cells, grid, used, course)
        unclear["number"] = [*recognised["number"], *others]
    recognised = {name: unclear.get(name, found) for name, found in recognised.items()}
    doubtful = {name: found for name, found in unclear.items() if len(found) > 1}
    columns = {n: at for n, at in _single(recognised).items() if n not in doubtful}
    times = {place: f[0] for place, f in timed.items() if ":".join(place) not in doubtful}
    rule = SheetRule(
        file=file,
        sheet=grid.sheet or None,
        header=tuple(text for text in cells if text),
        columns={name: cells[at] for name, at in columns.items()},  # type: ignore[misc]
        times={f"{c}:{p}": cells[at] for (c, p), at in times.items()},
        fixed=dict(fixed),  # type: ignore[arg-type]
    )
    parts = {} if timed or "time" in recognised else _parts_of_time(cells)
    doubtful |= _several(recognised)
    return HeaderLayout(row, cells, columns, times, fixed, rule, doubtful=doubtful, parts=parts)


def _recognised(
    cells: Sequence[str], course: KnownNames, taken: set[int]
) -> dict[str, Sequence[int]]:
    """Return column of ``passages`` -> places, by the headers that the loader knows, too."""
    table = package_tables()["passages"]
    found: dict[str, list[int]] = {}
    for at, text in enumerate(cells):
        name = table.column_for(text) if text else None
        # A control's code over a column of times is no column called «control».
        if name and at not in taken and course.place_named(text) is None:
            found.setdefault(name, []).append(at)
    return dict(found)


def _parts_of_time(cells: Sequence[str]) -> dict[str, int]:
    """Return the columns that hold a time in parts; empty where hours to seconds are not there."""
    found: dict[str, list[int]] = {}
    for at, text in enumerate(cells):
        for part in TIME_PARTS:
            if text and normal(text) in header_words()[part]:
                found.setdefault(part, []).append(at)
    single = {part: places[0] for part, places in found.items() if len(places) == 1}
    return single if single.keys() >= set(TIME_PARTS[:3]) and len(single) == len(found) else {}


def _timed(
    cells: Sequence[str], course: KnownNames, control: str | None
) -> dict[tuple[str, str], Sequence[int]]:
    """Return the columns of times: of the points of `control`, or of those that headers name."""
    found: dict[tuple[str, str], list[int]] = {}
    for at, text in enumerate(cells):
        said = without_words(without_unit(text), "passage")
        place = course.place_named(said) if said else None
        point = course.point_named(said) if said and control else None
        if place is None and control and point and course.fits(control, point):
            place = control, point
        if place is not None:
            found.setdefault(place, []).append(at)
    exact = {at for places in found.values() for at in places}
    for at, text in enumerate(cells):
        place = _spoken_of(text, course) if at not in exact else None
        # Beside a column that has exactly that name, such a one is something else.
        if place is not None and not exact & {*found.get(place, ())}:
            found.setdefault(place, []).append(at)
    return dict(found)


def _spoken_of(header: str, course: KnownNames) -> tuple[str, str] | None:
    """Return control and point of a header that says what a control is: Prova 1 (PC1) Arrivo."""
    said = without_words(without_unit(header), "around") if header and passes(header) else ""
    number, _, rest = said.partition(" ")
    place = course.place_named(said) if said else None
    if place is None and number.isdecimal():
        place = course.place_named(rest)
        return place if place and re.search(rf"(?<!\d)0*{int(number)}$", place[0]) else None
    return place


def _by_point(
    cells: Sequence[str], course: KnownNames, fixed: Mapping[str, str]
) -> dict[tuple[str, str], Sequence[int]]:
    """Return the columns of times of the control that each row names; none without such points."""
    found = _recognised(cells, course, set())
    if "control" not in found or "time" in found or "point" in found or fixed:
        return {}
    points: dict[tuple[str, str], list[int]] = {}
    for at, text in enumerate(cells):
        point = course.point_named(without_words(without_unit(text), "passage")) if text else None
        if point is not None and passes(text):
            points.setdefault(("", point), []).append(at)
    return dict(points)


def _other_numbers(
    row: int, cells: Sequence[str], grid: CellGrid, used: set[int], course: KnownNames
) -> list[int]:
    """Return the columns called after the car or the crew that hold nothing but their numbers.

    Beside them a column "N." may count the rows.
    """
    called = [at for at, text in enumerate(cells) if at not in used and _is_of_cars(text)]
    numbers = {str(number) for number in course.numbers}
    return [at for at in called if (found := values(grid, row, at)) and numbers.issuperset(found)]


def _is_of_cars(header: str) -> bool:
    words = set(normal(header).split())
    return bool(words) and words <= header_words()["car"]


def _with_rivals(
    timed: Mapping[str, Sequence[int]],
    row: int,
    cells: Sequence[str],
    grid: CellGrid,
    course: KnownNames,
) -> dict[str, Sequence[int]]:
    """Add to each column of times the others that begin with its control's name and hold times."""
    taken = {at for found in timed.values() for at in found}
    free = [at for at, text in enumerate(cells) if text and at not in taken and passes(text)]
    found = dict(timed)
    for at in free:
        control = course.control_begun(cells[at])
        mine = [name for name in timed if control and name.partition(":")[0] == control]
        if len(mine) == 1 and hold_times(grid, row, at):
            found[mine[0]] = [*found[mine[0]], at]
    return found


def _with_unnamed(
    recognised: Mapping[str, Sequence[int]], row: int, cells: Sequence[str], grid: CellGrid
) -> dict[str, Sequence[int]]:
    """Add to the column of times every other that holds times of day under words unknown."""
    if "time" not in recognised:
        return {}
    taken = {at for found in recognised.values() for at in found}
    free = [at for at, text in enumerate(cells) if text and at not in taken and passes(text)]
    others = [at for at in free if hold_times(grid, row, at)]
    return {"time": [*recognised["time"], *others]}


def hold_times(grid: CellGrid, row: int, at: int) -> bool:
    """Tell whether most cells of a column, below the header in `row`, are times of day."""
    texts = values(grid, row, at)
    return bool(texts) and 2 * sum(clock(text) is not None for text in texts) > len(texts)


def values(grid: CellGrid, row: int, at: int) -> list[str]:
    """Return what stands in a column below the header in `row`, blanks left out."""
    return [cells[at] for line, cells in grid.rows if line > row and at < len(cells) and cells[at]]


def _single(found: Mapping[str, Sequence[int]]) -> dict[str, int]:
    return {name: places[0] for name, places in found.items() if len(places) == 1}


def _several(found: Mapping[str, Sequence[int]]) -> dict[str, Sequence[int]]:
    return {name: places for name, places in found.items() if len(places) > 1 and name in NEEDED}


def _places(cells: Sequence[str]) -> dict[str, int]:
    places: dict[str, int] = {}
    for at, text in enumerate(cells):
        if normal(text):
            places.setdefault(normal(text), at)
    return places


def _place(name: str, course: KnownNames) -> tuple[str, str]:
    control, _, point = name.partition(":")
    return course.place_named(name) or (control, point)
