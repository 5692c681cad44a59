"""``reporting lab``: JupyterLab on copies of the notebooks."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from reporting.cli.output import Lang, handled, language, say, say_home


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command(name="lab")(lab)


@handled
def lab(
    folder: Annotated[
        Path | None,
        typer.Option(help="The work folder; lab, by the notebooks, if none.", show_default=False),
    ] = None,
    port: Annotated[
        int, typer.Option(help="The port; the next free one where it is taken.")
    ] = 8888,
    browser: Annotated[bool, typer.Option(help="Open a browser.")] = True,
    lang: Lang = None,
) -> None:
    """Open copies of the notebooks in JupyterLab, on this machine alone."""
    from reporting import paths, temporaries
    from reporting.analyst.laboratory import jupyter, work_folder

    say_home()
    folder = (folder or paths.home() / "lab").resolve()
    copies = work_folder.prepare(folder, language(lang))
    for copy in copies:
        if copy.outdated:
            say(f"{copy.path} is yours; the project's is newer. Rename yours to get it.")
    say(f"The work folder is {folder}.")
    os.chdir(folder)
    temporaries.leave()
    # JupyterLab takes this process's place, so that Ctrl-C is its own affair.
    started = jupyter.command(folder, port, browser=browser)
    os.execve(sys.executable, started, jupyter.environment())  # noqa: S606
