"""Findings: what was noticed in an event package, where, and what to do about it.

One form serves the loader and every later check. The words stand in ``messages.toml``, one entry
a code, in Italian and English; a finding carries only the code and what fills the sentence.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from reporting.errors import InputError
from reporting.language import EN_DASH


class Severity(StrEnum):
    """How grave a finding is: an error stops the score, a warning and a note do not."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing noticed in one place.

    Parameters
    ----------
    code
        The check's id, an entry of ``messages.toml`` such as ``time-unreadable``.
    table
        The table's name, or ``event`` for ``event.toml``.
    file
        The file's name inside the package (``passages.csv``, ``event.xlsx``).
    row
        The line in the file, the header being line 1; None where no single row is meant.
    column
        The column as the contract names it; None where no single column is meant.
    value
        The cell's text as it stands in the file; None where there is none.
    details
        What fills the message: expected codes, limits, other rows; a mapping with a text
        for each language is read in the language that is asked for.
    graded
        How grave, where a check differs from what ``messages.toml`` says for the code.
    """

    code: str
    table: str
    file: str
    row: int | None = None
    column: str | None = None
    value: str | None = None
    details: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    graded: Severity | None = None

    @property
    def severity(self) -> Severity:
        """How grave: what the check said, or what the catalogue says for the code."""
        return self.graded or _grade(self.code)

    def message(self, language: str = "en") -> str:
        """Return what was found and what is expected, a sentence in `language` (it, en)."""
        return self._fill(language, language)

    def remedy(self, language: str = "en") -> str:
        """Return what to do about it, a sentence in `language` (it, en)."""
        return self._fill(f"remedy_{language}", language)

    def sentence(self, language: str = "en") -> str:
        """Return where it is, what stands there, what is wrong and what to do, on one line."""
        place = self.file if self.row is None else f"{self.file}:{self.row}"
        named = " ".join(part for part in (place, self.column, _quoted(self.value)) if part)
        return f"{named}: {self.message(language)} {self.remedy(language)}".strip()

    def as_json(self, language: str = "en") -> dict[str, Any]:
        """Return the finding in the form of the contract, ready for ``json.dumps``."""
        return {
            "severity": str(self.severity),
            "code": self.code,
            "table": self.table,
            "file": self.file,
            "row": self.row,
            "column": self.column,
            "value": self.value,
            "message": self.message(language),
            "remedy": self.remedy(language),
        }

    def _fill(self, entry: str, language: str) -> str:
        details = {
            name: value[language] if isinstance(value, Mapping) else value
            for name, value in self.details.items()
        }
        shown = {
            "table": self.table,
            "file": self.file,
            "row": self.row,
            "column": self.column,
            "value": EN_DASH if self.value is None else self.value,
            **details,
        }
        return catalogue()[self.code][entry].format_map(shown)


def _quoted(value: str | None) -> str:
    return "" if value is None else json.dumps(value, ensure_ascii=False)


@cache
def catalogue() -> Mapping[str, Mapping[str, str]]:
    """Return ``messages.toml``: code -> severity, it, en, remedy_it, remedy_en."""
    text = files("reporting.event").joinpath("messages.toml").read_text(encoding="utf-8")
    return MappingProxyType(tomllib.loads(text))


@cache
def _grade(code: str) -> Severity:
    return Severity(catalogue()[code]["severity"])


def has_errors(findings: Iterable[Finding]) -> bool:
    """Tell whether any finding is an error."""
    return any(finding.severity is Severity.ERROR for finding in findings)


def refuse_errors(name: str, findings: Iterable[Finding]) -> None:
    """Refuse what `name` names where any finding is an error.

    Raises
    ------
    InputError
        With all the findings.
    """
    found = tuple(findings)
    if has_errors(found):
        raise InputError(f"{name} has errors.", found)
