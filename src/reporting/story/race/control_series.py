"""The controls of a leg in series: trials of one name that follow each other are told together."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from statistics import median
from typing import TYPE_CHECKING, Any

from reporting.frames import in_language, present, records
from reporting.story.names import stem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from reporting.event import Event
    from reporting.scoring import Standings

TRIALS = ("PC", "PM")


@dataclass(frozen=True, slots=True)
class ControlSeries:
    """Controls of one kind and name that follow each other on a leg.

    Parameters
    ----------
    kind, name
        The code of the kind, and the name without its running numbers; blank where there is none.
    codes
        The controls, in order.
    trophy
        The trophy that all of them count for, if any.
    annulled
        How many of them count for nobody.
    best, best_penalty
        Numbers of the crews with the least penalties over the series, and how many those are,
        before any coefficient; empty and None where nobody came through all of it.
    median_penalty
        The median of the crews' penalties over the series.
    hardest
        The trial with the greatest median error; empty where that is no single one of several.
    """

    kind: str
    name: str
    codes: Sequence[str]
    trophy: str = ""
    annulled: int = 0
    best: Sequence[int] = ()
    best_penalty: Decimal | None = None
    median_penalty: Decimal | None = None
    hardest: str = ""


def control_series(
    event: Event, leg: int, language: str, standings: Standings | None
) -> list[ControlSeries]:
    """Return the series of a leg in running order.

    Parameters
    ----------
    event
        The package.
    leg
        The leg's number.
    language
        The reader's, for the names.
    standings
        The computed standings; None where the event has no times.
    """
    controls = event["controls"]
    rows = records(controls[controls["leg"] == leg].sort_values("seq"))
    alike = groupby(rows, key=lambda row: (row["kind"], stem(in_language(row, "name", language))))
    together = [
        ControlSeries(kind, name, [str(row["code"]) for row in series], _trophy(series))
        for (kind, name), members in alike
        for series in _apart(list(members), joined=kind in TRIALS and bool(name))
    ]
    return together if standings is None else [_driven(one, standings) for one in together]


def _apart(rows: list[dict[str, Any]], *, joined: bool) -> Iterator[list[dict[str, Any]]]:
    if joined:
        yield rows
    else:
        yield from ([row] for row in rows)


def _trophy(rows: Sequence[Mapping[str, Any]]) -> str:
    trophies = {str(row["trophy"]) if present(row.get("trophy")) else "" for row in rows}
    return trophies.pop() if len(trophies) == 1 else ""


def _driven(series: ControlSeries, standings: Standings) -> ControlSeries:
    """Return a series of trials with what the crews made of it."""
    if series.kind not in TRIALS:
        return series
    results = standings.results
    rows = results[results["control"].isin(series.codes)]
    counting = rows[~rows["annulled"]]
    annulled = len(series.codes) - counting["control"].nunique()
    driven = counting[counting["usable"]]
    whole = driven.groupby("number")["control"].nunique() == len(series.codes) - annulled
    sums = dict.fromkeys(map(int, whole.index[whole]), Decimal(0))
    for number, penalty in zip(driven["number"], driven["penalty"], strict=True):
        if number in sums:
            sums[number] += Decimal(penalty)
    if not sums:
        return ControlSeries(series.kind, series.name, series.codes, series.trophy, annulled)
    least = min(sums.values())
    return ControlSeries(
        series.kind,
        series.name,
        series.codes,
        series.trophy,
        annulled,
        [number for number, penalty in sums.items() if penalty == least],
        least,
        median(sums.values()),
        _hardest(series, standings),
    )


def _hardest(series: ControlSeries, standings: Standings) -> str:
    summary = standings.trial_summary
    medians = summary.loc[summary.index.isin(series.codes), "median_s"]
    if len(medians) < 2 or (medians == medians.max()).sum() != 1:
        return ""
    return str(medians.idxmax())
