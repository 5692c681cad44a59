"""How a warm process imports things once, so that its children start with them.

Nothing that is imported may start a thread, open a socket or ask polars anything: a child of
``fork`` would inherit half of it.
"""

from __future__ import annotations

import builtins
import gc
import importlib
import os
import signal
import sys
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from types import SimpleNamespace

from reporting import bytecode
from reporting.engine.notebook.kernel import skip_iri_grammar
from reporting.engine.surroundings import ONE_THREAD

UNDECIDED = ("plotly.io._renderers", "tqdm.auto", "tqdm.autonotebook")
"""Modules that look, when imported, whether they are in a notebook. Here they are not."""

PATH = list(sys.path)
"""``sys.path`` of a fresh interpreter, for a child that runs a notebook."""


def warm_up(modules: Iterable[str], rehearse: Callable[[], object] | None = None) -> None:
    """Import all of it, quietly, and keep the collector from touching the shared pages."""
    # An interrupt at the terminal is for who asked; the warm process goes with them.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.environ.update({name: os.environ.get(name, value) for name, value in ONE_THREAD.items()})
    skip_iri_grammar()
    gc.disable()  # what is imported stays: a sixth of the time went into looking for waste in it
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with _as_if_in_a_notebook():
            _import("pandas")
        for name in modules:
            _import(name)
        if rehearse is not None:
            rehearse()
    for name in UNDECIDED:
        sys.modules.pop(name, None)
    gc.collect()
    gc.freeze()
    gc.enable()


@contextmanager
def _as_if_in_a_notebook() -> Iterator[None]:
    """Let pandas choose, at its import, how many columns it shows in a notebook."""
    vars(builtins)["get_ipython"] = lambda: SimpleNamespace(kernel=True)
    try:
        yield
    finally:
        del vars(builtins)["get_ipython"]


def _import(name: str) -> None:
    try:
        importlib.import_module(name)
    except (ImportError, OSError):
        # WeasyPrint raises OSError without Pango; whoever needs it will be told then.
        return
    except Exception as error:
        if not bytecode.removed(error):
            raise
        _import(name)


def is_warm_process() -> bool:
    """Tell whether this is the warm process.

    Whoever else imports this module (a collector of doctests does) keeps their signals and time.
    """
    return any("multiprocessing.forkserver" in word for word in sys.orig_argv)
