"""Lists of a sentence: the regions and countries that are crossed, the partners, the sites."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from reporting.proofreading.country_names import country_form, country_signs
from reporting.proofreading.known import KnownEvent
from reporting.proofreading.numbers_in_text import is_ordinal, ordinal_value
from reporting.proofreading.place_mentions import PlaceMention, belonging
from reporting.proofreading.sentence import Sentence
from reporting.proofreading.text_claim import TextClaim
from reporting.proofreading.wording import comparable, pattern, phrase, words
from reporting.story.fact_register import RegisteredFact


def members_of(sentence: Sentence) -> Iterator[TextClaim]:
    """Yield what a sentence lists of things whose list is published whole."""
    yield from _areas(sentence, "region", _regions_in(sentence))
    yield from _areas(sentence, "country", _countries_in(sentence))
    yield from _partners(sentence)
    yield from _sites(sentence)


def _areas(sentence: Sentence, kind: str, named: Sequence[tuple[int, str]]) -> Iterator[TextClaim]:
    """Hold areas that are said to be crossed to those that are."""
    facts = sentence.known.facts(kind)
    crossed = {comparable(fact.value) for fact in facts}
    many = kind == "country" and len({name for _, name in named} & crossed) > _FEW
    told = many or pattern("members", "crossed").search(sentence.plain)
    if not named or not crossed or not told:
        return
    ours = sentence.of_the_event or len({name for _, name in named} & crossed) > _FEW
    told_apart = phrase("members_in_text", "each").sub(" ", sentence.plain)
    if pattern("guards", "others_count").search(told_apart) or not ours:
        return
    expected = ", ".join(fact.value for fact in facts)
    for at, name in named:
        denied = sentence.negated(at) and not phrase("members_in_text", "not_yet").search(
            sentence.plain
        )
        joined = phrase("members_in_text", "crosses").search(sentence.plain[:at])
        if name in crossed and denied and joined:
            stated = sentence.text[at:].split()[0].strip(",.;:")
            yield sentence.claim(kind, stated, expected, facts[0].source, right=False, at=at)
    strange = [(at, name) for at, name in named if name not in crossed]
    listed = len({name for _, name in named}) > 1
    for at, name in strange:
        joined = phrase("members_in_text", "crosses").search(sentence.plain[:at])
        if (listed or joined) and not _is_aside(sentence, at):
            stated = name.title() if kind == "region" else name.upper()
            yield sentence.claim(kind, stated, expected, facts[0].source, right=False, at=at)
    if listed and not strange and not any(_is_aside(sentence, at) for at, _ in named):
        stated = ", ".join(sentence.text[at:].split()[0].strip(",.;:") for at, _ in named)
        yield sentence.claim(kind, stated, expected, facts[0].source, right=True, at=named[0][0])


_FEW = 2
"""More areas than these of the event's make a list that is about the event."""


def _is_aside(sentence: Sentence, at: int) -> bool:
    """Tell whether an area is denied, or somebody's origin."""
    origin = phrase("members_in_text", "origin").search(sentence.plain[:at])
    return bool(origin) or sentence.negated(at)


def _regions_in(sentence: Sentence) -> list[tuple[int, str]]:
    aliases = words()["regions"]["aliases"]
    named = [
        (found.start(), aliases.get(found[0], found[0]))
        for found in pattern("regions", "names").finditer(sentence.plain)
        if sentence.text[found.start()].isupper()
    ]
    return [
        (at, name)
        for at, name in named
        if name not in words()["regions"]["no_region"]
        and not any(place.start <= at < place.end for place in sentence.places)
    ]


def _countries_in(sentence: Sentence) -> list[tuple[int, str]]:
    if not sentence.known.facts("country"):
        return []
    return [
        (found.start(), country_signs()[found[0]])
        for found in country_form().finditer(sentence.plain)
        if sentence.text[found.start()].isupper()
    ]


@cache
def _partner(known: KnownEvent) -> re.Pattern[str]:
    """Return the partners' names, as they are written for short, and their handles."""
    names = set()
    for fact in known.facts("partner"):
        name = comparable(fact.value)
        names |= {name, name.removeprefix("the "), phrase("members_in_text", "trade").sub("", name)}
        names |= {
            comparable(each.value).lstrip("@") for each in known.facts(f"handle.{fact.value}")
        }
    ordered = "|".join(sorted(map(re.escape, names), key=len, reverse=True)) or "(?!)"
    return re.compile(rf"(?<!\w)(?:{ordered})(?!\w)")


