"""The tables of the timing-quality report: findings, gaps, checks and thresholds."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from reporting.event.findings import Finding
from reporting.frames import records
from reporting.quality.limits import standard
from reporting.story.cell_text import DENSE
from reporting.story.quality.telling import checks_of, groups, typeset
from reporting.story.table import Column, Row, Table

if TYPE_CHECKING:
    from reporting.quality.coverage import Coverage
    from reporting.quality.suites import Outcome
    from reporting.story.quality.telling import Quality

SAME = "\u00a0"
"""Stands for the same as in the row above; a blank cell would read as nothing known."""

SHOWN_OF_A_KIND = 10
"""Findings of one check that a report lists; ``reporting check --all`` lists every one."""


def findings(quality: Quality, severity: str) -> Table | None:
    """Return the findings of one severity, each with its place and remedy; None without any."""
    found = quality.of(severity)
    if not found:
        return None
    t, voice = quality.voice.text, quality.voice

    def line(value: Any) -> str:
        return value if isinstance(value, str) else voice.number(value)

    rows: list[Row] = []
    for ones in groups(found).values():
        rows += [_finding_row(quality, one) for one in ones[:SHOWN_OF_A_KIND]]
        if len(ones) > SHOWN_OF_A_KIND:
            more = voice.plural("quality n more", len(ones) - SHOWN_OF_A_KIND)
            rows.append(
                {"place": SAME, "line": SAME, "value": SAME, "message": more, "class": "out"}
            )
    columns = [
        Column("place", t("quality head file")),
        Column("line", t("quality head line"), "number", line),
        Column("value", t("quality head cell")),
        Column("message", t("quality head finding")),
    ]
    return Table(
        f"findings-{severity}",
        t(f"quality caption {severity}"),
        columns,
        rows,
        t("quality source"),
        wide=True,
    )


def _finding_row(quality: Quality, finding: Finding) -> Row:
    language = quality.voice.language
    message = Markup("{} <small>{}</small>").format(
        typeset(finding.message(language)), typeset(finding.remedy(language))
    )
    return {
        "place": Markup("{} <small>{}</small>").format(finding.file, finding.column or ""),
        "line": finding.row,
        "value": finding.value,
        "message": message,
    }


def incomplete(quality: Quality) -> Table | None:
    """Return the crews that lack times, with where; None where nothing is missing."""
    coverage, t, voice = quality.examination.coverage, quality.voice.text, quality.voice
    if coverage is None:
        return None
    status = quality.event["entries"].dropna(subset=["number"]).drop_duplicates("number")
    state = dict(zip(status["number"].astype(int), status["status"], strict=True))
    rows: list[Row] = []
    for place, number in enumerate(coverage.crews.tolist()):
        lacking = coverage.lacking(place)
        if lacking:
            given = state.get(number)
            rows.append(
                {
                    "number": number,
                    "crew": quality.crews.get(number),
                    "missing": len(lacking),
                    "last": coverage.last_seen(place),
                    "controls": _listed(_decided(lacking, place, coverage), quality),
                    "status": given if isinstance(given, str) else None,
                }
            )
    rows.sort(key=lambda row: (-row["missing"], row["number"]))
    columns = [
        Column("number", t("No."), "number", voice.number),
        Column("crew", t("Crew")),
        Column("missing", t("quality head missing"), "number", voice.number),
        Column("controls", t("quality head controls")),
        Column("last", t("quality head last")),
        Column("status", t("Status")),
    ]
    table = Table(
        "incomplete", t("quality caption incomplete"), columns, rows, t("quality source"),
        classes=DENSE if len(rows) > LONG else (), sortable=True, notice=quality.notice,
    )  # fmt: skip
    return table if rows else None


def _decided(controls: list[str], crew: int, coverage: Coverage) -> list[str]:
    """Return controls, each with the decisions that stand for what is missing there."""
    given = [coverage.settled.get((crew, code), ()) for code in controls]
    return [
        f"{code} ({', '.join(names)})" if names else code
        for code, names in zip(controls, given, strict=True)
    ]


_LISTED = 8
LONG = 15
"""Rows from which a list is set close together."""


def _listed(controls: list[str], quality: Quality) -> str:
    shown = ", ".join(controls[:_LISTED])
    more = len(controls) - _LISTED
    return f"{shown} {quality.voice.plural('quality and n more', more)}" if more > 0 else shown


def clocks(quality: Quality) -> Table | None:
    """Return the clocks that differ most from those of their neighbours; None without any."""
    trials, t, voice = quality.examination.trials, quality.voice.text, quality.voice
    if trials is None or not len(trials):
        return None

    def signed(value: Any) -> str:
        return voice.signed(Decimal(str(round(value * 100, 1))), 1)

    def plain(value: Any) -> str:
        return voice.number(Decimal(str(round(value * 100, 1))), 1)

    off = set(quality.drifting)
    worst = trials.dropna(subset=["drift_s"]).sort_values(
        ["sure_s", "drift_s"], key=abs, ascending=False, kind="stable"
    )
    rows = [
        {
            **{key: None if row[key] != row[key] else row[key] for key in row},
            "class": "top first" if row["control"] in off else "",
        }
        for row in records(worst.head(SHOWN_CLOCKS))
    ]
    columns = [
        Column("control", t("Trial")),
        Column("leg", t("Leg"), "number", voice.number),
        Column("crews", t("quality head crews"), "number", voice.number),
        Column("median_s", t("quality head median"), "number", signed),
        Column("drift_s", t("quality head drift"), "number", signed),
        Column("granted_s", t("quality head granted"), "number", plain),
        Column("scatter", t("quality head scatter"), "number", lambda one: voice.number(one, 1)),
    ]
    table = Table(
        "clocks", t("quality caption clocks"), columns, rows, t("quality source"),
        sortable=True, classes=DENSE, notice=quality.notice,
    )  # fmt: skip
    return table if rows else None


SHOWN_CLOCKS = 12
"""Trials whose clock is told in figures."""


def checks(quality: Quality) -> Table:
    """Return every check that ran: table, on how many rows, how many failed."""
    t, voice = quality.voice.text, quality.voice
    rows: list[Row] = []
    last = ""
    for (table, check), ones in checks_of(quality.examination).items():
        failed = sum(one.failed for one in ones)
        columns = dict.fromkeys(one.column for one in ones)
        rows.append(
            {
                "table": table if table != last else SAME,
                "check": t(f"check {check}"),
                "columns": ", ".join(columns),
                "severity": _severity(quality, ones[0], failed),
                "rows": max(one.rows for one in ones),
                "failed": failed,
                "class": "top" if failed and not quality.settled_check(table, check) else "",
            }
        )
        last = table
    heads = [
        Column("table", t("quality head table")),
        Column("check", t("quality head check")),
        Column("columns", t("quality head columns"), narrow=True),
        Column("severity", t("quality head severity")),
        Column("rows", t("quality head rows"), "number", voice.number),
        Column("failed", t("quality head failed"), "number", voice.number),
    ]
    caption, source = t("quality caption checks"), t("quality source suites")
    return Table("checks", caption, heads, rows, source, wide=True, classes=DENSE)


def _severity(quality: Quality, outcome: Outcome, failed: int) -> str:
    """Return how grave a failure is, with the decision that has settled what failed."""
    t = quality.voice.text
    said = t(f"quality severity {outcome.severity}")
    settled = quality.settled_check(outcome.table, outcome.check) if failed else []
    if not settled:
        return said
    return t("quality severity settled", severity=said, decisions=", ".join(settled))


def limits(quality: Quality) -> Table:
    """Return the thresholds that were used, each with its meaning and source."""
    t, voice = quality.voice.text, quality.voice
    used = quality.examination.limits
    rows = [
        {
            "meaning": typeset(limit.in_language(voice.language)),
            "value": _quantity(used[name], limit.unit, quality),
            "source": t("quality own limit")
            if used[name] != limit.value
            else typeset(limit.in_language(voice.language, "source")),
        }
        for name, limit in standard().items()
        if name != _TECHNICAL
    ]
    columns = [
        Column("meaning", t("quality head threshold")),
        Column("value", t("Value"), "number"),
        Column("source", t("Source")),
    ]
    caption, source = t("quality caption limits"), t("quality source limits")
    return Table("limits", caption, columns, rows, source, classes=DENSE)


_TECHNICAL = "cells"
"""A limit of memory, no judgement on timing."""


def _quantity(value: float, unit: str, quality: Quality) -> str:
    exact = Decimal(str(value))
    if unit == "1":
        return quality.voice.number(exact)
    return quality.voice.quantity(exact, unit)
