"""The project's source, as the tests of its structure read it."""

from __future__ import annotations

import ast
from collections.abc import Iterator


def is_for_types_only(node: ast.AST) -> bool:
    """Tell whether a node is an ``if TYPE_CHECKING``."""
    return (
        isinstance(node, ast.If)
        and isinstance(node.test, ast.Name)
        and node.test.id == "TYPE_CHECKING"
    )


def nodes_that_run(tree: ast.AST) -> Iterator[ast.AST]:
    """Yield what runs at some time: all but what is there for types only."""
    for node in ast.iter_child_nodes(tree):
        if not is_for_types_only(node):
            yield node
            yield from nodes_that_run(node)
