"""From a table's text to its typed frame, its times placed on their days."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from reporting.event.convert import convert

if TYPE_CHECKING:
    from reporting.event.collect import Collector
    from reporting.event.raw import RawTable
    from reporting.event.timeline import Timeline


DATED = frozenset({"controls", "starts", "passages", "decisions"})
"""Tables that the days of an event are learnt from, or whose times are placed on them."""


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
    return framed(raw, typed)


def framed(raw: RawTable, typed: Mapping[str, Any]) -> pd.DataFrame:
    """Return converted columns as a frame whose index is the line in the file."""
    columns = [name for name in raw.table.columns if name in typed]
    index = pd.Index(raw.rows, name="row")
    return pd.DataFrame(
        {name: pd.Series(typed[name], index=index) for name in (*columns, *raw.unknown)}
    )
