"""Events in memory and rulebooks in a line, for the tests of scoring.

A test names only what it is about: controls, the times of the crews, changes to the rules::

    standings = scored([pc("PC1", 10)], {(1, "PC1"): ("10:00:00.00", "10:00:10.03")})
    assert penalty(standings, 1, "PC1") == 3
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd

from reporting.event import Event, EventInfo
from reporting.event.schema import TableSchema, package_tables
from reporting.scoring import Rulebook, Standings, score
from support.packages import Rows, control, entry, event_toml

DATE = dt.date(2025, 4, 11)
LEGS = tuple(
    {"number": number, "date": str(DATE), "from": "Sorrento", "to": "Bari"} for number in (1, 2)
)
"""Both legs of an event here are on one day, so that every time of day is an instant."""

Clock = str | None
Times = Mapping[tuple[int, str], Iterable[Clock] | Clock]

PENALTIES: Mapping[str, Any] = {
    "id": "test-penalties",
    "name": {"it": "Prova", "en": "Test"},
    "source": "made for a test",
    "family": "penalties",
    "resolution": "0.01",
    "quantise": "truncate",
    "quantise_on": "time_of_day",
    "time_trial": {
        "unit_s": "0.01",
        "per_unit": "1",
        "rounding": "truncate",
        "cap": "300",
        "missed": "300",
    },
    "average_trial": {
        "unit_s": "1",
        "per_unit": "1",
        "rounding": "truncate",
        "cap": "300",
        "missed": "300",
        "detections": "sum",
    },
    "time_control": {"early_per_min": "100", "late_per_min": "100", "missed": "300"},
    "passage_control": {"missed": "300"},
}

SCORE_TABLE = [[0, 420], [1, 395], [3, 300], [10, 100], [50, 0]]


def rules(**changes: Any) -> Rulebook:
    """Return a rulebook of the penalties family; a section given is merged into the usual one.

    A key set to None is taken out.
    """
    return Rulebook.model_validate(merged(PENALTIES, changes))


def point_rules(**changes: Any) -> Rulebook:
    """Return a rulebook of the points family, both kinds of trial with ``SCORE_TABLE``."""
    return Rulebook.model_validate(merged(POINTS, changes))


def merged(base: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return `base` with `changes`, section by section; None takes a key out."""
    result = dict(base)
    for key, value in changes.items():
        known = result.get(key)
        both = isinstance(value, Mapping) and isinstance(known, Mapping)
        result[key] = merged(known, value) if both else value
    return {key: value for key, value in result.items() if value is not None}


POINTS: Mapping[str, Any] = merged(
    PENALTIES,
    {
        "id": "test-points",
        "family": "points",
        "time_trial": {"score_table": SCORE_TABLE},
        "average_trial": {"score_table": SCORE_TABLE},
    },
)


def pc(code: str, target: object, *, leg: int = 1, seq: int | None = None, **more: Any) -> Any:
    """Return a time trial; `seq` is by default the number in its code."""
    return _control(code, "PC", leg, seq, target_s=target, **more)


def pm(code: str, speed: object, *, leg: int = 1, seq: int | None = None, **more: Any) -> Any:
    """Return an average trial."""
    return _control(code, "PM", leg, seq, target_kmh=speed, **more)


def co(code: str, target: object, *, leg: int = 1, seq: int | None = None, **more: Any) -> Any:
    """Return a time control; `target` is the time allowed [s]."""
    return _control(code, "CO", leg, seq, target_s=target, **more)


def ct(code: str, *, leg: int = 1, seq: int | None = None, **more: Any) -> Any:
    """Return a passage control."""
    return _control(code, "CT", leg, seq, **more)


def _control(code: str, kind: str, leg: int, seq: int | None, **more: Any) -> Any:
    digits = "".join(filter(str.isdigit, code)) or "1"
    return control(leg, int(digits) if seq is None else seq, code, kind, **more)


def decision(action: str, number: object, code: str = "", value: str = "") -> dict[str, Any]:
    """Return one row of ``decisions``."""
    return {"id": f"{action} {number} {code}", "number": number, "control": code,
            "action": action, "value": value, "reason": "test"}  # fmt: skip


def scored(
    controls: Rows,
    times: Times,
    rulebook: Rulebook | None = None,
    *,
    entries: Rows = (),  # type: ignore[assignment]
    **tables: Rows,
) -> Standings:
    """Score an event made of `controls` and `times`; see :func:`event_of`."""
    return score(event_of(controls, times, entries=entries, **tables), rulebook or rules())


