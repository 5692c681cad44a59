"""A sentence as the fact check reads it, and what is said of it: a claim with its verdict."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from reporting.proofreading.crew_mentions import (
    CarMention,
    CrewMention,
    PersonMention,
    cars_in,
    crews_in,
    people_in,
)
from reporting.proofreading.dates_in_text import date_form, names_of, parts_of, weekday_form
from reporting.proofreading.known import KnownEvent
from reporting.proofreading.known_crews import AFTER
from reporting.proofreading.numbers_in_text import NumberInText, numbers_in
from reporting.proofreading.place_mentions import (
    LegMention,
    PlaceMention,
    Spanned,
    WayMention,
    legs_in,
    places_in,
    reached_in,
    ways_in,
)
from reporting.proofreading.positions_in_text import RankMention, rankings_of, ranks_in
from reporting.proofreading.texts import TextLine
from reporting.proofreading.wording import comparable, language_of, pattern, phrase

Verdict = Literal["confirmed", "contradicted", "unsupported"]

_QUOTE = re.compile(r"[«“\"].{3,}?[»”\"]")
_UNSEEN = re.compile("[\ufe0e\ufe0f\u20e3\u200b\u00ad]")
# A full stop ends no sentence after a capital alone, a short form or between figures.
_END = phrase("sentence", "end")
# What a question asks is not what stands before its emoji.
_ASIDE = re.compile(r"(?<=[\U0001F300-\U0001FAFF\u2600-\u27BF]) (?=[A-ZÈ][^?]*\?$)")
# "1. A; 2. B": the number in a list is a place and ends no sentence.
_LISTED = re.compile(r"(^|[:;,–—-] )([1-9])\. ")
_FIRST = re.compile(r"(^|[:;,–—-] )1\. ")


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


@dataclass
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
    previous
        The sentence before it in its line.
    asked
        Where the question that it answers ends: what stands in that is stated by nobody.
    text_leg
        The leg that the text or its paragraph is about: its titles, or a sentence before, name it.
    """

    line: int
    text: str
    known: KnownEvent
    fallback: str = ""
    elsewhere: bool = False
    previous: Sentence | None = None
    asked: int = 0
    text_leg: int | None = None

    @property
    def before(self) -> Sentence | None:
        """The sentence that it goes on from, after a semicolon."""
        goes_on = self.previous and self.previous.text.rstrip().endswith(";")
        return self.previous if goes_on else None

    @cached_property
    def plain(self) -> str:
        """The text, comparable, sign by sign."""
        return comparable(self.text)

    @cached_property
    def language(self) -> str:
        """The sentence's language; empty where a single word speaks against the text's."""
        own = language_of(self.plain)
        if not self.fallback or own in ("", self.fallback):
            return own or self.fallback
        return language_of(self.plain, lead=2)

    @cached_property
    def people(self) -> list[PersonMention]:
        """The people of known crews that it names."""
        return people_in(self.text, self.plain, self.known)

    @cached_property
    def crews(self) -> list[CrewMention]:
        """The crews that it names, or the one that it takes up: "the pair", "they"."""
        named = crews_in(self.plain, self.people)
        taken = phrase("sentence", "taken_up").match(self.plain)
        if named or not taken or not self.previous or len(self.previous.crews) != 1:
            return named
        return [CrewMention(taken.start(1), taken.end(1), self.previous.crews[0].crews)]

    @cached_property
    def cars(self) -> list[CarMention]:
        """The cars that it names."""
        return cars_in(self.text, self.plain, self.known)

    def is_car(self, mention: CrewMention) -> bool:
        """Tell whether a mention of a crew is its car's."""
        return any(car.start == mention.start for car in self.cars)

    @cached_property
    def ranks(self) -> list[RankMention]:
        """The positions that it tells."""
        return ranks_in(self.plain)

    @cached_property
    def rankings(self) -> list[str]:
        """The rankings that it is about; the standings after a leg where it speaks of these.

        Of a leg before the last one, a place may be the day's or that of the standings after it:
        it is neither where nothing in the words decides.
        """
        told: set[int | None] = {leg.number for leg in self.legs} or {self.text_leg}
        leg = next(iter(told)) if len(told) == 1 else None
        final = phrase("sentence", "final").search(self.plain)
        if leg is None or leg not in self.known.after_legs or final:
            return rankings_of(self.plain, self.known)
        after = phrase("sentence", "after_a_leg").search(self.plain)
        return [f"{AFTER}{leg}"] if after else []

    @cached_property
    def places(self) -> list[PlaceMention]:
        """The places of the way that it names."""
        return places_in(self.text, self.plain, self.known)

    @cached_property
    def ways(self) -> list[WayMention]:
        """The ways from place to place that it tells."""
        return ways_in(self.plain, self.places)

    @cached_property
    def legs(self) -> list[LegMention]:
        """The legs that it names by number."""
        return legs_in(self.plain, self.known, bool(self.before and self.before.legs))

    @cached_property
    def named_legs(self) -> list[LegMention]:
        """The legs that it names, by number or by both their ends."""
        ways = [
            LegMention(way.start, way.end, leg)
            for way in self.ways
            if (leg := self.known.way.leg_of(way.first.name, way.last.name)) is not None
        ]
        return sorted([*self.legs, *ways], key=lambda each: each.start)

    @cached_property
    def scopes(self) -> list[LegMention]:
        """The legs that it speaks of: that it names, or else that end or begin where it says."""
        return self.named_legs or reached_in(self.plain, self.places, self.known)

    @cached_property
    def meant_legs(self) -> list[LegMention]:
        """The legs that it speaks of, by their day too; of days, never to be held to these."""
        return self.scopes or self.days_as_legs

    @cached_property
    def days_as_legs(self) -> list[LegMention]:
        """The legs that were run on the weekdays that it names."""
        named = [
            LegMention(day.start(), day.end(), leg.number)
            for day in weekday_form().finditer(self.plain)
            for leg in self.known.legs
            if leg.date.weekday() == names_of("day")[day[1]]
        ]
        dates = list(date_form().finditer(self.plain))
        return named or [
            LegMention(date.start(), date.end(), leg.number)
            for date in dates
            for leg in self.known.legs
            if len(dates) == 1
            and parts_of(date, leg.date.month)[1:3] == (leg.date.day, leg.date.month)
        ]

    @cached_property
    def numbers(self) -> list[NumberInText]:
        """The numbers that count or measure: those of cars, legs, days and names left out."""
        named: list[Spanned] = [*self.cars, *self.legs, *self.places]
        taken = [(each.start, each.end) for each in named]
        return [
            number
            for number in numbers_in(self.plain, self.language)
            if not any(start <= number.start < end for start, end in taken)
        ]

    @cached_property
    def doubtful(self) -> bool:
        """Whether it tells another's words, a wish, another year or a question."""
        if self.elsewhere or self._asks() or self._is_of_another():
            return True
        if any(pattern("guards", name).search(self.plain) for name in _DOUBTS):
            return True
        years = set(re.findall(r"(?<!\d)20\d\d(?!\d)", self._without_cars_and_prizes()))
        return bool(years - {str(self.known.info.start.year)})

    def _asks(self) -> bool:
        return self.text.rstrip().endswith("?") and ":" not in self.text

    def _is_of_another(self) -> bool:
        """Tell whether it names a race, a show or a museum of a place that nobody knows."""
        return any(
            self.known.is_strange(next(filter(None, found.groups())))
            for found in phrase("sentence", "event_at").finditer(self.text)
        )

    def _without_cars_and_prizes(self) -> str:
        """Return the sentence without years that are no other edition's: of cars, of a prize."""
        text = self.plain
        for car in self.cars:
            text = text[: car.start] + " " * (car.end - car.start) + text[car.end :]
        if self.cars:
            text = phrase("crews_in_text", "said").sub(" ", text)
        return self.known.without_prizes(text)

    @cached_property
    def _spoken(self) -> list[tuple[int, int]]:
        """Where somebody is quoted: what stands there is theirs, not the text's."""
        if not pattern("guards", "speech").search(self.plain):
            return []
        quotes = [quote.span() for quote in _QUOTE.finditer(self.text)]
        speakers = [one for one in self.people if not _within(one.start, quotes)]
        return [] if speakers else quotes  # who raced speaks for the race

    @property
    def of_the_event(self) -> bool:
        """Whether it says that it is about the event, so that a count in it can be the event's."""
        areas = {each[0] for each in pattern("regions", "names").finditer(self.plain)}
        crossed = areas & {comparable(fact.value) for fact in self.known.facts("region")}
        told = (
            len(crossed) > _MANY
            or self.known.is_named(self.text)
            or pattern("event", "words").search(self.plain)
        )
        moves = any(pattern("hints", name).search(self.plain) for name in _MOVES)
        return bool(told or self.named_legs or self.covers or (moves and self.places))

    @cached_property
    def covers(self) -> bool:
        """Whether it tells a way from the first start to the last finish."""
        way = self.known.way
        ways = [{way.town(one.first.name), way.town(one.last.name)} for one in self.ways]
        return way.ends in ways

    def negated(self, start: int) -> bool:
        """Whether a denial stands shortly before a place in it."""
        before = phrase("sentence", "clauses").split(self.plain[:start])[-1]
        before = phrase("sentence", "no_denial").sub(" ", before)
        return bool(pattern("guards", "negation").search(" ".join(before.split()[-5:])))

    def claim(
        self,
        kind: str,
        stated: str,
        expected: str,
        source: str,
        *,
        right: bool,
        at: int | None = None,
    ) -> TextClaim:
        """Return a claim that is right or wrong; unsupported where it stands in doubt.

        Parameters
        ----------
        kind, stated, expected, source
            As the claim has them.
        right
            Whether what is known says the same.
        at
            Where it stands in the sentence.
        """
        verdict: Verdict = "confirmed" if right else "contradicted"
        spoken = self._spoken
        inside = _within(at, spoken) if at is not None else bool(spoken)
        if self.doubtful or inside or (at is not None and at < self.asked):
            verdict = "unsupported"
        return TextClaim(self.line, self.text.strip(), kind, stated, expected, verdict, source)

    def unsupported(
        self, kind: str, stated: str, expected: str = "", source: str = ""
    ) -> TextClaim:
        """Return a claim that nothing known decides."""
        return TextClaim(
            self.line, self.text.strip(), kind, stated, expected, "unsupported", source
        )


