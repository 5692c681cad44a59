"""What a notebook's cells show beside charts and HTML: on the page as a picture, or refused.

Nothing that an analyst puts into a report's notebook is missing from the page without a word.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from html import escape
from typing import Any

from reporting.errors import StepFailedError

LEFT_OUT = frozenset({"remove-output", "remove_output", "remove-cell", "remove_cell"})
"""Tags of cells whose outputs are for the analyst alone, as Jupyter Book has them."""

PICTURES = ("image/svg+xml", "image/png", "image/jpeg", "image/gif", "image/webp")

TRACES = frozenset(
    {
        "bar", "box", "contour", "heatmap", "histogram", "histogram2d", "histogram2dcontour",
        "image", "pie", "scatter", "scatterternary", "violin",
    }
)  # fmt: skip
"""What the plotly.js of our assets draws; it takes every other type for a scatter."""

MOVING = {
    "frames": "frames (an animation)",
    "sliders": "a slider",
    "updatemenus": "buttons or a menu",
}
"""What shows one state of a chart after the other, by its place in plotly's JSON."""

_WITHOUT_HTML = (
    "which a page cannot show: show it with reporting.table or reporting.chart, as a picture, or "
    "tag the cell remove-output to keep it for yourself."
)


def shown(number: int, output: Any) -> str:
    """Return the HTML of an output that brings none of its own; empty where it shows nothing.

    Parameters
    ----------
    number
        Of the cell, from 1.
    output
        An output of the notebook format.

    Raises
    ------
    StepFailedError
        For what a page cannot show, and a picture without alternative text or caption.
    """
    if output.output_type == "stream":
        if output.name == "stderr" or not _joined(output.text).strip():
            return ""
        raise StepFailedError(f"Cell {number} prints text, {_WITHOUT_HTML}")
    data = output.get("data", {})
    for kind in PICTURES:
        if kind in data:
            return _picture(number, kind, _joined(data[kind]), output.get("metadata", {}))
    kinds = [kind for kind in sorted(data) if kind != "text/plain"]
    if not kinds:
        return ""  # the value of a cell's last line, which Jupyter shows to the analyst
    raise StepFailedError(f"Cell {number} shows {' and '.join(kinds)}, {_WITHOUT_HTML}")


def not_ours(number: int) -> StepFailedError:
    """Return the refusal of HTML that the suite did not make, such as a bare frame's."""
    return StepFailedError(
        f"Cell {number} shows HTML that the suite did not make (a bare table?), and a page shows "
        "nothing without its words and its source: give them with "
        "reporting.table(frame, title, source), or tag the cell remove-output to keep it for "
        "yourself."
    )


def refuse_undrawn(what: str, plot: Mapping[str, Any]) -> None:
    """Refuse a chart that our plotly.js would draw as something else, or that paper stops.

    A trace of a type that it lacks would be another one; of what moves, or is behind a button,
    readers on paper would see one state, and no word of the others.

    Parameters
    ----------
    what
        The chart, as the subject of a sentence.
    plot
        ``data`` and ``layout`` in plotly's JSON.

    Raises
    ------
    StepFailedError
        Naming the chart, its number of points, and the trace's type or what moves.
    """
    layout = plot.get("layout") or {}
    for held, what_moves in MOVING.items():
        if plot.get(held) or layout.get(held):
            raise StepFailedError(
                f"{what} ({points(plot):,} points) has {what_moves}, which paper cannot show: make "
                "a chart of each state that matters."
            )
    for trace in _traces(plot):
        kind = trace.get("type") or "scatter"
        if kind not in TRACES:
            raise StepFailedError(
                f"{what} ({points(plot):,} points) has a trace of the type {kind}, which the pages "
                f"cannot draw. They draw {', '.join(sorted(TRACES))}."
            )


def points(plot: Mapping[str, Any]) -> int:
    """Return how many values a chart's longest columns hold, all traces together.

    Examples
    --------
    >>> points({"data": [{"y": [1, 2, 3]}, {"z": [[1, 2], [3, 4]]}]})
    7
    """
    return sum(max(map(_count, trace.values()), default=0) for trace in _traces(plot))


def _traces(plot: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return a plot's traces; what is none is for plotly to refuse."""
    traces = plot.get("data")
    return [one for one in traces if isinstance(one, dict)] if isinstance(traces, list) else []


_ITEM_BYTES = {"f8": 8, "f4": 4, "i4": 4, "u4": 4, "i2": 2, "u2": 2, "i1": 1, "u1": 1, "u1c": 1}


def _count(values: Any) -> int:
    if isinstance(values, list):
        return sum(_count(one) if isinstance(one, list) else 1 for one in values)
    if isinstance(values, dict) and "bdata" in values:  # plotly's packed numbers
        packed = values["bdata"]
        size = len(packed) * 3 // 4 - packed.count("=") if isinstance(packed, str) else 0
        return size // _ITEM_BYTES.get(str(values.get("dtype")), 1)
    return 0


def _picture(number: int, kind: str, content: str, metadata: Mapping[str, Any]) -> str:
    said = {**metadata, **metadata.get(kind, {})}
    missing = [name for name in ("alt", "caption") if not str(said.get(name) or "").strip()]
    if missing:
        words = {"alt": "alternative text", "caption": "a caption"}
        raise StepFailedError(
            f"Cell {number} shows a picture ({kind}) without "
            f"{' and '.join(words[name] for name in missing)}: display it with "
            'metadata={"alt": "what it tells", "caption": "what is seen"}, as '
            "IPython.display.display takes it, or tag the cell remove-output to keep it for "
            "yourself."
        )
    if kind == "image/svg+xml":  # as an image it runs no script and fetches nothing
        content = base64.b64encode(content.encode("utf-8")).decode("ascii")
    source = f"data:{kind};base64,{''.join(content.split())}"
    return (
        '<figure class="chart picture"><figcaption>'
        f'<p class="title">{escape(str(said["caption"]))}</p></figcaption>'
        f'<img alt="{escape(str(said["alt"]))}" src="{escape(source)}"></figure>'
    )


def _joined(text: Any) -> str:
    return text if isinstance(text, str) else "".join(text)
