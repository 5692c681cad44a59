"""Small notebooks, written from the sources of their cells."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

PARAMETERS = 'event: str = "prova-uno"\nlanguage: str = "it"'

PAGE = """
from IPython.display import display

def page(**words):
    said = {"language": language, "title": f"Prova {event}", "running_head": "Prova", "notice": ""}
    said |= {"report": "race", "event_id": event}
    display({"application/vnd.reporting.page+json": said | words}, raw=True)

def html(text):
    display({"text/html": text}, raw=True, metadata={"text/html": {"reporting": "page"}})

page()
"""

COVER = """html('<header class="cover"><p class="kicker">Gara</p><h1>La prova</h1></header>')"""

CHAPTERS = """
html('<section class="chapter" id="podium"><h2>Il podio &amp; i tempi</h2>'
     '<p class="lead">Tre equipaggi.</p></section>')
names = ["Ósk", "Rossi", "Bianchi", "Verdi", "Zeta", "Neri", "Alfa", "Beta", "Gamma"]
rows = "".join(
    f'<tr><td class="number" data-key="{n}">{n}</td><td data-key="{name}">{name}</td></tr>'
    for n, name in enumerate(names, 1)
)
html('<figure class="table" id="table-crews"><figcaption><p class="caption">Gli equipaggi</p>'
     '</figcaption><div class="scroll"><table class="data sortable"><thead><tr>'
     '<th scope="col">Pos.</th><th scope="col">Nome</th></tr></thead><tbody>' + rows +
     '</tbody></table></div></figure>')
"""

CHART = """
import plotly.graph_objects as go
from reporting.charts.chart import Chart

drawn = go.Figure(
    [go.Scatter(x=[1, 2, 3], y=[3, 1, 2], name="</script><b>x", mode="lines+text",
                text=["", "Navigatore più veloce", ""])],
    layout={"template": "none", "height": 300,
            "font": {"family": "Source Sans 3", "color": "#1b1b1b"}},
)
Chart("lead", drawn, "La 2 passa in testa", "Penalità", "i tempi", "Una linea che scende e risale",
      "Tempi simulati")
"""


def code(source: str, *tags: str) -> nbformat.NotebookNode:
    """Return one code cell."""
    return new_code_cell(source.strip(), metadata={"tags": list(tags)} if tags else {})


def write_notebook(path: Path, *sources: str, parameters: str = PARAMETERS) -> Path:
    """Write a notebook with a cell of parameters and one cell for each source."""
    cells = [new_markdown_cell("# Nota per l'analista"), code(parameters, "parameters")]
    notebook = new_notebook(cells=[*cells, *map(code, sources)])
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, path)
    return path


def executed(outputs: Sequence[nbformat.NotebookNode]) -> nbformat.NotebookNode:
    """Return a notebook as if one cell had shown `outputs`."""
    return new_notebook(cells=[new_code_cell("shown()", outputs=list(outputs))])
