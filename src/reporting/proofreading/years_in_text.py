"""Editions and years: which edition it is, how old the oldest car is, since when a partner is."""

from __future__ import annotations

import re
from collections.abc import Iterator

from reporting.proofreading.known_crews import KnownCrew
from reporting.proofreading.numbers_in_text import is_ordinal, ordinal_value
from reporting.proofreading.sentence import Sentence
from reporting.proofreading.text_claim import TextClaim, Verdict
from reporting.proofreading.wording import comparable, pattern, phrase, whole, words


def years_of(sentence: Sentence) -> Iterator[TextClaim]:
    """Yield the edition and the years that a sentence states of the event."""
    yield from _editions(sentence)
    yield from _oldest(sentence)
    yield from _newest(sentence)
    yield from _prizes(sentence)
    yield from _next_edition(sentence)
    yield from _since(sentence)


_NAMED = 30
"""Within how many characters behind its number a trophy is named."""

_NEAR = 80
"""How many characters behind its number the name of an edition may stand."""

_EDITION = phrase("figures_in_text", "edition")


def _editions(sentence: Sentence) -> Iterator[TextClaim]:
    known, facts = sentence.known, sentence.known.facts("edition")
    cups = [mark for name in known.prologues for mark in known.marks[name]]
    found = [
        *_EDITION.finditer(sentence.plain),
        *phrase("figures_in_text", "edition_is").finditer(sentence.plain),
    ] + [
        match
        for match in phrase("figures_in_text", "numbered_edition").finditer(sentence.plain)
        if known.begins_with_name(sentence.plain[match.end() :])
        or any(mark in sentence.plain[match.end() :][:_NAMED] for mark in cups)
    ]
    for match in found:
        number = ordinal_value(next(filter(None, match.groups())))
        which = match[1] or ""
        signed = which.isdigit() and match[0].lstrip()[len(which) :][:1] in ("°", "ª", "º")
        counts = which and not (signed or is_ordinal(which) or _ROMAN.fullmatch(which))
        if number is None or counts or not facts or not match[0].strip()[0].isalnum():
            continue
        stated = sentence.text[match.start() : match.end()].strip()
        other = any(
            mark in sentence.plain
            for ranking in known.rankings if ranking != "overall" for mark in known.marks[ranking]
        )  # fmt: skip
        around = sentence.plain[max(0, match.start() - _NEAR) : match.end() + _NEAR]
        cup = pattern("hints", "prologue_cup").search(around) and not known.is_named(around)
        own = known.facts("prologue_edition") if cup else []
        fact = (own or facts)[0]
        right = str(number) == fact.value
        if not right and not own and (other or _ANOTHERS.search(sentence.plain)):
            yield sentence.unsupported("edition", stated)
        elif not sentence.negated(match.start()):
            yield sentence.claim(
                "edition", stated, fact.value, fact.source, right=right, at=match.start()
            )


_ROMAN = re.compile(r"[ivx]+")
_ANOTHERS = phrase("figures_in_text", "anothers")


def _oldest(sentence: Sentence) -> Iterator[TextClaim]:
    """Hold the oldest car: of its make to the published year, of all to those that are known."""
    found = pattern("hints", "oldest").search(sentence.plain)
    if found is None or sentence.negated(found.start()):
        return
    told = re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", sentence.plain)
    years = {*told, *(car.year for car in sentence.cars)} - {
        "",
        str(sentence.known.info.start.year),
    }
    makes = [key for key in sentence.known.keys("oldest_") if re.search(
        rf"(?<!\w){key.removeprefix('oldest_').removesuffix('_year')}s?(?!\w)", sentence.plain
    )]  # fmt: skip
    fitting = {
        crew.year for car in sentence.cars for crew in sentence.known.crews if car.fits(crew)
    }
    years = years or {year for year in fitting if year}
    if len(years) != 1:
        return
    (year,) = years
    for fact in (sentence.known.facts(key)[0] for key in makes):
        right = year == fact.value
        yield sentence.claim("year", year, fact.value, fact.source, right=right, at=found.start())
    older = [crew for crew in sentence.known.crews if crew.year and crew.year < year]
    field = phrase("figures_in_text", "of_the_field").match(sentence.plain[found.end() :])
    if older and not makes and sentence.cars and field:
        crew = min(older, key=_by_year)
        expected, stated = f"{crew.car}, {crew.year}", sentence.text[found.start() : found.end()]
        yield sentence.claim(
            "superlative", stated, expected, crew.source, right=False, at=found.start()
        )


