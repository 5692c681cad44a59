"""A booklet as a page for print: what is told and drawn, set into its template."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from reporting.charts import svg
from reporting.charts.crews.booklet_map import legend, route_map
from reporting.charts.crews.deviations import deviations
from reporting.charts.crews.positions import positions
from reporting.charts.crews.text_tables import lines
from reporting.language import typographic
from reporting.story.crews import rows
from reporting.story.prose import environment

if TYPE_CHECKING:
    from reporting.charts.crews.booklet_map import BookletMapBase
    from reporting.story.crews.telling import Booklet

PT_MM = 25.4 / 72
PAGE_MM = 178.0
NAMES_PT = (30.0, 26.0, 23.0, 20.0, 17.0, 15.0, 13.0, 11.0, 9.0, 7.0, 5.5)
CERTIFICATE_PT = (22.0, 19.0, 17.0, 15.0, 13.0, 11.0, 9.0, 7.0, 5.5)
VALUE_PT = 15.0
LEAST_VALUE_PT = 6.0
LEAST_ALIKE_PT = 11.0
"""Smallest letters that all the figures under the names take for the widest of them."""

LABEL_PT = 7.0
GAP_MM = 4.0
BETWEEN_MM = 6.0
AWARDS_JOINED = " \u00b7 "
DENSE = 78
"""From so many lines of trials on, the chart over them is low."""

HEADING_MM = 14.5
"""Room over the lines of a table for its title and its legend."""

MARKS_MM = 4.0
TRIALS_MM = {"usual": 128.0, "dense": 154.0, "alone": 179.0}
CONTROLS_MM = 92.0
"""Heights of the boxes in ``crews.css``."""

_CONTROL = re.compile("[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]")


@dataclass(frozen=True, slots=True)
class Names:
    """A crew's names, and the size [pt] at which they fit."""

    words: Sequence[str]
    size: float


def html(booklet: Booklet, base: BookletMapBase | None) -> str:
    """Return a crew's booklet as HTML, every text of the package escaped.

    Parameters
    ----------
    booklet
        What it tells.
    base
        The shared part of the maps; None for an event without places.
    """
    rendered = _template(booklet.voice.language).render(b=booklet, **_parts(booklet, base))
    return cleaned(rendered)


def cleaned(text: str) -> str:
    """Return text as the page shows it: apostrophes typographic, no control characters."""
    return typographic(_CONTROL.sub("\ufffd", text))


def _template(language: str) -> Any:
    return environment(language).get_template("crews/booklet.html.j2")


def _parts(booklet: Booklet, base: BookletMapBase | None) -> dict[str, Any]:
    voice, points = booklet.voice, booklet.field.rulebook.higher_is_better
    dense = len(booklet.trials) > DENSE
    shown = positions(booklet, low=dense)
    mapped = route_map(booklet, base) if base else None
    words = booklet.names or [booklet.crew]
    marks = rows.marks_used(booklet.trials, voice), rows.marks_used(booklet.controls, voice)
    room = "alone" if shown is None else "dense" if dense else "usual"
    box = PAGE_MM, TRIALS_MM[room] - HEADING_MM - MARKS_MM
    beside = PAGE_MM - (base.wide_mm + BETWEEN_MM if base else 0.0)
    aside = beside, CONTROLS_MM - HEADING_MM - 2.5 * MARKS_MM
    return {
        "names": Names(words, _fitting(words, NAMES_PT, (138.0, 25.0))),
        "certificate": Names(words, _fitting(words, CERTIFICATE_PT, (154.0, 21.0))),
        "car_size": _one_line(booklet.car, 10.5, PAGE_MM - 24.0),
        "awards_size": _one_line(AWARDS_JOINED.join(booklet.awards), 9.0, 2 * 154.0),
        "totals": _totals(booklet),
        "positions": shown,
        "deviations": deviations(booklet),
        "map": mapped,
        "base": base,
        "room": room,
        "beside": f"{beside:.2f}",
        "legend": legend(booklet, base) if base else [],
        "trials": lines(booklet.trials, rows.trial_heads(booklet.field, voice), box),
        "trials_legend": voice.text(f"crew trials legend{' points' if points else ''}"),
        "trial_marks": marks[0],
        "controls_legend": voice.text(
            f"crew controls legend{' whole' if rows.whole_seconds(booklet.field) else ''}"
        ),
        "controls": lines(booklet.controls, rows.control_heads(voice), aside)
        if booklet.controls
        else "",
        "control_marks": marks[1],
    }


def _fitting(words: Sequence[str], sizes: Sequence[float], box: tuple[float, float]) -> float:
    """Return the largest size [pt] at which the names, one below the other, fit a box [mm]."""
    for size in sizes:
        rows_needed = sum(_rows(name, size * PT_MM, box[0]) for name in words)
        if rows_needed * size * PT_MM * 1.1 <= box[1]:
            return size
    return sizes[-1]


def _one_line(words: str, size: float, room: float) -> str:
    """Return the size [pt], at most `size`, at which words fit `room` [mm]."""
    wide = svg.width(words, size) * PT_MM
    return f"{min(size, size * room / wide) if wide else size:.2f}"


def _rows(name: str, size: float, room: float) -> int:
    """Return on how many rows a name breaks, word by word; a word too long breaks anywhere."""
    count, used = 1, 0.0
    for word in name.split():
        wide = svg.width(f"{word} ", size, svg.TITLE)
        if used and used + wide > room:
            count, used = count + 1, 0.0
        while used + wide > room and wide > room:
            count, wide = count + 1, wide - room
        used += wide
    return count


def _totals(booklet: Booklet) -> dict[str, Any]:
    """Return where the figures under the names stand, and the size [pt] at which each fits."""
    count = len(booklet.totals)
    wide = (PAGE_MM - GAP_MM * (count - 1)) / count
    fitting = [_value_size(one.value, wide) for one in booklet.totals]
    # One size for all, unless a word among them is so long that the figures would be small.
    sizes = [min(fitting)] * count if min(fitting) >= LEAST_ALIKE_PT else fitting
    return {
        "left": [f"{16 + at * (wide + GAP_MM):.2f}" for at in range(count)],
        "wide": f"{wide:.2f}",
        "label": [svg.fitted(one.label, wide / PT_MM, LABEL_PT) for one in booklet.totals],
        "size": [f"{size:.1f}" for size in sizes],
    }


def _value_size(value: str, wide: float) -> float:
    """Return the size [pt] at which a figure fits `wide` [mm]."""
    across = svg.width(value, VALUE_PT, svg.TITLE) * PT_MM
    return max(LEAST_VALUE_PT, min(VALUE_PT, VALUE_PT * wide / across))
