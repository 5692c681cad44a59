"""What an assurer would ask of a contract's instrument: its market, its dates, its amount.

Source: GHG Protocol Scope 2 Guidance (2015), chapter 7, quality criteria: an instrument is issued
and redeemed as close as possible to the period of consumption, and is sourced from the market in
which the consumption is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from reporting.footprint.lines import ZERO
from reporting.footprint.purchased_energy import CONTRACTUAL, GRID_UNIT
from reporting.footprint.units import convert

if TYPE_CHECKING:
    from reporting.event.findings import Finding
    from reporting.footprint.activities import Activity
    from reporting.footprint.lines import InventoryLine

Ask = Callable[..., "Finding"]


def questions(lines: Sequence[InventoryLine], times: Decimal, ask: Ask) -> Iterator[Finding]:
    """Yield what is asked of the instruments of lines.

    Parameters
    ----------
    lines
        Lines of an inventory; those without an instrument are asked nothing.
    times
        How many times the power that names it an instrument may be for.
    ask
        Makes a finding of an activity, a code, a column and details.
    """
    activities = {line.activity.id: line.activity for line in lines if line.activity.instrument}
    for one in activities.values():
        yield from _market(one, ask)
        yield from _dates(one, ask)
    yield from _amounts(lines, times, ask)


def _market(activity: Activity, ask: Ask) -> Iterator[Finding]:
    assert activity.instrument is not None
    market = activity.instrument.market
    if market and activity.country and market != activity.country:
        country = activity.country
        yield ask(activity, "footprint-instrument-market", "instrument_market", country=country)


def _dates(activity: Activity, ask: Ask) -> Iterator[Finding]:
    one = activity.instrument
    assert one is not None
    if one.start and one.end and one.end < one.start[: len(one.end)]:
        yield ask(activity, "footprint-instrument-backwards", "instrument_to", start=one.start)
    begins = one.start or str(activity.year)
    if one.cancelled and one.cancelled < begins[: len(one.cancelled)]:
        yield ask(activity, "footprint-instrument-cancelled", "instrument_cancelled", start=begins)


def _amounts(lines: Iterable[InventoryLine], times: Decimal, ask: Ask) -> Iterator[Finding]:
    """Yield the first line of each instrument that is for far more than all that name it used."""
    used: dict[str, Decimal] = {}
    named: dict[str, Activity] = {}
    for line in lines:
        instrument = line.activity.instrument
        if instrument and instrument.mwh and line.market_factor.basis in CONTRACTUAL:
            name = instrument.certificate or line.activity.id
            named.setdefault(name, line.activity)
            used[name] = used.get(name, ZERO) + line.amount
    for name, activity in named.items():
        instrument = activity.instrument
        assert instrument is not None
        assert instrument.mwh is not None
        if convert(instrument.mwh, "MWh", GRID_UNIT) > times * used[name] > 0:
            kwh = f"{used[name].normalize():f}"
            yield ask(activity, "footprint-instrument-far-more", "instrument_mwh", kwh=kwh)
