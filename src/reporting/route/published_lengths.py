"""Lengths that others have published: the legs of ``event.toml`` and the table `facts`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from reporting.event.numbers import read_decimal
from reporting.frames import public_facts
from reporting.route.lengths import Published

if TYPE_CHECKING:
    from reporting.event import Event

TOTAL_KEY = "total_km"
_TOLD = ("", "published", "derived")
"""Status of facts that count: those recalled or merely searched for do not."""

_LEG_KEY = re.compile(r"leg_?(\d+)_km")


def lengths(event: Event) -> tuple[Published, ...]:
    """Return every published length of `event`, each figure of each source once.

    The fact ``total_km`` speaks of the whole route, ``leg_<number>_km`` of one leg.
    """
    figures = dict.fromkeys([*_of_legs(event), *_of_facts(event)])
    told: dict[tuple[int | None, Decimal, str], Published] = {}
    for figure in figures:
        told.setdefault((figure.leg, figure.km.normalize(), figure.source), figure)
    return tuple(told.values())


def _of_legs(event: Event) -> Iterator[Published]:
    for leg in event.info.legs:
        for figure in leg.published_km:
            yield Published(figure.value, figure.source, leg.number)


def _of_facts(event: Event) -> Iterator[Published]:
    for row in public_facts(event["facts"]):
        key = str(row["key"])
        leg = _LEG_KEY.fullmatch(key)
        km = read_decimal(str(row["value"]).strip())
        status = _words(row.get("status"))
        if km is not None and (leg or key == TOTAL_KEY) and status in _TOLD:
            yield Published(
                km,
                _words(row["source"]),
                int(leg.group(1)) if leg else None,
                _words(row["note"]),
                _words(row.get("note_en")),
                derived=status == "derived",
                qualifier=_words(row.get("qualifier")),
            )


def _words(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""
