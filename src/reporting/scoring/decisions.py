"""The stewards' decisions, read from their table and understood."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa

from reporting.event.schema import normal, package_tables
from reporting.event.times import NONE, day_number, instants, read_times
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
    everyone
        Whether it was decided for all of them together.
    at
        The control's row on the sheet; None where the decision names none.
    penalty
        The value as penalties [1/10,000], for ``set_penalty`` and ``add_penalty``.
    slot, time
        Where and which instant [ns] ``set_time`` sets.
    status
        What ``set_status`` sets; None clears it.
    """

    row: int
    action: str
    crews: Whole
    everyone: bool
    at: int | None = None
    penalty: int = 0
    slot: int = -1
    time: int = 0
    status: str | None = None


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
    reader = _Reader(event, course, crews, problems)
    records = zip(table.index, table.to_dict("records"), strict=True)
    read = [reader.read(int(row), record) for row, record in records]
    return [decision for decision in read if decision is not None]


class _Reader:
    def __init__(
        self, event: Event, course: Course, crews: pd.Index[int], problems: Problems
    ) -> None:
        self._event, self._course, self._crews, self._problems = event, course, crews, problems

    def read(self, row: int, record: Mapping[str, object]) -> Decision | None:
        action, number = str(record["action"]), str(record["number"]).strip()
        crews = self._crews_named(number)
        control = None if pd.isna(record["control"]) else str(record["control"])
        value = "" if pd.isna(record["value"]) else str(record["value"]).strip()
        if crews is None:
            return self._refuse("score-number-unknown", "number", row, number)
        if control is not None and control not in self._course.index:
            return self._refuse("score-control-unknown", "control", row, control)
        if control is None and action in _AT_A_CONTROL:
            return self._refuse("score-decision-control", "control", row, None)
        at = None if control is None else self._course.index[control]
        return self._valued(Decision(row, action, crews, number == EVERYONE, at), value)

    def _valued(self, decision: Decision, value: str) -> Decision | None:
        row, action, at = decision.row, decision.action, decision.at
        if action in ("set_penalty", "add_penalty"):
            return self._with_penalty(decision, value)
        if action == "set_time":
            return self._with_time(decision, value)
        if action == "assign_average" and self._course.kind[at] not in _AVERAGED_KINDS:
            code = self._course.controls["code"].iloc[at]
            return self._refuse("score-decision-average", "control", row, code)
        if action == "set_status":
            if value and value not in STATUSES:
                return self._refuse("score-decision-status", "value", row, value)
            return replace(decision, status=value or None)
        return decision

    def _crews_named(self, number: str) -> Whole | None:
        if number == EVERYONE:
            return np.arange(len(self._crews))
        if not number.isdecimal() or int(number) not in self._crews:
            return None
        return np.array([self._crews.get_loc(int(number))])

    def _with_penalty(self, decision: Decision, value: str) -> Decision | None:
        try:
            penalty = parts(Decimal(value.replace(",", ".")))
        except (InvalidOperation, ValueError):
            return self._refuse("score-decision-penalty", "value", decision.row, value)
        if decision.action == "set_penalty" and penalty < 0:
            return self._refuse("score-decision-penalty", "value", decision.row, value)
        return replace(decision, penalty=penalty)

    def _with_time(self, decision: Decision, value: str) -> Decision | None:
        word, _, clock = (part.strip() for part in value.partition("="))
        point = _points().get(normal(word), word)
        control = self._course.controls.iloc[decision.at]
        slot = self._course.slots.get((control["code"], point))
        time = instant(clock, int(control["leg"]), self._event)
        if slot is None or time == NONE:
            known = [name for code, name in self._course.slots if code == control["code"]]
            self._problems.add(
                "score-decision-time",
                "decisions",
                "value",
                decision.row,
                value,
                control=control["code"],
                points=", ".join(known),
            )
            return None
        return replace(decision, slot=slot, time=time)

    def _refuse(self, code: str, column: str, row: int, value: str | None) -> None:
        self._problems.add(code, "decisions", column, row, value)


def _points() -> Mapping[str, str]:
    """Return every word that is read for a point, in either language."""
    return package_tables()["passages"].columns["point"].readings


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
