"""Numbers as people write them: digits of either language, words, ordinals, Roman numerals."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache, lru_cache

from reporting.proofreading.wording import pattern, phrase, words

_DIGITS = re.compile(
    r"(?<![\w.,:/#])\d+(?:[.,' ](?=\d{3}(?!\d)))?\d*(?:[.,]\d+)*"
    r"(?![\d/]|:\d|[.,]\d|[°ºª]|(?:st|nd|rd|th)(?!\w))"
)
_GROUPED = re.compile(r"\d{1,3}([.,' ])\d{3}(?:\1\d{3})*")
_REMEMBERED = 4096
"""Of how many words it is remembered which ordinal they are: texts repeat theirs."""

_ROMAN = {
    "i": 1,
    "ii": 2,
    "iii": 3,
    "iv": 4,
    "v": 5,
    "vi": 6,
    "vii": 7,
    "viii": 8,
    "ix": 9,
    "x": 10,
}


@dataclass(frozen=True, slots=True)
class NumberInText:
    """A number in a text.

    Parameters
    ----------
    start, end
        Where, in characters.
    values
        What it can mean: two values where the sign before three digits may be a decimal comma.
    """

    start: int
    end: int
    values: tuple[Decimal, ...]


def numbers_in(text: str, language: str) -> list[NumberInText]:
    """Return the numbers of a comparable text in order, words for numbers among them.

    Parameters
    ----------
    text
        As :func:`~reporting.proofreading.wording.comparable` gives it.
    language
        Of the sentence, for commas and full stops; empty where it is not known.

    Examples
    --------
    >>> [str(one.values[0]) for one in numbers_in("1.600 km, ventisette auto", "it")]
    ['1600', '27']
    >>> numbers_in("1.625 km", "")[0].values
    (Decimal('1625'), Decimal('1.625'))
    >>> numbers_in("1.600 km, 31,2 punti", "")[0].values  # another number says what commas are
    (Decimal('1600'),)
    """
    language = language or _convention(text)
    found = [
        NumberInText(match.start(), match.end(), values)
        for match in _DIGITS.finditer(text)
        if (values := _values(match.group(), language))
    ]
    spelt = _in_words(text, language)
    every = sorted([*found, *spelt], key=lambda number: number.start)
    return [_with_half(text, number) for number in every]


def _with_half(text: str, number: NumberInText) -> NumberInText:
    """Return a number with the half behind it: "five and a half", "cinque e mezzo"."""
    half = phrase("numbers_in_text", "and_a_half").match(text, number.end)
    behind = phrase("numbers_in_text", "half_behind").match(text, number.end)  # its unit
    if half is None and behind is None:
        return number
    values = tuple(value + Decimal("0.5") for value in number.values)
    return replace(number, end=half.end() if half else number.end, values=values)


def _convention(text: str) -> str:
    """Return the language whose commas and full stops a text has, where one of them is plain."""
    told = {
        name for name in ("it", "en") if phrase("numbers_in_text", f"written_{name}").search(text)
    }
    return told.pop() if len(told) == 1 else ""


def _values(digits: str, language: str) -> tuple[Decimal, ...]:  # noqa: PLR0911 - one a form
    digits = digits.rstrip(".,")
    marks = [sign for sign in digits if not sign.isdigit()]
    if not marks:
        return (Decimal(digits),)
    whole = Decimal(re.sub(r"\D", "", digits))
    grouped = _GROUPED.fullmatch(digits)
    if grouped and (grouped[1] in "' " or len(marks) > 1):
        return (whole,)
    if grouped:
        decimal = Decimal(digits.replace(",", "."))
        thousands = {"it": ".", "en": ","}.get(language)
        if thousands is None:
            return (whole, decimal)
        return (whole,) if grouped[1] == thousands else (decimal,)
    if len(marks) == 1:
        return (Decimal(digits.replace(",", ".")),) if marks[0] in ".," else (whole,)
    if len(set(marks)) > 1 and marks.count(marks[-1]) == 1:
        before, _, after = digits.rpartition(marks[-1])
        return (Decimal(re.sub(r"\D", "", before) + "." + after),)
    return ()


def _in_words(text: str, language: str) -> Iterator[NumberInText]:
    due = phrase("numbers_in_text", "expected" if language == "en" else "expected_at")
    pairs = list(_with_point(text))
    yield from pairs
    for match in _spelt().finditer(text):
        if pairs and any(one.start <= match.start() < one.end for one in pairs):
            continue
        value = value_of_word(match.group())
        if (
            value is not None
            and value > 1
            and not (due.match(text, match.start()) or text.endswith("per cento", 0, match.end()))
        ):
            yield NumberInText(match.start(), match.end(), (Decimal(value),))


def _with_point(text: str) -> Iterator[NumberInText]:
    """Yield decimals that are read in two parts: "zero point four"."""
    table = _table()
    for point in phrase("numbers_in_text", "point").finditer(text):
        before = _LAST_WORDS.search(text[max(0, point.start() - _NUMBER_WORD) : point.start()])
        parts = (before[0].split()[-1], before[0].replace("-", " ")) if before else ()
        whole = next((each for each in reversed(parts) if each in table), "")
        behind = _FIRST_WORDS.match(text, point.end())
        digits, end = "", point.end()
        for word in re.finditer(r"[a-z-]+", behind[0] if behind else ""):
            value = 0 if word[0] in ("oh", "o") else table.get(word[0])
            if value is None or len(digits) > 3:
                break
            digits, end = f"{digits}{value}", point.end() + word.end()
        if whole and digits:
            yield NumberInText(
                point.start() - len(whole), end, (Decimal(f"{table[whole]}.{digits}"),)
            )


_NUMBER_WORD = 20
_LAST_WORDS = re.compile(r"[a-z]+(?:[- ][a-z]+)?$")
_FIRST_WORDS = re.compile(r"[a-z-]+(?: [a-z-]+){0,3}")


@cache
def _table() -> dict[str, int]:
    """Return each number word up to 99 with its value."""
    table: dict[str, int] = {}
    told = words()["numbers"]
    for language, joints in (("it", ("",)), ("en", ("-", " "))):
        units = [_forms(each) for each in told[language]]
        for value, forms in enumerate(units):
            table.update(dict.fromkeys(forms, value))
        for ten, each in enumerate(told[f"{language}_tens"]):
            for form in _forms(each) if each else ():
                table.setdefault(form, 10 * ten)
                for unit, forms in enumerate(units[1:10], start=1):
                    table.update({form + j + u: 10 * ten + unit for j in joints for u in forms})
    return table


def _forms(expression: str) -> tuple[str, ...]:
    match = re.fullmatch(r"(\w+)\[(\w+)\](\?)?", expression)
    if match is None:
        return (expression,)
    return (*(match[1] + sign for sign in match[2]), *((match[1],) if match[3] else ()))


@cache
def _spelt() -> re.Pattern[str]:
    """Return what a number in words looks like: below a hundred, of hundreds, of thousands."""
    small = "|".join(sorted(_table(), key=len, reverse=True))
    told = words()["numbers"]
    italian = rf"(?:(?:(?:{small})?(?:{told['thousands_it']}))?(?:(?:{small})?cento)?(?:{small})?)"
    english = (
        rf"(?:(?:{small}|a) (?:hundred|thousand))"
        rf"(?:,? (?:(?:{small}) hundred))?(?:(?: and|,)? (?:{small}))?"
    )
    return re.compile(rf"(?<![\w'-])(?:{english}|(?=\w){italian})(?![\w-])")


def value_of_word(word: str) -> int | None:
    """Return what a number in comparable words counts; None for other words.

    Examples
    --------
    >>> [value_of_word(word) for word in ("trentanove", "millenovecentotrentanove", "gara")]
    [39, 1939, None]
    """
    table = _table()
    if word in table:
        return table[word]
    if "hundred" in word or "thousand" in word:
        total = part = 0
        for each in re.findall(r"hundred|thousand|[a-z-]+", re.sub(r" and |,", " ", word)):
            if each in ("hundred", "thousand"):
                scale = 100 if each == "hundred" else 1000
                total, part = total + (part or 1) * scale, 0
            else:
                part += 1 if each == "a" else table[each]
        return total + part
    thousands = words()["numbers"]["thousands_it"]
    found = re.fullmatch(rf"(?:(.*?)(?:{thousands}))?(?:(.*?)cento)?(.*)", word)
    value = 0
    for scale, told in zip((1000, 100, 1), found.groups() if found else (), strict=False):
        if told and told not in table:
            return None
        if told is not None:
            value += (table[told] if told else int(scale > 1)) * scale
    return value or None


@lru_cache(_REMEMBERED)
def is_ordinal(word: str) -> bool:
    """Tell whether a word says which of several, and not how many: "fifth", never "five"."""
    return any(pattern("ordinals", value).fullmatch(word) for value in words()["ordinals"]) or bool(
        phrase("numbers_in_text", "marked_figure").fullmatch(word)
    )


@lru_cache(_REMEMBERED)
def ordinal_value(word: str) -> int | None:
    """Return what an ordinal, a digit or a Roman numeral counts; None for other words.

    Examples
    --------
    >>> [ordinal_value(word) for word in ("prima", "third", "2", "iv", "3a", "gara")]
    [1, 3, 2, 4, 3, None]
    """
    for value in words()["ordinals"]:
        if pattern("ordinals", value).fullmatch(word):
            return int(value)
    digits = phrase("numbers_in_text", "ordinal_figure").fullmatch(word)
    return int(digits[1]) if digits else _ROMAN.get(word, _table().get(word))
