"""Importing: files of timekeepers into the ``passages`` of a package."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

from reporting.aside import written_aside
from reporting.errors import InputError, UsageError
from reporting.event.collect import Collector
from reporting.event.findings import Finding, Severity
from reporting.event.importing import alge, cell_grid
from reporting.event.importing.headers import (
    NEEDED,
    SHOWN,
    HeaderLayout,
    hold_times,
    nearest_plan,
    passes,
    plan_by_header,
    plan_by_rule,
    values,
)
from reporting.event.importing.impulses import (
    on_their_days,
    refuse_net_times,
    without_doubles,
)
from reporting.event.importing.known_names import KnownNames
from reporting.event.importing.layouts import layout_of
from reporting.event.importing.mapping import (
    NAME,
    ChannelRule,
    ImportMapping,
    SheetRule,
    mapping_text,
    read_mapping,
)
from reporting.event.importing.merge import Choice, Merge, merge
from reporting.event.importing.other_workbooks import is_other_workbook, other_grids
from reporting.event.importing.readings import Listing, Reading
from reporting.event.importing.sheet_tables import tables_on
from reporting.event.importing.sheets import read_sheet
from reporting.event.importing.understanding import FileLayout, FileUnderstanding, understood
from reporting.event.importing.writing import write_passages
from reporting.event.package import WORKBOOK

if TYPE_CHECKING:
    from reporting.event.model import Event

LONGEST_LIST = 100_000
_BESIDE = frozenset({"table-missing", "table-empty"})
"""Errors of ``passages`` that an import may be the answer to."""


@dataclass(frozen=True)
class Imported:
    """What an import did.

    Parameters
    ----------
    table
        The file that holds ``passages``.
    written
        Whether it was changed; not in a rehearsal, not when refused, not without anything new.
    read
        How many passages the files tell.
    merge
        What became of them.
    findings
        Every line that became no passage, and every passage that is not simply new.
    understood
        What each file gives, one entry for each file or sheet whose form was recognised.
    remembered
        Rules that were added to ``import.toml`` for the next time.
    """

    table: Path
    written: bool
    read: int
    merge: Merge
    findings: tuple[Finding, ...]
    understood: tuple[FileUnderstanding, ...] = ()
    remembered: Sequence[ChannelRule | SheetRule] = ()

    @property
    def changes(self) -> bool:
        """Whether there is anything to be written, and no error against it."""
        changed = self.merge.new or self.merge.replaced or self.merge.withdrawn
        return bool(changed) and not self.refused

    @property
    def refused(self) -> bool:
        """Whether nothing was written for an error."""
        return any(one.severity is Severity.ERROR for one in self.findings)

    def counts(self) -> dict[str, int]:
        """Return how many passages came to what, and how many lines to none."""
        told = [one for one in self.findings if one.severity is Severity.WARNING]
        return {
            "read": self.read,
            "new": len(self.merge.new),
            "replaced": len(self.merge.replaced),
            "known": self.merge.known,
            "withdrawn": len(self.merge.withdrawn),
            "kept": self.merge.kept,
            "conflicts": self.merge.conflicts,
            "not_taken": len(told),
        }


@dataclass(frozen=True)
class Wishes:
    """What is asked of an import beside its files.

    Parameters
    ----------
    rules
        Given for these files; they come before the mapping's, and are remembered.
    fixed
        ``control`` and ``point`` that hold for a whole CSV file or worksheet.
    choice
        What a different time for the same passage does.
    rehearsal
        Whether nothing is written.
    mapping
        Another file than the package's ``import.toml``.
    instead_of
        Names of files that gave passages before and in whose place these come.
    double_s
        Within how many seconds two impulses of a passage are one; None: as the mapping says.
    """

    rules: Sequence[ChannelRule | SheetRule] = ()
    fixed: Mapping[str, str] = field(default_factory=dict)
    choice: Choice = "refuse"
    rehearsal: bool = False
    mapping: Path | None = None
    instead_of: Sequence[str] = ()
    double_s: Decimal | None = None


def import_files(event: Event, files: Iterable[Path], wishes: Wishes | None = None) -> Imported:
    """Import files into the package of `event`.

    Parameters
    ----------
    event
        The loaded package, with entries and controls; its ``passages`` without errors.
    files
        Dumps of ALGE devices, CSV files, workbooks.
    wishes
        What is asked beside.

    Returns
    -------
    Imported
        What was done; with an error among its findings nothing was written.

    Raises
    ------
    UsageError
        When a file is missing or lies in the package as a table, or a rule names what is not there.
    InputError
        When the package has no crews or controls, its passages have errors, or a file cannot be
        read or written.
    """
    wishes = wishes or Wishes()
    paths = [_given(path, event) for path in files]
    _refuse(event)
    course = KnownNames(event)
    mapping_path = wishes.mapping or event.folder / NAME
    known = read_mapping(mapping_path)
    given = ImportMapping(
        channels=tuple(rule for rule in wishes.rules if isinstance(rule, ChannelRule)),
        sheets=tuple(rule for rule in wishes.rules if isinstance(rule, SheetRule)),
    )
    mapping = given.before(known)
    _check_rules(mapping, course, mapping_path)
    collector = Collector(limit=LONGEST_LIST)
    reader = _FileReader(mapping, course, wishes, collector)
    read = [reading for path in paths for reading in reader.read(path)]
    dated = on_their_days(event, read, collector)
    for file in dict.fromkeys(one.file for one in read):
        if file not in {one.file for one in dated}:
            collector.add("import-nothing", "passages", file)
    refuse_net_times(event, dated, collector)
    within = wishes.double_s if wishes.double_s is not None else mapping.double_s
    readings = without_doubles(dated, within, collector)
    sources = {*(path.name for path in paths), *wishes.instead_of}
    merged = merge(readings, event, wishes.choice, collector, sources)
    if event.info.provenance.timing == "none" and readings:
        collector.add("import-timing-none", "event", "event.toml", column="provenance.timing")
    table = event.sources.get("passages", event.folder / "passages.csv")
    findings = collector.findings()
    refused = any(one.severity is Severity.ERROR for one in findings)
    changes = bool(merged.new or merged.replaced or merged.withdrawn)
    write = changes and not refused and not wishes.rehearsal
    rules = [reader.remembered(rule) for rule in wishes.rules]
    remembered = _news([*rules, *reader.learnt], known) if write else []
    if write:
        write_passages(table, merged.new.values(), merged.replaced, merged.withdrawn)
        _remember(mapping_path, remembered)
    gives = understood(event, reader.layouts, read, findings)
    return Imported(table, write, len(read), merged, findings, gives, remembered)


class _FileReader:
    """Reads files of any of the forms."""

    def __init__(
        self, mapping: ImportMapping, course: KnownNames, wishes: Wishes, collector: Collector
    ) -> None:
        self._mapping, self._course = mapping, course
        self._given, self._fixed, self._collector = wishes.rules, wishes.fixed, collector
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
            self._collector.add("import-nothing", "passages", path.name)
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
        listing = Listing(self._collector, path.name, table.sheet)
        self._tell_columns(table, plan, listing)
        self.layouts.append(FileLayout(listing.place, None, plan.shown()))
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
        for at in timed:
            shown = f"{plan.cells[at]}: {', '.join(values(grid, plan.row, at)[:SHOWN])}"
            listing.add("import-column-unread", plan.row, value=shown)
        if others := [plan.cells[at] for at in idle if at not in timed]:
            listing.add("import-column-idle", plan.row, value=", ".join(others))

    def _tell_unknown(self, path: Path, grid: cell_grid.CellGrid) -> None:
        listing = Listing(self._collector, path.name, grid.sheet)
        for row, text in grid.broken:
            listing.add("import-row-quoting", row, value=text or None)
        plan = nearest_plan(grid, self._course, self._fixed)
        if plan is None:
            missing = ", ".join(name for name in NEEDED if name != "point")
            listing.add("import-header-unknown", missing=missing, recognised="-")
            return
        known = {**plan.columns, **{":".join(key): at for key, at in plan.times.items()}}
        row, cells = (plan.row, plan.cells) if known else grid.rows[0]
        listing.add(
            "import-header-unknown",
            row,
            value=" | ".join(filter(None, cells)),
            missing=", ".join(plan.missing),
            recognised=", ".join(f"{name} = {plan.cells[at]}" for name, at in known.items()) or "-",
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
        if not plan.doubtful:
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
    for name in filter(None, (one.titles, one.sheet, path.stem)):
        whole = course.control_named(name)
        controls = {whole: ""} if whole else course.controls_in(name)
        if len(controls) == 1:
            ((control, point),) = controls.items()
            found.setdefault(control, {})[name] = point
    return found


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


def _given(path: Path, event: Event) -> Path:
    if not path.is_file():
        raise UsageError(f"There is no file {path}.")
    if path.resolve() in {source.resolve() for source in event.sources.values()}:
        raise UsageError(
            f"{path.name} is a table of the package itself; there is nothing to import."
        )
    return path


def _refuse(event: Event) -> None:
    errors = [
        one
        for one in event.findings
        if one.severity is Severity.ERROR
        and (one.table == "passages" or (one.file == WORKBOOK and one.table == "event"))
        and one.code not in _BESIDE
    ]
    if errors:
        message = f"The passages of {event.id} have errors; correct them before more are added."
        raise InputError(message, errors)
    for table in ("entries", "controls"):
        if not event.has(table):
            message = (
                f"{event.id} has no {table} yet: an import must know them. Fill them in first."
            )
            raise InputError(message, [one for one in event.findings if one.table == table])


def _check_rules(mapping: ImportMapping, course: KnownNames, path: Path) -> None:
    wanted = [(rule.control, rule.point) for rule in mapping.channels]
    names = [name.partition(":") for rule in mapping.sheets for name in rule.times]
    for control, point in [*wanted, *((control, point) for control, _, point in names)]:
        if control not in course.codes:
            raise UsageError(f"{path.name}: there is no control {control!r} in the package.")
        if not course.fits(control, point):
            expected = course.points.expected(control)
            message = f"{path.name}: {control} has no point {point!r}; it has {expected}."
            raise UsageError(message)


def _news(
    rules: Iterable[ChannelRule | SheetRule], known: ImportMapping
) -> list[ChannelRule | SheetRule]:
    """Return the rules that the mapping has not yet, each once."""
    found: list[ChannelRule | SheetRule] = [*known.channels, *known.sheets]
    before = len(found)
    for rule in rules:
        if rule not in found:
            found.append(rule)
    return found[before:]


def _remember(path: Path, rules: Sequence[ChannelRule | SheetRule]) -> None:
    if rules:
        known = path.read_text(encoding="utf-8-sig") if path.exists() else ""
        with written_aside(path) as aside:
            aside.write_text(mapping_text(known, rules), encoding="utf-8")
