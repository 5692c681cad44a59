"""The languages of the reports and how each writes numbers, lists and signs: written once.

A further language begins here, with one entry of `CUSTOMS`; everything else that it needs is data
(catalogues, templates, ``words.toml``, ``messages.toml`` and their like). Figures and lists follow
the CLDR data that Babel carries. Babel is imported where it is used: whoever only looks at files
does not pay for it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal, TypeVar

THIN_SPACE = "\u202f"
NO_BREAK_SPACE = "\u00a0"
LONGEST_SIGN = 5
"""Letters up to which a unit is a sign (kg, km/h) and not a word."""

MINUS = "\u2212"
EN_DASH = "\u2013"
_APOSTROPHE = re.compile(r"(?<=\w)(?:'|&#39;|&#x27;)(?=\w)")

Number = int | float | Decimal
ListStyle = Literal["standard", "or"]
Said = TypeVar("Said")


@dataclass(frozen=True, slots=True)
class Customs:
    """What a language does that CLDR does not say, or not as our readers write it.

    Parameters
    ----------
    name
        What its speakers call it.
    cldr
        The CLDR locale behind its formats.
    percent_gap
        What stands between a figure and its per cent sign.
    clock
        A time of day to the minute.
    ordinals
        CLDR's form of an ordinal number -> what follows the figure.
    articles
        How a figure begins (a pattern) -> the article before it, with its space.
    counts
        The words for one to ten, as running text has them.
    ones
        The other words for one, which agree with what is counted: field of a message -> word.
    numbered
        Nouns, parted by spaces, that a number follows: no line ends between the two.
    linked
        How a word ends and the next begins (a pattern, tags between them) -> what links the two.
    """

    name: str
    cldr: str
    percent_gap: str
    clock: str
    ordinals: Mapping[str, str]
    articles: Mapping[str, str] = field(default_factory=dict)
    counts: tuple[str, ...] = ()
    ones: Mapping[str, str] = field(default_factory=dict)
    numbered: str = ""
    linked: Mapping[str, str] = field(default_factory=dict)


_WITH_ARTICLE = {
    "l ": "Lago Passo Valico Circuito Kartodromo Rifugio Santuario Museo Lungomare",
    "lla ": "Base Basilica Reggia Cattedrale Diga",
    "ll\u2019": "Abbazia Aeroporto Autodromo Ippodromo",
}
"""How an Italian preposition ends before these first words of places; towns have no article."""

_PREPOSITIONS = {r"([Aa]|[Dd]a|[Ss]u)": r"\1", r"([Dd])i": r"\1e"}
"""Italian prepositions, and how they begin before an article."""

_ARTICLES_JOINED = {
    rf"(?<![<\w\u2019']){word} ((?:<[^>]*>)*)(?=(?:{'|'.join(nouns.split())}) (?!e\b)\w)": (
        rf"{begun}{end}\2"
    )
    for word, begun in _PREPOSITIONS.items()
    for end, nouns in _WITH_ARTICLE.items()
}

_FIGURES = {r"8|11(?!\d)": "l\u2019", r"0(?!\d)": "lo ", "": "il "}
"""How a figure begins -> its Italian article: *otto*, *ottanta* and *undici* have a vowel first."""

_FIGURES_JOINED = {
    rf"(?<![<\w\u2019']){word}l (?P<tags>(?:<[^>]*>)*)(?={figure})": rf"{begun}{end}\g<tags>"
    for figure, article in _FIGURES.items()
    for word, begun, end in (
        (r"([Aa]|[Dd]a|[DdNn]e|[Ss]u)", r"\1l", article),
        ("i", "", article),
        ("I", "", article.capitalize()),
    )
    if figure
}
"""How an article, alone or behind a preposition, is said before the figures that have their own."""

CUSTOMS: dict[str, Customs] = {
    "it": Customs(
        "Italiano",
        "it_IT",
        THIN_SPACE,
        "{hour}:{minute:02d}",
        {"other": "º"},
        _FIGURES,
        ("uno", "due", "tre", "quattro", "cinque", "sei", "sette", "otto", "nove", "dieci"),
        {"un": "un", "una": "una"},
        "tappa tappe equipaggio pilota navigatore pagina figura ore livello posto posizione "
        "numero categoria scope",
        _ARTICLES_JOINED
        | _FIGURES_JOINED
        | {r"(?<![<\w\u2019'])a(?= (?:<[^>]*>)*[AaÀà]\w)": "ad"}
        | {r"(?<![<\w\u2019'&])e(?= (?:<[^>]*>)*[EeÈÉèé]\w)": "ed"},
    ),
    "en": Customs(
        "English",
        "en_GB",
        "",
        "{hour:02d}:{minute:02d}",
        {"one": "st", "two": "nd", "few": "rd", "other": "th"},
        counts=("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
        numbered="leg legs crew driver co-driver page figure tier level place position "
        "number category scope",
    ),
}
LANGUAGES = tuple(CUSTOMS)
LANGUAGE_NAMES = {language: customs.name for language, customs in CUSTOMS.items()}


def locale_of(language: str) -> str:
    """Return the CLDR locale behind the formats of `language`."""
    return CUSTOMS[language].cldr


def in_each(say: Callable[[str], Said]) -> dict[str, Said]:
    """Return what `say` makes of each language of the reports.

    Examples
    --------
    >>> in_each(lambda language: LANGUAGE_NAMES[language])
    {'it': 'Italiano', 'en': 'English'}
    """
    return {language: say(language) for language in LANGUAGES}


def text_of(thing: object, language: str, name: str = "") -> str:
    """Return the text that `thing` has for readers of `language`, blank where it has none.

    Parameters
    ----------
    thing
        Anything with fields ``<name>_<language>``, or ``<language>`` where `name` is blank.
    language
        The reader's; another text of `thing` stands in: the one without a language, else English.
    name
        What the text is (``note``).

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> rome = SimpleNamespace(name="Roma", name_en="Rome")
    >>> text_of(rome, "it", "name"), text_of(rome, "en", "name"), text_of(rome, "en", "note")
    ('Roma', 'Rome', '')
    """
    fields = (f"{name}_{language}", name, f"{name}_en") if name else (language, "en")
    texts = (getattr(thing, field, "") for field in fields)
    return next((str(text) for text in texts if text), "")


def number(value: Number, language: str, decimals: int | None = None) -> str:
    """Return `value` with grouped thousands, rounded half up to `decimals` where given.

    Without `decimals` every decimal that says something is shown, and no trailing zero.

    Examples
    --------
    >>> number(Decimal("-1234.50"), "it"), number(0.125, "en", 2)
    ('−1.234,5', '0.13')
    """
    from babel.numbers import format_decimal

    exact = value if isinstance(value, Decimal) else Decimal(str(value))
    if decimals is not None:
        exact = exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    else:
        exact = exact.normalize()
    places = max(0, -int(exact.as_tuple().exponent)) if exact.is_finite() else 0
    pattern = "#,##0" + ("." + "0" * places if places else "")
    return format_decimal(exact, pattern, locale=locale_of(language)).replace("-", MINUS)


def number_in_each(value: Number, decimals: int | None = None) -> dict[str, str]:
    """Return a number as each language writes it, to stand in a sentence of a catalogue.

    Examples
    --------
    >>> number_in_each(15000.5)
    {'it': '15.000,5', 'en': '15,000.5'}
    """
    return in_each(lambda language: number(value, language, decimals))


def in_words(count: Number, language: str) -> str:
    """Return a count as running text has it: one to ten in words, every other in figures.

    Examples
    --------
    >>> in_words(4, "it"), in_words(10, "en"), in_words(27, "it"), in_words(2.5, "en")
    ('quattro', 'ten', '27', '2.5')
    """
    words = {Decimal(n): word for n, word in enumerate(CUSTOMS[language].counts, 1)}
    return words.get(Decimal(str(count))) or number(count, language)


def marks(language: str) -> tuple[str, str]:
    """Return the decimal mark and the mark between thousands.

    Examples
    --------
    >>> marks("it"), marks("en")
    ((',', '.'), ('.', ','))
    """
    from babel.numbers import get_decimal_symbol, get_group_symbol

    locale = locale_of(language)
    return get_decimal_symbol(locale), get_group_symbol(locale)


def gap(unit: str, language: str) -> str:
    """Return what stands between a figure and `unit`, both kept on one line.

    Examples
    --------
    >>> gap("km", "it") == THIN_SPACE, gap("room-nights", "it") == NO_BREAK_SPACE, gap("%", "en")
    (True, True, '')
    """
    if unit.startswith("%"):
        return CUSTOMS[language].percent_gap
    return THIN_SPACE if len(unit) <= LONGEST_SIGN else NO_BREAK_SPACE


def quantity(value: Number, unit: str, language: str, decimals: int | None = None) -> str:
    """Return `value` with its unit's sign or word."""
    return f"{number(value, language, decimals)}{gap(unit, language)}{unit}"


