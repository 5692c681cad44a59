"""Policies, targets, actions, people, communities: what the package's own tables say, no more.

A row is printed only where its ``audience`` is public, and what no table says is a line among what
the report does not cover. How far a target has got is computed, never written.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from babel import Locale
from markupsafe import Markup

from reporting.event.schema import package_tables
from reporting.footprint.answers import said
from reporting.footprint.metrics import metric_groups, of_edition
from reporting.frames import in_language, present, public_rows
from reporting.language import NO_BREAK_SPACE
from reporting.story.cell_text import DENSE
from reporting.story.footprint.disclosure_index import named, title_of
from reporting.story.footprint.inventory_words import typeset
from reporting.story.footprint.tables import figures
from reporting.story.table import Align, Column, Row, Table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from reporting.story.footprint.telling import Footprint


AREAS = {
    "environment": "water-waste",
    "people": "people",
    "communities": "communities",
    "governance": "governance",
}
"""The section that prints the figures of each area of ``indicators_social``."""

FEW = 3
"""So many figures that nobody knows are named; more are counted."""

SAID = {
    "strategy": ("material_topics", "stakeholders"),
    "governance": ("policies",),
    "targets": ("targets", "actions"),
    "communities": ("sites", "suppliers"),
}
"""The tables that give a section something to say."""


@dataclass(frozen=True, slots=True)
class OwnWords:
    """What the organiser says of one subject, word for word, and who signs it."""

    subject: str
    text: str
    signed: str


def own_words(fp: Footprint, chapter: str) -> list[OwnWords]:
    """Return what the organiser says in a chapter, one subject after the other."""
    return [
        OwnWords(
            _coded("statements", "subject", row, fp),
            _text("statements", "text", row, fp),
            ", ".join(
                part
                for column in ("signed_by", "signed_on")
                if (part := _text("statements", column, row, fp))
            ),
        )
        for row in said(fp.event, chapter)
    ]


def printed(fp: Footprint, name: str, **only: str) -> Table | None:
    """Return a table's public rows, those with some codes alone; None where there is none."""
    rows = [
        row
        for row in public_rows(fp.event[name])
        if all(row[column] == code for column, code in only.items())
    ]
    if not rows:
        return None
    if name == "material_topics":
        rows.sort(key=_weight, reverse=True)
    rule, language = _rules()["tables"][name], fp.voice.language
    cells = [_targeted(fp, row) if name == "targets" else _row(fp, name, row) for row in rows]
    heads, shared = _rules()["heads"], _shared(name, cells)
    columns = [
        Column(column, heads[column][language], _aligned(name, column), figures(fp))
        for column in rule["columns"]
        if column not in only and column not in shared and any(row.get(column) for row in cells)
    ]
    told, notice = fp.voice.text("source package tables"), fp.notice if fp.synthetic else ""
    told = "; ".join([told, *(_once(fp, one, said) for one, said in shared.items())])
    identity = "-".join([name.replace("_", "-"), *only.values()])
    caption = _rules()["captions"].get(identity, rule)[language]
    return Table(identity, caption, columns, cells, told, wide=True, notice=notice, classes=DENSE)


def _aligned(name: str, column: str) -> Align:
    """Return how a column stands: quantities by their last digit; a leg's number is a name."""
    schema = package_tables()[name].columns.get(column)
    counted = schema is not None and schema.type in ("decimal", "whole") and column != "leg"
    return "quantity" if counted else "text"


def _shared(name: str, cells: Sequence[Row]) -> dict[str, str]:
    """Return what every row says alike, of the columns that then stand under the table."""
    columns = _rules()["tables"][name].get("once", ())
    said = {column: {str(row.get(column) or "") for row in cells} for column in columns}
    alike = len(cells) > 1
    return {
        column: min(own) for column, own in said.items() if alike and len(own) == 1 and own != {""}
    }


def _once(fp: Footprint, column: str, said: str) -> str:
    """Return what every row says alike, as it stands under a table: behind its column's name.

    A source stands there as one already.
    """
    head = fp.lowered(_rules()["heads"][column][fp.voice.language])
    return said if column == "source" else f"{head}: {said}"


def _weight(row: Mapping[str, Any]) -> int:
    """Return how much a material topic weighs: severity times likelihood; unknown ones last."""
    known = present(row["severity"]) and present(row["likelihood"])
    return int(row["severity"]) * int(row["likelihood"]) if known else 0


def restated(fp: Footprint) -> Table | None:
    """Return the targets that are no longer as published: old, new, why; None where all are."""
    language, t = fp.voice.language, fp.voice.text
    rows: list[Row] = [
        {
            "title": typeset(one["title"][language], fp.voice),
            "what": t(f"target {change['column']}"),
            "old": _plain(fp, change["old"]),
            "new": _plain(fp, change["new"]),
            "run": change["run"],
            "reason": typeset(change["reason"][language], fp.voice),
        }
        for one in fp.statement["targets"]
        for change in one["restated"]
    ]
    heads = {"title": "Target", "what": "What", "old": "Was", "new": "Is", "run": "Published in"}
    columns = [Column(key, t(head)) for key, head in heads.items()]
    columns.append(Column("reason", t("Reason")))
    if not rows:
        return None
    caption, source = t("caption targets-restated"), t("source package tables")
    notice = fp.notice if fp.synthetic else ""
    name = "targets-restated"
    return Table(name, caption, columns, rows, source, wide=True, notice=notice, classes=DENSE)


def _plain(fp: Footprint, value: str | float | None) -> str:
    if value is None:
        return fp.voice.text("not available")
    return value if isinstance(value, str) else fp.voice.number(Decimal(str(value)))


