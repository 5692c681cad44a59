"""The route as frames: leg by leg, point by point, and one car from control to control."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from reporting.frames import records

if TYPE_CHECKING:
    from reporting.event import Event
    from reporting.route import Route

_PROFILE = ["leg", "along_km", "lat", "lon", "elevation_m", "speed_kmh"]
_SPEED = ["leg", "control_from", "control", "km", "distance_km", "elapsed_s", "speed_kmh"]


def legs(route: Route) -> pd.DataFrame:
    """Return one row a leg; see ``OpenEvent.route``."""
    rows = []
    for leg in route.legs:
        said: Mapping[str, Any] = leg.as_json()
        band, climb = said.get("length_band_km") or {}, said.get("ascent_m") or {}
        down = said.get("descent_m") or {}
        rows.append({"leg": leg.number, "date": pd.Timestamp(str(leg.date)), "from": said["from"],
                     "to": said["to"], "length_km": said["length_km"],
                     "length_low_km": band.get("low"), "length_high_km": band.get("high"),
                     "lower_bound_km": said["lower_bound_km"], "ascent_m": climb.get("central"),
                     "descent_m": down.get("central"),
                     "moving_time_s": said["moving_time_s"]})  # fmt: skip
    return pd.DataFrame(rows)


def profile(route: Route) -> pd.DataFrame:
    """Return the measured road point by point; see ``OpenEvent.profile``."""
    frames = []
    for leg in route.legs:
        if leg.measured is None:
            continue
        line, heights = leg.measured.line, leg.measured.profile
        elevation: Any = np.nan
        if heights is not None:
            elevation = np.interp(line.along_m, heights.along_m, heights.height_m)
        columns = (leg.number, line.along_m / 1000, line.lat, line.lon, elevation,
                   line.speed_mps * 3.6)  # fmt: skip
        frames.append(pd.DataFrame(dict(zip(_PROFILE, columns, strict=True))))
    return pd.concat(frames) if frames else pd.DataFrame(columns=_PROFILE)


def speeds(event: Event, car: int) -> pd.DataFrame:
    """Return one car's mean speed between the controls that it passed; see ``OpenEvent.speed``."""
    passages = event["passages"]
    own = passages[(passages["number"] == car) & passages["time"].notna()]
    passed = own.groupby("control")["time"].max()
    rows: list[dict[str, Any]] = []
    before: dict[str, Any] = {}
    for row in records(event["controls"].sort_values(["leg", "seq"])):
        if row["code"] not in passed.index:
            continue
        here = {"leg": row["leg"], "control": row["code"], "km": row["km"],
                "time": passed[row["code"]]}  # fmt: skip
        if before.get("leg") == here["leg"]:
            rows.append(_between(before, here))
        before = here
    return pd.DataFrame(rows, columns=_SPEED)


def _between(before: Mapping[str, Any], here: Mapping[str, Any]) -> dict[str, Any]:
    elapsed = (here["time"] - before["time"]).total_seconds()
    known = pd.notna(here["km"]) and pd.notna(before["km"])
    distance = float(here["km"] - before["km"]) if known else float("nan")
    speed = distance / elapsed * 3600 if elapsed > 0 else float("nan")
    return {"leg": here["leg"], "control_from": before["control"], "control": here["control"],
            "km": here["km"], "distance_km": distance, "elapsed_s": elapsed,
            "speed_kmh": speed}  # fmt: skip
