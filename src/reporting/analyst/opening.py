"""Which events there are, and opening one: ``rp.events()``, ``rp.open("demo-rally")``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from reporting.analyst.answer import AnswerFrame, answer
from reporting.analyst.arguments import spoken
from reporting.analyst.open_event import OpenEvent
from reporting.analyst.plain_frames import plain
from reporting.analyst.simulated_mark import show_mark

if TYPE_CHECKING:
    from reporting.event import Event

_opened: dict[str, tuple[dict[str, str], Event]] = {}
"""Where -> the content of every file it may be made from, and the event."""


def events(language: str = "en") -> AnswerFrame:
    """Return the bundled events.

    Parameters
    ----------
    language
        Of their names: ``it`` or ``en``.

    Returns
    -------
    DataFrame
        ``event``, ``name``, ``starts``, ``ends`` (dates), ``timing``; the latest first.

    Raises
    ------
    UsageError
        For another language.

    Examples
    --------
    >>> sorted(events()["event"])[:2]
    ['coppa-delle-alpi-2024', 'demo-rally']
    """
    from reporting.event import bundled, locate
    from reporting.event.collect import Collector
    from reporting.event.info import read_info

    said, rows = spoken(language), []
    for name in bundled():
        info = read_info(locate(name), Collector())
        rows.append({"event": name, "name": info.name.in_language(said),
                     "starts": pd.Timestamp(info.start), "ends": pd.Timestamp(info.end),
                     "timing": info.provenance.timing})  # fmt: skip
    return answer(plain(pd.DataFrame(rows).sort_values("starts", ascending=False), ""))


def open_event(where: str | Path, language: str = "en") -> OpenEvent:
    """Open an event package.

    Parameters
    ----------
    where
        A bundled event's id or a folder's path; behind an ``@`` the moment looked at.
    language
        Of charts and messages: ``it`` or ``en``.

    Raises
    ------
    UsageError
        For an unknown event or language; the known ones are named.
    InputError
        Where its tables have errors; the findings are named.

    Examples
    --------
    >>> open_event("demo-rally").standings()["position"].iloc[:3].tolist()
    [1, 2, 3]
    """
    from reporting.event import locate

    said = spoken(language)
    locate(where)
    event = _fit(str(where))
    show_mark(event, said)
    return OpenEvent(event, said)


def _fit(where: str) -> Event:
    """Load an event that is fit to be scored; again only where a file has changed since."""
    from reporting.engine.inputs import State
    from reporting.event import locate
    from reporting.publish.gate import load_fit

    now = State(locate(where), where).everything()
    before, event = _opened.get(where, ({}, None))
    if event is None or before != now:
        event = load_fit(where, "standings")
        _opened[where] = now, event
    return event
