"""Published lengths against one another, against the lower bound and against a measurement."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from decimal import Decimal

from reporting.route import geodesy
from reporting.route.lengths import Bound, Published, Reconciliation, Verdict
from reporting.route.methods import methods
from reporting.route.places import Waypoint

KM = 1000.0


def bound(waypoints: Sequence[Waypoint]) -> Bound | None:
    """Return the least length of a road through `waypoints`, None for fewer than two.

    No road is shorter than the geodesics from place to place. Since a place may stand some way
    off the road (:file:`methods.toml`, ``position``), each geodesic could be shorter by the
    allowance of both its ends: with that taken off, nothing shorter is possible.
    """
    if len(waypoints) < 2:
        return None
    lengths = geodesy.steps_m([p.lat for p in waypoints], [p.lon for p in waypoints])
    off = [_allowance_m(place) for place in waypoints]
    certain = (
        max(0.0, length - before - after)
        for length, before, after in zip(lengths, off[:-1], off[1:], strict=True)
    )
    return Bound(math.fsum(lengths) / KM, math.fsum(certain) / KM, len(waypoints))


def _allowance_m(place: Waypoint) -> float:
    allowances = methods()["position"]
    return allowances["seen_m" if place.confidence == "seen" else "recalled_m"]


def total_bound(bounds: Iterable[Bound | None]) -> Bound | None:
    """Return the bound of the whole from those of the legs; None where no leg has one.

    A leg without a bound adds nothing: the sum stays a lower bound.
    """
    known = [bound for bound in bounds if bound is not None]
    if not known:
        return None
    return Bound(
        math.fsum(leg.km for leg in known),
        math.fsum(leg.certain_km for leg in known),
        sum(leg.points for leg in known),
    )


def reconcile(
    published: Iterable[Published],
    bound: Bound | None,
    measured_km: tuple[float, float, float] | None = None,
) -> Reconciliation:
    """Hold published lengths against one another, the bound and the measurement.

    Parameters
    ----------
    published
        The figures of one leg, or of the whole route.
    bound
        The lower bound of the same stretch.
    measured_km
        Lower limit, length and upper limit by the track [km].

    Returns
    -------
    Reconciliation
        ``not published`` without any figure; ``impossible`` where one is shorter than a road
        can be; ``conflict`` where figures differ, where one is shorter than the chain of places
        or lies outside the measured limits; ``consistent`` otherwise. A figure stands for
        whatever rounds to it.
    """
    figures = tuple(sorted(published, key=lambda figure: -figure.km))
    short = tuple(figure for figure in figures if bound and float(figure.km) < bound.km)
    return Reconciliation(_verdict(figures, bound, measured_km), figures, bound, measured_km, short)


def _verdict(
    figures: Sequence[Published],
    bound: Bound | None,
    measured_km: tuple[float, float, float] | None,
) -> Verdict:
    if all(figure.derived for figure in figures):
        return Verdict.NOT_PUBLISHED
    lows, highs = zip(*(figure.limits for figure in figures), strict=True)
    if bound and min(highs) < bound.certain_km:
        return Verdict.IMPOSSIBLE
    if max(lows) > min(highs):
        return Verdict.CONFLICT
    if bound and min(highs) < bound.km:
        return Verdict.CONFLICT
    if measured_km and (min(highs) < measured_km[0] or max(lows) > measured_km[2]):
        return Verdict.CONFLICT
    return Verdict.CONSISTENT


def by_difference(
    total: Reconciliation, legs: Sequence[Reconciliation]
) -> dict[int, tuple[Decimal, Decimal]]:
    """Return the length of the one unpublished leg as total less the others [km].

    Returns
    -------
    dict
        Place of the leg in `legs` -> shortest and longest length; empty unless the total is
        published and exactly one leg is not.
    """
    missing = [place for place, leg in enumerate(legs) if leg.unpublished]
    if not total.figures or len(missing) != 1:
        return {}
    known = [leg.figures for leg in legs if not leg.unpublished]
    shortest = total.figures[0] - sum((leg[-1] for leg in known), Decimal(0))
    longest = total.figures[-1] - sum((leg[0] for leg in known), Decimal(0))
    return {missing[0]: (shortest, longest)} if longest > 0 else {}
