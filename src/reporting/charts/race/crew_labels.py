"""Crews as the axes of charts name them."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from reporting.charts import svg, theme

if TYPE_CHECKING:
    from collections.abc import Iterable

ROOM_PX = 250.0
"""As wide as a crew's name may be beside a chart; a longer one has more lines."""

LEADING = 1.3
"""From line to line, in multiples of the letters' size."""

BREAK = "<br>"


def crew_labels(crews: Iterable[tuple[int, str]], size: float) -> list[str]:
    """Return crews' names for an axis, whole: in several lines where one has no room for them.

    Those that are called alike have their numbers before them: a chart would take them for one.

    Parameters
    ----------
    crews
        Numbers and names.
    size
        Of the letters [px].

    Examples
    --------
    >>> crew_labels([(7, "Rossi \N{EN DASH} Verdi"), (8, "Neri")], 12)
    ['Rossi – Verdi', 'Neri']
    >>> crew_labels([(7, "Rossi"), (8, "Rossi")], 12)
    ['7  Rossi', '8  Rossi']
    """
    named = list(crews)
    alike = Counter(name for _, name in named)
    shown = (name if alike[name] == 1 else f"{number}  {name}" for number, name in named)
    return [BREAK.join(map(theme.plain, svg.broken(name, ROOM_PX, size))) for name in shown]


def row_px(labels: Iterable[str], size: float, usual: float) -> float:
    """Return the height of a row [px] in which every one of `labels` has room, at least `usual`."""
    most = max((label.count(BREAK) + 1 for label in labels), default=1)
    return max(usual, most * size * LEADING + 5 if most > 1 else usual)
