"""Building reports: check, execute, render, and move into place what is whole."""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reporting import paths
from reporting.errors import StepFailedError, UsageError
from reporting.event import bundled, locate
from reporting.publish.building import index, kinds, manifest, staging, work
from reporting.publish.building.manifest import Manifest
from reporting.publish.building.work import Made, Survey
from reporting.publish.building.workers import Progress, Workers
from reporting.publish.pages.words import LANGUAGES

STEPS_PER_REPORT = 3  # notebook, HTML, PDF
DATA = "data"


@dataclass(frozen=True)
class Plan:
    """What is to be done for one event.

    Parameters
    ----------
    where
        The event's id, or its package's path.
    survey
        What a worker found out about it.
    make
        Language and kind of the reports to make.
    keep
        The reports (``it/race``) to carry over from the last build, made from the same inputs.
    """

    where: str
    survey: Survey
    make: tuple[tuple[str, str], ...]
    keep: tuple[str, ...]


def build(
    events: Sequence[str] = (),
    *,
    reports: Sequence[str] = (),
    languages: Sequence[str] = LANGUAGES,
    out: Path = Path("reports"),
    jobs: int | None = None,
    force: bool = False,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Build the reports of `events` and move them into place when all of them are whole.

    Parameters
    ----------
    events
        Ids or paths of packages; every bundled event where there is none.
    reports
        Kinds of report; every one that an event has data for where there is none.
    languages
        ``it``, ``en`` or both.
    out
        The folder of the reports.
    jobs
        Worker processes; as many as processors where None.
    force
        Whether reports are made again whose inputs have not changed.
    progress
        Is told the steps done and all the steps.

    Returns
    -------
    dict
        The manifest of the whole build (paths relative to `out`); ``events`` holds each event's.

    Raises
    ------
    InputError
        Where a package has errors; nothing has been built then.
    UsageError
        For an unknown event, report or language.
    ToolMissingError, StepFailedError
        Where a step could not be done. The reports that stood before still stand.
    """
    began = time.perf_counter()
    _refuse_unknown(reports, languages, jobs)
    wheres = [_where(folder) for folder in _folders(events)]
    with (
        staging.locked(out),
        staging.staging(out) as aside,
        Workers(jobs or _processors(), progress) as workers,
    ):
        surveys = _distinct(workers.surveys(wheres, tuple(reports)))
        plans = [
            _plan(where, survey, languages, out, force)
            for where, survey in zip(wheres, surveys, strict=True)
        ]
        busy = [plan for plan in plans if plan.make]
        built = _make(busy, workers, aside, out)
        _refuse_changed(busy)
        for event in built:
            staging.put_in_place(aside / event, out / event)
        index.write(out, aside)
    manifests = [manifest.read(out / survey.event) for survey in surveys]
    return _whole(out, [one for one in manifests if one], built, began)


def _folders(events: Sequence[str]) -> tuple[Path, ...]:
    """Return the packages to build, each once."""
    asked = events or bundled()
    if not asked:
        raise UsageError(f"There is no event package in {paths.events_folder()}; name one.")
    return tuple(dict.fromkeys(locate(where) for where in asked))


def _where(folder: Path) -> str:
    """Return how the notebooks are to call a package: a bundled one by its id."""
    bundled_here = folder.parent == paths.events_folder()
    return folder.name if bundled_here else str(folder)


def _distinct(surveys: list[Survey]) -> list[Survey]:
    """Refuse two packages of one id: their reports would stand in the same folder."""
    ids = [survey.event for survey in surveys]
    twice = sorted({one for one in ids if ids.count(one) > 1})
    if twice:
        raise UsageError(f"Two of the packages have the id {twice[0]}; build them one by one.")
    return surveys


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _refuse_unknown(reports: Sequence[str], languages: Sequence[str], jobs: int | None) -> None:
    kinds.refuse_unknown(reports)
    unknown = [language for language in languages if language not in LANGUAGES]
    if unknown or not languages:
        asked = ", ".join(unknown) or "no language"
        raise UsageError(f"Reports are written in {' and '.join(LANGUAGES)}, not in {asked}.")
    if jobs is not None and jobs < 1:
        raise UsageError(f"--jobs is a number of processes, at least 1, not {jobs}.")


def _plan(where: str, survey: Survey, languages: Sequence[str], out: Path, force: bool) -> Plan:
    asked = [f"{one}/{kind}" for kind in survey.kinds for one in LANGUAGES if one in languages]
    folder = out / survey.event
    last = manifest.read(folder)
    same = last and last.fingerprint == survey.fingerprint and manifest.intact(folder, last)
    standing = set(last.titles) if last and same else set()
    make = tuple(name.partition("/")[::2] for name in asked if force or name not in standing)
    return Plan(where, survey, make, tuple(sorted(standing.difference(map("/".join, make)))))


def _make(plans: Sequence[Plan], workers: Workers, aside: Path, out: Path) -> list[str]:
    """Make under `aside` everything that is to be made; return the events."""
    began = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
    tasks: dict[tuple[str, str], tuple[Any, ...]] = {}
    for plan in plans:
        event = plan.survey.event
        folder = aside / event
        folder.mkdir()
        for language, kind in plan.make:
            tasks[event, f"{language}/{kind}"] = (work.make, plan.where, kind, language, folder)
        tasks[event, DATA] = (work.write_data, plan.where, folder / DATA)
    steps = sum(STEPS_PER_REPORT * len(plan.make) + 1 for plan in plans)
    made = workers.make(tasks, steps)
    for plan in plans:
        event = plan.survey.event
        mine = {name: done for (whose, name), done in made.items() if whose == event}
        _finish(plan, mine, aside / event, out / event, began)
    return [plan.survey.event for plan in plans]


def _finish(plan: Plan, made: Mapping[str, Made], folder: Path, standing: Path, began: str) -> None:
    """Carry over what is kept from the last build, and write the event's manifest."""
    survey, last = plan.survey, manifest.read(standing)
    titles = {name: done.title for name, done in made.items() if done.title}
    for name in plan.keep:
        _carry_over(standing, folder, name)
        titles[name] = last.titles[name] if last else ""
    pairs = [name.partition("/") for name in titles]
    finished = Manifest(
        event=survey.event,
        name=survey.name,
        start=survey.start,
        dates=survey.dates,
        timing=survey.timing,
        built_at=began,
        parameters={
            "reports": sorted({kind for _, _, kind in pairs}),
            "languages": sorted({language for language, _, _ in pairs}),
        },
        versions=manifest.versions(),
        inputs=survey.inputs,
        outputs=manifest.outputs(folder),
        durations_s=_durations(made),
        titles=dict(sorted(titles.items())),
        fingerprint=survey.fingerprint,
    )
    text = json.dumps(finished.as_json(), ensure_ascii=False, indent=2)
    (folder / manifest.NAME).write_text(text + "\n", encoding="utf-8")


def _durations(made: Mapping[str, Made]) -> dict[str, float]:
    return {
        name if step == name else f"{name} {step}": seconds
        for name, done in made.items()
        for step, seconds in done.durations_s.items()
    }


def _carry_over(standing: Path, folder: Path, name: str) -> None:
    """Copy one report of the last build, made from the same inputs."""
    language, _, kind = name.partition("/")
    for part in (f"{name}.html", f"{name}.pdf", f"notebooks/{kind}.{language}.ipynb"):
        (folder / part).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(standing / part, folder / part)


def _refuse_changed(plans: Sequence[Plan]) -> None:
    """Refuse reports whose inputs were changed while they were being made."""
    for plan in plans:
        changed = manifest.changed(plan.survey.inputs)
        if changed:
            raise StepFailedError(
                f"{changed[0]} was changed while the reports of {plan.survey.event} were being "
                "built. Build again."
            )


def _whole(
    out: Path, manifests: Sequence[Manifest], built: Sequence[str], began: float
) -> dict[str, Any]:
    """Return the manifest of the whole build, from each event's."""
    inputs = {entry["path"]: entry for one in manifests for entry in one.inputs}
    return {
        "out": str(out),
        "built": sorted(built),
        "unchanged": sorted({one.event for one in manifests}.difference(built)),
        "parameters": {
            "events": sorted(one.event for one in manifests),
            "reports": sorted({kind for one in manifests for kind in one.parameters["reports"]}),
            "languages": sorted(
                {lang for one in manifests for lang in one.parameters["languages"]}
            ),
        },
        "versions": dict(manifest.versions()),
        "inputs": sorted(inputs.values(), key=lambda entry: str(entry["path"])),
        "outputs": [
            {**entry, "path": f"{one.event}/{entry['path']}"}
            for one in manifests
            for entry in one.outputs
        ],
        "durations_s": {"total": round(time.perf_counter() - began, 3)},
        "events": {one.event: one.as_json() for one in manifests},
    }
