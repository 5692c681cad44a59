"""A package whose activities cannot be estimated still gets its report: of what is missing."""

from __future__ import annotations

import re
from pathlib import Path

import nbformat
import pytest

from reporting.engine.notebook.runner import execute
from reporting.paths import notebooks_folder
from reporting.publish.building.kinds import fitting
from reporting.publish.data.files import write
from reporting.publish.pages.document import read
from reporting.publish.pages.page import screen_page
from support.footprint import line, package

pytestmark = pytest.mark.slow


SAID = {"it": "non è stimato nulla", "en": "nothing is estimated"}


@pytest.mark.parametrize("language", ["it", "en"])
def test_an_event_with_nothing_estimated_says_so(language: str, tmp_path: Path) -> None:
    event = package(tmp_path / "event", line("A1", quantity="", note="no bills yet"))
    executed = tmp_path / "executed.ipynb"
    given = {"event": str(event.folder), "language": language}
    execute(notebooks_folder() / "sustainability.ipynb", given, executed)
    page = screen_page(read(nbformat.read(executed, as_version=4)))
    body = re.sub(r"<(script|style)\b.*?</\1>", " ", page, flags=re.DOTALL)
    assert SAID[language] in body
    assert "_kg" not in " ".join(re.findall(r'data-ref="([^"]+)"', body)), "no mass is printed"


def test_its_workbook_and_tables_are_written_all_the_same(tmp_path: Path) -> None:
    event = package(tmp_path / "event", line("A1", quantity=""))
    files = {path.name for path in write(event, tmp_path / "data")}
    assert {"footprint.xlsx", "footprint-exclusions.csv", "results.json"} <= files


@pytest.mark.parametrize("language", ["it", "en"])
def test_a_package_with_nothing_gets_a_page_of_what_is_not_covered(
    language: str, tmp_path: Path
) -> None:
    event = package(tmp_path / "event")
    assert [kind.name for kind in fitting(event.narrowed(facts=event["facts"].iloc[:0]))] == [
        "sustainability"
    ]
    executed = tmp_path / "executed.ipynb"
    given = {"event": str(event.folder), "language": language}
    execute(notebooks_folder() / "sustainability.ipynb", given, executed)
    page = screen_page(read(nbformat.read(executed, as_version=4)))
    body = " ".join(
        re.sub(r"<(script|style)\b.*?</\1>|<[^>]+>", " ", page, flags=re.DOTALL).split()
    )
    assert {"it": "Questo rapporto non copre", "en": "This report does not cover"}[language] in body
    assert {"it": "non contiene attività", "en": "holds no activity"}[language] in body
    for word in {"it": ("compilat", "approvat"), "en": ("compiled", "approved")}[language]:
        assert word not in body, word
