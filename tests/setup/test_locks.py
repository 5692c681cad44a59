"""The lock files pin everything that the project asks for, and are what runs here."""

from __future__ import annotations

import re
from importlib.metadata import PackageNotFoundError, version

import pytest

from support.project import ROOT, pinned_version, pins, requirements

LOCKS = {
    "requirements.txt": ("package",),
    "requirements-dev.txt": ("package", "dev"),
    "requirements-setup.txt": ("setup",),
}


@pytest.mark.parametrize(("lock", "groups"), LOCKS.items())
def test_every_dependency_is_pinned_within_its_bounds(lock: str, groups: tuple[str, ...]) -> None:
    pinned = pins(lock)
    for name, requirement in requirements(*groups).items():
        assert name in pinned, f"{name} is not in {lock}: run make lock"
        chosen = pinned_version(pinned[name])
        assert requirement.specifier.contains(chosen, prereleases=True), (
            f"{lock} pins {name} {chosen}, pyproject.toml asks for {requirement.specifier}: "
            "run make lock"
        )


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_carries_hashes_and_no_address(lock: str) -> None:
    text = (ROOT / lock).read_text("utf-8")
    entries = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)
    assert entries[0] == "", "nothing stands before the first pin"
    for entry in entries[1:]:
        assert re.search(r"--hash=sha256:[0-9a-f]{64}\b", entry), entry.splitlines()[0]
    assert "://" not in text
    assert not re.search(r"^\s*(-i|-f|--index|--extra-index|--find-links)\b", text, re.MULTILINE)


@pytest.mark.parametrize("lock", ["requirements.txt", "requirements-setup.txt"])
def test_the_lock_files_agree(lock: str) -> None:
    everything = pins("requirements-dev.txt")
    for name, pin in pins(lock).items():
        if name in everything:
            assert pinned_version(pin) == pinned_version(everything[name]), name


def test_the_reports_are_built_with_pins_that_the_tests_ran_with() -> None:
    assert set(pins("requirements.txt")) <= set(pins("requirements-dev.txt"))


def test_these_tests_run_on_the_pinned_versions() -> None:
    differing = {}
    for name, pin in pins("requirements-dev.txt").items():
        if pin.marker is not None and not pin.marker.evaluate():
            continue
        try:
            installed = version(name)
        except PackageNotFoundError:
            installed = "missing"
        if installed != pinned_version(pin):
            differing[name] = (installed, pinned_version(pin))
    assert differing == {}, "installed, pinned; scripts/python-environment dev puts it right"
