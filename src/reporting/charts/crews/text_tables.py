"""Long tables set as lines of text: figures padded with figure spaces, one paragraph a row.

A cell of a table costs WeasyPrint 0.4 to 1.1 ms, a line 0.4 ms whatever stands on it; a booklet may
have 144 trials of eight figures. The report's sans has figures, signs and the figure space of one
width, so that padding sets columns flush right. Each line is an item of a list, in reading order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from reporting.charts import svg
from reporting.story.names import stem

if TYPE_CHECKING:
    from reporting.story.crews.rows import BookletRow

FIGURE_SPACE = "\u2007"
FIGURE = 0.497
"""Width of a figure [em]."""

MM_PT = 72 / 25.4
LARGEST_PT = 8.4
TALLEST_MM = 5.0
LEADING = 1.27
"""Height of a line in multiples of the letters' size."""

THIN_SPACE = "\u2009"
THIN = 0.1
HEAD_EM = 0.92
GUTTER_MM = 6.0
"""As in ``crews.css``."""

MOST_COLUMNS = 4
LONGEST_EM = 17.0
USUAL_CODE_EM = 5.0
"""Widest of the codes that the others leave room for."""
LEAST_HEAD = 0.6
"""Smallest letters of a leg's head, in multiples of the others'."""

LOOSEST = 1.7
MOST_GAP = 3
MARK_EM = 0.9
TAB_EM = 0.45
LEAST_SPARE_EM = 3.0
"""Room left by a line's first cell from which on the line's name may use it."""


@dataclass(frozen=True)
class Setting:
    """How lines are set.

    Parameters
    ----------
    parts
        The lines of each column.
    size
        Size of the letters [pt].
    pitch
        From line to line [mm].
    wide
        Width of a column [mm].
    label
        Width of the labels [em].
    cells
        Width of each cell with the gap before it [em].
    code
        Width that each code has before its name [em]: names that are alike are cut alike.
    """

    parts: Sequence[Sequence[BookletRow]]
    size: float
    pitch: float
    wide: float
    label: float = 1.0
    cells: Sequence[float] = ()
    code: float = 0.0


def lines(
    rows: Sequence[BookletRow], heads: Sequence[str], box: tuple[float, float], classes: str = ""
) -> Markup:
    """Return `rows` as HTML that fills at most `box`.

    Parameters
    ----------
    rows
        Lines with cells, and legs' heads without.
    heads
        What stands over each cell.
    box
        Width and height [mm].
    classes
        More classes for the box.
    """
    cells = _widths(rows, heads)
    codes = max((svg.width(row.label, 1) for row in rows if row.cells), default=0.0)
    least = min(codes, LONGEST_EM) + TAB_EM + sum(cells) + len(cells) * FIGURE + MARK_EM
    setting = _spaced(_setting(rows, least, box), rows, cells)
    columns = (_column(setting, heads, at) for at in range(len(setting.parts)))
    return Markup('<div class="lines {}" style="{}">{}</div>').format(
        classes,
        f"font-size:{setting.size:.2f}pt;line-height:{setting.pitch:.3f}mm;"
        f"tab-size:{setting.label * setting.size:.2f}pt;"
        f"height:{setting.pitch * (_longest(setting.parts) + 1.25):.2f}mm",
        Markup("").join(columns),
    )


def _widths(rows: Sequence[BookletRow], heads: Sequence[str]) -> list[float]:
    """Return the width of the widest cell, or head, of each column [em]."""
    return [
        max(
            svg.width(head, HEAD_EM, svg.SEMIBOLD),
            *(svg.width(row.cells[at], 1) for row in rows if row.cells),
            0.0,
        )
        for at, head in enumerate(heads)
    ]


def _setting(rows: Sequence[BookletRow], least_em: float, box: tuple[float, float]) -> Setting:
    """Return the setting with the largest letters; of equals the one with fewer columns."""
    found = []
    for columns in range(1, MOST_COLUMNS + 1):
        parts = _parts(rows, columns)
        pitch = min(TALLEST_MM, box[1] / (_longest(parts) + 1.25))
        wide = (box[0] - GUTTER_MM * (columns - 1)) / columns
        size = min(LARGEST_PT, pitch * MM_PT / LEADING, wide / least_em * MM_PT)
        found.append(Setting(parts, size, min(pitch, size * LOOSEST / MM_PT), wide))
    return max(found, key=lambda one: (round(one.size, 2), -len(one.parts)))


def _longest(parts: Sequence[Sequence[BookletRow]]) -> int:
    return max(len(part) for part in parts)


