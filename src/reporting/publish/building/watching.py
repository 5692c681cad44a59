"""Building again whenever an input changes: the warm process and the browser stay.

A first build pays for starting both. The one after a corrected passage does not.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from reporting import paths
from reporting.engine.inputs import input_files
from reporting.errors import FolderBusyError, InputError, StepFailedError
from reporting.event.package import bundled, locate
from reporting.publish.building.builder import build
from reporting.publish.pages.figures import Drawer

PAUSE_S = 0.2


def watch(
    events: Sequence[str],
    built: Callable[[dict[str, Any]], None],
    refused: Callable[[InputError | StepFailedError], None],
    **options: Any,
) -> None:
    """Build, then build again after every change, until interrupted.

    Parameters
    ----------
    events
        Ids or paths; every bundled event where there is none.
    built
        Is told the manifest of each build.
    refused
        Is told why a build could not be made; the next change starts another.
    options
        As for :func:`reporting.publish.building.builder.build`.
    """
    with Drawer() as drawer:
        while True:
            # Taken before the build: what changes during it starts the next one.
            seen = _stamps(events)
            try:
                built(build(events, drawer=drawer, **options))
            except FolderBusyError:
                time.sleep(PAUSE_S)  # whoever holds the folder will be done: what changed waits
                continue
            except (InputError, StepFailedError) as error:
                refused(error)
            while _stamps(events) == seen:
                time.sleep(PAUSE_S)


def _stamps(events: Sequence[str]) -> dict[Path, tuple[int, int]]:
    """Return size and time of every input."""
    folders = [locate(where) for where in events or bundled()]
    folders += [paths.reference_folder(), paths.notebooks_folder()]
    stamps = {}
    for path in (path for folder in folders for path in input_files(folder)):
        with suppress(OSError):  # office programs make files that are gone before one looks
            about = path.stat()
            stamps[path] = (about.st_size, about.st_mtime_ns)
    return stamps