def span(low: Number, high: Number, language: str) -> str:
    """Return a range of figures, or the one figure that it is: 243–245."""
    return EN_DASH.join(number(end, language) for end in sorted({low, high}))


def listed(items: Sequence[str], language: str, style: ListStyle = "standard") -> str:
    """Return `items` as a phrase: a, b and c (style ``or``: a, b or c)."""
    from babel.lists import format_list

    return format_list(list(items), style=style, locale=locale_of(language))


def clock(moment: dt.datetime | dt.time, language: str) -> str:
    """Return a time of day to the minute: 7:30 in Italian, 07:30 in English."""
    return CUSTOMS[language].clock.format(hour=moment.hour, minute=moment.minute)


def ordinal(position: int, language: str) -> str:
    """Return a position as readers write it.

    Examples
    --------
    >>> [ordinal(place, "en") for place in (1, 2, 3, 11, 112, 23)], ordinal(8, "it")
    (['1st', '2nd', '3rd', '11th', '112th', '23rd'], '8º')
    """
    from babel import Locale

    ordinals = CUSTOMS[language].ordinals
    form = Locale.parse(locale_of(language)).ordinal_form(position)
    return f"{position}{ordinals.get(form, ordinals['other'])}"


def article(figure: str, language: str) -> str:
    """Return the article that stands before a figure, with its space; English has none.

    Examples
    --------
    >>> [article(figure, "it") for figure in ("45", "8,3", "80", "11", "0,4")]
    ['il ', 'l’', 'l’', 'l’', 'lo ']
    """
    articles = CUSTOMS[language].articles.items()
    return next((word for start, word in articles if re.match(start, figure)), "")


