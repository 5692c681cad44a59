"""The papermill engine ``reporting``: cells run in a child forked from a warm process.

``papermill --engine reporting in.ipynb out.ipynb -p name value`` uses it from anywhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from reporting.engine.notebook.forked import ForkedEngine

__all__ = ["ForkedEngine"]


def __getattr__(name: str) -> Any:
    """Import the engine when it is first asked for, after papermill."""
    if name != "ForkedEngine":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    import papermill  # noqa: F401 - it asks for the engine while it is imported: it comes first

    from reporting.engine.notebook import typed_translator
    from reporting.engine.notebook.forked import ForkedEngine

    typed_translator.register()
    return ForkedEngine
