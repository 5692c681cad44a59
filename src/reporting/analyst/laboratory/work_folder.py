"""The work folder: copies of the notebooks, the analyst's own to change, and a start page.

Reports are built from the project's ``notebooks`` and never from here: an experiment stays one.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from reporting import paths
from reporting.analyst.laboratory import notebook_files
from reporting.errors import InputError, machine_fault

START = "start.md"
FIRST = "first_steps"
_COPIED = ".copied.json"


@dataclass(frozen=True)
class Copy:
    """One notebook of the work folder.

    Parameters
    ----------
    path
        Relative to the folder.
    title, about
        Its first heading and the paragraph below.
    outdated
        Whether the analyst has changed it and the project's has changed since.
    """

    path: str
    title: str
    about: str
    outdated: bool

    @property
    def explores(self) -> bool:
        """Whether it explores; the others compose reports."""
        return self.path.startswith("explore/")


def prepare(folder: Path, language: str) -> list[Copy]:
    """Bring the copies in `folder` up to date and write its start page.

    A copy that the analyst has not changed follows the project's notebook; one that he has is his.

    Parameters
    ----------
    folder
        The work folder; made where there is none.
    language
        Of the start page.

    Returns
    -------
    list of Copy
        In the order of the start page.

    Raises
    ------
    InputError
        Where the folder is the project's own ``notebooks``.
    StepFailedError
        Where it cannot be written to.
    """
    origin = paths.notebooks_folder()
    if folder.resolve().is_relative_to(origin.resolve()):
        raise InputError(f"{folder} holds the notebooks that reports are built from: name another.")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        copies = list(_copied(origin, folder))
        (folder / START).write_text(_start_page(copies, language), encoding="utf-8")
    except OSError as error:
        raise machine_fault(error) or error from None
    return copies


def _copied(origin: Path, folder: Path) -> Iterator[Copy]:
    before = _read(folder / _COPIED) or {}
    now: dict[str, str] = {}
    originals = [path for path in origin.rglob("*.ipynb") if ".ipynb_checkpoints" not in path.parts]
    for original in sorted(originals, key=lambda path: (path.stem != FIRST, path)):
        place = original.relative_to(origin).as_posix()
        notebook = json.loads(original.read_text(encoding="utf-8"))
        new, standing = _hash(notebook), _read(folder / place)
        theirs = standing is not None and _hash(standing) != before.get(place)
        if standing is None or (not theirs and _hash(standing) != new):
            (folder / place).parent.mkdir(parents=True, exist_ok=True)
            opened = notebook_files.written(notebook_files.as_opened(notebook))
            (folder / place).write_text(opened, encoding="utf-8")
        now[place] = before.get(place, "") if theirs else new
        title, about = _about(notebook)
        yield Copy(place, title, about, outdated=theirs and before.get(place) != new)
    (folder / _COPIED).write_text(json.dumps(now, indent=1), encoding="utf-8")


def _read(path: Path) -> Any:
    """Return a JSON file's content; None where there is none, or it is none."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return None


def _hash(notebook: Any) -> str:
    """Return what tells one version of a notebook from another: its cells, not their outputs."""
    try:
        text = "\0".join(notebook_files.sources(notebook))
    except (KeyError, TypeError):
        return ""
    return sha256(text.encode()).hexdigest()


def _about(notebook: Any) -> tuple[str, str]:
    first = notebook_files.sources(notebook)[0].strip().split("\n\n")
    return first[0].lstrip("# "), first[1] if len(first) > 1 else ""


def _start_page(copies: list[Copy], language: str) -> str:
    from reporting.analyst.opening import events

    # Markdown, not HTML: JupyterLab shows no script of it.
    pages = Environment(  # noqa: S701
        loader=PackageLoader("reporting.analyst.laboratory"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return pages.get_template(f"start.{language}.md.j2").render(
        events=events(language).to_dict("records"),
        explore=[copy for copy in copies if copy.explores],
        compose=[copy for copy in copies if not copy.explores],
        home=paths.home(),
    )
