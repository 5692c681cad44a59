"""A sentence as the fact check reads it, and what is said of it: a claim with its verdict."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from reporting.proofreading.known import KnownEvent
from reporting.proofreading.numbers_in_text import NumberInText, numbers_in, ordinal_value
from reporting.proofreading.texts import TextLine
from reporting.proofreading.wording import comparable, language_of, pattern

Verdict = Literal["confirmed", "contradicted", "unsupported"]

_QUOTE = re.compile(r"[«“\"].{3,}?[»”\"]")
_UNSEEN = re.compile("[\ufe0e\ufe0f\u20e3\u200b\u00ad]")
# A full stop ends no sentence after a capital alone, a short form or between figures.
_END = re.compile(
    r"(?<=[.!?;])(?<!\.\.)(?<!\b[A-Z]\.)(?<!\bSt\.)(?<!\bn\.)(?<!\bno\.)(?<!\bNo\.)(?<!\bkm\.)(?<!\bcc\.)\s+|\n"
)
# "1. A; 2. B": the number in a list is a place and ends no sentence.
_LISTED = re.compile(r"(^|[:;,] )([1-9])\. ")
_LEG_AFTER = re.compile(
    r"(?<!\w)(\w+)[°ªº]? (?:e ultima |and final )?(?:tappa|leg|stage|frazione|giornata)(?!\w)"
)
_LEG_BEFORE = re.compile(
    r"(?<!\w)(?:tappa|leg|stage|frazione|day|giorno)[ #]*(?:n\. ?|numero |number |no\. ?)?(\w+)"
)


@dataclass(frozen=True, slots=True)
class TextClaim:
    """What a text states, held against what is known.

    Parameters
    ----------
    line
        The line in the file.
    text
        The sentence.
    kind
        ``count``, ``length``, ``car``, ``year``, ``position`` and so on.
    stated, expected
        What stands there, and what is known; empty where nothing is.
    verdict
        ``confirmed``, ``contradicted`` or ``unsupported``.
    source
        Who says what is known.
    """

    line: int
    text: str
    kind: str
    stated: str
    expected: str = ""
    verdict: Verdict = "unsupported"
    source: str = ""

    @property
    def in_words(self) -> str:
        """What was found, for the margin of the text."""
        expected = f" (known: {self.expected}; {self.source})" if self.expected else ""
        return f"{self.verdict}, {self.kind}: {self.stated}{expected}"

    def as_json(self) -> dict[str, Any]:
        """Return the claim as plain values, as the contract names them."""
        return {
            "line": self.line,
            "text": self.text,
            "kind": self.kind,
            "stated": self.stated,
            "expected": self.expected or None,
            "verdict": self.verdict,
            "source": self.source or None,
        }


@dataclass(slots=True)
class Sentence:
    """A sentence with what is found in it.

    Parameters
    ----------
    line, text
        Where, and as it stands.
    known
        The event.
    fallback
        The language of the whole text, where its own is not plain.
    elsewhere
        Whether it is about another event.
    """

    line: int
    text: str
    known: KnownEvent
    fallback: str = ""
    elsewhere: bool = False
    plain: str = ""
    language: str = ""
    numbers: list[NumberInText] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.plain = comparable(self.text)
        self.language = self._language()
        self.numbers = numbers_in(self.plain, self.language)

    def _language(self) -> str:
        """Return the sentence's language; empty where a single word speaks against the text's."""
        own = language_of(self.plain)
        if not self.fallback or own in ("", self.fallback):
            return own or self.fallback
        return language_of(self.plain, lead=2)

    @property
    def doubtful(self) -> bool:
        """Whether it tells another's words, a wish, another year or a question."""
        if self.elsewhere or self.text.rstrip().endswith("?"):
            return True
        if any(pattern("guards", name).search(self.plain) for name in _DOUBTS):
            return True
        if self._speaks_in_figures():
            return True
        years = set(re.findall(r"(?<!\d)20\d\d(?!\d)", self._without_cars_and_prizes()))
        return bool(years - {str(self.known.info.start.year)})

    def _without_cars_and_prizes(self) -> str:
        """Return the sentence without years that are no other edition's: of cars, of a prize."""
        text = self.plain
        for fact in self.known.facts("prize"):
            for named in re.findall(r"\w+ \w+ 20\d\d", comparable(fact.value)):
                text = text.replace(named, " ")
        for crew in self.known.crews:
            text = re.sub(rf"{re.escape(comparable(crew.model))}.{{0,12}}20\d\d", " ", text)
            text = re.sub(rf"20\d\d.{{0,14}}{re.escape(comparable(crew.make))}", " ", text)
        return re.sub(r"(?<=gtb|gts).{0,12}20\d\d", " ", text)

    def _speaks_in_figures(self) -> bool:
        """Tell whether somebody is quoted with figures or names: theirs, not the text's."""
        if not pattern("guards", "speech").search(self.plain):
            return False
        crews = {person.split()[-1] for crew in self.known.crews for person in crew.people}
        return any(
            numbers_in(comparable(quote.group()), self.language)
            or crews.intersection(comparable(quote.group()).split())
            for quote in _QUOTE.finditer(self.text)
        )

    @property
    def of_the_event(self) -> bool:
        """Whether it says that it is about the event, so that a count in it can be the event's."""
        return self.known.is_named(self.text) or bool(pattern("event", "words").search(self.plain))

    def legs(self) -> list[int]:
        """Return the numbers of the legs that it speaks of."""
        count = len(self.known.legs)
        told: list[int] = []
        for found in (*_LEG_AFTER.finditer(self.plain), *_LEG_BEFORE.finditer(self.plain)):
            number = (
                count if pattern("hints", "last").fullmatch(found[1]) else ordinal_value(found[1])
            )
            if number is not None and 1 <= number <= count and number not in told:
                told.append(number)
        return told

    def negated(self, start: int) -> bool:
        """Whether a denial stands shortly before a place in it."""
        before = re.split(r"[,;:]| ma | but | bensi ", self.plain[:start])[-1]
        return bool(pattern("guards", "negation").search(" ".join(before.split()[-5:])))

    def claim(self, kind: str, stated: str, expected: str, source: str, right: bool) -> TextClaim:
        """Return a claim that is right or wrong; unsupported where the sentence is doubtful."""
        verdict: Verdict = "confirmed" if right else "contradicted"
        if self.doubtful:
            verdict = "unsupported"
        return TextClaim(self.line, self.text.strip(), kind, stated, expected, verdict, source)

    def unsupported(
        self, kind: str, stated: str, expected: str = "", source: str = ""
    ) -> TextClaim:
        """Return a claim that nothing known decides."""
        return TextClaim(
            self.line, self.text.strip(), kind, stated, expected, "unsupported", source
        )


_DOUBTS = ("reported", "unreal", "other_time")


def sentences(lines: Iterable[TextLine], known: KnownEvent) -> Iterator[Sentence]:
    """Yield the sentences of a text; what follows the name of another event is about that."""
    lines = tuple(lines)
    language = language_of(comparable(" ".join(line.text for line in lines)[:20_000]))
    elsewhere = False
    for line in lines:
        text = _LISTED.sub(r"\1\2° ", _UNSEEN.sub("", line.text))
        for part in _END.split(text):
            if part.strip():
                elsewhere = known.is_elsewhere(part, elsewhere)
                yield Sentence(line.number, part, known, language, elsewhere)
