"""Upstream and biogenic lines that are given by hand, matched to the activities they belong to.

A line that is given stands in place of the one that a rule would make, but only for the activity
that it belongs to: that is said in the column ``covers``, or told by its amount. What cannot be
told is asked, never guessed: the upstream of one vehicle must not take away that of all others.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Generic, TypeVar

from reporting.footprint.lines import ZERO, InventoryLine, MemoLine

if TYPE_CHECKING:
    from reporting.event.findings import Finding

Row = TypeVar("Row", InventoryLine, MemoLine)


@dataclass(frozen=True)
class Matched(Generic[Row]):
    """What is left after matching.

    Parameters
    ----------
    rows
        Given rows, and those made by rule, less what was given.
    covered
        Activities whose row by rule was given instead, in whole or in part.
    findings
        Given rows of which nobody can tell what they belong to.
    """

    rows: tuple[Row, ...]
    covered: tuple[str, ...]
    findings: tuple[Finding, ...]


def matched(rows: Sequence[Row], key: Callable[[Row], str]) -> Matched[Row]:
    """Take from the rows made by rule what was given by hand.

    Parameters
    ----------
    rows
        All rows of an inventory, or of its memo.
    key
        What a row is about (the key of its factor, or of its biogenic row); blank: nothing that a
        rule would make.
    """
    left = {row.id: row.amount for row in rows if row.by_rule and key(row)}
    findings: list[Finding] = []
    for row in rows:
        if row.by_rule or not key(row):
            continue
        ours = [one for one in rows if one.id in left and key(one) == key(row)]
        before = dict(left)
        found = _take(row, [one for one in ours if left[one.id]], left)
        taken = [one for one in ours if left[one.id] != before[one.id]]
        findings += filter(None, [found or _misplaced(row, taken)])
    by_id = {row.id: row for row in rows}
    covered = [name for name, amount in left.items() if amount != by_id[name].amount]
    kept = [row if row.id not in left else _less(row, left[row.id]) for row in rows]
    return Matched(
        tuple(row for row in kept if row.id not in left or left[row.id]),
        tuple(by_id[name].activity.id for name in covered),
        tuple(findings),
    )


def _misplaced(row: Row, taken: Sequence[Row]) -> Finding | None:
    """Return a finding where a given line stands in another scope than what it stands for.

    The upstream of fuel that others bought goes with their fuel, not with what we burn (3.3).
    """
    # Memo lines are of no scope.
    own, *scopes = (str(getattr(one, "scope", "")) for one in (row, *taken))
    if {*scopes} <= {own}:
        return None
    lines = ", ".join(dict.fromkeys(one.activity.id for one in taken))
    expected = ", ".join(sorted({*scopes}))
    return row.activity.finding("footprint-covers-scope", "scope", lines=lines, expected=expected)


def _take(row: Row, ours: Sequence[Row], left: dict[str, Decimal]) -> Finding | None:
    """Take a given row's amount from the rows it belongs to; a finding where that is unclear."""
    named = row.activity.covers
    if named:
        return _take_named(row, [one for one in ours if one.activity.id in named], left)
    here = [one for one in ours if one.event_category == row.event_category] or [
        one for one in ours if row.event_category == "M1"
    ]
    same = next((one for one in here if left[one.id] == row.amount), None)
    if same is not None:
        left[same.id] = ZERO
        return None
    if here and sum(left[one.id] for one in here) == row.amount:
        left.update(dict.fromkeys((one.id for one in here), ZERO))
        return None
    doubtful = here or [one for one in ours if left[one.id] == row.amount]
    if not doubtful:
        return None
    lines = ", ".join(one.activity.id for one in doubtful)
    return row.activity.finding("footprint-covers-unclear", "quantity", lines=lines)


def _take_named(row: Row, ours: Sequence[Row], left: dict[str, Decimal]) -> Finding | None:
    rest = row.amount
    for one in ours:
        taken = min(rest, left[one.id])
        left[one.id] -= taken
        rest -= taken
    if not ours or rest:
        return row.activity.finding("footprint-covers-wrong", "covers", rest=rest)
    return None


def _less(row: Row, amount: Decimal) -> Row:
    """Return a row with what is left of its amount; as it was where nothing was taken."""
    if amount == row.amount:
        return row
    if isinstance(row, MemoLine):
        return replace(row, amount=amount, kg=row.kg * amount / row.amount)
    return replace(row, amount=amount)
