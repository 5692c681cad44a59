"""The picture cards: one template, three sizes, each with its text layer and alternative text."""

from __future__ import annotations

import dataclasses
import io
from typing import TYPE_CHECKING

from reporting.charts import outline
from reporting.charts.press_map import press_map
from reporting.language import typographic
from reporting.story.prose import environment

if TYPE_CHECKING:
    from markupsafe import Markup

    from reporting.publish.press.camera import Camera, Photograph
    from reporting.route import Route
    from reporting.story.press.cards import PictureCard
    from reporting.story.press.telling import PressStory

SHAPES = {"portrait": (1080, 1350), "story": (1080, 1920), "wide": (1200, 630)}
"""What the networks show: a post, a story, the picture of a link [pixels]."""

_MAPS = {"portrait": (1080, 620), "story": (1080, 820), "wide": (600, 616)}
"""The room of a map on a card."""


def photographed(
    card: PictureCard, shape: str, story: PressStory, route: Route, camera: Camera
) -> Photograph:
    """Return a card as a picture.

    Parameters
    ----------
    card
        What it says.
    shape
        One of ``SHAPES``.
    story, route
        The event, and its way for the map.
    camera
        What draws it.

    Raises
    ------
    ToolMissingError, StepFailedError
        As :meth:`~reporting.publish.press.camera.Camera.picture`.
    """
    width, height = SHAPES[shape]
    page = (
        environment(story.voice.language)
        .get_template("shared/press-card.html.j2")
        .render(
            card=card,
            map=_map(card, story, route, shape),
            map_height=_MAPS[shape][1],
            outline=outline(route, ""),
            p=story,
            shape=shape,
            width=width,
            height=height,
            language=story.voice.language,
        )
    )
    return camera.picture(typographic(page), width, height)


def _map(card: PictureCard, story: PressStory, route: Route, shape: str) -> Markup | str:
    if not card.legs:
        return ""
    legs = tuple(leg for leg in route.legs if leg.number in card.legs)
    return press_map(dataclasses.replace(route, legs=legs), story.voice, _MAPS[shape])


def with_words(png: bytes, alt: str, lines: tuple[str, ...], language: str) -> bytes:
    """Return a picture that carries its alternative text and its text layer."""
    from PIL import Image
    from PIL.PngImagePlugin import PngInfo

    words = PngInfo()
    words.add_itxt("Description", alt, lang=language)
    words.add_itxt("Text", "\n".join(lines), lang=language)
    written = io.BytesIO()
    Image.open(io.BytesIO(png)).convert("RGB").save(written, "PNG", pnginfo=words)
    return written.getvalue()
