"""One event's reports being made: step after step, each only if it has to be.

``validate`` and ``score``, ``trail``, ``measure``, ``account``, ``presence`` are done once for the
event, ``maps`` once for each language; each report then goes ``execute -> figures -> html, pdf``.
What the store still holds is taken from there.
"""

from __future__ import annotations

import json
import shutil
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
from reporting.language import LANGUAGES
from reporting.publish.building import kinds, manifest, step_code, tasks
from reporting.publish.building.kinds import KINDS, ReportKey
from reporting.publish.building.manifest import Manifest
from reporting.publish.companion import COMPANIONS, carry_over_others
from reporting.publish.reports.route_maps import step_of

if TYPE_CHECKING:
    from reporting.engine.dask.cluster import Cluster
    from reporting.engine.store import Store
    from reporting.engine.workers import Workers
    from reporting.publish.building.standing import Package
    from reporting.publish.building.tasks import Answer, Survey
    from reporting.publish.pages.document import Figure
    from reporting.publish.pages.figures import Drawer

COMPUTED = ("score", "trail", "measure", "account", "presence")
DATA = "data"

_NEEDS = {
    "score": "holds:passages",
    "trail": "holds:passages",
    "account": "holds:activities",
    "presence": "holds:passages",
}

Progress = Callable[[str, str, str, str], None]
"""Is told the event, the report (``it/race``, or ""), the step, and its state: ``waits``,
``runs``, ``done`` or ``kept``."""


@dataclass(frozen=True)
class Build:
    """One build: what was asked for, and what its events share.

    Parameters
    ----------
    reports, languages, out, force, progress
        See :func:`reporting.publish.building.builder.build`.
    began
        When it began (ISO 8601, UTC).
    store
        What earlier builds made.
    workers
        Where tasks run.
    drawer
        The browser that draws.
    threads
        Where what runs elsewhere is waited for.
    """

    reports: tuple[str, ...]
    languages: tuple[str, ...]
    out: Path
    force: bool
    progress: Progress
    began: str
    store: Store
    workers: Workers | Cluster
    drawer: Drawer
    threads: ThreadPoolExecutor


@dataclass(frozen=True, eq=False)
class BuildStep:
    """One step.

    Parameters
    ----------
    name
        Such as ``execute``.
    report
        None for what all reports of the event share.
    parts
        What it is made up of beside our code and the libraries -> hash.
    part
        The figure's name, where the step is one of several.
    """

    name: str
    report: ReportKey | None = None
    parts: Mapping[str, str] = field(default_factory=dict)
    part: str = ""

    def __str__(self) -> str:
        """Return the step as the manifest and ``--explain`` name it."""
        return " ".join(str(one) for one in (self.report or "", self.name, self.part) if str(one))


