"""The lock files pin everything that the project asks for, and are what runs here."""

from __future__ import annotations

import re
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, distribution, version

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from support.project import ROOT, pinned_version, pins, requirements

# What each file pins, and the files that are installed before it.
LOCKS = {
    "requirements.txt": ("package",),
    "requirements-cluster.txt": ("cluster",),
    "requirements-dev.txt": ("dev",),
    "requirements-setup.txt": ("setup",),
}
BEFORE = {
    "requirements.txt": (),
    "requirements-cluster.txt": ("requirements.txt",),
    "requirements-dev.txt": ("requirements.txt", "requirements-cluster.txt"),
    "requirements-setup.txt": (),
}
FOR_DEVELOPERS = (*BEFORE["requirements-dev.txt"], "requirements-dev.txt")


def pinned_together(locks: Iterable[str]) -> dict[str, Requirement]:
    """Return the pins of several lock files, by name."""
    return {name: pin for lock in locks for name, pin in pins(lock).items()}


@pytest.mark.parametrize(("lock", "groups"), LOCKS.items())
def test_every_dependency_is_pinned_within_its_bounds(lock: str, groups: tuple[str, ...]) -> None:
    pinned = pinned_together([*BEFORE[lock], lock])
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


@pytest.mark.parametrize("lock", LOCKS)
def test_a_file_pins_only_what_those_before_it_do_not(lock: str) -> None:
    assert set(pins(lock)) & set(pinned_together(BEFORE[lock])) == set()


def test_what_sets_up_has_the_versions_that_the_tests_ran_with() -> None:
    everything = pinned_together(FOR_DEVELOPERS)
    for name, pin in pins("requirements-setup.txt").items():
        if name in everything:
            assert pinned_version(pin) == pinned_version(everything[name]), name


def needed_by(names: Iterable[str]) -> set[str]:
    """Return `names` and, as what is installed says, all that they need on this machine."""
    seen: set[tuple[str, str]] = set()
    waiting = [(name, "") for name in names]
    while waiting:
        name, extra = waiting.pop()
        if (name, extra) in seen:
            continue
        seen.add((name, extra))
        for line in distribution(name).requires or ():
            other = Requirement(line)
            if other.marker is None or other.marker.evaluate({"extra": extra}):
                waiting += [(canonicalize_name(other.name), each) for each in ("", *other.extras)]
    return {name for name, _ in seen}


@pytest.mark.parametrize("lock", ["requirements.txt", "requirements-cluster.txt"])
def test_nothing_that_a_dependency_needs_here_is_left_to_chance(lock: str) -> None:
    pinned = {
        name
        for name, pin in pinned_together([*BEFORE[lock], lock]).items()
        if pin.marker is None or pin.marker.evaluate()
    }
    assert needed_by(requirements(*LOCKS[lock])) - pinned == set()


def test_these_tests_run_on_the_pinned_versions() -> None:
    differing = {}
    for name, pin in pinned_together(FOR_DEVELOPERS).items():
        if pin.marker is not None and not pin.marker.evaluate():
            continue
        try:
            installed = version(name)
        except PackageNotFoundError:
            installed = "missing"
        if installed != pinned_version(pin):
            differing[name] = (installed, pinned_version(pin))
    assert differing == {}, "installed, pinned; scripts/python-environment dev puts it right"
