"""How every chart looks: one family, one red, no gridline that is not read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reporting.language import marks

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from reporting.story.voice import Voice

FAMILY = "'Source Sans 3', sans-serif"
"""Quoted: a name with a digit is dropped by browsers otherwise, and the system's font is used."""

SERIF = "'Source Serif 4 Display', serif"
INK = "#1b1b1b"
RED = "#b8122b"
SLATE = "#4d5a66"
SLATE_LIGHT = "#8b97a3"
BLUE = "#3f6f95"
OCHRE = "#b9822a"
SAND = "#f3eee5"
SAND_DEEP = "#d9cdb8"
HAIRLINE = "#c9c4ba"
GRID = "#ece7dd"
PAPER = "#ffffff"
CLEAR = "rgba(0,0,0,0)"

SERIES = (RED, INK, BLUE, OCHRE, SLATE_LIGHT)
"""Colours of up to five named series, told apart in every common colour blindness."""

LETTERS = (RED, INK, BLUE, "#8a5d14", SLATE)
"""The same for letters: each at least 4.5 : 1 on paper."""

PENALTY_SCALE = (
    (0.0, "#ffffff"),
    (0.02, "#f6f1e8"),
    (0.15, "#d9cdb8"),
    (0.45, "#8b97a3"),
    (1.0, "#27313a"),
)
"""From no penalty (white) through sand and slate to nearly black."""

APART = {"ticks": "outside", "ticklen": 7, "tickcolor": CLEAR}
"""Room between an axis's names and what is drawn: spaces after a name are lost in print."""

WIDTH = 720
"""Width of the text on the page, in CSS pixels: every chart is drawn for it."""

HATCH = {"shape": "/", "fillmode": "overlay", "size": 6, "solidity": 0.22, "fgcolor": PAPER}
"""Pattern of bars whose data is simulated or estimated."""


def figure(voice: Voice, height: int, **layout: Any) -> go.Figure:
    """Return an empty figure in the house style.

    Parameters
    ----------
    voice
        Gives decimal and thousands signs of the axes and hover texts.
    height
        Height in CSS pixels for a width of :data:`WIDTH`.
    layout
        More layout settings, which win over the style's.
    """
    import plotly.graph_objects as go

    axis = {
        "showgrid": False,
        "zeroline": False,
        "showline": False,
        "ticks": "",
        "automargin": True,
        "tickfont": {"size": 12, "color": SLATE},
        "title": {"font": {"size": 12, "color": SLATE}, "standoff": 8},
    }
    made = go.Figure()
    made.update_layout(
        template="none",
        width=None,
        height=height,
        autosize=True,
        font={"family": FAMILY, "size": 12.5, "color": INK},
        separators="".join(marks(voice.language)),
        paper_bgcolor=CLEAR,
        plot_bgcolor=CLEAR,
        margin={"l": 8, "r": 8, "t": 8, "b": 8},
        showlegend=False,
        hoverlabel={
            "bgcolor": PAPER,
            "bordercolor": INK,
            "font": {"family": FAMILY, "size": 13, "color": INK},
        },
        xaxis=axis,
        yaxis=axis,
        dragmode=False,
    )
    made.update_layout(**layout)
    return made


def spread(positions: list[float], gap: float) -> list[float]:
    """Return label positions at least `gap` apart, in the order given, moved as little as may be.

    Parameters
    ----------
    positions
        Where the labels would stand, in axis units.
    gap
        The least distance between two of them, in the same units.

    Examples
    --------
    >>> spread([1.0, 1.1, 5.0], 1.0)
    [0.55, 1.55, 5.0]
    """
    order = sorted(range(len(positions)), key=lambda place: positions[place])
    groups: list[tuple[float, list[int]]] = []
    for place in order:
        groups.append((positions[place], [place]))
        while len(groups) > 1 and _touch(groups[-2], groups[-1], gap):
            (_, upper), (_, lower) = groups[-2:]
            members = upper + lower
            centre = sum(positions[member] for member in members) / len(members)
            groups[-2:] = [(centre, members)]
    placed = list(positions)
    for centre, members in groups:
        start = centre - gap * (len(members) - 1) / 2
        for step, member in enumerate(members):
            placed[member] = start + gap * step
    return placed


def plain(words: str) -> str:
    """Return words of a table as a chart shows them: what plotly reads as markup is made harmless.

    Examples
    --------
    >>> plain("<a href='x'>Rossi</a> %{y} & Co")
    "&lt;a href='x'&gt;Rossi&lt;/a&gt; %&#123;y} &amp; Co"
    """
    marks = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "{": "&#123;"}
    return "".join(marks.get(sign, sign) for sign in words)


def wrapped(name: str, length: int = 11) -> str:
    """Return `name` over at most three lines of about `length` letters, for a tick.

    A longer one is told up to its first comma; where that is too long, too, dots say so.

    Examples
    --------
    >>> wrapped("Circuito del Levante, Binetto")
    'Circuito del<br>Levante,<br>Binetto'
    >>> wrapped("Piano Sottani, bivio per il Santuario")
    'Piano<br>Sottani'
    >>> wrapped("Contrada Serralta – Santuario della Madonna")
    'Contrada<br>Serralta –<br>Santuario…'
    """
    lines = _lines(name, length)
    if len(lines) > MOST_LINES:
        lines = _lines(name.partition(",")[0], length)
    if len(lines) > MOST_LINES:
        lines = [*lines[: MOST_LINES - 1], f"{lines[MOST_LINES - 1]}…"]
    return "<br>".join(map(plain, lines))


MOST_LINES = 3
"""Lines of a tick's name."""


def _lines(name: str, length: int) -> list[str]:
    """Return a name in lines of about `length` letters."""
    lines = [""]
    for word in name.split():
        if lines[-1] and len(lines[-1]) + len(word) > length:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def _touch(upper: tuple[float, list[int]], lower: tuple[float, list[int]], gap: float) -> bool:
    """Tell whether two groups of labels, each centred, come closer than `gap`."""
    reach = gap * (len(upper[1]) + len(lower[1])) / 2
    return lower[0] - upper[0] < reach - 1e-9
