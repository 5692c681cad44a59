"""Disclosure indexes: what each framework asks, the answer or why there is none, and where."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from textwrap import shorten
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from reporting.frames import in_language
from reporting.language import NO_BREAK_SPACE
from reporting.story.cell_text import DENSE
from reporting.story.footprint.inventory_words import chemical, typeset
from reporting.story.footprint.lists import digits
from reporting.story.table import Column, Table

if TYPE_CHECKING:
    from reporting.story.footprint.telling import Footprint
    from reporting.story.table import Row

YEARS = ("target_year", "target_base_year")
CHAPTERS = frozenset(
    {"strategy", "boundary", "emissions", "scopes", "intensities", "restatements", "energy"}
    | {"water-waste", "people", "communities", "governance", "targets", "method", "claims"}
)
"""Chapters that an index can lead to."""

LONG = 100
"""Rows from which an index gathers what has no figure here."""

FEW = 3
"""So many disclosures that are not available stand one by one, however many others there are."""

SHOWN = 160
"""So many letters of an answer in words stand in the index; its chapter has all of them."""

BLANK = NO_BREAK_SPACE
"""What stands in the cell of a disclosure that has no code."""

_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[^\W\d_])")
_WITHIN = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
"""Where a line may end within the name of a concept."""

Placed = tuple[int, Mapping[str, Any]]
"""A row of the index with its place in the statement."""


@dataclass(frozen=True, slots=True)
class Shared:
    """What all rows of an index share, and is said once: in its caption and under it."""

    edition: str
    note: str


def index(fp: Footprint, framework: str) -> Table | None:
    """Return one index: what is asked, the answer or why there is none, where in the report.

    Where a framework has many datapoints under one code (``LONG``), those that have no figure here
    are one row for each code and reason; the spreadsheet lists each. Where most of what a
    framework asks is not available, it stands after the answers, one row for each reason.
    """
    t = fp.voice.text
    own = [
        (place, row)
        for place, row in enumerate(fp.statement["index"])
        if row["framework"] == framework
    ]
    if not own:
        return None
    alone = [one for one in own if len(own) <= LONG or one[1]["figures"]]
    shared = _shared(fp, own, alone)
    open_ones = [one for one in own if not _settled(one[1])]
    open_ones = open_ones if len(open_ones) > max(len(own) / 2, FEW) else []
    rows = [
        _gathered(fp, [one for _, one in group])
        if group[0] not in alone
        else _disclosure(fp, shared, *group[0])
        for group in _groups([one for one in own if one not in open_ones], alone)
    ]
    rows += [_lacking(fp, shared, group) for group in _by_reason(fp, shared, open_ones)]
    # Some frameworks have no codes: nothing would stand in the column.
    coded = any(row["code"] != BLANK for row in rows)
    columns = [
        *([Column("code", t("Code"))] if coded else []),
        Column("title", t("Disclosure")),
        Column("answer", t("Answer")),
        Column("where", t("Where"), narrow=True),
    ]
    classes = DENSE if coded else (*DENSE, "uncoded")
    name = f"index-{''.join(sign if sign.isalnum() else '-' for sign in framework.casefold())}"
    caption = ", ".join(part for part in (framework, shared.edition) if part)
    source = "; ".join(part for part in (t("source index"), shared.note) if part)
    return Table(name, caption, columns, rows, source, wide=True, classes=classes)


def _groups(own: Sequence[Placed], alone: Sequence[Placed]) -> list[list[Placed]]:
    """Return the rows by code: each that stands alone, then the others by what is said of them."""
    groups: dict[tuple[str, str], list[Placed]] = {}
    for code in dict.fromkeys(row["code"] for _, row in own):
        within = [one for one in own if one[1]["code"] == code]
        groups |= {(code, str(one[0])): [one] for one in within if one in alone}
        for one in within:
            if one not in alone:
                told = (one[1]["reason"], one[1]["where"], one[1]["words"], one[1]["omission"])
                groups.setdefault((code, str(told)), []).append(one)
    return list(groups.values())


def _shared(fp: Footprint, own: Sequence[Placed], alone: Sequence[Placed]) -> Shared:
    """Return the edition of all rows, and the note of all that stand alone, where it is one."""
    editions = {_edition(fp, row) for _, row in own}
    notes = {_note(fp, row) for _, row in alone}
    return Shared(
        editions.pop() if len(editions) == 1 else "",
        notes.pop() if len(notes) == 1 else "",
    )


def title_of(fp: Footprint, row: Mapping[str, Any]) -> str:
    """Return what a disclosure asks for, in its framework's words."""
    return chemical(in_language(row, "title", fp.voice.language))


