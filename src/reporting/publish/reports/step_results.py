"""What a build has computed already and hands to a notebook; elsewhere it is computed anew.

The languages and reports of one event share its standings, route, examination and footprint. A
notebook in JupyterLab, and anybody else, gets them from the same functions without any of this.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, TypeVar

from reporting import reads
from reporting.engine.unpickling import unpacked

if TYPE_CHECKING:
    from pathlib import Path

    from reporting.event import Event

Result = TypeVar("Result")

_events: dict[Path, Event] = {}
_results: dict[tuple[Path, str], bytes] = {}


def remember(event: Event, results: Mapping[str, bytes]) -> None:
    """Keep a loaded event, and results of steps on it, for the rest of this process.

    Parameters
    ----------
    event
        The loaded package.
    results
        Step -> its result as :func:`reporting.engine.unpickling.packed` gives it.
    """
    _events[event.folder] = event
    _results.update({(event.folder, step): packed for step, packed in results.items()})


def event_of(folder: Path) -> Event | None:
    """Return the event of `folder` if it was handed over."""
    return _events.get(folder)


def computed(step: str, event: Event, compute: Callable[[Event], Result]) -> Result:
    """Return what `compute` gives for `event`: as handed over by the build, or computed here."""
    held = _results.get((event.folder, step))
    if held is None or _events.get(event.folder) is not event:
        return compute(event)
    reads.note("step", step)
    result: Result = unpacked(held)
    return result
