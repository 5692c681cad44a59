"""The booklets of an event in place: folder, index and archive, moved there when all are whole.

``reports/<event>/crews/`` holds ``<language>/<number>-<slug>.pdf``, ``index.html`` and
``crews.json``; ``reports/<event>/crews.zip`` holds the same PDFs. What is printed is kept in
``reports/.crews-<event>/`` by its key until the whole edition stands, so that a run that is killed
is gone on with by the next; booklets whose key has not changed are taken from the last edition.
"""

from __future__ import annotations

import json
import os
import shutil
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from reporting.engine.staging import locked, put_file_in_place, put_in_place, recover, staging
from reporting.errors import UsageError
from reporting.language import LANGUAGES
from reporting.publish.crews import booklets_index, foreman
from reporting.publish.crews.batch import BookletEdition, BookletTask, PrintedBooklet, open_shop
from reporting.story.crews.languages import language_of
from reporting.story.crews.telling import Booklet, slug
from reporting.story.voice import Voice

FOLDER = "crews"
ARCHIVE = "crews.zip"
LIST = "crews.json"
PENDING = ".crews-"
OWN = "crew"
"""In place of a language: the crew's own."""

NOT_STARTED = "DNS"
_EPOCH = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class BookletsRequest:
    """What is asked for.

    Parameters
    ----------
    event
        Id or path.
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


def publish(wish: BookletsRequest, progress: foreman.Progress | None = None) -> dict[str, Any]:
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
    unknown = [one for one in wish.languages if one not in (*LANGUAGES, OWN)]
    if unknown or not wish.languages:
        raise UsageError(
            f"There are no booklets in {', '.join(unknown) or 'no language'}: "
            f"--lang takes {', '.join(LANGUAGES)} or {OWN}."
        )
    shop = open_shop(wish.event)
    wanted = _wanted(shop, wish)
    with locked(wish.out):
        return _made(shop, wish, wanted, progress)


def _wanted(shop: BookletEdition, wish: BookletsRequest) -> tuple[tuple[int, str], ...]:
    """Return number and language of each booklet that is asked for."""
    unknown = [str(number) for number in wish.numbers if number not in shop.field.rows]
    if unknown:
        raise UsageError(
            f"{shop.field.info.id} has no crew {', '.join(unknown)}. "
            f"Its numbers are {_span(shop.field.rows)}."
        )
    numbers = wish.numbers or tuple(sorted(shop.field.rows))
    found = []
    for number in dict.fromkeys(numbers):
        if _status(shop, number) == NOT_STARTED:
            continue
        own = language_of(shop.field.entries[number])
        chosen = dict.fromkeys(own if one == OWN else one for one in wish.languages)
        found += [(number, language) for language in chosen]
    return tuple(found)


def _span(numbers: Iterable[int]) -> str:
    ordered = sorted(numbers)
    return f"{ordered[0]} to {ordered[-1]}"


def _status(shop: BookletEdition, number: int) -> str:
    return Booklet(shop.field, number, Voice("en")).status


def _made(
    shop: BookletEdition,
    wish: BookletsRequest,
    wanted: tuple[tuple[int, str], ...],
    progress: foreman.Progress | None,
) -> dict[str, Any]:
    event = shop.field.info.id
    home, pending = wish.out / event, wish.out / f"{PENDING}{event}"
    home.mkdir(exist_ok=True)
    pending.mkdir(exist_ok=True)
    recover(home)
    here = _standing(home)
    if not wish.force:
        here |= {path.stem: path for path in pending.glob("*.pdf")}
    task = BookletTask(
        wish.event, shop.inputs, wanted, frozenset() if wish.force else frozenset(here)
    )
    jobs = wish.jobs or os.cpu_count() or 1
    order = foreman.PrintOrder(task, shop, pending, jobs)
    made = _printed(order, wish.scheduler, progress) if wanted else []
    here |= {path.stem: path for path in pending.glob("*.pdf")}
    with staging(wish.out) as aside:
        listed = _set_up(shop, wish, [(one, here[one.key]) for one in made], home, aside)
        put_in_place(aside / FOLDER, home / FOLDER)
        put_file_in_place(aside / ARCHIVE, home / ARCHIVE)
    shutil.rmtree(pending, ignore_errors=True)
    return {**listed, "printed": sum(1 for one in made if one.sha256)}


def _printed(
    order: foreman.PrintOrder, scheduler: str | None, progress: foreman.Progress | None
) -> list[PrintedBooklet]:
    if scheduler is None:
        return foreman.printed(order, progress)
    from reporting.engine.dask.cluster import Cluster
    from reporting.publish.crews.on_cluster import printed

    with Cluster(scheduler) as cluster:
        return printed(order, cluster, progress)


def _standing(home: Path) -> dict[str, Path]:
    """Return key -> file of each booklet of the last edition that is what its list says."""
    return {
        one["key"]: home / FOLDER / one["path"]
        for one in read(home).get("booklets", ())
        if _hash(home / FOLDER / one["path"]) == one["sha256"]
    }


def read(home: Path) -> dict[str, Any]:
    """Return the list of the booklets in an event's folder of reports; empty where none is."""
    try:
        listed = json.loads((home / FOLDER / LIST).read_bytes())
    except (OSError, ValueError):
        return {}
    return listed if isinstance(listed, dict) else {}


