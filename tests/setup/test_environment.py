"""``environment.yml`` is the same environment as ``pyproject.toml``."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from support.project import ROOT, pyproject, requirements

# conda has no uv in it: it installs by itself.
NOT_FOR_CONDA = {"uv"}

# conda-forge's names, where they are not those of the package index.
CONDA_NAMES = {"jupyter-client": "jupyter_client", "jupyter-server": "jupyter_server"}

# conda-forge's Playwright brings a node of its own, and fonts are the system's.
NOT_FROM_DEBIAN = {"libatomic1", "fonts-wqy-microhei"}

# conda-forge's names for the packages of scripts/debian-packages.txt.
CONDA_FOR_DEBIAN = {
    "libpango-1.0-0": "pango",
    "libpangoft2-1.0-0": "pango",
    "libharfbuzz-subset0": "harfbuzz",
    "fontconfig": "fontconfig",
    "poppler-utils": "poppler",
}


@pytest.fixture(scope="module")
def environment() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((ROOT / "environment.yml").read_text("utf-8"))
    return loaded


@pytest.fixture(scope="module")
def conda(environment: dict[str, Any]) -> dict[str, SpecifierSet]:
    """The bounds of each package, by name: conda-forge's, and those it leaves to pip."""
    listed = environment["dependencies"]
    left_to_pip = [line for each in listed if isinstance(each, dict) for line in each["pip"]]
    lines = [line for line in listed if isinstance(line, str)] + left_to_pip
    parsed = [Requirement(line) for line in lines]
    assert len({each.name for each in parsed}) == len(parsed), "a package stands twice"
    return {each.name: each.specifier for each in parsed}


def debian_packages() -> list[str]:
    lines = (ROOT / "scripts" / "debian-packages.txt").read_text("utf-8").splitlines()
    return [line.split()[1] for line in lines if line and not line.startswith("#")]


def test_every_dependency_stands_in_it_with_the_same_bounds(
    conda: dict[str, SpecifierSet],
) -> None:
    expected = {
        CONDA_NAMES.get(name, name): requirement.specifier
        for name, requirement in requirements("package", "cluster", "dev", "setup").items()
        if name not in NOT_FOR_CONDA
    }
    assert {name: conda.get(name) for name in expected} == expected


def test_it_has_no_package_that_the_project_does_not_ask_for(
    conda: dict[str, SpecifierSet],
) -> None:
    asked = {
        CONDA_NAMES.get(name, name) for name in requirements("package", "cluster", "dev", "setup")
    }
    assert set(conda) - asked == {"python", "pip", *CONDA_FOR_DEBIAN.values()}


def test_it_has_the_same_pythons(conda: dict[str, SpecifierSet]) -> None:
    assert conda["python"] == SpecifierSet(pyproject()["project"]["requires-python"])


def test_it_has_a_counterpart_for_every_debian_package() -> None:
    assert set(debian_packages()) == {*CONDA_FOR_DEBIAN, *NOT_FROM_DEBIAN}


def test_it_is_named_after_the_project_and_reads_conda_forge_alone(
    environment: dict[str, Any],
) -> None:
    assert environment["name"] == canonicalize_name(pyproject()["project"]["name"])
    assert environment["channels"] == ["conda-forge", "nodefaults"]
