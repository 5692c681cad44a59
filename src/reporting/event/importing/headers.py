"""Finding out what the columns of an export are: by a rule, or by the words of its header.

Nothing ambiguous is taken: where two columns could be the same thing, neither is, and both are
told with what stands in them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from reporting.event.importing.clock import TIME_PARTS, clock
from reporting.event.importing.header_layout import NEEDED, HeaderLayout
from reporting.event.importing.header_words import header_words, passes, without_words
from reporting.event.importing.mapping import SheetRule
from reporting.event.schema import normal, package_tables

if TYPE_CHECKING:
    from reporting.event.importing.cell_grid import CellGrid
    from reporting.event.importing.known_names import KnownNames

SEARCHED = 40
"""In how many rows a header is looked for; titles and notes come before it."""

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
        width = max((len(cells) for _, cells in grid.rows), default=0)
        places = [f"#{place}" for place in range(1, width + 1)]
        return _ruled(0, places, rule, course) if wanted <= _places(places).keys() else None
    for row, cells in _headers(grid):
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
    for header in _headers(grid):
        plan = _worded(header, grid, course, fixed, file)
        if plan.complete:
            return plan
    return None


def nearest_plan(
    grid: CellGrid, course: KnownNames, fixed: Mapping[str, str]
) -> HeaderLayout | None:
    """Return the plan of the row that comes nearest to a header, to say what it lacks."""
    plans = [_worded(header, grid, course, fixed, "*") for header in _headers(grid)]
    return min(plans, key=lambda plan: len(plan.missing), default=None)


def _worded(
    header: tuple[int, Sequence[str]],
    grid: CellGrid,
    course: KnownNames,
    fixed: Mapping[str, str],
    file: str,
) -> HeaderLayout:
    row, cells = header
    timed = _timed(cells, course, fixed.get("control"))
    taken = {at for found in timed.values() for at in found}
    recognised = {n: f for n, f in _recognised(cells, course, taken).items() if n not in fixed}
    if timed:
        recognised = {n: f for n, f in recognised.items() if n in ("number", "source")}
        unclear = {":".join(place): found for place, found in timed.items()}
        unclear = _with_rivals(unclear, row, cells, grid, course)
    else:
        unclear = _with_unnamed(recognised, row, cells, grid)
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


def _headers(grid: CellGrid) -> Iterator[tuple[int, Sequence[str]]]:
    """Yield what may be a header: two rows read as one where they seem to be, and each row.

    A first row that is a header with names below is none without them: what stands under
    "CO1" may be the due time and the actual one.
    """
    rows = grid.rows[: SEARCHED + 1]
    for place, (row, cells) in enumerate(rows[:SEARCHED]):
        below = rows[place + 1] if place + 1 < len(rows) else None
        if below is not None and _goes_on(cells, below[1]):
            yield below[0], _joined(cells, below[1])
            if _number_at(cells) is not None:
                continue
        yield row, cells


def _goes_on(cells: Sequence[str], below: Sequence[str]) -> bool:
    """Tell whether the row below names parts of columns: words, no times, no crew."""
    if any(clock(text) for text in (*cells, *below)):
        return False
    at = _number_at(cells)
    if at is None:
        return _number_at(below) is not None and any(cells[1:])
    under = [place for place, text in enumerate(below) if text]
    above = ["" if place >= len(cells) else cells[place] for place in under]
    parts = any(not text or cells.count(text) > 1 for text in above)
    return (parts or any(map(_is_part, (below[place] for place in under)))) and at not in under


def _is_part(text: str) -> bool:
    """Tell whether a word says which time of a control a column holds: due, actual, net."""
    return bool(set(normal(text).split()) & frozenset().union(*header_words().values()))


def _number_at(cells: Sequence[str]) -> int | None:
    table = package_tables()["passages"]
    found = (at for at, text in enumerate(cells) if text and table.column_for(text) == "number")
    return next(found, None)


def _joined(cells: Sequence[str], below: Sequence[str]) -> list[str]:
    """Return two rows as one; a name above stands for the blank places that follow it."""
    joined, above = [], ""
    for at in range(max(len(cells), len(below))):
        own = cells[at] if at < len(cells) else ""
        under = below[at] if at < len(below) else ""
        above = own or above
        joined.append(f"{above} {under}".strip() if under else own)
    return joined


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
        said = without_words(text, "passage")
        place = course.place_named(said) if said else None
        point = course.point_named(said) if said and control else None
        if place is None and control and point and course.fits(control, point):
            place = control, point
        if place is not None:
            found.setdefault(place, []).append(at)
    return dict(found)


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