def _hash(path: Path) -> str:
    try:
        return sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


def _set_up(
    shop: BookletEdition,
    wish: BookletsRequest,
    made: Sequence[tuple[PrintedBooklet, Path]],
    home: Path,
    aside: Path,
) -> dict[str, Any]:
    """Put the whole edition together beside the reports; return its list."""
    folder = aside / FOLDER
    folder.mkdir()
    booklets = [_placed(shop, one, source, folder) for one, source in made]
    booklets += _others(shop, wish, home, folder, {one["path"] for one in booklets})
    booklets.sort(key=lambda one: (one["number"], one["language"]))
    listed: dict[str, Any] = {
        "event": shop.field.info.id,
        "timing": shop.field.info.provenance.timing,
        "status": shop.field.status,
        "inputs": shop.inputs,
        "rulebook": shop.field.rulebook.id,
        "booklets": booklets,
        "without": [
            {
                "number": number,
                "crew": booklets_index.crew(shop.field, number),
                "status": NOT_STARTED,
            }
            for number in sorted(shop.field.rows)
            if _status(shop, number) == NOT_STARTED
        ],
    }
    page = booklets_index.render(shop.field, listed)
    (folder / booklets_index.NAME).write_text(page, encoding="utf-8")
    _archive(folder, [one["path"] for one in booklets], aside / ARCHIVE)
    files = {
        f"{FOLDER}/{booklets_index.NAME}": _hash(folder / booklets_index.NAME),
        ARCHIVE: _hash(aside / ARCHIVE),
    }
    listed["files"] = files
    (folder / LIST).write_text(json.dumps(listed, ensure_ascii=False, indent=1), encoding="utf-8")
    return listed


def _placed(
    shop: BookletEdition, one: PrintedBooklet, source: Path, folder: Path
) -> dict[str, Any]:
    row = shop.field.rows[one.number]
    path = f"{one.language}/{one.number}-{slug(row)}.pdf"
    _copy(source, folder / path)
    booklet = Booklet(shop.field, one.number, Voice(one.language))
    return {
        "number": one.number,
        "crew": booklets_index.crew(shop.field, one.number),
        "language": one.language,
        "position": booklet.position,
        "status": booklet.status or None,
        "title": one.title,
        "path": path,
        "key": one.key,
        "bytes": (folder / path).stat().st_size,
        "sha256": _hash(folder / path),
    }


def _others(
    shop: BookletEdition, wish: BookletsRequest, home: Path, folder: Path, there: set[str]
) -> list[dict[str, Any]]:
    """Return the booklets of the last edition that nobody asked for and that are still true."""
    last = read(home)
    if not wish.numbers or last.get("inputs") != shop.inputs:
        return []
    kept = [one for one in last["booklets"] if one["path"] not in there]
    kept = [one for one in kept if _hash(home / FOLDER / one["path"]) == one["sha256"]]
    for one in kept:
        _copy(home / FOLDER / one["path"], folder / one["path"])
    return kept


def _copy(source: Path, target: Path) -> None:
    """Give a file a second name, or copy it where the disk knows no links."""
    target.parent.mkdir(exist_ok=True)
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


def _archive(folder: Path, paths: Sequence[str], target: Path) -> None:
    """Write the ZIP: same files, same bytes, whenever and wherever it is made."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for path in sorted(paths):
            info = zipfile.ZipInfo(path, _EPOCH)
            info.external_attr = 0o644 << 16
            info.create_system = 3
            archive.writestr(info, (folder / path).read_bytes())
