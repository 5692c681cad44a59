"""What a package's own tables answer: which rows are meant is data (``frameworks/answers.toml``).

A table without a public row answers nothing; what stands in ``omissions`` says why there is no
answer, in one of the ways that GRI admits, and by when there will be.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from string import Formatter
from typing import TYPE_CHECKING, Any

from reporting.event.worded import Strict
from reporting.frames import in_language, present, public_rows
from reporting.language import in_each
from reporting.paths import reference_folder
from reporting.reads import remembered, source

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reporting.event import Event


class AnswerRules(Strict):
    """The whole file: how rows read, which chapter prints them, what answers each disclosure."""

    paragraphs: dict[str, tuple[str, ...]]
    chapters: dict[str, str]
    subjects: dict[str, tuple[str, ...]]
    answers: dict[str, dict[str, tuple[dict[str, str | tuple[str, ...]], ...]]]

    def chapter(self, table: str, row: Mapping[str, Any]) -> str:
        """Return the chapter that prints a row."""
        if table != "statements":
            return self.chapters[table]
        return next(name for name, own in self.subjects.items() if row["subject"] in own)


def answer_rules() -> AnswerRules:
    """Return the rules, an empty set where there is no file."""
    return _read_rules(reference_folder() / "frameworks" / "answers.toml")


@dataclass(frozen=True)
class DisclosureAnswers:
    """What a package answers, its tables read once.

    Parameters
    ----------
    event
        The package.
    """

    event: Event
    _read: dict[str, list[dict[str, Any]]] = field(default_factory=dict, repr=False)

    def answer(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Return how the package answers a disclosure in words.

        Parameters
        ----------
        asked
            A row of the index: ``framework``, ``code``, ``concept``.

        Returns
        -------
        dict
            ``words`` (a paragraph by language; empty where no table answers), ``rows`` (how many),
            ``chapter`` (that prints them), and ``omission``: reason, explanation by language and
            the day, month or year by which there will be an answer; None where there is none.
        """
        rules = answer_rules()
        key = str(asked["concept"] or asked["code"])
        meant = rules.answers.get(str(asked["framework"]), {}).get(key, ())
        found = [(str(one["table"]), row) for one in meant for row in self._meant(one)]
        words = in_each(
            lambda language: " ".join(
                text for table, row in found if (text := _paragraph(rules, table, row, language))
            )
        )
        return {
            "words": words if found else {},
            "rows": len(found),
            "chapter": rules.chapter(*found[0]) if found else "",
            "omission": self._omission(asked),
        }

    def _rows(self, table: str) -> list[dict[str, Any]]:
        if table not in self._read:
            self._read[table] = public_rows(self.event[table])
        return self._read[table]

    def _meant(self, meant: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        """Return the public rows of a table that have the codes that are meant."""
        for row in self._rows(meant["table"]):
            wanted = ((name, codes) for name, codes in meant.items() if name != "table")
            if all(str(row[name]).lower() in codes for name, codes in wanted):
                yield row

    def _omission(self, asked: Mapping[str, Any]) -> dict[str, Any] | None:
        wanted = (asked["concept"] or asked["code"], asked["code"])
        own = [
            row
            for row in self._rows("omissions")
            if row["framework"] == asked["framework"] and row["code"] in wanted
        ]
        if not own:
            return None
        due = own[0]["available_by"]
        return {
            "reason": str(own[0]["reason"]),
            "explanation": in_each(lambda name: in_language(own[0], "explanation", name)),
            "available_by": str(due) if present(due) else "",
        }


def _paragraph(rules: AnswerRules, table: str, row: Mapping[str, Any], language: str) -> str:
    """Return a row as a sentence: its parts joined by a colon, one with a blank left out."""
    parts = []
    for template in rules.paragraphs[table]:
        names = [name for _, name, _, _ in Formatter().parse(template) if name]
        cells = {name: in_language(row, name, language) for name in names}
        if all(cells.values()):
            parts.append(template.format(**cells).rstrip("."))
    sentence = ": ".join(parts) + "."
    return sentence[:1].upper() + sentence[1:]


def said(event: Event, chapter: str) -> list[dict[str, Any]]:
    """Return the public rows of ``statements`` that a chapter prints, in the order of the rules."""
    own: Sequence[str] = answer_rules().subjects.get(chapter, ())
    rows = [row for row in public_rows(event["statements"]) if row["subject"] in own]
    return sorted(rows, key=lambda row: own.index(row["subject"]))


@remembered
def _read_rules(path: Path) -> AnswerRules:
    if not source(path).exists():
        return AnswerRules(paragraphs={}, chapters={}, subjects={}, answers={})
    return AnswerRules.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
