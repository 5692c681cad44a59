r"""The claims check: words that a text must not use of an event, or must be able to prove.

The words, the law behind them and the advice are data (``data/reference/claims.toml``).
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache, lru_cache, partial
from pathlib import Path
from typing import Any, Literal

from reporting.event.worded import Strict, Worded
from reporting.paths import reference_folder
from reporting.reads import remembered, source

SENTENCE = re.compile(r"[^.!?;]*(?:\.(?=\d)[^.!?;]*)*[.!?;]?")

FUTURE = "future"
_SENTENCES = 8192
"""How many are kept with their claims: a report's tables say the same again and again."""

# Signs that look alike are compared as one; each stands for one, so that columns stay.
_ALIKE = str.maketrans("\u00a0\u2009\u202f\u2019\u2018\u02bc\u2010\u2011\u2013₂", "   '''---2")
_UNSEEN = str.maketrans("", "", "\u00ad\u200b\u200c\u200d\u2060\ufeff")

# A sentence's quotation, and who speaks: both are needed, or any slogan could be put in quotes.
_QUOTED = re.compile(r"«[^»]*»|“[^”]*”|\"[^\"]*\"")
_SPEAKS = re.compile(
    r"\b(dett\w|dice|diceva|dichiar\w+|spieg\w+|raccont\w+|afferm\w+|comment\w+|secondo|scri\w+|"
    r"ricord\w+|says?|said|according to|told|explains?|explained|writes?|wrote|comments?|adds?|"
    r"added|states?|stated)\b",
    re.IGNORECASE,
)
_DENIAL = re.compile(
    r"\b(?:non|né|not|n't|never|nor|neither|no)\b"
    r"(?!\s+(?:solo|soltanto|only|just|merely|pi[uù] solo))"
    r"(?:\s+\S+){0,3}\s*$",
    re.IGNORECASE,
)


class ClaimKind(Worded):
    """A kind of claim: what the law says of it and what to do."""

    name_it: str
    name_en: str
    unless_figure: bool
    law: str
    advice_it: str
    advice_en: str


class Rule(Strict):
    """Words of one kind; see the head of the data file."""

    kind: str
    id: str
    patterns: tuple[str, ...]
    needs: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()


class Fields(Strict):
    """Names of fields of study or policy, and what makes a claim of one."""

    names: tuple[str, ...]
    selling: tuple[str, ...]


class ClaimRules(Strict):
    """The whole file."""

    version: str
    kinds: dict[str, ClaimKind]
    amount: str
    comparison: str
    matter: str
    exceptions: tuple[str, ...]
    fields: Fields
    rules: tuple[Rule, ...]

    def proven(self, sentence: str) -> bool:
        """Tell whether a sentence says how much of what was saved, against what."""
        amount, matter = f"(?:{self.amount})", rf"\b(?:{self.matter})\b"
        near = rf"{amount}.{{0,30}}?{matter}|{matter}.{{0,30}}?{amount}"
        return bool(
            re.search(near, sentence, re.IGNORECASE)
            and re.search(rf"\b(?:{self.comparison})\b", sentence, re.IGNORECASE)
        )

    def spared(self, sentence: str) -> list[tuple[int, int]]:
        """Return where in a sentence a listed word is no claim."""
        names = self.exceptions
        if not _any(self.fields.selling).search(sentence):
            names += self.fields.names
        return [found.span() for found in _any(names).finditer(sentence)]


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
        ``offset`` (banned), ``generic`` (to be proven) and so on; which rule found it.
    law, advice
        Why, and what to do, in the language that was asked for.
    verdict
        ``risk``; ``quotation`` where somebody who is named to speak says it.
    source
        Who published the words, where they are kept as a quotation.
    """

    line: int
    column: int
    text: str
    sentence: str
    kind: str
    rule: str
    law: str
    advice: str
    verdict: Literal["risk", "quotation"] = "risk"
    source: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return the hit as plain values."""
        return asdict(self)


def claims_check(
    text: str,
    language: str = "en",
    kept: Mapping[str, str] | None = None,
    names: Collection[str] = (),
) -> list[Hit]:
    r"""Find claims that Directive (EU) 2024/825 bans or asks to prove.

    Parameters
    ----------
    text
        Plain text, checked sentence by sentence; a line that goes on in small letters belongs to
        the sentence before.
    language
        Of the advice (it, en); the words of both languages are looked for in any text.
    kept
        Words that others published -> who did: a claim within them is their quotation.
    names
        Names of people, teams, cars and places, as the text writes them: a word of one is no claim.

    Returns
    -------
    list of Hit
        In reading order. A generic word is no hit where its sentence says how much of what was
        saved, against what; a claim of neutrality always is. What a text denies is no claim.

    Examples
    --------
    >>> [(hit.line, hit.text, hit.kind) for hit in claims_check("Una gara.\nÈ a impatto zero!")]
    [(2, 'a impatto zero', 'offset')]
    >>> claims_check("Emissioni: 4,2 t di CO2e, il 12 % in meno: più sostenibile del 2024.")
    []
    """
    quotations = {_comparable(words): source for words, source in (kept or {}).items()}
    known = [_comparable(name) for name in names]
    reader = _reader(reference_folder() / "claims.toml")
    return [
        hit
        for part in _passages(_comparable(text))
        for hit in _in_passage(part, reader, language, quotations, known)
    ]


