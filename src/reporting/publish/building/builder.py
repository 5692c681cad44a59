"""Building reports: what stands is left, the rest is made and moved into place when it is whole."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reporting import paths
from reporting.engine import staging, warm
from reporting.engine.store import FOLDER, Store
from reporting.errors import UsageError
from reporting.event.package import bundled, locate, split_moment
from reporting.language import LANGUAGES
from reporting.publish.building import kinds, manifest
from reporting.publish.building.manifest import Manifest
from reporting.publish.building.standing import packages
from reporting.publish.warm import COMPOSING, PRINTING

if TYPE_CHECKING:
    from reporting.publish.building.event_build import Progress
    from reporting.publish.pages.figures import Drawer


def build(
    events: Sequence[str] = (),
    *,
    reports: Sequence[str] = (),
    languages: Sequence[str] = LANGUAGES,
    out: Path = Path("reports"),
    jobs: int | None = None,
    scheduler: str | None = None,
    force: bool = False,
    progress: Progress | None = None,
    drawer: Drawer | None = None,
) -> dict[str, Any]:
    """Build the reports of `events` and move them into place when all of them are whole.

    A step is done again only where something that it reads has changed; what a build that was
    killed had done already counts.

    Parameters
    ----------
    events
        Ids or paths of packages, each with a moment behind an ``@`` if it is not to be told as
        far as it has been run; every bundled event where there is none.
    reports
        Kinds of report; every one that an event has data for where there is none.
    languages
        ``it``, ``en`` or both.
    out
        The folder of the reports.
    jobs
        Tasks at once; as many as processors and free memory bear where None.
    scheduler
        The address of a Dask scheduler whose workers do the tasks; this machine where None.
    force
        Whether every step is done again.
    progress
        Is told each step's beginning and end.
    drawer
        Draws the charts for print; one is started and closed where None.

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
    asked = _asked(events)
    store = Store(out / FOLDER)
    with staging.locked(out):
        found = packages(asked, out, store)
        busy = [one for one in found if force or not one.stands(reports, languages)]
        built: list[str] = []
        if busy:
            # What makes reports is imported when some are to be made, and while the warm processes
            # import what the steps need.
            if scheduler is None:
                warm.start(COMPOSING, PRINTING)
            from reporting.publish.building.making import make

            built = make(
                busy, store, reports=reports, languages=languages, out=out, jobs=jobs,
                scheduler=scheduler, force=force, progress=progress or (lambda *_: None),
                drawer=drawer,
            )  # fmt: skip
        if found:
            from reporting.publish.building import reports_index

            reports_index.write(out, store)
    ids = dict.fromkeys([*(one.event for one in found if one.event), *built])
    manifests = [manifest.read(out / event) for event in ids]
    return _whole(out, [one for one in manifests if one], built, began)


def _asked(events: Sequence[str]) -> tuple[tuple[Path, str], ...]:
    """Return folder and moment of the packages to build, each once."""
    asked = events or bundled()
    if not asked:
        raise UsageError(f"There is no event package in {paths.events_folder()}; name one.")
    return tuple(dict.fromkeys((locate(where), split_moment(where)[1]) for where in asked))


def _refuse_unknown(reports: Sequence[str], languages: Sequence[str], jobs: int | None) -> None:
    kinds.refuse_unknown(reports)
    unknown = [language for language in languages if language not in LANGUAGES]
    if unknown or not languages:
        asked = ", ".join(unknown) or "no language"
        raise UsageError(f"Reports are written in {' and '.join(LANGUAGES)}, not in {asked}.")
    if jobs is not None and jobs < 1:
        raise UsageError(f"--jobs is a number of processes, at least 1, not {jobs}.")


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
        # What stands was made by the same versions as what was made now; asking takes a while.
        "versions": dict(manifests[0].versions if manifests else manifest.versions()),
        "inputs": sorted(inputs.values(), key=lambda entry: str(entry["path"])),
        "outputs": [
            {**entry, "path": f"{one.event}/{entry['path']}"}
            for one in manifests
            for entry in one.outputs
        ],
        "durations_s": {"total": round(time.perf_counter() - began, 3)},
        "events": {one.event: one.as_json() for one in manifests},
    }
