"""The stewards' decisions, read from their table and understood."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa

from reporting.event.decision_rules import STATUS_TAKEN_BACK
from reporting.event.numbers import read_decimal
from reporting.event.times_of_day import NONE, day_number, instants, read_times
from reporting.frames import present, records
from reporting.scoring.tariff import parts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reporting.event import Event
    from reporting.exact import Whole
    from reporting.scoring.course import Course
    from reporting.scoring.problems import Problems

EVERYONE = "*"
STATUSES = ("DNS", "DNF", "DSQ", "OTL")
_AT_A_CONTROL = ("annul", "set_time", "set_penalty", "assign_average")
_AVERAGED_KINDS = ("PC", "PM")


@dataclass(frozen=True)
class Decision:
    """One row of ``decisions``, understood.

    Parameters
    ----------
    row
        Its line in the file.
    action
        What was decided.
    crews
        Which crews it meets, as columns of the sheet.
    number
        How the file names them: a number, or ``*``.
    at
        The control's row on the sheet; None where the decision names none.
    penalty
        The value as penalties [1/10,000], for ``set_penalty`` and ``add_penalty``.
    slot, time
        Where and which instant [ns] ``set_time`` sets.
    status
        What ``set_status`` sets; None where it takes a status back.
    """

    row: int
    action: str
    crews: Whole
    number: str
    at: int | None = None
    penalty: int = 0
    slot: int = -1
    time: int = 0
    status: str | None = None


class _RefusedError(Exception):
    """A decision that cannot be applied; told as a finding."""

    def __init__(self, code: str, column: str, value: str | None, **details: str) -> None:
        super().__init__(code)
        self.code, self.column, self.value, self.details = code, column, value, details


def read_decisions(
    event: Event, course: Course, crews: pd.Index[int], problems: Problems
) -> list[Decision]:
    """Return the decisions of `event`, in the order of the file.

    Parameters
    ----------
    event
        The event; table ``decisions`` is read.
    course, crews
        What the decisions may name.
    problems
        Receives every decision that names nothing known or whose value cannot be read.
    """
    table = event["decisions"].sort_index()
    reader = _DecisionReader(event, course, crews)
    read = []
    for row, record in zip(table.index, records(table), strict=True):
        try:
            read.append(reader.read(int(row), record))
        except _RefusedError as refused:
            details = {"action": record["action"], **refused.details}
            problems.add(refused.code, "decisions", refused.column, row, refused.value, **details)
    return read


class _DecisionReader:
    def __init__(self, event: Event, course: Course, crews: pd.Index[int]) -> None:
        self._event, self._course, self._crews = event, course, crews
        entries = event["entries"]
        self._with_status = {str(number) for number in entries["number"][entries["status"].notna()]}

    def read(self, row: int, record: Mapping[str, Any]) -> Decision:
        action, number = str(record["action"]), str(record["number"]).strip()
        value = str(record["value"]).strip() if present(record["value"]) else ""
        crews = self._crews_named(number)
        at = self._control_named(record["control"], action)
        decision = Decision(row, action, crews, number, at)
        if action in ("set_penalty", "add_penalty"):
            return replace(decision, penalty=_penalty(action, value))
        if action == "set_time":
            return self._with_time(decision, value)
        if action == "set_status":
            return replace(decision, status=self._status_for(number, value))
        return decision

    def _status_for(self, number: str, value: str) -> str | None:
        """Return the status that is set; None where one is taken back, which must be there."""
        before = {number, EVERYONE} & self._with_status or number == EVERYONE
        if value.casefold() in STATUS_TAKEN_BACK and (value or before):
            return None
        if value not in STATUSES:
            raise _RefusedError("decision-value", "value", value, expected=", ".join(STATUSES))
        self._with_status.add(number)
        return value

    def _crews_named(self, number: str) -> Whole:
        if number == EVERYONE:
            return np.arange(len(self._crews))
        if not number.isdecimal() or int(number) not in self._crews:
            raise _RefusedError("crew-unknown", "number", number)
        return np.array([self._crews.get_loc(int(number))])

    def _control_named(self, code: Any, action: str) -> int | None:
        if not present(code):
            if action in _AT_A_CONTROL:
                raise _RefusedError("decision-without-control", "control", None)
            return None
        if code not in self._course.index:
            raise _RefusedError("control-unknown", "control", str(code), hint="")
        at = self._course.index[code]
        if action == "assign_average" and self._course.kind[at] not in _AVERAGED_KINDS:
            raise _RefusedError("decision-not-trial", "control", str(code))
        return at

    def _with_time(self, decision: Decision, value: str) -> Decision:
        assert decision.at is not None
        point, _, clock = (part.strip() for part in value.partition("="))
        code = str(self._course.controls["code"].iloc[decision.at])
        leg = int(self._course.leg[decision.at])
        slot = self._course.slots.get((code, point))
        time = instant(clock, leg, self._event)
        if slot is None or time == NONE:
            points = ", ".join(name for of, name in self._course.slots if of == code)
            raise _RefusedError(
                "decision-value", "value", value, expected=f"({points})=10:12:13.45"
            )
        return replace(decision, slot=slot, time=time)


def _penalty(action: str, value: str) -> int:
    number = read_decimal(value)
    try:
        if number is None:
            raise ValueError
        penalty = parts(number)
    except ValueError:
        raise _RefusedError("decision-value", "value", value, expected="0, 1, 12.5") from None
    if action == "set_penalty" and penalty < 0:
        raise _RefusedError("decision-value", "value", value, expected="0, 1, 12.5")
    return penalty


def instant(text: str, leg: int, event: Event) -> int:
    """Return a time as the loader reads one in ``passages``.

    Parameters
    ----------
    text
        A time of day on the leg's date, or an ISO date and time.
    leg
        Number of the leg.
    event
        The event; its legs, time zone and ``starts`` place the time.

    Returns
    -------
    int
        Nanoseconds since 1970; ``NONE`` where the text is no time.
    """
    readings = read_times(pa.chunked_array([pa.array([text], pa.large_string())]))
    days = [day_number(one.date) for one in event.info.legs if one.number == leg]
    starts = event["starts"]
    first = starts.loc[starts["leg"] == leg, "time"].min()
    local = NONE if pd.isna(first) else first.tz_localize(None).as_unit("ns").value
    placed = instants(readings, np.array(days[:1] or [NONE]), np.array([local]), event.info.zone)
    return int(placed.utc[0])