def named(concept: str) -> Markup:
    """Return the name of a concept, which a line may end within where a word of it ends."""
    words = Markup("<wbr>").join(_WITHIN.split(concept))
    return Markup('<span class="concept">{}</span>').format(words) if concept else words


def _code(row: Mapping[str, Any]) -> str | None:
    """Return the framework's own code; a word of ours in its place is for the spreadsheet."""
    code = str(row["code"])
    return None if code.islower() else code


def _gathered(fp: Footprint, rows: Sequence[Mapping[str, Any]]) -> Row:
    """Return one row for the datapoints of a code without a figure, for the same reason."""
    titles = dict.fromkeys(title_of(fp, row) for row in rows)
    counted = fp.voice.plural("n datapoints", len(rows))
    return {
        "code": _code(rows[0]) or BLANK,
        "title": Markup("<cite>{}</cite> <small>{}</small>").format("; ".join(titles), counted),
        "answer": _reason(fp, rows[0]),
        "where": _where(fp, rows[0]),
        "class": "" if _settled(rows[0]) else "out",
    }


def _by_reason(
    fp: Footprint, shared: Shared, rows: Sequence[Placed]
) -> list[list[Mapping[str, Any]]]:
    """Return what is not available by its reason, and by the edition that asks for it."""
    groups: dict[tuple[str, str, str], list[Mapping[str, Any]]] = {}
    for _, row in rows:
        told = (row["reason"], _edition(fp, row), _small(fp, shared, row))
        groups.setdefault(told, []).append(row)
    return sorted(groups.values(), key=lambda group: str(group[0]["reason"]))


def _lacking(fp: Footprint, shared: Shared, rows: Sequence[Mapping[str, Any]]) -> Row:
    """Return one row for all that is not available for one reason: each code with its title."""
    titles: dict[str, list[str]] = {}
    for row in rows:
        own = titles.setdefault(_code(row) or "", [])
        own += [one for one in (title_of(fp, row),) if one not in own]
    told = [
        f"{code}{NO_BREAK_SPACE}{', '.join(own)}" if code else "; ".join(own)
        for code, own in titles.items()
    ]
    edition, small = _edition(fp, rows[0]), _small(fp, shared, rows[0])
    under = "; ".join(one for one in ("" if edition == shared.edition else edition, small) if one)
    words = Markup("<cite>{}</cite>").format("; ".join(told))
    return {
        "code": BLANK,
        "title": words + (Markup(" <small>{}</small>").format(under) if under else ""),
        "answer": _reason(fp, rows[0]),
        "where": None,
        "class": "out",
    }


def _small(fp: Footprint, shared: Shared, row: Mapping[str, Any]) -> str:
    """Return what is noted of a disclosure, and whether its title is still to be checked."""
    checked = fp.voice.text("to be checked") if row["status"] == "to_be_checked" else ""
    note = _note(fp, row)
    return "; ".join(one for one in ("" if note == shared.note else note, checked) if one)


def _disclosure(fp: Footprint, shared: Shared, place: int, row: Mapping[str, Any]) -> Row:
    edition = _edition(fp, row)
    told = ["" if edition == shared.edition else edition, _small(fp, shared, row)]
    small = Markup("; ").join(one for one in (named(row["concept"]), *told) if one)
    # An edition alone is short enough to stand behind the title.
    kind = "<span class='edition'>({})</span>" if small == edition else "<small>{}</small>"
    title = Markup("<cite>{}</cite>").format(title_of(fp, row))
    return {
        "code": _code(row) or BLANK,
        "title": title + (Markup(" " + kind).format(small) if small else ""),  # noqa: S704 - ours
        "answer": _answer(fp, place, row),
        "where": _where(fp, row),
        "class": "" if _settled(row) else "out",
    }


