"""Disclosure indexes: what each framework asks, the answer or why there is none, and where."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from reporting.story.cells import DENSE
from reporting.story.footprint import chemical
from reporting.story.footprint_lists import digits
from reporting.story.table import Column, Table

if TYPE_CHECKING:
    from reporting.story.footprint import Footprint
    from reporting.story.table import Row

CHAPTERS = frozenset(
    ("boundary", "emissions", "restatements", "energy", "water-waste", "people", "method", "claims")
)
"""Chapters that an index can lead to."""


def index(fp: Footprint, framework: str, *, answered: bool = False) -> Table | None:
    """Return one index: what is asked, the answer or why there is none, where in the report.

    Parameters
    ----------
    fp
        The footprint.
    framework
        As the statement names it.
    answered
        Whether rows are left out that ask for words of the organisation.
    """
    t = fp.voice.text
    rows = [
        _disclosure(fp, place, row)
        for place, row in enumerate(fp.statement["index"])
        if row["framework"] == framework and not (answered and row["reason"] == "narrative")
    ]
    columns = [
        Column("code", t("Code")),
        Column("title", t("Disclosure")),
        Column("answer", t("Answer")),
        Column("where", t("Where")),
    ]
    slug = "".join(sign if sign.isalnum() else "-" for sign in framework.casefold())
    caption = t("caption index", framework=framework)
    return (
        Table(
            f"index-{slug}",
            caption,
            columns,
            list(rows),
            t("source index"),
            wide=True,
            classes=DENSE,
        )
        if rows
        else None
    )


def _disclosure(fp: Footprint, place: int, row: dict[str, Any]) -> Row:
    title = row["title_it"] if fp.voice.language == "it" else row["title"]
    notes = [row["concept"], _edition(fp, row), row[f"note_{fp.voice.language}"]]
    if row["status"] == "to_be_checked":
        notes.append(fp.voice.text("to be checked"))
    small = "; ".join(note for note in notes if note)
    return {
        "code": row["code"],
        "title": Markup("{}<small>{}</small>").format(chemical(title), small),
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
    """Return the frameworks that the statement has an index of, in its order."""
    return list(dict.fromkeys(row["framework"] for row in fp.statement["index"]))
