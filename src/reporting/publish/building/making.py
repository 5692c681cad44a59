"""Making the reports of some packages: survey, events side by side, manifests, into place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reporting.engine import staging
from reporting.engine.store import Store
from reporting.engine.workers import Workers
from reporting.errors import InputError, ReportingError, StepFailedError
from reporting.publish.building import manifest, standing, tasks
from reporting.publish.building.event_build import DATA, Build, EventBuild
from reporting.publish.building.kinds import ReportKey
from reporting.publish.pages.figures import Drawer

if TYPE_CHECKING:
    from reporting.engine.dask.cluster import Cluster
    from reporting.publish.building.event_build import Progress
    from reporting.publish.building.standing import Package

_STEPS_AT_ONCE = 256  # threads that wait for steps; the steps themselves are bounded by Workers


def make(
    packages: Sequence[Package],
    store: Store,
    *,
    reports: Sequence[str],
    languages: Sequence[str],
    out: Path,
    jobs: int | None,
    scheduler: str | None,
    force: bool,
    progress: Progress,
    drawer: Drawer | None,
) -> list[str]:
    """Make the reports of `packages` and move them into place; return the events.

    Parameters
    ----------
    packages, store
        What to build, and what earlier builds made.
    reports, languages, out, jobs, scheduler, force, progress, drawer
        See :func:`reporting.publish.building.builder.build`.

    Raises
    ------
    InputError
        With the findings of every package that has errors.
    ReportingError
        What the first step that failed tells; the others are ended.
    """
    began = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
    with ExitStack() as stack:
        aside = stack.enter_context(staging.staging(out))
        drawer = drawer or stack.enter_context(Drawer())
        threads = stack.enter_context(ThreadPoolExecutor(_STEPS_AT_ONCE))
        # Ends what runs before the threads that wait for it are waited for.
        workers = _workers(packages, jobs, scheduler)
        stack.callback(workers.end)
        build = Build(
            tuple(reports), tuple(languages), out, force, progress, began,
            store, workers, drawer, threads,
        )  # fmt: skip
        events = _surveyed(build, packages)
        threads.submit(drawer.start)  # who draws first tells what went wrong
        for event in events:
            event.begin()
        _run(build, events, aside)
        _refuse_changed(events)
        for event in events:
            name = event.survey.event
            staging.put_in_place(aside / name, out / name)
            standing.remember(name, event.state, out / name, store)
    store.sweep()
    return [event.survey.event for event in events]


def _workers(
    packages: Sequence[Package], jobs: int | None, scheduler: str | None
) -> Workers | Cluster:
    if scheduler is None:
        return Workers(jobs)
    from reporting.engine.dask.cluster import Cluster

    return Cluster(scheduler, [one.where for one in packages])


def _surveyed(build: Build, packages: Sequence[Package]) -> list[EventBuild]:
    run, submit = build.workers.run, build.threads.submit
    surveys = [submit(run, tasks.survey, one.where) for one in packages]
    _stop_at_error(surveys, ())
    pairs = zip(packages, (done.result() for done in surveys), strict=True)
    return [EventBuild(build, package, survey) for package, survey in pairs]


def _run(build: Build, events: Sequence[EventBuild], aside: Path) -> None:
    """Make every report and every data file of the events, then their manifests."""
    submit = build.threads.submit
    checks = [submit(event.validated) for event in events]
    made: list[dict[ReportKey, Future[Mapping[str, str]]]] = []
    others: list[Future[Any]] = []
    for event in events:
        folder = aside / event.survey.event
        folder.mkdir()
        made.append({key: submit(event.report, key, folder) for key in event.make})
        others.append(submit(event.data, folder / DATA))
    _stop_at_error([*(done for one in made for done in one.values()), *others], checks)
    for event, reports in zip(events, made, strict=True):
        told = {key: done.result() for key, done in reports.items()}
        event.finish(told, aside / event.survey.event)


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


def _refuse_changed(events: Sequence[EventBuild]) -> None:
    """Refuse reports whose inputs were changed while they were being made."""
    for event in events:
        changed = manifest.changed(event.state.inputs)
        if changed:
            raise StepFailedError(
                f"{changed[0]} was changed while the reports of {event.survey.event} were being "
                "built. Build again."
            )
