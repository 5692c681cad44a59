"""The reader's language: words, plurals, numbers, dates, units (:mod:`reporting.language`).

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
from decimal import Decimal
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from babel.dates import format_date
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from reporting import language as writing
from reporting.errors import UsageError
from reporting.language import EN_DASH, LANGUAGES, ListStyle, Number

_FIRST = re.compile(r"\b1\b")


@dataclass(frozen=True)
class Voice:
    """Words and formats of one language.

    Parameters
    ----------
    language
        One of ``LANGUAGES``.

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
        return writing.locale_of(self.language)

    def text(self, message: str, **fields: object) -> str:
        """Return the words for `message`, its ``{fields}`` filled.

        Raises
        ------
        KeyError
            Where the catalogue of this language has no such message: a report never falls back
            to the other language.
        """
        said = _catalogue(self.language).gettext(message).format(**fields)
        return writing.linked(said, self.language)

    def plural(
        self, message: str, count: Number, *, in_words: bool = False, **fields: object
    ) -> str:
        """Return the words for `message` in the plural form of `count`, shown as ``{n}``.

        With `in_words` one to ten are spelt out, as in running text; a message may have one of
        the language's other words for one (``{una}``) instead of ``{n}``.
        """
        words = _catalogue(self.language).ngettext(message, message, _plural_number(count))
        shown = writing.in_words(count, self.language) if in_words else self.number(count)
        ones = writing.CUSTOMS[self.language].ones
        agreeing = {field: word if in_words else shown for field, word in ones.items()}
        return words.format(n=shown, **agreeing, **fields)

    def number(self, value: Number, decimals: int | None = None) -> str:
        """Return `value` with grouped thousands, rounded half up to `decimals` where given.

        Without `decimals` every decimal that says something is shown, and no trailing zero.
        """
        return writing.number(value, self.language, decimals)

    def quantity(self, value: Number, unit: str, decimals: int | None = None) -> str:
        """Return `value` with its unit's sign or word, kept on one line."""
        return writing.quantity(value, unit, self.language, decimals)

    def unit(self, written: str) -> str:
        """Return the word for a unit as a file writes it; one that nobody knows as it stands."""
        try:
            return self.text(f"unit {written}")
        except KeyError:
            return written

    def signed(self, value: Number, decimals: int | None = None) -> str:
        """Return `value` with its sign always shown."""
        shown = self.number(value, decimals)
        return f"+{shown}" if value > 0 else shown

    def percent(self, share: Number, decimals: int = 0) -> str:
        """Return a share (1 = all) in per cent."""
        return self.quantity(Decimal(str(share)) * 100, "%", decimals)

    def date(self, day: dt.date) -> str:
        """Return `day` in full: day, month's name, year."""
        return self._formatted(day, "d MMMM y")

    def calendar(self, written: str) -> str:
        """Return a day, a month or a year as a table writes it, in words.

        Examples
        --------
        >>> [Voice("it").calendar(one) for one in ("2025-02-10", "2025-02", "2025")]
        ['10 febbraio 2025', 'febbraio 2025', '2025']
        """
        parts = [int(part) for part in written.split("-")]
        if len(parts) == 1:
            return written
        day = dt.date(*parts, *([1] if len(parts) == 2 else []))
        return self._formatted(day, "d MMMM y" if len(parts) > 2 else "MMMM y")

    def weekday(self, day: dt.date) -> str:
        """Return `day` with the weekday's name and without the year."""
        return self._formatted(day, "EEEE d MMMM")

    def days(self, start: dt.date, end: dt.date) -> str:
        """Return a span of days, the shared month and year said once."""
        if start == end:
            return self.date(start)
        if (start.year, start.month) == (end.year, end.month):
            return f"{start.day}{EN_DASH}{self.date(end)}"
        pattern = "d MMMM" if start.year == end.year else "d MMMM y"
        return f"{self._formatted(start, pattern)} {EN_DASH} {self.date(end)}"

    def _formatted(self, day: dt.date, pattern: str) -> str:
        """Return `day` in the pattern; Italian writes the first of a month as an ordinal.

        Examples
        --------
        >>> Voice("it").weekday(dt.date(2024, 5, 1)), Voice("it").date(dt.date(2026, 12, 31))
        ('mercoledì 1º maggio', '31 dicembre 2026')
        """
        written = format_date(day, pattern, locale=self.locale)
        if self.language == "it" and day.day == 1 and "d" in pattern:
            return _FIRST.sub(self.ordinal(1), written)
        return written

    def clock(self, moment: dt.datetime | dt.time) -> str:
        """Return a time of day to the minute: 7:30 in Italian, 07:30 in English."""
        return writing.clock(moment, self.language)

    def list(self, items: Sequence[str], style: ListStyle = "standard") -> str:
        """Return `items` as a phrase: a, b and c (style ``or``: a, b or c)."""
        return writing.listed(items, self.language, style)

    def ordinal(self, position: int) -> str:
        """Return a position as readers write it: 1º in Italian, 1st in English."""
        return writing.ordinal(position, self.language)


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
    merged = Catalog(locale=writing.locale_of(language))
    for source in sorted(_sources(language), key=lambda item: item.name):
        with source.open("rb") as stream:
            for message in read_po(stream, locale=writing.locale_of(language)):
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
