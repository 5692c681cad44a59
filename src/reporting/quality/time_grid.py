"""The grid: every time of an event, one row a timing line in running order, one column a crew."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from reporting.event.schema import points_of_kind
from reporting.event.times_of_day import NONE

if TYPE_CHECKING:
    import numpy.typing as npt

    from reporting.event import Event

    Whole = npt.NDArray[np.int64]
    Real = npt.NDArray[np.float64]
    Truth = npt.NDArray[np.bool_]

SECOND = 1_000_000_000
COLUMNS = ("control", "point", "kind", "leg", "seq", "km", "row")


@dataclass(frozen=True)
class TimeGrid:
    """The times of an event, in the order in which the lines are passed.

    Parameters
    ----------
    lines
        One row a timing line, columns ``control, point, kind, leg, seq, km, row`` (the line of
        the control in its file) and ``origin`` (the line that it is timed from; -1 for none).
    crews
        Start numbers, shape (crews,).
    times
        Instants [ns since 1970], shape (lines, crews); ``NONE`` where there is none.
    places
        Where in ``passages`` each time stands, shape (lines, crews); -1 where there is none. Of
        several times for one place it is the first.
    line_of, crew_of
        Line and crew of each passage, shape (passages,); -1 where it has none.
    due
        Leg -> each crew's due start [ns since 1970], shape (crews,), ``NONE`` where not known.
    """

    lines: pd.DataFrame
    crews: Whole
    times: Whole
    places: Whole
    line_of: Whole
    crew_of: Whole
    due: Mapping[int, Whole]

    @cached_property
    def known(self) -> Truth:
        """Where there is a time, shape (lines, crews)."""
        there: Truth = self.times != NONE
        return there

    def column(self, name: str) -> npt.NDArray[Any]:
        """Return a column of the lines."""
        found: npt.NDArray[Any] = self.lines[name].to_numpy()
        return found

    @cached_property
    def trial(self) -> Truth:
        """Which lines belong to a time trial or an average trial, shape (lines,)."""
        kinds = self.column("kind")
        timed: Truth = (kinds == "PC") | (kinds == "PM")
        return timed

    def departures(self, leg: int) -> Whole:
        """Return when each crew left on a leg [ns]: its due start, else its first time."""
        lines = self.times[self.column("leg") == leg]
        first = np.where(lines != NONE, lines, np.iinfo(np.int64).max)
        earliest = first.min(axis=0, initial=np.iinfo(np.int64).max)
        seen = np.where(earliest == np.iinfo(np.int64).max, NONE, earliest)
        due = self.due.get(leg, np.full(len(self.crews), NONE))
        found: Whole = np.where(due != NONE, due, seen)
        return found

    def per_passage(self, values: npt.NDArray[Any], blank: Any) -> npt.NDArray[Any]:
        """Spread values of shape (lines, crews) over the passages; `blank` where there is none."""
        spread = np.full(len(self.line_of), blank, dtype=values.dtype)
        here = self.places >= 0
        spread[self.places[here]] = values[here]
        return spread

    def by_control(self) -> list[tuple[str, Whole]]:
        """Return the controls in running order, each with its lines."""
        order = dict.fromkeys(self.column("control"))
        lines = self.column("control")
        return [(code, np.flatnonzero(lines == code)) for code in order]


def grid_of(event: Event, most_cells: float) -> TimeGrid | None:
    """Lay out the passages of an event; None where they are too thinly spread to be laid out.

    Parameters
    ----------
    event
        The event; ``controls``, ``detections``, ``entries`` and ``passages`` are read.
    most_cells
        How many cells (lines x crews) the grid may have.
    """
    lines = _lines(event)
    passages = event["passages"]
    line_of = _line_of(passages, lines)
    crews, crew_of = _crews(event, passages)
    if float(len(lines)) * len(crews) > most_cells:
        return None
    times = np.full((len(lines), len(crews)), NONE, dtype=np.int64)
    places = np.full((len(lines), len(crews)), -1, dtype=np.int64)
    time = passages["time"].to_numpy(dtype="datetime64[ns]").view(np.int64)
    used = (line_of >= 0) & (crew_of >= 0) & (time != NONE)
    # Written from the last to the first: of several times for one place the first stays.
    at = np.flatnonzero(used)[::-1]
    times[line_of[at], crew_of[at]] = time[at]
    places[line_of[at], crew_of[at]] = at
    return TimeGrid(lines, crews, times, places, line_of, crew_of, _due(event, crews))


def _lines(event: Event) -> pd.DataFrame:
    controls = event["controls"].dropna(subset=["code", "kind", "leg", "seq"])
    controls = controls.drop_duplicates("code").sort_values(["leg", "seq"], kind="stable")
    detected = event["detections"].dropna(subset=["control", "point"]).sort_values("point")
    rows: list[dict[str, Any]] = []
    for row, control in controls.iterrows():
        known = [str(point) for point in detected["point"][detected["control"] == control["code"]]]
        for point in _points(str(control["kind"]), pd.notna(control["starts_at"]), known):
            km = control["km"]
            rows.append(
                {
                    "control": str(control["code"]),
                    "point": point,
                    "kind": str(control["kind"]),
                    "leg": int(control["leg"]),
                    "seq": int(control["seq"]),
                    "km": np.nan if pd.isna(km) else float(km),
                    "row": row,
                }
            )
    lines = pd.DataFrame(rows, columns=list(COLUMNS))
    links = dict(zip(controls["code"], controls["starts_at"], strict=True))
    return lines.assign(origin=np.array(_origins(lines, links), dtype=np.int64))


def _points(kind: str, linked: bool, detected: list[str]) -> list[str]:
    points = [point for point in points_of_kind(kind) if not (linked and point == "start")]
    return points + (list(dict.fromkeys(detected)) if kind == "PM" else [])


def _origins(lines: pd.DataFrame, links: dict[str, Any]) -> list[int]:
    """Return for each line the one that its trial is timed from: its start, or a linked finish."""
    at = {
        (control, point): place
        for place, (control, point) in enumerate(zip(lines["control"], lines["point"], strict=True))
    }
    origins = []
    for control, point, kind in zip(lines["control"], lines["point"], lines["kind"], strict=True):
        if kind not in ("PC", "PM") or point == "start":
            origins.append(-1)
        elif kind == "PC" and pd.notna(links[control]):
            linked = at.get((str(links[control]), "finish"), -1)
            # A trial cannot start at a finish that comes later: the loader has told so.
            origins.append(linked if linked < len(origins) else -1)
        else:
            origins.append(at.get((control, "start"), -1))
    return origins


def _line_of(passages: pd.DataFrame, lines: pd.DataFrame) -> Whole:
    control, codes = pd.factorize(passages["control"])
    point, points = pd.factorize(passages["point"])
    table = np.full((len(codes) + 1, len(points) + 1), -1, dtype=np.int64)
    code_at = {str(code): place for place, code in enumerate(codes)}
    point_at = {str(name): place for place, name in enumerate(points)}
    for line, (code, name) in enumerate(zip(lines["control"], lines["point"], strict=True)):
        if code in code_at and name in point_at:
            table[code_at[code], point_at[name]] = line
    found: Whole = table[control, point]
    return found


def _crews(event: Event, passages: pd.DataFrame) -> tuple[Whole, Whole]:
    """Return the start numbers, those entered or else those timed, and each passage's place."""
    numbers = passages["number"].to_numpy(dtype=np.int64, na_value=-1)
    entered = event["entries"]["number"].dropna().drop_duplicates().to_numpy(dtype=np.int64)
    crews = entered if len(entered) else np.unique(numbers[numbers >= 0])
    return crews, pd.Index(crews).get_indexer(pd.Index(numbers)).astype(np.int64)


def _due(event: Event, crews: Whole) -> dict[int, Whole]:
    starts = event["starts"]
    crew = pd.Index(crews).get_indexer(
        pd.Index(starts["number"].to_numpy(dtype=np.int64, na_value=-1))
    )
    legs = starts["leg"].to_numpy(dtype=np.int64, na_value=-1)
    time = starts["time"].to_numpy(dtype="datetime64[ns]").view(np.int64)
    found: dict[int, Whole] = {}
    for leg, midnight in midnights(event).items():
        due = np.full(len(crews), NONE, dtype=np.int64)
        # A start on quite another day is wrong itself: nothing is held against it.
        near = np.abs(time // SECOND - midnight // SECOND) < _NEAR_S
        here = np.flatnonzero((legs == leg) & (crew >= 0) & near)[::-1]
        due[crew[here]] = time[here]
        found[leg] = due
    return found


_NEAR_S = 2 * 86_400


def midnights(event: Event) -> dict[int, int]:
    """Return for each leg the instant at which its day begins [ns since 1970]."""
    zone = event.info.zone
    return {
        leg.number: int(dt.datetime.combine(leg.date, dt.time(), zone).timestamp()) * SECOND
        for leg in event.info.legs
    }
