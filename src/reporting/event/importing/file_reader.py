"""A timekeepers' file, of whatever form: what device or layout it is, and its readings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

from reporting.event.importing import alge, cell_grid
from reporting.event.importing.header_layout import NEEDED, HeaderLayout
from reporting.event.importing.header_words import passes
from reporting.event.importing.headers import (
    SHOWN,
    hold_times,
    nearest_plan,
    plan_by_header,
    plan_by_rule,
    values,
)
from reporting.event.importing.layouts import layout_of
from reporting.event.importing.mapping import ChannelRule, ImportMapping, SheetRule
from reporting.event.importing.other_workbooks import is_other_workbook, other_grids
from reporting.event.importing.readings import NOTHING_OF, Listing, Reading
from reporting.event.importing.row_times import halves
from reporting.event.importing.sheet_tables import tables_on
from reporting.event.importing.sheets import read_sheet
from reporting.event.importing.titles import (
    names_of,
    other_control,
    said_of_all,
    tell_other_days,
)
from reporting.event.importing.understanding import FileLayout
from reporting.event.schema import normal, package_tables

if TYPE_CHECKING:
    from reporting.event.collect import Collector
    from reporting.event.importing.known_names import KnownNames


class FileReader:
    """Reads files of any of the forms."""

    def __init__(
        self,
        mapping: ImportMapping,
        course: KnownNames,
        given: Sequence[ChannelRule | SheetRule],
        fixed: Mapping[str, str],
        collector: Collector,
    ) -> None:
        self._mapping, self._course = mapping, course
        self._given, self._fixed, self._collector = given, fixed, collector
        self.learnt: list[SheetRule] = []
        self.layouts: list[FileLayout] = []
        self._answers: list[tuple[SheetRule, SheetRule]] = []

    def remembered(self, rule: ChannelRule | SheetRule) -> ChannelRule | SheetRule:
        """Return a rule as it is to be remembered: for files with the same header."""
        return next((known for asked, known in self._answers if asked == rule), rule)

    def read(self, path: Path) -> list[Reading]:
        """Read a file; one that gives nothing refuses the import: nobody would look for it."""
        readings = self._read(path)
        if not readings:
            what = NOTHING_OF["passages"]
            self._collector.add("import-nothing", "passages", path.name, what=what)
        return readings

    def _read(self, path: Path) -> list[Reading]:
        if cell_grid.is_workbook(path):
            other = is_other_workbook(path)
            grids = (other_grids if other else cell_grid.workbook_grids)(path, self._collector)
            return [reading for one in grids for reading in self._sheet(path, [one])]
        read = cell_grid.read_text(path)
        listing = Listing(self._collector, path.name)
        if read is None:
            listing.add("import-no-text")
            return []
        text, guessed = read
        if guessed:
            listing.add("import-encoding")
        # Not str.splitlines, which also splits at characters that no editor counts as lines.
        lines = [line.rstrip("\r\n") for line in StringIO(text, newline="")]
        layout = layout_of(lines)
        if layout is not None:
            rules = [rule for rule in self._mapping.channels if rule.fits(path.name)]
            places = [f"{rule.channel} = {rule.control}:{rule.point}" for rule in rules]
            self.layouts.append(FileLayout(path.name, layout.data["name"], places))
            return alge.read_dump(lines, layout, self._mapping, self._course, listing)
        return self._sheet(path, list(cell_grid.text_grids(text)))

    def _sheet(self, path: Path, grids: Sequence[cell_grid.CellGrid]) -> list[Reading]:
        """Read the tables of the first of several readings of one sheet that is understood."""
        for one in grids:
            tables = tables_on(one, self._course)
            plans = [self._plan(path, table) for table in tables]
            if any(plans):
                found = zip(tables, plans, strict=True)
                return [r for table, plan in found for r in self._table(path, table, plan)]
        if grids:
            self._tell_unknown(path, grids[0])
        return []

    def _table(
        self, path: Path, table: cell_grid.CellGrid, plan: HeaderLayout | None
    ) -> list[Reading]:
        if plan is None:
            self._tell_unknown(path, table)
            return []
        plan = replace(plan, halves=halves(table, plan))
        listing = Listing(self._collector, path.name, table.sheet)
        self._tell_columns(table, plan, listing)
        self.layouts.append(FileLayout(listing.place, None, plan.shown()))
        if said := said_of_all(path, table, plan):
            code, row, name = said
            listing.add(code, row, value=name)
            return []
        tell_other_days(path, table, plan, self._course, listing)
        if "control" not in self._fixed and (title := other_control(table, plan, self._course)):
            plan = replace(plan, torn="; ".join(filter(None, (plan.torn, title))))
        if plan.torn:
            listing.add("import-control-doubtful", plan.row, column="control", value=plan.torn)
        doubtful = plan.doubtful or plan.torn
        return [] if doubtful else read_sheet(table, plan, self._course, listing)

    def _tell_columns(self, grid: cell_grid.CellGrid, plan: HeaderLayout, listing: Listing) -> None:
        """Tell what nothing is read from, and what could be more than one column."""
        for name, places in plan.doubtful.items():
            shown = "; ".join(
                f"{plan.cells[at]}: {', '.join(values(grid, plan.row, at)[:SHOWN])}"
                for at in places
            )
            listing.add("import-columns-doubtful", plan.row, column=name, value=shown, name=name)
        doubtful = {at for places in plan.doubtful.values() for at in places}
        idle = [at for at in plan.idle if at not in doubtful]
        timed = [at for at in idle if passes(plan.cells[at]) and hold_times(grid, plan.row, at)]
        nameless = [at for at in plan.nameless(grid.width) if hold_times(grid, plan.row, at)]
        for at in [*timed, *nameless]:
            name = f"#{at + 1}" if at in nameless else plan.cells[at]
            shown = f"{name}: {', '.join(values(grid, plan.row, at)[:SHOWN])}"
            listing.add("import-column-unread", plan.row, value=shown)
        for at in idle:
            if told := _statuses(values(grid, plan.row, at)):
                listing.add("import-status-unread", plan.row, value=f"{plan.cells[at]}: {told}")
        if others := [plan.cells[at] for at in idle if at not in timed]:
            listing.add("import-column-idle", plan.row, value=", ".join(others))

    def _tell_unknown(self, path: Path, grid: cell_grid.CellGrid) -> None:
        listing = Listing(self._collector, path.name, grid.sheet)
        for row, text in grid.broken:
            listing.add("import-row-quoting", row, value=text or None)
        if not grid.rows:
            return  # that nothing came of the file is told with it
        plan = nearest_plan(grid, self._course, self._fixed)
        row, cells = grid.rows[0]
        missing: Sequence[str] = [name for name in NEEDED if name != "point"]
        recognised = ""
        if plan is not None:
            missing = plan.missing
            known = {**plan.columns, **{":".join(key): at for key, at in plan.times.items()}}
            recognised = ", ".join(f"{name} = {plan.cells[at]}" for name, at in known.items())
            if known:
                row, cells = plan.row, list(plan.cells)
        listing.add(
            "import-header-unknown",
            row,
            value=" | ".join(filter(None, cells)),
            missing=", ".join(missing),
            recognised=recognised or "-",
            rows=sum(line >= row for line, _ in grid.rows),
        )

    def _plan(self, path: Path, one: cell_grid.CellGrid) -> HeaderLayout | None:
        named = _named(path, one, self._course)
        for rule in self._mapping.sheets:
            if rule.fits(path.name) and rule.sheet in (None, one.sheet):
                plan = plan_by_rule(one, rule, self._course)
                if plan is not None and plan.complete:
                    self._answers.append((rule, _widened(plan.rule, path)))
                    known = "control" in plan.fixed and rule not in self._given
                    torn = known and named.keys() - {plan.fixed["control"]}
                    return replace(plan, torn=_shown(named)) if torn else plan
        # What holds for the whole file is known of this file alone.
        pattern = path.name if self._fixed else f"*{path.suffix}"
        plan = plan_by_header(one, self._course, self._fixed, pattern)
        if plan is None:
            return self._plan_by_name(path, one, named)
        if not plan.doubtful and not plan.by_point:
            self.learnt.append(plan.rule)
        return plan

    def _plan_by_name(
        self, path: Path, one: cell_grid.CellGrid, named: Mapping[str, Mapping[str, str]]
    ) -> HeaderLayout | None:
        """Return the plan of a table whose title, sheet or file is called like its control.

        It is not remembered: the next file of these columns may be another control's.
        """
        for control, sources in named.items():
            points = {point for point in sources.values() if point}
            fixed = {"control": control, **({"point": min(points)} if points else {})}
            if "control" in self._fixed:
                return None
            plan = plan_by_header(one, self._course, {**fixed, **self._fixed}, path.name)
            if plan is not None:
                listing = Listing(self._collector, path.name, one.sheet)
                name = ", ".join(sources)
                listing.add("import-control-by-name", plan.row, value=name, control=control)
                torn = len(named) > 1 or len(points) > 1
                return replace(plan, torn=_shown(named)) if torn else plan
        return None


def _named(path: Path, one: cell_grid.CellGrid, course: KnownNames) -> dict[str, dict[str, str]]:
    """Return the controls that the title, the sheet and the file speak of, if of one each.

    Control -> the name that says so -> the point that it says, or no text.
    """
    found: dict[str, dict[str, str]] = {}
    for name in names_of(path, one):
        whole = course.control_named(name)
        controls = {whole: ""} if whole else course.controls_in(name)
        if len(controls) == 1:
            ((control, point),) = controls.items()
            found.setdefault(control, {})[name] = point
    return found


def _statuses(texts: Sequence[str]) -> str:
    """Return the words of a column that say why a crew is not ranked, each with how often."""
    known = package_tables()["entries"].columns["status"].readings
    found = Counter(
        text for text in texts if known.get(normal(text)) not in (None, "", "classified")
    )
    return ", ".join(f"{text} ({count})" for text, count in found.items())


def _shown(named: Mapping[str, Mapping[str, str]]) -> str:
    return "; ".join(
        f"{' '.join(filter(None, (control, point)))}: {name}"
        for control, sources in named.items()
        for name, point in sources.items()
    )


def _widened(rule: SheetRule, path: Path) -> SheetRule:
    """Return an answer about one file for all that look the same; what is fixed holds for it."""
    same = rule.exact and not rule.fixed and not rule.positional
    return rule.model_copy(update={"file": f"*{path.suffix}"}) if same else rule
