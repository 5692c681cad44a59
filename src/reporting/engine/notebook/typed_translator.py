"""papermill's reading of a ``parameters`` cell, for every type that Python can spell.

papermill's own looks for parameters with a pattern that knows no ``|``: ``list[int] | str`` would
be missing from ``--help-notebook``, and a parameter given for it "unknown". Registered with the
engine's entry point, so that whoever has installed this suite has it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from papermill.models import Parameter
from papermill.translators import PythonTranslator, papermill_translators


class TypedPythonTranslator(PythonTranslator):  # type: ignore[misc]
    """papermill's translator for Python, but that parameters are read as Python reads them."""

    @classmethod
    def inspect(cls, parameters_cell: Any) -> list[Parameter]:
        """Return the parameters of a cell: name, type, default, and the comment behind it.

        Examples
        --------
        >>> cell = {"source": 'legs: list[int] | str = "all"  # which legs'}
        >>> [tuple(one) for one in TypedPythonTranslator.inspect(cell)]
        [('legs', 'list[int] | str', '"all"', 'which legs')]
        """
        source = parameters_cell["source"]
        try:
            return list(_parameters(source))
        except SyntaxError:
            read: list[Parameter] = super().inspect(parameters_cell)
            return read


def _parameters(source: str) -> Iterator[Parameter]:
    lines = source.splitlines()
    for statement in ast.parse(source, type_comments=True).body:
        kind = "None"
        if isinstance(statement, ast.AnnAssign):
            target: ast.expr = statement.target
            kind = ast.unparse(statement.annotation)
        elif isinstance(statement, ast.Assign):
            target = statement.targets[0]
            kind = (statement.type_comment or "None").split(" ")[0]
        else:
            continue
        if isinstance(target, ast.Name) and statement.value is not None:
            default = ast.get_source_segment(source, statement.value) or ""
            yield Parameter(target.id, kind, default, _comment(lines, statement.value))


def _comment(lines: list[str], value: ast.expr) -> str:
    """Return the comment behind a value, without the type that it may tell."""
    line = lines[(value.end_lineno or 1) - 1].encode()[value.end_col_offset :].decode()
    said = line.partition("#")[2].strip()
    return said.partition(" ")[2].partition(" ")[2] if said.startswith("type:") else said


def register() -> None:
    """Have papermill read Python's parameters with this translator."""
    papermill_translators.register("python", TypedPythonTranslator)
