"""Crews that are still driving: what they have not come to yet, though others have.

In the middle of a leg nobody knows of a crew that is behind the others whether it will pass a
control. Until the control is closed for it, it has not missed it. What closes a control:

- a later passage of the crew, or a decision about it there; a status of the crew;
- a later leg: somebody has been timed on it;
- the last crew on the road: those that came by where the crew was last seen after it have all
  passed the control, and nobody else is still to come;
- time: :data:`ALLOWANCE` after the crew was to be expected, by the time that the others took.

At the end of a leg a crew that alone has no time, last on the road, has missed the control: there
a stamp that was forgotten is likelier than the last minutes of the event.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from reporting.event.decision_rules import STATUS_TAKEN_BACK

if TYPE_CHECKING:
    from reporting.event.model import Event

ALLOWANCE = pd.Timedelta(minutes=30)
"""How late a crew may be, against the time that the others took, before it is not expected."""

DECIDED = ("set_time", "set_penalty", "assign_average")
"""Decisions by which a control counts as run, though nobody has a time there."""

EVERYONE = "*"
_NEVER = np.iinfo(np.int64).min
_DUE = ("", "due")


def on_the_way(event: Event, controls: pd.DataFrame, count: int) -> frozenset[Waited]:
    """Return which controls are still ahead of which crews.

    Parameters
    ----------
    event
        The whole event: its latest passage says what time it is.
    controls
        Its controls, in running order.
    count
        How many of them come up to the moment.

    Returns
    -------
    frozenset of (str, int)
        Code of the control and number of the crew.
    """
    number = controls["leg"].iloc[count - 1]
    leg = controls[controls["leg"] == number]
    codes = [str(code) for code in leg["code"]]
    reached = int((controls["leg"].iloc[:count] == number).sum())
    ends_a_leg = reached == len(codes)
    road = _Road(event, codes, int(number))
    ahead, overtaken = road.ahead()[:reached], road.overtaken()[:reached]
    to_come = ahead & ~overtaken
    if ends_a_leg and np.count_nonzero(to_come.any(axis=0)) < 2:  # alone
        return frozenset()
    waiting = ahead & to_come.any(axis=1)[:, None]
    return frozenset((codes[at], road.numbers[crew]) for at, crew in np.argwhere(waiting))


Waited = tuple[str, int]


class _Road:
    """Where each crew was last seen on a leg."""

    def __init__(self, event: Event, codes: list[str], leg: int) -> None:
        self._codes = {code: at for at, code in enumerate(codes)}
        self.numbers = sorted(int(one) for one in event["entries"]["number"].dropna())
        self._out = _with_status(event)
        self._decided = _decided(event)
        passages = event["passages"].dropna(subset=["number", "control", "point"])
        self._now = _whole(passages["time"]).max(initial=_NEVER)
        here = passages[passages["control"].isin(codes)]
        crews = pd.Index(self.numbers).get_indexer(pd.Index(here["number"].astype(np.int64)))
        places = list(zip(here["control"], here["point"], strict=True))
        self._times: dict[tuple[str, str], Any] = {
            place: np.full(len(self.numbers), _NEVER) for place in dict.fromkeys(places)
        }
        self._stamped = np.zeros((len(codes), len(self.numbers)), dtype=bool)
        for place, crew, time in zip(places, crews, _whole(here["time"]), strict=True):
            self._times[place][crew] = time
            # A stamp has no time, but says that the crew was there.
            self._stamped[self._codes[place[0]], crew] |= time == _NEVER
        self._times[_DUE], self._dated = self._due(event, leg)
        self._reached, self._seen = self._last_seen()
        self._ends = self._end_times(event)

    def _due(self, event: Event, leg: int) -> tuple[Any, bool]:
        """Return each crew's due start, and whether it is one: without any, numbers are the order.

        It stands for a crew that has not been seen on the leg.
        """
        starts = event["starts"]
        own = starts[(starts["leg"] == leg).fillna(value=False)].dropna(subset=["number", "time"])
        known = dict(zip(own["number"].astype(int), _whole(own["time"]), strict=True))
        due = [known.get(one, _NEVER) if known else one for one in self.numbers]
        return np.array(due, dtype=np.int64), bool(known)

    def _last_seen(self) -> tuple[Any, list[tuple[str, str]]]:
        """Return the last control that each crew has a time at (-1: none), and the place there."""
        reached = np.full(len(self.numbers), -1)
        latest = np.full(len(self.numbers), _NEVER)
        seen = [_DUE] * len(self.numbers)
        for place, times in self._times.items():
            if place == _DUE:
                continue
            at = self._codes[place[0]]
            for crew in np.flatnonzero(times != _NEVER):
                if (at, times[crew]) > (reached[crew], latest[crew]):
                    reached[crew], latest[crew], seen[crew] = at, times[crew], place
        for at, crew in np.argwhere(self._stamped):
            reached[crew] = max(reached[crew], at)
        return reached, seen

    def _end_times(self, event: Event) -> Any:
        """Return when each crew was done with each control, shape (controls, crews)."""
        ends = last_points(event)
        nobody = np.full(len(self.numbers), _NEVER)
        return np.array([self._times.get((c, ends.get(c, "")), nobody) for c in self._codes])

    def ahead(self) -> Any:
        """Tell which controls are ahead of which crews, and may still be passed."""
        done = (self._ends != _NEVER) | self._stamped
        ahead = ~done & (np.arange(len(self._codes))[:, None] >= self._reached)
        for crew, number in enumerate(self.numbers):
            if number in self._out:
                ahead[:, crew] = False
            for code, at in self._codes.items():
                closed = {(code, str(number)), (code, EVERYONE)} & self._decided
                ahead[at, crew] &= not closed and not self._overdue(at, crew)
        return ahead

    def overtaken(self) -> Any:
        """Tell which controls somebody has come to who was behind the crew where it was seen."""
        passed = np.zeros(self._ends.shape, dtype=bool)
        for crew in range(len(self.numbers)):
            times = self._times[self._seen[crew]]
            behind = times > times[crew]
            if times[crew] != _NEVER and behind.any():
                passed[:, crew] = np.arange(len(self._codes)) <= self._reached[behind].max()
        return passed

    def _overdue(self, at: int, crew: int) -> bool:
        times = self._times[self._seen[crew]]
        both = (times != _NEVER) & (self._ends[at] != _NEVER)
        known = self._dated or self._seen[crew] != _DUE
        if times[crew] == _NEVER or not known or not both.any():
            return False
        took = np.median(self._ends[at][both] - times[both])
        return bool(self._now - (times[crew] + took) > ALLOWANCE.value)


def nobody_left(event: Event) -> bool:
    """Tell whether every crew is out of the event: there is nobody whom more may be waited for."""
    entered = {int(one) for one in event["entries"]["number"].dropna()}
    return bool(entered) and entered <= _with_status(event)


def last_points(event: Event) -> dict[str, str]:
    """Return the point at which a crew is done with each control."""
    controls = event["controls"].dropna(subset=["code", "kind"])
    ends = {"PC": "finish"}
    found = {
        str(code): ends.get(kind, "in")
        for code, kind in zip(controls["code"], controls["kind"], strict=True)
    }
    detections = event["detections"].dropna(subset=["control", "point", "distance_km"])
    ordered = detections.sort_values("distance_km", kind="stable")
    last = ordered.groupby("control")["point"].last()
    return found | {str(code): str(point) for code, point in last.items()}


def _whole(times: pd.Series[pd.Timestamp]) -> Any:
    return times.to_numpy(dtype="datetime64[ns]").view(np.int64)


def _with_status(event: Event) -> set[int]:
    """Return the crews that are out of the event, as given or as decided last."""
    entries, decisions = event["entries"], event["decisions"]
    out = {int(one) for one in entries["number"][entries["status"].notna()].dropna()}
    decided = decisions[decisions["action"] == "set_status"].sort_index()
    for number, value in zip(decided["number"], decided["value"].fillna(""), strict=True):
        if str(number).isdecimal():
            back = str(value).strip().casefold() in STATUS_TAKEN_BACK
            out = out - {int(number)} if back else out | {int(number)}
    return out


def _decided(event: Event) -> set[tuple[str, str]]:
    table = event["decisions"]
    # Who is penalised at a control has been there.
    said = table[table["action"].isin([*DECIDED, "add_penalty"])]
    own = said.dropna(subset=["control", "number"])
    return {(str(c), str(n).strip()) for c, n in zip(own["control"], own["number"], strict=True)}
