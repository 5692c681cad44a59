"""From penalties to nets and totals: discards, score tables, coefficients."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from reporting.exact import PENALTY_PLACES, decimals_needed, divided, narrowed, product, scaled
from reporting.scoring.tariff import scores

if TYPE_CHECKING:
    from reporting.event import Event
    from reporting.exact import Whole
    from reporting.scoring.problems import Problems
    from reporting.scoring.rulebook import Discard, Rulebook
    from reporting.scoring.sheet import ScoreSheet

TOTAL_PLACES = 2
KINDS = ("PC", "PM", "CO", "CT")


@dataclass(frozen=True)
class Coefficients:
    """Each crew's coefficient as a whole number of 10**-places, shape (crews,)."""

    whole: Whole
    places: int


def coefficients(event: Event, entries: pd.DataFrame, problems: Problems) -> Coefficients:
    """Return the crews' coefficients; a blank one is a problem, never 1."""
    column = entries["coefficient"]
    blank = column.isna()
    for row in entries.index[blank]:
        problems.add("score-coefficient-blank", "entries", "coefficient", row, event=event.id)
    known = [value for value in column if not pd.isna(value)]
    places = decimals_needed(known)
    whole = [0 if pd.isna(value) else scaled(value, places) for value in column]
    return Coefficients(narrowed(np.array(whole, dtype=object)), places)


def discard(sheet: ScoreSheet, rule: Discard) -> None:
    """Drop each crew's worst trials (contract, section 2, item 8).

    Of equal ones the first in running order is dropped. The sheet's ``discarded`` is filled in.
    """
    trials = sheet.course.of_kinds(rule.kinds)
    if not rule.any or trials.size == 0:
        return
    legs = sheet.course.leg[trials]
    for leg in np.unique(legs) if rule.each_leg else [None]:
        _drop(sheet, rule, trials if leg is None else trials[legs == leg])


def _drop(sheet: ScoreSheet, rule: Discard, at: Whole) -> None:
    free = ~sheet.void[at]
    if not rule.capped:
        free &= ~(sheet.capped[at] | sheet.missed[at])
    price = np.where(free, sheet.penalty[at], -1)
    place = np.empty_like(price)
    ranks = np.broadcast_to(np.arange(len(at))[:, None], price.shape)
    np.put_along_axis(place, np.argsort(-price, axis=0, kind="stable"), ranks, axis=0)
    counting = (~sheet.void[at]).sum(axis=0)
    many = rule.worst if rule.best is None else np.maximum(counting - rule.best, 0)
    sheet.discarded[at] = (place < many) & free


@dataclass(frozen=True)
class Tally:
    """What the crews' columns of the sheet add up to; arrays of shape (crews,), in 1/10,000.

    Parameters
    ----------
    kinds
        Kind -> sum of the penalties that are not annulled (penalties family, and CO and CT in
        the points family), or of the points before the coefficient (PC and PM, points family).
    added
        Penalties added to the total.
    discarded
        Penalties of the dropped trials.
    trials
        What the coefficient always multiplies.
    controls
        What comes off the points, and is multiplied only where the rulebook says so.
    """

    kinds: dict[str, Whole]
    added: Whole
    discarded: Whole
    trials: Whole
    controls: Whole

    @property
    def net(self) -> Whole:
        """Penalties, or points, before the coefficient."""
        return self.trials - self.controls


def points(sheet: ScoreSheet) -> Whole:
    """Return the table's points of each PC and PM [1/10,000], 0 elsewhere; the sheet's shape."""
    found = np.zeros_like(sheet.penalty)
    for rule, at in (*sheet.course.ruled("PC"), *sheet.course.ruled("PM")):
        if rule.score_table is not None:
            found[at] = scores(rule, sheet.penalty[at])
    return found


def tally(sheet: ScoreSheet, rulebook: Rulebook, added: Whole) -> Tally:
    """Add up a sheet (contract, section 2, item 6).

    Parameters
    ----------
    sheet
        The sheet, complete.
    rulebook
        Its family says what is added up.
    added
        Penalties added to the totals [1/10,000], shape (crews,).
    """
    if rulebook.higher_is_better:
        gained = _sums(sheet, points(sheet), ("PC", "PM"))
        paid = _sums(sheet, sheet.penalty, ("CO", "CT"))
        nothing = np.zeros_like(added)
        return Tally(
            gained | paid,
            added,
            discarded=nothing,
            trials=gained["PC"] + gained["PM"],
            controls=paid["CO"] + paid["CT"] + added,
        )
    sums = _sums(sheet, sheet.penalty, KINDS)
    dropped = np.where(sheet.discarded, sheet.penalty, 0).sum(axis=0)
    return Tally(
        sums,
        added,
        discarded=dropped,
        trials=sum(sums.values()) + added - dropped,
        controls=np.zeros_like(added),
    )


def _sums(sheet: ScoreSheet, values: Whole, kinds: tuple[str, ...]) -> dict[str, Whole]:
    sums = {}
    for kind in kinds:
        at = sheet.course.of_kind(kind)
        sums[kind] = np.where(sheet.void[at], 0, values[at]).sum(axis=0)
    return sums


def totals(tally: Tally, rulebook: Rulebook, by: Coefficients | None) -> Whole:
    """Return the totals in hundredths, half up.

    Parameters
    ----------
    tally
        The sums.
    rulebook
        Says whether controls are multiplied in the points family.
    by
        The coefficients; None for a ranking without them.
    """
    if by is None:
        return _hundredths(tally.net, PENALTY_PLACES)
    if rulebook.higher_is_better and not rulebook.coefficient.on_controls:
        whole = product(tally.trials, by.whole) - product(tally.controls, 10**by.places)
    else:
        whole = product(tally.net, by.whole)
    return _hundredths(whole, PENALTY_PLACES + by.places)


def _hundredths(whole: Whole, places: int) -> Whole:
    return narrowed(divided(whole, 10 ** (places - TOTAL_PLACES), "half_up"))
