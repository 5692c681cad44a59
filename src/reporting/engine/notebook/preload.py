"""What a warm process imports for a notebook of anybody's.

Imported for its effects, in a warm process alone (see :mod:`reporting.engine.warm`).
"""

from __future__ import annotations

from reporting.engine.warming import is_warm_process, warm_up

MODULES = (
    "pandas",
    "numpy",
    "pyarrow.parquet",
    "plotly.graph_objects",
    "plotly.io._base_renderers",
    "plotly.io._kaleido",
    "psutil",
    "nbformat",
    "papermill",
    "ipykernel.ipkernel",
    "ipykernel.debugger",
    "IPython.core.application",
    "IPython.core.completerlib",
    "IPython.core.oinspect",
    "IPython.extensions.storemagic",
    "sqlite3",
    "pydantic.type_adapter",
    "jinja2",
    "plotly.graph_objs._figure",
    "plotly.graph_objs._scatter",
    "plotly.graph_objs._bar",
    "plotly.graph_objs._heatmap",
    "reporting.engine.notebook.kernel_in_process",
    "reporting.engine.notebook.child",
    "reporting.engine.notebook.cell_client",
    "reporting.engine.notebook.runner",
)
"""Imported in this order; what is not installed, or misses a library, is left to the child."""


def _rehearse() -> None:
    """Draw and write once: some libraries make their tables when they are first used."""
    import nbformat
    import pandas as pd
    import plotly.graph_objects as go

    nbformat.validate(nbformat.v4.new_notebook())
    table = pd.DataFrame({"a": [1.5]}).describe()
    table.to_html(), table.to_string()
    go.Figure(go.Scatter(x=table.a, y=[1]), layout={"title": {"text": "a"}}).to_json()


if is_warm_process():
    warm_up(MODULES, _rehearse)
