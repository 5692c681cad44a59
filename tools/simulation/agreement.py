"""Whether a simulated package gives, when it is scored, what was published."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reporting.event import load
from reporting.scoring import score

if TYPE_CHECKING:
    import pandas as pd

    from reporting.scoring import Standings


def published_crew(
    plan: Mapping[str, Any], results: Sequence[Mapping[str, str]], ranking: str
) -> int:
    """Return the number of the crew that was published as first of `ranking`."""
    first = next(row for row in results if (row["ranking"], row["position"]) == (ranking, "1"))
    drivers = [crew.get("driver") for crew in plan["crews"]]
    return drivers.index(first["driver"]) + 1


def mean_errors(
    plan: Mapping[str, Any], results: Sequence[Mapping[str, str]]
) -> dict[tuple[int, str], Decimal]:
    """Return (crew, trophy) -> the mean error [s] that was published for its winner."""
    return {
        (published_crew(plan, results, wanted["ranking"]), wanted["ranking"]): Decimal(
            wanted["mean_error_s"]
        )
        for wanted in plan["agreement"]
        if "mean_error_s" in wanted
    }


def disagreements(
    folder: Path, plan: Mapping[str, Any], results: Sequence[Mapping[str, str]]
) -> list[str]:
    """Score the package in `folder` and return where it differs from what was published.

    Parameters
    ----------
    folder
        The package with the simulated tables.
    plan
        The assumptions; ``agreement`` names the rankings that are held.
    results
        The rows of ``published_results.csv``.

    Returns
    -------
    list of str
        One sentence a difference; empty where all agrees.
    """
    standings = score(load(folder))
    found: list[str] = []
    for wanted in plan["agreement"]:
        ranking = wanted["ranking"]
        table = _ranking(standings, ranking)
        found += _positions(table, ranking, results)
        if "mean_error_s" in wanted:
            number = published_crew(plan, results, ranking)
            found += _mean_error(standings, ranking, number, Decimal(wanted["mean_error_s"]))
    return found


def _ranking(standings: Standings, name: str) -> pd.DataFrame:
    """Return a ranking by its published name: its own, or the value that it is the list of."""
    for key, table in standings.rankings.items():
        if key == name or key.rpartition(":")[2] == name:
            return table
    message = f"the rulebook gives no ranking called {name}"
    raise ValueError(message)


def _positions(
    table: pd.DataFrame, ranking: str, results: Sequence[Mapping[str, str]]
) -> Iterator[str]:
    for row in results:
        if row["ranking"] != ranking:
            continue
        drivers = table.loc[table["position"] == int(row["position"]), "driver"].tolist()
        if drivers != [row["driver"]]:
            yield f"{ranking}, {row['position']}: {drivers}, published {row['driver']}"


def _mean_error(standings: Standings, trophy: str, number: int, wanted: Decimal) -> Iterator[str]:
    results = standings.results
    codes = standings.controls.loc[standings.controls["trophy"] == trophy, "code"]
    own = results[(results["number"] == number) & results["control"].isin(codes)]
    mean = sum(abs(Decimal(str(value))) for value in own["deviation_s"]) / len(own)
    if mean != wanted:
        yield f"{trophy}: mean error {mean} s, published {wanted} s"
