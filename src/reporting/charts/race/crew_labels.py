"""Crews as the axes of charts name them."""

from __future__ import annotations

from reporting.charts import svg, theme

ROOM_PX = 250.0
"""As wide as a crew's name may be beside a chart; the tables have it whole."""


def crew_label(number: int, name: str, size: float) -> str:
    """Return a crew's name for an axis, cut where it would leave the chart no room.

    One that is cut has its number before it: two of them may begin alike, and a chart would take
    them for one.

    Parameters
    ----------
    number, name
        The crew's.
    size
        Of the letters [px].

    Examples
    --------
    >>> crew_label(7, "Rossi – Verdi", 12)
    'Rossi – Verdi'
    >>> crew_label(7, "R" * 120, 12)[:8]
    '7  RRRRR'
    """
    if svg.width(name, size) <= ROOM_PX:
        return theme.plain(name)
    return theme.plain(svg.fitted(f"{number}  {name}", ROOM_PX, size))
