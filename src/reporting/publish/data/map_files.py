"""The maps of a route as files to send out: one PDF, one page, and a PNG and SVG of each sheet."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from reporting.aside import write_whole
from reporting.errors import UsageError
from reporting.language import EN_DASH

if TYPE_CHECKING:
    from reporting.charts.maps.drawn_map import DrawnMap
    from reporting.charts.maps.map_sheet import MapHeading, MapSheetDrawing
    from reporting.event import Event
    from reporting.route import LegRoute, Route
    from reporting.story.voice import Voice

KINDS = ("pdf", "html", "png", "svg")

PX_PER_MM = 96 / 25.4

MILLIMETRES = {"a4": (297.0, 210.0), "a3": (420.0, 297.0), "a2": (594.0, 420.0)}
PIXELS = {"wide": (1920.0, 1080.0), "square": (1080.0, 1080.0), "story": (1080.0, 1920.0)}

SCREEN_SCALE = 1.35
"""A sheet for screens is drawn so much larger: it is looked at small."""

PNG_SCALE = 2.0
"""Pixels of a PNG for each CSS pixel of a paper sheet."""

WIDE, STRIP_WIDE = (1080.0, 620.0), (1080.0, 236.0)
"""Sizes of the page's maps and profiles for screens [CSS pixels]."""

STYLES = ("common.css", "index.css", "map.css")
SCRIPT = "map.js"


@dataclass(frozen=True)
class SheetSize:
    """How large a sheet is: in units of the drawing, and as paper or picture.

    Parameters
    ----------
    units
        Width and height that the sheet is drawn with [CSS pixels].
    scale
        Pixels of the PNG for each unit.
    millimetres
        Width and height of the PDF's page.
    turns
        Whether it may be turned to suit the route.
    """

    units: tuple[float, float]
    scale: float
    millimetres: tuple[float, float]
    turns: bool = False


def sheet_size(words: str) -> SheetSize:
    """Return the size that `words` name: ``a4``, ``a3``, ``a2``, ``wide``, ``square``, ``story``.

    Others are written ``300x200mm`` or ``1600x900`` (pixels).

    Raises
    ------
    UsageError
        For anything else, and for a sheet under 400 pixels or over 10,000.

    Examples
    --------
    >>> sheet_size("a4").millimetres
    (297.0, 210.0)
    """
    name = words.strip().lower()
    paper = re.fullmatch(r"(\d{2,4})x(\d{2,4})mm", name)
    screen = re.fullmatch(r"(\d{3,5})x(\d{3,5})(?:px)?", name)
    if name in MILLIMETRES or paper:
        size = (float(paper[1]), float(paper[2])) if paper else MILLIMETRES[name]
        return _on_paper(size, turns=not paper)
    if name in PIXELS or screen:
        size = (float(screen[1]), float(screen[2])) if screen else PIXELS[name]
        if min(size) >= LEAST_PX and max(size) <= MOST_PX:
            return _on_screen(size)
    known = ", ".join((*MILLIMETRES, *PIXELS))
    raise UsageError(
        f"--size is {known}, or a size such as 300x200mm or 1600x900 (pixels, {LEAST_PX} to "
        f"{MOST_PX:,}), not {words!r}."
    )


LEAST_PX, MOST_PX = 400, 10_000


def _on_paper(size: tuple[float, float], *, turns: bool) -> SheetSize:
    width, height = (side * PX_PER_MM for side in size)
    larger = max((width * height / (1122.5 * 793.7)) ** 0.4, 0.75)  # words grow with the paper
    return SheetSize((width / larger, height / larger), PNG_SCALE * larger, size, turns)


def _on_screen(size: tuple[float, float]) -> SheetSize:
    larger = SCREEN_SCALE * max((size[0] * size[1] / 1.2e6) ** 0.4, 0.6)
    units = size[0] / larger, size[1] / larger
    return SheetSize(units, larger, (size[0] / PX_PER_MM, size[1] / PX_PER_MM))


