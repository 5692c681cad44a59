"""The booklets of an event in place: folder, index and archive, moved there when all are whole.

``reports/<event>/crews/`` holds ``<language>/<number>-<slug>.pdf``, ``index.html`` and
``crews.json``; ``reports/<event>/crews.zip`` holds the same PDFs. Each booklet is a step of the
store: what is printed is kept there by its page, so that a run that is killed is gone on with by
the next, and what has not changed is not printed again.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reporting.engine import warm
from reporting.engine.inputs import State, hash_of, keyed
from reporting.engine.staging import locked, put_file_in_place, put_in_place, recover, staging
from reporting.engine.store import FOLDER as CACHE
from reporting.engine.store import Store
from reporting.engine.workers import Workers
from reporting.errors import StepFailedError, UsageError
from reporting.event import load_as_run
from reporting.event.package import locate, split_moment
from reporting.language import LANGUAGES
from reporting.publish.building import reports_index
from reporting.publish.companion import BOOKLETS as COMPANION
from reporting.publish.crews import booklets_index
from reporting.publish.crews.booklet_steps import PDF, BookletSteps, PrintedBooklet, Progress
from reporting.publish.crews.composing import NOT_STARTED, ComposedBooklet, Composer, composer
from reporting.publish.warm import BOOKLETS
from reporting.reads import watched
from reporting.story.crews.languages import language_of
from reporting.story.names import crew_full

if TYPE_CHECKING:
    from reporting.engine.dask.cluster import Cluster

FOLDER, LIST, ARCHIVE = COMPANION.folder, COMPANION.contents, COMPANION.archive

OWN = "crew"
"""In place of a language: the crew's own."""

_EPOCH = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class BookletsRequest:
    """What is asked for.

    Parameters
    ----------
    event
        Id or path, with a moment behind an ``@`` if it is not to be told as far as it has been run.
    languages
        ``crew`` for each crew's own, or languages in which every crew gets a booklet.
    numbers
        Crews; all where empty.
    out
        The folder of the reports.
    jobs
        Processes at once.
    force
        Whether booklets that have not changed are printed again, too.
    scheduler
        The address of a Dask scheduler whose workers print; this machine where None.
    """

    event: str
    languages: tuple[str, ...] = (OWN,)
    numbers: tuple[int, ...] = ()
    out: Path = Path("reports")
    jobs: int | None = None
    force: bool = False
    scheduler: str | None = None


def publish(request: BookletsRequest, progress: Progress | None = None) -> dict[str, Any]:
    """Make the booklets of an event and move them into place.

    Booklets of crews that are not asked for stay as they are, if they are still true.

    Returns
    -------
    dict
        The content of ``crews.json``, with ``printed`` (how many were printed now).

    Raises
    ------
    UsageError
        For a language or a crew that there is none of.
    InputError
        Where the event has errors, or no times.
    StepFailedError
        Where a booklet cannot be made; what stood before still stands.
    """
    unknown = [one for one in request.languages if one not in (*LANGUAGES, OWN)]
    if unknown or not request.languages:
        raise UsageError(
            f"There are no booklets in {', '.join(unknown) or 'no language'}: "
            f"--lang takes {', '.join(LANGUAGES)} or {OWN}."
        )
    if request.scheduler is None:
        warm.start(BOOKLETS)
    folder = locate(request.event)
    asked = split_moment(request.event)[1]
    state = State(folder, asked)
    with watched() as seen:
        event = load_as_run(request.event)
        booklets = composer(event)
        wanted = _wanted(booklets, request)
    home = request.out / event.id
    with locked(request.out):
        with staging(request.out) as aside:
            home.mkdir(exist_ok=True)
            recover(home)
            others = list(_still_true(booklets, home, wanted))
            composed = chain(others, (booklets.compose(*one) for one in wanted))
            store = Store(request.out / CACHE)
            again = frozenset(wanted if request.force else ())
            steps = BookletSteps(event.id, store, _workers(request), again)
            made = steps.made(composed, progress or _silent, len(others) + len(wanted))
            if State(folder, asked).everything() != state.everything():
                raise StepFailedError(
                    f"Files of {event.id} were changed while its booklets were being printed. "
                    "Start again."
                )
            listed = _set_up(booklets, made, store, aside)
            put_in_place(aside / FOLDER, home / FOLDER)
            put_file_in_place(aside / ARCHIVE, home / ARCHIVE)
            COMPANION.remember(home, state.reads(keyed(seen, folder)), store)
        reports_index.write(request.out, store)
    return {**listed, "printed": sum(one.now for one in made)}


