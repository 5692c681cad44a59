"""The rankings: the overall one, the rulebook's others, and one for each trophy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from reporting.exact import PENALTY_PLACES, decimal_column, divided
from reporting.scoring.order import Trials, positions, years
from reporting.scoring.rulebook import OVERALL
from reporting.scoring.tally import KINDS, TOTAL_PLACES, Coefficients, Tally, totals

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reporting.exact import Whole
    from reporting.scoring.problems import Problems
    from reporting.scoring.rulebook import Ranking, Rulebook
    from reporting.scoring.sheet import Sheet

PERSONAL = ["number", "driver", "codriver", "make", "model", "year"]
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
    sheet: Sheet
    tally: Tally
    coefficients: Coefficients
    status: Whole

    def trials(self, controls: Whole | None = None) -> Trials:
        """Return what ties are separated by, over all controls or some.

        Over some of them (a trophy) a trial counts even where the event's total drops it.
        """
        at = self.sheet.course.of_kind("PC")
        counting = self.sheet.counting
        if controls is not None:
            at, counting = np.intersect1d(at, controls), ~self.sheet.annulled
        year = self.entries["year"].astype(object)
        known = year.where(year.notna(), None).to_numpy()
        return Trials(self.sheet.penalty[at], counting[at], years(known))


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
        trophy's name. Ranked crews first, by position then number; then those with a status.
    """
    found = {OVERALL: overall(scored)}
    for ranking in scored.rulebook.ranking:
        if _columns_known(ranking, scored, problems):
            found |= dict(_side_rankings(ranking, scored))
    for name in sorted(scored.sheet.course.controls["trophy"].dropna().unique()):
        if name in found:
            problems.add("score-trophy-name", "controls", "trophy", value=name)
        found[name] = _trophy(name, scored)
    return found


def overall(scored: Scored) -> pd.DataFrame:
    """Return the overall ranking, with what each total is made of.

    Beside the columns of every ranking: ``pc``, ``pm``, ``co``, ``ct``, ``added`` and
    ``discarded``. Penalties family: net = pc + pm + co + ct + added - discarded. Points family:
    ``pc`` and ``pm`` are points, and net = pc + pm - co - ct - added.
    """
    everyone = np.arange(len(scored.entries))
    parts = {kind.lower(): scored.tally.kinds[kind] for kind in KINDS}
    parts |= {"added": scored.tally.added, "discarded": scored.tally.discarded}
    columns = {name: decimal_column(values, PENALTY_PLACES) for name, values in parts.items()}
    return _by_total(scored, everyone, coefficient=True, extra=columns)


def _columns_known(ranking: Ranking, scored: Scored, problems: Problems) -> bool:
    wanted = [column for column in (ranking.by, ranking.distinct) if column is not None]
    unknown = [column for column in wanted if column not in scored.entries.columns]
    for column in unknown:
        problems.add("score-ranking-column", "entries", column, ranking=ranking.id)
    return not unknown


def _side_rankings(ranking: Ranking, scored: Scored) -> Iterator[tuple[str, pd.DataFrame]]:
    if ranking.best is not None:
        yield ranking.id, _teams(ranking, scored)
    elif ranking.by is not None:
        column = scored.entries[ranking.by]
        for value in sorted(column.dropna().unique()):
            crews = np.flatnonzero(column.eq(value).fillna(value=False))
            table = _by_total(scored, crews, coefficient=ranking.coefficient)
            yield f"{ranking.id}:{value}", table
    else:
        crews = np.arange(len(scored.entries))
        if ranking.where is not None:
            crews = np.flatnonzero(scored.entries[ranking.where].fillna(value=False))
        yield ranking.id, _by_total(scored, crews, coefficient=ranking.coefficient)


def _by_total(
    scored: Scored,
    crews: Whole,
    *,
    coefficient: bool,
    extra: dict[str, pd.Series[Any]] | None = None,
) -> pd.DataFrame:
    by = scored.coefficients if coefficient else None
    total = totals(scored.tally, scored.rulebook, by)
    descending = scored.rulebook.higher_is_better
    return _list(
        scored, crews, scored.tally.net, by, total, scored.trials(), descending, extra or {}
    )


def _trophy(name: str, scored: Scored) -> pd.DataFrame:
    """Rank by the penalties of the trophy's controls alone, the lowest first."""
    sheet = scored.sheet
    at = np.flatnonzero((sheet.course.controls["trophy"] == name).to_numpy(dtype=bool))
    net = np.where(sheet.annulled[at], 0, sheet.penalty[at]).sum(axis=0)
    total = divided(net, 10 ** (PENALTY_PLACES - TOTAL_PLACES), "half_up")
    everyone = np.arange(len(scored.entries))
    return _list(scored, everyone, net, None, total, scored.trials(at), False, {})


