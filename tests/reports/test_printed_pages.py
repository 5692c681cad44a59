"""The printed race report of the synthetic event: full pages, nothing cut."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from reporting.publish.pages.figures import Drawer
from support.composed import composed
from support.page_ends import white_at_end
from support.report_in_print import MOST_WHITE, ill_printed

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("pdftoppm") is None, reason="poppler is not installed"),
]


@pytest.fixture(scope="module")
def drawer() -> Iterator[Drawer]:
    """Return what draws charts for print."""
    made = Drawer()
    yield made
    made.close()


@pytest.mark.parametrize("language", ["it", "en"])
def test_no_page_of_a_chapter_that_goes_on_ends_in_a_third_of_white(
    language: str, drawer: Drawer, tmp_path: Path
) -> None:
    assert ill_printed(composed("race", "demo-rally", language), drawer, tmp_path) == []
    white = list(white_at_end(tmp_path / "report.pdf", tmp_path).values())
    # The story of how it was won begins under the event on one page.
    assert white[1] < MOST_WHITE
