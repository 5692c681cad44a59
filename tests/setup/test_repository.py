"""What is committed can be used anywhere, by anybody."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.project import ROOT, tracked_files

# Written in pieces, or this file would break its own rule.
REGISTRIES = [
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("deb", "debian", "org"),
        ("debian", "org/debian"),
        ("anaconda", "org"),
        ("anaconda", "com"),
        ("npmjs", "org"),
        ("npmjs", "com"),
        ("unpkg", "com"),
        ("jsdelivr", "net"),
        ("cdnjs", "cloudflare", "com"),
    )
]
REGISTRY = re.compile("|".join(re.escape(name) for name in REGISTRIES))
FOLDERS = "|".join(["home", "root", "Users", "work", "tmp", "srv", "mnt", "opt"])
MACHINE_PATH = re.compile(rf"(?<![\w.$)}}*:/~-])/(?:{FOLDERS})/\w")
LEFTOVER = re.compile(r"\b(?:" + "|".join(["TO" + "DO", "FIX" + "ME", "X" + "XX"]) + r")\b")

# Other people's files, carried as they are.
VENDORED = re.compile(r"/assets/(?:vendor|fonts)/")


@pytest.fixture(scope="module")
def committed() -> list[Path]:
    files = [file for file in tracked_files() if not VENDORED.search(file.as_posix())]
    if not files:
        pytest.skip("this is not a git checkout")
    return files


def lines_that_match(pattern: re.Pattern[str], files: list[Path]) -> Iterator[str]:
    """Yield ``file:line: text`` for each match; files that are not text are left out."""
    for file in files:
        try:
            lines = file.read_text("utf-8").splitlines()
        except UnicodeDecodeError:
            continue
        for number, line in enumerate(lines, start=1):
            match = pattern.search(line)
            if match:
                start = max(match.start() - 30, 0)
                yield f"{file.relative_to(ROOT)}:{number}: {line[start : match.end() + 30]}"


def test_no_committed_file_names_a_package_registry(committed: list[Path]) -> None:
    assert list(lines_that_match(REGISTRY, committed)) == []


def test_no_committed_file_names_a_folder_of_one_machine(committed: list[Path]) -> None:
    assert list(lines_that_match(MACHINE_PATH, committed)) == []


def test_no_committed_file_leaves_work_for_later(committed: list[Path]) -> None:
    source = [file for file in committed if file.suffix in {".py", ".ipynb", ".toml", ".html"}]
    assert list(lines_that_match(LEFTOVER, source)) == []


@pytest.mark.parametrize(
    "line",
    ["cd /" + "home/anna/reporting", 'path = "/' + 'root/x"', "https://files." + REGISTRIES[1]],
)
def test_the_rules_notice_what_they_are_for(line: str) -> None:
    assert REGISTRY.search(line) or MACHINE_PATH.search(line)


@pytest.mark.parametrize(
    "line",
    [
        "https://example.org/home/page",
        "tests/work/of/art",
        "$HOME/work/",
        "/".join(("{root}", "tmp", "x")),
    ],
)
def test_the_rules_let_addresses_and_relative_paths_pass(line: str) -> None:
    assert not REGISTRY.search(line)
    assert not MACHINE_PATH.search(line)


def test_every_licence_that_is_carried_along_is_listed() -> None:
    listed = (ROOT / "docs" / "licences.md").read_text("utf-8")
    carried = [file for file in tracked_files() if file.name.startswith("LICENSE-")]
    assert [file.name for file in carried if file.name not in listed] == []


def test_continuous_integration_runs_the_command_of_the_readme() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    script = (ROOT / ".ci" / "run").read_text("utf-8")
    assert "make test" in readme
    assert script.splitlines()[-1] == "exec make test"


def test_every_make_target_of_the_documents_exists() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    for page in (ROOT / "README.md", ROOT / "CONTRIBUTING.md"):
        named = set(re.findall(r"`?make ([a-z]+)\b[^`\n]*`", page.read_text("utf-8")))
        assert named
        assert named <= targets, page.name
