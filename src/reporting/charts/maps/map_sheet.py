"""A sheet that stands alone: title, map, profile and credits in one drawing, of any size."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reporting.charts import theme
from reporting.charts.maps.frame import Frame
from reporting.charts.maps.height_strip import HEIGHT, height_strip
from reporting.charts.maps.map_drawing import MapDrawing
from reporting.charts.maps.route_map import route_map, shown_points
from reporting.charts.svg import fitted

if TYPE_CHECKING:
    from markupsafe import Markup

    from reporting.charts.maps.drawn_map import DrawnMap
    from reporting.route import Route
    from reporting.story.voice import Voice

MARGIN = 34.0
HEAD = 62.0
FOOT = 16.0
GAP = 8.0
LEGEND = 48.0
"""Room left for a legend of two rows [pixels]."""

LEAST_MAP = 260.0
"""A sheet whose map would be lower than this has no profile [pixels]."""

SERIF = 'font-family="\'Source Serif 4 Display\', serif" font-weight="600"'


@dataclass(frozen=True)
class MapHeading:
    """What stands above a map: its title, the facts under it, and a notice at the right."""

    title: str
    facts: str = ""
    notice: str = ""


@dataclass(frozen=True)
class MapSheetDrawing:
    """A sheet, drawn: of which size [pixels], and the map and profile on it."""

    drawing: MapDrawing
    alt: str
    width: float
    height: float

    def svg(self, style: str = "") -> Markup:
        """Return the sheet as SVG, with a style sheet inside it where one is given."""
        return self.drawing.svg(self.alt, style=style)


def map_sheet(
    route: Route, voice: Voice, heading: MapHeading, size: tuple[float, float]
) -> MapSheetDrawing | None:
    """Compose a sheet of a route.

    Parameters
    ----------
    route
        The whole route, or one of its legs alone.
    voice
        The reader's language.
    heading
        What stands above the map.
    size
        Width and height of the sheet [CSS pixels].

    Returns
    -------
    MapSheetDrawing or None
        None where no two places have a position.
    """
    width, height = size
    wide = width - 2 * MARGIN
    strip = height_strip(route, voice, size=(wide, HEIGHT))
    room = height - 2 * MARGIN - HEAD - FOOT
    high = room - LEGEND - (HEIGHT + GAP if strip else 0.0)
    if high < LEAST_MAP:
        strip, high = None, room - LEGEND
    drawn = route_map(route, voice, size=(wide, high))
    if drawn is None:
        return None
    return MapSheetDrawing(
        _composed(drawn, strip, heading, size), _alt(drawn, strip), width, height
    )


def upright(route: Route, size: tuple[float, float]) -> tuple[float, float]:
    """Return a size turned so that the route is drawn as large as may be.

    Examples
    --------
    A route from west to east lies on its side, one from north to south stands.
    """
    points = shown_points(route)
    if not points:
        return size

    def scale(turned: tuple[float, float]) -> float:
        room = turned[0] - 2 * MARGIN, turned[1] - 2 * MARGIN - HEAD - FOOT - LEGEND - HEIGHT
        return Frame.holding(points, room).scale

    lying, standing = (max(size), min(size)), (min(size), max(size))
    return lying if scale(lying) >= scale(standing) else standing


def _alt(drawn: DrawnMap, strip: DrawnMap | None) -> str:
    return f"{drawn.alt} {strip.alt}" if strip else drawn.alt


def _composed(
    drawn: DrawnMap, strip: DrawnMap | None, heading: MapHeading, size: tuple[float, float]
) -> MapDrawing:
    import shapely

    width, height = size
    sheet = MapDrawing(width, height)
    sheet.area(shapely.box(0, 0, width, height), theme.PAPER)
    top = height - MARGIN
    room = width - 2 * MARGIN - (120 if heading.notice else 0)
    sheet.words(
        (MARGIN, top - 22),
        fitted(heading.title, room, 26, "SourceSerif4Display-Semibold"),
        26,
        colour=theme.INK,
        style=SERIF,
    )
    facts = fitted(heading.facts, width - 2 * MARGIN, 13)
    sheet.words((MARGIN, top - 44), facts, 13, colour=theme.SLATE)
    if heading.notice:
        sheet.words(
            (width - MARGIN, top - 20),
            heading.notice.upper(),
            11,
            anchor="end",
            colour=theme.RED,
            style='font-weight="700" letter-spacing="0.6"',
        )
    down = MARGIN + HEAD
    sheet.inside(drawn.drawing, MARGIN, down)
    if strip:
        sheet.inside(strip.drawing, MARGIN, height - MARGIN - FOOT - strip.drawing.height)
    source = f"{drawn.voice.text('map sources')}: {drawn.source}"
    sheet.words(
        (MARGIN, MARGIN - 4),
        fitted(source, width - 2 * MARGIN, 8.5),
        8.5,
        colour=theme.SLATE,
    )
    return sheet
