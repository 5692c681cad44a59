"""The route of an event or of a track: what places, published figures and tracks tell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from reporting.caveats import Caveat
from reporting.errors import InputError, UsageError, described
from reporting.event import refuse_unloaded
from reporting.route import geodesy
from reporting.route.alignment import Sought, aligned, passages
from reporting.route.leg_controls import beyond, leg_controls
from reporting.route.methods import methods
from reporting.route.places import BoundingBox, Crossing, Met, Waypoint
from reporting.route.published_lengths import lengths
from reporting.route.reconcile import KM, bound, by_difference, reconcile, total_bound
from reporting.route.road_book import read_road_book
from reporting.route.route_caveats import caveats_of
from reporting.route.route_model import LegRoute, MadeUp, Route
from reporting.route.waypoints import names_met, of_leg, once, places

if TYPE_CHECKING:
    import datetime as dt

    from reporting.event import Event, Leg
    from reporting.route.heights import Band
    from reporting.route.lengths import Published, Reconciliation
    from reporting.route.measured import Measured
    from reporting.route.road_line import RoadLine


def measure(event: Event) -> Route:
    """Measure the route of `event`.

    Parameters
    ----------
    event
        A loaded package. A leg with a track is measured (which file it is:
        :func:`reporting.route.event_tracks.track_files`); one without has no length of its own:
        published figures stand with their sources, held against the least length that a road
        through its places can have.

    Returns
    -------
    Route
        Lengths in kilometres, positions in degrees (WGS 84).

    Raises
    ------
    InputError
        Where a track cannot be read.
    UsageError
        For what is no loaded event.
    """
    from reporting.route.event_tracks import measured_legs, unused

    refuse_unloaded(event, "measure")
    waypoints = places(event)
    published = lengths(event)
    tracks = measured_legs(event, waypoints)
    legs = [
        _leg(event, leg, waypoints, published, tracks.get(leg.number)) for leg in event.info.legs
    ]
    driven = [place for leg in legs for place in leg.waypoints]
    route = Route(
        name=event.id,
        legs=tuple(legs),
        reconciliation=_whole(legs, published),
        crossing=crossing(driven),
        bbox=box(driven),
        countries=names_met(driven, "country") or _countries(legs, driven),
        regions=names_met(driven, "region"),
        provinces=names_met(driven, "province"),
        passes=tuple(once(place for place in driven if place.is_pass)),
        unesco=tuple(once(place for place in waypoints if place.kind == "unesco")),
        waypoints=waypoints,
        made_up=_made_up(event),
    )
    far = (beyond(event, leg.number, leg.measured.line) for leg in legs if leg.measured)
    return _finished(route, unused(event), [one for one in far if one])


def _made_up(event: Event) -> MadeUp:
    if event.info.provenance.tables == "simulated":
        return "all"
    return "controls" if event.info.provenance.timing == "simulated" else ""


def _countries(legs: Sequence[LegRoute], driven: Sequence[Waypoint]) -> tuple[str, ...]:
    """Return the countries of a route whose table names none: of its tracks, else of its places."""
    from reporting.route import basemap
    from reporting.route.areas import area_of

    if legs and all(leg.measured for leg in legs):
        crossed = (leg.measured.countries_km for leg in legs if leg.measured)
        return tuple(dict.fromkeys(code for codes in crossed for code in codes))
    if not driven:
        return ()
    lat, lon = (np.array(axis) for axis in zip(*(place.point for place in driven), strict=True))
    shapes = basemap.lands((lon.min() - 0.1, lat.min() - 0.1, lon.max() + 0.1, lat.max() + 0.1))
    found = area_of(list(shapes.values()), lat, lon)
    return tuple(dict.fromkeys([*shapes][place] for place in found.tolist() if place >= 0))


def is_track_file(where: str | Path) -> bool:
    """Tell whether `where` names a track file rather than an event: by the end of its name."""
    from reporting.route.track_reading import is_track

    return is_track(str(where))


def measure_track(path: str | Path) -> Route:
    """Measure one track file as a route of a single leg.

    Parameters
    ----------
    path
        A file of one of the formats of :data:`reporting.route.track_reading.READERS`.

    Raises
    ------
    InputError
        Where it cannot be read; the finding tells the line, the value and what to do.
    UsageError
        For what is no path.
    """
    from reporting.route.measured import measure_points
    from reporting.route.track_reading import read_track

    given: object = path
    if not isinstance(given, str | Path):
        raise UsageError(f"A track is the path of its file, not {described(given)}.")
    path = Path(given)
    try:
        track = read_track(path)
    except InputError as error:
        places = _road_book(path, error)
        if not places:
            raise
        return _of_places(path.name, places)
    measured = measure_points(track)
    shape = crossing(_places_of(measured.line))
    day = track.time[0].astype("datetime64[D]").item() if track.timed else None
    whole = reconcile((), None, _limits(measured.length_km))
    leg = LegRoute(
        number=1,
        date=day,
        start="",
        finish="",
        waypoints=(),
        reconciliation=whole,
        crossing=shape,
        bbox=measured.bbox,
        measured=measured,
    )
    route = Route(
        name=path.name,
        legs=(leg,),
        reconciliation=whole,
        crossing=leg.crossing,
        bbox=measured.bbox,
        countries=tuple(measured.countries_km),
        regions=tuple(measured.regions_km),
        provinces=tuple(measured.provinces_km),
    )
    return _finished(route)


def _road_book(path: Path, error: InputError) -> tuple[Waypoint, ...]:
    """Return the points of a GPX file without a track, such as an OpenRally road book's."""
    empty = any(finding.code == "track-empty" for finding in error.findings)
    return read_road_book(path) if empty and path.suffix.lower() == ".gpx" else ()


