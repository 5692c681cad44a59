"""The trail of the decisions: who had what before and after each, and which positions changed.

Each decision is told as the difference between two complete scores: of everything decided before
it in the file, and of that and itself. What it brings about elsewhere (a linked trial, another
crew's position, a worst trial that is dropped now) is told with it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from reporting.errors import InputError
from reporting.exact import NANO, PENALTY_PLACES, plain
from reporting.frames import present, records
from reporting.scoring.rulebook_file import load_rulebook
from reporting.scoring.scorer import score
from reporting.scoring.times import NO_TIME

if TYPE_CHECKING:
    from reporting.event import Event
    from reporting.exact import Whole
    from reporting.scoring.rulebook import Rulebook
    from reporting.scoring.sheet import ScoreSheet
    from reporting.scoring.standings import Standings


@dataclass(frozen=True, slots=True)
class ControlResult:
    """What a crew has at a control.

    Parameters
    ----------
    penalty
        Penalties; None where the control does not count for the crew.
    deviation_s
        Time after the due one [s]; None where there is none, or no single one.
    dropped
        Whether it is a worst trial that is left out.
    """

    penalty: Decimal | None
    deviation_s: Decimal | None
    dropped: bool = False


@dataclass(frozen=True, slots=True)
class MarkChange:
    """What a crew had at a control before a decision, and has after it."""

    number: int
    control: str
    before: ControlResult
    after: ControlResult


@dataclass(frozen=True, slots=True)
class RankedPlace:
    """Where somebody stands in a ranking; the position is None where unranked."""

    position: int | None
    total: Decimal | None
    status: str | None = None


@dataclass(frozen=True, slots=True)
class PositionChange:
    """Where somebody stood in a ranking before a decision, and stands after it.

    ``who`` is a crew's number, or a team's name; a place is None where the ranking did not have
    them.
    """

    who: int | str
    before: RankedPlace | None
    after: RankedPlace | None

    @property
    def moved(self) -> bool:
        """Whether the position or the status is another one."""
        one, other = self.before, self.after
        if one is None or other is None:
            return one is not other
        return (one.position, one.status) != (other.position, other.status)


@dataclass(frozen=True)
class DecisionStep:
    """One decision, or several that can only be applied together.

    Parameters
    ----------
    decisions
        Their rows of the table ``decisions``.
    marks
        Every crew and control where something changed, in running order.
    moves
        Ranking -> everybody whose total, position or status changed; rankings without any are
        left out.
    """

    decisions: tuple[Mapping[str, Any], ...]
    marks: tuple[MarkChange, ...]
    moves: Mapping[str, tuple[PositionChange, ...]]

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of the decisions."""
        return tuple(str(one["id"]) for one in self.decisions)


@dataclass(frozen=True, repr=False)
class Trail:
    """All steps in the order of the file, and all of them as one.

    Parameters
    ----------
    steps
        One for each decision.
    whole
        Everything that was decided, as one step; None where nothing was.
    """

    steps: tuple[DecisionStep, ...]
    whole: DecisionStep | None

    def __repr__(self) -> str:
        """Return how many decisions it follows."""
        return f"<trail of {len(self.steps)} decisions>"

    def as_json(self) -> list[dict[str, Any]]:
        """Return the steps as plain values; decimals as strings."""
        return [_plain(step) for step in self.steps]


def trail(event: Event, rulebook: Rulebook | None = None) -> Trail:
    """Follow the decisions of an event.

    Parameters
    ----------
    event
        A loaded event without errors.
    rulebook
        The rules; by default the event's own.

    Returns
    -------
    Trail
        Empty where nothing was decided.

    Raises
    ------
    InputError
        As :func:`~reporting.scoring.score`: the event cannot be scored with all its decisions.
    """
    rows = len(event["decisions"])
    if rows == 0:
        return Trail((), None)
    rules = rulebook or load_rulebook(event)
    last = score(event, rules)
    states = [*_prefixes(event, rules, rows), (rows, last)]
    steps = tuple(
        _step(event, (start, before), (end, after))
        for (start, before), (end, after) in pairwise(states)
    )
    first, untouched = states[0]
    return Trail(steps, _step(event, (first, untouched), (rows, last)))


