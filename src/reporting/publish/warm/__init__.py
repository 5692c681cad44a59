"""What the warm processes of a build import, handed to the engine."""

from __future__ import annotations

from reporting.engine.warm import NOTEBOOK, Warm

_HERE = "reporting.publish.warm"

COMPOSING = Warm("COMPOSING", (*NOTEBOOK.preload, f"{_HERE}.preload_suite"))
"""For what a build reads, computes and tells: it has the suite's rooms."""

PRINTING = Warm("PRINTING", (f"{_HERE}.preload_press",))
"""For what a build examines and prints: it has Great Expectations and WeasyPrint."""

BOOKLETS = Warm("BOOKLETS", (f"{_HERE}.preload_crews",))
"""For booklets: it has WeasyPrint, with their style sheet and fonts."""
