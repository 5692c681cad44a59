"""Sunrise and sunset at a place, as astral computes them (upper limb, standard refraction)."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo


def daylight(
    day: dt.date, lat: float, lon: float, zone: ZoneInfo
) -> tuple[dt.datetime, dt.datetime] | None:
    """Return sunrise and sunset on `day` in the local time of `zone`, good to about a minute.

    Heights and mountains on the horizon are left out. None where the sun does not rise or set.
    """
    from astral import Observer
    from astral.sun import sun

    try:
        times = sun(Observer(lat, lon), date=day, tzinfo=zone)
    except ValueError:
        return None
    return times["sunrise"], times["sunset"]
