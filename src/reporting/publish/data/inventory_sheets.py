"""The rows of the inventory's sheets that hold no formula: memo, factors, metrics, index, log."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from reporting.language import LANGUAGES, in_each

Sheet = tuple[list[str], list[list[Any]]]

_MEMO = [
    "id",
    "event_category",
    "description",
    "description_en",
    "quantity",
    "unit",
    "factor",
    "kg",
]
_FACTOR = [
    "id", "kgco2e_per_unit", "unit", "activity", "kgco2", "kgch4_co2e", "kgn2o_co2e",
    "biogenic_kgco2", "country", "year", "publisher", "dataset", "source", "licence", "gwp",
    "verification", "gsd", "basis",
]  # fmt: skip
_METRIC = ["code", "group", *LANGUAGES, "value", "unit", "sources"]
_INDEX = [
    "framework", "version", "valid_from", "valid_to", "code", "title", "title_it", "concept",
    "answer", "reason", "where", "status", "note_it", "note_en", "source",
]  # fmt: skip


def memo_rows(statement: Mapping[str, Any]) -> Sheet:
    """Return what stands beside the totals."""
    return _MEMO, [[line.get(key) for key in _MEMO] for line in statement["memo"]["lines"]]


def factor_rows(statement: Mapping[str, Any]) -> Sheet:
    """Return the factors that were used; the value stands beside the id, where formulas look."""
    return _FACTOR, [[one.get(key) for key in _FACTOR] for one in statement["factors"]]


def metric_rows(statement: Mapping[str, Any]) -> Sheet:
    """Return the metrics; an unknown value is blank."""
    rows = [
        [", ".join(one[key]) if key == "sources" else one[key] for key in _METRIC]
        for one in statement["metrics"].values()
    ]
    return _METRIC, rows


def index_rows(statement: Mapping[str, Any]) -> Sheet:
    """Return every disclosure with its answer, or why there is none."""
    return _INDEX, [_index_row(row) for row in statement["index"]]


def _index_row(row: Mapping[str, Any]) -> list[Any]:
    answer = "; ".join(
        f"{name}: {one['value']} {one['unit']}".strip() for name, one in row["figures"].items()
    )
    given = dict(row) | {
        "answer": answer or "not available",
        "where": row["where"],
        "reason": row["reason"],
    }
    return [given[key] for key in _INDEX]


def exclusion_rows(statement: Mapping[str, Any]) -> Sheet:
    """Return lines and categories that are in no total, with the reason and what could stand in."""
    head = ["id", "event_category", "scope", "description", "description_en", *LANGUAGES, "offers"]
    rows = [
        [
            gap["id"],
            gap["event_category"],
            gap["scope"],
            gap["description"],
            gap.get("description_en"),
            *in_each(gap["reason"].__getitem__).values(),
            "; ".join(
                f"{one['factor']} ({one['kgco2e_per_unit']} kg CO2e/{one['unit']}, proxy)"
                for one in gap["offers"]
            ),
        ]
        for gap in statement["not_estimated"]
    ]
    return head, rows


def log_rows(statement: Mapping[str, Any]) -> Sheet:
    """Return version, factor set, uncertainty, caveats, published runs and restatements."""
    sure = statement["uncertainty"]
    rows = [
        ["version", "", statement["version"]],
        ["factor_set", "", statement["factor_set"]],
        ["nature", "", statement["nature"]],
        ["uncertainty", "draws", sure.get("draws")],
        ["uncertainty", "seed", sure.get("seed")],
    ]
    for basis in ("location", "market"):
        for end in ("low", "median", "high"):
            value = sure.get(f"total_{basis}_kg", {}).get(end)
            rows.append(["uncertainty", f"{basis}-based, 95 %, {end} [kg CO2e]", value])
    rows += [
        ["caveat", caveat["code"], " / ".join(in_each(caveat.__getitem__).values())]
        for caveat in statement["caveats"]
    ]
    rows += [
        ["published", run["label"], f"{run['frozen_on']} {run['note']}".strip()]
        for run in statement["published"]
    ]
    rows += [["restated", change["what"], _change(change)] for change in statement["restatements"]]
    return ["what", "name", "value"], rows


def _change(change: Mapping[str, Any]) -> str:
    """Return old and new of a restated figure on each basis that it has, and why."""
    told = [
        f"{basis}-based: {change[f'old_{basis}_kg']} -> {change[f'new_{basis}_kg']} kg CO2e"
        for basis in ("location", "market")
        if (change[f"old_{basis}_kg"], change[f"new_{basis}_kg"]) != (None, None)
    ]
    reasons = in_each(change["reason"].__getitem__).values()
    return f"{'; '.join(told)}: {' / '.join(reasons)}"
