"""Where an event package is, and which files hold which tables."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from reporting.errors import UsageError, described
from reporting.event.collect import Collector
from reporting.event.model import Event
from reporting.event.schema import normal, package_tables, table_for
from reporting.paths import events_folder, within

if TYPE_CHECKING:
    from reporting.event.workbook import Workbook

INFO = "event.toml"
WORKBOOK = "event.xlsx"
ID_PATTERN = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")

SILENT_SHEETS = frozenset(
    {
        *("leggimi", "readme", "istruzioni", "liste", "lists", "codici", "codes"),
        *("segnalazioni", "findings"),
    }
)
"""Sheets of a workbook that explain or hold lists; they are passed over without a word."""

_OTHER_WORKBOOKS = {".ods", ".xls", ".xlsm", ".xlsb", ".numbers"}
_OUTLINES = {"protected_areas.geojson"}
_NO_DATA = frozenset({".md", ".txt", ".pdf", ".toml", ".json", ".py"})


@dataclass(frozen=True)
class Source:
    """Where a table stands: a CSV file, or a sheet of the workbook."""

    path: Path
    sheet: str = ""
    book: Workbook | None = None


def bundled() -> tuple[str, ...]:
    """Return the ids of the bundled events, sorted."""
    folder = events_folder()
    if not folder.is_dir():
        return ()
    return tuple(sorted(path.parent.name for path in folder.glob(f"*/{INFO}")))


def locate(where: str | Path) -> Path:
    """Return the folder of an event package.

    Parameters
    ----------
    where
        The id of a bundled event, or the path of a package's folder (or of its ``event.toml``);
        a moment behind it does not matter here.

    Returns
    -------
    Path
        The folder; whether its files are sound is for :func:`~reporting.event.load` to tell.

    Raises
    ------
    UsageError
        When there is no such event or folder, or what is given is neither a text nor a path; it
        names the ids that there are.
    """
    given: object = where
    if not isinstance(given, str | Path):
        known = ", ".join(bundled())
        raise UsageError(
            f"An event is its id ({known}) or the path of its folder, not {described(given)}."
        )
    place, _ = split_moment(where)
    try:
        folder = _bundled_folder(place) or _folder(place)
    except (OSError, ValueError, RuntimeError):
        # A name that no file system takes (too long, with a null character), or a ring of links.
        folder = None
    if folder:
        return folder
    known = ", ".join(bundled()) or "none"
    message = (
        f"There is no event {str(where)!r}. Known events: {known}; or give a package's folder."
    )
    raise UsageError(message)


def refuse_unloaded(event: object, verb: str) -> None:
    """Refuse an id, a path or whatever else stands where a loaded event is meant.

    Parameters
    ----------
    event
        What was given.
    verb
        The function that it was given to.

    Raises
    ------
    UsageError
        Saying how an event is loaded; it names the ids that there are.
    """
    if not isinstance(event, Event):
        raise UsageError(
            f"{verb} takes a loaded event, as reporting.event.load gives it ({', '.join(bundled())}"
            f" or the path of a folder), not {described(event)}."
        )


def split_moment(where: str | Path) -> tuple[str | Path, str]:
    """Return an event's id or path, and the moment that is asked for behind an ``@``.

    Examples
    --------
    >>> split_moment("demo-rally@leg=1")
    ('demo-rally', 'leg=1')
    >>> split_moment("demo-rally")
    ('demo-rally', '')
    """
    place, _, asked = str(where).rpartition("@")
    # A folder may have the sign in its name.
    if not place or not asked or "/" in asked or _is_there(where):
        return where, ""
    return place, asked


def _is_there(where: str | Path) -> bool:
    try:
        return Path(where).exists()
    except (OSError, ValueError):
        return False


def _bundled_folder(where: str | Path) -> Path | None:
    """Return the folder of a bundled event, never one that a link leads to from there."""
    if not isinstance(where, str) or not ID_PATTERN.fullmatch(where):
        return None
    events = events_folder().resolve()
    folder = (events / where).resolve()
    return folder if folder.is_dir() and folder.parent == events else None


def _folder(where: str | Path) -> Path | None:
    path = Path(where)
    if path.name == INFO and path.is_file():
        path = path.parent
    return path.resolve() if str(where) and path.is_dir() else None


def find_sources(folder: Path, collector: Collector) -> tuple[dict[str, Source], frozenset[str]]:
    """Find the file or sheet of each table.

    Parameters
    ----------
    folder
        The package's folder.
    collector
        Takes a finding for a table that stands twice, a file that lies outside the folder, and
        files and sheets that no table has the name of.

    Returns
    -------
    tuple
        Table -> its source; and the tables that are not read although they may be there: those
        with several sources, those that lie outside, and all others where the workbook cannot be
        opened.
    """
    found: dict[str, list[Source]] = {}
    hidden: set[str] = set()
    for path in sorted(folder.iterdir()):
        if path.name.startswith((".", "~$")) or path.is_dir():
            continue
        if not path.is_symlink() and not path.exists():
            continue  # an office program's own, gone meanwhile
        if unreadable := fault_of(path, folder):
            name = table_for(path.stem) or "event"
            collector.add(unreadable, name, path.name)
            hidden |= {name}
        elif path.suffix.lower() == ".csv":
            _file(path, found, collector)
        elif path.name.lower() == WORKBOOK:
            opened = _sheets(path, found, collector)
            hidden |= set() if opened else set(package_tables())
        elif path.suffix.lower() in _OTHER_WORKBOOKS and _named(path):
            collector.add("workbook-not-read", "event", path.name)
        elif path.suffix.lower() not in _NO_DATA and path.name not in _OUTLINES:
            collector.add("file-unknown", "event", path.name)
    twice = {name: sources for name, sources in found.items() if len(sources) > 1}
    for name, sources in twice.items():
        _refuse(name, sources, collector)
    single = {name: sources[0] for name, sources in found.items() if name not in twice}
    return single, frozenset(hidden - set(single) | set(twice))


def fault_of(path: Path, folder: Path) -> str | None:
    """Return the finding's code for what is a link out of a package, or no file; None for a file.

    What a broken link was to lead to is outside, too: nobody put it here.
    """
    if not within(path, folder) or not path.exists():
        return "file-outside"
    return None if path.is_file() else "file-no-file"


def _named(path: Path) -> bool:
    """Tell whether a file is called like the workbook, or like a table."""
    return path.stem.lower() == Path(WORKBOOK).stem or table_for(path.stem) is not None


def _file(path: Path, found: dict[str, list[Source]], collector: Collector) -> None:
    name = table_for(path.stem)
    if name:
        found.setdefault(name, []).append(Source(path))
    else:
        collector.add("file-unknown", "event", path.name)


def _sheets(path: Path, found: dict[str, list[Source]], collector: Collector) -> bool:
    """Add the workbook's sheets; return whether it could be opened."""
    from reporting.event.workbook import open_workbook

    book = open_workbook(path, collector)
    for sheet in book.sheets if book else ():
        name = table_for(sheet)
        if name:
            found.setdefault(name, []).append(Source(path, sheet, book))
        elif normal(sheet) not in SILENT_SHEETS:
            collector.add("sheet-unknown", "event", path.name, value=sheet)
    return book is not None


def _refuse(name: str, sources: list[Source], collector: Collector) -> None:
    places = [
        f"{source.path.name} [{source.sheet}]" if source.sheet else source.path.name
        for source in sources
    ]
    collector.add("table-twice", name, sources[0].path.name, places=" + ".join(places))
