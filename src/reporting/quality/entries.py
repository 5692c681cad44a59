"""What is measured about every crew before the suite of entries judges it."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from reporting import paths
from reporting.event.schema import normal
from reporting.event.times_of_day import NONE
from reporting.reads import source
from reporting.strangers_toml import read_toml

if TYPE_CHECKING:
    from pathlib import Path

    from reporting.event import Event
    from reporting.quality.coverage import Coverage
    from reporting.quality.time_grid import TimeGrid, Truth

SETTLED_BY = "settled_by"
"""The decisions that stand for all the times that a crew lacks; blank where one lacks any."""

_SHOWN = 6


def measure(event: Event, grid: TimeGrid | None, coverage: Coverage | None) -> pd.DataFrame:
    """Return the table of entries with what is measured about each, one row a crew."""
    entries = event["entries"]
    frame = pd.DataFrame(index=entries.index)
    for column in ("number", "year", "displacement_cc"):
        frame[column] = entries[column].to_numpy(dtype=np.float64, na_value=np.nan)
    for column in ("driver", "codriver", "category", "status"):
        frame[column] = entries[column]
    known = entries["coefficient"].notna()
    frame["coefficient"] = [
        float(value) if there else np.nan
        for value, there in zip(entries["coefficient"], known, strict=True)
    ]
    frame["coefficient_known"] = known.astype(float) if event.has("passages") else np.nan
    frame["copy"] = entries["number"].duplicated().astype(float).where(entries["number"].notna())
    frame["years_ahead"] = frame["year"] - event.info.start.year
    _coefficients(frame, event)
    _names(frame, entries)
    if grid is not None and coverage is not None and len(grid.crews):
        _timing(frame, grid, coverage)
    else:
        for column in _TIMED:
            frame[column] = np.nan
    return frame


_TIMED = (
    "incomplete",
    "unseen",
    "timed_though_out",
    "home_though_out",
    "last_gap",
    "starts_missing",
    "co_without_start",
)


def _coefficients(frame: pd.DataFrame, event: Event) -> None:
    """Hold each coefficient against what the rulebook's formula proposes."""
    frame["proposed"] = None
    frame["coefficient_off"] = np.nan
    if formula_of(event) != "year":
        return
    proposed = [
        None if pd.isna(year) else Decimal(1) + Decimal(int(year) % 100) / 100
        for year in event["entries"]["year"]
    ]
    given = event["entries"]["coefficient"]
    frame["proposed"] = pd.Series(proposed, index=frame.index, dtype=object)
    frame["coefficient_off"] = [
        np.nan if proposal is None or pd.isna(value) else float(abs(value - proposal))
        for proposal, value in zip(proposed, given, strict=True)
    ]


def formula_of(event: Event) -> str | None:
    """Return the formula that the event's rulebook proposes coefficients by; None for none.

    ``year`` is ACI Sport's ``1.YY``: one, and the last two digits of the year of build as
    hundredths. A rulebook that cannot be read proposes nothing: scoring tells what is wrong.
    """
    own = event.folder / "rulebook.toml"
    name = f"{event.info.rulebook}.toml"
    path = own if own.is_file() else paths.reference_folder() / "rulebooks" / name
    rule = _toml(path).get("coefficient")
    formula = rule.get("formula") if isinstance(rule, dict) else None
    return formula if isinstance(formula, str) else None


def _toml(path: Path) -> dict[str, Any]:
    try:
        return read_toml(source(path).read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        return {}


def _names(frame: pd.DataFrame, entries: pd.DataFrame) -> None:
    """Find drivers who stand twice, and crews whose two names are one."""
    drivers = [_plain(name) for name in entries["driver"]]
    first: dict[str, Any] = {}
    other = []
    for name, number in zip(drivers, entries["number"], strict=True):
        other.append(first.get(name) if name else None)
        first.setdefault(name, number)
    frame["other_number"] = pd.Series(other, index=frame.index, dtype=object)
    frame["driver_again"] = frame["other_number"].notna().astype(float)
    pairs = zip(drivers, map(_plain, entries["codriver"]), strict=True)
    frame["same_names"] = [float(bool(name) and name == codriver) for name, codriver in pairs]


def _plain(name: Any) -> str:
    return "" if pd.isna(name) else " ".join(sorted(normal(str(name)).split()))


def _timing(frame: pd.DataFrame, grid: TimeGrid, coverage: Coverage) -> None:
    """Tell which crews lack times, and which have times they should not have."""
    place = pd.Index(grid.crews).get_indexer(pd.Index(frame["number"].fillna(-1).astype(int)))
    there = place >= 0
    at = np.where(there, place, 0)
    free = frame["status"].isna().to_numpy()
    seen = np.asarray((coverage.timed > 0).any(axis=0))[at]
    gap, missing = coverage.last_gap[at], coverage.missing[at]
    told = [
        (coverage.unsettled(crew) or coverage.lacking(crew)) if ok else []
        for crew, ok in zip(at, there, strict=True)
    ]
    held = int(coverage.held.sum())
    frame["incomplete"] = np.where(there & free & seen, missing, np.nan)
    frame["missing"] = np.array([len(codes) for codes in told], dtype=float)
    frame[SETTLED_BY] = [
        ", ".join(coverage.decisions(crew)) if codes and not coverage.unsettled(crew) else ""
        for crew, codes in zip(at, told, strict=True)
    ]
    frame["unseen"] = np.where(there & free & (held > 0), (~seen).astype(float), np.nan)
    out = frame["status"].eq("DNS").fillna(False).to_numpy(dtype=bool)
    frame["timed_though_out"] = np.where(there & out, seen.astype(float), np.nan)
    gone = frame["status"].eq("DNF").fillna(False).to_numpy(dtype=bool)
    home = coverage.timed[-1][at] > 0 if len(coverage.timed) else np.zeros(len(at), dtype=bool)
    frame["home_though_out"] = np.where(there & gone, home.astype(float), np.nan)
    frame["last_gap"] = np.where(there & free & seen, gap, np.nan)
    frame["controls"] = held
    frame["lacking"] = [_listed(codes) for codes in told]
    frame["last_seen"] = [
        coverage.last_seen(crew) if ok else "" for crew, ok in zip(at, there, strict=True)
    ]
    _starts(frame, grid, at, there)


def _listed(lacking: list[str]) -> str:
    return ", ".join(lacking[:_SHOWN]) + (", …" if len(lacking) > _SHOWN else "")


def _starts(frame: pd.DataFrame, grid: TimeGrid, at: Any, there: Truth) -> None:
    """Tell on how many legs a timed crew has no due start, and whether a time control needs it."""
    legs, kinds = grid.column("leg"), grid.column("kind")
    without = np.zeros(len(grid.crews))
    needed = np.zeros(len(grid.crews))
    names: list[list[str]] = [[] for _ in grid.crews]
    for leg in np.unique(legs).tolist():
        due = grid.due.get(leg, np.full(len(grid.crews), NONE))
        timed = grid.known[legs == leg].any(axis=0)
        controlled = grid.known[(legs == leg) & (kinds == "CO")].any(axis=0)
        lacks = timed & (due == NONE)
        # Where nobody has a due start, none is expected, but for the time controls.
        without += lacks & bool((due != NONE).any())
        needed += lacks & controlled
        for crew in np.flatnonzero(lacks):
            names[crew].append(str(leg))
    frame["starts_missing"] = np.where(there, without[at], np.nan)
    frame["co_without_start"] = np.where(there, needed[at], np.nan)
    frame["legs"] = [
        ", ".join(names[crew]) if ok else "" for crew, ok in zip(at, there, strict=True)
    ]
