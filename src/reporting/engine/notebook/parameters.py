"""The typed parameters of a notebook: read from its ``parameters`` cell, held against a call."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from reporting.errors import StepFailedError, UsageError

if TYPE_CHECKING:
    from nbformat import NotebookNode

_NAMED_TYPES: Mapping[str, Any] = {
    "str": str,
    "int": int,
    "float": float,
    "bool": bool,
    "list": list,
    "dict": dict,
}


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter that a notebook declares: ``language: Literal["it", "en"] = "it"``.

    Parameters
    ----------
    name
        The variable's name.
    type
        The type behind the annotation, as pydantic reads it.
    annotation
        The annotation as the notebook spells it.
    """

    name: str
    type: Any
    annotation: str

    def accepts(self, value: object) -> bool:
        """Tell whether `value` has the declared type; nothing is converted.

        Examples
        --------
        >>> Parameter("legs", int, "int").accepts(3), Parameter("legs", int, "int").accepts("3")
        (True, False)
        """
        from pydantic import TypeAdapter, ValidationError

        try:
            TypeAdapter(self.type).validate_python(value, strict=True)
        except ValidationError:
            return False
        return True


def declared(notebook: NotebookNode, path: Path) -> dict[str, Parameter]:
    """Return the parameters that the cell tagged ``parameters`` declares, by name.

    Raises
    ------
    StepFailedError
        Where a parameter has no type, or one that is not understood: a fault of the notebook.
    """
    try:
        return {
            parameter.name: parameter
            for cell in notebook.cells
            if cell.cell_type == "code" and "parameters" in cell.metadata.get("tags", ())
            for parameter in _in_cell(cell.source)
        }
    except (SyntaxError, ValueError) as fault:
        raise StepFailedError(
            f"{path.name}: the cell tagged 'parameters' cannot be read: {fault}. "
            'Write one line for each parameter, such as event: str = "my-event".'
        ) from fault


def refuse_unfit(
    parameters: Mapping[str, object], known: Mapping[str, Parameter], path: Path
) -> None:
    """Refuse parameters that the notebook does not declare, or of another type.

    Raises
    ------
    UsageError
        Naming the parameter, its type and what was given.
    """
    for name, value in parameters.items():
        if name not in known:
            listed = ", ".join(f"{one.name}: {one.annotation}" for one in known.values())
            raise UsageError(
                f"{path.name} has no parameter {name!r}; it has {listed or 'no parameters'}."
            )
        if not known[name].accepts(value):
            raise UsageError(
                f"{path.name}: the parameter {name!r} must be {known[name].annotation}, "
                f"not {value!r} ({type(value).__name__})."
            )
        if not _is_literal(value):
            raise UsageError(
                f"{path.name}: the parameter {name!r} holds something that cannot be written into "
                f"a notebook: {value!r}. Give text, numbers, true or false, lists and dictionaries."
            )


def _is_literal(value: object) -> bool:
    """Tell whether papermill writes `value` as what it is; it would turn a date into text.

    Examples
    --------
    >>> from decimal import Decimal
    >>> _is_literal({"legs": [1, 2.5, None]}), _is_literal([Decimal("1.0")]), _is_literal({1: "a"})
    (True, False, False)
    """
    if isinstance(value, list):
        return all(map(_is_literal, value))
    if isinstance(value, dict):
        return all(isinstance(key, str) for key in value) and all(map(_is_literal, value.values()))
    return value is None or isinstance(value, str | int | float)


def _in_cell(source: str) -> Iterator[Parameter]:
    for statement in ast.parse(source).body:
        if isinstance(statement, ast.Assign):
            raise ValueError(f"line {statement.lineno} gives no type")
        if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
            annotation = statement.annotation
            yield Parameter(statement.target.id, _type_of(annotation), ast.unparse(annotation))


def _type_of(node: ast.expr) -> Any:
    """Return the type that an annotation means; annotations are read, never executed."""
    if isinstance(node, ast.Constant) and node.value is None:
        return None
    if isinstance(node, ast.Name) and node.id in _NAMED_TYPES:
        return _NAMED_TYPES[node.id]
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        return _type_of(node.left) | _type_of(node.right)
    if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name):
        inside = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        if node.value.id == "Literal":
            return Literal[tuple(ast.literal_eval(one) for one in inside)]
        if node.value.id in ("list", "dict"):
            return _NAMED_TYPES[node.value.id][tuple(_type_of(one) for one in inside)]
    raise ValueError(f"the type {ast.unparse(node)!r} is not understood")
