"""The kinds of report: which notebook makes each, and which events have data for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from reporting import paths
from reporting.errors import UsageError

if TYPE_CHECKING:
    from reporting.event import Event


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of report.

    Parameters
    ----------
    name
        Its name on the command line and of its files.
    has_data
        Tells whether an event's package has what the report is about.
    needs
        What the package must hold for it, as a refusal says it.
    made_by
        The notebook's name where it differs from the report's.
    parameters
        What the notebook is told beside event and language.
    """

    name: str
    has_data: Callable[[Event], bool]
    needs: str
    made_by: str = ""
    parameters: Mapping[str, object] = field(default_factory=dict)

    @property
    def notebook(self) -> Path:
        """The notebook that makes it, with parameters ``event`` and ``language``."""
        return paths.notebooks_folder() / f"{self.made_by or self.name}.ipynb"


def _raced(event: Event) -> bool:
    return event.has("passages") or event.has("published_results")


def _travelled(event: Event) -> bool:
    return event.has("encounters")


def _accounted(event: Event) -> bool:
    return event.has("activities")


def _timed(event: Event) -> bool:
    return event.has("passages")


_JOURNEY = "grande_viaggio_alpino"

KINDS = {
    kind.name: kind
    for kind in (
        Kind("race", _raced, "times (passages) or published results"),
        Kind("sustainability", _accounted, "activities"),
        Kind("grande-viaggio-alpino", _travelled, "encounters", _JOURNEY),
        Kind("grande-viaggio-alpino-brief", _travelled, "encounters", _JOURNEY, {"depth": "brief"}),
        Kind("timing-quality", _timed, "times (passages)", "timing_quality"),
    )
}


def refuse_unknown(names: Sequence[str]) -> None:
    """Refuse a name that no kind of report has.

    Raises
    ------
    UsageError
        Naming it, and the kinds that there are.
    """
    for name in names:
        if name not in KINDS:
            raise UsageError(f"There is no report {name!r}; there is {', '.join(KINDS)}.")


def wanted(event: Event, names: tuple[str, ...]) -> tuple[Kind, ...]:
    """Return the kinds to build for `event`: those named, or every one that it has data for.

    Raises
    ------
    UsageError
        For an unknown kind, or one named that the event has no data for.
    """
    refuse_unknown(names)
    for name in names:
        if not KINDS[name].has_data(event):
            raise UsageError(
                f"{event.id} has no data for the report {name!r}: it needs {KINDS[name].needs}."
            )
    return tuple(
        kind
        for kind in KINDS.values()
        if (kind.name in names) or (not names and kind.has_data(event))
    )
