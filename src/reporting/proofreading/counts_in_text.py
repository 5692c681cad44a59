"""Counts of a sentence: which noun a number counts, whose it is, and what is known of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from reporting.proofreading.agreement import decided
from reporting.proofreading.count_facts import PARTS, WHO, facts_of_count, is_whole, of_category
from reporting.proofreading.guests_in_text import guests_in
from reporting.proofreading.numbers_in_text import NumberInText
from reporting.proofreading.place_mentions import (
    Spanned,
    event_names_in,
    owned,
)
from reporting.proofreading.sentence import Sentence
from reporting.proofreading.subjects_in_text import subjects_of
from reporting.proofreading.text_claim import TextClaim
from reporting.proofreading.timed_counts import is_of_the_field
from reporting.proofreading.trials_in_text import is_beside_a_place, trials_by_place
from reporting.proofreading.wording import pattern, phrase, words
from reporting.story.fact_register import RegisteredFact

_FIELD = "cars"
"""What is counted where a number of starters, or of a field, names no noun."""

_PART = phrase("counts_in_text", "part")


def topics_of(sentence: Sentence, numbers: Sequence[NumberInText]) -> dict[int, str]:
    """Return what each number of a sentence counts, by where it stands.

    Parameters
    ----------
    sentence
        It is read on from what stands before its semicolon.
    numbers
        Those that are no quantities: nothing measures them.
    """
    told: dict[int, str] = {}
    previous = _topic_before(sentence)
    head, label = _label(sentence)
    numbers = [one for one in numbers if not _counts_nothing(sentence, one)]
    for at, number in enumerate(numbers):
        low = numbers[at - 1].end if at else 0
        high = numbers[at + 1].start if at + 1 < len(numbers) else len(sentence.plain)
        topic = (
            _after(sentence.plain[number.end : high])
            or _before(sentence, low, number.start)
            or _field(sentence.plain[low : number.start], sentence.plain[number.end : high])
            or (_asked(sentence) if not at else "")
        )
        of_those = phrase("counts_in_text", "of_those").match(sentence.plain[number.end :])
        if not topic and previous and (of_those or _goes_on(sentence, number)):
            topic = previous
        are = phrase("counts_in_text", "are").match(sentence.plain[number.end :])
        if topic in PARTS and are and is_whole(sentence, number):
            topic = _FIELD  # "three of the 27 were built before the war"
        beside = is_beside_a_place(sentence, number) or (
            label not in _PARTS_OF_ALL and _is_of_a_leg(sentence, number)
        )
        if not topic and number.start > head and beside:
            topic = label
        topic = topic or _of_trials_before(sentence, number)
        if topic:
            told[number.start] = previous = topic
    return told


_PARTS_OF_ALL = ("legs", "days")
"""What the whole is parted into: a list by these counts something else."""

_BY_EACH = phrase("counts_in_text", "by_each")


def _is_of_a_leg(sentence: Sentence, number: NumberInText) -> bool:
    """Tell whether a number stands right before the leg that it is of: "five on leg 1"."""
    there = phrase("figures_in_text", "of_a_leg")
    return any(there.fullmatch(sentence.plain[number.end : leg.start]) for leg in sentence.legs)


def _counts_nothing(sentence: Sentence, number: NumberInText) -> bool:
    """Tell whether a number is a year, or an age: "under 30"."""
    under = phrase("counts_in_text", "under_age").search(sentence.plain[: number.start])
    return bool(under or _YEAR.fullmatch(sentence.plain[number.start : number.end]))


_YEAR = re.compile(r"(?:19|20)\d\d")


def _label(sentence: Sentence) -> tuple[int, str]:
    """Return where the title of a list ends, and what it says that the list counts."""
    heads = [at for sign in (":", " | ") if (at := sentence.plain.find(sign)) >= 0]
    head = min(heads, default=-1)
    if head < 0:
        return (0, _label(sentence.before)[1]) if sentence.before else (0, "")
    noun = _nouns().match(sentence.plain) or _noun_of_title(sentence.plain[:head])
    return head, str(noun.lastgroup) if noun else ""


def _noun_of_title(head: str) -> re.Match[str] | None:
    """Return the last noun of a title that a dash parts from its list: "The voices - A: 5"."""
    title, dash, _ = head.partition(" - ")
    nouns = list(_nouns().finditer(title)) if dash else []
    return nouns[-1] if nouns else None


@cache
def _nouns() -> re.Pattern[str]:
    every = (f"(?P<{name}>{told['noun']})" for name, told in words()["counts"].items())
    return re.compile(rf"(?<!\w)(?:{'|'.join(every)})(?!\w)")


@cache
def _light(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?:[\s\W]|(?<!\w)(?:{words()['light'][name]})(?!\w))*")


def _after(text: str) -> str:
    """Return what is counted by the number before a text: the first noun, little between."""
    segment = re.split(r"[.;:(|\n]", text)[0]
    for found in _nouns().finditer(segment):
        if phrase("counts_in_text", "own_number").match(segment, found.start()):
            break  # "2. Crew 05" is a place and a name
        if (
            _light("before_noun").fullmatch(segment[: found.start()])
            and "," not in segment[: found.start()]
        ):
            return str(found.lastgroup)
        break
    return ""


def _before(sentence: Sentence, low: int, high: int) -> str:
    """Return what a number counts that stands behind its noun: "le auto sono 27", "cars: 27"."""
    segment = sentence.plain[low:high]
    nouns = list(_nouns().finditer(segment))
    inside = [(leg.start - low, leg.end - low) for leg in sentence.legs]
    inside += [found.span() for found in _BY_EACH.finditer(segment)]
    nouns = [one for one in nouns if not any(start <= one.start() < end for start, end in inside)]
    if not nouns:
        return ""
    noun = nouns[-1]
    between = _without_places(sentence, low + noun.end(), high)
    between = phrase("counts_in_text", "aside").sub(" ", between)
    if "," in between.rstrip(", ") or ";" in between:
        return ""
    rest = sentence.plain[high:]
    if between == ", " and phrase("counts_in_text", "apposed").match(rest):
        own = [one for one in nouns if not re.search(r"(?<!\w)(?:di|of) $", segment[: one.start()])]
        return str((own or nouns)[-1].lastgroup)
    label = _LABELS.search(sentence.plain[: low + noun.start()])
    alone = phrase("counts_in_text", "alone").match(rest)
    if noun.lastgroup in _TOLD_IN and between == " in " and alone:
        return str(noun.lastgroup)  # "they were interviewed in nineteen"
    said = re.search(rf"[:=]\s*$|(?<!\w)(?:{words()['light']['copula']})(?!\w)", between)
    if (said or (label and not between.strip())) and _light("behind_noun").fullmatch(between):
        return str(noun.lastgroup)
    return ""


_TOLD_IN = ("people", "entered", "starters", "classified")
_LABELS = phrase("counts_in_text", "labels")


def _without_places(sentence: Sentence, low: int, high: int) -> str:
    text = sentence.plain
    for each in [*_named(sentence), *event_names_in(text, sentence.known)]:
        if low <= each.start < high:
            text = text[: each.start] + " " * (each.end - each.start) + text[each.end :]
    return text[low:high]


def _named(sentence: Sentence) -> list[Spanned]:
    return [*sentence.places, *sentence.legs]


def _field(before: str, after: str) -> str:
    field = re.search(rf"(?<!\w)(?:{words()['light']['field']}) $", before)
    starts = re.match(rf"\s*(?:{words()['light']['starters']})(?!\w)", after)
    return _FIELD if field or starts else ""


def _asked(sentence: Sentence) -> str:
    """Return what the question counts that a sentence answers: "How many cars? Twenty-seven"."""
    question = sentence.plain[: sentence.asked].rstrip("? ")
    many = phrase("counts_in_text", "how_many").search(question)
    return _after(f" {question[many.end() if many else 0 :]}") if question else ""


def _goes_on(sentence: Sentence, number: NumberInText) -> bool:
    """Tell whether a number in a list counts, elsewhere, what the one before it does."""
    rest, before = sentence.plain[number.end :], sentence.plain[: number.start]
    there = re.match(rf"\s*(?:{words()['light']['there']})(?!\w)\s*", rest)
    named = [each.start - number.end for each in _named(sentence)]
    if there and any(0 <= each <= there.end() for each in named):
        return True
    legs = [each.end for each in sentence.legs]
    if re.search(r"\w ?$", before) and len(before.rstrip()) in legs:
        return True  # "eight on the first leg, the second six"
    ends = [each.end for each in _named(sentence)]
    return bool(re.search(r":\s*$", before)) and len(before.rstrip(": ")) in ends


def _of_trials_before(sentence: Sentence, number: NumberInText) -> str:
    """Return that a number beside a place with trials counts these, as the sentence before did."""
    previous = sentence.previous
    there = phrase("counts_in_text", "for_a_place")
    beside = any(
        there.fullmatch(sentence.plain[number.end : place.start]) for place in sentence.places
    )
    if not beside or previous is None:
        return ""
    # Only its own nouns: what the sentences before it counted is not asked again for each figure.
    told = [topic for one in previous.numbers if (topic := _after(previous.plain[one.end :]))]
    known = trials_by_place(sentence, "time_trials")
    return "time_trials" if told[-1:] == ["time_trials"] and known else ""


def _topic_before(sentence: Sentence) -> str:
    """Return what the sentence before a semicolon counted last."""
    if sentence.before is None:
        return ""
    told = topics_of(sentence.before, sentence.before.numbers)
    return told[max(told)] if told else ""


def counted(
    sentence: Sentence, number: NumberInText, topic: str, numbers: Sequence[NumberInText]
) -> TextClaim | None:
    """Return the claim that a count makes; unsupported where it may be another's count."""
    stated = sentence.text[number.start : number.end]
    if number.values[0] % 1 or (topic == "days" and _is_span(sentence, number)):
        return None
    makes = any(0 <= car.start - number.end <= 1 for car in sentence.cars)
    if _is_of_some(sentence, number, topic) or (makes and topic != "ferraris"):
        return sentence.unsupported("count", stated)
    context = _context(sentence, number)
    if sentence.known.complete:  # "nineteen started, eighteen in the standings"
        later = (one.start - number.end for one in sentence.numbers if one.start >= number.end)
        context = context[: min(later, default=None)]
    anothers = _is_anothers(sentence, context, topic, number.start)
    if anothers and not is_of_the_field(sentence, number, topic):
        return sentence.unsupported("count", stated)
    if topic in ("cars", "crews", "people") and number.values[0] == _listed(sentence, topic):
        return None  # "three crews, one podium: A, B, C" counts those
    facts = of_category(sentence, number, topic)
    if facts is None:
        facts = facts_of_count(sentence, number, topic, _context(sentence, number, numbers))
    claim = decided(sentence, number, "count", facts)
    confirmed = claim is not None and claim.verdict == "confirmed"
    if confirmed and _strange_regions(sentence):
        return sentence.unsupported("count", stated)  # right as a number, of another region
    return claim


