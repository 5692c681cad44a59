"""Where the project's folders are: ``data``, ``notebooks`` and ``reports``."""

from __future__ import annotations

import os
from pathlib import Path

HOME_VARIABLE = "REPORTING_HOME"
CHECKOUT = Path(__file__).resolve().parents[2]
"""The checkout that this code was installed from."""


def home() -> Path:
    """Return the folder that holds ``data/events``, ``data/reference`` and ``notebooks``.

    It is the folder that ``--home`` or the environment variable ``REPORTING_HOME`` names, else
    :data:`CHECKOUT`. It is never looked for around the current folder: its notebooks are run, and
    who unpacks a stranger's files there has not asked for theirs.

    Returns
    -------
    Path
        An absolute path; it is not checked to exist when it comes from the environment.
    """
    named = os.environ.get(HOME_VARIABLE)
    return Path(named).resolve() if named else CHECKOUT


def within(path: Path, folder: Path) -> bool:
    """Tell whether a path lies in a folder, wherever links lead; links in a ring lead nowhere."""
    try:
        return path.resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError):
        return False


def events_folder() -> Path:
    """Return the folder of the bundled event packages."""
    return home() / "data" / "events"


def reference_folder() -> Path:
    """Return the folder of rulebooks, factors, indicators and base map."""
    return home() / "data" / "reference"


def notebooks_folder() -> Path:
    """Return the folder of the parameterised notebooks."""
    return home() / "notebooks"