def _reason(fp: Footprint, row: Mapping[str, Any]) -> str:
    """Return the words that answer, or why there are none and by when there will be."""
    if row["words"]:
        return typeset(_begun(row["words"][fp.voice.language]), fp.voice)
    if omission := row["omission"]:
        due = omission["available_by"]
        told = fp.voice.text(f"omitted {omission['reason']}")
        why = typeset(omission["explanation"][fp.voice.language], fp.voice)
        by = fp.voice.text("omitted until", day=fp.voice.calendar(due)) if due else ""
        return f"{told}: {why} {by}".strip()
    return fp.voice.text(f"reason {row['reason']}") if row["reason"] else ""


def _begun(words: str) -> str:
    """Return as many whole sentences as stand in the index; of a longer first one its beginning."""
    if len(words) <= SHOWN:
        return words
    whole = ""
    for sentence in _SENTENCE.split(words):
        if len(whole) + len(sentence) >= SHOWN:
            break
        whole = f"{whole} {sentence}".lstrip()
    return f"{whole} …" if whole else shorten(words, SHOWN, placeholder=" …")


def _settled(row: Mapping[str, Any]) -> bool:
    """Tell whether a disclosure is answered, or has a reason that its framework admits."""
    return bool(row["figures"] or row["words"] or row["omission"])


def _chapter(row: Mapping[str, Any]) -> str:
    return str(row["chapter"] or row["where"])


def _note(fp: Footprint, row: Mapping[str, Any]) -> str:
    return str(row.get(f"note_{fp.voice.language}", row["note_en"]))


def _edition(fp: Footprint, row: Mapping[str, Any]) -> str:
    """Return the edition, and until or from when it holds where it changes."""
    version = in_language(row, "version", fp.voice.language)
    until, since = row["valid_to"], row["valid_from"]
    if until:
        day = fp.voice.date(dt.date.fromisoformat(until))
        return fp.voice.text("until", version=version, day=day)
    if not row["in_force"]:
        day = fp.voice.date(dt.date.fromisoformat(since))
        return fp.voice.text("since", version=version, day=day)
    return str(version)


def _answer(fp: Footprint, place: int, row: Mapping[str, Any]) -> Markup:
    """Return the figures that answer, each named, or why there is no answer."""
    said = [
        Markup("{}: {}").format(_named(fp, name), _value(fp, place, name, one["unit"]))
        for name, one in row["figures"].items()
    ]
    if told := _reason(fp, row):
        said.append(Markup("{}").format(told))
    return Markup("<br>").join(said)


def _named(fp: Footprint, name: str) -> str:
    """Return a figure's name: a metric's, one of a category or an intensity, or one of ours."""
    if name in fp.statement["metrics"]:
        return str(fp.statement["metrics"][name][fp.voice.language])
    kind, _, rest = name.partition("_")
    if kind == "target" and name not in YEARS:
        return fp.voice.text("figure target", of=_named(fp, rest))
    if kind not in ("category", "intensity"):
        return fp.voice.text(f"figure {name}")
    code, _, basis = rest.rpartition("_")
    words = fp.category(code) if kind == "category" else fp.voice.text(f"per {code}")
    return f"{words}, {fp.voice.text(f'{basis}-based')}"


def _value(fp: Footprint, place: int, name: str, unit: str) -> Markup:
    """Return a figure with its unit; masses of emissions have one decimal throughout."""
    pointer = f"/index/{place}/figures/{name}/value"
    found = fp.figure(pointer, "", 1 if unit.startswith("kg") else digits(fp.read(pointer)))
    if found and name in YEARS:  # a year has no thousands
        found = replace(found, value=str(int(found.number)))
    return fp.with_unit(found, fp.unit_sign(unit)) if found else Markup("")


def _where(fp: Footprint, row: Mapping[str, Any]) -> Markup | None:
    """Return the way to the chapter that answers; None where none does."""
    chapter = _chapter(row)
    if chapter not in CHAPTERS or not (row["figures"] or row["words"]):
        return None
    title = fp.voice.text(f"sustainability {chapter}")
    return Markup('<a class="where" href="#{}">{}</a>').format(chapter, title)


def frameworks(fp: Footprint) -> list[str]:
    """Return the frameworks of the statement, those with most answers first."""
    answered: dict[str, int] = {}
    for row in fp.statement["index"]:
        answered[row["framework"]] = answered.get(row["framework"], 0) + bool(row["figures"])
    return sorted(answered, key=lambda name: -answered[name])