def uncovered(fp: Footprint, sections: Mapping[str, bool]) -> list[str]:
    """Return what the report does not cover: sections without data, then tables without a row.

    A table is not named beside the section that it would have filled.

    Parameters
    ----------
    fp
        The footprint.
    sections
        The report's sections, and whether each has something to say.
    """
    language, rules = fp.voice.language, _rules()
    whole = [rules["sections"][name][language] for name, there in sections.items() if not there]
    absent = {name for name, there in sections.items() if not there}
    told = {table for name in absent for table in SAID.get(name, ())} | {"omissions"}
    told |= {"indicators_social"} if absent & set(AREAS.values()) else set()
    lacking = [
        fp.lowered(rule[language])
        for name, rule in rules["tables"].items()
        if name not in told and not public_rows(fp.event[name])
    ]
    return [*whole, *lacking]


def unmeasured(fp: Footprint) -> list[str]:
    """Return the metrics that nobody knows with their groups: by name where they are few."""
    groups, language = metric_groups(), fp.voice.language
    unknown = [one for one in fp.statement["metrics"].values() if one["value"] is None]
    named = [(fp.lowered(str(one[language])), one["group"]) for one in unknown]
    if len(unknown) > FEW:
        counts = Counter(one["group"] for one in unknown)
        named = [
            (fp.voice.plural("n metrics unknown", counts[group]), group)
            for group in groups
            if counts[group]
        ]
    return [
        fp.voice.text("unknown in group", what=what, group=fp.lowered(groups[group][language]))
        for what, group in named
    ]


def _row(fp: Footprint, name: str, row: Mapping[str, Any]) -> Row:
    columns: Sequence[str] = _rules()["tables"][name]["columns"]
    return {column: _cell(fp, name, column, row) for column in columns if column in row}


def _cell(fp: Footprint, name: str, column: str, row: Mapping[str, Any]) -> str | Markup:
    value, schema = row[column], package_tables()[name].columns[column]
    if column == "period" and of_edition(row, fp.event):
        return ""  # the report's own year is not said again
    if not present(value):
        return fp.voice.text("not available") if column == "value" else ""
    if column == "code":
        return _asked(fp, row)
    if schema.codes:
        return fp.tier(str(value)) if column == "tier" else _coded(name, column, row, fp)
    if schema.type in ("decimal", "whole"):
        return fp.voice.number(Decimal(str(value)))
    return _text(name, column, row, fp)


def _asked(fp: Footprint, row: Mapping[str, Any]) -> Markup:
    """Return a disclosure's code, and under it what it asks for in its framework's words.

    A package may name a concept instead, which is for machines: readers get the code that has it.
    """
    code = str(row["code"])
    for one in fp.statement["index"]:
        if one["framework"] == row["framework"] and code in (one["code"], one["concept"]):
            return Markup("{} <small><cite>{}</cite></small>").format(
                one["code"], title_of(fp, one)
            )
    return Markup("<code>{}</code>").format(named(code))


def _coded(name: str, column: str, row: Mapping[str, Any], fp: Footprint) -> str:
    """Return what a code means."""
    codes = package_tables()[name].columns[column].codes
    return {code.code: code.words[fp.voice.language] for code in codes}[str(row[column])]


def _text(name: str, column: str, row: Mapping[str, Any], fp: Footprint) -> str:
    """Return a text, a day, or yes and no, as readers get it."""
    kind = package_tables()[name].columns[column].type
    if kind == "boolean" and present(row[column]):
        return _word("yes" if row[column] else "no", fp)
    if kind == "calendar" and present(row[column]):
        return fp.voice.calendar(str(row[column]))
    said = in_language(row, column, fp.voice.language)
    if column == "country":
        return str(Locale.parse(fp.voice.locale).territories.get(said, said))
    return fp.unit_sign(said) if column == "unit" else typeset(said, fp.voice)


def _targeted(fp: Footprint, row: Mapping[str, Any]) -> Row:
    """Return where a target starts, where it is, where it should be, and how far that is."""
    place = next(n for n, one in enumerate(fp.statement["targets"]) if one["id"] == row["id"])
    one, language = fp.statement["targets"][place], fp.voice.language
    share = fp.figure(f"/targets/{place}/share", "%", 0)
    state = _word(one["state"], fp)
    return {
        "title": typeset(one["title"][language], fp.voice),
        **{end: _end(fp, place, end) for end in ("base", "now", "goal")},
        "progress": Markup("{}, {}").format(fp.with_unit(share, "%"), state) if share else state,
        "source": typeset(one["source"][language], fp.voice),
    }


def _end(fp: Footprint, place: int, end: str) -> Markup:
    """Return a target's value with its unit, and the year that it is of."""
    one = fp.statement["targets"][place]
    # As finely as whoever set the target wrote it.
    goal = Decimal(str(one["goal"]["value"])).normalize()
    decimals = max(1 if one["unit"] == "%" else 0, -int(goal.as_tuple().exponent))
    if one["unit"] in ("t",):
        decimals = max(decimals, 2)
    found = fp.figure(f"/targets/{place}/{end}/value", "", decimals)
    sign = fp.unit_sign(one["unit"])
    shown = fp.with_unit(found, sign) if found else Markup(fp.voice.text("not available"))  # noqa: S704 - our own words
    return Markup("{}{}({})").format(shown, NO_BREAK_SPACE, one[end]["year"])


def _word(word: str, fp: Footprint) -> str:
    return str(_rules()["words"][word][fp.voice.language])


@cache
def _rules() -> dict[str, Any]:
    folder = files("reporting.story.footprint")
    return tomllib.loads(folder.joinpath("commitments.toml").read_text(encoding="utf-8"))
