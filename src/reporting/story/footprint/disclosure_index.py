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
from reporting.story.footprint.extent import extent
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

TONNE = 1000
"""So many kilograms of emissions, and more, are told in tonnes."""

BLANK = NO_BREAK_SPACE
"""What stands in the cell of a disclosure that has no code."""

_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[^\W\d_])")
_PART = re.compile(r"([^\W\d_]+)(?=\d+$)|(\w+)[-.]")
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

    Datapoints of one disclosure that have figures are one row. Where a framework has many under one
    code (``LONG``), those without a figure are one row for each code and reason; the spreadsheet
    lists each. Where most of what a framework asks is not available, it stands after the answers,
    one row for each reason and part of the framework.
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
    groups = _groups([one for one in own if one not in open_ones], alone)
    lacking = _by_reason(fp, shared, open_ones)
    parts = [[one for _, one in group] for group in groups] + [group for _, group in lacking]
    twice = _in_several(fp, parts)
    rows = [
        _gathered(fp, [one for _, one in group], twice)
        if group[0] not in alone
        else _disclosure(fp, shared, group)
        for group in groups
    ]
    rows += [_lacking(fp, shared, part, group, twice) for part, group in lacking]
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
    gathered = any(group[0] not in alone for group in groups) or (lacking and len(own) > LONG)
    estimates = any(
        one["unit"].startswith("kg CO2e") for _, row in own for one in row["figures"].values()
    )
    said = [t("source index"), t("source gathered") if gathered else "", shared.note]
    held = extent(fp) if estimates else None
    source = "; ".join(part for part in (*said, held.striptags() if held else "") if part)
    notice = fp.notice if estimates else ""
    return Table(name, caption, columns, rows, source, wide=True, notice=notice, classes=classes)


def _groups(own: Sequence[Placed], alone: Sequence[Placed]) -> list[list[Placed]]:
    """Return the rows by code: each that stands alone, then the others by what is said of them."""
    groups: dict[tuple[str, str], list[Placed]] = {}
    for code in dict.fromkeys(row["code"] for _, row in own):
        within = [one for one in own if one[1]["code"] == code]
        for one in within:
            if one in alone and one[1]["figures"]:
                told = ("", one[1]["title"], one[1]["version"], _chapter(one[1]))
                groups.setdefault((code, str(told)), []).append(one)
            elif one in alone:
                groups[code, str(one[0])] = [one]
        for one in within:
            if one not in alone:
                told = (one[1]["reason"], one[1]["where"], one[1]["words"], one[1]["omission"])
                groups.setdefault((code, str(told)), []).append(one)
    return list(groups.values())


def _in_several(fp: Footprint, parts: Sequence[Sequence[Mapping[str, Any]]]) -> frozenset[str]:
    """Return the titles that stand in several rows: each then says which datapoints it is of."""
    titles = [title for part in parts for title in {title_of(fp, row) for row in part}]
    return frozenset(title for title in titles if titles.count(title) > 1)


def _datapoints(
    fp: Footprint, rows: Sequence[Mapping[str, Any]], twice: frozenset[str]
) -> list[str]:
    """Return the titles of datapoints; of one that stands elsewhere too, which ones are meant."""
    titles: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        titles.setdefault(title_of(fp, row), []).append(row)
    told = []
    for title, own in titles.items():
        names = dict.fromkeys(_named(fp, name) for row in own for name in row["figure"])
        which = (
            "; ".join(names)
            if names and all(row["figure"] for row in own)
            else fp.voice.plural("others of title", len(own))
        )
        told.append(f"{title} ({which})" if title in twice else title)
    return told


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


def _gathered(fp: Footprint, rows: Sequence[Mapping[str, Any]], twice: frozenset[str]) -> Row:
    """Return one row for the datapoints of a code without a figure, for the same reason."""
    plain = list(dict.fromkeys(title_of(fp, row) for row in rows))
    # What is answered needs no more than its answer; what is not says which datapoints it is.
    titles = plain if _settled(rows[0]) else _datapoints(fp, rows, twice)
    counted = fp.voice.plural("n datapoints", len(rows)) if len(rows) > 1 else ""
    counted = "" if titles != plain else counted
    cited = Markup("<cite>{}</cite>").format("; ".join(titles))
    return {
        "code": _code(rows[0]) or BLANK,
        "title": cited + (Markup(" <small>{}</small>").format(counted) if counted else ""),
        "answer": _reason(fp, rows[0]),
        "where": _where(fp, rows[0]),
        "class": "" if _settled(rows[0]) else "out",
    }


