"""Importing: files of timekeepers into the ``passages`` of a package."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from reporting.aside import written_aside
from reporting.errors import InputError, UsageError
from reporting.event.collect import Collector
from reporting.event.findings import Finding, Severity
from reporting.event.importing.file_reader import FileReader
from reporting.event.importing.impulses import (
    on_their_days,
    without_doubles,
    without_early_times,
)
from reporting.event.importing.known_names import KnownNames
from reporting.event.importing.mapping import (
    NAME,
    ChannelRule,
    ImportMapping,
    SheetRule,
    mapping_text,
    read_mapping,
)
from reporting.event.importing.merge import Choice, Merge, merge, standing_passages
from reporting.event.importing.readings import NOTHING_OF
from reporting.event.importing.understanding import FileUnderstanding, understood
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
    reader = FileReader(mapping, course, wishes.rules, wishes.fixed, collector)
    read = [reading for path in paths for reading in reader.read(path)]
    dated = without_early_times(event, on_their_days(event, read, collector), collector)
    left = {one.file for one in dated}
    for file in dict.fromkeys(one.file for one in read if one.file not in left):
        collector.add("import-nothing", "passages", file, what=NOTHING_OF["passages"])
    within = wishes.double_s if wishes.double_s is not None else mapping.double_s
    readings = without_doubles(dated, within, collector)
    sources = {*(path.name for path in paths), *wishes.instead_of}
    table = event.sources.get("passages", event.folder / "passages.csv")
    standing = standing_passages(event)
    merged = merge(readings, standing, table.name, wishes.choice, collector, sources=sources)
    if event.info.provenance.timing == "none" and readings:
        collector.add("import-timing-none", "event", "event.toml", column="provenance.timing")
    findings = collector.findings()
    refused = any(one.severity is Severity.ERROR for one in findings)
    changes = bool(merged.new or merged.replaced or merged.withdrawn)
    write = changes and not refused and not wishes.rehearsal
    rules = [reader.remembered(rule) for rule in wishes.rules]
    remembered = _news([*rules, *reader.learnt], known) if write else []
    if write:
        write_passages(table, merged.new.values(), merged.replaced, merged.withdrawn)
        _remember(mapping_path, remembered)
    gives = understood(standing, reader.layouts, read, findings)
    return Imported(table, write, len(read), merged, findings, gives, remembered)


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
            by_import = " (an entry list: --as entries)" if table == "entries" else ""
            message = (
                f"{event.id} has no {table} yet: an import must know them. "
                f"Fill them in first{by_import}."
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
