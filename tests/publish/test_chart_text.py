"""A chart's words in print: whole, kerned, where they were drawn."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

import pikepdf
import pytest

from reporting.publish.pages.printing import pdf_of
from support.booklets import text_of

pytestmark = pytest.mark.slow

WORDS = "AVAVAV Toyota, Tazio Nuvolari"


def printed(text: str) -> bytes:
    """Return a page with a drawing, which has the words of an SVG text."""
    drawing = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="400" height="60" '
        f'font-family="Source Sans 3" font-size="16">{text}</svg>'
    )
    html = f'<!doctype html><html lang="en"><title>T</title><p>Before</p>{drawing}<p>After</p>'
    return pdf_of(html, "t.pdf", "en", "T")


def strokes(pdf: bytes) -> Iterator[bytes]:
    """Give what each operator that shows text shows, as the fonts' glyphs."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        for stream in document.objects:
            if isinstance(stream, pikepdf.Stream) and stream.get("/Type") != "/XRef":
                content = stream.read_bytes()
                yield from re.findall(rb"\[[^\]]*\]\s*TJ|<[0-9a-f]+>\s*Tj", content)


def test_a_text_is_one_piece_and_read_as_it_is() -> None:
    pdf = printed(f'<text x="10" y="30">{WORDS}</text>')
    assert text_of(pdf) == f"Before {WORDS} After"
    assert len(list(strokes(pdf))) == 3


def test_letters_with_places_of_their_own_keep_them() -> None:
    pdf = printed('<text x="10 40 90" y="30">ABC</text>')
    assert len(list(strokes(pdf))) == 5
    assert len(list(strokes(printed('<text x="9" y="30" letter-spacing="2">ABC</text>')))) == 5
    assert len(list(strokes(printed('<text x="9" y="30" dy="0em">ABC</text>')))) == 3


@pytest.mark.parametrize("anchor", ["start", "middle", "end"])
def test_a_text_stands_at_its_anchor(anchor: str) -> None:
    pdf = printed(f'<text x="200" y="30" text-anchor="{anchor}">{WORDS}</text>')
    assert WORDS in text_of(pdf)
