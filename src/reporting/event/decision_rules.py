"""Whether each decision has the control and the value that its action asks for."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa

from reporting.event.decision_sequence import check_sequence
from reporting.event.findings import Severity
from reporting.event.fitting import Points
from reporting.event.numbers import ambiguous_numbers, read_decimal
from reporting.event.raw import TEXT
from reporting.event.schema import package_tables
from reporting.event.times_of_day import NONE, day_number, read_times
from reporting.event.typed_tables import Book

STATUS_TAKEN_BACK = frozenset({"", "classified", "classificato", "reinstated", "riammesso"})
"""Values of ``set_status`` that take a status back."""

_POINT = re.compile(r"start|finish|in|[1-9]\d{0,2}", re.ASCII)


@dataclass(frozen=True)
class _Decision:
    """One decision while it is checked."""

    book: Book
    points: Points
    place: int
    action: str
    control: str | None
    value: str

    def report(
        self, code: str, column: str, *, expected: str = "", graded: Severity | None = None
    ) -> None:
        where = np.arange(len(self.book.tables["decisions"])) == self.place
        details = {"action": self.action, "expected": expected}
        self.book.flag(code, "decisions", column, where, details=lambda _: details, graded=graded)


def check_decisions(book: Book) -> None:
    """Check the control and the value of each decision against its action."""
    decisions = book.tables["decisions"]
    points = Points(book)
    for place, (action, control, value) in enumerate(
        decisions[["action", "control", "value"]].itertuples(index=False)
    ):
        if pd.isna(action):
            continue
        text = "" if pd.isna(value) else str(value)
        code = None if pd.isna(control) else str(control)
        decision = _Decision(book, points, place, str(action), code, text)
        _check_control(decision)
        _check_value(decision)
    check_sequence(book)


def _check_control(decision: _Decision) -> None:
    kind = decision.points.kinds.get(decision.control or "", "PC")
    if decision.control is None:
        if decision.action not in {"add_penalty", "set_status"}:
            decision.report("decision-without-control", "control")
    elif decision.action == "set_status":
        decision.report("decision-control-idle", "control")
    elif decision.action == "assign_average" and kind not in {"PC", "PM"}:
        decision.report("decision-not-trial", "control")


def _check_value(decision: _Decision) -> None:
    value = decision.value
    if decision.action in {"annul", "assign_average"}:
        if value:
            decision.report("decision-value-idle", "value")
    elif decision.action == "set_status":
        codes = [code.code for code in package_tables()["entries"].columns["status"].codes]
        if value not in codes and not _takes_back(decision):
            decision.report("decision-value", "value", expected=", ".join([*codes, "classified"]))
    elif decision.action == "set_time":
        _check_time(decision)
    elif meanings := ambiguous_numbers([value]).get(value):
        decision.report("decision-value", "value", expected=", ".join(meanings))
    else:
        number = read_decimal(value)
        if number is None or (decision.action == "set_penalty" and number < 0):
            decision.report("decision-value", "value", expected="0, 1, 100")
        elif number < 0:
            decision.report("decision-credit", "value")


def _takes_back(decision: _Decision) -> bool:
    """Tell whether a status is taken back: said in a word, or blank after one was set or given."""
    if decision.value:
        return decision.value.casefold() in STATUS_TAKEN_BACK
    decisions, entries = decision.book.tables["decisions"], decision.book.tables["entries"]
    number = str(decisions["number"].iloc[decision.place])
    earlier = decisions.iloc[: decision.place]
    of_crew = earlier["number"].astype(str).isin([number, "*"])
    set_before = (of_crew & earlier["action"].eq("set_status")).fillna(value=False).any()
    given = entries.loc[entries["number"].astype(str) == number, "status"].notna().any()
    return bool(set_before or given)


def _check_time(decision: _Decision) -> None:
    point, _, time = (part.strip() for part in decision.value.partition("="))
    reading = read_times(pa.chunked_array([pa.array([time], TEXT)]))
    if not _POINT.fullmatch(point) or reading.clock[0] == NONE:
        decision.report("decision-value", "value", expected="finish=10:12:13.45")
    elif decision.control is not None and decision.points.verdict(decision.control, point):
        expected = f"({decision.points.expected(decision.control)})=10:12:13.45"
        decision.report("decision-value", "value", expected=expected)
    elif reading.day[0] != NONE and not _is_of_leg(decision, int(reading.day[0])):
        decision.report("decision-other-day", "value")


def _is_of_leg(decision: _Decision, day: int) -> bool:
    """Tell whether a day is that of the control's leg, or the one after."""
    controls = decision.book.tables["controls"]
    legs = set(controls.loc[controls["code"] == decision.control, "leg"].dropna())
    days = [day_number(leg.date) for leg in decision.book.info.legs if leg.number in legs]
    return not days or any(day - own in (0, 1) for own in days)
