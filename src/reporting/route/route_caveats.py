"""What the reader of a route's figures must know, computed from the route itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from reporting.caveats import Caveat
from reporting.route.lengths import Published, Verdict
from reporting.route.route_model import LegRoute, Route

_CLDR = {"it": "it_IT", "en": "en_GB"}


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
    yield from _disputed("route-total", None, route.reconciliation.verdict, route.published)
    for leg in route.legs:
        yield from _of_leg(leg)


def _of_leg(leg: LegRoute) -> Iterator[Caveat]:
    yield from _disputed("route-leg", leg.number, leg.reconciliation.verdict, leg.published)
    if leg.derived_km:
        low, high = leg.derived_km
        yield Caveat("route-leg-derived", {"leg": leg.number, "figures": _span(low, high)})


def _positions(route: Route) -> Iterator[Caveat]:
    driven = [place for leg in route.legs for place in leg.waypoints]
    recalled = sum(place.confidence != "seen" for place in driven)
    if recalled:
        yield Caveat("route-positions-recalled", {"recalled": recalled, "points": len(driven)})


def _disputed(
    code: str, leg: int | None, verdict: Verdict, published: Sequence[Published]
) -> Iterator[Caveat]:
    if verdict in (Verdict.CONFLICT, Verdict.IMPOSSIBLE):
        figures = _figures({figure.km for figure in published})
        yield Caveat(f"{code}-{verdict}", {"leg": leg, "figures": figures})


def _figures(kilometres: Iterable[Decimal]) -> Mapping[str, str]:
    """Return the figures as a phrase in both languages: 1,300, 1,580 and 1,620 km."""
    ordered = sorted(kilometres)
    return in_both(lambda locale: f"{_listed(ordered, locale)}\u202fkm")


def _span(low: Decimal, high: Decimal) -> Mapping[str, str]:
    """Return a length, or the range in which it lies, in both languages: 243\u2013245 km."""
    from babel.numbers import format_decimal

    ends = sorted({low, high})
    return in_both(
        lambda locale: (
            "\u2013".join(format_decimal(end, locale=locale) for end in ends) + "\u202fkm"
        )
    )


def _listed(figures: Sequence[Decimal], locale: str) -> str:
    from babel.lists import format_list
    from babel.numbers import format_decimal

    return format_list([format_decimal(figure, locale=locale) for figure in figures], locale=locale)


def said(value: float, decimals: int, locale: str) -> str:
    """Return a number as written in `locale`."""
    from babel.numbers import format_decimal

    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    return str(format_decimal(round(value, decimals), pattern, locale=locale))


def in_both(say: Callable[[str], str]) -> Mapping[str, str]:
    """Return what `say` makes of the locale of each language of the reports."""
    return {language: say(locale) for language, locale in _CLDR.items()}
