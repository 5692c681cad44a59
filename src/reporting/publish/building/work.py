"""What the worker processes of a build do: survey an event, make one report, write the data files.

Tasks and answers are plain values. A worker keeps one browser for all its reports, ends with the
build however that ends, and answers an error of the suite instead of raising it.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import threading
import time
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from multiprocessing.queues import SimpleQueue
from multiprocessing.util import Finalize
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from reporting.errors import InputError, ReportingError
from reporting.publish.running import failure

if TYPE_CHECKING:
    from reporting.publish.pages.figures import Drawer

_PR_SET_PDEATHSIG = 1
_PATIENCE_S = 3

Answer = TypeVar("Answer")

_steps: SimpleQueue[str] | None = None
_drawer: Drawer | None = None


@dataclass(frozen=True)
class Survey:
    """What the build has to know of an event before it makes anything.

    Parameters
    ----------
    event, name, start, dates, timing, inputs, fingerprint
        As in :class:`reporting.publish.building.manifest.Manifest`.
    kinds
        The kinds of report to build.
    """

    event: str
    name: Mapping[str, str]
    start: str
    dates: Mapping[str, str]
    timing: str
    kinds: tuple[str, ...]
    inputs: list[dict[str, Any]]
    fingerprint: str


@dataclass(frozen=True)
class Made:
    """What one task leaves: its durations [s] by step, and the report's title."""

    durations_s: Mapping[str, float] = field(default_factory=dict)
    title: str = ""


@dataclass(frozen=True)
class Failed:
    """An error of the suite, told by a worker."""

    told: Mapping[str, Any]

    @property
    def error(self) -> ReportingError:
        """The error, to be raised in the build."""
        return failure.from_json(self.told)


def begin(steps: SimpleQueue[str]) -> None:
    """Prepare a worker: where to tell its steps, how to end."""
    global _steps  # noqa: PLW0603 - a worker is a process with one task at a time
    _steps = steps
    if not sys.warnoptions:
        warnings.simplefilter("ignore")  # a library's word to programmers is not for our users
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _end)
    _end_with_parent()
    from reporting.publish.running.kernel import skip_iri_grammar

    skip_iri_grammar()


def survey(where: str, names: tuple[str, ...]) -> Survey | Failed:
    """Check the event at `where` (an id or a path) and say what is to be built of it."""
    return _told(lambda: _survey(where, names))


def make(where: str, kind: str, language: str, folder: Path) -> Made | Failed:
    """Make one report in one language under `folder`: notebook, HTML and PDF."""
    return _told(lambda: _make(where, kind, language, folder))


def write_data(where: str, folder: Path) -> Made | Failed:
    """Write the event's data files under `folder`."""
    return _told(lambda: _write_data(where, folder))


def _told(task: Callable[[], Answer]) -> Answer | Failed:
    try:
        return task()
    except ReportingError as error:
        return Failed(failure.as_json(error))


def _survey(where: str, names: tuple[str, ...]) -> Survey:
    from reporting.event import has_errors, load
    from reporting.publish.building import kinds, manifest
    from reporting.publish.building.checking import check
    from reporting.story.voice import LANGUAGES, Voice

    event = load(where)
    findings = check(event)
    if has_errors(findings):
        raise InputError(f"{event.id} has errors.", findings)
    info = event.info
    entries = manifest.inputs(event, kinds.wanted(event, ()))
    _tell("survey")
    return Survey(
        event=event.id,
        name={language: info.name.in_language(language) for language in LANGUAGES},
        start=info.start.isoformat(),
        dates={language: Voice(language).days(info.start, info.end) for language in LANGUAGES},
        timing=info.provenance.timing,
        kinds=tuple(kind.name for kind in kinds.wanted(event, names)),
        inputs=entries,
        fingerprint=manifest.fingerprint(entries),
    )


def _make(where: str, kind: str, language: str, folder: Path) -> Made:
    import nbformat

    from reporting.publish.building.kinds import KINDS
    from reporting.publish.pages import document
    from reporting.publish.pages import page as pages
    from reporting.publish.pages.printing import pdf
    from reporting.publish.running.runner import execute

    watch = _Watch()
    executed = folder / "notebooks" / f"{kind}.{language}.ipynb"
    given = {"event": where, "language": language, **KINDS[kind].parameters}
    execute(KINDS[kind].notebook, given, executed)
    watch.lap("notebook")
    report = document.read(nbformat.read(executed, as_version=4))
    target = folder / language / f"{kind}.html"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(pages.screen_page(report), encoding="utf-8")
    watch.lap("html")
    pdf(report, target.with_suffix(".pdf"), drawer())
    watch.lap("pdf")
    return Made(watch.laps, report.words.get("report_title") or report.words["title"])


def _write_data(where: str, folder: Path) -> Made:
    from reporting.event import load
    from reporting.publish.data.files import write

    watch = _Watch()
    write(load(where), folder)
    watch.lap("data")
    return Made(watch.laps)


def drawer() -> Drawer:
    """Return this process's one browser for charts, closed when the process ends."""
    global _drawer  # noqa: PLW0603 - one for the process, started when first needed
    if _drawer is None:
        from reporting.publish.pages.figures import Drawer

        _drawer = Drawer()
        Finalize(None, _drawer.close, exitpriority=10)
    return _drawer


class _Watch:
    """Takes the time of one step after another and tells each to the build."""

    def __init__(self) -> None:
        self.laps: dict[str, float] = {}
        self._since = time.perf_counter()

    def lap(self, step: str) -> None:
        now = time.perf_counter()
        self.laps[step] = round(now - self._since, 3)
        self._since = now
        _tell(step)


def _end(*_: object) -> None:
    """End what is being made, tidily within a few seconds, then the process itself."""

    def leave() -> None:
        if _drawer is not None:
            _drawer.close()
        os._exit(1)

    threading.Timer(_PATIENCE_S, leave).start()
    raise SystemExit(1)


def _tell(step: str) -> None:
    if _steps is not None:
        _steps.put(step)


def _end_with_parent() -> None:
    """Have the kernel end this worker when the build is killed (Linux; elsewhere it lingers)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() == 1:
            os._exit(1)
