"""``reporting lab``: JupyterLab on the notebooks."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from reporting.cli.output import handled, say_home


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command(name="lab")(lab)


@handled
def lab(
    port: Annotated[
        int, typer.Option(help="The port; the next free one where it is taken.")
    ] = 8888,
    browser: Annotated[bool, typer.Option(help="Open a browser.")] = True,
) -> None:
    """Open the notebooks in JupyterLab, on this machine alone."""
    from reporting import paths, temporaries

    say_home()
    os.chdir(paths.home())
    temporaries.leave()
    # JupyterLab takes this process's place, so that Ctrl-C is its own affair.
    os.execve(sys.executable, command(port, browser=browser), environment())  # noqa: S606


def command(port: int, *, browser: bool) -> list[str]:
    """Return the command that starts JupyterLab: loopback, with a token, asking nobody for news."""
    from reporting import paths

    root = hasattr(os, "geteuid") and os.geteuid() == 0
    return [
        sys.executable,
        "-P",
        "-m",
        "jupyterlab",
        f"--ServerApp.root_dir={paths.home()}",
        "--ServerApp.ip=127.0.0.1",
        f"--ServerApp.port={port}",
        f"--ServerApp.open_browser={browser}",
        # Whoever works as root (a container, a bare machine) has chosen so.
        f"--ServerApp.allow_root={root}",
        "--LabApp.default_url=/lab/tree/notebooks",
        "--LabApp.news_url=None",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    ]


def environment() -> dict[str, str]:
    """Return the environment of the notebooks: this project, wherever it was started from."""
    from reporting import paths

    kept = {name: value for name, value in os.environ.items() if name != "PYTHONSAFEPATH"}
    # A notebook that the analyst runs may import what lies beside it.
    return {**kept, paths.HOME_VARIABLE: str(paths.home())}
