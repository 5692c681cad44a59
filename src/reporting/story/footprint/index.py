"""Disclosure indexes: what each framework asks, the answer or why there is none, and where."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from reporting.story.cells import DENSE
from reporting.story.footprint.lists import digits
from reporting.story.footprint.telling import chemical
from reporting.story.table import Column, Table

if TYPE_CHECKING:
    from reporting.story.footprint.telling import Footprint
    from reporting.story.table import Row

CHAPTERS = frozenset(
    ("boundary", "emissions", "restatements", "energy", "water-waste", "people", "method", "claims")
)
"""Chapters that an index can lead to."""

LONG = 100
"""Rows from which an index gathers what asks for words alone."""

SPECIFIC = "specific"
"""Code of what a framework leaves to each organisation."""


def index(fp: Footprint, framework: str) -> Table | None:
    """Return one index: what is asked, the answer or why there is none, where in the report.

    Where a framework has many datapoints under one code (``LONG``), those that ask for words of
    the organisation are one row a code; the spreadsheet lists each.
    """
    t = fp.voice.text
    own = [
        (place, row)
        for place, row in enumerate(fp.statement["index"])
        if row["framework"] == framework
    ]
    columns = [
        Column("code", t("Code")),
        Column("title", t("Disclosure")),
        Column("answer", t("Answer")),
        Column("where", t("Where")),
    ]
    name = f"index-{''.join(sign if sign.isalnum() else '-' for sign in framework.casefold())}"
    rows = _gathered(fp, own) if len(own) > LONG else [_disclosure(fp, *one) for one in own]
    caption = t("caption index", framework=framework)
    if not rows:
        return None
    return Table(name, caption, columns, rows, t("source index"), wide=True, classes=DENSE)


def _gathered(fp: Footprint, own: list[tuple[int, dict[str, Any]]]) -> list[Row]:
    """Return the rows that ask for figures, and one for each code's rows that ask for words."""
    rows: list[Row] = []
    for code in dict.fromkeys(row["code"] for _, row in own):
        within = [(place, row) for place, row in own if row["code"] == code]
        rows += [_disclosure(fp, *one) for one in within if one[1]["reason"] != "narrative"]
        words = [row for _, row in within if row["reason"] == "narrative"]
        if words:
            rows.append(_in_words(fp, code, words))
    return rows


def _in_words(fp: Footprint, code: str, words: list[dict[str, Any]]) -> Row:
    """Return one row for the datapoints of a code that ask for words of the organisation."""
    column = "title_it" if fp.voice.language == "it" else "title"
    titles = dict.fromkeys(chemical(str(row[column])) for row in words)
    counted = fp.voice.plural("n datapoints", len(words))
    return {
        "code": code if code != SPECIFIC else None,
        "title": Markup("<cite>{}</cite><small>{}</small>").format("; ".join(titles), counted),
        "answer": fp.voice.text("reason narrative"),
        "where": _where(fp, words[0]["where"]),
        "class": "out",
    }


def _disclosure(fp: Footprint, place: int, row: dict[str, Any]) -> Row:
    title = row["title_it"] if fp.voice.language == "it" else row["title"]
    notes = [row["concept"], _edition(fp, row), row[f"note_{fp.voice.language}"]]
    if row["status"] == "to_be_checked":
        notes.append(fp.voice.text("to be checked"))
    small = "; ".join(note for note in notes if note)
    return {
        "code": row["code"],
        "title": Markup("<cite>{}</cite><small>{}</small>").format(chemical(title), small),
        "answer": _answer(fp, place, row),
        "where": _where(fp, row["where"]),
        "class": "" if row["available"] else "out",
    }


def _edition(fp: Footprint, row: dict[str, Any]) -> str:
    """Return the edition, and until or from when it holds where it changes."""
    until, since = row["valid_to"], row["valid_from"]
    if until:
        return fp.voice.text(
            "until", version=row["version"], day=fp.voice.date(dt.date.fromisoformat(until))
        )
    if not row["in_force"]:
        return fp.voice.text(
            "since", version=row["version"], day=fp.voice.date(dt.date.fromisoformat(since))
        )
    return str(row["version"])


def _answer(fp: Footprint, place: int, row: dict[str, Any]) -> Markup:
    """Return the figures that answer, each named, or why there is no answer."""
    said = [
        Markup("{}: {} {}").format(
            _named(fp, name), _value(fp, place, name), _unit(fp, one["unit"])
        )
        for name, one in row["figures"].items()
    ]
    if row["reason"]:
        said.append(Markup("{}").format(fp.voice.text(f"reason {row['reason']}")))
    return Markup("<br>").join(said)


def _named(fp: Footprint, name: str) -> str:
    """Return a figure's name: a metric's, one of a category or an intensity, or one of ours."""
    if name in fp.statement["metrics"]:
        return str(fp.statement["metrics"][name][fp.voice.language])
    kind, _, rest = name.partition("_")
    if kind not in ("category", "intensity"):
        return fp.voice.text(f"figure {name}")
    code, _, basis = rest.rpartition("_")
    words = fp.category(code) if kind == "category" else fp.voice.text(f"per {code}")
    return f"{words}, {fp.voice.text(f'{basis}-based')}"


def _value(fp: Footprint, place: int, name: str) -> Markup:
    pointer = f"/index/{place}/figures/{name}/value"
    found = fp.figure(pointer, "", digits(fp.read(pointer)))
    return found.html(fp.voice) if found else Markup("")


def _unit(fp: Footprint, unit: str) -> str:
    """Return a unit's sign; what an intensity is per stands in its name already."""
    mass = unit.partition(" / ")[0]
    return chemical(mass) if mass.startswith("kg") or not mass else fp.voice.text(f"unit {mass}")


def _where(fp: Footprint, chapter: str) -> Markup | None:
    if chapter not in CHAPTERS:
        return None
    title = fp.voice.text(f"sustainability {chapter}")
    return Markup('<a class="where" href="#{}">{}</a>').format(chapter, title)


def frameworks(fp: Footprint) -> list[str]:
    """Return the frameworks of the statement, those with most answers first."""
    answered: dict[str, int] = {}
    for row in fp.statement["index"]:
        answered[row["framework"]] = answered.get(row["framework"], 0) + row["available"]
    return sorted(answered, key=lambda name: -answered[name])
