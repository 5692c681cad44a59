"""Restatements: what is no longer as it was published, old, new and why; years side by side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from reporting.caveats import Caveat
from reporting.errors import UsageError
from reporting.footprint.inventory import Inventory
from reporting.footprint.runs import FrozenRun
from reporting.language import number_in_each

if TYPE_CHECKING:
    import pandas as pd

TOTALS = ("total_location_kg", "total_market_kg")


@dataclass(frozen=True, slots=True)
class Restatement:
    """One figure that is no longer what was published.

    Parameters
    ----------
    what
        ``total_location_kg``, ``total_market_kg``, or a line's id.
    old_location_kg, new_location_kg, old_market_kg, new_market_kg
        [kg CO2e]; None where the line was, or is, not there, or the total is of the other basis.
    reason
        Computed from both runs.
    """

    what: str
    old_location_kg: float | None
    new_location_kg: float | None
    old_market_kg: float | None
    new_market_kg: float | None
    reason: Caveat

    def as_json(self) -> dict[str, Any]:
        """Return old, new, reason."""
        return {**asdict(self), "reason": self.reason.as_json()}


def restate(published: FrozenRun, now: Inventory) -> tuple[Restatement, ...]:
    """Compare a later inventory with a published one.

    Returns
    -------
    tuple of Restatement
        Totals that changed first, then every line that changed; empty where nothing did.

    Raises
    ------
    UsageError
        Where the runs are of different events.
    """
    if published.event != now.event:
        raise UsageError(f"{published.event} and {now.event} are not the same event.")
    new = now.as_json()
    lines = tuple(_changed_lines(published, new))
    return (*_changed_totals(published.result, new, [change.what for change in lines]), *lines)


def _changed_totals(
    old: Mapping[str, Any], new: Mapping[str, Any], lines: Sequence[str]
) -> Iterator[Restatement]:
    reason = Caveat("restated-lines", {"lines": ", ".join(lines)})
    for total in TOTALS:
        before, after = old[total], new[total]
        if before == after:
            continue
        if total == "total_location_kg":
            yield Restatement(total, before, after, None, None, reason)
        else:
            yield Restatement(total, None, None, before, after, reason)


def _changed_lines(published: FrozenRun, new: Mapping[str, Any]) -> Iterator[Restatement]:
    before = {line["id"]: line for line in published.result["lines"]}
    after = {line["id"]: line for line in new["lines"]}
    for name in dict.fromkeys([*before, *after]):
        old, now = before.get(name), after.get(name)
        reason = _reason(old, now, published.version, str(new["version"]))
        if reason:
            yield Restatement(
                name, *_pair(old, now, "location_kg"), *_pair(old, now, "market_kg"), reason
            )


def _reason(
    old: Mapping[str, Any] | None, new: Mapping[str, Any] | None, was: str, now: str
) -> Caveat | None:
    """Return why a line differs, None where it does not."""
    if old is None or new is None:
        return Caveat("restated-added" if old is None else "restated-removed")
    for column in ("event_category", "scope"):
        if old[column] != new[column]:
            return Caveat("restated-moved", {"old": old[column], "new": new[column]})
    if old["amount"] != new["amount"]:
        details = {"old": number_in_each(old["amount"]), "new": number_in_each(new["amount"])}
        return Caveat("restated-quantity", details)
    of_factor = _reason_of_factor(old, new)
    if of_factor is None and any(old[b] != new[b] for b in ("location_kg", "market_kg")):
        return Caveat("restated-method", {"old": was, "new": now})
    return of_factor


def _reason_of_factor(old: Mapping[str, Any], new: Mapping[str, Any]) -> Caveat | None:
    """Return what has changed about the factors of a line, None where nothing has."""
    for name in ("factor", "market_factor"):
        value = f"{name}_kgco2e_per_unit"
        if old[name] != new[name]:
            return Caveat("restated-factor", {"old": old[name], "new": new[name]})
        if old[value] != new[value]:
            details = {"old": number_in_each(old[value]), "new": number_in_each(new[value])}
            return Caveat("restated-factor-value", {"factor": new[name], **details})
    return None


def _pair(
    old: Mapping[str, Any] | None, new: Mapping[str, Any] | None, column: str
) -> tuple[float | None, float | None]:
    return (old[column] if old else None, new[column] if new else None)


def year_on_year(runs: Sequence[Inventory | FrozenRun]) -> pd.DataFrame:
    """Put several events, or years of one, side by side.

    Parameters
    ----------
    runs
        Inventories, or frozen runs where the published figures are meant.

    Returns
    -------
    DataFrame
        One row a run and event category (and one with ``total``): ``event``, ``year``, ``state``
        (``published``, ``current``), ``event_category``, ``location_kg``, ``market_kg`` [kg CO2e].
        A category that a run did not estimate is NaN, not 0.
    """
    import pandas as pd

    documents = [
        (run.result, "published") if isinstance(run, FrozenRun) else (run.as_json(), "current")
        for run in runs
    ]
    codes = sorted(
        {code for document, _ in documents for code in document["by_category"]}, key=_order
    )
    rows = [row for document, state in documents for row in _year(document, state, codes)]
    frame = pd.DataFrame(rows)
    return frame.astype({"location_kg": float, "market_kg": float})


def _year(
    document: Mapping[str, Any], state: str, codes: Sequence[str]
) -> Iterator[dict[str, Any]]:
    whole = {basis: document[f"total_{basis}"] for basis in ("location_kg", "market_kg")}
    about = {"event": document["event"], "year": document["year"], "state": state}
    for code, sums in (
        *((code, document["by_category"].get(code, {})) for code in codes),
        ("total", whole),
    ):
        yield {
            **about,
            "event_category": code,
            "location_kg": sums.get("location_kg"),
            "market_kg": sums.get("market_kg"),
        }


def _order(code: str) -> tuple[str, int]:
    return code[0], int(code[1:])
