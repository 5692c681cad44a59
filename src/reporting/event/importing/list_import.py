"""Entry lists and start lists as organisers send them, into ``entries`` and ``starts``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from reporting.errors import InputError
from reporting.event.collect import Collector
from reporting.event.findings import Severity
from reporting.event.importing.list_rows import ListKind, ListReader, ListRow
from reporting.event.importing.writing import RowChanges, write_rows
from reporting.event.schema import package_tables
from reporting.frames import present

if TYPE_CHECKING:
    from pathlib import Path

    from reporting.event.findings import Finding
    from reporting.event.importing.merge import Choice
    from reporting.event.model import Event

_Key = tuple[int, ...]


@dataclass(frozen=True)
class ListImported:
    """What an import of a list did.

    Parameters
    ----------
    table
        The file that holds the table.
    written
        Whether it was changed.
    columns
        File, or sheet of it -> what its columns are.
    counts
        How many rows were read, and how many are new, changed, kept, known.
    findings
        Every row that was not taken, every cell that is another.
    """

    table: Path
    written: bool
    columns: Mapping[str, Sequence[str]]
    counts: Mapping[str, int]
    findings: Sequence[Finding]

    @property
    def refused(self) -> bool:
        """Whether nothing was written for an error."""
        return any(one.severity is Severity.ERROR for one in self.findings)

    @property
    def changes(self) -> bool:
        """Whether there is anything to be written, and no error against it."""
        return bool(self.counts["new"] or self.counts["changed"]) and not self.refused


@dataclass(frozen=True)
class ListWishes:
    """What is asked of the import of a list: its leg (starts), what another value does."""

    leg: int | None = None
    choice: Choice = "refuse"
    rehearsal: bool = False


def import_list(
    event: Event, paths: Iterable[Path], kind: ListKind, wishes: ListWishes
) -> ListImported:
    """Import entry lists or start lists.

    Parameters
    ----------
    event
        The loaded package; its tables may be empty.
    paths
        CSV files and workbooks.
    kind
        Which table they are for.
    wishes
        What is asked beside.

    Returns
    -------
    ListImported
        What was done; with an error among its findings nothing was written. A crew that stands
        and is not in the list is told, never removed.

    Raises
    ------
    InputError
        When the table that stands has errors, or a file cannot be read or written.
    """
    errors = [one for one in event.findings if one.table == kind and one.severity is Severity.ERROR]
    if errors and event.has(kind):
        message = f"The {kind} of {event.id} have errors; correct them before more are added."
        raise InputError(message, errors)
    collector = Collector()
    reader = ListReader(event, kind, wishes.leg, collector)
    rows = [row for path in paths for row in reader.read(path)]
    beside = _Beside(event, kind, wishes.choice)
    for row in rows:
        beside.lay(row)
    beside.tell_absent(collector)
    done = ListImported(
        event.sources.get(kind, event.folder / f"{kind}.csv"),
        False,
        reader.columns,
        {"read": len(rows), **beside.counts},
        collector.findings(),
    )
    if not done.changes or wishes.rehearsal:
        return done
    changes = RowChanges(list(beside.new.values()), beside.changed)
    write_rows(done.table, package_tables()[kind], changes)
    return ListImported(done.table, True, done.columns, done.counts, done.findings)


class _Beside:
    """The rows of a list beside those that stand."""

    def __init__(self, event: Event, kind: ListKind, choice: Choice) -> None:
        self._kind, self._choice = kind, choice
        self._keys = package_tables()[kind].key
        self._place = event.sources[kind].name if kind in event.sources else f"{kind}.csv"
        self._standing = dict(self._rows_of(event))
        self._seen: dict[_Key, ListRow] = {}
        self.counts: Counter[str] = Counter(new=0, changed=0, kept=0, known=0)
        self.new: dict[_Key, dict[str, str]] = {}
        self.changed: dict[int, dict[str, str]] = {}

    def _rows_of(self, event: Event) -> Iterable[tuple[_Key, tuple[int, dict[str, Any]]]]:
        frame = event[self._kind].dropna(subset=list(self._keys))
        if self._kind == "starts":
            frame = frame.assign(time=frame["time"].dt.strftime("%H:%M:%S"))
        for line, row in zip(frame.index, frame.to_dict("records"), strict=True):
            cells = {str(name): value for name, value in row.items()}
            yield tuple(int(row[name]) for name in self._keys), (int(line), cells)

    def lay(self, row: ListRow) -> None:
        """Take a row in; one whose key could not be read was told already."""
        if not all(present(row.typed.get(name)) for name in self._keys):
            return
        key = tuple(int(row.typed[name]) for name in self._keys)
        if key in self._seen:
            first = self._seen[key]
            where = f"{first.listing.place}:{first.line}"
            row.listing.add(
                "import-list-twice", row.line, column="number", value=str(key[0]), where=where
            )
            return
        self._seen[key] = row
        if key not in self._standing:
            self.counts["new"] += 1
            self.new[key] = row.cells
            return
        line, there = self._standing[key]
        others = [name for name in row.typed if _shown(row.typed[name]) != _shown(there.get(name))]
        outcome = "known" if not others else "kept" if self._choice == "keep" else "changed"
        self.counts[outcome] += 1
        for name in others:
            self._tell(row, name, key[0], there.get(name))
        if others and self._choice == "replace":
            self.changed[line] = {name: row.cells[name] for name in others}

    def _tell(self, row: ListRow, column: str, number: int, there: Any) -> None:
        codes = {"refuse": "import-list-other", "keep": "import-list-kept"}
        row.listing.add(
            codes.get(self._choice, "import-list-changed"),
            row.line,
            column=column,
            value=row.cells[column] or None,
            number=number,
            other=_shown(there) or "-",
        )

    def tell_absent(self, collector: Collector) -> None:
        """Tell whom the list does not have; of starts only those of its own legs."""
        legs = {key[1:] for key in self._seen}
        gone = [key for key in self._standing if key not in self._seen and key[1:] in legs]
        if gone:
            shown = ", ".join(str(key[0]) for key in gone)
            collector.add("import-list-absent", self._kind, self._place, value=shown)


def _shown(value: Any) -> str:
    """Return a cell as it is compared; blank and no are the same."""
    return str(value) if present(value) and value is not False and str(value) != "False" else ""
