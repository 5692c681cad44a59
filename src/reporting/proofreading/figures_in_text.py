"""Figures of a sentence: counts, lengths, heights, editions, sums; each held to the facts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal

from reporting.proofreading.known import as_number
from reporting.proofreading.numbers_in_text import NumberInText, ordinal_value
from reporting.proofreading.sentence import Sentence, TextClaim
from reporting.proofreading.wording import pattern, whole, words
from reporting.story.fact_register import RegisteredFact

_NEAR, _SAME = Decimal("0.1"), Decimal("0.03")
"""How far, in shares, "over" and "almost" may be off, and "about"."""

_METRES = {"km": Decimal(1000), "m": Decimal(1), "mi": Decimal("1609.344")}
_IDENTIFIER = whole(
    r"altr[ie]|other|prim[ie]|ultim[ie]|first|last|next|quest[ie]|these|tapp[ae]|"
    r"leg|stage|day|giorno|n\.?|no\.?|numero|number|#|ss|statale|art\.?|edizione|edition|kartodromo"
)
_EDITION = re.compile(
    r"(?<!\w)(\w+)[°ªº]? (?:edizione|edition)(?!\w)|"
    r"(?<!\w)edizione (?:n\. ?|numero )?(\d+|[ivx]+)(?!\w)"
)
_SMALL = "prewar|pre-war|expert|gl?i|le|the|of the|of|di|degli|delle"


def figures_of(sentence: Sentence) -> Iterator[TextClaim]:
    """Yield what a sentence states in figures."""
    told: set[int] = set()
    for number in sentence.numbers:
        if is_identifier(sentence, number):
            continue
        for claims in (_count, _length):
            claim = claims(sentence, number)
            if claim is not None and number.start not in told:
                told.add(number.start)
                yield claim
    yield from _editions(sentence)


def is_identifier(sentence: Sentence, number: NumberInText) -> bool:
    """Tell whether a number names something (leg 2, 1000 Miglia) and counts nothing."""
    before = sentence.plain[: number.start].rstrip()
    after = sentence.plain[number.end :].lstrip(" -")
    if re.match(r"miglia(?! (di|lunghe|percorse))", after) and number.values[0] in (1000, 1600):
        return number.values[0] == 1000
    return bool(re.search(rf"(?:{_IDENTIFIER.pattern})$", before))


def _hedge(sentence: Sentence, number: NumberInText) -> str:
    before = " ".join(sentence.plain[: number.start].split()[-3:])
    after = " ".join(sentence.plain[number.end :].split()[:6])
    for name in ("bounded", "over", "almost", "about"):
        if re.search(
            rf"(?:{pattern('guards', name).pattern}) ?(?:i |le |gli |the |di |ai )?$", before
        ):
            return name
    if re.search(
        r"(?<!\w)(?:tra|fra|between|da|from|dai)\s+\S+\s+(?:e|and|a|to|-)\s*$",
        sentence.plain[: number.start],
    ):
        return "bounded"
    if re.search(r"[<>±~≈]\s*$", sentence.plain[: number.start]):
        return "about"
    if re.match(r"\s*(-|/|o|or|e|and|to|a)\s*\d", sentence.plain[number.end :]):
        return "bounded"
    return (
        "about"
        if re.search(r"(?<!\w)(circa|o giu di li|or so|give or take)(?!\w)", after[:30])
        else ""
    )


def _right(stated: Decimal, facts: Iterable[RegisteredFact], hedge: str) -> bool | None:
    """Tell whether a figure agrees with one of the facts; None where that cannot be said."""
    verdicts = [
        _agrees(stated, value, fact, hedge)
        for fact in facts
        if (value := as_number(fact.value)) is not None
    ]
    if any(verdicts):
        return True
    return None if not verdicts or None in verdicts else False


def _agrees(stated: Decimal, value: Decimal, fact: RegisteredFact, hedge: str) -> bool | None:
    off = abs(stated - value) / value if value else Decimal(stated != value)
    if hedge == "over" and stated == value:
        return True if fact.qualifier in ("over", "about") else None
    if hedge == "over":
        return False if stated > value else (off <= _NEAR or None)
    if hedge == "almost":
        return None if stated == value else value < stated and off <= _NEAR
    if hedge == "about":
        rounded = stated % 10 == 0 and abs(stated - value) < 5
        return off <= _SAME or (None if rounded or off <= 2 * _SAME else False)
    return None if hedge == "bounded" else stated == value


def _decide(
    sentence: Sentence, number: NumberInText, kind: str, facts: list[RegisteredFact], unit: str = ""
) -> TextClaim | None:
    stated = sentence.text[number.start : number.end].strip() + (f" {unit}" if unit else "")
    if not facts:
        return sentence.unsupported(kind, stated)
    expected = " / ".join(dict.fromkeys(f"{fact.value} {fact.unit}".strip() for fact in facts))
    source = "; ".join(dict.fromkeys(fact.source for fact in facts))
    hedge = _hedge(sentence, number)
    # A height has no decimals: a full stop before three digits can only part thousands.
    values = number.values[:1] if kind == "height" else number.values
    rights = [_right(value, facts, hedge) for value in values]
    if len(rights) > 1 and any(rights):
        rights = [True] if all(right is not False for right in rights) else [None]
    if rights[0] is None:
        return sentence.unsupported(kind, stated, expected, source)
    if sentence.negated(number.start):
        return None if not rights[0] else sentence.unsupported(kind, stated, expected, source)
    return sentence.claim(kind, stated, expected, source, rights[0])


def _count(sentence: Sentence, number: NumberInText) -> TextClaim | None:
    after = sentence.plain[number.end :]
    if _PART.match(after):  # "three of the 27 entries were built before the war"
        prewar = pattern("narrowed", "prewar").search(after)
        facts = sentence.known.facts("prewar_cars") if prewar else []
        return _decide(sentence, number, "count", facts)
    for name, told in words()["counts"].items():
        between = f"(?:{words()['narrowed']['neutral']}|{_SMALL}) "
        noun = rf"\s*[-]?(?:{between}){{0,3}}(?:{told['noun']})(?!\w)"
        found = re.match(noun, after)
        if found is None and re.search(
            rf"(?<!\w)(?:{told['noun']}) {_WERE}$", sentence.plain[: number.start]
        ):
            return _counted(sentence, number, name, "")
        if found is None:
            continue
        if number.values[0] != number.values[0].to_integral_value():
            return None
        return _counted(sentence, number, name, after[: found.end() + 45])
    return None


def _counted(sentence: Sentence, number: NumberInText, name: str, context: str) -> TextClaim | None:
    context = re.split(r"[.;:(]", context)[0]
    keys = words()["counts"][name]["keys"]
    if name in ("cars", "crews"):
        later = (each.start for each in sentence.numbers if each.start > number.start)
        until = min(later, default=len(sentence.plain)) - number.end
        if pattern("narrowed", "prewar").search(context[:until]):
            keys = ["prewar_cars"]
        elif pattern("narrowed", "expert").search(sentence.plain):
            keys = ["expert_cars"]
    others = not sentence.of_the_event or pattern("guards", "others_count").search(sentence.plain)
    if others or pattern("narrowed", "other").search(context):
        return sentence.unsupported("count", sentence.text[number.start : number.end])
    if name in ("time_trials", "average_trials"):
        return _decide(sentence, number, "count", _trials(sentence, name, context))
    legs = sentence.legs()
    if name == "people":
        met = sentence.known.people(legs[0]) if len(legs) == 1 else None
        return _decide(sentence, number, "count", [met] if met else [])
    if legs and name not in ("legs",):
        return sentence.unsupported("count", sentence.text[number.start : number.end])
    return _decide(sentence, number, "count", sentence.known.counts(*keys))


_WERE = "(?:sono stat[ei]|erano|sono|furono|were|are|numbered) (?:in tutto |in all )?"
_PASS = whole("passo|passi|pass|passes|col|colle|valico|giogo|quota|summit|altitude|sella nevea")
_FEW_WORDS = 6
"""A height in so few words is a pass's, although nothing says that it is one."""

