"""What the results say beyond the standings: the lead, the sharpest crews, the hardest trials.

Statistics of deviations are binary floating point in seconds; penalties and totals stay exact.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from reporting.scoring.standings import Standings


@dataclass(frozen=True, slots=True)
class Stint:
    """A stretch of the event with the same crew in the lead.

    Parameters
    ----------
    number
        The crew's number.
    first, last
        Codes of the controls after which it first and last led.
    trials
        How many scored controls it led after.
    """

    number: int
    first: str
    last: str
    trials: int


def trial_errors(standings: Standings) -> pd.DataFrame:
    """Return every usable passage of the time trials that count.

    A trial that a crew may drop still tells how precise it was; an annulled one does not.

    Returns
    -------
    DataFrame
        ``number``, ``control``, ``leg``, ``seq``, ``error_s`` [s, absolute], ``deviation_s`` [s,
        late is positive], ``penalty`` [penalties], one row a crew and trial.
    """
    results = standings.results
    timed = results[(results["kind"] == "PC") & results["usable"] & ~results["annulled"]]
    errors = timed[["number", "control", "leg", "seq", "penalty"]].copy()
    errors["deviation_s"] = timed["deviation_s"].astype("float64")
    errors["error_s"] = errors["deviation_s"].abs()
    return errors.reset_index(drop=True)


def trial_summary(standings: Standings) -> pd.DataFrame:
    """Return how each time trial went, in running order.

    Returns
    -------
    DataFrame
        Indexed by ``control``: ``leg``, ``seq``, ``name``, ``crews``, ``best_s``, ``q1_s``,
        ``median_s``, ``q3_s``, ``mean_s`` [s, absolute error], ``zeros`` (penalty 0), ``best``
        (tuple of the numbers with the least error), ``missed``; ``low_s``, ``high_s`` [s,
        quartiles of the signed deviation].
    """
    import pandas as pd

    errors = standings.trial_errors
    grouped = errors.groupby("control", sort=False)["error_s"]
    signed = errors.groupby("control", sort=False)["deviation_s"]
    summary = pd.DataFrame(
        {
            "crews": grouped.size(),
            "best_s": grouped.min(),
            "q1_s": grouped.quantile(0.25),
            "median_s": grouped.median(),
            "q3_s": grouped.quantile(0.75),
            "mean_s": grouped.mean(),
            "low_s": signed.quantile(0.25),
            "high_s": signed.quantile(0.75),
            "zeros": (errors["penalty"] == 0).groupby(errors["control"]).sum(),
        }
    )
    least = errors["error_s"] == errors["control"].map(summary["best_s"])
    summary["best"] = errors[least].groupby("control")["number"].agg(tuple)
    results = standings.results
    tried = results[(results["kind"] == "PC") & ~results["annulled"]]
    summary["missed"] = tried.groupby("control")["missed"].sum()
    controls = standings.controls.set_index("code")
    summary = summary.join(controls[["leg", "seq", "name"]])
    return summary.sort_values(["leg", "seq"])


def precision(standings: Standings) -> pd.DataFrame:
    """Return how precise each classified crew was in the time trials, the sharpest first.

    Returns
    -------
    DataFrame
        Indexed by ``number``: ``mean_s``, ``median_s``, ``worst_s`` [s, absolute error],
        ``zeros`` (passages with no penalty), ``passages``.
    """
    import pandas as pd

    errors = standings.trial_errors
    classified = standings.rankings["overall"].dropna(subset=["position"])["number"]
    errors = errors[errors["number"].isin(classified)]
    grouped = errors.groupby("number")
    table = pd.DataFrame(
        {
            "mean_s": grouped["error_s"].mean(),
            "median_s": grouped["error_s"].median(),
            "worst_s": grouped["error_s"].max(),
            "zeros": (errors["penalty"] == 0).groupby(errors["number"]).sum(),
            "passages": grouped.size(),
        }
    )
    return table.sort_values(["mean_s", "zeros"], ascending=[True, False])


def leg_totals(standings: Standings, leg: int) -> dict[int, Decimal]:
    """Return what each ranked crew collected on one leg: number -> total with the coefficient."""
    told = standings.history
    after = {
        number: dict(zip(rows["leg"], rows["total"], strict=True))
        for number, rows in told.groupby("number")
    }
    return {
        int(str(number)): Decimal(totals[leg]) - _before(totals, leg)
        for number, totals in after.items()
        if leg in totals
    }


def _before(totals: dict[int, Decimal], leg: int) -> Decimal:
    """Return the total with which a crew came into `leg`."""
    earlier = [number for number in totals if number < leg]
    return Decimal(totals[max(earlier)]) if earlier else Decimal(0)


def stints(history: pd.DataFrame) -> list[Stint]:
    """Return who led, and over which trials, in order.

    Parameters
    ----------
    history
        As :attr:`~reporting.scoring.Standings.history` gives it.
    """
    leaders = history[history["position"] == 1].sort_values(["order", "number"])
    found: list[Stint] = []
    for _, moment in leaders.groupby("order"):
        numbers = [int(number) for number in moment["number"]]
        control = str(moment["control"].iloc[0])
        last = found[-1] if found else None
        if last is not None and last.number in numbers:
            found[-1] = Stint(last.number, last.first, control, last.trials + 1)
        else:
            found.append(Stint(numbers[0], control, control, 1))
    return found