def _list(
    scored: Scored,
    crews: Whole,
    net: Whole,
    by: Coefficients | None,
    total: Whole,
    trials: Trials,
    descending: bool,
    extra: dict[str, pd.Series[Any]],
) -> pd.DataFrame:
    ranked = np.array([scored.status[crew] is None for crew in crews], dtype=bool)
    order = crews[ranked]
    position = np.zeros(len(scored.entries), dtype=np.int64)
    position[order] = positions(
        total[order], trials.among(order), scored.rulebook.rank.ties, descending=descending
    )
    order = order[np.argsort(position[order], kind="stable")]
    rows = np.concatenate([order, crews[~ranked]])
    first = total[order[0]] if order.size else 0
    is_ranked = position[rows] > 0
    table = scored.entries[PERSONAL].iloc[rows].reset_index(drop=True)
    table.insert(0, "position", pd.array(position[rows], dtype="Int64"))
    table.loc[~is_ranked, "position"] = pd.NA
    table["net"] = decimal_column(net[rows], PENALTY_PLACES)
    table["coefficient"] = _coefficient(by, rows)
    table["total"] = decimal_column(total[rows], TOTAL_PLACES)
    table["gap"] = decimal_column(abs(total[rows] - first), TOTAL_PLACES, is_ranked)
    table["status"] = pd.array(scored.status[rows], dtype="str")
    for name, column in extra.items():
        table[name] = column.iloc[rows].reset_index(drop=True)
    return table


def _coefficient(by: Coefficients | None, rows: Whole) -> pd.Series[Any]:
    if by is None:
        return decimal_column(np.zeros(len(rows), dtype=np.int64), 0, np.zeros(len(rows), bool))
    return decimal_column(by.whole[rows], by.places)


def _teams(ranking: Ranking, scored: Scored) -> pd.DataFrame:
    """Rank the teams by the sum of their best crews; too few crews: unranked."""
    by = scored.coefficients if ranking.coefficient else None
    total = totals(scored.tally, scored.rulebook, by)
    sign = -1 if scored.rulebook.higher_is_better else 1
    rows = []
    for team in sorted(scored.entries["team"].dropna().unique()):
        crews = np.flatnonzero(scored.entries["team"].eq(team).fillna(value=False))
        best = _best(ranking, scored, crews, sign * total)
        rows.append((team, best, len(best) == ranking.best))
    return _team_table(rows, scored, total, sign)


def _best(ranking: Ranking, scored: Scored, crews: Whole, cost: Whole) -> list[int]:
    """Return a team's best ranked crews, each from another value of ``distinct``."""
    chosen: list[int] = []
    seen: set[object] = set()
    for crew in sorted(crews.tolist(), key=lambda crew: (cost[crew], crew)):
        kind = scored.entries[ranking.distinct].iloc[crew] if ranking.distinct else crew
        # Without a category a crew cannot be shown to come from another one.
        if scored.status[crew] is None and not pd.isna(kind) and kind not in seen:
            chosen.append(crew)
            seen.add(kind)
    return chosen[: ranking.best]


def _team_table(
    rows: list[tuple[str, list[int], bool]], scored: Scored, total: Whole, sign: int
) -> pd.DataFrame:
    full = np.array([whole for _, _, whole in rows], dtype=bool)
    net = np.array([scored.tally.net[best].sum() for _, best, _ in rows], dtype=np.int64)
    sums = np.array([total[best].sum() for _, best, _ in rows], dtype=np.int64)
    cost = np.sort(sign * sums[full])
    position = np.where(full, 1 + np.searchsorted(cost, sign * sums), 0)
    order = np.lexsort((np.arange(len(rows)), np.where(full, position, len(rows) + 1)))
    first = sign * cost[0] if cost.size else 0
    numbers = scored.entries["number"].tolist()
    table = pd.DataFrame(index=range(len(rows)))
    table["position"] = pd.array(position[order], dtype="Int64")
    table.loc[~full[order], "position"] = pd.NA
    for column in PERSONAL:
        table[column] = pd.array([pd.NA] * len(rows), dtype=scored.entries[column].dtype)
    table["net"] = decimal_column(net[order], PENALTY_PLACES, full[order])
    table["coefficient"] = _coefficient(None, order)
    table["total"] = decimal_column(sums[order], TOTAL_PLACES, full[order])
    table["gap"] = decimal_column(abs(sums[order] - first), TOTAL_PLACES, full[order])
    table["status"] = pd.array([pd.NA] * len(rows), dtype="str")
    table["team"] = pd.array([rows[at][0] for at in order], dtype="str")
    table["members"] = [[int(numbers[crew]) for crew in rows[at][1]] for at in order]
    return table
