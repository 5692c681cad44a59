"""Which names the map shows, in which order they choose their place, and how they look."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from reporting.charts.maps.frame import Frame
from reporting.charts.maps.labels import LabelRequest, LabelSheet
from reporting.charts.maps.marks import ENDS
from reporting.charts.maps.text import Pixel, Placed, Text
from reporting.charts.theme import INK, PAPER, SLATE
from reporting.frames import in_language
from reporting.language import LANGUAGES
from reporting.paths import reference_folder
from reporting.reads import remembered, source
from reporting.route import basemap
from reporting.route.place_names import region
from reporting.story.names import stem

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from reporting.charts.maps.ground import MapGround
    from reporting.charts.maps.map_drawing import MapDrawing
    from reporting.charts.maps.marks import MapMark
    from reporting.route import Route, Waypoint
    from reporting.story.voice import Voice

SITE = "#7d5a17"
"""Ochre dark enough for text: 5.5 : 1 on the land."""

WATER = "#4a6476"
QUIET = "#6b6356"
TOWN = "#55606b"
"""Waters, lands and towns that are no part of the event: quiet, and 4.5 : 1 on land and sea."""

ROAD = "#5d564a"
SAME = 46.0
"""The same name closer than this [pixels] is not written twice."""

LEAST_AREA = 1500.0
"""Regions and countries smaller than this on the map [square pixels] are not named."""

DOT = 2.0
"""Half the size of a town's dot [pixels]."""

CODE_SIZE = 9.0
NEAR = (0.0, 3.0, 6.0, 10.0, 14.0, 19.0)
ANYWHERE = (*NEAR, 25.0, 32.0, 40.0, 50.0, 62.0, 78.0, 95.0)
"""How far off its mark a name may go [pixels]: ends, sites and passes always find a place."""

TOLD = (*NEAR, 25.0, 32.0, 40.0)
"""The same of a town on the way, which the story names, where the map has few marks."""

FEW = 40
"""Marks of a map of the usual size with room for its towns."""

USUAL_AREA = 720 * 430
"""Of a map across the page [square pixels]."""


def names(marks: Sequence[MapMark], sheet: LabelSheet, voice: Voice) -> list[Placed]:
    """Place the names of the marks: leg ends weigh most, then sites, high passes, controls."""
    room = FEW * max(1.0, sheet.width * sheet.height / USUAL_AREA)
    near = TOLD if len(marks) <= room else NEAR
    chosen = sheet.arrange([_wish(mark, voice, near) for mark in _once(marks, voice)])
    return [placed for placed in chosen if placed is not None]


def _wish(mark: MapMark, voice: Voice, near: tuple[float, ...]) -> LabelRequest:
    each = [_text(mark, other) for other in _voices(voice)]
    text = _roomy(each)
    texts: tuple[Text, ...] = (text,)
    if text.under and mark.kind not in ENDS:
        texts = (text, _roomy([replace(one, under="") for one in each]))
    if mark.kind == "control" and mark.codes:
        texts = (text, Text(mark.codes, CODE_SIZE, "semibold", SLATE))
    far = mark.kind in (*ENDS, "unesco", "turning") or mark.place.is_pass
    rings = ANYWHERE if far else near if mark.kind == "stop" else NEAR
    return LabelRequest(
        texts, mark.at, mark.radius + (5.0 if mark.kind in ENDS else 3.0), _weight(mark), rings
    )


def _voices(voice: Voice) -> list[Voice]:
    """Return the reader's voice first, then those of the other languages."""
    from reporting.story.voice import Voice

    return [voice, *(Voice(other) for other in LANGUAGES if other != voice.language)]


def _roomy(each: Sequence[Text]) -> Text:
    """Return the first of a name's texts with the room of the widest.

    A name takes the same room in every language: the maps of all of them name the same places.
    """
    return replace(each[0], room=max(one.width for one in each))


def _weight(mark: MapMark) -> float:
    if mark.kind in ENDS or mark.turning:
        return 40.0
    if mark.kind == "unesco":
        return 25.0
    if mark.place.is_pass:
        return 14.0 + (mark.place.elevation_m or 0.0) / 500
    # The number of a control says what it is where its name has no room: a stop has its name alone.
    return 8.0 if mark.kind == "control" else 9.0


