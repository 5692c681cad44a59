"""A journey through places that do not exist, and its report made without a kernel."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from reporting.publish.pages.document import Document, Figure, Fragment, read
from support.packages import write_package
from support.project import ROOT

BUNDLED = "coppa-delle-alpi-2024"
NOTEBOOK = ROOT / "notebooks" / "grande_viaggio_alpino.ipynb"

LEGS = (
    {
        "number": 1,
        "date": "2031-06-10",
        "from": "Borgo Zefiro",
        "to": "Porto Ambra",
        "published_km": [{"value": 88, "source": "Il Foglio di Zefiro"}],
    },
    {"number": 2, "date": "2031-06-11", "from": "Porto Ambra", "to": "Rocca Ventosa"},
)

WAYPOINTS = [
    {"leg": 1, "seq": 1, "name": "Borgo Zefiro", "kind": "start", "lat": 43.1, "lon": 11.2},
    {
        "leg": 1,
        "seq": 2,
        "name": "Passo del Gufo",
        "kind": "pass",
        "lat": 43.2,
        "lon": 11.5,
        "elevation_m": 987,
        "elevation_confidence": "recalled",
    },
    {"leg": 1, "seq": 3, "name": "Porto Ambra", "kind": "finish", "lat": 43.3, "lon": 11.9},
    {"leg": 2, "seq": 1, "name": "Porto Ambra", "kind": "start", "lat": 43.3, "lon": 11.9},
    {"leg": 2, "seq": 2, "name": "Rocca Ventosa", "kind": "finish", "lat": 43.7, "lon": 12.3},
]

ENCOUNTERS = [
    {
        "leg": 1,
        "seq": 1,
        "place": "Borgo Zefiro",
        "person": "Ósk Þórsdóttir",
        "name_as_published": "Osk Thorsdottir",
        "role": "tessitrice",
        "role_en": "weaver",
        "organisation": "<b>Telai</b> & co",
        "theme": "mestieri del vento",
        "theme_en": "trades of the wind",
        "practice": "lana filata in casa",
        "practice_en": "wool spun at home",
        "sdg": "8;12",
        "subjects": "lana;vento",
        "subjects_en": "wool;wind",
    },
    {
        "leg": 2,
        "seq": 1,
        "place": "Rocca Ventosa",
        "person": "Zoë Lévêque",
        "name_as_published": "Zoë Lévêque",
        "role": "mugnaia",
        "role_en": "miller",
        "theme": "farine antiche",
        "theme_en": "old flours",
        "practice": "un mulino a vento per la valle",
        "practice_en": "a windmill for the valley",
        "sdg": "7",
        "subjects": "vento",
        "subjects_en": "wind",
    },
]


def write_journey(parent: Path, **changed: Any) -> Path:
    """Write a small package with two legs and two encounters; a table without rows is left out."""
    tables = {
        "waypoints": [
            {**row, "municipality": row["name"], "country": "IT", "source": "prova"}
            for row in WAYPOINTS
        ],
        "encounters": [{**row, "country": "IT", "source": "prova"} for row in ENCOUNTERS],
        **changed,
    }
    told = {name: rows for name, rows in tables.items() if rows}
    return write_package(parent, event_id="giro-del-vento", timing="none", legs=LEGS, **told)


def run(
    event: str = BUNDLED,
    language: str = "it",
    depth: str = "full",
    legs: Sequence[int] | str = "all",
) -> Document:
    """Run the cells of the report's notebook here, without a kernel, and read what they show."""
    return shown_by(NOTEBOOK, event=event, language=language, depth=depth, legs=legs)


def shown_by(notebook: Path, **parameters: object) -> Document:
    """Run the cells of a notebook here, without a kernel, and read what they show."""
    shown: list[Any] = []
    names: dict[str, Any] = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("IPython.display.display", shown.append)
        for cell in nbformat.read(notebook, as_version=4).cells:
            if cell.cell_type == "code" and "parameters" in cell.metadata.get("tags", ()):
                names |= parameters
            elif cell.cell_type == "code":
                _run_cell(cell.source, names, shown)
    outputs = [new_output("display_data", **_bundle(one)) for one in shown]
    return read(new_notebook(cells=[new_code_cell("", outputs=outputs)]))


def _run_cell(source: str, names: dict[str, Any], shown: list[Any]) -> None:
    """Run a cell as a kernel does: what its last line gives is shown."""
    tree = ast.parse(source)
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, NOTEBOOK.name, "exec"), names)
    if isinstance(last, ast.Expr):
        value = eval(compile(ast.Expression(last.value), NOTEBOOK.name, "eval"), names)
        shown += [] if value is None else [value]


def _bundle(one: Any) -> dict[str, Any]:
    data, metadata = {}, {}
    if hasattr(one, "_repr_html_"):
        data["text/html"] = one._repr_html_()
    if hasattr(one, "_repr_mimebundle_"):
        made = one._repr_mimebundle_()
        more, told = made if isinstance(made, tuple) else (made, {})
        data |= more
        metadata |= told
    return {"data": data, "metadata": metadata}


@cache
def bundled(language: str, depth: str = "full") -> Document:
    """Return the bundled journey's report, run once."""
    return run(language=language, depth=depth)


def html_of(document: Document) -> str:
    """Return all HTML of a report and the words around its figures, without the figures' data."""
    parts = [*document.front, *(part for chapter in document.chapters for part in chapter.parts)]
    told = [part.html if isinstance(part, Fragment) else _words(part) for part in parts]
    return "\n".join([*told, *(str(word) for word in document.words.values())])


def text_of(document: Document) -> str:
    """Return what a reader of the report sees, drawings' letters included, apostrophes straight."""
    plain = " ".join(unescape(re.sub(r"<[^>]+>", " ", html_of(document))).split())
    return plain.replace("\u2019", "'")


def _words(figure: Figure) -> str:
    drawn = [note.get("text", "") for note in figure.plot["layout"].get("annotations", ())]
    return " ".join([figure.title, figure.subtitle, figure.source, figure.alt, *drawn])
