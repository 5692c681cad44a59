"""The project's own files, as the tests of its set-up read them."""

from __future__ import annotations

import subprocess
import tomllib
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]


def pyproject() -> dict[str, Any]:
    """Return ``pyproject.toml``."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def requirements(*groups: str) -> dict[str, Requirement]:
    """Return the requirements of the package (``"package"``), of extras or of dependency groups.

    Returns
    -------
    dict of str to Requirement
        By canonical name.
    """
    project = pyproject()
    declared = {
        "package": project["project"]["dependencies"],
        **project["project"]["optional-dependencies"],
        **project["dependency-groups"],
    }
    parsed = [Requirement(line) for group in groups for line in declared[group]]
    return {canonicalize_name(each.name): each for each in parsed}


def pins(lock: str) -> dict[str, Requirement]:
    """Return the pins of a lock file by canonical name, without their hashes."""
    lines = (ROOT / lock).read_text(encoding="utf-8").splitlines()
    parsed = [Requirement(line.rstrip(" \\")) for line in lines if line[:1].isalnum()]
    return {canonicalize_name(each.name): each for each in parsed}


def pinned_version(pin: Requirement) -> str:
    """Return the one version that a pin allows."""
    (specifier,) = pin.specifier
    assert specifier.operator == "==", pin
    return specifier.version


def tracked_files() -> list[Path]:
    """Return the files that git tracks and that are there; none outside a checkout."""
    listed = subprocess.run(
        ["git", "-c", f"safe.directory={ROOT}", "ls-files", "-z", "--cached"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    files = [ROOT / name for name in listed.stdout.split("\0") if name]
    return [file for file in files if file.is_file()]