def _by_year(crew: KnownCrew) -> str:
    return crew.year


def _newest(sentence: Sentence) -> Iterator[TextClaim]:
    """Hold up to which year of building cars are said to be admitted."""
    facts = sentence.known.facts("newest_year_admitted")
    found = None
    for form in ("admitted", "built_by") if facts else ():
        found = found or phrase("figures_in_text", form).search(sentence.plain)
    if found and not sentence.negated(found.start()):
        year, expected, source = found[1] or found[2], facts[0].value, facts[0].source
        yield sentence.claim(
            "year", year, expected, source, right=year == expected, at=found.start()
        )


def _next_edition(sentence: Sentence) -> Iterator[TextClaim]:
    """Hold the season, or the year, of the edition that comes next to the announced ones."""
    facts = sentence.known.facts("next_edition_season")
    found = phrase("years_in_text", "next_edition").search(sentence.plain) if facts else None
    doubts = [pattern("guards", name).search(sentence.plain) for name in ("reported", "unreal")]
    if found is None or any(doubts) or sentence.negated(found.start()) or sentence.elsewhere:
        return
    seasons = words()["years"]["seasons"]
    ways = [comparable(way) for way in (facts[0].value, *facts[0].spellings.values())]
    season = {name for name, form in seasons.items() if whole(form).search(" ".join(ways))}
    named = {name for name, form in seasons.items() if whole(form).search(sentence.plain)}
    years = set(re.findall(r"(?<!\d)20\d\d(?!\d)", sentence.plain))
    years -= {str(sentence.known.info.start.year)}
    if (named or years) and len(years) <= 1 and len(named) <= 1:
        right = named <= season and all(year in ways[0] for year in years)
        verdict: Verdict = "confirmed" if right and named else "contradicted"
        stated = sentence.text[found.start() : found.end()]
        if named or not right:
            yield TextClaim(
                sentence.line, sentence.text.strip(), "edition", stated, facts[0].value, verdict,
                facts[0].source,
            )  # fmt: skip


_NAME = 4
"""How many words the name of a thing that is won has."""


def _prizes(sentence: Sentence) -> Iterator[TextClaim]:
    """Hold the year of an event in which the prize is a place."""
    for fact in sentence.known.facts("prize"):
        thing = " ".join(comparable(fact.value).split()[-_NAME:])
        if thing in sentence.plain and pattern("hints", "prize").search(sentence.plain):
            at = sentence.plain.index(thing)
            yield sentence.claim(
                "prize",
                sentence.text[at : at + len(thing)],
                fact.value,
                fact.source,
                right=True,
                at=at,
            )
        prize = re.fullmatch(r".*?(\w+ \w+ \w+) (20\d\d)", comparable(fact.value))
        name = re.escape(prize[1]) if prize else "(?!)"
        stated = re.search(rf"{name} (?:del |of )?(20\d\d)|(20\d\d) {name}", sentence.plain)
        if prize and stated and pattern("hints", "prize").search(sentence.plain):
            yield sentence.claim(
                "prize", stated[0], fact.value, fact.source, right=prize[2] in stated.groups(),
                at=stated.start(),
            )  # fmt: skip


def _since(sentence: Sentence) -> Iterator[TextClaim]:
    """Hold since when a partner has been one, of whom that is known: the one named nearest."""
    facts = sentence.known.facts("partner_since")
    partners = [comparable(fact.value) for fact in sentence.known.facts("partner")]
    own = comparable(facts[0].note or sentence.known.facts("partner")[0].value) if facts else ""
    told = any(name in sentence.plain for name in partners)
    if not facts or not (told or pattern("hints", "partner").search(sentence.plain)):
        return
    for match in phrase("years_in_text", "since").finditer(sentence.plain):
        named = [name for name in partners if name in sentence.plain]
        before = [name for name in named if name in sentence.plain[: match.start()]]
        nearest = max(before or named, key=sentence.plain[: match.start()].rfind, default="")
        if nearest != own:
            yield sentence.unsupported("since", match[1])
        else:
            expected, source = facts[0].value, facts[0].source
            right = match[1] == expected
            yield sentence.claim("since", match[1], expected, source, right=right, at=match.start())
