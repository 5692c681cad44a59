"""Named facts: every figure or name that prose may print, with its unit and its source."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from markupsafe import Markup, escape

from reporting.story.voice import Voice

Value = str | int | Decimal | dt.date


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
    """

    key: str
    value: Value
    source: str
    unit: str = ""
    decimals: int | None = None

    def show(self, voice: Voice) -> str:
        """Return the value as `voice` writes it, with its unit."""
        if isinstance(self.value, dt.date):
            return voice.date(self.value)
        if isinstance(self.value, str):
            return self.value
        if self.unit:
            return voice.quantity(self.value, self.unit, self.decimals)
        return voice.number(self.value, self.decimals)

    def markup(self, voice: Voice) -> Markup:
        """Return the fact for a page, its source within the reader's reach."""
        return Markup('<span class="fact" data-fact="{}" title="{}">{}</span>').format(
            self.key, self.source, escape(self.show(voice))
        )


class Facts(Mapping[str, Fact]):
    """The facts of one report, by name; asking for an unknown one is an error."""

    def __init__(self, *facts: Fact) -> None:
        self._facts = {fact.key: fact for fact in facts}

    def __getitem__(self, key: str) -> Fact:
        """Return the fact named `key`."""
        return self._facts[key]

    def __iter__(self) -> Iterator[str]:
        """Go through the names."""
        return iter(self._facts)

    def __len__(self) -> int:
        """Count the facts."""
        return len(self._facts)

    def plus(self, *facts: Fact) -> Facts:
        """Return these facts and some more; a later one of the same name wins."""
        return Facts(*self._facts.values(), *facts)
