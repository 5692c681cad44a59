"""From a table's text to its typed frame, its times placed on their days."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from reporting.event.convert import convert
from reporting.event.schema import normal, package_tables

if TYPE_CHECKING:
    from reporting.event.collect import Collector
    from reporting.event.raw import RawTable
    from reporting.event.timeline import Timeline


DATED = frozenset({"controls", "starts", "passages", "decisions"})
"""Tables that the days of an event are learnt from, or whose times are placed on them."""

_DIGITS = re.compile(r"(\d{1,30})")


def typed_frame(raw: RawTable, timeline: Timeline, collector: Collector) -> pd.DataFrame:
    """Return a table's typed frame (see :class:`~reporting.event.model.Event`).

    Parameters
    ----------
    raw
        The table as text. Controls come before starts and passages, starts before passages: the
        days of later ones depend on them.
    timeline
        Learns from the tables in turn.
    collector
        Takes the findings.
    """
    name, typed = raw.table.name, convert(raw, collector)
    if name == "controls":
        timeline.learn_controls(typed)
    elif name == "starts":
        typed["time"] = timeline.starts(raw, typed, collector)
    elif name == "passages":
        typed["time"] = timeline.passages(raw, typed, collector)
    elif name == "decisions":
        typed["decided_at"] = timeline.dated(raw, "decided_at", collector)
        typed["value"] = _with_statuses(typed["action"], typed["value"])
    return framed(raw, typed)


def _with_statuses(actions: Any, values: Any) -> Any:
    """Return the values of decisions, a status in words as its code, as in the entry list."""
    accepted = package_tables()["entries"].columns["status"].readings
    said = pd.Series(values)
    told = pd.Series(actions).eq("set_status").fillna(value=False).to_numpy(dtype=bool)
    said[told] = [accepted.get(normal(str(one)), one) for one in said[told]]
    return said.array


def framed(raw: RawTable, typed: Mapping[str, Any]) -> pd.DataFrame:
    """Return converted columns as a frame whose index is the line in the file.

    Its rows stand in the order of their table, so that what is told of them does not depend on how
    they were written.
    """
    columns = [name for name in raw.table.columns if name in typed]
    index = pd.Index(raw.rows, name="row")
    frame = pd.DataFrame(
        {name: pd.Series(typed[name], index=index) for name in (*columns, *raw.unknown)}
    )
    by = [name for name in raw.table.order if name in typed]
    if not by or len(frame) < 2:
        return frame
    keys = [[_placed(cell) for cell in row] for row in frame[by].itertuples(index=False)]
    order = sorted(range(len(keys)), key=keys.__getitem__)
    return frame if order == list(range(len(keys))) else frame.iloc[order]


def _placed(cell: Any) -> tuple[Any, ...]:
    """Return what a cell is sorted by: numbers in a text count as numbers, blanks come last.

    >>> sorted(["E10-2", None, "E2-11", "E2-9"], key=_placed)
    ['E2-9', 'E2-11', 'E10-2', None]
    """
    if pd.isna(cell):
        return (1,)
    parts = _DIGITS.split(str(cell).casefold())
    return 0, *(int(part) if at % 2 else part for at, part in enumerate(parts))
