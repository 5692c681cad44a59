"""Notebooks under papermill: typed parameters; cells in a forked child, here, or in a kernel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reporting import lazy

if TYPE_CHECKING:
    from reporting.engine.notebook.runner import execute

__all__ = ["execute"]

__getattr__, __dir__ = lazy.face(__name__, {"execute": "runner"})