@dataclass(frozen=True)
class MapPart:
    """One sheet to be made: its file's name, its route (or one leg of it), what stands above."""

    name: str
    route: Route
    heading: MapHeading


def map_parts(event: Event | None, route: Route, voice: Voice, leg: int | None) -> list[MapPart]:
    """Return the sheets of a route: the whole of it and each leg, or one leg alone.

    Raises
    ------
    UsageError
        For a leg that the route does not have, and where no two places have a position.
    """
    from reporting.charts.maps.route_map import only

    known = [part.number for part in route.legs]
    if leg is not None and leg not in known:
        raise UsageError(f"There is no leg {leg}: {route.name} has {', '.join(map(str, known))}.")
    parts = []
    if leg is None:
        parts.append(MapPart("map", route, _heading(event, route, voice)))
    for part in route.legs if len(route.legs) > 1 or leg is not None else ():
        if part.crossing is not None and leg in (None, part.number):
            alone = only(route, part.number)
            parts.append(
                MapPart(f"map-leg{part.number}", alone, _heading(event, alone, voice, part))
            )
    if not any(part.route.crossing for part in parts):
        raise UsageError(
            f"There is no map of {route.name}: no two places have a position. Fill lat and lon in "
            "the table waypoints or controls, or put a track into tracks/."
        )
    return parts


def _heading(
    event: Event | None, route: Route, voice: Voice, leg: LegRoute | None = None
) -> MapHeading:
    from reporting.charts.maps.map_sheet import MapHeading

    name = event.info.name.in_language(voice.language) if event else route.name
    facts = []
    if event and leg is None:
        facts.append(voice.days(event.info.start, event.info.end))
    if leg is not None:
        start, finish = leg.ends(voice.language)
        ends = f": {start} {EN_DASH} {finish}" if start and finish else ""
        facts += [f"{name}, {voice.weekday(leg.date)}" if leg.date else name]
        name = f"{voice.text('heights leg', leg=leg.number)}{ends}"
    elif len(route.legs) > 1:
        facts.append(voice.plural("n legs", len(route.legs)))
    simulated = event is not None and event.info.provenance.timing == "simulated"
    marked = simulated and any(part.measured for part in route.legs)
    return MapHeading(
        name,
        " \u00b7 ".join([*facts, *_measures(route, voice)]),
        voice.text("map simulated") if marked else "",
    )


def _measures(route: Route, voice: Voice) -> list[str]:
    """Return length and climb in words, as far as they are known."""
    length, climb = route.length_km, route.ascent_m
    said = []
    if length:
        said.append(voice.quantity(length.central, "km", 1 if length.central < 100 else 0))
    elif route.legs and len(route.legs) == 1:
        figures = route.legs[0].reconciliation.figures
        said += _published(figures, voice)
    else:
        said += _published(route.reconciliation.figures, voice)
    if climb:
        low, high = voice.number(climb.low, 0), voice.number(climb.high, 0)
        least = f"{low}{EN_DASH}" if low != high else ""
        band = f"{least}{voice.quantity(climb.high, 'm', 0)}"
        said.append(voice.text("map climb", band=band))
    return said


def _published(figures: Sequence[object], voice: Voice) -> list[str]:
    if not figures:
        return []
    low, high = float(str(figures[0])), float(str(figures[-1]))
    span = f"{voice.number(low)}{EN_DASH}" if low != high else ""
    return [voice.text("map published", km=f"{span}{voice.quantity(high, 'km')}")]