def _of_places(name: str, places: tuple[Waypoint, ...]) -> Route:
    """Return a route of one leg of which only places are known: it has a bound and no length."""
    whole = reconcile((), bound(places), None)
    leg = LegRoute(
        number=1,
        date=None,
        start=places[0].name,
        finish=places[-1].name,
        waypoints=places,
        reconciliation=whole,
        crossing=crossing(places),
        bbox=box(places),
        controls=tuple(place for place in places if place.control),
    )
    return _finished(Route(name, (leg,), whole, leg.crossing, leg.bbox, waypoints=places))


def _finished(route: Route, unused: Sequence[str] = (), more: Sequence[Caveat] = ()) -> Route:
    """Return the route with what depends on all of it: differences, the sea, caveats."""
    legs = tuple(_with_differences(route.legs, route.reconciliation))
    route = replace(route, legs=legs, crossing=_with_coast(route.crossing))
    notes = [Caveat("route-tracks-unused", {"files": ", ".join(unused)})] if unused else []
    once_each = {caveat.text(): caveat for caveat in (*notes, *caveats_of(route), *more)}
    return replace(route, caveats=tuple(once_each.values()))


def _leg(
    event: Event,
    leg: Leg,
    waypoints: Sequence[Waypoint],
    published: Sequence[Published],
    measured: Measured | None,
) -> LegRoute:
    driven = of_leg(waypoints, leg.number)
    figures = (figure for figure in published if figure.leg == leg.number)
    across = crossing(driven or (_places_of(measured.line) if measured else ()))
    known = _limits(measured.length_km) if measured else None
    made = LegRoute(
        number=leg.number,
        date=leg.date,
        start=leg.start,
        finish=leg.finish,
        waypoints=driven,
        reconciliation=reconcile(figures, bound(driven), known),
        crossing=across,
        bbox=measured.bbox if measured else box(driven),
        measured=measured,
    )
    beside = [place for place in waypoints if place.leg == leg.number]
    return replace(
        made,
        met=tuple(_met(made, beside)),
        daylight=_daylight(event, made),
        controls=leg_controls(event, leg.number, measured.line if measured else None),
    )


def _whole(legs: Sequence[LegRoute], published: Sequence[Published]) -> Reconciliation:
    """Return the reconciliation of the whole length."""
    from reporting.route.heights import total

    measured = [leg.measured.length_km for leg in legs if leg.measured]
    known = _limits(total(measured)) if measured and len(measured) == len(legs) else None
    figures = (figure for figure in published if figure.leg is None)
    return reconcile(figures, total_bound(leg.reconciliation.bound for leg in legs), known)


def _limits(length: Band) -> tuple[float, float, float]:
    return length.low, length.central, length.high


def _with_differences(legs: Sequence[LegRoute], whole: Reconciliation) -> Iterator[LegRoute]:
    derived = by_difference(whole, [leg.reconciliation for leg in legs])
    for place, leg in enumerate(legs):
        yield replace(leg, derived_km=derived.get(place))