def _within(at: int, spans: Sequence[tuple[int, int]]) -> bool:
    return any(start <= at < end for start, end in spans)


_MANY = 2
"""More of the event's regions than these make a sentence that is about it."""

_MOVES = ("starts", "ends", "leaves")
_DOUBTS = ("reported", "unreal", "other_time", "other_event")


def sentences(lines: Iterable[TextLine], known: KnownEvent) -> Iterator[Sentence]:
    """Yield the sentences of a text; what follows the name of another event is about that."""
    lines = tuple(lines)
    language = language_of(comparable(" ".join(line.text for line in lines)[:20_000]))
    elsewhere = False
    text_leg = _leg_of(lines[:_HEAD], known)
    for line in lines:
        text = _UNSEEN.sub("", line.text)
        if _FIRST.search(text):
            text = _LISTED.sub(r"\1\2° ", text)
        previous: Sentence | None = None
        leg = text_leg
        parts = [cut for part in _END.split(text) if part.strip() for cut in _cut(part)]
        parts = [one for part in parts for one in _ASIDE.split(part) if one]
        for asked, part in _with_answers(parts):
            elsewhere = known.is_elsewhere(part, elsewhere)
            sentence = Sentence(line.number, part, known, language, elsewhere, previous, asked, leg)
            yield sentence
            previous = sentence
            named = {each.number for each in sentence.legs}
            leg = min(named) if len(named) == 1 else leg


