"""The statement: everything that an event says of its footprint, as one plain document.

The inventory's document, what it says beside its lines (drivers, shares, coverage), the metrics,
the disclosure indexes, what was published before. Reports, data files and the command line print
from it, so that a figure has one address wherever it stands.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from reporting.footprint.account import account
from reporting.footprint.answers import DisclosureAnswers
from reporting.footprint.classification import classification
from reporting.footprint.disclosures import DisclosureFigure, figures, fill_index
from reporting.footprint.disclosures import disclosures as disclosure_rows
from reporting.footprint.inventory import Inventory, Kilograms
from reporting.footprint.lines import InventoryLine, both
from reporting.footprint.metrics import metrics
from reporting.footprint.restatements import restate, year_on_year
from reporting.footprint.runs import FrozenRun, published_runs
from reporting.footprint.targets import target_figures, targets

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reporting.event import Event

DRIVERS = 3


def statement(event: Event, on: dt.date | None = None) -> dict[str, Any]:
    """Return the statement of an event.

    Parameters
    ----------
    event
        A loaded package.
    on
        The day of reporting, for the editions of the indexes; today where None.

    Returns
    -------
    dict
        :meth:`Inventory.as_json` with ``nature`` (``synthetic``, ``forecast``, ``screening``,
        ``compiled``),
        ``shares``, ``drivers``, ``coverage``, ``by_category_tier``, ``scope_sums``, ``tornado``,
        ``metrics``, ``targets``, ``index``, ``published``, ``restatements`` and ``year_on_year``.

    Raises
    ------
    InputError
        As :func:`account` and :func:`published_runs`.
    """
    return state(event, account(event), on)


def state(event: Event, inventory: Inventory, on: dt.date | None = None) -> dict[str, Any]:
    """Return the statement of an inventory that is already there."""
    runs = published_runs(event)
    measures = metrics(event, inventory)
    counted = {"metrics": {code: one.as_json() for code, one in measures.items()}}
    own = targets(event, inventory.as_json() | counted, runs)
    said = DisclosureAnswers(event)
    return {
        **inventory.as_json(),
        "nature": nature(inventory),
        "shares": _shares(inventory),
        "drivers": _drivers(inventory),
        "coverage": _coverage(inventory),
        "by_category_tier": _by_category_tier(inventory),
        "scope_sums": _scope_sums(inventory),
        "purchased": _purchased(inventory),
        "tornado": _tornado(inventory),
        **counted,
        "targets": own,
        "index": [
            _answered(row, said.answer(row))
            for row in _index(
                figures(inventory, measures)
                | target_figures(own)
                | _reduction(inventory, runs)
                | _restated(inventory, runs),
                on or dt.datetime.now(dt.UTC).date(),
            )
        ],
        **_compared(inventory, runs),
    }


def nature(inventory: Inventory) -> str:
    """Return what the figures are: made up, a forecast, screening throughout, or compiled."""
    given = [line for line in inventory.lines if not line.by_rule]
    if any(line.activity.simulated for line in given):
        return "synthetic"
    if given and inventory.forecast:
        return "forecast"
    if given and all(line.activity.tier == "screening" for line in given):
        return "screening"
    return "compiled"


def _shares(inventory: Inventory) -> dict[str, Any]:
    """Return parts of the location-based total, 0 to 1; and of each total, by scope."""
    tiers = classification().tiers
    whole = Kilograms.of(inventory.lines)
    primary = [line for line in inventory.lines if tiers[line.activity.tier].primary]
    by_tier = {tier: inventory.share_of_location(_of_tier(inventory.lines, tier)) for tier in tiers}
    return {
        "primary": inventory.share_of_location(primary),
        "by_tier": by_tier,
        "by_scope": {
            scope: {
                "location": _part(sums.location_kg, whole.location_kg),
                "market": _part(sums.market_kg, whole.market_kg),
            }
            for scope, sums in inventory.by_scope.items()
        },
    }


def _part(part: Any, whole: Any) -> float | None:
    return float(part / whole) if whole else None


def _drivers(inventory: Inventory) -> dict[str, Any]:
    """Return the largest categories, and what part of the location-based total they are."""
    largest = sorted(inventory.by_category.items(), key=lambda one: -one[1].location_kg)[:DRIVERS]
    codes = [code for code, _ in largest]
    own = [line for line in inventory.lines if line.event_category in codes]
    return {
        "categories": codes,
        "share_of_location": inventory.share_of_location(own),
        "location_kg": float(Kilograms.of(own).location_kg) if own else None,
    }


def _coverage(inventory: Inventory) -> dict[str, int]:
    """Count the event categories that have a line, and what is missing."""
    estimated = len(inventory.by_category)
    gaps = inventory.not_estimated
    return {
        "categories": sum(1 for code in classification().categories if code.startswith("E")),
        "categories_estimated": estimated,
        "categories_not_estimated": sum(1 for gap in gaps if gap.activity is None)
        + len(_only_gaps(inventory)),
        "lines_not_estimated": sum(1 for gap in gaps if gap.activity is not None),
        "lines": len(inventory.lines),
        "activities": len({line.activity.id for line in inventory.lines}),
        "lines_by_rule": sum(1 for line in inventory.lines if line.by_rule),
        "activities_simulated": len(
            {line.activity.id for line in inventory.lines if line.activity.simulated}
        ),
        "activities_measured": len(
            {line.activity.id for line in inventory.lines if _primary(line)}
        ),
    }


def _primary(line: InventoryLine) -> bool:
    return classification().tiers[line.activity.tier].primary


BARE_CONTRACT = "contract_bare"
"""What stands for a contract of which no line names the instrument."""


def _purchased(inventory: Inventory) -> dict[str, Any]:
    """Return the lines of scope 2, and what the electricity's market-based figure is from [kWh]."""
    own = [line for line in inventory.lines if line.scope == "2"]
    kwh: dict[str, float] = {}
    for line in own:
        if line.factor.basis != "heat":
            basis = line.market_factor.basis
            if basis == "contract" and line.activity.instrument is None:
                basis = BARE_CONTRACT
            kwh[basis] = kwh.get(basis, 0.0) + float(line.amount)
    return {"lines": len(own), "kwh": sum(kwh.values()), "market_kwh": kwh}


