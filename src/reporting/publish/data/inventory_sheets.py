"""The rows of the inventory's sheets that hold no formula: memo, factors, metrics, index, log."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from reporting.language import LANGUAGES, in_each

Sheet = tuple[list[str], list[list[Any]]]

MEMO = [
    "id", "event_category", "description", "description_en", "quantity", "unit", "factor", "kg",
    "amount", "kind",
]  # fmt: skip
_FACTOR = [
    "id", "kgco2e_per_unit", "unit", "activity", "kgco2", "kgch4_co2e", "kgn2o_co2e",
    "biogenic_kgco2", "country", "year", "publisher", "dataset", "cell", "source", "licence", "gwp",
    "verification", "gsd", "basis", "upstream_factor", "losses_factor", "biogenic_factor",
]  # fmt: skip
RELATED = {kind: f"{kind}_factor" for kind in ("upstream", "losses", "biogenic")}
"""What a rule makes of a line -> column with the factor that it was made with."""

_METRIC = ["code", "group", *LANGUAGES, "value", "unit", "sources"]
_INDEX = [
    "framework", "version", "valid_from", "valid_to", "code", "title", "title_it", "concept",
    "answer", "words_it", "words_en", "reason", "omission", "explanation_it", "explanation_en",
    "available_by", "where", "status", "note_it", "note_en", "source",
]  # fmt: skip
_EXCLUSION = [
    "id", "event_category", "scope", "description", "description_en", *LANGUAGES, "offers",
]  # fmt: skip


def sheets(statement: Mapping[str, Any]) -> dict[str, Sheet]:
    """Return every sheet without formulas: name -> head and rows; what is unknown is blank.

    The value of a factor stands beside its id, where formulas look.
    """
    return {
        "memo": (MEMO, _picked(MEMO, statement["memo"]["lines"])),
        "factors": (_FACTOR, _picked(_FACTOR, _related(statement))),
        "metrics": (_METRIC, _picked(_METRIC, statement["metrics"].values())),
        "index": (_INDEX, _picked(_INDEX, map(_index_row, statement["index"]))),
        "exclusions": (_EXCLUSION, _picked(_EXCLUSION, map(_gap, statement["not_estimated"]))),
    }


def factor_letter(column: str) -> str:
    """Return the letter of a column of the sheet ``factors``."""
    from xlsxwriter.utility import xl_col_to_name

    return str(xl_col_to_name(_FACTOR.index(column)))


def _related(statement: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the factors, each with those that rules took for lines of it."""
    own = {line["activity"]: line["factor"] for line in statement["lines"] if not line["by_rule"]}
    found: dict[str, dict[str, str]] = {}
    for line in (*statement["lines"], *statement["memo"]["lines"]):
        kind = line["id"].rpartition("+")[2]
        if line["by_rule"] and kind in RELATED:
            found.setdefault(own[line["activity"]], {})[RELATED[kind]] = line["factor"]
    return [{**factor, **found.get(factor["id"], {})} for factor in statement["factors"]]


def _picked(head: list[str], records: Iterable[Mapping[str, Any]]) -> list[list[Any]]:
    """Return the cells of `head` of each record; a list is one text."""
    cells = [[one.get(key) for key in head] for one in records]
    return [[", ".join(c) if isinstance(c, list) else c for c in row] for row in cells]


def _index_row(row: Mapping[str, Any]) -> dict[str, Any]:
    answer = "; ".join(
        f"{name}: {one['value']} {one['unit']}".strip() for name, one in row["figures"].items()
    )
    omission = row["omission"] or {"reason": "", "explanation": {}, "available_by": ""}
    return {
        **row,
        "answer": answer or ("" if row["words"] else "not available"),
        **{f"words_{language}": row["words"].get(language) for language in LANGUAGES},
        **{f"explanation_{one}": omission["explanation"].get(one) for one in LANGUAGES},
        "omission": omission["reason"],
        "available_by": omission["available_by"],
        "where": row["chapter"] or row["where"],
    }


def _gap(gap: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is in no total, with the reason and what could stand in."""
    offers = "; ".join(
        f"{one['factor']} ({one['kgco2e_per_unit']} kg CO2e/{one['unit']}, proxy)"
        for one in gap["offers"]
    )
    return {**gap, **in_each(gap["reason"].__getitem__), "offers": offers}


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
