"""A moment of an event: after which control it is looked at, and what its tables held then.

Standings of an evening are those of what has been run: a control that nobody has reached yet costs
nobody anything, and one that a crew is still on the way to costs the crew nothing. An event at a
moment is the event as if it ended there: later controls are taken out with their passages, starts
and decisions. What is said of a crew as a whole (its status, a penalty added to its total) stands
as it is said now.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from reporting.errors import UsageError
from reporting.event.on_the_way import DECIDED, EVERYONE, Waited, nobody_left, on_the_way

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reporting.event.model import Event

_LEG = re.compile(r"leg\s*=\s*(\d{1,18})", re.IGNORECASE)
_AT = re.compile(r"at\s*=\s*(.+)", re.IGNORECASE)
_CLOCK = re.compile(r"\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?")
_ORDER = ["leg", "seq", "code"]
CUT = ("controls", "detections", "starts", "passages", "decisions")
"""Tables that end at a moment."""
_BY_CONTROL = ("detections", "passages", "decisions")


@dataclass(frozen=True, slots=True)
class EventMoment:
    """After which control an event is looked at.

    Parameters
    ----------
    control
        The last control that counts.
    leg
        Its leg.
    whole_leg
        Whether it is the last one of its leg.
    at
        The time that was asked for, if one was.
    asked
        How the moment was asked for; empty where nothing after it has been run.
    ends
        The last control of each kind on each leg of the whole event.
    waiting
        Controls that are still ahead of a crew though others have passed them: the control's code
        and the crew's number.
    """

    control: str
    leg: int
    whole_leg: bool
    at: dt.datetime | None = None
    asked: str = ""
    ends: frozenset[str] = frozenset()
    waiting: frozenset[Waited] = frozenset()

    @property
    def on_the_way(self) -> list[int]:
        """The numbers of the crews that are still on the way."""
        return sorted({number for _, number in self.waiting})

    def as_json(self) -> dict[str, Any]:
        """Return the moment as plain values."""
        return {
            "control": self.control,
            "leg": self.leg,
            "whole_leg": self.whole_leg,
            "at": self.at and self.at.isoformat(),
            "asked": self.asked or None,
            "on_the_way": self.on_the_way,
        }


def at_moment(event: Event, asked: str) -> Event:
    """Return `event` as if it had ended at a moment.

    Parameters
    ----------
    event
        A loaded package.
    asked
        ``leg=1``: after that leg; ``PC23``: after that control; ``at=2025-04-11T15:00``: after the
        last control that every crew had passed by then which ever passed it (a time of day alone
        where the event has one day).

    Raises
    ------
    UsageError
        For a leg or control that the event does not have, a time that is none, or before the
        first control. An event with errors is returned as it is: it has no moments.
    """
    if not event.ok:
        return event
    controls = _ordered(event)
    leg, at = _LEG.fullmatch(asked.strip()), _AT.fullmatch(asked.strip())
    if at:
        time = _time(event, at[1].strip())
        count, moment = _passed_by(event, controls, time), time.to_pydatetime()
    else:
        count, moment = _until(controls, asked.strip(), int(leg[1]) if leg else None), None
    return _ended(event, controls, count, at=moment, asked=asked.strip())


def as_run(event: Event) -> Event:
    """Return `event` up to the last control that anybody has reached, and who is on the way to it.

    Official standings are of the whole event, an event that every crew has left is over, so is one
    of which all that is left is annulled for everybody, and one without a passage has no moment:
    these, and one that was asked for at a moment, are returned as they are.
    """
    over = event.info.standings.status == "official" and event.info.provenance.timing != "simulated"
    over = over or (event.ok and nobody_left(event))
    if over or event.moment is not None or not event.ok or not event.has("passages"):
        return event
    controls = _ordered(event)
    reached = [place for place, one in enumerate(_reached(event, controls), 1) if one]
    if not reached:
        return event
    left = _annulled(event, controls)[max(reached) :]
    called_off = bool(left) and all(left)
    return event if called_off else _ended(event, controls, max(reached))


def _ordered(event: Event) -> pd.DataFrame:
    """Return the controls in running order."""
    return event["controls"].dropna(subset=_ORDER).sort_values(_ORDER, kind="stable")


def last_of_legs(controls: pd.DataFrame) -> frozenset[str]:
    """Return the codes of the last control of each kind on each leg; `controls` in order."""
    return frozenset(controls.groupby(["leg", "kind"])["code"].last())


def _reached(event: Event, controls: pd.DataFrame) -> list[bool]:
    """Tell of each control whether anybody has been timed at its end, or was decided about."""
    passages, decisions = event["passages"], event["decisions"]
    ends = passages[passages["point"].ne("start").fillna(False) & passages["time"].notna()]
    decided = decisions[decisions["action"].isin(DECIDED)]
    known = {*ends["control"].dropna().astype(str), *decided["control"].dropna().astype(str)}
    return [str(code) in known for code in controls["code"]]


def _annulled(event: Event, controls: pd.DataFrame) -> list[bool]:
    """Tell of each control whether it is annulled for everybody."""
    decisions = event["decisions"]
    annulled = decisions[(decisions["action"] == "annul") & (decisions["number"] == EVERYONE)]
    codes = {*annulled["control"].dropna().astype(str)}
    return [str(code) in codes for code in controls["code"]]


def _until(controls: pd.DataFrame, asked: str, leg: int | None) -> int:
    """Return how many controls come until the end of a leg, or a control."""
    if leg is not None:
        if leg not in set(controls["leg"]):
            raise UsageError(f"There is no leg {leg}: {_listed(sorted(set(controls['leg'])))}.")
        return int((controls["leg"] <= leg).sum())
    codes = [str(code) for code in controls["code"]]
    named = [place for place, code in enumerate(codes, 1) if code.casefold() == asked.casefold()]
    if not named:
        raise UsageError(f"There is no control {asked!r}: {_listed(codes)}.")
    return named[0]


def _listed(names: Sequence[object]) -> str:
    return f"there is {', '.join(map(str, names))}" if names else "there is none"


def _time(event: Event, text: str) -> pd.Timestamp:
    days = sorted({leg.date for leg in event.info.legs}) or [event.info.start]
    if _CLOCK.fullmatch(text) and _is_clock(text):
        if len(days) > 1:
            examples = " or ".join(f"{day}T{text}" for day in days[:2])
            raise UsageError(f"{text} may be on any of {len(days)} days: write {examples}.")
        text = f"{days[0]}T{'0' if text[1] == ':' else ''}{text}"
    try:
        time = pd.Timestamp(dt.datetime.fromisoformat(text))
        zone = event.info.zone
        return time.tz_convert(zone) if time.tzinfo else time.tz_localize(zone)
    except ValueError:
        raise UsageError(f"{text!r} is no time: write it as {days[0]}T15:00.") from None


def _is_clock(text: str) -> bool:
    try:
        dt.time.fromisoformat(text.zfill(len(text) + (text[1] == ":")))
    except ValueError:
        return False
    return True


def _passed_by(event: Event, controls: pd.DataFrame, time: pd.Timestamp) -> int:
    """Return how many controls everybody who ever passed them had passed by `time`."""
    latest = event["passages"].groupby("control")["time"].max()
    last = 0
    for place, code in enumerate(controls["code"], 1):
        passed = latest.get(code, pd.NaT)
        if passed is not pd.NaT and passed > time:
            break
        if passed is not pd.NaT:
            last = place
    if last == 0:
        raise UsageError(f"By {time.isoformat()} no control had been passed by every crew.")
    return last


def _ended(event: Event, controls: pd.DataFrame, count: int, **how: Any) -> Event:
    """Return the event with the first `count` controls; as it is where all ran all of them."""
    kept, later = controls.iloc[:count], controls.iloc[count:]
    end = kept.iloc[-1]
    whole = later.empty or bool(later["leg"].iloc[0] != end["leg"])
    waiting = on_the_way(event, controls, count)
    if later.empty and not how and not waiting:
        return event
    codes = set(later["code"])
    tables = {name: event[name][~event[name]["control"].isin(codes)] for name in _BY_CONTROL}
    starts, ends = event["starts"], last_of_legs(controls)
    moment = EventMoment(
        str(end["code"]), int(end["leg"]), whole, ends=ends, waiting=waiting, **how
    )
    cut = event.narrowed(
        controls=event["controls"].drop(index=later.index),
        starts=starts[~(starts["leg"] > end["leg"]).fillna(False)],
        **tables,
    )
    return replace(cut, moment=moment)