_NUMBERED = re.compile(
    r" (?=(?:<[^>]*>)*\d)(?:{})".format(
        "|".join(
            rf"(?<=\b{noun} )" for customs in CUSTOMS.values() for noun in customs.numbered.split()
        )
    ),
    re.IGNORECASE,
)
"""Between a noun and the number that follows it, markup or not.

The blank and the number are looked for first: a page of some megabytes has few of them.
"""


_MEASURED = re.compile(
    r" (?<=\d )(?=(?:"
    r"(?:[pvt]?km|[kMG]Wh|[kc]?m[²³]|kg|mm|cm|ha|kW|°C|°|€|min|ms|ns|MB)(?![\w²³])"
    r"|(?:km/h|[Ll]/100)\b|[LlmtshgJ](?![\w²³’'])(?! ?[-\d.])))(?![^<>]*>)"
)
"""Between a number and the sign of its unit. A letter before a number is a step of a drawing;
what stands in a tag is a key or an address.

Whether it stands in a tag is asked last: a drawing's path is one tag of many thousand blanks, and
each would be followed to its end.
"""
_SHORT = re.compile(
    r" (?:(?:(?<=\bSt\. )|(?<=\bS\. ))(?=[A-Z])|(?:(?<=\b[Nn]\. )|(?<=\bNo\. ))(?=\d))(?![^<>]*>)"
)
"""Between a word cut short and the name, or the number, that it stands before: *St. Moritz*."""
_PERCENT = re.compile(r" (?<=\d )(?=[%‰])(?![^<>]*>)")


def linked(text: str, language: str) -> str:
    """Return `text` with its words linked as the language has it, tags between them or not.

    Examples
    --------
    >>> linked("da Roma a <b>Asti</b>", "it"), linked("da Asti a Roma", "it")
    ('da Roma ad <b>Asti</b>', 'da Asti a Roma')
    >>> linked("Ebe e <b>Eva</b>, Roma e Asti", "it")
    'Ebe ed <b>Eva</b>, Roma e Asti'
    >>> linked("Dal 8º al <b>11º</b>, poi il 80º e il 110º", "it"), linked("Il 11.000 al 0,4", "it")
    ('Dall’8º all’<b>11º</b>, poi l’80º e il 110º', 'L’11.000 allo 0,4')
    >>> linked("A Lago di Resia, da <b>Passo Rombo</b>", "it"), linked("a Lago", "it")
    ('Al Lago di Resia, dal <b>Passo Rombo</b>', 'a Lago')
    """
    for pattern, link in CUSTOMS[language].linked.items():
        text = re.sub(pattern, link, text)
    return text


def typographic(text: str) -> str:
    r"""Return `text` with typographic apostrophes, and each number on the line of its noun.

    Apostrophes however they were typed or escaped; a number as what follows a noun (*Crew 07*) or
    stands before a unit's sign (*15 km*).

    Examples
    --------
    >>> typographic("Marina d'Arechi"), typographic("Marina d&#39;Arechi")
    ('Marina d’Arechi', 'Marina d’Arechi')
    >>> typographic("Crew 07, leg <b>2</b>, 27 crews")
    'Crew\xa007, leg\xa0<b>2</b>, 27 crews'
    >>> typographic("15 L/100 km, \u221224 %, 9 hands"), typographic('d="M1 2 L 3 4 h 5"')
    ('15\xa0L/100\xa0km, \u221224\u202f%, 9 hands', 'd="M1 2 L 3 4 h 5"')
    >>> typographic("to St. Moritz, No. 7")
    'to St.\xa0Moritz, No.\xa07'
    >>> typographic('<b data-fact="trophy.St. Moritz">9 km</b>')
    '<b data-fact="trophy.St. Moritz">9\xa0km</b>'
    """
    measured = _PERCENT.sub(THIN_SPACE, _MEASURED.sub(NO_BREAK_SPACE, text))
    measured = _SHORT.sub(NO_BREAK_SPACE, measured)
    return _NUMBERED.sub(NO_BREAK_SPACE, _APOSTROPHE.sub("\u2019", measured))