class EventBuild:
    """Makes the reports of one event.

    Parameters
    ----------
    build, package, survey
        The build, the package, and what was found out about it.

    Attributes
    ----------
    make, keep
        The reports to make; those to carry over from the last build, made of the same.
    """

    def __init__(self, build: Build, package: Package, survey: Survey) -> None:
        self.build, self.package, self.survey, self.state = build, package, survey, package.state
        self.state.learn(survey.hashes)
        wanted = kinds.wanted(survey.event, survey.kinds, build.reports)
        asked = [ReportKey(one, kind.name) for kind in wanted for one in build.languages]
        asked.sort(key=lambda key: (wanted.index(KINDS[key.kind]), LANGUAGES.index(key.language)))
        stand = package.standing
        comes = not stand.issuperset(asked)
        # Pages link one another: where a report comes to others, their pages are made again.
        every = (*asked, *sorted(stand.difference(asked))) if comes else asked
        self.make = tuple(every) if build.force or comes else ()
        self.keep = tuple(sorted(stand.difference(self.make)))
        self.beside = tuple(sorted(map(str, (*self.make, *self.keep))))
        self._why: dict[str, str] = {}
        self._seconds: dict[str, float] = {}
        self._claims: dict[str, list[dict[str, Any]]] = {}
        self._guard = threading.Lock()

    def begin(self) -> None:
        """Begin with what all reports of the event share."""
        for key in self.make:
            self._tell(key, "execute", "waits")
        self._validated: Future[Record] = self.build.threads.submit(self._validate)
        self._computed: Future[dict[str, Record]] = self.build.threads.submit(self._compute)

    def validated(self) -> None:
        """Wait until the event was found to be without errors.

        Raises
        ------
        InputError
            With its findings, where it is not.
        """
        self._validated.result()

    def report(self, key: ReportKey, folder: Path) -> Mapping[str, str]:
        """Make one report under `folder`: notebook, HTML and PDF. Return its title and headline."""
        run, store = self.build.workers.run, self.build.store
        kind, where = KINDS[key.kind], self.package.where
        results = self._results(kind.uses, key.language)
        parts = {
            "the notebook": self.state.now(f"file:notebooks/{kind.notebook.name}") or "",
            "parameters": _hash([where, kind.parameters]),
        }
        executed = self._do(
            BuildStep("execute", key, parts),
            lambda: run(tasks.execute, where, key.kind, key.language, results),
        )
        shown = store.content(executed, "document")
        parts = {"what the notebook shows": executed.files["document"]}
        linked = {**parts, "the reports beside it": _hash(self.beside)}
        page = self.build.threads.submit(
            self._do,
            BuildStep("html", key, linked),
            lambda: run(tasks.html, shown, self.beside),
        )
        drawings = self._drawings(key, shown)
        printed = self._do(
            BuildStep("pdf", key, {**parts, "browser": _browser()}),
            lambda: run(tasks.pdf, shown, drawings),
        )
        made = (
            (page.result(), "html"),
            (page.result(), "card"),
            (printed, "pdf"),
            (executed, "notebook"),
        )
        for (record, name), file in zip(made, key.files, strict=True):
            store.put(record, name, folder / file)
        with self._guard:
            self._claims[str(key)] = list(executed.told["claims"])
        return executed.told

    def data(self, folder: Path) -> None:
        """Write the event's data files under `folder`."""
        run, results = self.build.workers.run, self._results(COMPUTED)
        record = self._do(BuildStep("data"), lambda: run(tasks.data, self.package.where, results))
        for name in record.files:
            self.build.store.put(record, name, folder / name)

    def finish(self, told: Mapping[ReportKey, Mapping[str, str]], folder: Path) -> None:
        """Carry over what is kept from the last build, and write the event's manifest.

        Parameters
        ----------
        told
            What each report that was made says of itself, as :meth:`report` returns it.
        folder
            Where the event's reports are.
        """
        titles, last = {key: one["title"] for key, one in told.items()}, self.package.last
        headlines: dict[str, Mapping[str, str]] = {
            key.language: {part: one[part] for part in tasks.HEADLINE if part in one}
            for key, one in told.items()
            if key.kind == "race"
        }
        standing = self.build.out / self.survey.event
        if last is not None:
            titles |= {key: last.titles[str(key)] for key in self.keep}
            headlines = dict(last.headlines) | headlines
            self._claims |= {str(key): last.claims.get(str(key), []) for key in self.keep}
            for part in (part for key in self.keep for part in key.files):
                (folder / part).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(standing / part, folder / part)
        for one in COMPANIONS:
            one.carry_over(standing, self.state, folder, self.build.store)
        outputs = manifest.outputs(folder)
        carry_over_others(standing, manifest.outputs_of(standing), folder)
        manifest.write(
            Manifest(
                event=self.survey.event,
                name=self.survey.name,
                start=self.survey.start,
                dates=self.survey.dates,
                timing=self.survey.timing,
                invented=self.survey.invented,
                headlines=headlines,
                built_at=self.build.began,
                parameters={
                    "reports": sorted({key.kind for key in titles}),
                    "languages": sorted({key.language for key in titles}),
                },
                versions=manifest.versions(),
                inputs=self.state.inputs,
                outputs=outputs,
                durations_s=dict(sorted(self._seconds.items())),
                titles={str(key): titles[key] for key in sorted(titles)},
                kinds=self.survey.kinds,
                steps=dict(sorted(self._why.items())),
                claims=dict(sorted(self._claims.items())),
            ),
            folder,
        )

    def _validate(self) -> Record:
        step, run = BuildStep("validate"), self.build.workers.run
        return self._do(step, lambda: run(tasks.validate, self.package.where))

    def _compute(self) -> dict[str, Record]:
        """Do what is not kept of the steps that reports share, in one child."""
        has_data = [one for one in COMPUTED if self.state.now(_NEEDS.get(one, "")) != str(False)]
        found = {step: self._find(step) for step in map(BuildStep, has_data)}
        missing = tuple(step.name for step, (kept, _) in found.items() if kept is None)
        done: Mapping[str, Answer] = {}
        if missing:
            done = self.build.workers.run(tasks.compute, self.package.where, missing)
        return {
            step.name: kept if kept is not None else self._keep(step, done[step.name], why)
            for step, (kept, why) in found.items()
        }

    def _results(self, steps: Iterable[str], language: str = "") -> dict[str, bytes]:
        """Return the results of `steps` and tell the state their hashes."""
        records = dict(self._computed.result())
        if "validate" in steps:
            records["validate"] = self._validated.result()
        if "maps" in steps:
            records[step_of(language)] = self._maps(language, records["measure"])
        self.state.learn({f"step:{step}": one.files["result"] for step, one in records.items()})
        content = self.build.store.content
        names = (step_of(language) if step == "maps" else step for step in steps)
        return {name: content(records[name], "result") for name in names if name in records}

    def _maps(self, language: str, measured: Record) -> Record:
        """Draw the route in one language, if the route is another one."""
        run, route = self.build.workers.run, self.build.store.content(measured, "result")
        parts = {"the route": measured.files["result"]}
        step = BuildStep("maps", parts=parts, part=language)
        return self._do(step, lambda: run(tasks.maps, self.package.where, language, route))

    def _drawings(self, key: ReportKey, shown: bytes) -> dict[str, str]:
        """Return the report's figures drawn, figure's name -> SVG."""
        drawn, any_missing = {}, False
        for figure in _figures(shown):
            parts = {"the figure": _hash([figure.plot, figure.height]), "browser": _browser()}
            step = BuildStep("figure", key, parts, figure.name)
            record, why = self._find(step)
            if record is None:
                self._tell(key, "figures", "runs")
                any_missing = True
                record = self._keep(step, self._drawn(figure), why)
            drawn[figure.name] = self.build.store.content(record, "svg").decode()
        self._tell(key, "figures", "done" if any_missing else "kept")
        return drawn

    def _drawn(self, figure: Figure) -> Answer:
        began = time.perf_counter()
        content = self.build.drawer.svg(figure.plot, figure.height, name=figure.name).encode()
        return tasks.Answer({"svg": content}, seconds=time.perf_counter() - began)

    def _do(self, step: BuildStep, does: Callable[[], Answer]) -> Record:
        """Do a step, if what was kept of it does not hold."""
        record, why = self._find(step)
        if record is not None:
            self._tell(step.report, step.name, "kept")
            return record
        self._tell(step.report, step.name, "runs")
        record = self._keep(step, does(), why)
        self._tell(step.report, step.name, "done")
        return record

    def _find(self, step: BuildStep) -> tuple[Record | None, str]:
        """Return what the store holds of a step, else why it has to be done."""
        if self.build.force:
            return None, "it was asked for (--force)"
        record, why = self.build.store.find(self._place(step), self._parts(step), self.state.now)
        if record is not None:
            self._note(step, "", 0.0)
        return record, why

    def _keep(self, step: BuildStep, answer: Answer, why: str) -> Record:
        self._note(step, why, answer.seconds)
        reads = self.state.reads(answer.reads) if answer.reads else {}
        place, parts = self._place(step), self._parts(step)
        return self.build.store.keep(place, parts, reads, answer.files, answer.told)

    def _parts(self, step: BuildStep) -> dict[str, str]:
        kind = step.report.kind if step.report else ""
        ours = step_code.hash_of(step.name, kind, self.build.store)
        return {**step.parts, "our code": ours, "a library's version": code.libraries()}

    def _note(self, step: BuildStep, why: str, seconds: float) -> None:
        with self._guard:
            self._why[str(step)] = why
            if why:
                self._seconds[str(step)] = round(seconds, 3)

    def _place(self, step: BuildStep) -> str:
        return f"{self.survey.event}/{str(step).replace(' ', '/')}"

    def _tell(self, key: ReportKey | None, step: str, state: str) -> None:
        self.build.progress(self.survey.event, str(key or ""), step, state)


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
