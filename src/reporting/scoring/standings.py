"""Standings: everything that scoring an event gives."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from reporting.scoring import frames, running
from reporting.scoring.document import document

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    import pandas as pd

    from reporting.caveats import Caveat
    from reporting.scoring.rankings import Scored
    from reporting.scoring.rulebook import Rulebook

Status = Literal["official", "provisional", "simulated", "none"]


@dataclass(frozen=True)
class Standings:
    """The scored event. Decimal columns are ``decimal128[pyarrow]``, exact.

    Parameters
    ----------
    event
        The event's id.
    status
        ``official``; ``provisional``: from the timekeepers, not yet confirmed; ``simulated``:
        from simulated times, to be said wherever a figure is shown; ``none``: no times.
    rankings
        Name -> table: ``overall``, each ``[[ranking]]`` of the rulebook (its id, or ``id:value``
        where it has one list per value), each trophy's name. Columns ``position`` (NA when
        unranked), ``number``, ``driver``, ``codriver``, ``make``, ``model``, ``year``, ``net``
        (penalties or points before the coefficient), ``coefficient`` (NA where it does not
        apply), ``total``, ``gap`` (to the first; NA when unranked) and ``status``; see
        :func:`reporting.scoring.rankings.overall` for what the overall one has more, and a team
        ranking has ``team`` and ``members`` (numbers) instead of a crew.
    caveats
        What a reader must know.
    scored
        The score sheet behind it, in scaled whole numbers.
    revision, issued_at
        Of official and provisional standings: the number of the revision, and when it was issued
        (None where nobody said). None for simulated ones.
    """

    event: str
    status: Status
    rankings: Mapping[str, pd.DataFrame]
    caveats: tuple[Caveat, ...]
    scored: Scored
    revision: int | None = None
    issued_at: dt.datetime | None = None

    @property
    def rulebook(self) -> Rulebook:
        """The rules that it was scored by."""
        return self.scored.rulebook

    @property
    def controls(self) -> pd.DataFrame:
        """The controls in running order, columns ``code, leg, seq, kind, name, trophy``."""
        return self.scored.sheet.course.controls

    @cached_property
    def results(self) -> pd.DataFrame:
        """One row for each control and crew; see :func:`reporting.scoring.frames.results`."""
        return frames.results(self.scored)

    @cached_property
    def detections(self) -> pd.DataFrame:
        """One row for each detection and crew; see :func:`reporting.scoring.frames.detections`."""
        return frames.detections(self.scored)

    def running_totals(self) -> pd.DataFrame:
        """Return totals and positions after each control; see :mod:`reporting.scoring.running`."""
        return running.running_totals(self.scored)

    def as_json(self) -> dict[str, Any]:
        """Return the standings in the form of the contract (section 3), ready for ``json.dumps``.

        Decimals are strings, positions null where unranked.
        """
        return document(self)
