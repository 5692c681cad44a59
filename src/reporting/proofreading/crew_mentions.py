"""The people, crews and cars that a sentence names, as far as somebody published them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from rapidfuzz import fuzz

from reporting.proofreading.known import KnownEvent
from reporting.proofreading.known_crews import KnownCrew
from reporting.proofreading.numbers_in_text import numbers_in
from reporting.proofreading.wording import comparable, pattern, phrase, words

_REACH = 90
"""How far, in characters, a driver and a codriver may stand apart in one sentence."""

_NEARLY = 82
"""How alike, of 100, two surnames are where one is taken for a misspelling of the other."""


@dataclass(frozen=True, slots=True)
class PersonMention:
    """A surname with the first name before it, and the crews that it can be of."""

    start: int
    end: int
    crews: frozenset[KnownCrew]


@dataclass(frozen=True, slots=True)
class CrewMention:
    """One or two people in a car: the crews that they can be; none where they drove apart."""

    start: int
    end: int
    crews: frozenset[KnownCrew]

    @property
    def crew(self) -> KnownCrew | None:
        """The one crew that it is, beyond doubt."""
        return next(iter(self.crews)) if len(self.crews) == 1 else None


@dataclass(frozen=True, slots=True)
class CarMention:
    """A car as a sentence names it: make, model's tokens, year; each may be missing."""

    start: int
    end: int
    make: str
    model: tuple[str, ...]
    year: str

    def fits(self, crew: KnownCrew) -> bool | None:
        """Tell whether it is a crew's car; None where more is said of the model than is known."""
        if self.make and comparable(crew.make).replace("-", " ") != self.make:
            return False
        (own, tokens), stated = _words_of(crew.model), re.sub(r"\W", "", "".join(self.model))
        if not stated or own == stated or (own.startswith(stated) and len(stated) > 2):
            return True
        part = " ".join(re.split(r"\W+", " ".join(self.model)))
        if f" {part} " in f" {tokens} " and not stated.isdigit():
            return True
        if _leaves_out(part.split(), tokens.split()):
            return True
        return None if stated.startswith(own) and len(own) > 2 else False


def _leaves_out(told: Sequence[str], own: Sequence[str]) -> bool:
    """Tell whether a model is another without one of its words: "508 S Coppa d'Oro"."""
    return (
        len(told) > 1
        and told[0] == own[0]
        and any([*own[:at], *own[at + 1 :]] == [*told] for at in range(1, len(own)))
    )


@cache
def _words_of(model: str) -> tuple[str, str]:
    """Return a model without its blanks and signs, and its words parted by single blanks."""
    plain = comparable(model)
    return re.sub(r"\W", "", plain), " ".join(re.split(r"\W+", plain))


def people_in(text: str, plain: str, known: KnownEvent) -> list[PersonMention]:
    """Return every known person that a text names, by the surname."""
    found: list[PersonMention] = []
    surnames = _by_surname(known)
    for match in _WORD.finditer(plain):
        crews = surnames.get(match.group())
        if not crews or not text[match.start()].isupper():
            continue
        start, own = _first_named(text, plain, match, crews)
        found.append(PersonMention(start, match.end(), own or crews))
    found += [
        PersonMention(pair.start(name), pair.end(name), frozenset({crew}))
        for crew, form in _first_names(known)
        for pair in form.finditer(plain)
        if text[pair.start()].isupper() and text[pair.start(2)].isupper()
        and not re.match(r" [A-Z]", text[pair.end() :])
        and not any(one.start < pair.end() and pair.start() < one.end for one in found)
        for name in (1, 2)
    ]  # fmt: skip
    return found


@cache
def _first_names(known: KnownEvent) -> tuple[tuple[KnownCrew, re.Pattern[str]], ...]:
    """Return each crew with its two first names side by side: "Alfonso and Luigia"."""
    pairs = []
    for crew in known.crews:
        firsts = [person.split()[0] for person in crew.people if len(person.split()) > 1]
        if len(firsts) == 2 and all(name.isalpha() for name in firsts):
            one, other = firsts
            joint = phrase("crew_mentions", "joined").pattern
            form = rf"(?<!\w)({one}|{other}){joint}({one}|{other})(?!\w)"
            pairs.append((crew, re.compile(form)))
    return tuple(pairs)


