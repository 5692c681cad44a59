"""What stands in the cells of tables: crews and cars, penalties, gaps, rounded numbers."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from markupsafe import Markup

from reporting.frames import present, records
from reporting.language import EN_DASH
from reporting.story.names import car, crew_full, crew_short

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reporting.story.race.telling import Race
    from reporting.story.voice import Voice

DENSE = ("dense",)
"""Class of long tables: rows close together in print."""

ROW_CLASS = {1: "top first", 2: "top", 3: "top third"}
"""Position -> class of its row."""


def crew_names(race: Race) -> dict[int, str]:
    """Return every entered crew's short name by its number."""
    return {int(row["number"]): crew_short(row) for row in records(race.event["entries"])}


def crew_and_car(row: Mapping[str, Any]) -> Markup:
    """Return a crew with its car in small print below."""
    vehicle = car(row)
    crew = Markup("{}").format(crew_full(row))
    return crew + Markup(" <small>{}</small>").format(vehicle) if vehicle else crew


def linked(words: str, address: str) -> Markup:
    """Return words that lead to a page of the web; alone where the address is none.

    Examples
    --------
    >>> linked("ANSA", "https://www.ansa.it/a"), linked("ANSA", "javascript:a()")
    (Markup('<a href="https://www.ansa.it/a" rel="noreferrer">ANSA</a>'), Markup('ANSA'))

    Of several sources the one that the address names leads there.

    >>> linked("autorace.it; Adnkronos", "http://www.autorace.it/1")
    Markup('<a href="http://www.autorace.it/1" rel="noreferrer">autorace.it</a>; Adnkronos')
    """
    if not address.startswith(("https://", "http://")):
        return Markup("{}").format(words)
    parts = words.split("; ")
    if len(parts) > 1:
        house = (urlsplit(address).hostname or address).removeprefix("www.")
        return Markup("; ").join(linked(one, address if house in one else "") for one in parts)
    return Markup('<a href="{}" rel="noreferrer">{}</a>').format(address, words)


def penalty(voice: Voice) -> Any:
    """Return a function that shows penalties are shown: whole where they are whole."""

    def show(value: Decimal) -> str:
        exact = Decimal(value)
        return voice.number(exact, 0 if exact == exact.to_integral_value() else 2)

    return show


def coefficient_places(value: Decimal) -> int:
    """Return how many decimals a coefficient is shown with: two, or all that it has.

    Examples
    --------
    >>> coefficient_places(Decimal("1.3")), coefficient_places(Decimal("1.385"))
    (2, 3)
    """
    return max(2, -int(Decimal(value).normalize().as_tuple().exponent))


def coefficient(voice: Voice) -> Any:
    """Return a function that shows coefficients, none of them rounded."""
    return lambda value: voice.number(Decimal(value), coefficient_places(value))


def gap(voice: Voice, *, lower_wins: bool) -> Any:
    """Return a function that shows gaps to the lead: more penalties, or fewer points."""
    return lambda value: EN_DASH if value == 0 else signed_gap(value, voice, lower_wins=lower_wins)


def signed_gap(value: Decimal, voice: Voice, places: int = 2, *, lower_wins: bool) -> str:
    """Return a gap to the lead with the sign that its family gives it.

    A gap below zero is the better total of who missed more controls, where those come first.
    """
    return voice.signed(value if lower_wins else -value, places)


def span(low: float, high: float, voice: Voice) -> str:
    """Return two numbers, to two decimals, as a range."""
    return f"{voice.number(decimal(low) or 0, 2)}{EN_DASH}{voice.number(decimal(high) or 0, 2)}"


def decimal(value: Any) -> Decimal | None:
    """Return a floating number as a decimal of six places, for printing; None for a blank."""
    return Decimal(str(round(float(value), 6))) if present(value) else None


def filled(value: Any) -> Any:
    """Return a value as it is; None for a blank."""
    return value if present(value) else None


def whole(value: Any) -> int | None:
    """Return a whole number; None for a blank."""
    return int(value) if present(value) else None
