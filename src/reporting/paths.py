"""Where the project's folders are: ``data``, ``notebooks`` and ``reports``."""

from __future__ import annotations

import os
from pathlib import Path

HOME_VARIABLE = "REPORTING_HOME"


def home() -> Path:
    """Return the folder that holds ``data/events`` and ``data/reference``.

    It is, in this order: the folder that the environment variable ``REPORTING_HOME`` names, the
    nearest folder at or above the current one with a ``data/events`` in it, the checkout that
    this code was installed from.

    Returns
    -------
    Path
        An absolute path; it is not checked to exist when it comes from the environment.
    """
    named = os.environ.get(HOME_VARIABLE)
    if named:
        return Path(named).resolve()
    here = Path.cwd().resolve()
    for folder in (here, *here.parents):
        if (folder / "data" / "events").is_dir() and (folder / "data" / "reference").is_dir():
            return folder
    return Path(__file__).resolve().parents[2]


def events_folder() -> Path:
    """Return the folder of the bundled event packages."""
    return home() / "data" / "events"


def reference_folder() -> Path:
    """Return the folder of rulebooks, factors, indicators, base map and brand."""
    return home() / "data" / "reference"


def notebooks_folder() -> Path:
    """Return the folder of the parameterised notebooks."""
    return home() / "notebooks"
