"""The line on which one event's reports are made: step after step, each only if it has to be.

``validate`` and ``score``, ``trail``, ``measure``, ``account`` are done once for the event; each
report then goes ``execute -> figures -> html, pdf``. What the store still holds is taken from
there.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reporting.engine import code
from reporting.engine.store import Record
from reporting.publish.building import tasks
from reporting.publish.building.kinds import KINDS

if TYPE_CHECKING:
    from reporting.engine.dask.cluster import Cluster
    from reporting.engine.inputs import State
    from reporting.engine.store import Store
    from reporting.engine.workers import Workers
    from reporting.publish.building.tasks import Answer, Survey
    from reporting.publish.pages.document import Figure
    from reporting.publish.pages.figures import Drawer

COMPUTED = ("score", "trail", "measure", "account")
_NEEDS = {"score": "holds:passages", "trail": "holds:passages", "account": "holds:activities"}

Tell = Callable[[str, str, str], None]
"""Is told the report (``it/race``), the step, and ``runs``, ``done`` or ``kept``."""


@dataclass(frozen=True)
class Tools:
    """What all lines of a build share."""

    store: Store
    workers: Workers | Cluster
    drawer: Drawer
    force: bool
    tell: Tell


@dataclass(frozen=True, eq=False)
class BuildStep:
    """One step of a line.

    Parameters
    ----------
    name
        Such as ``execute``.
    report
        ``it/race``; empty for what all reports of the event share.
    parts
        What it is made up of beside our code and the libraries -> hash.
    part
        The figure's name, where the step is one of several.
    """

    name: str
    report: str = ""
    parts: Mapping[str, str] = field(default_factory=dict)
    part: str = ""

    def __str__(self) -> str:
        """Return the step as the manifest and ``--explain`` name it."""
        return " ".join(one for one in (self.report, self.name, self.part) if one)


@dataclass
class StepLog:
    """What was done on a line: step -> why it was done ("" if kept), and its seconds."""

    why: dict[str, str] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)


class EventBuild:
    """Makes the reports of one event.

    Parameters
    ----------
    where
        The event's id, or its package's path.
    survey, state
        What is known of it.
    tools
        Shared with other lines.
    threads
        Where what runs beside the caller is waited for.
    """

    def __init__(
        self, where: str, survey: Survey, state: State, tools: Tools, threads: ThreadPoolExecutor
    ) -> None:
        self.where, self.survey, self.state, self.tools = where, survey, state, tools
        self.log, self._threads = StepLog(), threads
        self._guard = threading.Lock()
        self._validated: Future[Record] = threads.submit(self._validate)
        self._computed: Future[dict[str, Record]] = threads.submit(self._compute)

    def validated(self) -> None:
        """Wait until the event was found to be without errors.

        Raises
        ------
        InputError
            With its findings, where it is not.
        """
        self._validated.result()

    def report(self, language: str, kind: str, folder: Path) -> str:
        """Make one report under `folder`: notebook, HTML and PDF. Return its title."""
        name = f"{language}/{kind}"
        run, store = self.tools.workers.run, self.tools.store
        results = self._results(KINDS[kind].uses)
        parts = {
            "the notebook": self.state.now(f"file:notebooks/{KINDS[kind].notebook.name}") or "",
            "parameters": _hash([self.where, KINDS[kind].parameters]),
        }
        executed = self._do(
            BuildStep("execute", name, parts),
            lambda: run(tasks.execute, self.where, kind, language, results),
        )
        shown = store.content(executed, "document")
        parts = {"what the notebook shows": executed.files["document"]}
        page = self._threads.submit(
            self._do, BuildStep("html", name, parts), lambda: run(tasks.html, shown)
        )
        drawings = self._drawings(name, shown)
        printed = self._do(
            BuildStep("pdf", name, {**parts, "browser": _browser()}),
            lambda: run(tasks.pdf, shown, drawings),
        )
        store.put(executed, "notebook", folder / "notebooks" / f"{kind}.{language}.ipynb")
        store.put(page.result(), "html", folder / language / f"{kind}.html")
        store.put(printed, "pdf", folder / language / f"{kind}.pdf")
        return str(executed.told["title"])

    def data(self, folder: Path) -> None:
        """Write the event's data files under `folder`."""
        run, results = self.tools.workers.run, self._results(COMPUTED)
        record = self._do(BuildStep("data"), lambda: run(tasks.data, self.where, results))
        for name in record.files:
            self.tools.store.put(record, name, folder / name)

    def _validate(self) -> Record:
        return self._do(
            BuildStep("validate"), lambda: self.tools.workers.run(tasks.validate, self.where)
        )

    def _compute(self) -> dict[str, Record]:
        """Do what is not kept of the steps that reports share, in one child."""
        steps = [
            BuildStep(one) for one in COMPUTED if self.state.now(_NEEDS.get(one, "")) != str(False)
        ]
        found = {step: self._find(step) for step in steps}
        missing = tuple(step.name for step in steps if found[step][0] is None)
        done: Mapping[str, Answer] = {}
        if missing:
            done = self.tools.workers.run(tasks.compute, self.where, missing)
        return {
            step.name: kept if kept is not None else self._keep(step, done[step.name], why)
            for step, (kept, why) in found.items()
        }

    def _results(self, steps: Iterable[str]) -> dict[str, bytes]:
        """Return the results of `steps` and tell the state their hashes."""
        records = dict(self._computed.result())
        if "validate" in steps:
            records["validate"] = self._validated.result()
        self.state.learn({f"step:{step}": one.files["result"] for step, one in records.items()})
        store = self.tools.store
        return {step: store.content(records[step], "result") for step in steps if step in records}

    def _drawings(self, name: str, shown: bytes) -> dict[str, str]:
        """Return the report's figures drawn, figure's name -> SVG."""
        drawn, any_missing = {}, False
        for figure in _figures(shown):
            parts = {"the figure": _hash([figure.plot, figure.height]), "browser": _browser()}
            step = BuildStep("figure", name, parts, figure.name)
            found, why = self._find(step)
            if found is None:
                self.tools.tell(name, "figures", "runs")
                any_missing = True
                found = self._keep(step, self._drawn(figure), why)
            drawn[figure.name] = self.tools.store.content(found, "svg").decode()
        self.tools.tell(name, "figures", "done" if any_missing else "kept")
        return drawn

    def _drawn(self, figure: Figure) -> Answer:
        began = time.perf_counter()
        content = self.tools.drawer.svg(figure.plot, figure.height).encode()
        return tasks.Answer({"svg": content}, seconds=time.perf_counter() - began)

    def _do(self, step: BuildStep, does: Callable[[], Answer]) -> Record:
        """Do a step, if what was kept of it does not hold."""
        found, why = self._find(step)
        if found is not None:
            self.tools.tell(step.report, step.name, "kept")
            return found
        self.tools.tell(step.report, step.name, "runs")
        record = self._keep(step, does(), why)
        self.tools.tell(step.report, step.name, "done")
        return record

    def _find(self, step: BuildStep) -> tuple[Record | None, str]:
        """Return what the store holds of a step, else why it has to be done."""
        if self.tools.force:
            return None, "it was asked for (--force)"
        parts = {**step.parts, **_common(step.name)}
        found, why = self.tools.store.find(self._key(step), parts, self.state.now)
        if found is not None:
            self._note(step, "", 0.0)
        return found, why

    def _keep(self, step: BuildStep, answer: Answer, why: str) -> Record:
        self._note(step, why, answer.seconds)
        reads = self.state.reads(answer.reads) if answer.reads else {}
        parts = {**step.parts, **_common(step.name)}
        return self.tools.store.keep(self._key(step), parts, reads, answer.files, answer.told)

    def _note(self, step: BuildStep, why: str, seconds: float) -> None:
        with self._guard:
            self.log.why[str(step)] = why
            if why:
                self.log.seconds[str(step)] = round(seconds, 3)

    def _key(self, step: BuildStep) -> str:
        return f"{self.survey.event}/{str(step).replace(' ', '/')}"


def _common(step: str) -> dict[str, str]:
    from reporting.publish.building import manifest

    return {"our code": code.of_step(step), "a library's version": _hash(manifest.versions())}


def _figures(shown: bytes) -> tuple[Figure, ...]:
    from reporting.publish.pages import document

    return document.loaded(shown).figures


@cache
def _browser() -> str:
    """Return what tells one browser from another: its file, size and time."""
    from reporting.publish.pages.figures import browser_path

    path = Path(browser_path()).resolve()
    about = path.stat() if path.exists() else None
    return _hash([str(path), about and about.st_size, about and about.st_mtime_ns])


def _hash(value: Any) -> str:
    text = json.dumps(value, sort_keys=True, default=dict)
    return sha256(text.encode()).hexdigest()