def _prefixes(event: Event, rules: Rulebook, rows: int) -> Iterator[tuple[int, Standings]]:
    """Yield how many decisions were applied, and the standings then; not yet with all of them.

    A decision that cannot stand without a later one (an average of trials that are decided
    afterwards) is passed over here, and so told together with it.
    """
    table = event["decisions"].sort_index()
    for count in range(rows):
        try:
            yield count, score(event.narrowed(decisions=table.iloc[:count]), rules)
        except InputError:
            if count == 0:
                raise


def _step(
    event: Event, before: tuple[int, Standings], after: tuple[int, Standings]
) -> DecisionStep:
    (start, old), (end, new) = before, after
    rows = event["decisions"].sort_index().iloc[start:end]
    moves = {name: tuple(_moves(old, new, name)) for name in new.rankings}
    return DecisionStep(
        decisions=tuple(records(rows)),
        marks=tuple(_marks(old.scored.sheet, new.scored.sheet)),
        moves={name: found for name, found in moves.items() if found},
    )


def _marks(old: ScoreSheet, new: ScoreSheet) -> Iterator[MarkChange]:
    codes, numbers = list(new.course.controls["code"]), new.crews.tolist()
    changed = np.zeros(new.penalty.shape, dtype=bool)
    for one, other in zip(_shown(old), _shown(new), strict=True):
        changed |= one != other
    for at, crew in np.argwhere(changed):
        yield MarkChange(numbers[crew], codes[at], _mark(old, at, crew), _mark(new, at, crew))


def _shown(sheet: ScoreSheet) -> tuple[Whole, ...]:
    """Return what a reader sees of a sheet, an annulled penalty as none."""
    penalty = np.where(sheet.void, -1, sheet.penalty)
    return penalty, sheet.annulled, sheet.deviation, sheet.discarded


def _mark(sheet: ScoreSheet, at: int, crew: int) -> ControlResult:
    penalty, deviation = int(sheet.penalty[at, crew]), int(sheet.deviation[at, crew])
    counts, timed = not sheet.void[at, crew], deviation != NO_TIME
    return ControlResult(
        penalty=Decimal(plain(penalty, PENALTY_PLACES)) if counts else None,
        deviation_s=Decimal(plain(deviation, NANO)) if timed else None,
        dropped=bool(sheet.discarded[at, crew]),
    )


def _moves(old: Standings, new: Standings, ranking: str) -> Iterator[PositionChange]:
    before, after = _places(old, ranking), _places(new, ranking)
    for who in dict.fromkeys([*after, *before]):
        if before.get(who) != after.get(who):
            yield PositionChange(who, before.get(who), after.get(who))


def _places(standings: Standings, ranking: str) -> dict[int | str, RankedPlace]:
    table = standings.rankings.get(ranking)
    rows: Sequence[Mapping[str, Any]] = [] if table is None else records(table)
    return {
        int(row["number"]) if present(row["number"]) else str(row["team"]): RankedPlace(
            int(row["position"]) if present(row["position"]) else None,
            row["total"] if present(row["total"]) else None,
            str(row["status"]) if present(row["status"]) else None,
        )
        for row in rows
    }


def _plain(step: DecisionStep) -> dict[str, Any]:
    return {
        "decisions": list(step.ids),
        "controls": [
            {
                "number": one.number,
                "control": one.control,
                "before": _plain_mark(one.before),
                "after": _plain_mark(one.after),
            }
            for one in step.marks
        ],
        "rankings": {
            name: [
                {
                    "who": one.who,
                    "before": _plain_place(one.before),
                    "after": _plain_place(one.after),
                }
                for one in moves
            ]
            for name, moves in step.moves.items()
        },
    }


def _plain_mark(mark: ControlResult) -> dict[str, Any]:
    return {
        "penalty": _text(mark.penalty),
        "deviation_s": _text(mark.deviation_s),
        "dropped": mark.dropped,
    }


def _plain_place(place: RankedPlace | None) -> dict[str, Any] | None:
    if place is None:
        return None
    return {"position": place.position, "total": _text(place.total), "status": place.status}


def _text(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:f}"
