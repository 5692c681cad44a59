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


def questions(
    lines: Sequence[InventoryLine], times: Decimal, months: int, ask: Ask
) -> Iterator[Finding]:
    """Yield what is asked of the instruments of lines.

    Parameters
    ----------
    lines
        Lines of an inventory; those without a contract are asked nothing.
    times
        How many times the power that names it an instrument may be for.
    months
        How many months after the end of its period it is cancelled at the latest.
    ask
        Makes a finding of an activity, a code, a column and details.
    """
    bare: dict[str, Activity] = {}
    for line in lines:
        if _is_bare(line):
            bare.setdefault(line.activity.id, line.activity)
    for one in bare.values():
        yield ask(one, "footprint-instrument-missing", "factor")
    activities = {line.activity.id: line.activity for line in lines if line.activity.instrument}
    for one in activities.values():
        yield from _market(one, ask)
        yield from _dates(one, months, ask)
    yield from _amounts(lines, times, ask)


def _is_bare(line: InventoryLine) -> bool:
    """Tell whether nothing stands behind a contract, or behind a supplier's mix of 0.

    A mix without emissions is a product sold with certificates, not what a supplier sells to all.
    """
    instrument, factor = line.activity.instrument, line.market_factor
    if factor.basis == "supplier" and not factor.kgco2e_per_unit:
        return instrument is None or instrument.kind == "supplier_mix"
    return factor.basis == "contract" and instrument is None


def _market(activity: Activity, ask: Ask) -> Iterator[Finding]:
    assert activity.instrument is not None
    market = activity.instrument.market
    if market and activity.country and market != activity.country:
        country = activity.country
        yield ask(activity, "footprint-instrument-market", "instrument_market", country=country)


def _dates(activity: Activity, months: int, ask: Ask) -> Iterator[Finding]:
    one = activity.instrument
    assert one is not None
    if one.start and one.end and one.end < one.start[: len(one.end)]:
        yield ask(activity, "footprint-instrument-backwards", "instrument_to", start=one.start)
    begins = one.start or str(activity.year)
    if one.cancelled and one.cancelled < begins[: len(one.cancelled)]:
        yield ask(activity, "footprint-instrument-cancelled", "instrument_cancelled", start=begins)
    ends = one.end or str(activity.year)
    latest = _months(ends, last=True) + months
    if one.cancelled and _months(one.cancelled, last=False) > latest:
        limit = f"{(latest - 1) // 12:04}-{(latest - 1) % 12 + 1:02}"
        details = {"end": ends, "limit": limit}
        yield ask(activity, "footprint-instrument-late", "instrument_cancelled", **details)


def _months(date: str, *, last: bool) -> int:
    """Return the months since the year 0 of a date, a month or a year (its last or first one).

    >>> _months("0001-02-03", last=False), _months("0001", last=True)
    (14, 24)
    """
    month = date[5:7] or ("12" if last else "01")
    return int(date[:4]) * 12 + int(month)


def _amounts(lines: Iterable[InventoryLine], times: Decimal, ask: Ask) -> Iterator[Finding]:
    """Yield what is said of one instrument in two ways, and the first line of one far too large."""
    used: dict[str, Decimal] = {}
    named: dict[str, Activity] = {}
    for line in lines:
        instrument = line.activity.instrument
        if instrument and instrument.mwh and line.market_factor.basis in CONTRACTUAL:
            name = instrument.identity or line.activity.id
            first = named.setdefault(name, line.activity)
            if first.instrument and first.instrument.mwh != instrument.mwh:
                details = {"other": first.id, "mwh": first.instrument.mwh}
                yield ask(
                    line.activity, "footprint-instrument-differs", "instrument_mwh", **details
                )
            used[name] = used.get(name, ZERO) + line.amount
    for name, activity in named.items():
        instrument = activity.instrument
        assert instrument is not None
        assert instrument.mwh is not None
        if convert(instrument.mwh, "MWh", GRID_UNIT) > times * used[name] > 0:
            kwh = f"{used[name].normalize():f}"
            yield ask(activity, "footprint-instrument-far-more", "instrument_mwh", kwh=kwh)