def _only_gaps(inventory: Inventory) -> set[str]:
    """Return the categories of which all lines that were given are not estimated."""
    given = {gap.event_category for gap in inventory.not_estimated if gap.activity is not None}
    return {code for code in given if code not in inventory.by_category}


def _by_category_tier(inventory: Inventory) -> dict[str, dict[str, Any]]:
    return {
        code: {
            tier: Kilograms.of(
                _of_tier((one for one in inventory.lines if one.event_category == code), tier)
            ).as_json()
            for tier in classification().tiers
        }
        for code in inventory.by_category
    }


def _of_tier(lines: Iterable[InventoryLine], tier: str) -> list[InventoryLine]:
    return [line for line in lines if line.activity.tier == tier]


def _scope_sums(inventory: Inventory) -> dict[str, Any]:
    """Return scopes 1 and 2 together, and the 15 categories of scope 3; without a line, none."""
    groups = {"1_2": ("1", "2"), "3": ("3",)}
    found = {
        name: [line for line in inventory.lines if line.scope.partition(".")[0] in scopes]
        for name, scopes in groups.items()
    }
    # Optional reporting in none of the 15 categories is no scope 3.
    found["3"] = [line for line in found["3"] if line.scope != "3.other"]
    return {
        name: {
            **Kilograms.of(lines).as_json(),
            "share_of_location": inventory.share_of_location(lines),
        }
        for name, lines in found.items()
        if lines
    }


def _index(known: Mapping[str, DisclosureFigure], on: dt.date) -> list[dict[str, Any]]:
    """Return the rows of every index that are in force on a day, or will be."""
    frameworks = dict.fromkeys(row.framework for row in disclosure_rows())
    return [
        row.as_json() | {"in_force": row.disclosure.in_force(on)}
        for framework in frameworks
        for row in fill_index(framework, None, known)
        if row.disclosure.valid_to is None or row.disclosure.valid_to >= on
    ]


