"""Heights of a track against those of the table of places: feet taken for metres, or another's."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from reporting.caveats import Caveat
from reporting.language import in_each, listed, number_in_each
from reporting.route.methods import methods

if TYPE_CHECKING:
    from reporting.route.route_model import LegRoute

KM = 1000.0


def height_misfits(leg: LegRoute) -> Iterator[Caveat]:
    """Tell where the heights of a leg's track are not those of the places that it passes.

    Of places on the road alone, and high enough to tell feet from metres.
    """
    if leg.measured is None or leg.measured.profile is None:
        return
    limits, profile = methods()["height"], leg.measured.profile
    near = methods()["near"]["pass_m"] / KM
    known = [
        (met.place, float(np.interp(met.along_km * KM, profile.along_m, profile.height_m)))
        for met in leg.met
        if met.place.elevation_m is not None
        and met.place.elevation_m >= limits["tells_m"]
        and met.away_km <= near
    ]
    if not known:
        return
    told = np.array([place.elevation_m for place, _ in known], dtype=float)
    ours = np.array([height for _, height in known])
    apart = float(np.median(np.abs(ours - told)))
    if apart <= limits["agree_m"]:
        return
    places = [place for place, _ in known]
    names = in_each(lambda language: listed([one.called(language) for one in places], language))
    details = {"leg": leg.number, "names": names, "metres": number_in_each(apart, 0)}
    ratio = float(np.median(np.maximum(ours, 1.0) / told))
    ratios = {
        "route-leg-heights-feet": ratio / limits["feet"],
        "route-places-heights-feet": 1 / ratio / limits["feet"],
    }
    feet = (code for code, ratio in ratios.items() if abs(ratio - 1) < 0.1)
    yield Caveat(next(feet, "route-leg-heights-differ"), details)