def numbered_in(plain: str, known: KnownEvent) -> list[PersonMention]:
    """Return the crews that a text names by the number on their car: "car 7", "la numero 12"."""
    crews = {crew.number: crew for crew in known.crews if crew.number}
    return [
        PersonMention(found.start(), found.end(), frozenset({crews[number]}))
        for found in (phrase("crew_mentions", "numbered").finditer(plain) if crews else ())
        if (number := found[1]) in crews
    ]


def labels_in(plain: str) -> list[PersonMention]:
    """Return where a number behind its noun names a crew that nobody published: "Crew 12"."""
    return [
        PersonMention(found.start(), found.end(), frozenset())
        for found in phrase("crew_mentions", "label").finditer(plain)
    ]


def teams_in(text: str, plain: str, known: KnownEvent) -> list[CrewMention]:
    """Return the teams that a text names, whole or by the last word of their name."""
    found = [
        CrewMention(match.start(), match.end(), frozenset({team}))
        for team in known.teams
        for name in [team.people[0]]
        for match in re.finditer(
            rf"(?<!\w)(?:{re.escape(name)}|{re.escape(name.split()[-1])})(?!\w)", plain
        )
        if text[match.start()].isupper()
    ]
    return sorted(found, key=lambda one: one.start)


def _first_named(
    text: str, plain: str, surname: re.Match[str], crews: frozenset[KnownCrew]
) -> tuple[int, frozenset[KnownCrew]]:
    """Return where a name begins with its first names, or their initials, and whose it then is."""
    for count in (2, 1):
        before = re.search(rf"(?:[^\W\d_]+\.? ){{{count}}}$", plain[: surname.start()])
        if before is None or not text[before.start()].isupper():
            continue
        firsts = re.findall(r"[^\W\d_]+", before[0])
        own = frozenset(
            crew for crew in crews for person in crew.people
            if person.endswith(surname.group()) and len(person.split()) > count
            and all(own.startswith(one) for own, one in zip(person.split(), firsts, strict=False))
        )  # fmt: skip
        if own:
            return before.start(), own
    return surname.start(), frozenset()


_WORD = re.compile(r"[^\W\d_]+")


@cache
def _by_surname(known: KnownEvent) -> dict[str, frozenset[KnownCrew]]:
    names: dict[str, set[KnownCrew]] = {}
    for crew in known.crews:
        for person in crew.people:
            names.setdefault(person.split()[-1], set()).add(crew)
    return {name: frozenset(crews) for name, crews in names.items() if len(name) > 2}


def crews_in(plain: str, people: Sequence[PersonMention]) -> list[CrewMention]:
    """Return the crews that people named together make; apart, each stands for the own crew.

    A mention without a crew is a pair that nobody drove in.
    """
    found: list[CrewMention] = []
    at = 0
    while at < len(people):
        one, other = people[at], people[at + 1] if at + 1 < len(people) else None
        joint = _joint(plain, one, other) if other else ""
        if other and joint:
            both = one.crews & other.crews
            if both or joint == "surely":
                found.append(CrewMention(one.start, other.end, both))
                at += 2
                continue
        found.append(CrewMention(one.start, one.end, one.crews))
        at += 1
    return found


def _joint(plain: str, one: PersonMention, other: PersonMention) -> str:
    """Return whether two people stand as a pair: ``perhaps``, ``surely``, or not at all."""
    between, after = plain[one.end : other.start], plain[other.end : other.end + 40]
    if re.fullmatch(r"\s*[-/]\s*", between):
        return "surely"
    if len(between) > _REACH or pattern("crews", "apart").search(between):
        return ""
    if pattern("crews", "beside").search(between):
        near = re.search(rf"(?:{words()['crews']['beside']}) ?\W?$", between)
        return "surely" if near else ""
    if phrase("crew_mentions", "joined").fullmatch(between):
        drives = re.match(rf"\W*(?:{words()['crews']['aboard']})(?!\w)", after)
        return "surely" if drives and not one.crews & other.crews else "perhaps"
    return ""


