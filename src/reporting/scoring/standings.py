"""Standings: everything that scoring an event gives."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from reporting.scoring import running, score_frames
from reporting.scoring.ranked import Ranked
from reporting.scoring.standings_document import document

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Standings(Ranked):
    """The scored event: its rankings, every penalty behind them, and the way there."""

    @cached_property
    def results(self) -> pd.DataFrame:
        """One row for each control and crew; see :func:`reporting.scoring.score_frames.results`."""
        return score_frames.results(self.scored)

    @cached_property
    def detections(self) -> pd.DataFrame:
        """One row for each detection and crew: ``score_frames.detections``."""
        return score_frames.detections(self.scored)

    def running_totals(self) -> pd.DataFrame:
        """Return totals and positions after each control; see :mod:`reporting.scoring.running`."""
        return running.running_totals(self.scored)

    def as_json(self) -> dict[str, Any]:
        """Return the standings in the form of the contract (section 3), ready for ``json.dumps``.

        Decimals are strings, positions null where unranked.
        """
        return document(self)
