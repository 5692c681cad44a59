"""The route of an event: what can be known from places, published figures and tracks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from reporting.route import geodesy
from reporting.route.caveats import caveats_of
from reporting.route.model import BoundingBox, Crossing, LegRoute, Route, Waypoint
from reporting.route.published import lengths
from reporting.route.reconcile import KM, bound, by_difference, reconcile, total_bound
from reporting.route.waypoints import names_met, of_leg, once, places

if TYPE_CHECKING:
    from reporting.event import Event, Leg
    from reporting.route.model import Published, Reconciliation


def measure(event: Event) -> Route:
    """Measure the route of `event`.

    Parameters
    ----------
    event
        A loaded package. Without tracks the route has no length of its own: published figures
        stand with their sources, held against the least length that a road through the places
        can have.

    Returns
    -------
    Route
        Lengths in kilometres, positions in degrees (WGS 84).
    """
    waypoints = places(event)
    published = lengths(event)
    legs = [_leg(leg, waypoints, published) for leg in event.info.legs]
    driven = [place for leg in legs for place in leg.waypoints]
    whole = reconcile(
        (figure for figure in published if figure.leg is None),
        total_bound(leg.reconciliation.bound for leg in legs),
    )
    route = Route(
        name=event.id,
        legs=tuple(_with_differences(legs, whole)),
        reconciliation=whole,
        crossing=crossing(driven),
        bbox=box(driven),
        countries=names_met(driven, "country"),
        regions=names_met(driven, "region"),
        provinces=names_met(driven, "province"),
        passes=tuple(once(place for place in driven if place.is_pass)),
        unesco=tuple(once(place for place in waypoints if place.kind == "unesco")),
        waypoints=waypoints,
    )
    return replace(route, caveats=tuple(caveats_of(route)))


def _leg(leg: Leg, waypoints: Sequence[Waypoint], published: Sequence[Published]) -> LegRoute:
    driven = of_leg(waypoints, leg.number)
    figures = (figure for figure in published if figure.leg == leg.number)
    return LegRoute(
        number=leg.number,
        date=leg.date,
        start=leg.start,
        finish=leg.finish,
        waypoints=driven,
        reconciliation=reconcile(figures, bound(driven)),
        crossing=crossing(driven),
        bbox=box(driven),
    )


def _with_differences(legs: Sequence[LegRoute], whole: Reconciliation) -> Iterator[LegRoute]:
    derived = by_difference(whole, [leg.reconciliation for leg in legs])
    for place, leg in enumerate(legs):
        yield replace(leg, derived_km=derived.get(place))


def crossing(driven: Sequence[Waypoint]) -> Crossing | None:
    """Return the way from the first place to the last as the crow flies; None for under two."""
    if len(driven) < 2:
        return None
    start, finish = driven[0], driven[-1]
    metres, bearing = geodesy.between(start.point, finish.point)
    north, _ = geodesy.between((start.lat, start.lon), (finish.lat, start.lon))
    return Crossing(
        start,
        finish,
        great_circle_km=metres / KM,
        west_east_km=geodesy.eastward_m(start.point, finish.point) / KM,
        south_north_km=(north if finish.lat >= start.lat else -north) / KM,
        bearing_deg=bearing,
    )


def box(driven: Sequence[Waypoint]) -> BoundingBox | None:
    """Return west, south, east, north of the places [degrees]; None where there is none."""
    if not driven:
        return None
    lats, lons = [place.lat for place in driven], [place.lon for place in driven]
    return min(lons), min(lats), max(lons), max(lats)
