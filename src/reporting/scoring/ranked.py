"""A scored event as its rankings tell it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    import pandas as pd

    from reporting.caveats import Caveat
    from reporting.scoring.rankings import Scored
    from reporting.scoring.rulebook import Rulebook

Status = Literal["official", "provisional", "simulated", "none"]


@dataclass(frozen=True)
class Ranked:
    """The rankings of a scored event, and what they rest on.

    Decimal columns are ``decimal128[pyarrow]``, exact.

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