def _wanted(booklets: Composer, request: BookletsRequest) -> list[tuple[int, str]]:
    """Return number and language of each booklet that is asked for."""
    rows = booklets.field.rows
    unknown = [str(number) for number in request.numbers if number not in rows]
    if unknown:
        raise UsageError(
            f"{booklets.field.info.id} has no crew {', '.join(unknown)}. "
            f"Its numbers are {min(rows)} to {max(rows)}."
        )
    found = []
    for number in dict.fromkeys(request.numbers or sorted(rows)):
        own = language_of(booklets.field.entries[number])
        chosen = dict.fromkeys(own if one == OWN else one for one in request.languages)
        found += [(number, one) for one in chosen if number not in booklets.not_started]
    return found


def _still_true(
    booklets: Composer, home: Path, wanted: Sequence[tuple[int, str]]
) -> Iterator[ComposedBooklet]:
    """Give the booklets of the last edition that nobody asked for and that would be the same."""
    for one in COMPANION.read(home).get("booklets", ()):
        number, language = one["number"], one["language"]
        if (number, language) in wanted or number not in booklets.field.rows:
            continue
        composed = booklets.compose(number, language)
        if composed.key == one["key"]:
            yield composed


def _workers(request: BookletsRequest) -> Workers | Cluster:
    if request.scheduler is None:
        return Workers(request.jobs)
    from reporting.engine.dask.cluster import Cluster

    return Cluster(request.scheduler)


def _silent(_done: int, _of: int) -> None:
    """Tell nobody."""


def _set_up(
    booklets: Composer,
    made: Sequence[PrintedBooklet],
    store: Store,
    aside: Path,
) -> dict[str, Any]:
    """Put the whole edition together beside the reports; return its list."""
    folder, field = aside / FOLDER, booklets.field
    for one in made:
        store.put(one.record, PDF, folder / one.composed.page.path)
    listed: dict[str, Any] = {
        "event": field.info.id,
        "timing": field.info.provenance.timing,
        "status": field.status,
        "rulebook": field.rulebook.id,
        "booklets": sorted(
            (_entry(one, folder) for one in made),
            key=lambda entry: (entry["number"], entry["language"]),
        ),
        "without": [
            {"number": number, "crew": crew_full(field.rows[number]), "status": NOT_STARTED}
            for number in booklets.not_started
        ],
    }
    page = booklets_index.render(field, listed)
    (folder / booklets_index.NAME).write_text(page, encoding="utf-8")
    _archive(folder, [entry["path"] for entry in listed["booklets"]], aside / ARCHIVE)
    listed["files"] = {
        f"{FOLDER}/{booklets_index.NAME}": hash_of(folder / booklets_index.NAME),
        ARCHIVE: hash_of(aside / ARCHIVE),
    }
    (folder / LIST).write_text(json.dumps(listed, ensure_ascii=False, indent=1), encoding="utf-8")
    return listed


def _entry(one: PrintedBooklet, folder: Path) -> dict[str, Any]:
    booklet, page = one.composed.booklet, one.composed.page
    return {
        "number": booklet.number,
        "crew": crew_full(booklet.field.rows[booklet.number]),
        "language": page.language,
        "position": booklet.position,
        "status": booklet.status or None,
        "title": page.title,
        "path": page.path,
        "key": one.composed.key,
        "bytes": (folder / page.path).stat().st_size,
        "sha256": one.record.files[PDF],
    }


def _archive(folder: Path, paths: Sequence[str], target: Path) -> None:
    """Write the ZIP: same files, same bytes, whenever and wherever it is made."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for path in sorted(paths):
            info = zipfile.ZipInfo(path, _EPOCH)
            info.external_attr = 0o644 << 16
            info.create_system = 3
            archive.writestr(info, (folder / path).read_bytes())
