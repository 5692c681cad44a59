"""A sentence as the fact check reads it, with what is found in it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from reporting.proofreading.crew_mentions import (
    CarMention,
    CrewMention,
    PersonMention,
    cars_in,
    crews_in,
    labels_in,
    numbered_in,
    people_in,
    teams_in,
)
from reporting.proofreading.dates_in_text import (
    date_form,
    names_of,
    parts_of,
    range_form,
    weekday_form,
)
from reporting.proofreading.doubts_in_text import (
    asks,
    compared_with,
    is_doubtful,
    is_of_another_race,
    outside_quotations,
    quoted_by_others,
    within,
)
from reporting.proofreading.known import KnownEvent
from reporting.proofreading.known_crews import AFTER
from reporting.proofreading.numbers_in_text import NumberInText, numbers_in
from reporting.proofreading.place_mentions import (
    LegMention,
    PlaceMention,
    Spanned,
    WayMention,
    event_names_in,
    legs_in,
    places_in,
    reached_in,
    ways_in,
)
from reporting.proofreading.positions_in_text import (
    RankMention,
    beside_rank,
    rankings_of,
    ranks_in,
)
from reporting.proofreading.text_claim import TextClaim, Verdict
from reporting.proofreading.wording import comparable, language_of, pattern, phrase


@dataclass(eq=False)
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
    heading
        The ranking that the last title names: of that are the rows of a list below.
    named
        Whether its line is a short one that names the event, in a hashtag perhaps.
    """

    line: int
    text: str
    known: KnownEvent
    fallback: str = ""
    elsewhere: bool = False
    previous: Sentence | None = None
    asked: int = 0
    text_leg: int | None = None
    heading: str = ""
    named: bool = False

    @property
    def before(self) -> Sentence | None:
        """The sentence that it goes on from, after a semicolon."""
        goes_on = self.previous and self.previous.text.rstrip().endswith(";")
        return self.previous if goes_on else None

    @cached_property
    def led_by(self) -> str:
        """What stands before it in its list, up to the beginning: semicolons part the members."""
        return f"{self.before.led_by} {self.before.plain}" if self.before else ""

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
        """The people of known crews that it names, by the number on their car too."""
        legs = [(leg.start, leg.end) for leg in self.legs]
        numbered = [
            one
            for one in numbered_in(self.plain, self.known)
            if not any(low < one.end and one.start < high for low, high in legs)
        ]
        named = people_in(self.text, self.plain, self.known)
        return sorted([*named, *numbered], key=lambda one: one.start)

    @cached_property
    def crews(self) -> list[CrewMention]:
        """The crews that it names, or the one that it takes up: "the pair", "they".

        A team is what it speaks of where neither crew nor car is named.
        """
        named = crews_in(self.plain, self.people)
        if not named and not self.cars:
            named = self.teams
        taken = phrase("sentence", "taken_up").match(self.plain)
        if named or not taken or not self.previous or len(self.previous.crews) != 1:
            return named
        return [CrewMention(taken.start(1), taken.end(1), self.previous.crews[0].crews)]

    @cached_property
    def teams(self) -> list[CrewMention]:
        """The teams that it names."""
        return teams_in(self.text, self.plain, self.known)

    @cached_property
    def cars(self) -> list[CarMention]:
        """The cars that it names."""
        return cars_in(self.text, self.plain, self.known)

    def is_car(self, mention: CrewMention) -> bool:
        """Tell whether a mention of a crew is its car's."""
        return any(car.start == mention.start for car in self.cars)

    @cached_property
    def ranks(self) -> list[RankMention]:
        """The positions that it tells: in words of their own, or right beside a crew or a car."""
        named: list[Spanned] = [*self.crews, *self.cars]
        return ranks_in(self.plain, [(one.start, one.end) for one in named], self.known.of_ranking)

    def ranking_of(self, rank: RankMention) -> str:
        """Return the ranking that the words right beside a position name; empty where none do."""
        others = [one for one in self.ranks if one != rank]
        low = max((one.end for one in others if one.end <= rank.start), default=0)
        high = min((one.start for one in others if one.start >= rank.end), default=None)
        for place in self.places:
            between = self.plain[rank.end : place.start] if place.start >= rank.end else "-"
            ended = self.known.way.leg_by("finish", place.name)
            there = phrase("positions_in_text", "at_a_place").fullmatch(between)
            if ended and there:
                return f"{AFTER}{ended}" if ended in self.known.after_legs else "overall"
            town = self.known.way.town(place.name)
            if there and not any(town in ranking for ranking in self.known.rankings):
                return f"at {town}"  # of which nobody published a ranking
        leg = next(iter(self.known.after_legs), 0) if len(self.known.after_legs) == 1 else 0
        return beside_rank(self.plain, (low, rank.start, rank.end, high), self.known, leg)

    @cached_property
    def rankings(self) -> list[str]:
        """The rankings that it is about; the standings after a leg where it speaks of these.

        Of a leg before the last one, a place may be the day's or that of the standings after it:
        it is neither where nothing in the words decides.
        """
        if self.heading and phrase("crews_in_text", "row").match(self.plain):
            return [self.heading]
        label = self.plain.partition(":")[0] if ":" in self.plain else ""
        labelled = [one for one in rankings_of(label, self.known) if one != "overall"]
        if len(labelled) == 1:  # "Group RC4: first A, second B"
            return labelled
        told: set[int | None] = {leg.number for leg in self.legs}
        alone = len(self.ranks) <= 1  # "seventh on Saturday night, fourteenth on Sunday"
        night = alone and phrase("positions_in_text", "overnight").search(self.plain)
        told = told or ({*self.known.after_legs} if night else set()) or {self.text_leg}
        leg = next(iter(told)) if len(told) == 1 else None
        final = phrase("sentence", "final").search(self.plain)
        if leg is None or leg not in self.known.after_legs or final:
            told_here = rankings_of(self.plain, self.known)
            taken = self.previous if phrase("sentence", "taken").search(self.plain) else self.before
            return taken.rankings if taken and told_here == ["overall"] else told_here
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
        ranges = [found.span() for found in range_form().finditer(self.plain)]
        dates = [
            date
            for date in date_form().finditer(self.plain)
            if not any(low <= date.start() < high for low, high in ranges)
        ]
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
        named += numbered_in(self.plain, self.known) or labels_in(self.plain)
        named += event_names_in(self.plain, self.known)
        taken = [(each.start, each.end) for each in named]
        return [
            number
            for number in numbers_in(self.plain, self.language)
            if not any(start <= number.start < end for start, end in taken)
        ]

    @cached_property
    def doubtful(self) -> bool:
        """Whether it tells another's words, a wish, another year or a question."""
        return self._is_doubtful(self.text, self._without_cars_and_prizes())

    @cached_property
    def _doubtful_outside(self) -> bool:
        """Whether what stands outside its quotations is in doubt."""
        told = outside_quotations(self.text)
        signs = zip(self._without_cars_and_prizes(), told, self.text, strict=True)
        return self._is_doubtful(told, "".join(a if b == c else " " for a, b, c in signs))

    def _is_doubtful(self, text: str, plain: str) -> bool:
        if self.elsewhere or asks(text, plain) or is_of_another_race(text, self.known):
            return True
        built = {crew.year for crew in self.known.crews} if self.cars else set()
        return is_doubtful(text, plain, self.known, built)

    def _without_cars_and_prizes(self) -> str:
        """Return the sentence without years that are no other edition's: of cars, of a prize."""
        text = self.plain
        for car in self.cars:
            text = text[: car.start] + " " * (car.end - car.start) + text[car.end :]
        if self.cars:
            for form in ("list_of_years", "said"):
                text = phrase("crews_in_text", form).sub(lambda one: " " * len(one[0]), text)
        return self.known.without_prizes(text)

    @cached_property
    def _spoken(self) -> list[tuple[int, int]]:
        """Where somebody is quoted: what stands there is theirs, not the text's."""
        quotes = quoted_by_others(self.text)
        speakers = [one for one in self.people if quotes and not within(one.start, quotes)]
        return [] if speakers else quotes  # who raced speaks for the race

    @cached_property
    def at_control(self) -> bool:
        """Whether it tells what was at one control, and not at the end."""
        here = phrase("sentence", "at_control").search(self.plain) is not None
        return here or (self.before is not None and self.before.at_control)

    def half(self, start: int) -> tuple[int, int]:
        """Return where the part of the sentence begins and ends that "but" sets against another."""
        breaks = [found.span() for found in phrase("sentence", "halves").finditer(self.plain)]
        low = max((high for _, high in breaks if high <= start), default=0)
        return low, min((low for low, _ in breaks if low >= start), default=len(self.plain))

    @property
    def of_the_event(self) -> bool:
        """Whether it says that it is about the event, so that a count in it can be the event's."""
        areas = {each[0] for each in pattern("regions", "names").finditer(self.plain)}
        crossed = areas & {comparable(fact.value) for fact in self.known.facts("region")}
        told = (
            len(crossed) > _MANY
            or self.named
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
        inside = within(at, spoken) if at is not None else bool(spoken)
        outside = at is not None and not outside_quotations(self.text)[at].isspace()
        doubtful = self._doubtful_outside if outside else self.doubtful
        compared = at is not None and within(at, compared_with(self.plain, self.known))
        if doubtful or inside or compared or (at is not None and at < self.asked):
            verdict = "unsupported"
        return TextClaim(self.line, self.text.strip(), kind, stated, expected, verdict, source, at)

    def unsupported(
        self, kind: str, stated: str, expected: str = "", source: str = ""
    ) -> TextClaim:
        """Return a claim that nothing known decides."""
        return TextClaim(
            self.line, self.text.strip(), kind, stated, expected, "unsupported", source
        )


_MANY = 2
"""More of the event's regions than these make a sentence that is about it."""

_MOVES = ("starts", "ends", "leaves")
