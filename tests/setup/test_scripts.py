"""The set-up scripts, run by a real shell on a machine whose package tools are played."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from reporting.publish.pages.figures import BROWSERS
from support.project import ROOT

REAL_TOOLS = (
    *("awk", "cat", "chmod", "cp", "cut", "dirname", "env", "flock", "grep", "mkdir"),
    *("rm", "sh", "sha256sum", "tail", "touch", "tr"),
)

DPKG_QUERY = """\
for package; do :; done
[ -e "$MACHINE/installed/$package" ] && echo 'ii ' || exit 1
"""

APT_GET = """\
echo "$*" >>"$MACHINE/apt-get.calls"
echo "frontend $DEBIAN_FRONTEND" >>"$MACHINE/apt-get.calls"
for word; do
    case $word in -*|update|install|*=*) continue ;; esac
    if [ -e "$MACHINE/unavailable/$word" ]; then
        echo "E: Unable to fetch $word"
        exit 100
    fi
done
for word; do
    case $word in -*|update|install|*=*) continue ;; esac
    touch "$MACHINE/installed/$word"
    case $word in chromium*) cp "$MACHINE/bin/true" "$MACHINE/bin/$word" ;; esac
done
exit 0
"""

# A Python that can make virtual environments of itself once the Debian package for them is
# there, and that writes down what pip is asked for.
PYTHON = """\
case "$*" in
    *_base_executable*) echo "$MACHINE/bin/python3" ;;
    *"import ensurepip"*) [ -e "$MACHINE/installed/python3.11-venv" ] ;;
    *-venv*) echo python3.11-venv ;;
    *"-m venv"*) mkdir -p .venv/bin; cp "$MACHINE/bin/python3" .venv/bin/python ;;
    *"-m pip"*install*) echo "$*" >>"$MACHINE/pip.calls" ;;
esac
"""


@dataclass
class Machine:
    """A checkout with the project's scripts, and a PATH with nothing but what a test puts there."""

    folder: Path

    @property
    def checkout(self) -> Path:
        return self.folder / "checkout"

    def tool(self, name: str, script: str = "exit 0\n") -> None:
        file = self.folder / "bin" / name
        file.write_text(f"#!/bin/sh\n{script}", encoding="utf-8")
        file.chmod(0o755)

    def has(self, *packages: str) -> None:
        for package in packages:
            (self.folder / "installed" / package).touch()

    def cannot_fetch(self, package: str) -> None:
        (self.folder / "unavailable" / package).touch()

    def user(self, number: int) -> None:
        self.tool("id", f"echo {number}\n")

    def calls(self, tool: str) -> str:
        file = self.folder / f"{tool}.calls"
        return file.read_text("utf-8") if file.exists() else ""

    def run(self, script: str, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [self.checkout / "scripts" / script, *arguments],
            env={"PATH": str(self.folder / "bin"), "MACHINE": str(self.folder), **more},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )


LISTED_FOR_REPORTS = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0", "fontconfig")


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """A bare Debian with Python, root at the keyboard."""
    made = Machine(tmp_path)
    for name in ("bin", "installed", "unavailable", "checkout"):
        (tmp_path / name).mkdir()
    shutil.copytree(ROOT / "scripts", made.checkout / "scripts")
    for file in [ROOT / "pyproject.toml", *ROOT.glob("requirements*.txt")]:
        shutil.copy(file, made.checkout)
    for name in REAL_TOOLS:
        real = shutil.which(name)
        if real:
            (tmp_path / "bin" / name).symlink_to(real)
    made.tool("true")
    made.tool("dpkg-query", DPKG_QUERY)
    made.tool("apt-get", APT_GET)
    made.tool("apt-cache")
    made.tool("python3", PYTHON)
    made.user(0)
    return made


@pytest.fixture
def complete(machine: Machine) -> Machine:
    """The same machine with all that the reports need."""
    machine.has(*LISTED_FOR_REPORTS, "python3.11-venv")
    machine.tool("chromium")
    return machine


def test_a_machine_that_has_everything_is_left_alone(complete: Machine) -> None:
    result = complete.run("system-packages", "reports")
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")
    assert complete.calls("apt-get") == ""


def test_a_bare_machine_gets_all_that_is_missing_without_a_question(machine: Machine) -> None:
    result = machine.run("system-packages", "reports")
    assert result.returncode == 0, result.stderr
    calls = machine.calls("apt-get")
    assert "frontend noninteractive" in calls
    for package in (*LISTED_FOR_REPORTS, "python3.11-venv", "chromium-headless-shell"):
        assert f" {package}" in calls
    assert "poppler-utils" not in calls, "only the tests need it"


def test_only_what_is_missing_is_installed(complete: Machine) -> None:
    result = complete.run("system-packages", "dev")
    assert result.returncode == 0, result.stderr
    install = next(line for line in complete.calls("apt-get").splitlines() if "install" in line)
    assert install.split()[-3:] == ["--no-install-recommends", "poppler-utils", "libatomic1"]


def test_a_font_that_is_wished_for_comes_with_the_others_and_stops_nothing(
    machine: Machine,
) -> None:
    machine.cannot_fetch("fonts-wqy-microhei")
    result = machine.run("system-packages", "reports")
    assert result.returncode == 0, result.stderr
    assert "fonts-wqy-microhei could not be had" in result.stderr
    assert "Debian packages are in place" in result.stderr