def misspelt(text: str, plain: str, known: KnownEvent) -> Iterator[tuple[int, int, str, KnownCrew]]:
    """Yield names that are nearly those of people who are known: where, the right one, whose."""
    surnames = _by_surname(known)
    names = {name for crew in known.crews for person in crew.people for name in person.split()}
    for match in re.finditer(r"[^\W\d_]{5,}", plain):
        if match.group() in names or not text[match.start()].isupper():
            continue
        nearest = max(surnames, key=lambda name: fuzz.ratio(name, match.group()), default="")
        alike = nearest and nearest[0] == match.group()[0]
        if alike and fuzz.ratio(nearest, match.group()) >= _NEARLY:
            yield match.start(), match.end(), nearest, next(iter(surnames[nearest]))


_YEAR = r"(?:19|20)\d\d(?!\d| ?(?:cc|cm3|cm³|cubic|centimetri cubi)\b)"


@cache
def _car(known: KnownEvent) -> re.Pattern[str]:
    tokens = {
        token for crew in known.crews for token in re.split(r"[\s-]+", comparable(crew.model))
    }
    own = "|".join(sorted(map(re.escape, tokens), key=len, reverse=True)) or "-"
    part = rf"\d{{1,3}}(?!\d|[.,]\d)[a-z]{{0,3}}|(?:{own})(?!\w)|{words()['cars']['part']}"
    own_makes = {comparable(crew.make).replace("-", "[- ]") for crew in known.crews if crew.make}
    makes = "|".join([words()["cars"]["makes"], *sorted(own_makes, key=len, reverse=True)])
    models = {comparable(crew.model) for crew in known.crews if _tells(crew.model)}
    models |= {token for token in tokens if token.isalpha() and len(token) > 5}  # "the Balilla"
    told = words()["cars"]
    alone = "|".join([*sorted(map(re.escape, models), key=len, reverse=True), told["alone"]])
    signs = "|".join(sorted(one for one in tokens if re.fullmatch(r"\d\d[1-9]", one)))
    if signs:  # "the 328": a number that is no round one
        alone += rf"|(?:(?<=\bla )|(?<=\bthe )|(?<=lla ))(?:{signs})(?!{told['quantity']})"
    dated = rf"(?:{told['noun']})(?= (?:{told['of_year']}) {_YEAR})"
    first = rf"(?:(?<![\d.,])({_YEAR}|'\d\d)(?:[- ](?:{told['built']}))? )?"
    last = rf"(?:[,|/ -]{{0,3}}(?:{told['dated']})?\(?({_YEAR}|'\d\d(?!\d)))?"
    return re.compile(
        rf"{first}(?<!\w)(?:({makes})\.?(?!\w)((?:[ -](?:{part})(?!\w)){{0,5}})"
        rf"|((?:{alone})(?:[ -](?:{part})(?!\w)){{0,3}})(?!\w)|{dated}){last}"
    )


def _tells(model: str) -> bool:
    """Tell whether a model's name says by itself that a car is meant."""
    return len(model) > 2 and not model.isdigit()


def cars_in(text: str, plain: str, known: KnownEvent) -> list[CarMention]:
    """Return the cars that a text names, by make, by a model that tells, or by their year."""
    found = []
    for car in _car(known).finditer(plain):
        make = re.sub(r"\.", "", (car[2] or "").replace("-", " "))
        if make and not (car[1] or car[3] or car[5]) and _NUMBER.search(plain[: car.start()]):
            continue  # "six Ferraris": a count
        if make and not any(sign.isupper() for sign in text[car.start(2) : car.end(2)]):
            make = make if car[3] else ""
            if not make:
                continue
        make = words()["cars"]["short"].get(make, make)
        model = tuple(
            re.sub(r"(?<=\d)s$", "", token)  # "two 328s"
            for token in re.split(r"[ -]+", car[3] or car[4] or "")
            if token
        )
        year, end = _year(car[1] or car[5] or ""), car.end()
        if len(model) > 1 and not (car[1] or car[5]) and _is_too_long(known, make, model):
            model, end = model[:-1], end - len(model[-1]) - 1  # "TB 24": what it came to
        mention = CarMention(car.start(), end, make, model, year)
        found.append(_with_what_follows(text, plain, known, mention))
    return found


