"""Heat maps for print: one bar a cell, because plotly paints heat maps as bitmaps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

MOST_CELLS = 8_000
"""A larger heat map stays the bitmap that plotly makes of it: Chromium draws some 700 bars a
second, and nobody tells the edges of so many cells apart on paper."""

_KEPT = ("name", "xaxis", "yaxis", "opacity", "visible")


def as_vectors(plot: Mapping[str, Any]) -> dict[str, Any]:
    """Return `plot` with its heat maps as bars of the same place and colour.

    Parameters
    ----------
    plot
        ``data`` and ``layout`` in plotly's JSON. A heat map whose columns stand at evenly spaced
        numbers is redrawn, if no other bars stand in the plot; anything else stays as it is.
    """
    if not isinstance(plot["data"], list):
        return dict(plot)
    traces = [trace for trace in plot["data"] if isinstance(trace, Mapping)]
    redrawn = [trace for trace in traces if _is_even(trace)]
    if not redrawn or any(trace.get("type") == "bar" for trace in traces):
        return dict(plot)
    data = [_bars(trace) if _is_even(trace) else trace for trace in traces]
    layout = {**plot["layout"], "barmode": "overlay", "bargap": 0}
    axis = layout.get("xaxis", {})
    if "range" not in axis:
        ends = [end for trace in redrawn for end in (trace["x"][0], trace["x"][-1])]
        half = _step(redrawn[0]["x"]) / 2
        layout["xaxis"] = {**axis, "range": [min(ends) - half, max(ends) + half]}
    return {"data": data, "layout": layout}


def _is_even(trace: Mapping[str, Any]) -> bool:
    """Tell whether a trace is a heat map with columns at evenly spaced numbers and named rows."""
    if trace.get("type") != "heatmap" or "coloraxis" in trace:
        return False
    columns, rows, cells = trace.get("x"), trace.get("y"), trace.get("z")
    if not all(isinstance(one, list) and one for one in (columns, rows, cells)):
        return False
    if len(columns or ()) * len(rows or ()) > MOST_CELLS:
        return False
    numbers = all(isinstance(one, int | float) for one in columns or ())
    return numbers and _even(columns or ())


def _even(columns: Sequence[float]) -> bool:
    step = _step(columns)
    return step > 0 and all(
        abs(column - columns[0] - step * place) < step / 1000
        for place, column in enumerate(columns)
    )


def _step(columns: Sequence[float]) -> float:
    return float(columns[1] - columns[0]) if len(columns) > 1 else 1.0


def _bars(trace: Mapping[str, Any]) -> dict[str, Any]:
    """Return a heat map's cells as bars that lie along the rows."""
    step = _step(trace["x"])
    cells = [
        (row, column, value)
        for row, values in zip(trace["y"], trace["z"], strict=True)
        for column, value in zip(trace["x"], values, strict=True)
        if value is not None
    ]
    known = [value for _, _, value in cells]
    return {
        **{name: trace[name] for name in _KEPT if name in trace},
        "type": "bar",
        "orientation": "h",
        "y": [row for row, _, _ in cells],
        "base": [column - step / 2 for _, column, _ in cells],
        "x": [step for _ in cells],
        "width": 1,
        "showlegend": False,
        "marker": {
            "color": known,
            "colorscale": trace.get("colorscale"),
            "cmin": trace.get("zmin", min(known, default=0)),
            "cmax": trace.get("zmax", max(known, default=1)),
            "showscale": trace.get("showscale", True),
            "line": {"color": "#ffffff", "width": trace.get("xgap", 0)},
        },
    }
