"""A map, or a profile, as the reports know it: a drawing and the words that stand around it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from reporting.charts.chart import for_the_page
from reporting.story.prose import fragment

if TYPE_CHECKING:
    from markupsafe import Markup

    from reporting.charts.maps.map_drawing import MapDrawing
    from reporting.story.voice import Voice


@dataclass(frozen=True, repr=False)
class DrawnMap:
    """One drawing of a route.

    Parameters
    ----------
    name
        A word for ids and file names, unique within the report (``route-map``).
    drawing
        What is drawn.
    title
        The finding, one sentence without full stop.
    subtitle
        What is drawn, with the unit.
    source
        Where the data comes from.
    alt
        Alternative text that tells the finding to whoever cannot see the drawing.
    voice
        The reader's language.
    notice
        A word shown beside it where its data is simulated.
    linked
        Attributes that let the page's script show a kilometre on map and profile.
    phone
        The same, drawn for a phone, where a page shows both.
    """

    name: str
    drawing: MapDrawing
    title: str
    subtitle: str
    source: str
    alt: str
    voice: Voice
    notice: str = ""
    linked: dict[str, str] = field(default_factory=dict)
    phone: DrawnMap | None = None

    def __repr__(self) -> str:
        """Return the finding that it shows."""
        return f"<map {self.name}: {self.title}>"

    @property
    def svg(self) -> Markup:
        """The drawing as it stands in a page; its title is the alternative text."""
        return self.drawing.svg(self.alt, **self.linked)

    def words(self) -> dict[str, str]:
        """Return the words around the drawing."""
        names = ("name", "title", "subtitle", "source", "alt", "notice")
        return {name: getattr(self, name) for name in names}

    def _repr_html_(self) -> str:
        return str(fragment("map", self.voice, drawn=self))

    def _repr_mimebundle_(self, **_: object) -> tuple[dict[str, Any], dict[str, Any]]:
        """Say that the suite made it for a page."""
        return for_the_page(self._repr_html_(), repr(self))
