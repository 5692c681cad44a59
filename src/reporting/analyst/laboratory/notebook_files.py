"""Notebooks as files: without what running them leaves, and as JupyterLab itself would write them.

``python -m reporting.analyst.laboratory.notebook_files < in.ipynb > out.ipynb`` is the filter that
``make lab`` sets for git: what is committed has no outputs and no traces of one machine.
"""

from __future__ import annotations

import json
import platform
import sys
from contextlib import suppress
from typing import Any

Notebook = dict[str, Any]

KERNEL = {"display_name": "Reporting", "language": "python", "name": "python3"}
"""The kernel as ``share/kernels`` of the laboratory has it."""

_COMMITTED = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
_KEPT_OF_CELLS = ("tags", "slideshow")


def stripped(notebook: Notebook) -> Notebook:
    """Return a notebook as it is committed: no outputs, no counts, nothing of one machine.

    Examples
    --------
    >>> cell = {"cell_type": "code", "source": "1", "outputs": ["1"], "execution_count": 7}
    >>> stripped({"cells": [cell], "nbformat": 4, "nbformat_minor": 5})["cells"][0]["outputs"]
    []
    """
    cells = [_stripped(cell) for cell in notebook["cells"] if not _injected(cell)]
    return {**notebook, "cells": cells, "metadata": _COMMITTED}


def as_opened(notebook: Notebook) -> Notebook:
    """Return a notebook as JupyterLab would save it here, so that opening it changes nothing."""
    language = {
        "codemirror_mode": {"name": "ipython", "version": sys.version_info.major},
        "file_extension": ".py",
        "mimetype": "text/x-python",
        "name": "python",
        "nbconvert_exporter": "python",
        "pygments_lexer": f"ipython{sys.version_info.major}",
        "version": platform.python_version(),
    }
    return {**stripped(notebook), "metadata": {"kernelspec": KERNEL, "language_info": language}}


def sources(notebook: Notebook) -> list[str]:
    """Return what stands in the cells, cell by cell."""
    return ["".join(cell["source"]) for cell in notebook["cells"]]


def written(notebook: Notebook) -> str:
    """Return a notebook as the text that Jupyter writes."""
    return json.dumps(notebook, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _injected(cell: Notebook) -> bool:
    return "injected-parameters" in cell.get("metadata", {}).get("tags", ())


def _stripped(cell: Notebook) -> Notebook:
    kept = {name: cell["metadata"][name] for name in _KEPT_OF_CELLS
            if name in cell.get("metadata", {})}  # fmt: skip
    bare = {**cell, "metadata": kept}
    return {**bare, "outputs": [], "execution_count": None} if _is_code(cell) else bare


def _is_code(cell: Notebook) -> bool:
    return bool(cell["cell_type"] == "code")


def main() -> None:
    """Strip what git gives; what is no notebook passes as it is."""
    text = sys.stdin.read()
    with suppress(ValueError, KeyError, TypeError):
        text = written(stripped(json.loads(text)))
    sys.stdout.write(text)


if __name__ == "__main__":
    main()
