"""Every control of every crew as tidy rows, and what can be read from them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pandas as pd

from reporting.frames import records

if TYPE_CHECKING:
    from reporting.event import Event
    from reporting.scoring import Standings

Times = Mapping[tuple[int, str], pd.Timestamp]


def trials(event: Event, standings: Standings) -> pd.DataFrame:
    """Return one row for each control and crew; see ``OpenEvent.trials``."""
    table = standings.results.rename(columns={"discarded": "dropped"})
    controls = event["controls"].set_index("code")
    for name in ("target_s", "target_kmh"):
        table[name] = table["control"].map(controls[name])
    places = pd.MultiIndex.from_frame(table[["number", "control"]])
    start, finish = _times(event, controls)
    table["start"], table["finish"] = places.map(start), places.map(finish)
    table["error_s"] = table["deviation_s"].abs()
    so_far = standings.running_totals.set_index(["number", "control"])
    table["running_total"] = so_far["total"].reindex(places).array
    table["running_position"] = so_far["position"].reindex(places).array
    table["decided"] = _decided(event, table)
    return table


def consistency(standings: Standings) -> pd.DataFrame:
    """Return how precise and how even each crew was; see ``OpenEvent.consistency``."""
    errors = standings.trial_errors
    by = errors.groupby("number")
    bias = by["deviation_s"].median()
    spread = (errors["deviation_s"] - errors["number"].map(bias)).abs()
    table = pd.DataFrame(
        {
            "trials": by.size(),
            "zeros": (errors["penalty"] == 0).groupby(errors["number"]).sum(),
            "mean_s": by["error_s"].mean(),
            "median_s": by["error_s"].median(),
            "worst_s": by["error_s"].max(),
            "bias_s": bias,
            "mad_s": spread.groupby(errors["number"]).median(),
        }
    )
    return table.reset_index().sort_values(["mad_s", "mean_s"])


def compared(table: pd.DataFrame, a: int, b: int) -> pd.DataFrame:
    """Return two crews of :func:`trials` side by side; see ``OpenEvent.compare``."""
    keys = ["control", "kind", "leg", "seq"]
    first, second = (
        table[table["number"] == number]
        .set_index(keys)[["deviation_s", "penalty"]]
        .set_axis([f"deviation_{side}_s", f"penalty_{side}"], axis="columns")
        for side, number in (("a", a), ("b", b))
    )
    both = first.join(second).reset_index()
    both["difference"] = both["penalty_a"] - both["penalty_b"]
    both["difference_so_far"] = both["difference"].fillna(0).cumsum()
    return both


def _times(event: Event, controls: pd.DataFrame) -> tuple[Times, Times]:
    """Return the times as read at start and finish; a linked trial starts at another's finish."""
    read: dict[str, dict[tuple[int, str], pd.Timestamp]] = {}
    for row in records(event["passages"]):
        if pd.notna(row["number"]) and pd.notna(row["time"]):
            key = int(row["number"]), str(row["control"])
            read.setdefault(str(row["point"]), {})[key] = row["time"]
    start, finish = read.get("start", {}), {**read.get("in", {}), **read.get("finish", {})}
    for code, other in controls["starts_at"].dropna().items():
        for number in {number for number, _ in finish}:
            if (number, str(other)) in finish:
                start.setdefault((number, str(code)), finish[number, str(other)])
    return start, finish


def _decided(event: Event, table: pd.DataFrame) -> list[bool]:
    """Tell for each row whether a decision concerns its crew and control."""
    made = {(str(row["number"]), row["control"]) for row in records(event["decisions"])}
    return [
        ("*", control) in made or (str(number), control) in made
        for number, control in zip(table["number"], table["control"], strict=True)
    ]
