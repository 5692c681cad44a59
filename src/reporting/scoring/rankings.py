"""The rankings: the overall one, the rulebook's others, and one for each trophy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from reporting.event.alike_keys import written_otherwise
from reporting.exact import PENALTY_PLACES, decimal_column, divided
from reporting.frames import present, records
from reporting.scoring.knockouts import PERSONAL, knockout_ranking
from reporting.scoring.order import Trials, positions, years
from reporting.scoring.rulebook import OVERALL
from reporting.scoring.tally import KINDS, TOTAL_PLACES, Coefficients, Tally, totals

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reporting.exact import Whole
    from reporting.scoring.problems import Problems
    from reporting.scoring.rulebook import Ranking, Rulebook
    from reporting.scoring.sheet import ScoreSheet

COLUMNS = ["position", *PERSONAL, "net", "coefficient", "total", "gap", "status"]


@dataclass(frozen=True)
class Scored:
    """Everything that rankings are made from; arrays of shape (crews,).

    Parameters
    ----------
    rulebook
        The rules.
    entries
        The entry list, sorted by number.
    sheet
        The score sheet, complete.
    tally
        Its sums.
    coefficients
        The crews' coefficients.
    status
        DNS, DNF, DSQ, OTL or None.
    """

    rulebook: Rulebook
    entries: pd.DataFrame
    sheet: ScoreSheet
    tally: Tally
    coefficients: Coefficients
    status: Whole

    def trials(self, controls: Whole | None = None) -> Trials:
        """Return what ties are separated by, over all controls or some.

        Over some of them (a trophy) a trial counts even where the event's total drops it.
        """
        at = self.sheet.course.of_kinds(self.rulebook.rank.kinds)
        counting = self.sheet.counting
        if controls is not None:
            at, counting = np.intersect1d(at, controls), ~self.sheet.void
        year = self.entries["year"].astype(object)
        known = year.where(year.notna(), None).to_numpy()
        return Trials(self.sheet.penalty[at], counting[at], years(known))

    @property
    def missed_first(self) -> Whole | None:
        """How many controls each crew missed, where that comes before the total; else None."""
        if not self.rulebook.rank.fewest_missed_first:
            return None
        missed: Whole = (self.sheet.missed & self.sheet.counting).sum(axis=0)
        return missed

    def of_trophy(self, name: str) -> Whole:
        """Return the places of a trophy's controls; none where it is no trophy."""
        return np.flatnonzero((self.sheet.course.controls["trophy"] == name).to_numpy(dtype=bool))


def all_rankings(scored: Scored, problems: Problems) -> dict[str, pd.DataFrame]:
    """Return every ranking by its name (contract, section 2, item 10).

    Parameters
    ----------
    scored
        What to rank.
    problems
        Receives rankings that need an unknown column, and names that clash.

    Returns
    -------
    dict of str to DataFrame
        ``overall``; each ranking's id, or ``id:value`` where it has one list per value; each
        trophy's name; each knock-out's id. Ranked crews first, by position then number; then those
        with a status.
    """
    found = {OVERALL: overall(scored)}
    for ranking in scored.rulebook.ranking:
        if _columns_known(ranking, scored, problems):
            found |= dict(_side_rankings(ranking, scored))
    for name in sorted(scored.sheet.course.controls["trophy"].dropna().unique()):
        if name in found:
            problems.add("score-trophy-name", "controls", "trophy", value=name)
        found[name] = _trophy(name, scored)
    for knockout in scored.rulebook.knockout:
        found[knockout.id] = knockout_ranking(knockout, scored, found[OVERALL], problems)
    return found


