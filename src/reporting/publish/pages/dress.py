"""How a block of a report is shown in JupyterLab: in the pages' own dress, which touches no other.

A block says in its metadata that it is for the page; its HTML stands in a box whose style reaches
nothing beyond, so that the analyst's own tables keep theirs. The page takes the box off again.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import reporting
from reporting.charts.chart import BOX, for_the_page
from reporting.publish.pages.fonts import FACES

SCOPE = "reporting"
"""Class of the box that a block stands in."""

FONTS_ADDRESS = "/reporting/fonts"
"""Where the laboratory's server has our fonts; elsewhere the system's take their place."""

ASSETS = Path(reporting.__file__).parent / "assets"
REPORTS_OWN = (
    "sustainability.css",
    "sustainability-screen.css",
    "journey.css",
    "journey-screen.css",
    "map.css",
)

_DARK = re.compile(r"@media \(prefers-color-scheme: dark\) \{\s*:root \{(.*?)\}\s*\}", re.DOTALL)
_said = {"style": False}


def bundle(html: str, text: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the MIME bundle of a block and its metadata.

    Parameters
    ----------
    html
        The block as the page has it.
    text
        What stands for it where no HTML is shown.
    """
    data, metadata = for_the_page(html, text)
    if html and not _said["style"]:
        data["text/html"] = f"{laboratory_style()}{data['text/html']}"
    return data, metadata


def undressed(html: str) -> str:
    """Return a block's HTML as the page has it.

    Examples
    --------
    >>> undressed(bundle("<p>Uno.</p>", "")[0]["text/html"])
    '<p>Uno.</p>'
    """
    opening, closing = BOX
    _, opened, inner = html.partition(opening)
    return inner.removesuffix(closing) if opened else html


def style_once() -> str:
    """Return the style of all blocks that follow in this kernel: they do without."""
    _said["style"] = True
    return laboratory_style()


def laboratory_style() -> str:
    """Return the style of the blocks as an element of HTML, for any JupyterLab."""
    return f"<style>{_blocks_sheet()}</style>"


def laboratory_sheet() -> str:
    """Return the style sheet of our own laboratory: the blocks' style, and their fonts at once."""
    return f"{_blocks_sheet()}\n{_asset('laboratory-fonts.css')}"


@cache
def _blocks_sheet() -> str:
    """Return the pages' style kept to the boxes of blocks, light and dark as JupyterLab is."""
    screen = _asset("screen.css")
    dark = _DARK.search(screen)
    sheets = [_asset("common.css"), _DARK.sub("", screen), *map(_asset, REPORTS_OWN)]
    scoped = "\n".join([*sheets, _asset("laboratory.css")])
    for name in (":root", "html", "body"):  # what is said of the whole page is said of the box
        scoped = re.sub(rf"(?m)^{name} \{{", "& {", scoped)
    # Twice the class: JupyterLab's own rules for tables are as specific as once.
    box = f".{SCOPE}.{SCOPE}"
    night = f'[data-jp-theme-light="false"] {box} {{{dark[1] if dark else ""}}}'
    return f"{_faces()}\n{box} {{\n{scoped}\n}}\n{night}"


def _faces() -> str:
    return "\n".join(
        f"@font-face {{ font-family: '{face.family}'; font-weight: {face.weight}; "
        f"font-style: {face.style}; "
        f"src: url('{FONTS_ADDRESS}/{face.file}.woff2') format('woff2'); }}"
        for face in FACES
    )


def _asset(name: str) -> str:
    return (ASSETS / name).read_text(encoding="utf-8")