_TRIAL_PLACES = re.compile(r"marina d.arechi|cupolicchio|grassano|giau|sella")
_PART = re.compile(
    r"\s*(?:of the|of|delle|dei|degli|su) \S+ (?:entr|car|crew|vettur|aut|iscritt|equipagg)"
)


def _trials(sentence: Sentence, name: str, after: str) -> list[RegisteredFact]:
    """Return how many trials there are at the place that is named; in all where none is."""
    known = sentence.known
    near = _TRIAL_PLACES.findall(after.split(",", maxsplit=1)[0])
    places = near or _TRIAL_PLACES.findall(sentence.plain)
    keys = [f"{name}_{re.sub(r'[^a-z]', '_', place)}" for place in places]
    keys += [f"{name}_passo_{place}" for place in places]
    if len(set(places)) > 1:
        return []
    found = [fact for key in keys for fact in known.facts(key)]
    return found if places else ([] if sentence.legs() else known.facts(name))


def _length(sentence: Sentence, number: NumberInText) -> TextClaim | None:
    found = re.match(
        rf"\s*-?({'|'.join(words()['units'][unit] for unit in _METRES)})(?![\w²³/])",
        sentence.plain[number.end :],
    )
    if found is None:
        return _other_unit(sentence, number)
    unit = next(name for name in _METRES if re.fullmatch(words()["units"][name], found[1]))
    heights = _height(sentence, number) if unit == "m" else None
    if heights is not None:
        return _decide(sentence, number, "height", heights, unit)
    fast = pattern("guards", "speed").search(sentence.plain)
    facts = [] if fast else _lengths(sentence)
    if facts and unit != "km":
        value = number.values[0] * _METRES[unit] / 1000
        right = any(
            (known := as_number(fact.value)) is not None and abs(known - value) < 1
            for fact in facts
        )
        same = any(as_number(fact.value) == number.values[0] for fact in facts)
        if right or not same:
            return sentence.unsupported("length", f"{number.values[0]} {unit}")
        return sentence.claim(
            "unit",
            f"{number.values[0]} {unit}",
            f"{facts[0].value} km",
            facts[0].source,
            right=False,
        )
    return _decide(sentence, number, "length", facts, unit)


