"""Targets: where each starts, where it is, how far it has got, and whether it was changed.

How far a target has got is computed, never written: on a straight line from its base value to its
target value, by the figure that the event has now. The base value is the one of the published
edition of the base year where the table leaves it blank.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from reporting.footprint.disclosures import DisclosureFigure
from reporting.footprint.lines import as_number
from reporting.footprint.metrics import of_edition
from reporting.frames import in_language, present, public_rows
from reporting.language import in_each

if TYPE_CHECKING:
    from reporting.event import Event
    from reporting.footprint.runs import FrozenRun

KEPT = ("metric", "base_year", "base_value", "target_year", "target_value", "unit")
"""What makes a target: one of these that is no longer as published is a restatement."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a target has got.

    Parameters
    ----------
    share
        Part of the way from the base value to the target value, 1 at the target; None where the
        figure of now, or of the base year, is not known, or where both ends are the same.
    state
        ``reached``, ``on track``, ``behind``, or ``unknown``.
    """

    share: Decimal | None
    state: str


def progress(
    base: tuple[int, Decimal | None], target: tuple[int, Decimal], now: tuple[int, Decimal | None]
) -> Progress:
    """Return how far a target has got, on a straight line from the base year to its year.

    Examples
    --------
    >>> progress((2024, Decimal(100)), (2030, Decimal(40)), (2026, Decimal(79)))
    Progress(share=Decimal('0.35'), state='on track')
    >>> progress((2024, Decimal(100)), (2030, Decimal(40)), (2026, None)).state
    'unknown'
    """
    (since, start), (until, goal), (year, value) = base, target, now
    if value is None or start is None or start == goal or until <= since:
        return Progress(None, "unknown")
    share = (value - start) / (goal - start)
    expected = Decimal(year - since) / Decimal(until - since)
    state = "reached" if share >= 1 else "on track" if share >= expected else "behind"
    return Progress(share, state)


def figure_in(document: Mapping[str, Any], metric: str) -> Decimal | None:
    """Return the figure of a metric in an inventory's document, published or of now.

    Parameters
    ----------
    document
        A statement, or the result of a frozen run.
    metric
        ``total_location``, ``total_market`` [kg CO2e]; ``scope_1``, ``scope_2_location``,
        ``scope_2_market`` [kg CO2e]; ``primary`` (share of measured data); or the code of a metric.
    """
    value: Any = None
    if metric in ("total_location", "total_market"):
        value = document.get(f"{metric}_kg")
    elif metric.startswith("scope_"):
        _, number, *basis = metric.split("_")
        sums = document["by_scope"].get(number, {})
        value = sums.get(f"{basis[0] if basis else 'location'}_kg")
    else:
        value = document.get("metrics", {}).get(metric, {}).get("value")
    return None if value is None else Decimal(str(value))


EMISSIONS = ("total_location", "total_market", "scope_1", "scope_2_location", "scope_2_market")
"""The sums that a target can be about, beside the metrics and the rows of people and places."""

EMISSIONS_UNIT = "kg CO2e"


def targets(
    event: Event, document: Mapping[str, Any], runs: Sequence[FrozenRun]
) -> list[dict[str, Any]]:
    """Return the public targets, each with where it is and what was changed about it.

    Parameters
    ----------
    event
        Its tables ``targets`` and ``indicators_social``.
    document
        The statement: totals, scopes and metrics of now.
    runs
        What was published, of this edition and of others.

    Returns
    -------
    list of dict
        ``id``, ``title`` (by language), ``metric``, ``unit``, ``base``, ``now``, ``goal`` (each
        year and value), ``share``, ``state``, ``editions`` (year and value of the published ones)
        and ``restated``: the column, the old and the new value, the run, the reason by language.
    """
    return [_target(event, row, document, runs) for row in public_rows(event["targets"])]


def _target(
    event: Event, row: Mapping[str, Any], document: Mapping[str, Any], runs: Sequence[FrozenRun]
) -> dict[str, Any]:
    metric, year = str(row["metric"]), event.info.start.year
    editions = editions_of(event, metric, runs)
    now = (year, _own(event, metric, document))
    base = (int(row["base_year"]), _base(row, dict([now]) | editions))
    goal = (int(row["target_year"]), Decimal(row["target_value"]))
    found = progress(base, goal, now)
    reason = in_each(lambda language: in_language(row, "restated_because", language))
    return {
        "id": str(row["id"]),
        "title": in_each(lambda language: in_language(row, "title", language)),
        "source": in_each(lambda language: in_language(row, "source", language)),
        "metric": metric,
        "unit": str(row["unit"]) if present(row["unit"]) else "",
        **{
            name: {"year": when, "value": as_number(value)}
            for name, (when, value) in (("base", base), ("goal", goal), ("now", now))
        },
        "share": as_number(found.share),
        "state": found.state,
        "editions": [{"year": when, "value": as_number(one)} for when, one in editions.items()],
        "restated": [change | {"reason": reason} for change in changes(row, runs)],
    }


def _base(row: Mapping[str, Any], editions: Mapping[int, Decimal | None]) -> Decimal | None:
    """Return the base value as written, else the one of the edition of that year."""
    if present(row["base_value"]):
        return Decimal(row["base_value"])
    return editions.get(int(row["base_year"]))


def _own(event: Event, metric: str, document: Mapping[str, Any]) -> Decimal | None:
    stated = figure_in(document, metric)
    if stated is not None:
        return stated
    social = (
        row
        for row in public_rows(event["indicators_social"])
        if row["id"] == metric and of_edition(row, event)
    )
    return next((Decimal(row["value"]) for row in social if present(row["value"])), None)


def editions_of(event: Event, metric: str, runs: Sequence[FrozenRun]) -> dict[int, Decimal]:
    """Return the figure of each edition of another year, as last published."""
    found = {
        int(run.result["year"]): figure_in(run.result, metric)
        for run in runs
        if run.event != event.id
    }
    return {year: value for year, value in sorted(found.items()) if value is not None}


def published_targets(event: Event) -> dict[str, dict[str, Any]]:
    """Return the public targets as a frozen run keeps them: id -> what makes each."""
    return {
        str(row["id"]): {column: _plain(row[column]) for column in KEPT}
        for row in public_rows(event["targets"])
    }


def _plain(value: Any) -> Any:
    if not present(value):
        return None
    return as_number(value) if isinstance(value, Decimal) else str(value)


def changes(row: Mapping[str, Any], runs: Sequence[FrozenRun]) -> list[dict[str, Any]]:
    """Return what is no longer as the last run that had it otherwise published it."""
    for run in reversed(runs):
        was = run.result.get("targets", {}).get(str(row["id"]))
        if was is None:
            continue
        changed = [
            {"column": column, "old": was[column], "new": _plain(row[column]), "run": run.label}
            for column in KEPT
            if was[column] != _plain(row[column])
        ]
        if changed:
            return changed
    return []


def target_figures(stated: Sequence[Mapping[str, Any]]) -> dict[str, DisclosureFigure]:
    """Return what an index asks of the targets on emissions: years, and the value of each."""
    own = [one for one in stated if one["metric"] in EMISSIONS]
    found = {
        f"target_{one['metric']}": DisclosureFigure(Decimal(str(one["goal"]["value"])), one["unit"])
        for one in own
    }
    for one in own[:1]:
        found["target_base_year"] = DisclosureFigure(Decimal(one["base"]["year"]), "")
        found["target_year"] = DisclosureFigure(Decimal(one["goal"]["year"]), "")
    return found
