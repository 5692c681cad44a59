"""Making the reports of some packages: survey, lines side by side, manifests, into place."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reporting.engine import staging
from reporting.engine.store import FOLDER, Store
from reporting.engine.workers import Workers
from reporting.errors import InputError, ReportingError, StepFailedError
from reporting.language import LANGUAGES
from reporting.publish.building import kinds, manifest, tasks
from reporting.publish.building.event_build import EventBuild, Tools
from reporting.publish.building.manifest import Manifest
from reporting.publish.building.standing import Package
from reporting.publish.building.tasks import Survey
from reporting.publish.pages.figures import Drawer

if TYPE_CHECKING:
    from reporting.engine.dask.cluster import Cluster

DATA = "data"
BESIDE = ("crews", "crews.zip")
"""What other commands leave beside the reports; it stays while the inputs are the same."""

Progress = Callable[[str, str, str, str], None]
"""Is told the event, the report (``it/race``, or ""), the step, and its state: ``waits``,
``runs``, ``done`` or ``kept``."""

_STEPS_AT_ONCE = 256  # threads that wait for steps; the steps themselves are bounded by Workers


@dataclass(frozen=True)
class BuildRequest:
    """What was asked of a build: see :func:`reporting.publish.building.builder.build`."""

    reports: tuple[str, ...]
    languages: tuple[str, ...]
    out: Path
    jobs: int | None
    scheduler: str | None
    force: bool
    progress: Progress
    drawer: Drawer | None = None
    began: str = field(
        default_factory=lambda: dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
    )


@dataclass(frozen=True)
class Shop:
    """What all events of a build work with."""

    store: Store
    workers: Workers | Cluster
    drawer: Drawer
    threads: ThreadPoolExecutor


@dataclass(frozen=True)
class EventPlan:
    """What is to be done for one event.

    Parameters
    ----------
    package, survey
        The package, and what was found out about it.
    make
        Language and kind of the reports to make.
    keep
        The reports (``it/race``) to carry over from the last build, made from the same inputs.
    """

    package: Package
    survey: Survey
    make: tuple[tuple[str, str], ...]
    keep: tuple[str, ...]


def make(packages: Sequence[Package], order: BuildRequest) -> list[str]:
    """Make the reports of `packages` and move them into place; return the events.

    Raises
    ------
    InputError
        With the findings of every package that has errors.
    ReportingError
        What the first step that failed tells; the others are ended.
    """
    store = Store(order.out / FOLDER)
    with ExitStack() as stack:
        aside = stack.enter_context(staging.staging(order.out))
        drawer = order.drawer or stack.enter_context(Drawer())
        threads = stack.enter_context(ThreadPoolExecutor(_STEPS_AT_ONCE))
        # Ends what runs before the threads that wait for it are waited for.
        workers = _workers(packages, order)
        stack.callback(workers.end)
        shop = Shop(store, workers, drawer, threads)
        plans = _plans(packages, order, shop)
        threads.submit(drawer.start)  # who draws first tells what went wrong
        lines = [_line(plan, order, shop) for plan in plans]
        titles = _run(plans, lines, aside, threads)
        for plan, line in zip(plans, lines, strict=True):
            _finish(plan, line, titles[plan.survey.event], aside, order)
        _refuse_changed(plans)
        for plan in plans:
            event = plan.survey.event
            staging.put_in_place(aside / event, order.out / event)
    store.sweep()
    return [plan.survey.event for plan in plans]


def _workers(packages: Sequence[Package], order: BuildRequest) -> Workers | Cluster:
    if order.scheduler is None:
        return Workers(order.jobs)
    from reporting.engine.dask.cluster import Cluster

    return Cluster(order.scheduler, [one.where for one in packages])


def _plans(packages: Sequence[Package], order: BuildRequest, shop: Shop) -> list[EventPlan]:
    run = shop.workers.run
    surveys = [shop.threads.submit(run, tasks.survey, one.where) for one in packages]
    _stop_at_error(surveys, ())
    pairs = zip(packages, (done.result() for done in surveys), strict=True)
    return [_plan(package, survey, order) for package, survey in pairs]


def _plan(package: Package, survey: Survey, order: BuildRequest) -> EventPlan:
    wanted = kinds.wanted(survey.event, survey.kinds, order.reports)
    asked = [f"{one}/{kind.name}" for kind in wanted for one in LANGUAGES if one in order.languages]
    standing = set(package.last.titles) if package.last else set()
    to_make = tuple(
        name.partition("/")[::2] for name in asked if order.force or name not in standing
    )
    keep = tuple(sorted(standing.difference(map("/".join, to_make))))
    package.state.learn(survey.hashes)
    return EventPlan(package, survey, to_make, keep)


def _line(plan: EventPlan, order: BuildRequest, shop: Shop) -> EventBuild:
    event = plan.survey.event

    def tell(report: str, step: str, state: str) -> None:
        order.progress(event, report, step, state)

    for language, kind in plan.make:
        tell(f"{language}/{kind}", "execute", "waits")
    tools = Tools(shop.store, shop.workers, shop.drawer, order.force, tell)
    return EventBuild(plan.package.where, plan.survey, plan.package.state, tools, shop.threads)


def _run(
    plans: Sequence[EventPlan],
    lines: Sequence[EventBuild],
    aside: Path,
    threads: ThreadPoolExecutor,
) -> dict[str, dict[str, str]]:
    """Run every line; return event -> report -> title."""
    checks = [threads.submit(line.validated) for line in lines]
    made: dict[tuple[str, str], Future[str]] = {}
    others: list[Future[Any]] = []
    for plan, line in zip(plans, lines, strict=True):
        event = plan.survey.event
        folder = aside / event
        folder.mkdir()
        for language, kind in plan.make:
            done = threads.submit(line.report, language, kind, folder)
            made[event, f"{language}/{kind}"] = done
        others.append(threads.submit(line.data, folder / DATA))
    _stop_at_error([*made.values(), *others], checks)
    titles: dict[str, dict[str, str]] = {plan.survey.event: {} for plan in plans}
    for (event, name), title in made.items():
        titles[event][name] = title.result()
    return titles


def _stop_at_error(steps: Iterable[Future[Any]], checks: Iterable[Future[Any]]) -> None:
    """Wait for all; raise the first error, but those of the packages themselves before others.

    A package with errors may fail a later step too, which is no news to its author.
    """
    steps, checks = list(steps), list(checks)
    wait([*steps, *checks], return_when=FIRST_EXCEPTION)
    failed = any(one.done() and one.exception() for one in (*steps, *checks))
    if failed and checks:
        wait(checks)
    errors = [one.exception() for one in (*checks, *steps) if one.done() and one.exception()]
    of_input = list(dict.fromkeys(one for one in errors if isinstance(one, InputError)))
    others = [one for one in errors if one is not None and not isinstance(one, InputError)]
    if of_input:
        whole = [one for one in of_input if checks and one in _errors_of(checks)] or of_input
        raise _joined(whole)
    if others:
        raise others[0]


def _errors_of(futures: Iterable[Future[Any]]) -> list[BaseException | None]:
    return [one.exception() for one in futures]


def _joined(errors: Sequence[InputError]) -> ReportingError:
    """Return one error for all packages, each finding saying which package it is in."""
    if len(errors) == 1:
        return errors[0]
    findings = [
        replace(finding, file=f"{str(error).split(' ', 1)[0]}/{finding.file}")
        for error in errors
        for finding in error.findings
    ]
    return InputError(" ".join(str(error) for error in errors), findings)


def _finish(
    plan: EventPlan, line: EventBuild, titles: dict[str, str], aside: Path, order: BuildRequest
) -> None:
    """Carry over what is kept from the last build, and write the event's manifest."""
    survey, last = plan.survey, plan.package.last
    folder, standing = aside / survey.event, order.out / survey.event
    if last is not None:
        for name in plan.keep:
            _carry_over(standing, folder, name)
            titles[name] = last.titles[name]
        _carry_beside(standing, folder)
    pairs = [name.partition("/") for name in titles]
    finished = Manifest(
        event=survey.event,
        name=survey.name,
        start=survey.start,
        dates=survey.dates,
        timing=survey.timing,
        built_at=order.began,
        parameters={
            "reports": sorted({kind for _, _, kind in pairs}),
            "languages": sorted({language for language, _, _ in pairs}),
        },
        versions=manifest.versions(),
        inputs=plan.package.state.inputs,
        outputs=manifest.outputs(folder),
        durations_s=dict(sorted(line.log.seconds.items())),
        titles=dict(sorted(titles.items())),
        fingerprint=plan.package.fingerprint,
        kinds=survey.kinds,
        steps=dict(sorted(line.log.why.items())),
    )
    text = json.dumps(finished.as_json(), ensure_ascii=False, indent=2)
    (folder / manifest.NAME).write_text(text + "\n", encoding="utf-8")


def _carry_over(standing: Path, folder: Path, name: str) -> None:
    """Copy one report of the last build, made from the same inputs."""
    language, _, kind = name.partition("/")
    for part in (f"{name}.html", f"{name}.pdf", f"notebooks/{kind}.{language}.ipynb"):
        (folder / part).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(standing / part, folder / part)


def _carry_beside(standing: Path, folder: Path) -> None:
    """Copy what other commands made from the same inputs."""
    for name in BESIDE:
        if (standing / name).is_dir():
            shutil.copytree(standing / name, folder / name)
        elif (standing / name).is_file():
            shutil.copy2(standing / name, folder / name)


def _refuse_changed(plans: Sequence[EventPlan]) -> None:
    """Refuse reports whose inputs were changed while they were being made."""
    for plan in plans:
        changed = manifest.changed(plan.package.state.inputs)
        if changed:
            raise StepFailedError(
                f"{changed[0]} was changed while the reports of {plan.survey.event} were being "
                "built. Build again."
            )