def _with_what_follows(text: str, plain: str, known: KnownEvent, car: CarMention) -> CarMention:
    """Return a car with the model, the sign or the year that stands behind what names it."""
    make, model, year, end = car.make, car.model, car.year, car.end
    if make and not model and (other := _MODEL.match(text, end)):
        plain_model = comparable(other[1])
        if plain_model not in known.words and not plain_model.isdigit():
            model, end = (plain_model,), other.end()
    if model and not year:
        more = _up_to_known(text, end, known)
        model, end = (*model, *more.split()), end + len(more)
    if model and not year and (code := _CODE.match(text, end)):
        model, end = (*model, comparable(code[1])), code.end()
    spelt, spelt_end = _spelt_behind(plain, end)
    if spelt and make and not year:
        dated = spelt_end - end > 0 and _IN_A_YEAR.match(plain, end) is not None
        model, year = (model, spelt) if dated else ((*model, spelt), year)
        end = spelt_end
    if not year and (behind := _YEAR_BEHIND.match(plain, end)):
        year, end = behind[1], behind.end()
    return CarMention(car.start, end, make, model, year)


def _up_to_known(text: str, end: int, known: KnownEvent) -> str:
    """Return what stands behind a model up to the last word of a known one: " C Balilla"."""
    behind = _CAPITALS.match(text, end)
    told = comparable(behind[0]) if behind else ""
    tokens = _model_words(known)
    ends = [one.end() for one in _WORD.finditer(told) if one[0] in tokens]
    return told[: max(ends, default=0)]


_CAPITALS = re.compile(r"(?: [A-Z][\w']*(?! [a-z]))+")


@cache
def _model_words(known: KnownEvent) -> frozenset[str]:
    """Return the words, no mere signs, of which the models of the known cars are made."""
    every = (word for crew in known.crews for word in _WORD.findall(comparable(crew.model)))
    return frozenset(word for word in every if len(word) > _LONG_WORD)


_LONG_WORD = 3


_IN_A_YEAR = re.compile(r" (?:del|of|from) ")


def _spelt_behind(plain: str, end: int) -> tuple[str, int]:
    """Return the year, or the sign of a model, that is written in words behind a car."""
    dated = _IN_A_YEAR.match(plain, end)
    start = dated.end() if dated else end + 1
    number = next(iter(numbers_in(plain[start : start + _REACH], "it")), None)
    if number is None or number.start or not plain[start : start + 1].isalpha():
        return "", end
    value = int(number.values[0])
    low, high = (_FIRST_CAR, _LAST_CAR) if dated else (_SIGNED, _LAST_SIGN)
    return (str(value), start + number.end) if low <= value <= high else ("", end)


_FIRST_CAR, _LAST_CAR, _SIGNED, _LAST_SIGN = 1886, 2030, 100, 999
"""Between which years cars are built, and which numbers spelt behind a make are a model's."""


def _is_too_long(known: KnownEvent, make: str, model: tuple[str, ...]) -> bool:
    """Tell whether a model is a known one but for its last word, a figure or an article."""
    whole, short = (CarMention(0, 0, make, part, "") for part in (model, model[:-1]))
    last = model[-1]
    if any(whole.fits(crew) for crew in known.crews):
        return False
    if last.isdigit() and len(model) > _SIGNS and any(map(str.isdigit, model[:-1])):
        return True  # "911 S 579" of a car that nobody has: what it came to, too
    return (last.isdigit() or last == "a") and any(
        short.fits(crew) and _words_of(crew.model)[0] == "".join(short.model)
        for crew in known.crews
    )


_SIGNS = 2
"""Of how many words a model is at most that ends in a second figure."""


_MODEL = re.compile(r" ([A-Z][\w-]*(?:-[A-Z]\w*)?)(?=[ ,.;:)]|$)")
"""What stands behind a make like a model's name: "Jaguar C-Type"."""

_CODE = re.compile(r" ([A-Z]{1,3}\d{1,3}[A-Z]?)(?!\w)")
"""A sign behind a model that none of the known cars has: "Lancia Aurelia B24"."""

_YEAR_BEHIND = phrase("crew_mentions", "year_behind")
"""A year that a word or two join to a car: "dating from 1939", "targata 1938"."""

_COUNTS = "|".join(word for name in ("it", "en") for word in words()["numbers"][name][2:])
_NUMBER = re.compile(rf"(?<!\w)(?:\d+|{_COUNTS}) $")


def _year(stated: str) -> str:
    return f"19{stated[1:]}" if stated.startswith("'") else stated
