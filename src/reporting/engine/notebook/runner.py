"""Executing a parameterised notebook with papermill, in a process of its own."""

from __future__ import annotations

import json
import re
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from reporting import paths
from reporting.engine import failure, surroundings
from reporting.engine.notebook.kernel import skip_iri_grammar
from reporting.engine.notebook.parameters import declared, refuse_unfit
from reporting.errors import ReportingError, StepFailedError

if TYPE_CHECKING:
    from nbformat import NotebookNode

START_TIMEOUT_S = 60
CELL_TIMEOUT_S = 300
_LONGEST_SOCKET_PATH = 100  # the system's own limit is 108 bytes, the port's number included
_LOG = "kernel.log"
_FAILURE = "failure.json"
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")


def execute(
    notebook: Path,
    parameters: Mapping[str, object],
    output: Path,
    *,
    engine: Literal["forked", "here", "kernel"] = "forked",
) -> Path:
    """Run `notebook` with `parameters` and write it, with its outputs, to `output`.

    Parameters
    ----------
    notebook
        An ``.ipynb`` file with a cell tagged ``parameters`` whose lines are annotated.
    parameters
        Name -> value; each name must be declared and each value of the declared type.
    output
        The file to write; it appears only when the whole notebook has run.
    engine
        Where the cells run: ``forked``, in a child of the warm process (an ordinary kernel where
        there is none); ``here``, in this process, which must be one that is thrown away
        afterwards, and in its main thread; ``kernel``, in an ordinary kernel.

    Returns
    -------
    Path
        `output`.

    Raises
    ------
    UsageError
        For an unknown or mistyped parameter.
    StepFailedError
        Where a cell fails, runs longer than 300 s, or the kernel dies.
    InputError
        Where a cell finds errors in the event package; with its findings.
    """
    skip_iri_grammar()
    import nbformat

    node = _read(notebook)
    refuse_unfit(parameters, declared(node, notebook), notebook)
    done = _run(node, dict(parameters), notebook, engine)
    _sign(done, notebook)
    output.parent.mkdir(parents=True, exist_ok=True)
    aside = output.with_name(f".{output.name}.part")
    aside.write_text(nbformat.writes(done) + "\n", encoding="utf-8")
    aside.replace(output)
    return output


def _read(notebook: Path) -> NotebookNode:
    import nbformat

    try:
        node: NotebookNode = nbformat.read(notebook, as_version=4)
    except OSError as fault:
        raise StepFailedError(
            f"The notebook {notebook} cannot be read: {fault.strerror}."
        ) from None
    except (AttributeError, KeyError, TypeError, ValueError, nbformat.ValidationError) as fault:
        raise StepFailedError(f"{notebook} is not a notebook: {_last_line(str(fault))}") from None
    return node


def _run(
    node: NotebookNode, parameters: dict[str, object], path: Path, engine: str
) -> NotebookNode:
    import papermill
    from nbclient.exceptions import CellTimeoutError, DeadKernelError
    from papermill.engines import papermill_engines
    from papermill.exceptions import PapermillExecutionError

    from reporting.engine.notebook.entry_point import ForkedEngine

    papermill_engines.register("reporting", ForkedEngine)  # even where nothing is installed

    with tempfile.TemporaryDirectory(prefix="reporting-", ignore_cleanup_errors=True) as folder:
        room = Path(folder)
        try:
            # The notebook goes in and comes out as an object: papermill would read braces in
            # file names as fields to fill, and save twice a cell.
            done: NotebookNode = papermill.execute_notebook(
                node,
                None,
                parameters,
                engine_name="reporting",
                kernel_name="python3",
                language="python",
                progress_bar=False,
                request_save_on_cell_execute=False,
                start_timeout=START_TIMEOUT_S,
                execution_timeout=CELL_TIMEOUT_S,
                where=engine,
                failure_file=room / _FAILURE,
                kernel_manager_class=_own_kernel(room),
                shutdown_kernel="immediate",
            )
        except PapermillExecutionError as fault:
            raise _told(room) or _failed_cell(fault, node, path, bool(parameters)) from None
        except CellTimeoutError as fault:
            at = getattr(fault, "cell_index", None)
            which = "a cell" if at is None else f"cell {_number(at, node, bool(parameters))}"
            raise StepFailedError(
                f"{path.name}: {which} ran longer than {CELL_TIMEOUT_S} s and was stopped."
            ) from None
        except (DeadKernelError, RuntimeError) as fault:
            words = _last_words(room) or _last_line(str(fault))
            raise StepFailedError(f"{path.name}: the kernel died ({words}).") from None
    return done


def _told(room: Path) -> ReportingError | None:
    """Return the error of the suite that a cell raised, if it was one."""
    told = room / _FAILURE
    return failure.from_json(json.loads(told.read_bytes())) if told.exists() else None


def _failed_cell(fault: Any, node: NotebookNode, path: Path, injected: bool) -> StepFailedError:
    last = _last_line(f"{fault.ename}: {fault.evalue}")
    at = _number(fault.cell_index, node, injected)
    return StepFailedError(f"{path.name}, cell {at} failed: {last}")


def _number(at: int, node: NotebookNode, injected: bool) -> int:
    """Return a cell's number as the analyst sees the notebook: without the injected one."""
    tagged = [i for i, c in enumerate(node.cells) if "parameters" in c.metadata.get("tags", ())]
    return at + 1 - (1 if injected and (not tagged or at > tagged[0]) else 0)


def _sign(done: NotebookNode, notebook: Path) -> None:
    """Say in the executed notebook what papermill cannot know: where it comes from.

    It was given as an object, which papermill would write down whole; and the cell that it puts in
    has a name that chance gave.
    """
    home = paths.home()
    inside = notebook.is_relative_to(home)
    shown = notebook.relative_to(home) if inside else notebook
    done.metadata["papermill"]["input_path"] = shown.as_posix()
    for cell in done.cells:
        if "id" in cell and "injected-parameters" in cell.metadata.get("tags", ()):
            cell["id"] = "injected-parameters"


def _last_line(text: str) -> str:
    lines = [line for line in _COLOURS.sub("", text).splitlines() if line.strip()]
    return lines[-1].strip() if lines else ""


def _last_words(room: Path) -> str:
    log = room / _LOG
    return _last_line(log.read_text(errors="replace")) if log.exists() else ""


def _own_kernel(room: Path) -> Any:
    """Return a kernel manager class for this interpreter, isolated in the folder `room`.

    No installed kernelspec, no start-up file of the user and no TCP port has a part in it.
    """
    from jupyter_client.kernelspec import KernelSpec
    from jupyter_client.manager import AsyncKernelManager

    spec = KernelSpec(
        argv=[sys.executable, "-m", "reporting.engine.notebook.kernel", "-f", "{connection_file}"],
        display_name="reporting",
        language="python",
        env=surroundings.variables(room, room / _FAILURE),
    )
    sockets = room / "kernel-ipc"

    class OwnKernel(AsyncKernelManager):
        def __init__(self, **given: Any) -> None:
            super().__init__(**given)
            self.connection_file = str(room / "kernel.json")
            if len(str(sockets)) < _LONGEST_SOCKET_PATH:
                self.transport, self.ip = "ipc", str(sockets)

        @property
        def kernel_spec(self) -> KernelSpec:
            return spec

        async def start_kernel(self, **given: Any) -> None:  # type: ignore[override]
            with (room / _LOG).open("wb") as stream:
                await super().start_kernel(**given, stdout=stream, stderr=stream)

    return OwnKernel