def _other_unit(sentence: Sentence, number: NumberInText) -> TextClaim | None:
    units = "|".join(
        f"(?:{words()['units'][unit]})"
        for unit in ("%", "t", "kg", "MWh", "GWh", "kWh", "pt", "s", "min")
    )
    found = re.match(rf"\s*(?:{units})(?!\w)", sentence.plain[number.end :])
    if found is None:
        return None
    return sentence.unsupported(
        "figure", sentence.text[number.start : number.end + found.end()].strip()
    )


def _height(sentence: Sentence, number: NumberInText) -> list[RegisteredFact] | None:
    """Return the heights of the pass that a sentence names with a figure: one, and plainly."""
    heights = sentence.known.heights()
    if not heights:
        return None
    at = {
        found.start(): name
        for name in heights
        for found in re.finditer(rf"(?<!\w){name}(?!\w)", sentence.plain)
    }
    named = {
        start: name
        for start, name in at.items()
        if not any(name != other and name in other for other in at.values())
    }
    plainly = _PASS.search(sentence.plain) or len(sentence.plain.split()) <= _FEW_WORDS
    last = max((one.end for one in sentence.numbers if one.end <= number.start), default=0)
    own = set(named.values())
    if len(own) > 1:
        own = {name for start, name in named.items() if last <= start < number.start}
    return heights[own.pop()] if plainly and len(own) == 1 else []


def _lengths(sentence: Sentence) -> list[RegisteredFact]:
    known, legs = sentence.known, sentence.legs()
    for leg in known.legs:
        both = all(name.split()[0].casefold() in sentence.plain for name in (leg.start, leg.finish))
        if both and not legs:
            legs = [leg.number]
    if len(legs) > 1 or (legs and pattern("hints", "coast").search(sentence.plain)):
        return []
    if legs:
        return known.facts(f"leg.{legs[0]}.km")
    if pattern("hints", "coast").search(sentence.plain) and known.facts("coast_km"):
        whole = pattern("hints", "total").search(sentence.plain)
        return known.facts("coast_km") if not whole else []
    if pattern("hints", "total").search(sentence.plain):
        facts = known.facts("total_km")
        return facts + (
            known.facts("coast_km") if pattern("hints", "coast").search(sentence.plain) else []
        )
    return []


def _editions(sentence: Sentence) -> Iterator[TextClaim]:
    facts = sentence.known.facts("edition")
    for found in _EDITION.finditer(sentence.plain):
        number = ordinal_value(found[1] or found[2])
        if number is None or not facts:
            continue
        stated = sentence.text[found.start() : found.end()]
        other = any(
            ranking in sentence.plain for ranking in sentence.known.rankings if ranking != "overall"
        )
        prologue = pattern("hints", "checks").search(sentence.plain) or re.search(
            r"trofeo|coppa delle alpi 2026", sentence.plain
        )
        if (other or prologue) and str(number) != facts[0].value:
            yield sentence.unsupported("edition", stated)
        elif not sentence.negated(found.start()):
            yield sentence.claim(
                "edition", stated, facts[0].value, facts[0].source, str(number) == facts[0].value
            )