def test_a_browser_that_is_named_is_taken(complete: Machine) -> None:
    (complete.folder / "bin" / "chromium").rename(complete.folder / "my-browser")
    result = complete.run(
        "system-packages", "reports", BROWSER_PATH=str(complete.folder / "my-browser")
    )
    assert (result.returncode, result.stderr) == (0, "")


def test_the_full_browser_is_taken_where_there_is_no_small_one(machine: Machine) -> None:
    machine.tool("apt-cache", "exit 100\n")
    assert machine.run("system-packages", "reports").returncode == 0
    assert machine.calls("apt-get").split().count("chromium") == 1


def test_a_user_without_rights_is_told_what_to_install_by_hand(machine: Machine) -> None:
    machine.user(1000)
    result = machine.run("system-packages", "reports")
    assert result.returncode == 3
    assert "not root and there is no sudo" in result.stderr
    assert "apt-get install --yes libpango-1.0-0" in result.stderr
    assert machine.calls("apt-get") == ""


def test_a_user_with_sudo_installs_through_it_and_is_never_asked(machine: Machine) -> None:
    machine.user(1000)
    machine.tool("sudo", 'echo "$1" >>"$MACHINE/sudo.calls"\nshift\nexec "$@"\n')
    result = machine.run("system-packages", "reports")
    assert result.returncode == 0, result.stderr
    assert set(machine.calls("sudo").split()) == {"--non-interactive"}


def test_a_package_that_cannot_be_had_is_named_with_the_reason(machine: Machine) -> None:
    machine.cannot_fetch("fontconfig")
    result = machine.run("system-packages", "reports")
    assert result.returncode == 3
    assert "E: Unable to fetch fontconfig" in result.stderr
    assert "apt-get update && apt-get install --yes" in result.stderr
    assert "fontconfig" in result.stderr.splitlines()[-1]


def test_another_system_is_told_what_it_needs_and_left_alone(machine: Machine) -> None:
    (machine.folder / "bin" / "dpkg-query").unlink()
    result = machine.run("system-packages", "reports")
    assert result.returncode == 0
    assert "Pango" in result.stderr
    assert machine.calls("apt-get") == ""


def test_a_python_that_is_too_old_is_refused_in_words(machine: Machine) -> None:
    machine.tool("python3", '[ "$1" = --version ] && echo "Python 3.9.2" && exit 0\nexit 1\n')
    result = machine.run("find-python")
    assert result.returncode == 3
    assert "A Python from 3.11 to 3.14 is needed; found Python 3.9.2." in result.stderr


def test_a_python_can_be_named(machine: Machine) -> None:
    result = machine.run("find-python", PYTHON="no-such-python")
    assert result.returncode == 3
    assert "PYTHON=no-such-python" in result.stderr


def test_the_environment_is_made_once(complete: Machine) -> None:
    first = complete.run("python-environment", "reports")
    assert first.returncode == 0, first.stderr
    installed = complete.calls("pip")
    assert "--requirement requirements.txt --requirement requirements-cluster.txt" in installed
    assert "requirements-dev.txt" not in installed
    assert installed.splitlines()[-1].endswith("--no-deps --no-build-isolation --editable .")

    second = complete.run("python-environment", "reports")
    assert (second.returncode, second.stderr) == (0, "")
    assert complete.calls("pip") == installed


def change_lock(machine: Machine) -> None:
    with (machine.checkout / "requirements-cluster.txt").open("a", encoding="utf-8") as lock:
        lock.write("# changed\n")


def change_dependencies(machine: Machine) -> None:
    file = machine.checkout / "pyproject.toml"
    file.write_text(file.read_text("utf-8").replace("[project]", "[project]\n# changed"), "utf-8")


def move(machine: Machine) -> None:
    """Move the checkout: the paths inside its virtual environment do not follow."""
    machine.checkout.rename(machine.folder / "moved")
    (machine.folder / "checkout").symlink_to(machine.folder / "moved")


@pytest.mark.parametrize("change", [change_lock, change_dependencies, move])
def test_the_environment_is_renewed_when_what_it_depends_on_changes(
    complete: Machine, change: Callable[[Machine], None]
) -> None:
    complete.run("python-environment", "reports")
    installed = complete.calls("pip")
    change(complete)
    assert complete.run("python-environment", "reports").returncode == 0
    assert len(complete.calls("pip")) > len(installed)


def test_the_developers_environment_serves_the_reports_too(complete: Machine) -> None:
    complete.run("python-environment", "dev")
    installed = complete.calls("pip")
    for lock in ("requirements.txt", "requirements-cluster.txt", "requirements-dev.txt"):
        assert f"--requirement {lock}" in installed
    assert complete.run("python-environment", "reports").stderr == ""
    assert complete.calls("pip") == installed


def test_packages_that_cannot_be_installed_end_in_a_sentence(complete: Machine) -> None:
    failing = PYTHON.replace('echo "$*" >>"$MACHINE/pip.calls"', "echo no route >&2; exit 1")
    complete.tool("python3", failing)
    result = complete.run("python-environment", "reports")
    assert result.returncode == 3
    assert "no route" in result.stderr
    assert "Is there a network?" in result.stderr
    assert "Traceback" not in result.stderr
    assert complete.run("python-environment", "reports").returncode == 3, "it is tried again"


def test_the_browsers_that_are_looked_for_are_those_that_can_draw() -> None:
    script = (ROOT / "scripts" / "system-packages").read_text("utf-8")
    listed = next(line for line in script.splitlines() if line.startswith("browsers="))
    assert tuple(listed.removeprefix("browsers=").strip('"').split()) == BROWSERS
