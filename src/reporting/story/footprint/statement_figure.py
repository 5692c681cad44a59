"""One figure of the statement, printed with its address."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from markupsafe import Markup

from reporting.language import NO_BREAK_SPACE, THIN_SPACE
from reporting.story.voice import Voice

ROOT = "/footprint"
"""Where the statement stands in ``results.json``."""

TONNES, KILOGRAMS, PERCENT = "t", "kg", "%"
SCALES = {TONNES: -3, PERCENT: 2}
"""The power of ten that kilograms, or shares of 1, are printed in."""


@dataclass(frozen=True, slots=True)
class StatementFigure:
    """One figure of the statement.

    Parameters
    ----------
    ref
        Its JSON pointer within the statement.
    value
        As it stands there.
    scale
        The power of ten that it is multiplied by for printing.
    decimals
        Decimals that are printed; None prints what it has.
    """

    ref: str
    value: float
    scale: int = 0
    decimals: int | None = None

    def __str__(self) -> str:
        """Return the figure as a table sorts it."""
        return str(self.value)

    def text(self, voice: Voice) -> str:
        """Return the figure as `voice` writes it."""
        return voice.number(Decimal(str(self.value)).scaleb(self.scale), self.decimals)

    def html(self, voice: Voice, unit: str = "") -> Markup:
        """Return the figure for a page, with its address."""
        tight = not unit or (unit == PERCENT and voice.language == "en")
        gap = "" if tight else THIN_SPACE if unit == PERCENT else NO_BREAK_SPACE
        return Markup('<span class="fact" data-ref="{}{}" data-scale="{}">{}</span>{}{}').format(
            ROOT, self.ref, self.scale, self.text(voice), gap, unit
        )