def overall(scored: Scored) -> pd.DataFrame:
    """Return the overall ranking, with what each total is made of.

    Beside the columns of every ranking: ``pc``, ``pm``, ``co``, ``ct``, ``added`` and
    ``discarded``. Penalties family: net = pc + pm + co + ct + added - discarded. Points family:
    ``pc`` and ``pm`` are points, and net = pc + pm - co - ct - added.
    """
    table = _list(scored, np.arange(len(scored.entries)), _by_total(scored, coefficient=True))
    parts = {kind.lower(): scored.tally.kinds[kind] for kind in KINDS}
    parts |= {"added": scored.tally.added, "discarded": scored.tally.discarded}
    crews = scored.sheet.crews.get_indexer(pd.Index(table["number"].astype(np.int64)))
    for name, values in parts.items():
        table[name] = decimal_column(values[crews], PENALTY_PLACES)
    return table


def _columns_known(ranking: Ranking, scored: Scored, problems: Problems) -> bool:
    wanted = [*ranking.columns, *([ranking.distinct] if ranking.distinct else [])]
    unknown = [column for column in wanted if column not in scored.entries.columns]
    for column in unknown:
        problems.add("score-ranking-column", "entries", column, ranking=ranking.id)
    for column in dict.fromkeys(wanted):
        if column not in unknown:
            _refuse_alike(scored.entries[column], problems)
    return not unknown


def _refuse_alike(groups: pd.Series[Any], problems: Problems) -> None:
    """Refuse names of one group that are written in two ways: it would be ranked as two."""
    for place, before in written_otherwise(groups.tolist()).items():
        told = {"other": groups.iloc[before], "other_row": int(groups.index[before])}
        row, column = int(groups.index[place]), str(groups.name)
        problems.add("group-alike", "entries", column, row, groups.iloc[place], **told)


def _side_rankings(ranking: Ranking, scored: Scored) -> Iterator[tuple[str, pd.DataFrame]]:
    if ranking.best is not None:
        yield ranking.id, _teams(ranking, scored)
        return
    basis = _by_total(scored, coefficient=ranking.coefficient)
    if ranking.by is not None:
        rows = records(scored.entries[list(ranking.columns)])
        values = [[str(one) for one in row.values() if present(one)] for row in rows]
        whole = ["/".join(one) if len(one) == len(ranking.columns) else None for one in values]
        together = pd.Series(whole, index=scored.entries.index, dtype=object)
        for value in sorted(together.dropna().unique()):
            yield f"{ranking.id}:{value}", _list(scored, _where(together == value), basis)
    elif ranking.where is not None:
        yield ranking.id, _list(scored, _where(scored.entries[ranking.where]), basis)
    else:
        yield ranking.id, _list(scored, np.arange(len(scored.entries)), basis)


def _where(chosen: pd.Series[Any]) -> Whole:
    """Return which crews are chosen; a blank one is not."""
    return np.flatnonzero(chosen.fillna(value=False))


@dataclass(frozen=True)
class _Basis:
    """What a ranking is by; arrays of shape (crews,)."""

    net: Whole
    total: Whole
    trials: Trials
    by: Coefficients | None
    descending: bool
    first: Whole | None = None
    """What comes before the total: the controls that each crew missed."""


def _by_total(scored: Scored, *, coefficient: bool) -> _Basis:
    by = scored.coefficients if coefficient else None
    total = totals(scored.tally, scored.rulebook, by)
    descending = scored.rulebook.higher_is_better
    first = scored.missed_first
    return _Basis(scored.tally.net, total, scored.trials(), by, descending, first)


def _trophy(name: str, scored: Scored) -> pd.DataFrame:
    """Rank by the penalties of the trophy's controls alone, the lowest first."""
    sheet, at = scored.sheet, scored.of_trophy(name)
    net = np.where(sheet.void[at], 0, sheet.penalty[at]).sum(axis=0)
    total = divided(net, 10 ** (PENALTY_PLACES - TOTAL_PLACES), "half_up")
    basis = _Basis(net, total, scored.trials(at), by=None, descending=False)
    return _list(scored, np.arange(len(scored.entries)), basis)


