"""The language of the reader: words, plurals, numbers, dates and units, in Italian or English.

Words come from gettext catalogues (``locale/<language>/*.po``, one for each report), numbers and
dates from the CLDR data that Babel carries. Signs are typographic: a narrow no-break space before
units, a true minus, en dashes in ranges.
"""

from __future__ import annotations

import datetime as dt
import gettext
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Literal

from babel.dates import format_date
from babel.lists import format_list
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from reporting.errors import UsageError

LANGUAGES = ("it", "en")
THIN_SPACE = "\u202f"
NO_BREAK_SPACE = "\u00a0"
LONGEST_SIGN = 5
"""Letters up to which a unit is a sign (kg, km/h) and not a word."""

MINUS = "\u2212"
EN_DASH = "\u2013"

_CLDR = {"it": "it_IT", "en": "en_GB"}

_APOSTROPHE = re.compile(r"(?<=\w)(?:'|&#39;|&#x27;)(?=\w)")

Number = int | float | Decimal
ListStyle = Literal["standard", "or"]


def typographic(text: str) -> str:
    """Return `text` with typographic apostrophes, however it was typed or escaped.

    Examples
    --------
    >>> typographic("Marina d'Arechi"), typographic("Marina d&#39;Arechi")
    ('Marina d’Arechi', 'Marina d’Arechi')
    """
    return _APOSTROPHE.sub("\u2019", text)


@dataclass(frozen=True)
class Voice:
    """Words and formats of one language.

    Parameters
    ----------
    language
        ``it`` or ``en``.

    Raises
    ------
    UsageError
        For any other language.

    Examples
    --------
    >>> Voice("it").quantity(Decimal("1234.5"), "km", 1)
    '1.234,5\u202fkm'
    >>> Voice("en").date(dt.date(2025, 4, 11))
    '11 April 2025'
    >>> Voice("it").date(dt.date(2025, 4, 11))
    '11 aprile 2025'
    """

    language: str

    def __post_init__(self) -> None:
        if self.language not in LANGUAGES:
            known = ", ".join(LANGUAGES)
            raise UsageError(f"There is no report in the language {self.language!r}: use {known}.")

    @property
    def locale(self) -> str:
        """The CLDR locale behind the formats."""
        return _CLDR[self.language]

    def text(self, message: str, **fields: object) -> str:
        """Return the words for `message`, its ``{fields}`` filled.

        Raises
        ------
        KeyError
            Where the catalogue of this language has no such message: a report never falls back
            to the other language.
        """
        return _catalogue(self.language).gettext(message).format(**fields)

    def plural(self, message: str, count: Number, **fields: object) -> str:
        """Return the words for `message` in the plural form of `count`, shown as ``{n}``."""
        words = _catalogue(self.language).ngettext(message, message, _plural_number(count))
        return words.format(n=self.number(count), **fields)

    def number(self, value: Number, decimals: int | None = None) -> str:
        """Return `value` with grouped thousands, rounded half up to `decimals` where given.

        Without `decimals` every decimal that says something is shown, and no trailing zero.
        """
        exact = value if isinstance(value, Decimal) else Decimal(str(value))
        if decimals is not None:
            exact = exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
        else:
            exact = exact.normalize()
        places = max(0, -int(exact.as_tuple().exponent)) if exact.is_finite() else 0
        pattern = "#,##0" + ("." + "0" * places if places else "")
        return format_decimal(exact, pattern, locale=self.locale).replace("-", MINUS)

    def quantity(self, value: Number, unit: str, decimals: int | None = None) -> str:
        """Return `value` with its unit's sign or word, kept on one line."""
        gap = THIN_SPACE if len(unit) <= LONGEST_SIGN else NO_BREAK_SPACE
        return f"{self.number(value, decimals)}{gap}{unit}"

    def signed(self, value: Number, decimals: int | None = None) -> str:
        """Return `value` with its sign always shown."""
        shown = self.number(value, decimals)
        return f"+{shown}" if value > 0 else shown

    def percent(self, share: Number, decimals: int = 0) -> str:
        """Return a share (1 = all) in per cent."""
        exact = Decimal(str(share)) * 100
        gap = "" if self.language == "en" else THIN_SPACE
        return f"{self.number(exact, decimals)}{gap}%"

    def date(self, day: dt.date) -> str:
        """Return `day` in full: day, month's name, year."""
        return format_date(day, "d MMMM y", locale=self.locale)

    def weekday(self, day: dt.date) -> str:
        """Return `day` with the weekday's name and without the year."""
        return format_date(day, "EEEE d MMMM", locale=self.locale)

    def days(self, start: dt.date, end: dt.date) -> str:
        """Return a span of days, the shared month and year said once."""
        if start == end:
            return self.date(start)
        if (start.year, start.month) == (end.year, end.month):
            return f"{start.day}{EN_DASH}{self.date(end)}"
        pattern = "d MMMM" if start.year == end.year else "d MMMM y"
        first = format_date(start, pattern, locale=self.locale)
        return f"{first} {EN_DASH} {self.date(end)}"

    def clock(self, moment: dt.datetime | dt.time) -> str:
        """Return a time of day to the minute: 7:30 in Italian, 07:30 in English."""
        if self.language == "it":
            return f"{moment.hour}:{moment.minute:02d}"
        return f"{moment.hour:02d}:{moment.minute:02d}"

    def list(self, items: Sequence[str], style: ListStyle = "standard") -> str:
        """Return `items` as a phrase: a, b and c (style ``or``: a, b or c)."""
        return format_list(list(items), style=style, locale=self.locale)

    def ordinal(self, position: int) -> str:
        """Return a position as readers write it: 1º in Italian, 1st in English."""
        if self.language == "it":
            return f"{position}º"
        tail = (
            "th"
            if position % 100 in (11, 12, 13)
            else {1: "st", 2: "nd", 3: "rd"}.get(position % 10, "th")
        )
        return f"{position}{tail}"


def _plural_number(count: Number) -> int:
    """Return a whole number of the same plural form (fractions read as many)."""
    return int(count) if count == int(count) else 2


class _Refusing(gettext.NullTranslations):
    """The end of the line: a message that a catalogue lacks is an error, never another language."""

    def gettext(self, message: str) -> str:
        raise KeyError(f"{message!r} is in no catalogue")

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:  # noqa: ARG002
        raise KeyError(f"{msgid1!r} has no plural in the catalogue")


@cache
def _catalogue(language: str) -> gettext.GNUTranslations:
    """Return the words of `language`: its catalogues, compiled in memory from their .po files."""
    merged = Catalog(locale=_CLDR[language])
    for source in sorted(_sources(language), key=lambda item: item.name):
        with source.open("rb") as stream:
            for message in read_po(stream, locale=_CLDR[language]):
                if message.id:
                    merged.add(message.id, message.string)
    compiled = io.BytesIO()
    write_mo(compiled, merged)
    compiled.seek(0)
    translations = gettext.GNUTranslations(compiled)
    translations.add_fallback(_Refusing())
    return translations


def _sources(language: str) -> list[Traversable]:
    folder = files("reporting.story").joinpath("locale", language)
    return [item for item in folder.iterdir() if item.name.endswith(".po")]