def event_of(
    controls: Rows,
    times: Times,
    *,
    entries: Rows = (),  # type: ignore[assignment]
    timing: str = "timekeeper",
    folder: Path = Path("nowhere"),
    **tables: Rows,
) -> Event:
    """Return an event in memory.

    Parameters
    ----------
    controls
        Rows of ``controls``.
    times
        (number, control) -> the times at its points, in their order (start, finish; start, 1,
        2, ...), or the one time of a CO or CT; None is no passage. A finish alone is written as
        one time too.
    entries
        Rows of ``entries``; by default one for each number in `times`, coefficient 1.
    timing, folder
        What ``event.toml`` says about the times, and the package's folder.
    tables
        Rows of other tables. ``starts`` is by default 08:00 for every crew and leg.
    """
    numbers = sorted({number for number, _ in times})
    legs = sorted({int(row["leg"]) for row in controls})
    default = {
        "entries": list(entries) or [entry(number, coefficient="1") for number in numbers],
        "controls": controls,
        "passages": list(_passages(controls, times)),
        "starts": [
            {"number": number, "leg": leg, "time": "08:00:00"} for number in numbers for leg in legs
        ],
    }
    rows = default | tables
    info = EventInfo.model_validate(_toml(timing))
    frames = {name: typed(table, rows.get(name, [])) for name, table in package_tables().items()}
    return Event(info, folder, frames)


def _toml(timing: str) -> dict[str, Any]:
    return tomllib.loads(event_toml(timing=timing, legs=LEGS))


def _passages(controls: Rows, times: Times) -> Iterable[dict[str, Any]]:
    kinds = {row["code"]: row for row in controls}
    for (number, code), given in times.items():
        row = kinds[code]
        clocks = [given] if given is None or isinstance(given, str) else list(given)
        if row["kind"] == "PC":
            points = ["finish"] if len(clocks) == 1 else ["start", "finish"]
        elif row["kind"] == "PM":
            points = ["start", *map(str, range(1, len(clocks)))]
        else:
            points = ["in"]
        for point, time in zip(points, clocks, strict=True):
            if time is not None:
                yield {"number": number, "control": code, "point": point, "time": time}


def typed(table: TableSchema, rows: Rows) -> pd.DataFrame:
    """Return rows as the loader types them (docs/architecture.md, Frames)."""
    columns: dict[str, Any] = {}
    names = dict.fromkeys([*table.columns, *(key for row in rows for key in row)])
    for name in names:
        column = table.columns.get(name)
        values = [None if row.get(name) in ("", None) else row[name] for row in rows]
        columns[name] = _typed(column.type if column else "text", values)
    return pd.DataFrame(columns, index=pd.RangeIndex(2, len(rows) + 2, name="row"))


def _typed(kind: str, values: list[Any]) -> Any:
    if kind == "whole":
        return pd.array([None if v is None else int(v) for v in values], dtype="Int64")
    if kind == "boolean":
        return pd.array([None if v is None else str(v) == "true" for v in values], dtype="boolean")
    if kind == "decimal":
        numbers = [None if v is None else Decimal(str(v)) for v in values]
        return pd.Series(numbers, dtype=object).array
    if kind == "time":
        stamps = [None if v is None else v if "T" in v else f"{DATE}T{v}" for v in values]
        # One by one: pandas' own reading of a list may go through another resolution.
        times = [pd.NaT if stamp is None else pd.Timestamp(stamp) for stamp in stamps]
        return (
            pd.Series(pd.DatetimeIndex(times, dtype="datetime64[ns]"))
            .dt.tz_localize("Europe/Rome")
            .array
        )
    return pd.array([None if v is None else str(v) for v in values], dtype="str")


def cell(standings: Standings, number: int, code: str) -> Any:
    """Return what a crew did at a control: one row of the results."""
    results = standings.results
    (row,) = results[(results["number"] == number) & (results["control"] == code)].itertuples()
    return row


def penalty(standings: Standings, number: int, code: str) -> Decimal | None:
    """Return a crew's penalty at a control; None where it is annulled."""
    value = cell(standings, number, code).penalty
    return None if value is pd.NA else value


def row(standings: Standings, number: int, ranking: str = "overall") -> Any:
    """Return a crew's row of a ranking."""
    table = standings.rankings[ranking]
    (found,) = table[table["number"] == number].itertuples()
    return found


def order(standings: Standings, ranking: str = "overall") -> list[tuple[int | None, int]]:
    """Return (position, number) of a ranking, from the top; position None where unranked."""
    table = standings.rankings[ranking]
    return [
        (None if position is pd.NA else int(position), int(number))
        for position, number in zip(table["position"], table["number"], strict=True)
    ]