def _once(marks: Sequence[MapMark], voice: Voice) -> Iterator[MapMark]:
    """Go through the marks, leaving out names that a weightier mark nearby says already.

    A control is never left out: its codes are said nowhere else.
    """
    said: list[tuple[str, MapMark]] = []
    first = min(_voices(voice), key=lambda one: LANGUAGES.index(one.language))
    for mark in sorted(marks, key=_weight, reverse=True):
        words = _text(mark, first).words
        near = [w for w, other in said if math.dist(mark.at, other.at) < SAME]
        if words and (
            mark.kind in ("unesco", "control") or not any(_says(there, words) for there in near)
        ):
            said.append((words, mark))
            yield mark


def _says(name: str, words: str) -> bool:
    """Tell whether a name is another, or that of a thing in it.

    Examples
    --------
    >>> _says("Trulli di Alberobello", "Alberobello"), _says("Costiera Amalfitana", "Amalfi")
    (True, False)
    """
    return name == words or name.endswith(f" {words}")


def _text(mark: MapMark, voice: Voice) -> Text:
    place = mark.place
    if mark.kind in ENDS:
        end = _end(mark, voice)
        name = short(place, voice)
        return Text(name or end, 13.0, "bold", INK, end if name else "")
    if mark.kind == "unesco":
        return Text(place.called(voice.language), 11.0, "italic", SITE)
    if mark.kind == "control":
        return Text(stem(short(place, voice)), 10.5, "regular", INK, mark.codes)
    level = height(place, voice) if place.is_pass and place.elevation_m is not None else ""
    under = " \u00b7 ".join(words for words in (level, mark.codes) if words)
    if mark.kind == "summit":
        return Text(height(place, voice), 10.0, "italic", INK)
    if mark.turning:
        return Text(short(place, voice), 12.0, "semibold", INK, voice.text("map turning"))
    face, colour = ("italic", INK) if place.is_pass else ("regular", SLATE)
    return Text(short(place, voice), 10.5, face, colour, under)


def _end(mark: MapMark, voice: Voice) -> str:
    if mark.kind == "start":
        back = any(place.kind == "finish" for place in mark.places)
        return voice.text("map start and finish" if back else "map start")
    if mark.kind == "finish":
        return voice.text("map finish")
    return voice.text("map night" if mark.night else "map leg end", leg=mark.place.leg)


def short(place: Waypoint, voice: Voice) -> str:
    """Return the place's name without what stands after a comma or in brackets.

    The hover text and the table of places tell the whole of it.
    """
    return place.called(voice.language).split(",")[0].split(" (")[0].strip()


def height(place: Waypoint, voice: Voice) -> str:
    """Return the height of a place, marked as about where no source was seen."""
    about = "" if place.elevation_confidence == "seen" else "~"
    return f"{about}{voice.quantity(place.elevation_m or 0.0, 'm', 0)}"


@dataclass(frozen=True)
class NamesView:
    """What the background's names depend on."""

    route: Route
    frame: Frame
    ground: MapGround
    marks: Sequence[MapMark]
    voice: Voice

    def rows(self, table: str) -> Iterator[tuple[str, Pixel, dict[str, str]]]:
        """Go through a table of names: the name, where it is on the page, its row."""
        for row in _rows(table):
            x, y = self.frame.pixels([float(row["lon"])], [float(row["lat"])])
            yield in_language(row, "name", self.voice.language), (float(x[0]), float(y[0])), row


def background(base: NamesView, sheet: LabelSheet) -> Iterator[Placed]:
    """Place the names of seas, roads, lakes, lands, ranges, rivers, and towns for orientation."""
    yield from seas(base, sheet)
    yield from _physical(base, sheet, "lake")
    yield from _lands(base, sheet)
    yield from _physical(base, sheet, "range")
    yield from _physical(base, sheet, "river")
    yield from _cities(base, sheet)


def seas(base: NamesView, sheet: LabelSheet) -> Iterator[Placed]:
    """Place the names of seas and gulfs."""
    yield from _physical(base, sheet, "sea")
    yield from _physical(base, sheet, "gulf")


STYLES = {
    "sea": (12.5, "italic", WATER),
    "gulf": (11.0, "italic", WATER),
    "lake": (9.5, "italic", WATER),
    "river": (9.5, "italic", WATER),
    "range": (10.5, "italic", QUIET),
}

SPANS = {"sea": 90.0, "gulf": 40.0, "lake": 26.0, "river": 60.0, "range": 70.0}
"""A thing that is smaller on the map than this [pixels] is not named."""


