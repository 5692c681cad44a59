"""What the results say beyond the standings: the lead, the sharpest crews, the hardest trials.

Statistics of deviations are binary floating point in seconds; penalties and totals stay exact.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from reporting.scoring.standings import Standings


@dataclass(frozen=True, slots=True)
class Stint:
    """A stretch of the event with the same crew in the lead, or the same crews level in it.

    Parameters
    ----------
    numbers
        The crews' numbers.
    first, last
        Codes of the controls after which they first and last led.
    trials
        How many scored controls they led after.
    inherited
        Whether the lead came to them because who had it was no longer in the event.
    kept
        Whether they had it before, and shared it with others who have lost it.
    """

    numbers: tuple[int, ...]
    first: str
    last: str
    trials: int
    inherited: bool = False
    kept: bool = False


def trial_errors(standings: Standings) -> pd.DataFrame:
    """Return every usable passage of the time trials that count.

    A trial that a crew may drop still tells how precise it was; an annulled one does not, nor one
    whose penalty was decided: its time does not count.

    Returns
    -------
    DataFrame
        ``number``, ``control``, ``leg``, ``seq``, ``error_s`` [s, absolute], ``deviation_s`` [s,
        late is positive], ``penalty`` [penalties], one row a crew and trial.
    """
    results = standings.results
    decided = results["averaged"] | results["set"]
    valid = results["usable"] & ~results["annulled"] & ~decided
    timed = results[(results["kind"] == "PC") & valid]
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
        (tuple of the numbers with the least error), ``missed`` (crews that were in the event);
        ``low_s``, ``high_s`` [s, quartiles of the signed deviation].
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
    tried = results[(results["kind"] == "PC") & ~results["annulled"] & _in_the_event(standings)]
    # A frame without rows would take those of what it is given.
    summary["missed"] = tried.groupby("control")["missed"].sum().reindex(summary.index)
    controls = standings.controls.set_index("code")
    summary = summary.join(controls[["leg", "seq", "name"]])
    return summary.sort_values(["leg", "seq"])


def _in_the_event(standings: Standings) -> pd.Series[bool]:
    """Tell of each result whether its crew was still driving: who is classified, to the end.

    A crew that left was in the event up to the last control that took a time of it; one that
    never started has none.
    """
    results = standings.results
    overall = standings.rankings["overall"]
    classified = results["number"].isin(overall.dropna(subset=["position"])["number"])
    controls = standings.controls.sort_values(["leg", "seq"])["code"]
    order = results["control"].map({code: place for place, code in enumerate(controls)})
    last = order.where(results["usable"]).groupby(results["number"]).transform("max")
    return classified | (order <= last)


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


def sharpest(table: pd.DataFrame) -> list[int]:
    """Return the numbers of who has the least mean error of :func:`precision`: all who share it."""
    means = table["mean_s"].round(9)
    return [int(number) for number in table.index[means == means.min()]]


def contested(standings: Standings, ranking: str) -> bool:
    """Tell whether anything counts for a ranking: a trophy may have all its controls annulled."""
    controls = standings.controls
    own = controls["code"][(controls["trophy"] == ranking).fillna(value=False)]
    results = standings.results
    return own.empty or bool(results["counts"][results["control"].isin(own)].any())


def leg_totals(standings: Standings, leg: int) -> dict[int, Decimal]:
    """Return what each crew collected on one leg: number -> total with the coefficient.

    Whoever did not come to the end of the leg is left out.
    """
    told = standings.history
    home = told[told["control"] == last_of_leg(standings, leg)]["number"]
    told = told[told["number"].isin(home)]
    after = {
        number: dict(zip(rows["leg"], rows["total"], strict=True))
        for number, rows in told.groupby("number")
    }
    return {
        int(str(number)): Decimal(totals[leg]) - _before(totals, leg)
        for number, totals in after.items()
        if leg in totals
    }


def last_of_leg(standings: Standings, leg: int) -> str:
    """Return the last control of a leg that counts for somebody; blank where none does."""
    totals = standings.running_totals
    controls = totals.loc[totals["leg"] == leg, "control"]
    return "" if controls.empty else str(controls.iloc[-1])


def _before(totals: dict[int, Decimal], leg: int) -> Decimal:
    """Return the total with which a crew came into `leg`."""
    earlier = [number for number in totals if number < leg]
    return Decimal(totals[max(earlier)]) if earlier else Decimal(0)


def stints(history: pd.DataFrame) -> list[Stint]:
    """Return who led, and over which controls, in order: from where totals first differ.

    Who leads keeps the lead while others are level; a lead that several take together is theirs
    together. Where totals never differ, nobody ever led.

    Parameters
    ----------
    history
        As :attr:`~reporting.scoring.Standings.history` gives it.
    """
    found: list[Stint] = []
    told = history[history["apart"]]
    for _, moment in told.sort_values(["order", "number"]).groupby("order"):
        leading = tuple(int(number) for number in moment[moment["leading"]]["number"])
        control = str(moment["control"].iloc[0])
        last = found[-1] if found else None
        still = tuple(number for number in last.numbers if number in leading) if last else ()
        if last is not None and still == last.numbers:
            found[-1] = replace(last, last=control, trials=last.trials + 1)
        else:
            gone = last is not None and not set(last.numbers) & set(moment["number"])
            found.append(Stint(still or leading, control, control, 1, gone, kept=bool(still)))
    return found
