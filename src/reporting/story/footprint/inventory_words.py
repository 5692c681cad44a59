"""How the texts of an inventory are set: formulas, units, dates, articles before figures."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

from reporting.language import NO_BREAK_SPACE

if TYPE_CHECKING:
    from reporting.story.voice import Voice

COUNTED = frozenset(("room-night", "guest-night", "meal", "cup", "bottle", "piece", "night"))
"""Units that are words, and so have a name in each language."""

TRANSPORT = ("pkm", "vkm", "tkm")
SHORT = dict(zip(("passenger-km", "vehicle-km", "tonne-km"), TRANSPORT, strict=True)) | {"m3": "m³"}
"""Units with a sign that both languages use; those of transport need to be told."""

_DAY = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")


def chemical(text: str) -> str:
    """Return `text` with the indices of formulas as a typesetter sets them.

    Examples
    --------
    >>> chemical("12 kg CO2e, N2O")
    '12 kg CO₂e, N₂O'
    """
    return text.replace("CO2", "CO₂").replace("CH4", "CH₄").replace("N2O", "N₂O")


def typeset(text: str, voice: Voice) -> str:
    """Return a package's own text as readers get it: formulas, dates in words.

    Examples
    --------
    >>> from reporting.story.voice import Voice
    >>> typeset("Adnkronos, 2025-04-10: CO2", Voice("it"))
    'Adnkronos, 10 aprile 2025: CO₂'
    """
    return _DAY.sub(lambda found: _day(found[0], voice), chemical(text))


def _day(written: str, voice: Voice) -> str:
    try:
        return voice.date(dt.date.fromisoformat(written))
    except ValueError:
        return written  # looks like a date and is none


def unit(name: str, voice: Voice) -> str:
    """Return a unit's sign or word; of a conversion, both ends.

    Examples
    --------
    >>> from reporting.story.voice import Voice
    >>> unit("MWh -> kWh", Voice("it")), unit("room-night", Voice("it")), unit("km", Voice("it"))
    ('MWh → kWh', 'notti-camera', 'km')
    """
    from reporting.footprint.units import canonical

    given, arrow, used = name.partition(" -> ")
    if arrow:
        return f"{unit(given, voice)} → {unit(used, voice)}"
    known = canonical(name)
    return voice.text(f"unit {known}") if known in COUNTED else SHORT.get(name, name)


def rate_unit(name: str, voice: Voice) -> str:
    """Return the sign or word of one of a unit, as a rate has it.

    Examples
    --------
    >>> from reporting.story.voice import Voice
    >>> rate_unit("room-night", Voice("it")), rate_unit("room-night", Voice("en"))
    ('notte-camera', 'room-night')
    """
    from reporting.footprint.units import canonical

    known = canonical(name)
    return voice.text(f"one {known}") if known in COUNTED else unit(name, voice)


def scope_sign(code: str, voice: Voice) -> str:
    r"""Return a scope's number as tables show it; what is in none of the 15 categories in words.

    Examples
    --------
    >>> from reporting.story.voice import Voice
    >>> scope_sign("3.4", Voice("it")), scope_sign("3.other", Voice("it"))
    ('3.4', '3\xa0altre')
    """
    number, dot, rest = code.partition(".")
    return (
        f"{number}{NO_BREAK_SPACE}{voice.text('scope other')}" if dot and rest == "other" else code
    )