def _comparable(text: str) -> str:
    return unicodedata.normalize("NFC", text.translate(_UNSEEN)).translate(_ALIKE)


def _passages(text: str) -> Iterator[tuple[int, str]]:
    """Yield number and text of each line, those that go on in small letters joined to it."""
    start, whole = 1, ""
    for number, line in enumerate(text.splitlines(), start=1):
        goes_on = whole.strip() and line.lstrip()[:1].islower() and whole.rstrip()[-1] not in ".!?"
        if goes_on:
            whole += f"\n{line}"
            continue
        yield start, whole
        start, whole = number, line
    yield start, whole


def _in_passage(
    part: tuple[int, str],
    reader: _ClaimReader,
    language: str,
    quotations: Mapping[str, str],
    names: Collection[str],
) -> Iterator[Hit]:
    first, passage = part
    for sentence in SENTENCE.finditer(passage):
        words = sentence.group()
        for start, end, rule in reader.claims(words):
            kind = reader.rules.kinds[rule.kind]
            before = passage[: sentence.start() + start]
            place = (sentence.start() + start, sentence.start() + end)
            if any(_inside(place, _places(passage, name)) for name in names):
                continue
            source = _publisher(passage, place, quotations)
            quoted = bool(source) or _is_quoted(words, start, end)
            yield Hit(
                line=first + before.count("\n"),
                column=len(before) - (before.rfind("\n") + 1) + 1,
                text=" ".join(words[start:end].split()),
                sentence=" ".join(words.split()),
                kind=rule.kind,
                rule=rule.id,
                law=kind.law,
                advice=kind.in_language(language, "advice"),
                verdict="quotation" if quoted else "risk",
                source=source,
            )


def _places(text: str, name: str) -> list[tuple[int, int]]:
    """Return where a name stands in a text, as a whole and in its own letters."""
    if name not in text:
        return []
    return [one.span() for one in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text)]


def _publisher(passage: str, place: tuple[int, int], quotations: Mapping[str, str]) -> str:
    """Return who published the words in which a place lies; empty where nobody did."""
    folded = passage.lower()
    for words, who in quotations.items():
        at = folded.find(words.lower())
        while 0 <= at <= place[0]:
            if place[1] <= at + len(words):
                return who
            at = folded.find(words.lower(), at + 1)
    return ""


@dataclass(frozen=True)
class _ClaimReader:
    """The rules, and what finds the claims of a sentence: not again in one that comes again."""

    rules: ClaimRules
    claims: Callable[[str], Sequence[tuple[int, int, Rule]]]


@remembered
def _reader(path: Path) -> _ClaimReader:
    rules = ClaimRules.model_validate(tomllib.loads(source(path).read_text(encoding="utf-8")))
    return _ClaimReader(rules, lru_cache(_SENTENCES)(partial(_claims, rules=rules)))


def _claims(sentence: str, rules: ClaimRules) -> Sequence[tuple[int, int, Rule]]:
    """Return where a sentence makes which claim: of two that overlap, the longer one.

    A promise stands beside what it promises: both are told.
    """
    if not any(map(str.isalpha, sentence)):
        return ()
    spared, proven = rules.spared(sentence), rules.proven(sentence)
    met = [
        (match.start(), match.end(), rule)
        for rule in rules.rules
        if not (proven and rules.kinds[rule.kind].unless_figure)
        and all(_any((need,)).search(sentence) for need in rule.needs)
        and not (rule.unless and _any(rule.unless).search(sentence))
        for match in _any(rule.patterns).finditer(sentence)
        if not _inside(match.span(), spared) and not _DENIAL.search(sentence[: match.start()])
    ]
    told: list[tuple[int, int, Rule]] = []
    for start, end, rule in sorted(met, key=lambda hit: hit[0] - hit[1]):
        same = [one for one in told if (one[2].kind == FUTURE) == (rule.kind == FUTURE)]
        if all(end <= first or last <= start for first, last, _ in same):
            told.append((start, end, rule))
    promises = [hit for hit in told if hit[2].kind == FUTURE]
    return sorted(
        [hit for hit in told if hit[2].kind != FUTURE] + promises[:1], key=lambda h: h[:2]
    )


def _is_quoted(sentence: str, start: int, end: int) -> bool:
    return any(
        quoted.start() < start
        and end < quoted.end()
        and _SPEAKS.search(sentence[: quoted.start()] + sentence[quoted.end() :])
        for quoted in _QUOTED.finditer(sentence)
    )


def _inside(span: tuple[int, int], spans: list[tuple[int, int]]) -> bool:
    return any(first <= span[0] and span[1] <= last for first, last in spans)


@cache
def _any(patterns: tuple[str, ...]) -> re.Pattern[str]:
    """Return one expression for all patterns, longest first, as whole words."""
    ordered = "|".join(sorted(patterns, key=len, reverse=True)).replace(" ", r"[\s-]")
    return re.compile(rf"(?<!\w)(?:{ordered})(?!\w)", re.IGNORECASE)
