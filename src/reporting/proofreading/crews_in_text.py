"""Crews, cars, years, positions and trophies of a sentence, held to what was published."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from rapidfuzz import fuzz

from reporting.proofreading.known import KnownCrew, KnownEvent
from reporting.proofreading.sentence import Sentence, TextClaim
from reporting.proofreading.wording import comparable, pattern

_JOIN = re.compile(r"^\s*(?:-|/|&|\+|e|and|con|with|insieme a|together with)\s*$")
_SAME = re.compile(r"^\s*[-/]\s*$")
_MAKES = (
    "bmw|mg|ferrari|fiat|aston martin|jaguar|lancia|alfa romeo|mercedes(?:.benz)?|porsche|triumph|"
    "austin.healey|bugatti|maserati|bentley|lagonda|morgan|om|lamborghini|abarth|volvo|ford"
)
_CAR = re.compile(
    rf"(?:(?<!\d)((?:19|20)\d\d) )?(?<!\w)({_MAKES})(?!\w)"
    r"((?:[ -](?:\d{1,3}(?!\d)|[a-z]{1,3}\d*(?!\w)|db ?\d|"
    r"balilla|coppa d'oro|spider|gtb|gts|sprint|stradale)){0,5})"
    r"(?:,? ?(?:\(|del |of |from |dell'anno |datata |anno |built in |classe |costruita nel |')? ?"
    r"((?:19|20)\d\d)(?!\d))?"
)
_STOP = {
    "del",
    "di",
    "of",
    "a",
    "e",
    "in",
    "and",
    "con",
    "the",
    "il",
    "la",
    "is",
    "da",
    "to",
    "al",
    "su",
    "on",
    "by",
    "i",
    "un",
    "per",
    "ha",
}


@dataclass(frozen=True, slots=True)
class CrewMention:
    """A crew that a sentence names."""

    start: int
    end: int
    crew: KnownCrew


def crews_of(sentence: Sentence) -> Iterator[TextClaim]:
    """Yield what a sentence states of crews and their cars."""
    mentions, wrong = _mentions(sentence)
    yield from wrong
    yield from _spellings(sentence)
    yield from _cars(sentence, mentions)
    yield from _positions(sentence, mentions)


def _mentions(sentence: Sentence) -> tuple[list[CrewMention], list[TextClaim]]:
    """Return the crews that are named beyond doubt, and pairs that nobody drove in."""
    people = _people(sentence)
    mentions: list[CrewMention] = []
    wrong: list[TextClaim] = []
    at = 0
    while at < len(people):
        start, end, crews = people[at]
        joined = at + 1 < len(people) and sentence.plain[end : people[at + 1][0]]
        if joined and _JOIN.match(joined):
            both = crews & people[at + 1][2]
            if len(both) == 1:
                mentions.append(CrewMention(start, people[at + 1][1], next(iter(both))))
                at += 2
                continue
            if not both and _SAME.match(joined):
                stated = sentence.text[start : people[at + 1][1]]
                right = " / ".join(sorted(crew.name for crew in crews))
                wrong.append(
                    sentence.claim("crew", stated, right, next(iter(crews)).source, right=False)
                )
                at += 2
                continue
        if len(crews) == 1:
            mentions.append(CrewMention(start, end, next(iter(crews))))
        at += 1
    return mentions, wrong


def _people(sentence: Sentence) -> list[tuple[int, int, frozenset[KnownCrew]]]:
    """Return every person that is named: where, and the crews that it can be of."""
    known = sentence.known
    found: list[tuple[int, int, frozenset[KnownCrew]]] = []
    for match in re.finditer(r"[^\W\d_]+", sentence.plain):
        crews = _by_surname(known).get(match.group())
        if not crews or not sentence.text[match.start()].isupper():
            continue
        before = re.search(r"([^\W\d_]+)\.? $", sentence.plain[: match.start()])
        named = before and sentence.text[before.start()].isupper()
        first = before[1] if before and named else ""
        own = frozenset(
            crew for crew in crews for person in crew.people
            if person.endswith(match.group()) and first and person.split()[0].startswith(first)
        )  # fmt: skip
        start = before.start() if before and own else match.start()
        found.append((start, match.end(), own or crews))
    return found


@cache
def _by_surname(known: KnownEvent) -> dict[str, frozenset[KnownCrew]]:
    names: dict[str, set[KnownCrew]] = {}
    for crew in known.crews:
        for person in crew.people:
            names.setdefault(person.split()[-1], set()).add(crew)
    return {name: frozenset(crews) for name, crews in names.items() if len(name) > 2}


def _spellings(sentence: Sentence) -> Iterator[TextClaim]:
    """Tell names that are nearly those of people who are known."""
    surnames = _by_surname(sentence.known)
    for match in re.finditer(r"[^\W\d_]{5,}", sentence.plain):
        if match.group() in surnames or not sentence.text[match.start()].isupper():
            continue
        nearest = max(surnames, key=lambda name: fuzz.ratio(name, match.group()), default="")
        if nearest and nearest[0] == match.group()[0] and fuzz.ratio(nearest, match.group()) >= 82:
            right = next(iter(surnames[nearest]))
            yield sentence.unsupported(
                "spelling",
                sentence.text[match.start() : match.end()],
                nearest.title(),
                right.source,
            )


def _cars(sentence: Sentence, mentions: list[CrewMention]) -> Iterator[TextClaim]:
    undotted = re.sub(r"(?<=\w)\.(?=\w\.)|(?<=\.\w)\.", "", sentence.plain)
    cars = [car for car in _CAR.finditer(undotted) if car[3] or car[1] or car[4]]
    for at, car in enumerate(cars):
        mention = _of_car(car, at, cars, mentions)
        model = _tokens(car[3])
        year = car[1] or car[4] or ""
        stated = " ".join(car.group().split()).upper()
        if mention is None:
            yield from _loose_car(sentence, car[2], model, year, stated)
            continue
        crew = mention.crew
        right = _is_car(crew, car[2], model)
        if (model or not right) and not sentence.negated(mention.end):
            if right is None:
                yield sentence.unsupported("car", stated, crew.car, crew.source)
            else:
                yield sentence.claim("car", stated, crew.car, crew.source, right)
        year = year or _year_said(sentence, cars)
        if year and crew.year and not sentence.negated(mention.end):
            yield sentence.claim("year", year, crew.year, crew.source, year == crew.year)


_RACING = re.compile(
    r"(?<!\w)(?:in gara|al via|podio|podium|start|parten\w+|competing|line.?up)(?!\w)"
)
_SAID = re.compile(
    r"(?<!\w)(?:(?:e|era|is|was) (?:del|di|from|of|a)|costruita nel|built in|immatricolata nel) "
    r"((?:19|20)\d\d)(?!\d)"
)


def _year_said(sentence: Sentence, cars: list[re.Match[str]]) -> str:
    """Return the year that a sentence gives its one car in words of its own."""
    said = _SAID.findall(sentence.plain)
    return str(said[0]) if len(said) == 1 == len(cars) else ""


def _loose_car(
    sentence: Sentence, make: str, model: list[str], year: str, stated: str
) -> Iterator[TextClaim]:
    """Hold a car without a crew to the cars that are known: a known model has a known year."""
    same = [crew for crew in sentence.known.crews if _is_car(crew, make, model) and model]
    years = {crew.year for crew in same if crew.year}
    if not year or not years:
        return
    if not _places_told(sentence) and not _RACING.search(sentence.plain):
        yield sentence.unsupported("year", stated, " / ".join(sorted(years)), same[0].source)
        return
    source = same[0].source
    won = [crew for crew in same if "overall" in crew.positions]
    if year in years and (won or len(years) == 1):
        yield sentence.claim("year", stated, " / ".join(sorted(years)), source, right=True)
    elif year not in years and len(years) == 1 and won:
        yield sentence.claim("year", stated, " / ".join(sorted(years)), source, right=False)
    else:
        yield sentence.unsupported("year", stated, " / ".join(sorted(years)), source)


def _of_car(
    car: re.Match[str], at: int, cars: list[re.Match[str]], mentions: list[CrewMention]
) -> CrewMention | None:
    """Return the crew that a car is said to be of; None where that is not plain."""
    if len(mentions) == len(cars):
        return mentions[at]
    before = [mention for mention in mentions if mention.end <= car.start()]
    between = [each for each in cars if before and before[-1].end <= each.start() < car.start()]
    if before and not between and car.start() - before[-1].end < 60:
        return before[-1]
    return mentions[0] if len(mentions) == 1 == len(cars) else None


def _tokens(model: str) -> list[str]:
    tokens = [token for token in re.split(r"[ -]", model or "") if token]
    while tokens and tokens[-1] in _STOP:
        tokens.pop()
    return [token for token in tokens[:1] if token not in _STOP] + tokens[1:]


def _is_car(crew: KnownCrew, make: str, model: list[str]) -> bool | None:
    """Tell whether a car is a crew's; None where more is said of the model than is known."""
    if comparable(crew.make).replace("-", " ") != make.replace("-", " ").replace(".", " "):
        return False
    own, stated = comparable(crew.model).replace(" ", ""), "".join(model)
    if not stated or own == stated:
        return True
    if own.startswith(stated) and len(stated) >= 3:
        return True
    return None if stated.startswith(own) and len(own) > 2 else False


