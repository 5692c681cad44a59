"""What the stewards' decisions settle: a faulty row, or a time that a crew lacks."""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from reporting.event import Event

_POINTED = ("set_time",)
_SETTLING = ("annul", "set_time", "set_penalty", "assign_average")
_EVERYONE = "*"


class Settlements:
    """What the decisions of an event settle.

    Parameters
    ----------
    event
        The event; ``decisions`` is read.
    """

    def __init__(self, event: Event) -> None:
        self._settled: dict[tuple[str, str, str], str] = {}
        self._status: dict[str, str] = {}
        for name, number, control, action, value in event["decisions"][
            ["id", "number", "control", "action", "value"]
        ].itertuples(index=False):
            if pd.isna(number) or pd.isna(action):
                continue
            if action == "set_status":
                self._status.setdefault(str(number), str(name))
            elif action in _SETTLING and pd.notna(control):
                point = str(value).partition("=")[0].strip() if action in _POINTED else ""
                self._settled.setdefault((str(number), str(control), point), str(name))

    def of_row(self, table: str, row: Mapping[str, Any]) -> str | None:
        """Return the decision that settles what was found in a row; None where none does."""
        number = row.get("number")
        crew = str(int(number)) if isinstance(number, float) and not isnan(number) else ""
        if table == "entries":
            return self._status.get(crew)
        if table == "controls":
            return self._settled.get((_EVERYONE, str(row.get("code")), ""))
        if table != "passages":
            return None
        return self._of_point(crew, str(row.get("control")), str(row.get("point")))

    def of_gap(self, crew: int, control: str, points: Iterable[str]) -> tuple[str, ...]:
        """Return the decisions that stand for all the times that a crew lacks at a control.

        Parameters
        ----------
        crew, control
            Start number and code.
        points
            Where it has no time.

        Returns
        -------
        tuple of str
            Their ids; empty where any of the points is left without a decision.
        """
        given = [self._of_point(str(crew), control, point) for point in points]
        known = [one for one in given if one is not None]
        return tuple(dict.fromkeys(known)) if len(known) == len(given) else ()

    def _of_point(self, crew: str, control: str, point: str) -> str | None:
        for who in (crew, _EVERYONE):
            for where in ("", point):
                if (who, control, where) in self._settled:
                    return self._settled[who, control, where]
        return None