def _partners(sentence: Sentence) -> Iterator[TextClaim]:
    """Hold who is named as a partner to the list of partners."""
    known, facts = sentence.known, sentence.known.facts("partner")
    label = phrase("members_in_text", "partners").search(sentence.plain)
    if not facts or not label or sentence.negated(label.start()):
        return
    found = list(_partner(known).finditer(sentence.plain))
    found = [
        one for one in found if not (_is_prize(sentence, one) or sentence.negated(one.start()))
    ]
    expected = ", ".join(fact.value for fact in facts)
    strange = _strangers(sentence, [one.span() for one in found], label.end())
    strange = [one for one in strange if not _is_longer(sentence, one[0], facts)]
    strange += _other_regions(sentence, facts) if found else []
    for at, name in strange:
        yield sentence.claim("partner", name, expected, facts[0].source, right=False, at=at)
    if found and not strange and not phrase("years_in_text", "since").search(sentence.plain):
        stated = ", ".join(sentence.text[one.start() : one.end()] for one in found)
        yield sentence.claim(
            "partner", stated, expected, facts[0].source, right=True, at=found[0].start()
        )


def _is_longer(sentence: Sentence, at: int, facts: Sequence[RegisteredFact]) -> bool:
    """Tell whether a name in a list is a partner's with a word more: "Regione Autonoma ..."."""
    item = phrase("members_in_text", "parted").split(sentence.text[at:])[0]
    told = set(re.findall(r"\w+", comparable(item)))
    return any(
        len(own := set(re.findall(r"\w+", comparable(fact.value)))) > 1 and own <= told
        for fact in facts
    )


def _other_regions(sentence: Sentence, facts: Sequence[RegisteredFact]) -> list[tuple[int, str]]:
    """Return the regions that stand in a list of partners, where a partner is another region."""
    form = phrase("members_in_text", "a_region")
    own = " / ".join(comparable(fact.value) for fact in facts)
    if not form.search(own):
        return []
    return [
        (found.start(), sentence.text[found.start() : found.end()])
        for found in form.finditer(sentence.plain)
        if pattern("regions", "names").fullmatch(found[1])
        and found[1] not in own
        and not sentence.negated(found.start())
    ]


def _is_prize(sentence: Sentence, name: re.Match[str]) -> bool:
    """Tell whether a partner's name is a trophy's here."""
    return any(
        mark.startswith(name[0]) and sentence.plain.startswith(mark, name.start())
        for ranking in sentence.known.rankings
        for mark in sentence.known.marks[ranking]
    )


def _sites(sentence: Sentence) -> Iterator[TextClaim]:
    """Hold a list of UNESCO sites to those that the way passes."""
    facts = sentence.known.facts("unesco_site")
    listed = pattern("members", "sites").search(f"{sentence.led_by} {sentence.plain}")
    if not facts or not listed:
        return
    marks = [place for place in sentence.places if any(
        place.name in comparable(text)
        for fact in facts for text in (fact.value, *fact.spellings.values())
    )]  # fmt: skip
    spans = [(place.start, place.end) for place in marks]
    yield from _inscribed(sentence, marks or _for_short(sentence, facts))
    yield from _nth_site(sentence, marks, [comparable(fact.value) for fact in facts])
    if len(spans) > 1:
        for at, name in _strangers(sentence, spans, spans[0][0]):
            expected = ", ".join(fact.value for fact in facts)
            yield sentence.claim("site", name, expected, facts[0].source, right=False, at=at)


def _for_short(sentence: Sentence, facts: Sequence[RegisteredFact]) -> list[PlaceMention]:
    """Return the sites that a sentence names by their first word alone: "the trulli"."""
    names = {name.split()[0]: name for fact in facts for name in (comparable(fact.value),)}
    return [
        PlaceMention(found.start(), found.end(), names[word])
        for word in names
        if len(word) >= _WORD
        for found in re.finditer(rf"(?<!\w){word}(?!\w)", sentence.plain)
    ]


_WORD = 5
"""How many letters the first word of a site's name has at least that stands for it."""


