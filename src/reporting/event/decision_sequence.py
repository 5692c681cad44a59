"""Whether decisions that meet stand in the order in which was decided, and none stands twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reporting.event.typed_tables import Book

_REPLACED = ("annul", "set_time", "set_penalty", "assign_average")
"""Actions of which the later one on a crew and control takes the place of the earlier one."""

_SAME = ["number", "control", "action", "value", "reason", "document", "decided_at"]


def check_sequence(book: Book) -> None:
    """Find decisions that a later row undoes although it was decided before, and copies.

    Rows are applied in their order in the file. Where two of them settle one thing, times that say
    the contrary leave open which one holds.
    """
    _flag(book, "decision-order", "decided_at", _decided_before(book.tables["decisions"]))
    _flag(book, "decision-repeated", "value", _copies(book.tables["decisions"]))


def _flag(book: Book, code: str, column: str, others: Mapping[int, int]) -> None:
    frame = book.tables["decisions"]

    def details(place: int) -> Mapping[str, object]:
        other = others[place]
        return {"other": str(frame["id"].iloc[other]), "other_row": int(frame.index[other])}

    where = [place in others for place in range(len(frame))]
    book.flag(code, "decisions", column, where, details=details)


def _decided_before(decisions: pd.DataFrame) -> dict[int, int]:
    """Return for each row that was decided before an earlier one on the same thing that one."""
    settled: dict[tuple[str, str], list[tuple[str, str, int, pd.Timestamp]]] = {}
    found: dict[int, int] = {}
    rows = decisions[["number", "control", "action", "value", "decided_at"]]
    for place, (number, control, action, value, moment) in enumerate(rows.itertuples(index=False)):
        thing = _thing(control, action)
        if thing is None or pd.isna(number) or pd.isna(moment):
            continue
        point = str(value).partition("=")[0].strip() if action == "set_time" else ""
        for other, other_point, earlier, when in settled.get(thing, ()):
            same_crew = "*" in (number, other) or number == other
            # Times of different points of one control do not meet.
            apart = point and other_point and point != other_point
            if same_crew and when > moment and not apart:
                found.setdefault(place, earlier)
        settled.setdefault(thing, []).append((number, point, place, moment))
    return found


def _thing(control: object, action: object) -> tuple[str, str] | None:
    """Return what a decision settles: a control, or the status; None where it settles nothing."""
    if action == "set_status":
        return "status", ""
    if action in _REPLACED and isinstance(control, str):
        return "control", control
    return None


def _copies(decisions: pd.DataFrame) -> dict[int, int]:
    """Return for each row that adds the penalties of an earlier one again that one."""
    first: dict[tuple[object, ...], int] = {}
    found: dict[int, int] = {}
    for place, row in enumerate(decisions[_SAME].itertuples(index=False)):
        told = tuple(None if pd.isna(cell) else cell for cell in row)
        if row.action != "add_penalty" or row.value is None:
            continue
        if (before := first.setdefault(told, place)) != place:
            found[place] = before
    return found
