"""Named facts: every figure or name that prose may print, with its unit and its source."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from markupsafe import Markup

from reporting.language import THIN_SPACE, in_words
from reporting.story.voice import Voice

Value = str | int | Decimal | dt.date

TONNES, KILOGRAMS, PERCENT = "t", "kg", "%"
SCALES = {TONNES: -3, PERCENT: 2}
"""The power of ten that kilograms, or shares of 1, are printed in."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact that a report may state.

    Parameters
    ----------
    key
        Its name in templates, a word with underscores.
    value
        A text, a whole number, an exact decimal or a date.
    source
        Who published it, or how it was computed.
    unit
        The unit's sign; empty for counts and texts.
    decimals
        Decimals that are printed; None prints what the value has.
    qualifier
        How the source hedges a figure: ``about``, ``over``, ``almost``; empty for none.
    others
        What other sources say, where they disagree: a report prints the conflict.
    pointer
        Its JSON pointer in ``results.json``, for a figure that stands there; printed as its
        address in place of key and source.
    scale
        The power of ten that it is multiplied by for printing.
    """

    key: str
    value: Value
    source: str
    unit: str = ""
    decimals: int | None = None
    qualifier: str = ""
    others: tuple[Fact, ...] = ()
    pointer: str = ""
    scale: int = 0

    def __str__(self) -> str:
        """Return the value as a table sorts it."""
        return str(self.value)

    @property
    def number(self) -> int | Decimal:
        """The value as a number, for counting and comparing."""
        if isinstance(self.value, (int, Decimal)):
            return self.value
        raise TypeError(f"The fact {self.key} is not a number: {self.value!r}")

    @property
    def leading(self) -> Fact:
        """What the first source says, alone: a package names the organiser's first."""
        return replace(self, others=())

    @property
    def elsewhere(self) -> Fact | None:
        """What the other sources say; None where they agree."""
        others = self.variants[1:]
        return replace(others[0], others=others[1:]) if others else None

    @property
    def variants(self) -> tuple[Fact, ...]:
        """The fact and what other sources say, each alone, without repeats of a value."""
        seen: dict[Value, Fact] = {}
        for fact in (self.leading, *self.others):
            seen.setdefault(fact.value, fact)
        return tuple(seen.values())

    @property
    def ordered(self) -> tuple[Fact, ...]:
        """The variants, numbers from the least to the greatest."""
        if any(isinstance(fact.value, (str, dt.date)) for fact in self.variants):
            return self.variants
        return tuple(sorted(self.variants, key=lambda fact: fact.number))

    @property
    def disputed(self) -> bool:
        """Whether sources disagree on it."""
        return len(self.variants) > 1

    def show(self, voice: Voice) -> str:
        """Return the value as `voice` writes it, with its unit; disputed values side by side."""
        if self.disputed:
            values = [replace(fact, unit="").show(voice) for fact in self.ordered]
            shown = voice.list(values, "or")
            return f"{shown}{THIN_SPACE}{self.unit}" if self.unit else shown
        if isinstance(self.value, dt.date):
            return voice.date(self.value)
        if isinstance(self.value, str):
            return self.value
        value = Decimal(self.value).scaleb(self.scale)
        shown = (
            voice.quantity(value, self.unit, self.decimals)
            if self.unit
            else voice.number(value, self.decimals)
        )
        return voice.text(f"hedge {self.qualifier}", figure=shown) if self.qualifier else shown

    def markup(self, voice: Voice) -> Markup:
        """Return the fact for a page, its source within the reader's reach."""
        return self._mark(self.show(voice))

    def counted(
        self, voice: Voice, message: str, *, in_words: bool = False, **fields: object
    ) -> Markup:
        """Return the fact with the thing it counts, in the right plural form of `message`.

        With `in_words` one to ten are spelt out, as in running text.
        """
        return self._mark(voice.plural(message, self.number, in_words=in_words, **fields))

    def in_words(self, voice: Voice) -> Markup:
        """Return the fact for running text: a small count without unit is spelt out."""
        plain = not (self.unit or self.qualifier or self.disputed or self.pointer)
        if isinstance(self.value, int) and plain:
            return self._mark(in_words(self.value, voice.language))
        return self.markup(voice)

    def noted(self, note: str) -> Markup:
        """Return the note beside the fact, in its place."""
        return self._mark(note)

    def _mark(self, shown: str) -> Markup:
        if self.pointer:
            return Markup('<span class="fact" data-ref="{}" data-scale="{}">{}</span>').format(
                self.pointer, self.scale, shown
            )
        sources = "; ".join(dict.fromkeys(fact.source for fact in self.variants))
        return Markup('<span class="fact" data-fact="{}" title="{}">{}</span>').format(
            self.key, sources, shown
        )


class Facts(Mapping[str, "Fact | None"]):
    """The facts of one report, by name.

    Parameters
    ----------
    facts
        The facts that are known.
    unknown
        Names that a template may ask for although nothing is known: they read as None.

    Raises
    ------
    KeyError
        On asking for any other name.
    """

    def __init__(self, *facts: Fact, unknown: Iterable[str] = ()) -> None:
        self._facts: dict[str, Fact | None] = dict.fromkeys(unknown)
        self._facts.update({fact.key: fact for fact in facts})

    def __getitem__(self, key: str) -> Fact | None:
        """Return the fact named `key`; None where it is not known."""
        return self._facts[key]

    def __iter__(self) -> Iterator[str]:
        """Go through the names."""
        return iter(self._facts)

    def __len__(self) -> int:
        """Count the names."""
        return len(self._facts)

    def known(self) -> tuple[Fact, ...]:
        """Return the facts that are known."""
        return tuple(fact for fact in self._facts.values() if fact is not None)
