"""What if: an event's activities changed by a measure, and the inventory computed again.

The measures are data (``data/reference/what_if.toml``). A variant is an event like any other: its
inventory has the same rules, caveats and uncertainty. Random draws belong to activities, so that
two variants differ by what was changed and not by noise.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import Field

from reporting.errors import UsageError, described, no_such
from reporting.event import refuse_unloaded
from reporting.event.worded import Words
from reporting.footprint.account import account
from reporting.footprint.inventory import Inventory, Kilograms
from reporting.frames import records
from reporting.paths import reference_folder
from reporting.reads import remembered, source

if TYPE_CHECKING:
    from reporting.event import Event

ZERO = Decimal(0)


class Measure(Words):
    """One measure: which activities it changes, into what, and how far."""

    categories: tuple[str, ...]
    scopes: tuple[str, ...]
    factors: tuple[str, ...]
    factor: str | None = None
    unit: str | None = None
    share: Decimal = Field(ge=0, le=1)
    note_it: str
    note_en: str

    def concerns(self, row: Mapping[str, Any]) -> bool:
        """Tell whether an activity is one that the measure changes."""
        factor = row["factor"] if isinstance(row["factor"], str) else ""
        return (
            row["event_category"] in self.categories
            and row["scope"] in self.scopes
            and factor.startswith(self.factors)
            and row["quantity"] is not None
        )


@dataclass(frozen=True)
class Variant:
    """An inventory before and after a measure.

    Parameters
    ----------
    name, measure
        Which measure.
    before, after
        The inventories.
    changed
        The ids of the activities that it changed.
    """

    name: str
    measure: Measure
    before: Inventory
    after: Inventory
    changed: tuple[str, ...]

    def difference(self) -> dict[str, Kilograms]:
        """Return category -> after less before [kg CO2e], for categories that differ."""
        before, after = self.before.by_category, self.after.by_category
        nothing = Kilograms()
        found = {
            code: _less(after.get(code, nothing), before.get(code, nothing))
            for code in dict.fromkeys((*before, *after))
        }
        return {code: kg for code, kg in found.items() if kg != nothing}

    def total(self) -> Kilograms:
        """Return what the measure changes on both bases [kg CO2e]."""
        return _less(Kilograms.of(self.after.lines), Kilograms.of(self.before.lines))


def measures() -> Mapping[str, Measure]:
    """Return the measures of the reference folder, by name."""
    return _read(reference_folder() / "what_if.toml")


def what_if(event: Event, names: Iterable[str], share: Decimal | None = None) -> Variant:
    """Return the inventory of an event before and after one or more measures.

    Parameters
    ----------
    event
        A package that can be accounted for.
    names
        Measures, all taken together.
    share
        How far they go, 0 to 1; each measure's own where None.

    Raises
    ------
    UsageError
        For an unknown measure, one that concerns no activity, or a share outside 0 to 1.
    InputError
        Where the event, or what it became, cannot be accounted for.
    """
    refuse_unloaded(event, "what_if")
    # One name is one measure, not its letters; a measure is taken once however often it is named.
    wanted = tuple(dict.fromkeys([names] if isinstance(names, str) else _listed(names)))
    chosen = [_known(name) for name in wanted]
    if not chosen:
        raise UsageError(f"Name a measure: {', '.join(measures())}.")
    given: object = share
    if given is not None and (isinstance(given, bool) or not isinstance(given, Decimal | int)):
        raise UsageError(f"A share is exact, such as Decimal('0.5'), not {described(given)}.")
    if share is not None and not 0 <= share <= 1:
        raise UsageError(f"A share lies between 0 and 1, not at {share}.")
    changed_event, ids = event, []
    for name, measure in zip(wanted, chosen, strict=True):
        far = measure.share if share is None else share
        changed_event, touched = _changed(changed_event, measure, far)
        if far and not touched:
            raise UsageError(f"The measure {name!r} concerns no activity of {event.id}.")
        ids += touched
    name = "+".join(wanted)
    return Variant(
        name, chosen[0], account(event), account(changed_event), tuple(dict.fromkeys(ids))
    )


def _listed(names: object) -> list[str]:
    if not isinstance(names, Iterable) or isinstance(names, Mapping):
        known = ", ".join(measures())
        raise UsageError(
            f"A measure is a name or a list of names ({known}), not {described(names)}."
        )
    return [str(name) for name in names]


def _known(name: str) -> Measure:
    known = measures()
    if name not in known:
        raise UsageError(no_such("measure", name, known))
    return known[name]


def _changed(event: Event, measure: Measure, share: Decimal) -> tuple[Event, list[str]]:
    """Return the event with a measure taken: the share of each quantity moves, the rest stays."""
    import pandas as pd

    frame = event["activities"]
    rows: list[dict[str, Any]] = []
    ids: list[str] = []
    for row in records(frame):
        if not share or not measure.concerns(row):
            rows.append(dict(row))
            continue
        ids.append(str(row["id"]))
        rows += _parts(row, measure, share)
    table = pd.DataFrame(rows, columns=frame.columns).astype(frame.dtypes.to_dict())
    table.index = pd.RangeIndex(2, len(table) + 2, name="row")
    return event.with_tables(activities=table), ids


def _parts(row: Mapping[str, Any], measure: Measure, share: Decimal) -> list[dict[str, Any]]:
    """Return what an activity becomes: what stays as it was, and what moves to another factor."""
    quantity = Decimal(row["quantity"])
    stays = [dict(row) | {"quantity": quantity * (1 - share)}] if share < 1 else []
    if measure.factor is None:
        return stays
    new = {"quantity": quantity * share, "factor": measure.factor, "unit": measure.unit}
    if stays:
        new["id"] = f"{row['id']}-{measure.factor}"
    return [*stays, dict(row) | new]


def _less(one: Kilograms, other: Kilograms) -> Kilograms:
    return Kilograms(one.location_kg - other.location_kg, one.market_kg - other.market_kg)


@remembered
def _read(path: Path) -> Mapping[str, Measure]:
    entries = tomllib.loads(source(path).read_text(encoding="utf-8"))["measures"]
    return {name: Measure.model_validate(entry) for name, entry in entries.items()}