def _is_span(sentence: Sentence, number: NumberInText) -> bool:
    """Tell whether days are how long something takes, or how far off it is."""
    before, after = sentence.plain[: number.start], sentence.plain[number.end :]
    span = phrase("counts_in_text", "span_before").search(before) or phrase(
        "counts_in_text", "span_behind"
    ).match(after)
    return bool(span) and not phrase("counts_in_text", "days_of").match(after)


def _is_of_some(sentence: Sentence, number: NumberInText, topic: str) -> bool:
    """Tell whether a count is of some of them: "two of the sites", "four crews led", "11 of 19"."""
    before, after = sentence.plain[: number.start], sentence.plain[number.end :]
    restricted = topic in WHO and (
        phrase("counts_in_text", "restricted").search(before)
        or phrase("counts_in_text", "led").match(after)
    )
    if restricted or phrase("counts_in_text", "of_total").match(after):
        return True
    known_part = any(pattern("narrowed", part).search(after) for part in PARTS)
    of_those = phrase("counts_in_text", "of_those").match(after) and owned(
        number, sentence.legs, sentence.numbers, sentence.plain
    )
    of_them = phrase("counts_in_text", "of_them").match(after)
    return bool(of_them) and not (known_part or of_those)


def _listed(sentence: Sentence, topic: str) -> int:
    """Return how many cars, crews or people a sentence names."""
    if topic == "people":
        named = {found.name for found in guests_in(sentence)}
        return len({sentence.known.met[name].name for name in named})
    return len(subjects_of(sentence))


