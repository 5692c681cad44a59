"""What a report's notebook shows, cell by cell, without a kernel: fast enough for many events."""

from __future__ import annotations

import ast
import json
import re
from functools import cache
from html import unescape
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from reporting.engine.unpickling import packed, unpacked
from reporting.publish.reports import route_maps
from reporting.story.voice import Voice
from support.project import ROOT

if TYPE_CHECKING:
    from reporting.route import Route


def composed(notebook: str, event: str, language: str) -> list[Any]:
    """Return every object that the notebook shows, in order.

    Parameters
    ----------
    notebook
        Its name without ending (``race``).
    event, language
        Its parameters.
    """
    cells = json.loads((ROOT / "notebooks" / f"{notebook}.ipynb").read_text(encoding="utf-8"))
    shown: list[Any] = []
    names: dict[str, Any] = {}
    with (
        patch("IPython.display.display", shown.append),
        patch.object(route_maps, "drawn", _drawn),
    ):
        for cell in cells["cells"]:
            if cell["cell_type"] == "code":
                last = _run("".join(cell["source"]), names)
                if last is not None:
                    shown.append(last)
            if "parameters" in cell["metadata"].get("tags", ()):
                names |= {"event": event, "language": language}
    return shown


@cache
def read_of(notebook: str, event: str, language: str) -> str:
    """Return what a reader can read of a bundled event's report, composed once for all tests."""
    return words_of(composed(notebook, event, language))


def _drawn(route: Route, voice: Voice) -> route_maps.RouteMaps:
    """Draw each route once, as a build does: most small events drive the same."""
    maps: route_maps.RouteMaps = unpacked(_packed_maps(packed(route), voice.language))
    return maps


@cache
def _packed_maps(route: bytes, language: str) -> bytes:
    return packed(_draw(unpacked(route), Voice(language)))


_draw = route_maps.drawn


def _run(source: str, names: dict[str, Any]) -> Any:
    """Run a cell and return the value of its last expression, None where it ends in none."""
    tree = ast.parse(source)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "cell", "exec"), names)
    if last is None:
        return None
    return eval(compile(ast.Expression(last.value), "cell", "eval"), names)


def words_of(shown: list[Any]) -> str:
    """Return what a reader can read of the shown objects: pages' text, charts' words and labels."""
    return "\n".join(filter(None, map(_words, shown)))


def _words(one: Any) -> str:
    if hasattr(one, "figure"):
        labels = [str(note.text) for note in one.figure.layout.annotations]
        return "\n".join([*one.words().values(), *labels])
    html = one._repr_html_() if hasattr(one, "_repr_html_") else ""
    text = re.sub(r"</(?:p|li|h\d|td|th|figcaption|small|span)>", "\\g<0>\n", html)
    text = unescape(re.sub(r"<[^>]+>", "", text.replace("</span>\n", "</span>")))
    return "\n".join(" ".join(line.split()) for line in text.splitlines() if line.strip())
