"""Lines that count again what another line counts: the same row, document or vehicle."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from reporting.footprint.units import UnitError, in_unit, read_unit

if TYPE_CHECKING:
    from reporting.event.findings import Finding
    from reporting.footprint.activities import Activity
    from reporting.footprint.lines import InventoryLine

Ask = Callable[..., "Finding"]

ASSET = re.compile(r"[:,;(–-]")
DOCUMENT = re.compile(r"\d{2}")
PLATE = re.compile(r"\b(?=[a-z]*\d)(?=\d*[a-z])[a-z\d]{6,8}\b")
BURNT, DRIVEN = ("combustion", "full"), ("tailpipe", "use", "transport")


def repeated(
    activities: Sequence[Activity], given: Sequence[InventoryLine], ask: Ask
) -> Iterator[Finding]:
    """Yield what stands twice.

    Parameters
    ----------
    activities
        All of an event.
    given
        Their lines, without those made by rule.
    ask
        Makes a finding of an activity, a code, a column and details.
    """
    # In the order of the file: a sum stands below what it sums, a copy below what it copies.
    yield from _doubles(sorted(activities, key=lambda one: one.row), ask)
    given = sorted(given, key=lambda line: line.activity.row)
    yield from _sums(given, ask)
    yield from _same_asset(given, ask)


def _doubles(activities: Sequence[Activity], ask: Ask) -> Iterator[Finding]:
    """Yield every row that says what another row says already, or names its document again."""
    seen: dict[tuple[object, ...], Activity] = {}
    documents: dict[tuple[object, ...], Activity] = {}
    for one in activities:
        if one.quantity is None:
            continue
        amount = (*_measured(one.quantity, one.unit or ""), one.factor)
        words = (one.event_category, one.scope, one.description, one.evidence, one.basis)
        whole = (*amount, *words, one.year, one.country, one.place)
        document = (*amount, _document(one))
        first = seen.setdefault(whole, one)
        again = documents.setdefault(document, one)
        if first is not one:
            yield one.finding("footprint-double", "id", other=first.id, other_row=first.row)
        elif again is not one and DOCUMENT.search(one.evidence):
            yield ask(one, "footprint-double-document", "evidence", other=again.id)


def _sums(given: Sequence[InventoryLine], ask: Ask) -> Iterator[Finding]:
    """Yield every line whose amount is that of all lines before it of its category and factor."""
    before: dict[tuple[str, str, str], dict[str, Decimal]] = {}
    for line in given:
        alike = before.setdefault((line.event_category, line.scope, line.factor.id), {})
        if len(alike) > 1 and line.amount and sum(alike.values()) == line.amount:
            yield ask(line.activity, "footprint-sum-of-lines", "quantity", lines=", ".join(alike))
        name = line.activity.id
        alike[name] = alike.get(name, Decimal(0)) + line.amount


def _measured(quantity: Decimal, unit: str) -> tuple[Decimal, str]:
    """Return a quantity in the unit that it is counted in (0.1 m3 -> L is 100 L)."""
    try:
        stated, target = read_unit(unit)
        return (in_unit(quantity, unit, target), target) if target else (quantity, stated)
    except UnitError:
        return quantity, unit


def _document(activity: Activity) -> str:
    """Return the number of a line's document, however the words around it are written.

    Its year may stand beside it or not, and noughts before it. Where there is none, its words.
    """
    text = activity.evidence.casefold()
    numbers = [number.lstrip("0") for number in re.findall(r"\d+", text)]
    own = [number for number in numbers if number != str(activity.year)]
    return " ".join(own or numbers or re.findall(r"\w+", text))


def _same_asset(given: Sequence[InventoryLine], ask: Ask) -> Iterator[Finding]:
    """Yield every line that counts again, in another unit, what a line before it counts.

    Kilometres beside fuel of the same vehicles; guests' nights beside rooms' of one invoice.
    """
    counted: dict[tuple[object, ...], InventoryLine] = {}
    for line in given:
        one = line.activity
        if not DOCUMENT.search(one.evidence):
            continue
        before = counted.setdefault((*_asset(one), _document(one)), line)
        units = {before.factor.unit, line.factor.unit}
        if len(units) > 1 and all(unit.endswith("night") for unit in units):
            yield ask(one, "footprint-two-units", "unit", other=before.activity.id)
    burnt: dict[tuple[str, str], str] = {}
    for line in given:
        if line.factor.basis in BURNT:
            burnt.setdefault(_asset(line.activity), line.activity.id)
    for line in given:
        other = burnt.get(_asset(line.activity))
        if other and line.factor.basis in DRIVEN and line.factor.unit.endswith("vehicle-km"):
            yield ask(line.activity, "footprint-two-units", "unit", other=other)


def _asset(activity: Activity) -> tuple[str, str]:
    """Return what a line is about: its category, and a plate or its words up to the first sign."""
    words = activity.description.casefold()
    plate = PLATE.search(words)
    return activity.event_category, plate[0] if plate else ASSET.split(words)[0].strip()
