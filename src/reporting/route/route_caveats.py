"""What the reader of a route's figures must know, computed from the route itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from reporting.caveats import Caveat
from reporting.language import THIN_SPACE, in_each, listed, number, number_in_each, span
from reporting.route.lengths import Published, Reconciliation, Verdict
from reporting.route.places import Met
from reporting.route.route_model import LegRoute, Route
from reporting.route.route_words import route_words
from reporting.route.track_checks import misfits

KILOMETRES = f"{THIN_SPACE}km"


def caveats_of(route: Route) -> Iterator[Caveat]:
    """Go through the caveats of `route`: what is missing, assumed, derived or in conflict."""
    untracked = [leg.number for leg in route.legs if leg.measured is None]
    if untracked and route.lower_bound_km is None:
        yield Caveat("route-unknown")
    elif len(untracked) == len(route.legs):
        yield Caveat("route-no-track")
        yield from _positions(route)
    elif untracked:
        yield Caveat("route-some-tracks", {"legs": ", ".join(map(str, untracked))})
    for leg in route.legs:
        yield from leg.measured.caveats if leg.measured else ()
    yield from _disputed("route-total", None, route.reconciliation)
    for leg in route.legs:
        yield from _of_leg(leg)


def _of_leg(leg: LegRoute) -> Iterator[Caveat]:
    yield from misfits(leg)
    for met in leg.met:
        if met.other_km is not None:
            yield _doubtful(leg.number, met)
    yield from _disputed("route-leg", leg.number, leg.reconciliation)
    if leg.derived_km:
        low, high = leg.derived_km
        yield Caveat("route-leg-derived", {"leg": leg.number, "figures": _span(low, high)})


def _doubtful(leg: int, met: Met) -> Caveat:
    """Return that the road passes a place twice, and nothing tells which passage is meant."""
    name = in_each(met.place.called)
    other = number_in_each(met.other_km or 0.0, 1)
    details = {"leg": leg, "name": name, "km": number_in_each(met.along_km, 1), "other": other}
    return Caveat("route-place-doubtful", details)


def _positions(route: Route) -> Iterator[Caveat]:
    driven = [place for leg in route.legs for place in leg.waypoints]
    recalled = sum(place.confidence != "seen" for place in driven)
    if recalled:
        yield Caveat("route-positions-recalled", {"recalled": recalled, "points": len(driven)})


def _disputed(code: str, leg: int | None, held: Reconciliation) -> Iterator[Caveat]:
    if held.verdict in (Verdict.CONFLICT, Verdict.IMPOSSIBLE):
        alone = held.verdict is Verdict.CONFLICT and len(held.printed) == 1
        kind = "derived-conflict" if alone and held.derived else "alone" if alone else held.verdict
        details = {"leg": leg, "figures": _figures(held.printed), "derived": _plain(held.derived)}
        yield Caveat(f"{code}-{kind}", details)


def _figures(published: Sequence[Published]) -> Mapping[str, str]:
    """Return figures as their sources hedge them, in each language: about 1,300 and 1,620 km."""

    def hedged(figure: Published, language: str) -> str:
        shown = number(figure.km, language)
        words = route_words()["hedges"].get(figure.qualifier)
        return words[language].format(figure=shown) if words else shown

    def phrase(language: str) -> str:
        return listed([hedged(one, language) for one in published], language) + KILOMETRES

    return in_each(phrase)


def _plain(kilometres: Sequence[Decimal]) -> Mapping[str, str]:
    """Return figures as a phrase in each language: 1,580 and 1,590 km."""
    return in_each(
        lambda language: (
            listed([number(one, language) for one in kilometres], language) + KILOMETRES
        )
    )


def _span(low: Decimal, high: Decimal) -> Mapping[str, str]:
    """Return a length, or the range in which it lies, in each language: 243\u2013245 km."""
    return in_each(lambda language: span(low, high, language) + KILOMETRES)