def _physical(base: NamesView, sheet: LabelSheet, kind: str) -> Iterator[Placed]:
    """Place the names of one kind, each no farther from where it belongs than its row says."""
    size, face, colour = STYLES[kind]
    area = _wet(base) if kind in ("sea", "gulf") else _dry(base)
    land = base.ground.land.simplify(2.0)
    named: set[str] = set()
    for words, at, row in base.rows("names.csv"):
        reach, span = (float(row[field]) * 1000 * base.frame.scale for field in REACHES)
        if row["kind"] != kind or words in named or span < SPANS[kind]:
            continue
        text = Text(spaced(words) if kind == "range" else words, size, face, colour)
        most = 0.5 if kind == "river" else 1.0
        placed = sheet.near(
            text,
            at,
            max(reach, 8.0),
            area=area if kind != "lake" else None,
            barrier=land if kind in ("sea", "gulf") else None,
            most=most,
            air=AIR,
        )
        if placed:
            named.add(words)
            yield placed


AIR = 9.0
"""The name of a sea or a range keeps so far off others [pixels]: beside one it reads as its end."""

REACHES = ("reach_km", "span_km")


def spaced(words: str) -> str:
    """Return words set wide, as names of large things are."""
    return "\u2009".join(words)


def _wet(base: NamesView) -> Any:
    import shapely

    page = shapely.box(0, 0, base.frame.width, base.frame.height)
    return page.difference(base.ground.land.buffer(4))


def _dry(base: NamesView) -> Any:
    return base.ground.land.difference(base.ground.water)


def roads(
    base: NamesView, sheet: LabelSheet, route: BaseGeometry, drawing: MapDrawing
) -> Iterator[Placed]:
    """Draw the numbers of roads that the route follows, each in a small frame on its road."""
    import shapely

    if route.is_empty:
        return
    for words, at, row in base.rows("names.csv"):
        reach = float(row["reach_km"]) * 1000 * base.frame.scale
        near = shapely.shortest_line(route, shapely.Point(at))
        if row["kind"] != "road" or near is None or near.length > min(reach, ROAD_PX):
            continue
        text = Text(words, 8.5, "semibold", ROAD)
        placed = sheet.near(text, near.coords[0], 26.0)
        if placed:
            left, low, right, high = placed.box
            corners = [
                (left - 2.5, low),
                (right + 2.5, low),
                (right + 2.5, high),
                (left - 2.5, high),
            ]
            drawing.polygon(corners, PAPER, ROAD, 0.7)
            yield placed


ROAD_PX = 14.0
"""A road's number is shown where the route is nearer to its point than this [pixels]."""


def _lands(base: NamesView, sheet: LabelSheet) -> Iterator[Placed]:
    """Place names of countries where the route crosses several, else of regions."""
    abroad = not set(base.route.countries) <= {"IT"}
    shapes = _country_shapes(base) if abroad else _region_shapes(base)
    for name, shape in shapes.items():
        for part in _largest(base.frame.drawn(shape)):
            words = spaced(name.upper())
            placed = sheet.settle(Text(words, 9.5, "semibold", QUIET), part)
            if placed:
                yield placed


def _country_shapes(base: NamesView) -> dict[str, Any]:
    from babel import Locale

    territories = Locale.parse(base.voice.locale).territories
    within = basemap.lands(base.frame.bounds)
    return {territories.get(code, code): shape for code, shape in within.items()}


def _region_shapes(base: NamesView) -> dict[str, Any]:
    language = base.voice.language
    return {region(name, language): shape for name, shape in basemap.italian_regions().items()}


def _largest(shape: Any) -> Iterator[Any]:
    import shapely

    parts = [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon"]
    largest = max(parts, key=lambda part: part.area, default=None)
    if largest is not None and largest.area >= LEAST_AREA:
        yield largest


def _cities(base: NamesView, sheet: LabelSheet) -> Iterator[Placed]:
    """Place the larger towns that the event does not name itself, with a small dot."""
    told = {mark.place.municipality for mark in base.marks}
    told |= {short(mark.place, base.voice) for mark in base.marks}
    rows = sorted(base.rows("cities.csv"), key=lambda city: -int(city[2]["people"]))
    for words, at, row in rows:
        dot = at[0] - DOT, at[1] - DOT, at[0] + DOT, at[1] + DOT
        if not told.isdisjoint({words, row["name_it"]}) or not sheet.free(dot):
            continue
        name = Text(words, 10.0, "regular", TOWN)
        [placed] = sheet.arrange([LabelRequest((name,), at, 3.5, 1.0, (0.0,))])
        if placed:
            sheet.take(dot)
            yield placed
            yield Placed(Text("\u2022", 10.0, "regular", TOWN), dot)


@remembered
def _rows(name: str) -> list[dict[str, str]]:
    path = reference_folder() / "basemap" / name
    with source(path).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))
