"""The picture that a network shows beside a link to a report: its title, its days, who won.

Drawn from the page's own words alone, at once and without a browser.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from reporting.charts import svg
from reporting.charts.theme import INK, PAPER, RED, SLATE
from reporting.publish.pages.fonts import FOLDER

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw

SIZE = (1200, 630)
"""Width and height that networks ask for [pixels]."""

MARGIN = 84
ROOM = SIZE[0] - 2 * MARGIN
TITLES = (84, 72, 62, 52, 44, 36)
"""Sizes of the title [pixels], the first at which it takes no more than two lines."""


def social_card(words: Mapping[str, Any]) -> bytes:
    """Return the picture as a PNG file.

    Parameters
    ----------
    words
        What the page says of itself: ``event`` or ``title``, ``report_title``, ``dates``, ``won``,
        ``notice``.
    """
    from PIL import Image, ImageDraw

    card = Image.new("RGB", SIZE, PAPER)
    draw = ImageDraw.Draw(card)
    draw.rectangle((0, 0, SIZE[0], 14), fill=RED)
    small, bold = (svg.SEMIBOLD, 26), (svg.SEMIBOLD, 34)
    _line(draw, 74, str(words.get("report_title") or "").upper(), small, RED)
    title = str(words.get("event") or words["title"])
    size = next((one for one in TITLES if len(_broken(title, one)) <= 2), TITLES[-1])
    top = 124.0
    for line in _broken(title, size):
        _line(draw, top, line, (svg.TITLE, size), INK)
        top += size * 1.1
    _line(draw, top + 16, str(words.get("dates") or ""), (svg.REGULAR, 34), SLATE)
    top = max(top + 110, 380)
    for line in svg.broken(str(words.get("won") or ""), ROOM, 34, svg.SEMIBOLD)[:3]:
        _line(draw, top, line, bold, INK)
        top += 44
    if words.get("notice"):
        _line(draw, SIZE[1] - 74, str(words["notice"]).upper(), small, RED)
    made = io.BytesIO()
    card.save(made, "PNG", optimize=True)
    return made.getvalue()


def _broken(title: str, size: float) -> list[str]:
    return svg.broken(title, ROOM, size, svg.TITLE)


def _line(draw: ImageDraw, y: float, text: str, face: tuple[str, float], colour: str) -> None:
    from PIL import ImageFont

    file, size = face
    font = ImageFont.truetype(str(FOLDER / f"{file}.ttf"), size)
    draw.text((MARGIN, y), text, font=font, fill=colour)