def _by_reason(
    fp: Footprint, shared: Shared, rows: Sequence[Placed]
) -> list[tuple[str, list[Mapping[str, Any]]]]:
    """Return what is not available by its reason and its part of the framework, edition by edition.

    A code that several datapoints share is a part of its own; else what its codes begin with.
    """
    codes = [_code(row) or "" for _, row in rows]
    groups: dict[tuple[str, str, str, str], list[Mapping[str, Any]]] = {}
    for code, (_, row) in zip(codes, rows, strict=True):
        part = code if codes.count(code) > 1 else _part(code)
        told = (row["reason"], _edition(fp, row), _small(fp, shared, row), part)
        groups.setdefault(told, []).append(row)
    return sorted(
        ((told[-1], group) for told, group in groups.items()),
        key=lambda one: str(one[1][0]["reason"]),
    )


def _part(code: str) -> str:
    """Return the part of a framework that a code is in: of 305-3 the standard 305, of EO4 EO."""
    found = _PART.match(code)
    return (found[1] or found[2]) if found else ""


def _lacking(
    fp: Footprint,
    shared: Shared,
    part: str,
    rows: Sequence[Mapping[str, Any]],
    twice: frozenset[str],
) -> Row:
    """Return one row for what is not available for one reason: each code with its title."""
    codes: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        codes.setdefault(_code(row) or "", []).append(row)
    if len(codes) == 1:  # one alone stands under its own code
        part = next(iter(codes))
    told = [
        f"{code}{NO_BREAK_SPACE}{', '.join(_datapoints(fp, own, twice))}"
        if code not in ("", part)
        else "; ".join(_datapoints(fp, own, twice))
        for code, own in codes.items()
    ]
    edition, small = _edition(fp, rows[0]), _small(fp, shared, rows[0])
    under = "; ".join(one for one in ("" if edition == shared.edition else edition, small) if one)
    words = Markup("<cite>{}</cite>").format("; ".join(told))
    return {
        "code": part or BLANK,
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


def _disclosure(fp: Footprint, shared: Shared, group: Sequence[Placed]) -> Row:
    """Return one row for a disclosure: the name of its concept is for the spreadsheet."""
    row = group[0][1]
    edition = _edition(fp, row)
    told = ["" if edition == shared.edition else edition, _small(fp, shared, row)]
    small = Markup("; ").join(one for one in told if one)
    # An edition alone is short enough to stand behind the title.
    kind = "<span class='edition'>({})</span>" if small == edition else "<small>{}</small>"
    title = Markup("<cite>{}</cite>").format(title_of(fp, row))
    return {
        "code": _code(row) or BLANK,
        "title": title + (Markup(" " + kind).format(small) if small else ""),  # noqa: S704 - ours
        "answer": _answer(fp, group),
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


def _answer(fp: Footprint, group: Sequence[Placed]) -> Markup:
    """Return the figures that answer, each named and said once, or why there is no answer."""
    said: dict[str, Markup] = {}
    for place, row in group:
        for name, one in row["figures"].items():
            value = _value(fp, place, name, one["unit"])
            said.setdefault(name, Markup("{}: {}").format(_named(fp, name), value))
    told = dict.fromkeys(words for _, row in group if (words := _reason(fp, row)))
    return Markup("<br>").join([*said.values(), *told])


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
    """Return a figure with its unit; a mass of emissions in tonnes, as everywhere in the report."""
    pointer = f"/index/{place}/figures/{name}/value"
    value = fp.read(pointer)
    if unit == "kg CO2e" and value is not None and abs(value) >= TONNE:
        return fp.tonnes(pointer)
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
