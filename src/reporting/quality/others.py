"""What is measured about detections, starts and decisions before their suites judge them."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from reporting.event.times_of_day import NONE
from reporting.quality.time_grid import SECOND, midnights

if TYPE_CHECKING:
    from reporting.event import Event

_DECIDES = ("annul", "set_time", "set_penalty", "assign_average")


def measure_detections(event: Event) -> pd.DataFrame:
    """Return the table of detections with what is measured about each, one row a point."""
    detections = event["detections"]
    frame = pd.DataFrame(index=detections.index)
    frame["control"] = detections["control"]
    frame["point"] = detections["point"].to_numpy(dtype=np.float64, na_value=np.nan)
    frame["distance_km"] = [
        np.nan if pd.isna(value) else float(value) for value in detections["distance_km"]
    ]
    pairs = detections[["control", "point"]]
    frame["copy"] = pairs.duplicated().astype(float).where(pairs.notna().all(axis=1))
    room = _room_km(event)
    frame["room_km"] = [room.get(str(code), np.nan) for code in detections["control"]]
    frame["beyond_km"] = frame["distance_km"] - frame["room_km"]
    return frame


def _room_km(event: Event) -> dict[str, float]:
    """Return for each control the kilometres to the next one of its leg that lies farther."""
    controls = event["controls"].dropna(subset=["code", "leg", "seq", "km"])
    ordered = controls.sort_values(["leg", "seq"], kind="stable")
    rows = [
        (str(code), int(leg), float(km))
        for code, leg, km in ordered[["code", "leg", "km"]].itertuples(index=False)
    ]
    room: dict[str, float] = {}
    for place, (code, leg, km) in enumerate(rows):
        beyond = [far - km for _, other, far in rows[place + 1 :] if other == leg and far > km]
        if beyond:
            room[code] = beyond[0]
    return room


def measure_starts(event: Event) -> pd.DataFrame:
    """Return the table of due starts with what is measured about each, one row a start."""
    starts = event["starts"]
    frame = pd.DataFrame(index=starts.index)
    for column in ("number", "leg"):
        frame[column] = starts[column].to_numpy(dtype=np.float64, na_value=np.nan)
    frame["time"] = starts["time"]
    pairs = starts[["number", "leg"]]
    frame["copy"] = pairs.duplicated().astype(float).where(pairs.notna().all(axis=1))
    time = starts["time"].to_numpy(dtype="datetime64[ns]").view(np.int64)
    frame["since_midnight_h"] = np.nan
    frame["gap_s"] = np.nan
    frame["other"] = -1
    legs = frame["leg"].to_numpy()
    hours, gaps, others = (frame[name].to_numpy(copy=True) for name in _STARTED)
    numbers = starts["number"].to_numpy(dtype=np.int64, na_value=-1)
    for leg, midnight in midnights(event).items():
        here = np.flatnonzero((legs == leg) & (time != NONE) & (frame["copy"].to_numpy() == 0))
        hours[here] = (time[here] - midnight) / (3600 * SECOND)
        order = here[np.argsort(time[here], kind="stable")]
        gaps[order[1:]] = np.diff(time[order]) / SECOND
        others[order[1:]] = numbers[order[:-1]]
    frame["since_midnight_h"], frame["gap_s"], frame["other"] = hours, gaps, others
    return frame


_STARTED = ("since_midnight_h", "gap_s", "other")


def measure_decisions(event: Event) -> pd.DataFrame:
    """Return the table of decisions with what is measured about each, one row a decision."""
    decisions = event["decisions"]
    frame = pd.DataFrame(index=decisions.index)
    for column in ("id", "number", "control", "action", "reason", "document"):
        frame[column] = decisions[column]
    frame["copy"] = decisions["id"].duplicated().astype(float).where(decisions["id"].notna())
    frame["reasoned"] = decisions["reason"].notna().astype(float)
    frame["documented"] = decisions["document"].notna().astype(float)
    begin = dt.datetime.combine(event.info.start, dt.time(), event.info.zone).timestamp()
    moment = decisions["decided_at"].to_numpy(dtype="datetime64[ns]").view(np.int64)
    early = begin / 86_400 - moment / (86_400 * SECOND)
    frame["days_early"] = np.where(moment != NONE, early, np.nan)
    _overlaps(frame, decisions)
    return frame


def _overlaps(frame: pd.DataFrame, decisions: pd.DataFrame) -> None:
    """Find decisions that an earlier one on the same crew and control already settles."""
    first: dict[tuple[str, str, str], str] = {}
    other: list[str | None] = []
    for name, number, control, action, value in decisions[
        ["id", "number", "control", "action", "value"]
    ].itertuples(index=False):
        if pd.isna(number) or pd.isna(control) or action not in _DECIDES:
            other.append(None)
            continue
        # Times of different points of one control do not meet.
        point = str(value).partition("=")[0].strip() if action == "set_time" else ""
        key = (str(number), str(control), point)
        other.append(first.get(key))
        first.setdefault(key, str(name))
    frame["other"] = pd.Series(other, index=frame.index, dtype=object)
    frame["overlap"] = frame["other"].notna().astype(float)