def _positions(sentence: Sentence, mentions: list[CrewMention]) -> Iterator[TextClaim]:
    yield from _order(sentence, mentions)
    ranking = _ranking(sentence)
    if not mentions:
        return
    for at, mention in enumerate(mentions):
        place = _place_of(sentence, mention, at, mentions) or _given(sentence, mention, ranking)
        if place is None:
            continue
        value, stated, where = place
        crew = mention.crew
        if ranking is None or sentence.negated(where):
            yield sentence.unsupported("position", f"{crew.name}: {stated}")
            continue
        holder = [each for each in sentence.known.crews if each.positions.get(ranking) == value]
        own = crew.positions.get(ranking)
        if not holder and own is None:
            yield sentence.unsupported("position", f"{crew.name}: {stated}")
            continue
        expected = f"{value}: {holder[0].name}" if holder else f"{crew.name}: {own}"
        source = (holder or [crew])[0].source
        kind = "position" if ranking == "overall" else "trophy"
        yield sentence.claim(kind, f"{crew.name}: {stated}", expected, source, own == value)


def _place_of(
    sentence: Sentence, mention: CrewMention, at: int, mentions: list[CrewMention]
) -> tuple[int, str, int] | None:
    """Return the position that a sentence gives to a crew, with its words and where they stand.

    Each position belongs to the one crew that it stands before, or behind: in a sentence that
    begins with a position, they stand before their crews.
    """
    found = _places_told(sentence)
    numbers = [_NUMBERED.search(sentence.plain[: one.start]) for one in mentions]
    own_number = numbers[at]
    if own_number and all(numbers) and len(mentions) > 1:  # a list: 1 A, 2 B, 3 C
        return int(own_number[1]), own_number[1], own_number.start(1)
    if not found:
        return None
    leads = found[0][1].start() < mentions[0].start
    previous = mentions[at - 1].end if at else 0
    following = mentions[at + 1].start if at + 1 < len(mentions) else len(sentence.plain)
    if leads:
        own = [each for each in found if previous <= each[1].start() < mention.start]
        own = own or (
            [each for each in found if each[1].start() >= mention.end] if len(mentions) == 1 else []
        )
    else:
        own = [each for each in found if mention.end <= each[1].start() < following]
    if pattern("positions", "ahead").search(sentence.plain[previous : mention.start]):
        return None
    if len({each[0] for each in own}) != 1:
        return None
    value, match = own[-1] if leads else own[0]
    return int(value), sentence.text[match.start() : match.end()], match.start()


