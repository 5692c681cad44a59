"""Policies, targets, actions, people, communities: what the package's own tables say, no more.

A row is printed only where its ``audience`` is public. How far a target has got is computed, never
written: from its base value to its target value, by the figure that the event has now.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from reporting.event.schema import package_tables
from reporting.frames import in_language, present, records
from reporting.paths import reference_folder
from reporting.reads import remembered, source
from reporting.story.footprint.inventory_words import chemical, typeset
from reporting.story.table import Column, Row, Table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from reporting.story.footprint.telling import Footprint

PUBLIC = "public"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a target has got.

    Parameters
    ----------
    share
        Part of the way from the base value to the target value, 1 at the target; None where the
        figure of now, or of the base year, is not known, or where both ends are the same.
    state
        ``reached``, ``on track``, ``behind``, or ``unknown``.
    """

    share: Decimal | None
    state: str


def progress(
    base: tuple[int, Decimal], target: tuple[int, Decimal], now: tuple[int, Decimal | None]
) -> Progress:
    """Return how far a target has got, on a straight line from the base year to its year.

    Examples
    --------
    >>> progress((2024, Decimal(100)), (2030, Decimal(40)), (2026, Decimal(79)))
    Progress(share=Decimal('0.35'), state='on track')
    >>> progress((2024, Decimal(100)), (2030, Decimal(40)), (2026, None)).state
    'unknown'
    """
    (since, start), (until, goal), (year, value) = base, target, now
    if value is None or start == goal or until <= since:
        return Progress(None, "unknown")
    share = (value - start) / (goal - start)
    expected = Decimal(year - since) / Decimal(until - since)
    state = "reached" if share >= 1 else "on track" if share >= expected else "behind"
    return Progress(share, state)


def public_rows(fp: Footprint, name: str) -> list[dict[str, Any]]:
    """Return the rows of a table that may be printed."""
    return [row for row in records(fp.event[name]) if row.get("audience") == PUBLIC]


def answering(fp: Footprint, framework: str, code: str) -> str:
    """Return the words that answer a disclosure from a table of the package; blank where none does.

    Which table answers what is data (``frameworks/answers.toml``); a table without a public row
    answers nothing.
    """
    name = _answers(reference_folder() / "frameworks" / "answers.toml").get(framework, {}).get(code)
    rows = public_rows(fp, name) if name else []
    if not name or not rows:
        return ""
    caption = _rules()["tables"][name][fp.voice.language]
    return f"{caption}: {fp.voice.plural('n table rows', len(rows))}"


def covered(fp: Footprint) -> list[Table]:
    """Return the tables that have a public row, in their order."""
    return [_table(fp, name) for name in _rules()["tables"] if public_rows(fp, name)]


def uncovered(fp: Footprint) -> list[str]:
    """Return what the package says nothing public about, as the captions call it."""
    tables = _rules()["tables"].items()
    return [
        fp.lowered(rule[fp.voice.language]) for name, rule in tables if not public_rows(fp, name)
    ]


def _table(fp: Footprint, name: str) -> Table:
    rule, language = _rules()["tables"][name], fp.voice.language
    rows = [_row(fp, name, row) for row in public_rows(fp, name)]
    columns = [
        Column(column, _rules()["heads"][column][language])
        for column in rule["columns"]
        if any(row.get(column) for row in rows)
    ]
    told, notice = fp.voice.text("source package tables"), fp.notice if fp.synthetic else ""
    return Table(
        name.replace("_", "-"), rule[language], columns, rows, told, wide=True, notice=notice
    )


def _row(fp: Footprint, name: str, row: Mapping[str, Any]) -> Row:
    columns: Sequence[str] = _rules()["tables"][name]["columns"]
    shown: dict[str, Any] = {
        column: _cell(fp, name, column, row) for column in columns if column in row
    }
    return shown | (_target(fp, row) if name == "targets" else {})


def _cell(fp: Footprint, name: str, column: str, row: Mapping[str, Any]) -> str:
    value, schema = row[column], package_tables()[name].columns[column]
    if not present(value):
        return fp.voice.text("not available") if column == "value" else ""
    if column == "tier":
        return fp.tier(str(value))
    if schema.codes:
        words = {code.code: code.words[fp.voice.language] for code in schema.codes}
        return words[str(value)]
    if schema.type == "boolean":
        return _word("yes" if value else "no", fp)
    if schema.type in ("decimal", "whole"):
        return fp.voice.number(Decimal(str(value)))
    return typeset(in_language(row, column, fp.voice.language), fp.voice)


def _target(fp: Footprint, row: Mapping[str, Any]) -> dict[str, str]:
    """Return where a target starts, where it is, where it should be, and how far that is."""
    voice, unit = fp.voice, str(row["unit"]) if present(row["unit"]) else ""
    start = Decimal(row["base_value"]) if present(row["base_value"]) else None
    goal, value = Decimal(row["target_value"]), figure_of(fp, str(row["metric"]))
    year = fp.event.info.start.year
    base, target = int(row["base_year"]), int(row["target_year"])
    found = Progress(None, "unknown")
    if start is not None:
        found = progress((base, start), (target, goal), (year, value))

    # The figure of now as finely as whoever set the target wrote it.
    ends = [goal] if start is None else [start, goal]
    decimals = max(max(0, -int(end.normalize().as_tuple().exponent)) for end in ends)

    def said(number: Decimal | None, when: int) -> str:
        if number is None:
            return f"{voice.text('not available')} ({when})"
        shown = voice.quantity(number, unit, decimals) if unit else voice.number(number, decimals)
        return f"{chemical(shown)} ({when})"

    share = f"{voice.percent(found.share)}, " if found.share is not None else ""
    return {
        "base": said(start, base),
        "now": said(value, year),
        "goal": said(goal, target),
        "progress": share + _word(found.state, fp),
    }


def figure_of(fp: Footprint, metric: str) -> Decimal | None:
    """Return the event's figure of a target's metric; None where there is none.

    Parameters
    ----------
    metric
        A code of ``metrics.toml``, ``total_location`` or ``total_market`` [kg CO2e], or an id of
        ``indicators_social``.
    """
    stated = fp.statement["metrics"].get(metric, {}).get("value")
    if metric in ("total_location", "total_market"):
        stated = fp.statement[f"{metric}_kg"]
    if stated is not None:
        return Decimal(str(stated))
    social = (row for row in records(fp.event["indicators_social"]) if row["id"] == metric)
    return next((Decimal(row["value"]) for row in social if present(row["value"])), None)


def _word(word: str, fp: Footprint) -> str:
    return str(_rules()["words"][word][fp.voice.language])


@remembered
def _answers(path: Path) -> Mapping[str, Mapping[str, str]]:
    if not source(path).exists():
        return {}
    return tomllib.loads(path.read_text(encoding="utf-8"))


@cache
def _rules() -> dict[str, Any]:
    folder = files("reporting.story.footprint")
    return tomllib.loads(folder.joinpath("commitments.toml").read_text(encoding="utf-8"))
