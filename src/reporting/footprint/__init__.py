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
"""

from reporting.footprint.account import account, check, event_register
from reporting.footprint.classification import classification
from reporting.footprint.document import frames
from reporting.footprint.inventory import Inventory, Kilograms
from reporting.footprint.lines import Line, MemoLine, NotEstimated
from reporting.footprint.register import register

__all__ = [
    "Inventory",
    "Kilograms",
    "Line",
    "MemoLine",
    "NotEstimated",
    "account",
    "check",
    "classification",
    "event_register",
    "frames",
    "register",
]