def _leg_of(head: Iterable[TextLine], known: KnownEvent) -> int | None:
    """Return the one leg that the titles of a text name by its number."""
    titles = (comparable(line.text) for line in head if len(line.text.split()) <= _TITLE)
    named = {leg.number for title in titles for leg in legs_in(title, known, False)}
    return named.pop() if len(named) == 1 else None


_HEAD, _TITLE = 3, 15
"""In how many lines the titles of a text stand, and how many words one has at most."""

_LONGEST = 1200
"""How many characters a sentence has at most: what is longer is no sentence, and read in parts."""


def _cut(part: str) -> list[str]:
    if len(part) <= _LONGEST:
        return [part]
    return re.findall(rf".{{1,{_LONGEST}}}(?:\s|$)|.{{{_LONGEST}}}", part, re.DOTALL)


_TOPIC = 10
"""How many words a question has at most that only names what its answer is about."""


def _with_answers(parts: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Yield each sentence with the length of the question that it answers: "The way? 560 km."."""
    question = ""
    for at, part in enumerate(parts):
        following = parts[at + 1] if at + 1 < len(parts) else ""
        asks = part.rstrip().endswith("?") and len(part.split()) <= _TOPIC
        plain = not pattern("guards", "answer").match(comparable(following).lstrip(" -\u2013:"))
        if asks and not question and following and plain and not following.rstrip().endswith("?"):
            question = f"{part} "
            continue
        yield len(question), question + part
        question = ""
