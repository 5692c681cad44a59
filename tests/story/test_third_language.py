"""A further language needs data, and one entry in ``language.py``: nothing else in the code."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from support.project import ROOT

ENTRY = """    "de": Customs(
        "Deutsch", "de_DE", THIN_SPACE, "{hour:02d}:{minute:02d}", {"other": "."}
    ),
}
LANGUAGES ="""
TEXT = re.compile(
    r"^(?P<line>[ \t]*)?(?P<key>(?:\w+_)?)en(?P<is>\s*=\s*)"
    r'(?P<text>"""(?:.|\n)*?"""|"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\'|\[[^\]]*\])'
    r'|(?P<key2>\b(?:\w+_)?)en(?P<is2>\s*=\s*)(?P<text2>"(?:[^"\\\n]|\\.)*"|\[[^\]]*\])',
    re.MULTILINE,
)

SHOWN = """
from reporting.caveats import catalogue as caveats
from reporting.event.findings import Finding, catalogue
from reporting.publish import open_quality, open_report, open_sustainability
from reporting.publish.pages.page_words import words
from reporting.story.race import tables
from reporting.story.voice import Voice

voice = Voice("de")
print(voice.quantity(1234.5, "km"), voice.ordinal(2), voice.percent(0.5))
print(words("de")["contents"], Finding("time-unreadable", "passages", "passages.csv").remedy("de"))
race = open_report("race", "demo-rally", "de")
for block in (race.cover(), race.pulls(), race.chapter("route"), race.prose("days")):
    print(block.html)
print(race.table(tables.standings(race.race)).html)
print(open_quality("demo-rally", "de").chapter("verdict").html)
footprint = open_sustainability("demo-rally", "de")
print(footprint.cover().html, footprint.chapter("emissions").html)
"""


def german(found: re.Match[str]) -> str:
    """Return a text in English with the same beside it for German, as a translator begins."""
    if found["text2"]:
        return f"{found[0]}, {found['key2']}de{found['is2']}{found['text2']}"
    return f"{found[0]}\n{found['line']}{found['key']}de{found['is']}{found['text']}"


@pytest.fixture(scope="module")
def translated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the project with a third language: English words under the name of German."""
    home = tmp_path_factory.mktemp("project")
    for folder in ("src/reporting", "data/reference", "data/events/demo-rally", "notebooks"):
        shutil.copytree(ROOT / folder, home / folder, ignore=shutil.ignore_patterns("__pycache__"))
    for english in sorted(home.rglob("en")):
        if english.is_dir():
            shutil.copytree(english, english.with_name("de"))
    for path in [*home.glob("src/**/*.toml"), *home.glob("data/reference/*.toml")]:
        path.write_text(TEXT.sub(german, path.read_text(encoding="utf-8")), encoding="utf-8")
    module = home / "src/reporting/language.py"
    code = module.read_text(encoding="utf-8")
    assert "}\nLANGUAGES =" in code
    module.write_text(code.replace("}\nLANGUAGES =", ENTRY), encoding="utf-8")
    return home


def test_a_third_language_needs_data_and_one_entry(translated: Path) -> None:
    environment = os.environ | {
        "PYTHONPATH": str(translated / "src"),
        "REPORTING_HOME": str(translated),
    }
    shown = subprocess.run(
        [sys.executable, "-c", SHOWN], cwd=translated, env=environment, capture_output=True,
        text=True, check=False,
    )  # fmt: skip
    assert shown.returncode == 0, shown.stderr
    assert "1.234,5\u202fkm 2. 50\u202f%" in shown.stdout
    assert "Contents" in shown.stdout
