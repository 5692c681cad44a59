"""Charts on a phone: drawn for its width, nothing cut at the edge, nothing to be pushed aside."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from reporting.publish.pages.page import screen_page
from support.browser import visit
from support.journey import shown_by
from support.project import ROOT

pytestmark = pytest.mark.slow

DRAW_ALL = "window.dispatchEvent(new Event('beforeprint')); 1"
SETTLED = "new Promise((done) => setTimeout(() => done(1), 1200))"
SEEN = """[...document.querySelectorAll('figure.chart')].filter((f) => f.querySelector('.plot'))
  .map((figure) => {
    const pane = figure.querySelector('.pane'), frame = figure.querySelector('.main-svg');
    const edge = frame.getBoundingClientRect();
    const outside = [...figure.querySelectorAll('svg text')].filter((text) => {
      const box = text.getBoundingClientRect();
      return text.textContent.trim() && box.width && (box.left < edge.left - 1.5 ||
        box.right > edge.right + 1.5 || box.top < edge.top - 1.5 || box.bottom > edge.bottom + 1.5);
    });
    return {name: figure.id, scrolls: pane.scrollWidth > pane.clientWidth + 1,
            fitted: figure.classList.contains('fitted'),
            outside: outside.map((text) => text.textContent)};
  })"""


def charts_at(width: int, notebook: str, event: str, language: str, folder: Path) -> list[Any]:
    """Return what is seen of each chart of a report on a screen of that width."""
    path = ROOT / "notebooks" / f"{notebook}.ipynb"
    document = shown_by(path, event=event, language=language, depth="full", legs="all")
    page = folder / "page.html"
    page.write_text(screen_page(document), encoding="utf-8")
    seen = visit(page, DRAW_ALL, SETTLED, SEEN, width=width)
    assert seen.console == []
    found: list[Any] = seen.answers[-1]
    assert found
    return found


@pytest.mark.parametrize(
    ("notebook", "event", "language"),
    [
        ("race", "demo-rally", "it"),
        ("race", "experience-italy-2025", "en"),
        ("sustainability", "demo-rally", "it"),
        ("timing_quality", "experience-italy-2025", "it"),
        ("grande_viaggio_alpino", "coppa-delle-alpi-2024", "it"),
    ],
)
def test_on_a_phone_every_chart_fits_and_no_word_is_cut(
    notebook: str, event: str, language: str, tmp_path: Path
) -> None:
    for chart in charts_at(360, notebook, event, language, tmp_path):
        assert chart["fitted"], chart
        assert not chart["scrolls"], chart
        assert chart["outside"] == [], chart


def test_on_a_wide_screen_a_chart_is_as_it_was_made(tmp_path: Path) -> None:
    charts = charts_at(1200, "race", "demo-rally", "en", tmp_path)
    assert not any(chart["fitted"] for chart in charts)
