"""LibreOffice without a window, as the office that opens and saves our workbooks."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

NEEDS_OFFICE = pytest.mark.skipif(
    shutil.which("soffice") is None,
    reason="LibreOffice Calc (soffice; Debian: libreoffice-calc-nogui) is not installed",
)


def converted(path: Path, to: str, out: Path) -> Path:
    """Open `path` in LibreOffice and save it as `to` (xlsx, pdf) in the folder `out`."""
    profile = (out / "profile").resolve().as_uri()
    command = [
        "soffice", f"-env:UserInstallation={profile}", "--headless", "--norestore",
        "--convert-to", to, "--outdir", str(out), str(path),
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, timeout=180, check=False)
    made = out / f"{path.stem}.{to}"
    assert made.is_file(), done.stdout + done.stderr
    return made
