"""The score sheet: what each crew did at each control, and what it cost."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from reporting.scoring.times import NO_TIME

if TYPE_CHECKING:
    import pandas as pd

    from reporting.exact import Whole
    from reporting.scoring.course import Course


@dataclass(frozen=True)
class DetectionScore:
    """One detection of an average trial, for every crew; arrays of shape (crews,).

    Parameters
    ----------
    at
        Index of the PM.
    point
        The detection's name.
    deviation
        Time after the due one [ns], to the nearest nanosecond: the due time is a fraction.
    penalty
        Penalties [1/10,000], from the exact fraction.
    """

    at: int
    point: str
    deviation: Whole
    penalty: Whole


@dataclass
class ScoreSheet:
    """Every control (row) by every crew (column); all arrays have that shape.

    Parameters
    ----------
    course, crews
        What the rows and columns are.
    penalty
        Penalties [1/10,000]; those of a cell that does not count are kept here all the same.
    deviation
        Time after the due one [ns]; ``NO_TIME`` where there is none, or no single one (PM, CT).
    usable
        Whether a time was there to score: for a PM, at least one detection.
    missed, capped
        Whether the penalty is the one for a missed control; whether it reached the cap.
    fixed, averaged
        Whether a decision set the penalty; whether it assigned an average.
    annulled, discarded
        Whether a decision took the control away; whether it is a dropped worst trial.
    waiting
        Whether the control is still ahead of the crew (the event's moment): it costs nothing yet.
    apart
        Controls that count for a knock-out alone, shape (controls,).
    excluded
        Crews that a time control excludes (status OTL), shape (crews,).
    detections
        The detections of the average trials, in running order.
    """

    course: Course
    crews: pd.Index[int]
    penalty: Whole
    deviation: Whole
    usable: Whole
    missed: Whole
    capped: Whole
    fixed: Whole
    averaged: Whole
    annulled: Whole
    discarded: Whole
    waiting: Whole
    apart: Whole
    excluded: Whole
    detections: list[DetectionScore]

    @classmethod
    def blank(cls, course: Course, crews: pd.Index[int]) -> ScoreSheet:
        """Return a sheet with nothing on it."""
        shape = (len(course), len(crews))
        marks = (
            "usable", "missed", "capped", "fixed", "averaged", "annulled", "discarded", "waiting",
        )  # fmt: skip
        return cls(
            course,
            crews,
            penalty=np.zeros(shape, dtype=np.int64),
            deviation=np.full(shape, NO_TIME, dtype=np.int64),
            **{mark: np.zeros(shape, dtype=bool) for mark in marks},
            apart=np.zeros(len(course), dtype=bool),
            excluded=np.zeros(len(crews), dtype=bool),
            detections=[],
        )

    @cached_property
    def counting(self) -> Whole:
        """Which cells count: not void and not dropped. Read once the sheet is complete."""
        return ~(self.void | self.discarded)

    @cached_property
    def void(self) -> Whole:
        """Which cells cost nothing: annulled, still ahead, or of a knock-out.

        Read once decisions are applied.
        """
        return self.annulled | self.waiting | self.apart[:, None]
