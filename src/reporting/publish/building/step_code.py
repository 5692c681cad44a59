"""Which of our code each step of a build runs: the closure of its task, and of its notebook."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from types import FunctionType
from typing import TYPE_CHECKING, cast

from reporting.engine import code
from reporting.publish.building import tasks
from reporting.publish.building.kinds import KINDS

if TYPE_CHECKING:
    from reporting.engine.store import Store

TASKS: Mapping[str, tuple[Callable[..., object], ...]] = {
    "validate": (tasks.validate,),
    **{step: (tasks.compute, does) for step, does in tasks.COMPUTES.items()},
    "maps": (tasks.maps,),
    "execute": (tasks.execute,),
    "html": (tasks.html,),
    "pdf": (tasks.pdf,),
    "data": (tasks.data,),
}
"""Step -> the functions that it runs."""

_DRAWING = "reporting.publish.pages.figures"
_PLACE = "our-code"


def files(step: str, kind: str = "") -> frozenset[Path]:
    """Return our files that a step can reach, for the step ``execute`` of a kind of report."""
    if step == "figure":
        return code.of_module(_DRAWING)
    reached = [code.of_function(cast("FunctionType", task)) for task in TASKS[step]]
    if step == "execute" and kind:
        reached.append(code.of_notebook(KINDS[kind].notebook))
    return frozenset().union(*reached)


def hash_of(step: str, kind: str, store: Store) -> str:
    """Return the hash of what a step can reach; found once for each state of all of our code."""
    return _hashes(store)[f"{step} {kind if step == 'execute' else ''}".strip()]


_known: dict[str, Mapping[str, str]] = {}


def _hashes(store: Store) -> Mapping[str, str]:
    parts = {"code": code.whole(), **_notebooks()}
    key = repr(sorted(parts.items()))
    if key not in _known:
        record, _ = store.find(_PLACE, parts, lambda _: None)
        if record is None:
            record = store.keep(_PLACE, parts, {}, {}, _computed())
        _known[key] = record.told
    return _known[key]


def _notebooks() -> dict[str, str]:
    """Return every notebook's hash: what they import may change without our code."""
    from reporting.engine.inputs import hash_of as content

    found = {kind.notebook for kind in KINDS.values()}
    return {path.name: content(path) if path.is_file() else "" for path in sorted(found)}


def _computed() -> dict[str, str]:
    steps = [*TASKS, "figure"]
    of_reports = {f"execute {kind}": code.hash_of(files("execute", kind)) for kind in KINDS}
    return {step: code.hash_of(files(step)) for step in steps} | of_reports