def part_counted(sentence: Sentence, number: NumberInText) -> TextClaim | None:
    """Return the claim of "three of the 27 entries were built before the war"; None for others."""
    after = sentence.plain[number.end :]
    if not _PART.match(after):
        return None
    category = of_category(sentence, number, _FIELD)
    if category:
        return decided(sentence, number, "count", category)
    keys = [key for part, key in PARTS.items() if pattern("narrowed", part).search(after)]
    return decided(sentence, number, "count", sentence.known.facts(keys[0]) if keys else [])


def _context(sentence: Sentence, number: NumberInText, numbers: Sequence[NumberInText] = ()) -> str:
    """Return what stands behind a count, as far as it can narrow it."""
    if numbers and is_whole(sentence, number):
        return ""
    if 0 < sentence.asked <= number.start:
        return sentence.plain
    later = (each.start for each in numbers if each.start > number.start)
    until = min(later, default=len(sentence.plain))
    return _ENUMERATED.split(sentence.plain[number.end : until][:70])[0]


_ENUMERATED = phrase("counts_in_text", "enumerated")
_CLAUSE = phrase("counts_in_text", "clause")
_OWN = 40
"""Within how many characters of a count it is somebody's own."""


def _is_anothers(sentence: Sentence, context: str, topic: str, start: int) -> bool:
    low, high = (_CLAUSE.split(part) for part in (sentence.plain[:start], sentence.plain[start:]))
    if pattern("guards", "others_count").search(f"{low[-1]}{high[0]}"):
        return True
    if pattern("guards", "own_count").search(sentence.plain[max(0, start - _OWN) : start + _OWN]):
        return True
    if pattern("narrowed", "other").search(context):
        return topic != "prewar" or not pattern("narrowed", "prewar").search(context)
    listed = _LABEL.fullmatch(sentence.plain) or (sentence.before and sentence.before.of_the_event)
    return not (topic in words()["light"]["own"] or sentence.of_the_event or listed)