def _inscribed(sentence: Sentence, marks: Sequence[PlaceMention]) -> Iterator[TextClaim]:
    """Hold the year since which a site is on the list to the one that its source notes."""
    years = list(phrase("members_in_text", "inscribed").finditer(sentence.plain))
    behind = phrase("members_in_text", "year_behind")
    years += [
        found
        for site in marks
        if (found := behind.match(sentence.plain, site.end))
        and not any(found.start(1) == one.start(1) for one in years)
    ]
    compared = phrase("counts_in_text", "compared")
    marks = [site for site in marks if not compared.search(sentence.plain[: site.start])]
    spans = [PlaceMention(found.start(1), found.end(1), found[1]) for found in years]
    spans.sort(key=lambda span: span.start)
    for year in spans:
        site = belonging(year, marks, spans)
        noted = {
            (found[0], fact.source)
            for fact in sentence.known.facts("unesco_site")
            if site and site.name in comparable(" ".join([fact.value, *fact.spellings.values()]))
            and (found := re.search(r"(?<!\d)(?:19|20)\d\d(?!\d)", fact.note))
        }  # fmt: skip
        if site and len(noted) == 1 and not sentence.negated(year.start):
            ((expected, source),) = noted
            stated = f"{sentence.text[site.start : site.end]}: {year.name}"
            yield sentence.claim(
                "since", stated, expected, source, right=year.name == expected, at=year.start
            )


def _nth_site(
    sentence: Sentence, marks: Sequence[PlaceMention], sites: Sequence[str]
) -> Iterator[TextClaim]:
    """Hold "the third World Heritage site" to the order of the way."""
    told = phrase("members_in_text", "nth_site").search(sentence.plain)
    last = told is not None and pattern("hints", "last").fullmatch(told[1])
    number = (
        len(sites) if last else ordinal_value(told[1]) if told and is_ordinal(told[1]) else None
    )
    stops, town = sentence.known.way.stops, sentence.known.way.town
    order = sorted(
        {min(stop.at for stop in stops[site]): site for site in sites if site in stops}.items()
    )
    if told is None or number is None or not marks or len(order) != len(sites):
        return
    aside = phrase("members_in_text", "aside").search(sentence.plain)
    before = [
        place
        for place in marks
        if place.end <= told.start()
        and not (aside and aside.start() < place.start < aside.end() <= told.start())
    ]
    place = before[-1] if before else marks[0]
    names = [site for _, site in order]
    nth = [
        at
        for at, site in enumerate(names, 1)
        if place.name in site or town(site) == town(place.name)
    ]
    if number <= len(names) and len(nth) == 1 and not sentence.negated(told.start()):
        stated = f"{sentence.text[place.start : place.end]}: {number}"
        yield sentence.claim(
            "site", stated, names[number - 1].title(), _WAY, right=nth == [number], at=told.start()
        )


_WAY = "waypoints.csv"


def _strangers(
    sentence: Sentence, members: Sequence[tuple[int, int]], label: int
) -> list[tuple[int, str]]:
    """Return names that nobody knows, in one list with members or right behind its label."""
    found = []
    at = 0
    for item in phrase("members_in_text", "parted").split(sentence.text):
        start = sentence.text.index(item, at)
        at = start + len(item)
        inner = label - start if start <= label - 1 < at else 0
        form = phrase("members_in_text", "named_last" if inner else "named")
        name = form.search(item, inner)
        if name is None or any(low < at and start < high for low, high in members):
            continue
        where, stated = start + name.start(1), name[1].rstrip(".")
        if any(number.start == where for number in sentence.numbers):
            continue
        plain = comparable(stated)
        known = all(word in sentence.known.words for word in re.findall(r"[^\W\d_]+", plain))
        first = min(members[0][0] - 2, label) if members else 0
        beside = members and first <= where <= members[-1][1] + _BESIDE
        behind = 0 <= where - label < _CLOSE
        apposed = phrase("members_in_text", "apposed").match(sentence.plain[where + len(stated) :])
        if pattern("members", "sites").match(plain):
            continue  # "World Heritage" is what they are
        if not known and (beside or behind or apposed) and not sentence.negated(where):
            found.append((where, stated))
    return found


_BESIDE, _CLOSE = 12, 4
"""How far behind the last member of a list a name belongs to it; how near behind its label."""
