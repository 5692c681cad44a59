r"""The claims check: words that a text must not use of an event, or must be able to prove.

The words, the law behind them and the advice are data (``data/reference/claims.toml``).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

from reporting.event.worded import Strict, Worded
from reporting.paths import reference_folder
from reporting.reads import remembered, source

SENTENCE = re.compile(r"[^.!?;]*(?:\.(?=\d)[^.!?;]*)*[.!?;]?")


class ClaimKind(Worded):
    """A kind of claim: what the law says of it and what to do."""

    name_it: str
    name_en: str
    unless_figure: bool
    law: str
    advice_it: str
    advice_en: str


class Rule(Strict):
    """Words of one kind."""

    kind: str
    id: str
    patterns: tuple[str, ...]


class ClaimRules(Strict):
    """The whole file."""

    version: str
    kinds: dict[str, ClaimKind]
    figure: str
    exceptions: tuple[str, ...]
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """One claim in a text.

    Parameters
    ----------
    line, column
        Where, from 1.
    text
        The words as they stand.
    sentence
        The sentence that they stand in.
    kind, rule
        ``offset`` (banned) or ``generic`` (to be proven), and which rule found it.
    law, advice
        Why, and what to do, in the language that was asked for.
    """

    line: int
    column: int
    text: str
    sentence: str
    kind: str
    rule: str
    law: str
    advice: str

    def as_json(self) -> dict[str, Any]:
        """Return the hit as plain values."""
        return asdict(self)


def claims_check(text: str, language: str = "en") -> list[Hit]:
    r"""Find claims that Directive (EU) 2024/825 bans or asks to prove.

    Parameters
    ----------
    text
        Plain text; each line is checked sentence by sentence.
    language
        Of the advice (it, en); the words of both languages are looked for in any text.

    Returns
    -------
    list of Hit
        In reading order. A generic word with a figure and its unit in the same sentence is no
        hit; a claim of neutrality always is.

    Examples
    --------
    >>> [(hit.line, hit.text, hit.kind) for hit in claims_check("Una gara.\nÈ a impatto zero!")]
    [(2, 'a impatto zero', 'offset')]
    >>> claims_check("Emissioni: 4,2 t di CO2e, il 12 % in meno: più sostenibile del 2024.")
    []
    """
    lines = enumerate(text.splitlines(), start=1)
    return [hit for number, line in lines for hit in _in_line(number, line, language)]


def _in_line(number: int, line: str, language: str) -> Iterator[Hit]:
    rules = _rules(reference_folder() / "claims.toml")
    for sentence in SENTENCE.finditer(line):
        words = sentence.group()
        spared = [found.span() for found in _any(rules.exceptions).finditer(words)]
        has_figure = bool(re.search(rules.figure, words, re.IGNORECASE))
        found = [
            (match.start(), match.group(), rule)
            for rule in rules.rules
            for match in _any(rule.patterns).finditer(words)
            if not _inside(match.span(), spared)
            and not (has_figure and rules.kinds[rule.kind].unless_figure)
        ]
        for start, claim, rule in sorted(found, key=lambda hit: (hit[0], -len(hit[1]))):
            kind = rules.kinds[rule.kind]
            yield Hit(
                line=number,
                column=sentence.start() + start + 1,
                text=claim.strip(),
                sentence=words.strip(),
                kind=rule.kind,
                rule=rule.id,
                law=kind.law,
                advice=kind.in_language(language, "advice"),
            )


def _inside(span: tuple[int, int], spans: list[tuple[int, int]]) -> bool:
    return any(first <= span[0] and span[1] <= last for first, last in spans)


@cache
def _any(patterns: tuple[str, ...]) -> re.Pattern[str]:
    """Return one expression for all patterns, longest first, as whole words."""
    ordered = sorted(patterns, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(ordered)})(?!\w)", re.IGNORECASE)


@remembered
def _rules(path: Path) -> ClaimRules:
    return ClaimRules.model_validate(tomllib.loads(source(path).read_text(encoding="utf-8")))