def _list(scored: Scored, crews: Whole, basis: _Basis) -> pd.DataFrame:
    """Rank some of the crews; those with a status follow, unranked, by number."""
    without = np.array([scored.status[crew] is None for crew in crews], dtype=bool)
    order = crews[without]
    position = np.zeros(len(scored.entries), dtype=np.int64)
    position[order] = positions(
        basis.total[order],
        basis.trials.among(order),
        scored.rulebook.rank.ties,
        descending=basis.descending,
        first=None if basis.first is None else basis.first[order],
    )
    order = order[np.argsort(position[order], kind="stable")]
    rows = np.concatenate([order, crews[~without]])
    behind = basis.total - (basis.total[order[0]] if order.size else 0)
    # Below zero for the better total of who missed more, where that comes first.
    gap = -behind if basis.descending else behind
    ranked = position[rows] > 0
    table = scored.entries[PERSONAL].iloc[rows].reset_index(drop=True)
    table.insert(0, "position", _positions(position[rows]))
    table["net"] = decimal_column(basis.net[rows], PENALTY_PLACES)
    table["coefficient"] = _coefficients(basis.by, rows)
    table["total"] = decimal_column(basis.total[rows], TOTAL_PLACES)
    table["gap"] = decimal_column(gap[rows], TOTAL_PLACES, ranked)
    table["status"] = pd.array(scored.status[rows], dtype="str")
    return table


def _positions(position: Whole) -> pd.Series[Any]:
    return pd.Series([place or None for place in position.tolist()], dtype="Int64")


def _coefficients(by: Coefficients | None, rows: Whole) -> pd.Series[Any]:
    if by is None:
        return decimal_column(np.zeros(len(rows), dtype=np.int64), 0, np.zeros(len(rows), bool))
    return decimal_column(by.whole[rows], by.places)


def _teams(ranking: Ranking, scored: Scored) -> pd.DataFrame:
    """Rank the teams by the sum of their best crews; too few crews: unranked."""
    basis = _by_total(scored, coefficient=ranking.coefficient)
    cost = -basis.total if basis.descending else basis.total
    column = scored.entries["team"]
    names = sorted(column.dropna().unique())
    best = [_best(ranking, scored, _where(column == name), cost) for name in names]
    full = np.array([len(crews) == ranking.best for crews in best], dtype=bool)
    net = np.array([basis.net[crews].sum() for crews in best], dtype=basis.net.dtype)
    total = np.array([basis.total[crews].sum() for crews in best], dtype=basis.total.dtype)
    key = -total if basis.descending else total
    position = np.where(full, 1 + np.searchsorted(np.sort(key[full]), key), 0)
    order = np.lexsort((position, ~full))
    gap = abs(total - (total[order[0]] if full.any() else 0))
    numbers = scored.sheet.crews.to_numpy()
    table = scored.entries[PERSONAL].iloc[:0].reindex(pd.RangeIndex(len(names)))
    table.insert(0, "position", _positions(position[order]))
    table["net"] = decimal_column(net[order], PENALTY_PLACES, full[order])
    table["coefficient"] = _coefficients(None, order)
    table["total"] = decimal_column(total[order], TOTAL_PLACES, full[order])
    table["gap"] = decimal_column(gap[order], TOTAL_PLACES, full[order])
    table["status"] = pd.array([None] * len(names), dtype="str")
    table["team"] = pd.array([names[at] for at in order], dtype="str")
    table["members"] = [[int(numbers[crew]) for crew in best[at]] for at in order]
    return table


def _best(ranking: Ranking, scored: Scored, crews: Whole, cost: Whole) -> list[int]:
    """Return a team's best ranked crews, each from another value of ``distinct``."""
    chosen: list[int] = []
    seen: set[object] = set()
    for crew in sorted(crews.tolist(), key=lambda crew: (cost[crew], crew)):
        kind = scored.entries[ranking.distinct].iloc[crew] if ranking.distinct else crew
        # Without a category a crew cannot be shown to come from another one.
        if scored.status[crew] is None and present(kind) and kind not in seen:
            chosen.append(crew)
            seen.add(kind)
    return chosen[: ranking.best]
