"""The surroundings of a notebook's process: what its environment says."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from reporting import paths

FAILURE_VARIABLE = "REPORTING_FAILURE_FILE"

ONE_THREAD: Mapping[str, str] = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    # Arrow's allocator would start a thread of its own, and a process with threads is not forked.
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
}
"""Variables that keep libraries to one thread, where the caller says nothing else."""


def variables(room: Path, failure_file: Path | None = None) -> dict[str, str]:
    """Return the variables that a notebook's process has besides the caller's.

    Parameters
    ----------
    room
        A folder of its own: no start-up file of the user has a part in the notebook.
    failure_file
        Where an error of the suite is to be told in full, if anywhere.
    """
    own = {name: os.environ.get(name, value) for name, value in ONE_THREAD.items()}
    own[paths.HOME_VARIABLE] = str(paths.home())
    own["IPYTHONDIR"] = str(room / "ipython")
    if failure_file is not None:
        own[FAILURE_VARIABLE] = str(failure_file)
    return own