def _answered(row: Mapping[str, Any], words: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row of an index with what the package says to it; the reason where it says none."""
    omitted = "omitted" if words["omission"] else row["reason"]
    return {**row, **words, "reason": "" if words["words"] else omitted}


def _reduction(inventory: Inventory, runs: Sequence[FrozenRun]) -> dict[str, DisclosureFigure]:
    """Return how much less the location-based total is than in the edition before [kg CO2e]."""
    own, others = inventory.total_location_kg, [run for run in runs if run.event != inventory.event]
    before = [run for run in others if int(run.result["year"]) < inventory.year]
    was = before[-1].result["total_location_kg"] if before else None
    if own is None or was is None:
        return {}
    return {"reduction_location": DisclosureFigure(Decimal(str(was)) - own, "kg CO2e")}


def _restated(inventory: Inventory, runs: Sequence[FrozenRun]) -> dict[str, DisclosureFigure]:
    """Return how far each total is from the last one that was published of it [kg CO2e]."""
    own = [run for run in runs if run.event == inventory.event]
    if not own:
        return {}
    now = {"location": inventory.total_location_kg, "market": inventory.total_market_kg}
    was = {basis: own[-1].result[f"total_{basis}_kg"] for basis in now}
    return {
        f"restated_{basis}": DisclosureFigure(kg - Decimal(str(was[basis])), "kg CO2e")
        for basis, kg in now.items()
        if kg is not None and was[basis] is not None
    }


def _tornado(inventory: Inventory) -> list[dict[str, Any]]:
    """Return how far each activity alone could move the location-based total [kg CO2e].

    Its lines go together to figure / GSD squared and figure x GSD squared, two standard deviations
    of the logarithm either way; the activities that move the total most come first.
    """
    sure = inventory.uncertainty
    if sure is None:
        return []
    found = []
    for one in sure.contributions:
        own = [line for line in inventory.lines if line.activity.id == one.activity]
        kg = [(float(line.location_kg), sure.gsd2[line.id]) for line in own]
        found.append(
            {
                "activity": one.activity,
                "event_category": one.event_category,
                **both(own[0].activity, "description"),
                "location_kg": one.location_kg,
                "down_kg": sum(value / spread - value for value, spread in kg),
                "up_kg": sum(value * spread - value for value, spread in kg),
                "spread": _together(kg),
                "share_of_variance": one.share_of_variance,
            }
        )
    return sorted(found, key=lambda row: row["down_kg"] - row["up_kg"])


def _together(lines: Sequence[tuple[float, float]]) -> float | None:
    """Return the spread of lines that go up together: each [kg] with its own; None for nothing."""
    whole = sum(kg for kg, _ in lines)
    return sum(kg * spread for kg, spread in lines) / whole if whole else None


def _compared(inventory: Inventory, runs: Sequence[FrozenRun]) -> dict[str, Any]:
    """Return what was published, what changed since the last of it, and other editions."""
    own = [run for run in runs if run.event == inventory.event]
    others = [run for run in runs if run.event != inventory.event]
    changes = restate(own[-1], inventory) if own else ()
    now = [inventory] if inventory.lines else []
    side_by_side: list[Inventory | FrozenRun] = [*others, *own[-1:], *now]
    return {
        "published": [
            {
                "label": run.label,
                "frozen_on": run.frozen_on.isoformat(),
                "version": run.version,
                "factor_set": run.factor_set,
                "inputs": dict(run.inputs),
                "note": run.note,
                "total_location_kg": run.result["total_location_kg"],
                "total_market_kg": run.result["total_market_kg"],
            }
            for run in own
        ],
        "restatements": [change.as_json() for change in changes],
        "year_on_year": _columns(side_by_side) if len(side_by_side) > 1 else [],
    }


def _columns(runs: Sequence[Inventory | FrozenRun]) -> list[dict[str, Any]]:
    """Return one entry a run: what it is, its totals, its categories; None is not estimated."""
    rows = year_on_year(runs).to_dict("records")
    found: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in rows:
        about = {name: row[name] for name in ("event", "year", "state")}
        entry = found.setdefault(tuple(about.values()), about | {"by_category": {}})
        kg = {basis: _known(row[basis]) for basis in ("location_kg", "market_kg")}
        if row["event_category"] == "total":
            entry |= {f"total_{basis}": value for basis, value in kg.items()}
        else:
            entry["by_category"][row["event_category"]] = kg
    return list(found.values())


def _known(value: float) -> float | None:
    return None if math.isnan(value) else value
