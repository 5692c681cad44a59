"""What the warm process imports once, so that its children start with it.

Imported for its effects, in the warm process alone (see :mod:`reporting.publish.running.warm`).
Nothing here may start a thread, open a socket or ask polars anything: a child of ``fork`` would
inherit half of it.
"""

from __future__ import annotations

import builtins
import gc
import importlib
import os
import signal
import sys
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from types import SimpleNamespace

from reporting.publish.running.kernel import skip_iri_grammar
from reporting.publish.running.surroundings import ONE_THREAD

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
    "reporting.publish.running.cells",
    "reporting.publish.running.child",
    "reporting.publish.running.client",
    "reporting.publish.running.runner",
)
"""Imported in this order; what is not installed, or misses a library, is left to the child."""

UNDECIDED = ("plotly.io._renderers", "tqdm.auto", "tqdm.autonotebook")
"""Modules that look, when imported, whether they are in a notebook. Here they are not."""

PATH = list(sys.path)
"""``sys.path`` of a fresh interpreter, for a child that runs a notebook."""


def warm_up(modules: Iterable[str] = MODULES) -> None:
    """Import all of it, quietly, and keep the collector from touching the shared pages."""
    # An interrupt at the terminal is for who asked; the warm process goes with them.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.environ.update({name: os.environ.get(name, value) for name, value in ONE_THREAD.items()})
    skip_iri_grammar()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with _as_if_in_a_notebook():
            _import("pandas")
        for name in modules:
            _import(name)
        _rehearse()
    for name in UNDECIDED:
        sys.modules.pop(name, None)
    gc.collect()
    gc.freeze()


@contextmanager
def _as_if_in_a_notebook() -> Iterator[None]:
    """Let pandas choose, at its import, how many columns it shows in a notebook."""
    vars(builtins)["get_ipython"] = lambda: SimpleNamespace(kernel=True)
    try:
        yield
    finally:
        del vars(builtins)["get_ipython"]


def _rehearse() -> None:
    """Draw and write once: some libraries make their tables when they are first used."""
    import nbformat
    import pandas as pd
    import plotly.graph_objects as go

    nbformat.validate(nbformat.v4.new_notebook())
    table = pd.DataFrame({"a": [1.5]}).describe()
    table.to_html(), table.to_string()
    go.Figure(go.Scatter(x=table.a, y=[1]), layout={"title": {"text": "a"}}).to_json()


def _import(name: str) -> None:
    try:
        importlib.import_module(name)
    except (ImportError, OSError):
        # WeasyPrint raises OSError without Pango; whoever needs it will be told then.
        return


def is_warm_process() -> bool:
    """Tell whether this is the warm process.

    Whoever else imports this module (a collector of doctests does) keeps their signals and time.
    """
    return any("multiprocessing.forkserver" in word for word in sys.orig_argv)


if is_warm_process():
    warm_up()