def write_maps(
    parts: Sequence[MapPart], voice: Voice, size: SheetSize, folder: Path, kinds: Sequence[str]
) -> list[Path]:
    """Write the sheets into `folder`.

    Parameters
    ----------
    parts
        From :func:`map_parts`.
    voice
        The reader's language.
    size
        From :func:`sheet_size`.
    folder
        Where the files go; made where it is not there.
    kinds
        Which of ``pdf``, ``html``, ``png``, ``svg``.

    Returns
    -------
    list of Path
        ``map.pdf`` with a page a sheet, ``map.html`` with all of them, and for each sheet
        ``map.png`` and ``map.svg`` (``map-leg1.png`` and so on).

    Raises
    ------
    ToolMissingError
        Where there is no Chromium for PNG files, or Pango for the PDF.
    """
    from reporting.charts.maps.map_sheet import map_sheet, upright

    folder.mkdir(parents=True, exist_ok=True)
    paper = set(kinds) & {"pdf", "png", "svg"}
    sheets = []
    for part in parts if paper else ():
        units = upright(part.route, size.units) if size.turns else size.units
        drawn = map_sheet(part.route, voice, part.heading, units)
        if drawn is not None:
            sheets.append((part, drawn))
    written = []
    if "pdf" in kinds:
        written.append(_write_pdf(folder, parts, [s for _, s in sheets], voice, size))
    if "html" in kinds:
        path = folder / f"{parts[0].name}.html"
        write_whole(path, map_page(parts, voice))
        written.append(path)
    written += _write_pictures(folder, sheets, size, kinds)
    return written


def _write_pdf(
    folder: Path,
    parts: Sequence[MapPart],
    sheets: Sequence[MapSheetDrawing],
    voice: Voice,
    size: SheetSize,
) -> Path:
    from reporting.publish.pages.printing import pdf_of
    from reporting.story.prose import fragment

    path = folder / f"{parts[0].name}.pdf"
    short, long = sorted(size.millimetres)
    pages = [
        (
            str(sheet.svg()),
            *((long, short) if sheet.width > sheet.height else (short, long)),
        )
        for sheet in sheets
    ]
    title = parts[0].heading.title
    html = fragment("map-print", voice, title=title, pages=pages)
    write_whole(path, pdf_of(str(html), path.name, voice.language, title, pages=len(pages)))
    return path


def _write_pictures(
    folder: Path,
    sheets: Sequence[tuple[MapPart, MapSheetDrawing]],
    size: SheetSize,
    kinds: Sequence[str],
) -> list[Path]:
    from reporting.publish.pages.figures import Drawer
    from reporting.publish.pages.fonts import subset_faces

    written = []
    for part, sheet in sheets if "svg" in kinds else ():
        path = folder / f"{part.name}.svg"
        write_whole(path, str(sheet.svg(subset_faces(str(sheet.svg())))))
        written.append(path)
    if "png" in kinds and sheets:
        with Drawer() as drawer:
            for part, sheet in sheets:
                path = folder / f"{part.name}.png"
                pixels = round(sheet.width * size.scale), round(sheet.height * size.scale)
                write_whole(path, drawer.png(str(sheet.svg()), *pixels))
                written.append(path)
    return written


def map_page(parts: Sequence[MapPart], voice: Voice) -> str:
    """Return the page of the maps: they zoom and pan, map and profile are linked, all inside it."""
    from reporting.publish.pages import fonts
    from reporting.publish.pages.page import asset, policy
    from reporting.story.prose import fragment

    script = asset(SCRIPT)
    given = {
        "title": parts[0].heading.title,
        "sections": [(part, *_screens(part, voice)) for part in parts],
        "script": script,
        "policy": policy([script]),
    }
    bare = str(fragment("map-page", voice, style="", **given))
    faces = fonts.subset_faces(bare)
    style = "\n".join([faces, *map(asset, STYLES)])
    return str(fragment("map-page", voice, style=style, **given))


def _screens(part: MapPart, voice: Voice) -> tuple[list[DrawnMap], list[DrawnMap]]:
    """Return the maps and the profiles of a part, for wide and for narrow screens."""
    from reporting.charts import height_strip, route_map
    from reporting.charts.maps.screens import PHONE, PHONE_STRIP

    maps = [route_map(part.route, voice, size=size) for size in (WIDE, PHONE)]
    strips = [height_strip(part.route, voice, size=size) for size in (STRIP_WIDE, PHONE_STRIP)]
    return [m for m in maps if m], [s for s in strips if s]
