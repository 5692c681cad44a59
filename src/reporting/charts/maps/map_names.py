"""Which names the map shows, in which order they choose their place, and how they look."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from reporting.charts.maps.frame import WIDTH, Frame
from reporting.charts.maps.labels import LabelRequest, LabelSheet
from reporting.charts.maps.text import Pixel, Placed, Text
from reporting.charts.theme import INK, SLATE, SLATE_LIGHT
from reporting.paths import reference_folder
from reporting.reads import remembered, source
from reporting.route import basemap

if TYPE_CHECKING:
    from reporting.charts.maps.ground import MapGround
    from reporting.charts.maps.marks import MapMark
    from reporting.route import Route, Waypoint
    from reporting.story.voice import Voice

SITE = "#7d5a17"
"""Ochre dark enough for text: 5.5 : 1 on the land."""

WATER = "#6d8799"
QUIET = "#8d8475"
SAME = 46.0
"""The same name closer than this [pixels] is not written twice."""

LEAST_AREA = 1500.0
"""Regions and countries smaller than this on the map [square pixels] are not named."""

DOT = 2.0
"""Half the size of a town's dot [pixels]."""

ENDS = ("start", "finish", "end")
NEAR = (0.0, 3.0, 6.0, 10.0, 14.0, 19.0)
ANYWHERE = (*NEAR, 25.0, 32.0, 40.0, 50.0, 62.0)
"""How far off its mark a name may go [pixels]: ends, sites and passes always find a place."""


def names(marks: Sequence[MapMark], sheet: LabelSheet, voice: Voice) -> list[Placed]:
    """Place the names of the marks: leg ends weigh most, then sites, high passes, controls."""
    chosen = sheet.arrange([_wish(mark, voice) for mark in _once(marks, voice)])
    return [placed for placed in chosen if placed is not None]


def _wish(mark: MapMark, voice: Voice) -> LabelRequest:
    text = _text(mark, voice)
    texts = (text, replace(text, under="")) if text.under and mark.kind not in ENDS else (text,)
    far = mark.kind in ENDS or mark.kind == "unesco" or mark.place.is_pass
    rings = ANYWHERE if far else NEAR
    return LabelRequest(texts, mark.at, mark.radius + 3.0, _weight(mark), rings)


def _weight(mark: MapMark) -> float:
    if mark.kind in ENDS:
        return 40.0
    if mark.kind == "unesco":
        return 25.0
    if mark.place.is_pass:
        return 14.0 + (mark.place.elevation_m or 0.0) / 500
    return 8.0 if mark.kind == "control" else 4.0


def _once(marks: Sequence[MapMark], voice: Voice) -> Iterator[MapMark]:
    """Go through the marks, leaving out names that a weightier mark nearby says already."""
    said: list[tuple[str, MapMark]] = []
    for mark in sorted(marks, key=_weight, reverse=True):
        words = short(mark.place, voice)
        near = [w for w, other in said if math.dist(mark.at, other.at) < SAME]
        if mark.kind == "unesco" or not any(words in there for there in near):
            said.append((words, mark))
            yield mark


def _text(mark: MapMark, voice: Voice) -> Text:
    place = mark.place
    if mark.kind in ("start", "finish", "end"):
        return Text(short(place, voice), 13.0, "bold", INK, _end(mark, voice))
    if mark.kind == "unesco":
        return Text(place.called(voice.language), 11.0, "italic", SITE)
    if place.is_pass and place.elevation_m is not None:
        return Text(short(place, voice), 10.5, "italic", INK, height(place, voice))
    return Text(short(place, voice), 10.5, "regular", INK if mark.kind == "control" else SLATE)


def _end(mark: MapMark, voice: Voice) -> str:
    if mark.kind == "start":
        back = any(place.kind == "finish" for place in mark.places)
        return voice.text("map start and finish" if back else "map start")
    if mark.kind == "finish":
        return voice.text("map finish")
    return voice.text("map leg end", leg=mark.place.leg)


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
            at = float(x[0]), float(y[0])
            if 0 < at[0] < WIDTH and 0 < at[1] < self.frame.height:
                yield row[f"name_{self.voice.language}"], at, row


def background(base: NamesView, sheet: LabelSheet) -> Iterator[Placed]:
    """Place the names of seas, regions or countries, and of towns for orientation."""
    yield from _seas(base, sheet)
    yield from _lands(base, sheet)
    yield from _cities(base, sheet)


def _seas(base: NamesView, sheet: LabelSheet) -> Iterator[Placed]:
    import shapely

    page = shapely.box(0, 0, WIDTH, base.frame.height)
    waters = shapely.get_parts(page.difference(base.ground.land.buffer(4)))
    named: set[str] = set()
    for words, at, _ in base.rows("seas.csv"):
        inside = (water for water in waters if water.contains(shapely.Point(at)))
        water = next(inside, None) if words not in named else None
        placed = water and sheet.settle(Text(words, 12.5, "italic", WATER), water)
        if placed:
            named.add(words)
            yield placed


def _lands(base: NamesView, sheet: LabelSheet) -> Iterator[Placed]:
    """Place names of countries where the route crosses several, else of regions."""
    abroad = not set(base.route.countries) <= {"IT"}
    shapes = _country_shapes(base) if abroad else basemap.italian_regions()
    for name, shape in shapes.items():
        for part in _largest(base.frame.drawn(shape)):
            spaced = "\u2009".join(name.split("/")[0].upper())
            placed = sheet.settle(Text(spaced, 9.5, "semibold", QUIET), part)
            if placed:
                yield placed


def _country_shapes(base: NamesView) -> dict[str, Any]:
    from babel import Locale

    territories = Locale.parse(base.voice.locale).territories
    within = basemap.lands(base.frame.bounds)
    return {territories.get(code, code): shape for code, shape in within.items()}


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
        name = Text(words, 10.0, "regular", SLATE_LIGHT)
        [placed] = sheet.arrange([LabelRequest((name,), at, 3.5, 1.0, (0.0,))])
        if placed:
            sheet.take(dot)
            yield placed
            yield Placed(Text("\u2022", 10.0, "regular", SLATE_LIGHT), dot)


@remembered
def _rows(name: str) -> list[dict[str, str]]:
    path = reference_folder() / "basemap" / name
    with source(path).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))
