"""An event's booklets as pages: its results and maps made ready once, then a page for each."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from reporting.charts.crews.booklet_map import base_of
from reporting.errors import InputError
from reporting.publish.crews import booklet_page
from reporting.publish.crews.booklet_pdf import BookletPage, press
from reporting.publish.gate import refuse_unfit
from reporting.route import measure
from reporting.scoring import load_rulebook, score
from reporting.story.crews.field import field_of
from reporting.story.crews.telling import Booklet, slug
from reporting.story.voice import Voice

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reporting.charts.crews.booklet_map import BookletMapBase
    from reporting.event import Event
    from reporting.route import Route
    from reporting.story.crews.field import Field

NOT_STARTED = "DNS"


@dataclass(frozen=True)
class ComposedBooklet:
    """A booklet ready to be printed.

    Parameters
    ----------
    booklet
        What it tells.
    page
        How it is set.
    """

    booklet: Booklet
    page: BookletPage

    @property
    def parts(self) -> Mapping[str, str]:
        """What its PDF is made up of -> hash; the same parts make the same PDF."""
        html = sha256(self.page.html.encode()).hexdigest()
        return {"its page": html, "style, fonts or WeasyPrint": press()}

    @property
    def key(self) -> str:
        """One hash over its parts."""
        return sha256(repr(sorted(self.parts.items())).encode()).hexdigest()


class Composer:
    """Composes the booklets of one event.

    Parameters
    ----------
    field
        The event's results.
    route
        Where it was, for the maps.
    """

    def __init__(self, field: Field, route: Route) -> None:
        self.field, self.route = field, route
        self._bases: dict[str, BookletMapBase | None] = {}
        self.not_started = [
            number for number in sorted(field.rows) if self._booklet(number).status == NOT_STARTED
        ]

    def compose(self, number: int, language: str) -> ComposedBooklet:
        """Return a crew's booklet in a language (it, en)."""
        booklet = self._booklet(number, language)
        path = f"{language}/{number}-{slug(self.field.rows[number])}.pdf"
        title = booklet_page.cleaned(booklet.title)
        if language not in self._bases:
            self._bases[language] = base_of(self.field, self.route, language)
        html = booklet_page.html(booklet, self._bases[language])
        return ComposedBooklet(booklet, BookletPage(path, language, title, html))

    def _booklet(self, number: int, language: str = "en") -> Booklet:
        return Booklet(self.field, number, Voice(language))


def composer(event: Event) -> Composer:
    """Score and measure an event for its booklets.

    Raises
    ------
    InputError
        Where it has errors, or no times.
    """
    refuse_unfit(event, "standings", "route")
    if event.info.provenance.timing == "none" or not event.has("entries"):
        raise InputError(
            f"{event.id} has no times of its own, so there is nothing to tell each crew. "
            "Booklets need the tables entries, controls, starts and passages."
        )
    field = field_of(event, score(event, load_rulebook(event)))
    return Composer(field, measure(event))
