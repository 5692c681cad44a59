"""What a sentence says of crews: who drove with whom, in which car, of which year, for whom."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from reporting.proofreading.crew_mentions import CarMention, CrewMention, misspelt
from reporting.proofreading.known_crews import KnownCrew
from reporting.proofreading.place_mentions import owner_in
from reporting.proofreading.sentence import Sentence
from reporting.proofreading.subjects_in_text import owner_of, subjects_of
from reporting.proofreading.text_claim import TextClaim
from reporting.proofreading.wording import comparable, pattern, phrase


def crews_of(sentence: Sentence) -> Iterator[TextClaim]:
    """Yield what a sentence states of crews and their cars."""
    yield from _pairs(sentence)
    for start, end, right, crew in misspelt(sentence.text, sentence.plain, sentence.known):
        stated = sentence.text[start:end]
        yield sentence.unsupported("spelling", stated, right.title(), crew.source)
    for at, car in enumerate(sentence.cars):
        yield from _years_of_several(sentence, car)
        owner = owner_of(sentence, car, at)
        if owner is None:
            yield from _loose_car(sentence, car)
        else:
            yield from _car(sentence, car, owner)
    yield from _teams(sentence)
    yield from _coefficients(sentence)


def _pairs(sentence: Sentence) -> Iterator[TextClaim]:
    """Yield pairs that nobody drove in."""
    for mention in sentence.crews:
        if not mention.crews and not sentence.negated(mention.start):
            told = [one for one in sentence.people if mention.start <= one.start < mention.end]
            crew = next(iter(told[0].crews))
            right = " / ".join(sorted(each.name for each in told[0].crews))
            stated = sentence.text[mention.start : mention.end]
            yield sentence.claim("crew", stated, right, crew.source, right=False, at=mention.start)


def _car(sentence: Sentence, car: CarMention, owner: CrewMention) -> Iterator[TextClaim]:
    crews = sorted(owner.crews, key=lambda crew: crew.name)
    alike = [crew for crew in crews if car.fits(crew)] or crews
    if not crews or sentence.negated(owner.end) or sentence.negated(car.start):
        return
    crew, stated = alike[0], " ".join(sentence.plain[car.start : car.end].split()).upper()
    fits = car.fits(crew)
    if fits is None:
        yield sentence.unsupported("car", stated, crew.car, crew.source)
    elif car.make or car.model:
        yield sentence.claim("car", stated, crew.car, crew.source, right=fits, at=car.start)
    year = car.year or _in_turn(sentence).get(car.start) or _year_said(sentence, car)
    if year and crew.year and len(alike) == 1 and fits is not False:
        right = year == crew.year
        yield sentence.claim("year", year, crew.year, crew.source, right=right, at=car.start)


_SAID = phrase("crews_in_text", "said")
_RACING = phrase("crews_in_text", "racing")


def _in_turn(sentence: Sentence) -> dict[int, str]:
    """Return the years of a list, one for each car in turn: "built in 1938, 1939 and 2017"."""
    found = phrase("crews_in_text", "list_of_years").search(sentence.plain)
    years = re.findall(r"\d{4}", found[0]) if found else []
    cars = [one for one in sentence.cars if found and one.start < found.start()]
    even = len(years) == len(cars) and not any(one.year for one in cars)
    return dict(zip((one.start for one in cars), years, strict=True)) if even else {}


def _year_said(sentence: Sentence, car: CarMention) -> str:
    """Return the year that a sentence gives a car in words of its own, before it names another."""
    if phrase("crews_in_text", "list_of_years").search(sentence.plain):
        return ""
    behind = [one.start for one in sentence.cars if one.start >= car.end]
    low = 0 if car is sentence.cars[0] and not behind else car.end
    text = sentence.plain[low : min(behind, default=None)]
    said = [
        found[1]
        for found in _SAID.finditer(text)
        if not phrase("crews_in_text", "bound").search(found[0])
    ]
    return str(said[0]) if len(set(said)) == 1 else ""


def _teams(sentence: Sentence) -> Iterator[TextClaim]:
    """Hold the team of the one crew that a sentence speaks of."""
    subjects = subjects_of(sentence)
    crew = subjects[0].crew if len(subjects) == 1 else None
    one = len({each for team in sentence.teams for each in team.crews}) == 1
    for team in sentence.teams if crew and one else ():
        if crew is None or crew in sentence.known.teams or sentence.negated(team.start):
            continue
        right = any(comparable(crew.team) in one.people for one in team.crews)
        stated = f"{crew.name}: {sentence.text[team.start : team.end]}"
        yield sentence.claim(
            "team", stated, crew.team or "-", crew.source, right=right, at=team.start
        )


def _coefficients(sentence: Sentence) -> Iterator[TextClaim]:
    """Hold the coefficient behind, or of, a crew or a car."""
    if not pattern("hints", "coefficient").search(sentence.plain):
        return
    subjects = subjects_of(sentence)
    values = [one for one in sentence.numbers if one.values[0] % 1]
    for value in values:
        whose = [one for one in subjects if owner_in(one, values, sentence.plain) == value]
        crew = whose[-1].crew if whose else None
        if crew and crew.coefficient and not sentence.negated(value.start):
            right = value.values[0] == Decimal(crew.coefficient)
            stated = f"{crew.car}: {sentence.text[value.start : value.end]}"
            yield sentence.claim(
                "coefficient", stated, crew.coefficient, crew.source, right=right, at=value.start
            )


def _years_of_several(sentence: Sentence, car: CarMention) -> Iterator[TextClaim]:
    """Hold the years of several cars of one model: "two BMW 328s, built in 1938 and 1939"."""
    years = {crew.year for crew in sentence.known.crews if crew.year and car.fits(crew)}
    listed = phrase("crews_in_text", "years").match(sentence.plain[car.start :])
    if listed and len(years) > 1 and car.model:
        stated, at = " / ".join(sorted(listed.groups())), car.start + listed.start(1)
        right = set(listed.groups()) <= years
        expected = " / ".join(sorted(years))
        yield sentence.claim("year", stated, expected, "entries", right=right, at=at)


def _sister(sentence: Sentence, car: CarMention) -> KnownCrew | None:
    """Return the crew whose car is meant where a sentence gives another model what is its own.

    All cars are known, one of the make has the year, or came to the figure, that stands beside.
    """
    known = sentence.known
    if not known.complete or not (car.make and car.model) or sentence.negated(car.start):
        return None
    own = [crew for crew in known.crews if crew.number and replace(car, model=()).fits(crew)]
    behind = [one.values[0] for one in sentence.numbers if one.start >= car.end][:1]
    near = [
        crew
        for crew in own
        if _words(crew.model)[:1] == _words(" ".join(car.model))[:1] or len(own) == 1
    ]
    meant = [
        crew
        for crew in near
        if (car.year and car.year == crew.year)
        or any(place.total in behind for place in crew.standings.values())
    ]
    return meant[0] if len(meant) == 1 else None


def _words(model: str) -> list[str]:
    return comparable(model).replace("-", " ").split()


def _loose_car(sentence: Sentence, car: CarMention) -> Iterator[TextClaim]:
    """Hold a car without a crew to the cars that are known: a known model has a known year."""
    known = sentence.known
    same = [crew for crew in known.crews if car.fits(crew) and (car.make or car.model)]
    if not car.model and same:  # "BMW 1938": that of the podium, where one is spoken of
        podium = pattern("positions", "podium").search(sentence.plain)
        same = [crew for crew in same if podium and crew.won]
    if not same and (near := _sister(sentence, car)):
        stated = sentence.text[car.start : car.end]
        yield sentence.claim("car", stated, near.car, near.source, right=False, at=car.start)
        return
    years = {crew.year for crew in same if crew.year}
    year = car.year or _in_turn(sentence).get(car.start) or _year_said(sentence, car)
    if not year or not years:
        return
    stated = " ".join(sentence.plain[car.start : car.end].split()).upper()
    expected, source = " / ".join(sorted(years)), same[0].source
    racing = sentence.known.complete or sentence.ranks or _RACING.search(sentence.plain)
    if not racing:
        yield sentence.unsupported("year", stated, expected, source)
        return
    won = [crew for crew in same if crew.won or known.complete]
    if year in years and (won or len(years) == 1):
        yield sentence.claim("year", stated, expected, source, right=True, at=car.start)
    elif year not in years and won and (len(years) == 1 or known.complete):
        yield sentence.claim("year", stated, expected, source, right=False, at=car.start)
    else:
        yield sentence.unsupported("year", stated, expected, source)
