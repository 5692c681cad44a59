"""The lines and areas of a PDF's pages, as points: what a chart in print really draws."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pikepdf
import shapely

Points = np.ndarray  # shape (points, 2), in pt from the lower left corner of the page

_ENDS = {"S", "s", "f", "F", "f*", "B", "B*", "b", "b*", "n"}


def outlines(path: Path) -> list[list[Points]]:
    """Return the subpaths that each page paints, in the order of painting."""
    with pikepdf.open(path) as pdf:
        return [list(_drawn(page, np.eye(3))) for page in pdf.pages]


def _drawn(holder: Any, matrix: np.ndarray) -> Iterator[Points]:
    stack: list[np.ndarray] = []
    parts: list[list[tuple[float, float]]] = []
    forms = holder.get("/Resources", {}).get("/XObject", {})
    for operands, operator in pikepdf.parse_content_stream(holder):
        name = str(operator)
        numbers = [float(one) for one in operands] if name in {"cm", "m", "l", "re", "c"} else []
        if name == "q":
            stack.append(matrix)
        elif name == "Q":
            matrix = stack.pop()
        elif name == "cm":
            a, b, c, d, e, f = numbers
            matrix = np.array([[a, b, 0], [c, d, 0], [e, f, 1]]) @ matrix
        elif numbers:
            _draw(parts, name, numbers)
        elif name in _ENDS:
            if name != "n":
                yield from (_placed(one, matrix) for one in parts if len(one) > 1)
            parts = []
        elif name == "Do" and str(operands[0]) in forms:
            form = forms[str(operands[0])]
            if form.get("/Subtype") == "/Form":
                yield from _drawn(form, matrix)


def _draw(parts: list[list[tuple[float, float]]], name: str, numbers: list[float]) -> None:
    if name == "re":
        x, y, w, h = numbers
        parts.append([(x, y), (x + w, y), (x + w, y + h), (x, y + h)])
    elif name == "m":
        parts.append([(numbers[0], numbers[1])])
    elif parts:
        parts[-1].append((numbers[-2], numbers[-1]))


def _placed(points: list[tuple[float, float]], matrix: np.ndarray) -> Points:
    whole = np.column_stack([np.array(points), np.ones(len(points))]) @ matrix
    return whole[:, :2]


def plots_of(page: Path) -> list[dict[str, Any]]:
    """Return the plots that a page shows, in plotly's JSON."""
    found = re.findall(
        r'<script type="application/json">(.*?)</script>', page.read_text(encoding="utf-8"), re.S
    )
    return [plot for one in found if "data" in (plot := json.loads(one))]


def bars_missing(plot: dict[str, Any], pages: Sequence[Sequence[Points]]) -> list[float]:
    """Return the bars of a plot that do not stand in the PDF, at the plot's one scale.

    The bars of a plot are the areas of one width on one page: those that fit best are taken.
    """
    missing: list[float] = []
    for orientation, axis, name in (("h", 0, "x"), ("v", 1, "y")):
        traces = [one for one in plot["data"] if one["type"] == "bar"]
        traces = [one for one in traces if one.get("orientation", "v") == orientation]
        lengths = np.abs([value for one in traces for value in values(one[name]) if value])
        if len(lengths):
            groups = [sides for page in pages for sides in _alike(page, axis)]
            missing += min((_unlike(lengths, one) for one in groups), key=len)
    return missing


def _alike(page: Sequence[Points], axis: int) -> Iterator[np.ndarray]:
    """Yield the lengths of a page's upright rectangles, by their width."""
    rectangles = [one for one in page if len(np.unique(one.round(2), axis=0)) == 4]
    sizes = np.array([np.ptp(one, axis=0) for one in rectangles]).reshape(-1, 2).round(1)
    for width in np.unique(sizes[:, 1 - axis]):
        sides = np.unique(sizes[np.abs(sizes[:, 1 - axis] - width) <= 0.11, axis])
        if width > 1 and len(sides):
            yield sides


def _unlike(lengths: np.ndarray, sides: np.ndarray) -> list[float]:
    """Return the lengths that no side is proportional to, at the scale that serves most."""
    found = [
        lengths[np.abs(sides[None, :] - (lengths * side / max(lengths))[:, None]).min(1) > 0.15]
        for side in sides
    ]
    return min(found, key=len).tolist()


def curves_missing(plot: dict[str, Any], pages: Sequence[Sequence[Points]]) -> tuple[int, int]:
    """Return how many curves a plot has, and how many no line of the PDF follows.

    One pair of scales, taken from the longest, has to do for all of them.
    """
    curves = sorted(_curves(plot), key=len, reverse=True)
    if not curves:
        return 0, 0
    lines = [shapely.LineString(one) for page in pages for one in page if len(one) > 5]
    least = len(curves)
    for line in lines:
        if np.ptp(np.array(line.coords), axis=0).min() < 20:
            continue  # anything is like a dot
        for flip in (1, -1):
            scale, shift = _fit(curves[0], np.array(line.coords), flip)
            placed = [shapely.LineString(one * scale + shift) for one in curves]
            if not _like(placed[0], [line]):
                continue
            least = min(least, sum(not _like(one, lines) for one in placed))
    return len(curves), least


def _curves(plot: dict[str, Any]) -> Iterator[Points]:
    for trace in plot["data"]:
        lines = trace["type"] == "scatter" and "lines" in trace.get("mode", "")
        if not lines or not all(_numeric(trace.get(name)) for name in "xy"):
            continue
        x, y = values(trace["x"]), values(trace["y"])
        if trace.get("line", {}).get("shape") == "hv":
            x, y = np.repeat(x, 2)[1:], np.repeat(y, 2)[:-1]
        curve = np.column_stack([x, y])
        if len(curve) >= 8 and not np.isnan(curve).any() and np.ptp(curve, axis=0).min() > 0:
            yield curve


def _numeric(column: Any) -> bool:
    return isinstance(column, dict) or all(isinstance(one, int | float) for one in column or "-")


def values(column: Any) -> np.ndarray:
    """Return a column of a trace as numbers."""
    if isinstance(column, dict):
        return np.frombuffer(base64.b64decode(column["bdata"]), dtype=column["dtype"]).astype(float)
    return np.array([np.nan if one is None else one for one in column], dtype=float)


def _fit(curve: Points, line: Points, flip: int) -> tuple[np.ndarray, np.ndarray]:
    low, high, left, right = curve.min(0), curve.max(0), line.min(0), line.max(0)
    scale = (right - left) / (high - low) * np.array([1, flip])
    corner = left if flip == 1 else np.array([left[0], right[1]])
    return scale, corner - scale * low


def _like(curve: shapely.LineString, lines: Sequence[shapely.LineString]) -> bool:
    return any(shapely.hausdorff_distance(curve, line) < 1 for line in lines)
