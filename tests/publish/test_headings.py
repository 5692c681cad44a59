"""Headings go down one level at a time: whoever listens misses none (PDF/UA-1, 7.4.2)."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest

from support.project import ROOT

TEMPLATES = sorted((ROOT / "src" / "reporting").glob("**/templates/**/*.j2"))
_HEADING = re.compile(r"<h([1-6])\b")


def skips(levels: list[int]) -> list[tuple[int, int]]:
    """Return where headings go down by more than one level."""
    return [(a, b) for a, b in pairwise(levels) if b > a + 1]


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_no_template_leaves_a_level_out(template: Path) -> None:
    levels = [int(one) for one in _HEADING.findall(template.read_text("utf-8"))]
    # A fragment begins inside a chapter, whose heading is the second level.
    assert not skips([2, *levels] if levels and levels[0] > 2 else levels)
