"""A museum of odd cells: our engine shows what an ordinary kernel shows."""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING, Any

import pytest
from nbclient.exceptions import DeadKernelError
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_raw_cell
from papermill.engines import Engine, NBClientEngine
from papermill.exceptions import PapermillException

from engine.museum import FATAL, ROOMS
from reporting.engine.notebook.entry_point import ForkedEngine

if TYPE_CHECKING:
    from collections.abc import Iterable

    import nbformat

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]

Outputs = list[dict[str, Any]]


def run(engine: type[Engine], cells: list[Any], **options: Any) -> nbformat.NotebookNode:
    notebook = new_notebook(cells=cells, metadata={"papermill": {}})
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("PYTEST_CURRENT_TEST")  # ipykernel leaves the descriptors alone with it
        done: nbformat.NotebookNode = engine.execute_notebook(
            notebook, "python3", progress_bar=False, execution_timeout=60, **options
        )
    return done


def rooms(engine: type[Engine], names: Iterable[str] = ROOMS) -> dict[str, list[Outputs]]:
    """Run the rooms in one notebook; return the outputs of each room's cells."""
    cells = [
        new_code_cell(source, metadata={"room": room}) for room in names for source in ROOMS[room]
    ]
    others = [new_markdown_cell("# words"), new_raw_cell("raw")]
    done = run(engine, [*others, *cells], allow_errors=True)
    shown: dict[str, list[Outputs]] = {}
    for cell in done.cells[len(others) :]:
        told = [cell.execution_count, *map(plain, merged(cell.outputs))]
        shown.setdefault(cell.metadata.room, []).append(told)
    return shown


def merged(outputs: Outputs) -> Outputs:
    """Join what was written to one stream: when it is sent is a matter of chance."""
    streams: dict[str, dict[str, Any]] = {}
    kept: Outputs = []
    for output in outputs:
        if output["output_type"] != "stream":
            kept.append(dict(output))
        elif output["name"] in streams:
            streams[output["name"]]["text"] += output["text"]
        else:
            streams[output["name"]] = dict(output)
    return [streams[name] for name in sorted(streams)] + kept


CHANGING = (
    (r"0x[0-9a-fA-F]{6,}", "0x"),
    (r"ipykernel_\d+/\d+\.py", "cell.py"),
    (r"(?:user|sys|total|Wall time|CPU times): .*", "time"),
    (r"\d+(\.\d+)? ?[µnm]?s\b", "time"),
    (r"Thread-\d+", "Thread"),
    (r"T_[0-9a-f]{5}", "T_"),
    (r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "uuid"),
)


LONG = 100_000
"""Texts of this length are compared as they are: nothing in them changes."""


def plain(value: Any) -> Any:
    """Return `value` without what differs from run to run."""
    if isinstance(value, str) and len(value) < LONG:
        for pattern, word in CHANGING:
            value = re.sub(pattern, word, value)
        return value
    if isinstance(value, dict):
        if "traceback" in value:  # how deep a recursion gets depends on who called
            value = value | {"traceback": [line for line, _ in groupby(value["traceback"])]}
        return {key: plain(one) for key, one in value.items()}
    if isinstance(value, list):
        return [plain(one) for one in value]
    return value


@pytest.fixture(scope="module")
def ordinary() -> dict[str, list[Outputs]]:
    return rooms(NBClientEngine)


@pytest.fixture(scope="module")
def ours() -> dict[str, list[Outputs]]:
    return rooms(ForkedEngine)


@pytest.mark.parametrize("room", ROOMS)
def test_a_cell_shows_what_it_shows_in_an_ordinary_kernel(
    room: str, ordinary: dict[str, list[Outputs]], ours: dict[str, list[Outputs]]
) -> None:
    told = ordinary[room], ours[room]
    if told[0] != told[1]:
        # What other programs write reaches an ordinary kernel when it reaches it: on a loaded
        # machine at times after its cell. Both are asked once more, for this room alone.
        told = rooms(NBClientEngine, [room])[room], rooms(ForkedEngine, [room])[room]
    for source, expected, shown in zip(ROOMS[room], *told, strict=True):
        assert shown == expected, source


def test_no_room_is_the_same_only_because_both_miss_a_module(
    ordinary: dict[str, list[Outputs]],
) -> None:
    outputs = [one for cells in ordinary.values() for cell in cells for one in cell[1:]]
    failed = [one.get("ename") for one in outputs]
    assert not {"ImportError", "ModuleNotFoundError"}.intersection(failed)


def test_half_a_surrogate_pair_is_shown_as_a_question_mark() -> None:
    """An ordinary kernel shows an error of its own instead of the text."""
    done = run(ForkedEngine, [new_code_cell("print('a\\ud800b')")])
    assert [dict(output) for output in done.cells[0].outputs] == [
        {"output_type": "stream", "name": "stdout", "text": "a?b\n"}
    ]


@pytest.mark.parametrize("name", FATAL)
def test_a_notebook_ends_as_in_an_ordinary_kernel(name: str) -> None:
    assert ending(ForkedEngine, name) == ending(NBClientEngine, name)


def ending(engine: type[Engine], name: str) -> Any:
    cells = [new_code_cell(source) for source in FATAL[name]]
    try:
        run(engine, cells)
    except (PapermillException, DeadKernelError, RuntimeError) as error:
        told: tuple[str, ...] = (type(error).__name__, str(error))
    else:
        told = ("no error",)
    states = [cell.metadata.papermill["status"] for cell in cells]
    return told, states, [plain(merged(cell.outputs)) for cell in cells]
