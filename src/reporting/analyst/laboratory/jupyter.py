"""How JupyterLab is started: on this machine alone, with a token, asking nobody for anything."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from urllib.parse import quote

from reporting import paths
from reporting.analyst.laboratory.work_folder import START

SHARE = Path(__file__).parent / "share"
EXTENSION = "reporting.analyst.laboratory.server"


def command(folder: Path, port: int, *, browser: bool) -> list[str]:
    """Return the command that starts JupyterLab on a work folder."""
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    return [
        sys.executable,
        "-P",
        "-m",
        "jupyterlab",
        f"--ServerApp.root_dir={folder}",
        "--ServerApp.ip=127.0.0.1",
        f"--ServerApp.port={port}",
        f"--ServerApp.open_browser={browser}",
        # Whoever works as root (a container, a bare machine) has chosen so.
        f"--ServerApp.allow_root={root}",
        f"--ServerApp.jpserver_extensions={{'{EXTENSION}': True}}",
        "--ServerApp.log_level=ERROR",  # the address is said all the same
        "--LabApp.log_level=ERROR",
        "--LabApp.extension_manager=readonly",  # the other one asks a registry
        f"--LabApp.default_url=/lab/tree/{quote(START)}",
        f"--LabApp.app_settings_dir={SHARE / 'settings'}",
        # The tabs of this folder, not those of whatever else was open on this machine.
        f"--LabApp.workspaces_dir={folder / '.workspaces'}",
        "--LabApp.custom_css=True",  # ours: the server extension answers for it
        "--LabApp.news_url=None",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    ]


def environment() -> dict[str, str]:
    """Return the environment of the notebooks: this project, wherever it was started from."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONSAFEPATH"}
    # A notebook that the analyst runs may import what lies beside it.
    shares = [str(SHARE), *filter(None, [kept.get("JUPYTER_PATH")])]
    return {
        **kept,
        paths.HOME_VARIABLE: str(paths.home()),
        "JUPYTER_PATH": os.pathsep.join(shares),
        # Figures as data: else each notebook carries the whole of plotly.js.
        "PLOTLY_RENDERER": "plotly_mimetype",
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
    }
