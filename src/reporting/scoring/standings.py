"""Standings: everything that scoring an event gives."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from reporting.scoring import analysis, running, score_frames
from reporting.scoring.order import separated_by
from reporting.scoring.rulebook import OVERALL
from reporting.scoring.standings_document import document

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    import pandas as pd

    from reporting.caveats import Caveat
    from reporting.event.moment import EventMoment
    from reporting.scoring.rankings import Scored
    from reporting.scoring.rulebook import Rulebook, Tie

Status = Literal["official", "provisional", "simulated", "none"]


@dataclass(frozen=True, repr=False)
class Standings:
    """The scored event: its rankings, every penalty behind them, and the way there.

    What is derived from the score is derived once, when it is first asked for; frames are shared,
    so nobody writes into one.

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
        apply), ``total``, ``gap`` (to the first, below zero for a better total that missed
        controls put behind; NA when unranked) and ``status``; see
        :func:`reporting.scoring.rankings.overall` for what the overall one has more, and a team
        ranking has ``team`` and ``members`` (numbers) instead of a crew.
    caveats
        What a reader must know.
    scored
        The score sheet behind it, in scaled whole numbers.
    revision, issued_at
        Of official and provisional standings: the number of the revision, and when it was issued
        (None where nobody said). None for simulated ones.
    moment
        After which control they stand; None after the last one.
    """

    event: str
    status: Status
    rankings: Mapping[str, pd.DataFrame]
    caveats: tuple[Caveat, ...]
    scored: Scored
    revision: int | None = None
    issued_at: dt.datetime | None = None
    moment: EventMoment | None = None

    def __repr__(self) -> str:
        """Return which standings these are, not the whole of them."""
        ranked = len(self.rankings["overall"])
        return f"<standings of {self.event}, {self.status}: {ranked} crews>"

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
        """One row for each control and crew; see :func:`reporting.scoring.score_frames.results`."""
        return score_frames.results(self.scored)

    @cached_property
    def detections(self) -> pd.DataFrame:
        """One row for each detection and crew: ``score_frames.detections``."""
        return score_frames.detections(self.scored)

    @cached_property
    def running_totals(self) -> pd.DataFrame:
        """Totals and positions after each control; see :func:`running.running_totals`."""
        return running.running_totals(self.scored)

    @cached_property
    def history(self) -> pd.DataFrame:
        """Gap to the lead after each control; see :func:`reporting.scoring.running.history`."""
        return running.history(self.scored, self.running_totals)

    @cached_property
    def trial_errors(self) -> pd.DataFrame:
        """Every usable passage of a time trial; see :func:`analysis.trial_errors`."""
        return analysis.trial_errors(self)

    @cached_property
    def trial_summary(self) -> pd.DataFrame:
        """How each time trial went; see :func:`analysis.trial_summary`."""
        return analysis.trial_summary(self)

    @cached_property
    def precision(self) -> pd.DataFrame:
        """How precise each crew was; see :func:`analysis.precision`."""
        return analysis.precision(self)

    def tie_between(self, first: int, second: int, ranking: str = OVERALL) -> Tie | None:
        """Return which rule for ties separates two crews whose totals are equal.

        Parameters
        ----------
        first, second
            Their numbers.
        ranking
            A trophy's name: its own trials are what separates them there.

        Returns
        -------
        Tie or None
            None where nothing does, and they share the position; or where missed controls, which
            come first, have put them apart.
        """
        at = self.scored.of_trophy(ranking)
        if not at.size and self._missed_apart(first, second):
            return None
        trials = self.scored.trials(at if at.size else None)
        crews = self.scored.sheet.crews.tolist()
        pair = [crews.index(number) for number in (first, second)]
        return separated_by(trials, self.rulebook.rank.ties, pair)

    def _missed_apart(self, first: int, second: int) -> bool:
        """Tell whether controls that were missed put two crews apart before their totals do."""
        missed = self.scored.missed_first
        if missed is None:
            return False
        crews = self.scored.sheet.crews.tolist()
        return bool(missed[crews.index(first)] != missed[crews.index(second)])

    def as_json(self) -> dict[str, Any]:
        """Return the standings in the form of the contract (section 3), ready for ``json.dumps``.

        Decimals are strings, positions null where unranked.
        """
        return document(self)