_NUMBERED = re.compile(r"(?:^|[\s,;])([123])[.)°º:]?\s*[-:]?\s*$")


def _given(
    sentence: Sentence, mention: CrewMention, ranking: str | None
) -> tuple[int, str, int] | None:
    """Return first place where a trophy is said to have gone to a crew, and to nobody else."""
    found = pattern("positions", "given").search(sentence.plain[: mention.start])
    if ranking in (None, "overall") or not found:
        return None
    return 1, sentence.text[found.start() : mention.end], found.start()


_OF_A_THING = re.compile(
    r" (?:\S+ )?(?:tapp|leg|edizion|edition|settor|sector|unesco|world|patrimon|prov|trial|sit|"
    r"volt|time|giorn|day)"
)


_BEHIND = re.compile(r"(?<!\w)(?:spalle d\w+|dietro (?:a|ai|i|agli)|behind the|after the) ?$")


def _places_told(sentence: Sentence) -> list[tuple[str, re.Match[str]]]:
    found = [
        (value, match)
        for value in ("1", "2", "3")
        for match in pattern("positions", value).finditer(sentence.plain)
        if not _OF_A_THING.match(sentence.plain[match.end() :])
        and not _BEHIND.search(sentence.plain[: match.start()])
    ]
    return sorted(found, key=lambda each: each[1].start())