def _met(leg: LegRoute, beside: Sequence[Waypoint]) -> list[Met]:
    """Return the places near the measured road, in the order in which it passes them.

    Places on the road are passed in their own order; those beside it where the road is nearest.
    """
    if leg.measured is None:
        return []
    line = leg.measured.line
    driven = [place for place in beside if place.on_the_road]
    passed = aligned(line, [_sought(place) for place in driven])
    found = list(zip(driven, passed, strict=True))
    for place in beside:
        if not place.on_the_road:
            nearest = min(passages(line, _sought(place)), key=attrgetter("away_m"), default=None)
            found.append((place, nearest))
    met = [
        Met(place, at.along_m / KM, at.away_m / KM, at.other_m and at.other_m / KM)
        for place, at in found
        if at is not None
    ]
    return sorted(met, key=lambda passage: passage.along_km)


def _sought(place: Waypoint) -> Sought:
    near = methods()["near"]
    end = {"start": -1, "finish": 1}.get(place.kind, 0)
    within = near.get(f"{place.kind}_m", near["place_m"])
    return Sought(place.lat, place.lon, within, place.km, end)


def _daylight(event: Event, leg: LegRoute) -> tuple[dt.datetime, dt.datetime] | None:
    """Return sunrise at the leg's start and sunset at its finish."""
    from reporting.route.sun import daylight

    if leg.crossing is None or leg.date is None:
        return None
    start, finish = leg.crossing.start, leg.crossing.finish
    morning = daylight(leg.date, start.lat, start.lon, event.info.zone)
    evening = daylight(leg.date, finish.lat, finish.lon, event.info.zone)
    return (morning[0], evening[1]) if morning and evening else None


def _places_of(line: RoadLine) -> tuple[Waypoint, ...]:
    """Return places without a name that tell a measured road's shape: ends, farthest, outermost."""
    away = np.hypot(
        line.lat - line.lat[0], (line.lon - line.lon[0]) * np.cos(np.radians(line.lat[0]))
    )
    outermost = (
        away.argmax(),
        line.lat.argmin(),
        line.lat.argmax(),
        line.lon.argmin(),
        line.lon.argmax(),
    )
    between = sorted({int(at) for at in outermost} - {0, len(line.lat) - 1})
    return tuple(
        Waypoint(1, seq, "", kind, float(line.lat[at]), float(line.lon[at]))
        for seq, (kind, at) in enumerate(
            [("start", 0), *(("track", at) for at in between), ("finish", -1)], start=1
        )
    )


def crossing(driven: Sequence[Waypoint]) -> Crossing | None:
    """Return the way from the first place to the last as the crow flies; None for under two."""
    if len(driven) < 2:
        return None
    start, finish = driven[0], driven[-1]
    metres, bearing = geodesy.between(start.point, finish.point)
    north, _ = geodesy.between((start.lat, start.lon), (finish.lat, start.lon))
    away = [geodesy.between(start.point, place.point)[0] for place in driven]
    farthest = max(range(len(driven)), key=away.__getitem__)
    return Crossing(
        start,
        finish,
        great_circle_km=metres / KM,
        west_east_km=geodesy.eastward_m(start.point, finish.point) / KM,
        south_north_km=(north if finish.lat >= start.lat else -north) / KM,
        bearing_deg=bearing,
        farthest=driven[farthest],
        farthest_km=away[farthest] / KM,
        extent_km=_extent(driven),
    )


def _extent(driven: Sequence[Waypoint]) -> tuple[float, float]:
    """Return how far places reach from west to east and from south to north [km].

    West to east is measured along the parallel of the middle latitude.
    """
    west, south, east, north = box(driven) or (0.0, 0.0, 0.0, 0.0)
    middle = (south + north) / 2
    across = geodesy.eastward_m((middle, west), (middle, east))
    return abs(across) / KM, geodesy.between((south, west), (north, west))[0] / KM


def _with_coast(across: Crossing | None) -> Crossing | None:
    from reporting.route.areas import coast_km

    if across is None:
        return None
    start, finish = coast_km(*across.start.point), coast_km(*across.finish.point)
    return replace(across, start_coast_km=start, finish_coast_km=finish)


def box(driven: Sequence[Waypoint]) -> BoundingBox | None:
    """Return west, south, east, north of the places [degrees]; None where there is none."""
    if not driven:
        return None
    lats, lons = [place.lat for place in driven], [place.lon for place in driven]
    return min(lons), min(lats), max(lons), max(lats)
