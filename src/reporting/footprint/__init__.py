"""The footprint: from activities and factors to an inventory with its uncertainty.

One table of activity lines; every line has one event category and one scope, so nothing can be
counted twice. Two totals, both named, in exact decimals; biogenic CO2, credits and avoided
emissions stand beside them. What has no quantity or no factor is listed as not estimated, never 0.

The verbs
---------
account(event)
    The inventory of an event.
check(event)
    Findings that keep it from being accounted for.
register()
    The emission factors, with lookup.
freeze(event, inventory, label, on), restate(published, now), year_on_year(runs)
    What was published, what changed since and why, years side by side.
metrics(event, inventory)
    Energy, water, waste, people, money.
fill_index(framework, on, figures(inventory, metrics))
    What a disclosure framework asks, answered.
check_targets(event, runs), check_commitments(event)
    Findings on targets, on figures of people and places, and on actions.
statement(event)
    All of it as one document: what reports, data files and commands print from.
claims_check(text, language)
    Claims that a text must not make, or must prove.
"""

from reporting.footprint.account import account, check, event_register
from reporting.footprint.claims import Hit, claims_check
from reporting.footprint.classification import classification
from reporting.footprint.commitment_questions import check_commitments
from reporting.footprint.disclosures import disclosures, figures, fill_index
from reporting.footprint.inventory import Inventory, Kilograms
from reporting.footprint.lines import InventoryLine, MemoLine, NotEstimated
from reporting.footprint.metrics import metrics
from reporting.footprint.register import register
from reporting.footprint.restatements import Restatement, restate, year_on_year
from reporting.footprint.runs import (
    FrozenRun,
    freeze,
    published_runs,
    read_frozen,
    runs_folder,
)
from reporting.footprint.statement import statement
from reporting.footprint.target_questions import check_targets

__all__ = [
    "FrozenRun",
    "Hit",
    "Inventory",
    "InventoryLine",
    "Kilograms",
    "MemoLine",
    "NotEstimated",
    "Restatement",
    "account",
    "check",
    "check_commitments",
    "check_targets",
    "claims_check",
    "classification",
    "disclosures",
    "event_register",
    "figures",
    "fill_index",
    "freeze",
    "metrics",
    "published_runs",
    "read_frozen",
    "register",
    "restate",
    "runs_folder",
    "statement",
    "year_on_year",
]