def _order(sentence: Sentence, mentions: list[CrewMention]) -> Iterator[TextClaim]:
    """Yield who is said to be ahead of whom."""
    if _ranking(sentence) != "overall":
        return
    for first, second in pairwise(mentions):
        between = sentence.plain[first.end : second.start]
        if not pattern("positions", "ahead").search(between):
            continue
        places = first.crew.positions.get("overall"), second.crew.positions.get("overall")
        if None in places or sentence.negated(second.start):
            continue
        stated = f"{first.crew.name} > {second.crew.name}"
        right = places[0] < places[1]  # type: ignore[operator]
        expected = stated if right else f"{second.crew.name} > {first.crew.name}"
        yield sentence.claim("order", stated, expected, first.crew.source, right)


def _ranking(sentence: Sentence) -> str | None:
    """Return the ranking that a sentence is about; None where it names one that nobody knows."""
    named = [
        name for name in sentence.known.rankings
        if name != "overall" and any(word in sentence.plain for word in _marks(name))
    ]  # fmt: skip
    if pattern("guards", "other_success").search(sentence.plain):
        return None
    if len(named) == 1:
        return named[0]
    if len(named) > 1:
        return None
    other = re.search(
        r"(trofeo|trophy|premio|prize|classifica(?= (?:d[ei]\w*|femm|spec|riserv|under|a squad))|"
        r"ranking(?= (?:of|for))|(?:ladies|women.s|team|special|side) ranking|categor\w+|prov[ae]|"
        r"trial|special|tappa|leg|stage|settor\w|sector)",
        sentence.plain,
    )
    if other and not re.search(
        r"troph?[ey]\w* (della|of the) (prima|first)|overall ranking|the trophy of|il trofeo della|"
        r"(classifica|ranking) (assolut|general|final|overall)",
        sentence.plain,
    ):
        return None
    return "overall"


def _marks(ranking: str) -> list[str]:
    """Return the words that tell a ranking from others."""
    own = re.sub(r"^(trofeo|trophy|coppa|premio) ", "", ranking)
    town = own.removeprefix("citta di ")
    marks = [own, f"trofeo {town}", f"{town} trophy", f"trophy of {town}", f"trofeo di {town}"]
    return (
        [*marks, own.replace(".", "").replace(" ", ""), re.sub(r"\. ?", "", own)]
        if "." in own
        else marks
    )
