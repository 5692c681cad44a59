"""An event with other decisions, rules or coefficients, and what became of its standings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from reporting.analyst.arguments import by_name, crew_number, known_name
from reporting.analyst.plain_frames import exact_of, plain
from reporting.errors import UsageError, described
from reporting.frames import records

if TYPE_CHECKING:
    from reporting.event import Event
    from reporting.scoring import Rulebook

SET_TIME = '{(7, "PC3", "finish"): "10:12:13"}'
COEFFICIENT = "{3: 1.2}"
"""How they are written."""

_TELLS = "what if"


def control_of(event: Event, code: object) -> str:
    """Return the code of a control that there is."""
    return known_name(code, event["controls"]["code"].dropna(), "control")


def set_times(event: Event, given: object) -> Iterator[tuple[tuple[int, str, str], str]]:
    """Give each time that is set: whose and where, and the time as a file would hold it."""
    if given is None:
        return
    crews = event["entries"]["number"].dropna()
    for place, time in by_name(given, "set_time", SET_TIME).items():
        known = isinstance(time, str | dt.datetime | dt.time) and str(time) != "NaT"
        if not (known and isinstance(place, tuple) and len(place) == 3):
            shown = described({place: time})
            raise UsageError(f"set_time is written set_time={SET_TIME}, not {shown}.")
        number, code, point = place
        at = time.isoformat() if isinstance(time, dt.datetime | dt.time) else str(time)
        yield (crew_number(number, crews), control_of(event, code), str(point)), at


def coefficients(event: Event, given: object) -> dict[int, Decimal]:
    """Return crew -> another coefficient, exact as it prints."""
    if given is None:
        return {}
    crews = event["entries"]["number"].dropna()
    pairs = by_name(given, "coefficient", COEFFICIENT).items()
    return {crew_number(number, crews): exact_of(value) for number, value in pairs}


def decided(event: Event, rows: list[dict[str, str]]) -> Event:
    """Return the event with decisions added, marked as none of the stewards'."""
    stamped = [
        {"id": f"{_TELLS} {place}", "reason": _TELLS, "document": _TELLS, **row}
        for place, row in enumerate(rows, start=1)
    ]
    return event.with_tables(decisions=pd.concat([event["decisions"], pd.DataFrame(stamped)]))


def weighted(event: Event, exact: Mapping[int, Decimal]) -> Event:
    """Return the event with other coefficients."""
    table = event["entries"].copy()
    pairs = zip(table["number"], table["coefficient"], strict=True)
    table["coefficient"] = pd.Series(
        [exact.get(number, old) for number, old in pairs], index=table.index, dtype="object"
    )
    return event.with_tables(entries=table)


def other_rules(name: object) -> Rulebook:
    """Return a rulebook of the reference folder by its id, or the one in a TOML file."""
    from reporting import paths
    from reporting.scoring import load_rulebook

    folder = paths.reference_folder() / "rulebooks"
    known = sorted(file.stem for file in folder.glob("*.toml"))
    if isinstance(name, str | Path) and str(name).endswith(".toml"):
        return load_rulebook(name)
    return load_rulebook(folder / f"{known_name(name, known, 'rulebook')}.toml")


def moved(
    event: Event, before: pd.DataFrame, after: pd.DataFrame, *, comparable: bool
) -> pd.DataFrame:
    """Return who gains: totals and positions before and after, the order of after.

    Penalties and points are two units: between them, no total has changed by anything.
    """
    old = before.set_index("number")
    table = pd.DataFrame(
        {
            "number": after["number"],
            "crew": [" - ".join(str(one) for one in (row["driver"], row["codriver"])
                                if pd.notna(one)) for row in records(after)],
            "before": [old["total"].get(number) for number in after["number"]],
            "after": list(after["total"]),
            "position_before": pd.array([old["position"].get(n) for n in after["number"]], "Int64"),
            "position_after": after["position"].array,
        }
    )  # fmt: skip
    pairs = zip(table["before"], table["after"], strict=True)
    differences = (Decimal(b) - Decimal(a) if pd.notna(a) and pd.notna(b) else None
                   for a, b in pairs)  # fmt: skip
    table["change"] = pd.Series(list(differences), dtype="object") if comparable else float("nan")
    table["gained"] = table["position_before"] - table["position_after"]
    table["timing"] = event.info.provenance.timing
    return plain(table, event.id)
