"""The numbers of the pages that printed links lead to."""

from __future__ import annotations

import pytest

from reporting.publish.pages.printing import pdf_of
from support.booklets import text_of

pytestmark = pytest.mark.slow

STYLE = """
@page { size: 90mm 60mm; margin: 5mm }
p { margin: 0 }
a::after { content: " \\2007\\2007" }
section { break-before: page }
"""


def first_page(links: str, sections: int) -> str:
    """Return the words of the page with the links; the others have a section each."""
    parts = "".join(f'<section id="s{at}">Part</section>' for at in range(2, sections + 2))
    page = f'<!doctype html><html lang="en"><title>T</title><style>{STYLE}</style>{links}{parts}'
    return text_of(pdf_of(page, "t.pdf", "en", "T"), 1)


def test_a_link_ends_with_its_page_of_one_two_or_three_digits() -> None:
    links = "".join(f'<p><a href="#s{at}">To {at}:</a></p>' for at in (2, 13, 104))
    assert first_page(links, 103) == "To 2: 2 To 13: 13 To 104: 104"


def test_of_two_places_of_one_name_the_first_counts() -> None:
    assert first_page('<p id="a"><a href="#a">Here</a></p><p id="a">Twice</p>', 1) == "Here 1 Twice"


def test_a_number_may_begin_a_line_of_its_own() -> None:
    link = '<p style="width: 12mm"><a href="#s2">Everywhere</a></p>'
    assert first_page(link, 1) == "Everywhere 2"


def test_links_to_elsewhere_have_none() -> None:
    links = '<p><a href="https://example.org/a">Elsewhere</a>.</p>'
    assert first_page(links, 1) == "Elsewhere ."