_LABEL = re.compile(r"\W*\w+(?:\W+\w+){0,2}\s*:\s*[\w-]+\W*")


def _strange_regions(sentence: Sentence) -> set[str]:
    """Return the regions that a sentence names and the way does not touch."""
    aliases = words()["regions"]["aliases"]
    named = {each[0] for each in pattern("regions", "names").finditer(sentence.plain)}
    crossed = {*sentence.known.way.regions.values(), *words()["regions"]["no_region"]}
    return {aliases.get(name, name) for name in named} - crossed


def _of_a_model(sentence: Sentence, number: NumberInText) -> TextClaim | None:
    """Return the claim of "two BMW 328s" of an event whose cars are all known; None for others.

    Fewer than there are may be some of them; more than there are is wrong of whichever.
    """
    known = sentence.known
    behind = [car for car in sentence.cars if 0 <= car.start - number.end <= 1]
    if not behind or not known.complete or behind[0].year or not behind[0].model:
        return None
    own = [crew for crew in known.crews if crew.number and behind[0].fits(crew)]
    less = number.values[0] < len(own)
    if not own or less or _is_of_some(sentence, number, "cars"):
        return None
    if pattern("narrowed", "other").search(sentence.plain):
        return None
    return decided(
        sentence, number, "count", [RegisteredFact("model", str(len(own)), own[0].source)]
    )


def counts_of(sentence: Sentence, numbers: Sequence[NumberInText]) -> Iterator[TextClaim]:
    """Yield the counts of a sentence, of the numbers that measure nothing."""
    topics = topics_of(sentence, numbers)
    for number in numbers:
        claim = part_counted(sentence, number) or _of_a_model(sentence, number)
        if claim is None and number.start in topics:
            claim = counted(sentence, number, topics[number.start], numbers)
        if claim is not None:
            yield claim
