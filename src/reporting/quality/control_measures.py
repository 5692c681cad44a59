"""What is measured about every control before the suite of controls judges it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from reporting.event.times_of_day import NONE
from reporting.quality.running_order import middles, off_the_lines, since
from reporting.quality.time_grid import SECOND, TimeGrid, midnights

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reporting.event import Event
    from reporting.quality.coverage import Coverage
    from reporting.quality.passages import PassageReadings
    from reporting.quality.time_grid import Real

_EARTH_KM = 6371.0
_DAY_NS = 86_400 * SECOND
MEASURED = (
    "missing_share", "unheld", "reversed_share", "disorder_s", "too_fast_share", "shift_s",
    "drift_s", "scatter", "late_min", "past_midnight", "clock_change",
)  # fmt: skip


def measure(
    event: Event,
    readings: PassageReadings | None,
    coverage: Coverage | None,
    trials: pd.DataFrame | None,
    limits: Mapping[str, float],
) -> pd.DataFrame:
    """Return the table of controls with what is measured about each, one row a control."""
    controls = event["controls"]
    frame = pd.DataFrame(index=controls.index)
    for column in ("leg", "seq"):
        frame[column] = controls[column].to_numpy(dtype=np.float64, na_value=np.nan)
    for column in ("code", "kind", "starts_at"):
        frame[column] = controls[column]
    for column in ("km", "lat", "lon", "target_s", "target_kmh"):
        frame[column] = [np.nan if pd.isna(value) else float(value) for value in controls[column]]
    frame["copy"] = controls["code"].duplicated().astype(float).where(controls["code"].notna())
    _along_the_leg(frame)
    for column in MEASURED:
        frame[column] = np.nan
    if readings is not None and coverage is not None and trials is not None:
        _completeness(frame, coverage)
        _lines(frame, readings, limits)
        _trials(frame, trials, limits)
        _lateness(frame, readings)
        _days(frame, event, readings.grid)
    return frame


def _along_the_leg(frame: pd.DataFrame) -> None:
    """Hold distances, places and imposed times of neighbouring controls against each other."""
    ordered = frame.sort_values(["leg", "seq"], kind="stable")
    same = ordered["leg"] == ordered["leg"].shift()
    step = (ordered["km"] - ordered["km"].shift()).where(same)
    frame["km_step"] = step
    frame["previous"] = ordered["code"].shift().where(same)
    straight = _straight_km(ordered).where(same & (step >= 0))
    frame["straight_over_km"] = straight - step
    frame["straight_km"] = straight
    frame["imposed_kmh"] = _imposed(ordered)


def _straight_km(ordered: pd.DataFrame) -> pd.Series[float]:
    """Return the great-circle distance from the control before [km]."""
    lat, lon = np.radians(ordered["lat"]), np.radians(ordered["lon"])
    half = (lat - lat.shift()) / 2, (lon - lon.shift()) / 2
    inside = np.sin(half[0]) ** 2 + np.cos(lat) * np.cos(lat.shift()) * np.sin(half[1]) ** 2
    found: pd.Series[float] = 2 * _EARTH_KM * np.arcsin(np.sqrt(inside))
    return found


def _imposed(ordered: pd.DataFrame) -> pd.Series[float]:
    """Return the speed that an imposed time asks for: a CO's since the last CO, a linked PC's."""
    km = dict(zip(ordered["code"], ordered["km"], strict=True))
    last: dict[Any, float] = {}
    speeds = []
    for leg, kind, here, target, link in ordered[
        ["leg", "kind", "km", "target_s", "starts_at"]
    ].itertuples(index=False):
        before = np.nan
        if kind == "CO":
            before = last.get(leg, 0.0)
            last[leg] = here
        elif kind == "PC" and pd.notna(link):
            before = km.get(link, np.nan)
        distance = here - before
        speeds.append(distance / target * 3600 if target > 0 and distance > 0 else np.nan)
    return pd.Series(speeds, index=ordered.index, dtype=float)


def _by_code(frame: pd.DataFrame, values: Mapping[str, Any], column: str) -> None:
    frame[column] = [values.get(str(code), np.nan) for code in frame["code"]]


def _completeness(frame: pd.DataFrame, coverage: Coverage) -> None:
    share = dict(zip(coverage.controls, coverage.missing_share.tolist(), strict=True))
    held = dict(zip(coverage.controls, coverage.held.tolist(), strict=True))
    _by_code(frame, {code: float(not there) for code, there in held.items()}, "unheld")
    # A control that nobody was timed at is told once, not as missing for each crew as well.
    _by_code(frame, {code: value for code, value in share.items() if held[code]}, "missing_share")
    frame["missing_percent"] = (frame["missing_share"] * 100).round()


def _lines(frame: pd.DataFrame, readings: PassageReadings, limits: Mapping[str, float]) -> None:
    grid = readings.grid
    reversed_share: dict[str, float] = {}
    disorder: dict[str, float] = {}
    fast: dict[str, float] = {}
    off = _disorder(readings)
    enough = grid.known.sum(axis=1) >= 3
    for code, lines in grid.by_control():
        wrong = lines[readings.shifted[lines]]
        if len(wrong):
            reversed_share[code] = float(readings.reversed_share[lines].max())
            disorder[code] = float(off[wrong].max())
        crowded = lines[enough[lines]]
        if len(crowded):
            fast[code] = float(readings.too_fast_share[crowded].max())
    _by_code(frame, reversed_share, "reversed_share")
    _by_code(frame, disorder, "disorder_s")
    _by_code(frame, fast, "too_fast_share")
    frame["limit_kmh"] = limits["speed_kmh"]


def _disorder(readings: PassageReadings) -> Real:
    """Return by how much the middle crew went against the sound lines at each shifted one [s]."""
    grid = readings.grid
    off = np.zeros(len(grid.lines))
    legs = grid.column("leg")
    for leg in np.unique(legs[readings.shifted]):
        lines = np.flatnonzero((legs == leg) & grid.known.any(axis=1))
        sound = np.flatnonzero(~readings.shifted[lines])
        for at in np.flatnonzero(readings.shifted[lines]):
            by_crew = off_the_lines(grid.times[lines], int(at), sound)
            off[lines[at]] = max(int(middles(by_crew[None])[0]), 0) / SECOND
    return off


def _trials(frame: pd.DataFrame, trials: pd.DataFrame, limits: Mapping[str, float]) -> None:
    own = trials[trials["cause"] == trials["control"]]
    drift = own["drift_s"].fillna(own["median_s"])
    far = drift.abs() > limits["shift_s"]
    alone = own["drift_s"].isna() & (own["crews"] < 3)
    shift = drift.where(~alone)
    _by_code(frame, dict(zip(own["control"], shift.abs(), strict=True)), "shift_s")
    sure = own["sure_s"].where(~far).abs()
    _by_code(frame, dict(zip(own["control"], sure, strict=True)), "drift_s")
    _by_code(frame, dict(zip(own["control"], drift, strict=True)), "median_off_s")
    _by_code(frame, dict(zip(trials["control"], trials["line_scatter"], strict=True)), "scatter")


def _lateness(frame: pd.DataFrame, readings: PassageReadings) -> None:
    """Return by how many minutes the middle crew is off its due time at each time control."""
    grid = readings.grid
    late: dict[str, float] = {}
    targets = dict(zip(frame["code"], frame["target_s"], strict=True))
    legs, kinds, codes = (grid.column(name) for name in ("leg", "kind", "control"))
    for leg in np.unique(legs).tolist():
        before = grid.due.get(leg, np.full(len(grid.crews), NONE))
        for line in np.flatnonzero((legs == leg) & (kinds == "CO")):
            taken = since(grid.times[line][None], before)
            target = targets.get(codes[line], np.nan)
            if (taken != NONE).sum() >= 3 and not np.isnan(target) and not readings.shifted[line]:
                late[codes[line]] = abs(int(middles(taken)[0]) / SECOND - target) / 60
            before = np.where(grid.known[line], grid.times[line], NONE)
    _by_code(frame, late, "late_min")


def _days(frame: pd.DataFrame, event: Event, grid: TimeGrid) -> None:
    """Count the crews after midnight at the first control that has any, and clock changes."""
    past: dict[str, float] = {}
    changed: dict[str, float] = {}
    legs, codes = grid.column("leg"), grid.column("control")
    for leg, midnight in midnights(event).items():
        for line in np.flatnonzero((legs == leg) & grid.known.any(axis=1)):
            times = grid.times[line][grid.known[line]]
            after = int((times >= midnight + _DAY_NS).sum())
            if after and leg not in (legs[codes == code][0] for code in past):
                past[codes[line]] = float(after)
            if _offset(event, int(times.max())) != _offset(event, midnight) and leg not in (
                legs[codes == code][0] for code in changed
            ):
                changed[codes[line]] = 1.0
    _by_code(frame, past, "past_midnight")
    _by_code(frame, changed, "clock_change")


def _offset(event: Event, instant: int) -> Any:
    moment = pd.Timestamp(instant, tz="UTC").tz_convert(event.info.zone)
    return moment.utcoffset()