def _parts(rows: Sequence[BookletRow], columns: int) -> list[list[BookletRow]]:
    """Return the rows of each column; a leg's head never stands last in one."""
    most = -(-len(rows) // columns)
    parts: list[list[BookletRow]] = [[]]
    for row in rows:
        last = len(parts[-1]) == most - 1 and not row.cells
        if (len(parts[-1]) >= most or last) and parts[-1] and len(parts) < columns:
            parts.append([])
        parts[-1].append(row)
    return parts


def _spaced(setting: Setting, rows: Sequence[BookletRow], cells: Sequence[float]) -> Setting:
    """Return the setting with the room that is left given to labels, then to gaps."""
    left = setting.wide / setting.size * MM_PT - sum(cells) - len(cells) * FIGURE - MARK_EM
    coded = [(svg.width(f"{row.label} ", 1), row.name) for row in rows if row.cells]
    code = min(max((wide for wide, _ in coded), default=0.0), USUAL_CODE_EM)
    named = (max(code, wide) + svg.width(stem(name), 1) for wide, name in coded)
    longest = max(named, default=0.0) + TAB_EM
    label = max(min(left, longest, LONGEST_EM), 1.0)
    gap = 1 + max(0, min(MOST_GAP, int((left - label) / (FIGURE * len(cells)))))
    spaced = tuple(cell + gap * FIGURE for cell in cells)
    wide = setting.wide
    if len(setting.parts) == 1:
        wide = min(wide, (label + sum(spaced) + MARK_EM) * setting.size / MM_PT)
    return replace(setting, label=label, cells=spaced, wide=wide, code=code)


def _column(setting: Setting, heads: Sequence[str], at: int) -> Markup:
    right, shown = setting.label, []
    for head, across in zip(heads, setting.cells, strict=True):
        right += across
        free = setting.wide * MM_PT - right * setting.size
        shown.append(Markup('<span style="right:{}pt">{}</span>').format(f"{free:.2f}", head))
    return Markup('<div class="column" style="{}"><p class="heads">{}</p><ol>{}</ol></div>').format(
        f"width:{setting.wide - 0.01:.2f}mm",
        Markup("").join(shown),
        Markup("").join(_row(row, setting) for row in setting.parts[at]),
    )


def _row(row: BookletRow, setting: Setting) -> Markup:
    if not row.cells:
        return Markup('<li class="leg">{}</li>').format(_head(row.label, setting))
    cells = "".join(map(_padded, row.cells[1:], setting.cells[1:]))
    mark = f" {row.mark}" if row.mark else ""
    opening = Markup('<li class="best">') if row.best else Markup("<li>")
    return opening + Markup("{}{}{}</li>").format(_begun(row, setting), cells, mark)


def _begun(row: BookletRow, setting: Setting) -> str:
    """Return a line as far as its first cell; a name may reach into the room that one leaves."""
    cell, across = row.cells[0], setting.cells[0]
    room = setting.label - TAB_EM / 2
    name = _named(row, room, setting.code)
    spare = across - svg.width(cell, 1) - MARK_EM
    if spare < LEAST_SPARE_EM or name.endswith(stem(row.name)):
        return f"{name}\t{_padded(cell, across)}"
    name = _named(row, room + spare, setting.code)
    return name + _padded(cell, setting.label + across - svg.width(name, 1))


def _head(label: str, setting: Setting) -> Markup:
    """Return a leg's head, in smaller letters where it is too wide for the column."""
    wide, room = svg.width(label, 1, svg.SEMIBOLD), setting.wide / setting.size * MM_PT
    if wide <= room:
        return escape(label)
    size = max(LEAST_HEAD, room / wide * 0.99)
    words = svg.whole_words(label, room, size, svg.SEMIBOLD)
    return Markup('<span style="font-size:{}em">{}</span>').format(f"{size:.3f}", words)


def _named(row: BookletRow, room: float, code: float) -> str:
    """Return a line's code and as many words of its name as have room after a `code` [em]."""
    name = svg.whole_words(stem(row.name), room - max(code, svg.width(f"{row.label} ", 1)), 1)
    return f"{row.label} {name}" if name else svg.fitted(row.label, room + TAB_EM / 4, 1)


def _padded(cell: str, across: float) -> str:
    """Return a cell flush right in `across` [em]: figure spaces, then thin ones for the rest."""
    spare = across - svg.width(cell, 1)
    figures = int(spare / FIGURE + 1e-6)
    thin = round((spare - figures * FIGURE) / THIN)
    return FIGURE_SPACE * figures + THIN_SPACE * thin + cell
