"""Where the cells of a notebook run: in a child of the warm process, or in this process."""

from __future__ import annotations

import asyncio
import contextvars
import os
import queue
import signal
import threading
import time
from collections.abc import Mapping
from contextlib import contextmanager, suppress
from functools import cache
from multiprocessing.connection import Connection
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any, Protocol

from reporting.engine import surroundings, warm
from reporting.engine.children import Child, begin_anew
from reporting.engine.notebook import child
from reporting.engine.notebook.kernel import unsigned

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reporting.engine.notebook.kernel_in_process import KernelInProcess

_PATIENCE_S = 10
_INSIST_S = 1.0

Message = dict[str, Any]
"""A Jupyter message: ``msg_type``, ``header``, ``parent_header``, ``metadata``, ``content``."""


class Died(Exception):  # noqa: N818 - a thing that happened, mapped to nbclient's error at once
    """The process that runs the cells is gone."""


class NotWarm(Exception):  # noqa: N818 - as above
    """The warm process did not start, or did not fork."""


class Host(Protocol):
    """What a client needs of the place where cells run."""

    def start(self, timeout: float) -> Mapping[str, Any]:
        """Make ready within `timeout` seconds; return the notebook's ``language_info``."""

    async def ask(self, name: str, request: Mapping[str, Any], timeout: float | None) -> None:
        """Begin to run a cell; where it is run at once, raise TimeoutError after `timeout` s."""

    def receive(self, timeout: float | None) -> Message | None:
        """Return the next message, or None after `timeout` seconds without one."""

    def interrupt(self) -> None:
        """Interrupt the running cell, as the stop button of a notebook does."""

    def stop(self, *, gently: bool) -> None:
        """End, whatever is running; `gently` lets the notebook's exit handlers run first."""


class ForkedHost:
    """A child of the warm process.

    Parameters
    ----------
    room
        An empty folder for the child's own files.
    failure_file
        Where an error of the suite is to be told in full.
    folder
        The notebook's current folder; the caller's if none.
    """

    def __init__(
        self, room: Path, failure_file: Path | None = None, folder: Path | None = None
    ) -> None:
        self._order = child.ChildOrder(
            environment={**os.environ, **surroundings.variables(room, failure_file)},
            folder=(folder or Path.cwd()).resolve(strict=True),
            room=room,
            tell_failures=failure_file is not None,
        )

    def start(self, timeout: float) -> Mapping[str, Any]:
        """Fork; see :meth:`Host.start`.

        Raises
        ------
        NotWarm
            Where the warm process cannot be started.
        RuntimeError
            Where the child is not ready in time.
        """
        self._child = Child(warm.context(), child.serve, self._order, name="notebook")
        try:
            self._child.start()
        except (EOFError, OSError) as fault:
            raise NotWarm(str(fault) or type(fault).__name__) from fault
        with suppress(Died):
            ready = self.receive(timeout)
            if ready is not None and ready["msg_type"] == child.READY:
                told: Mapping[str, Any] = ready["content"]["language_info"]
                return told
        self.stop(gently=False)
        raise RuntimeError(f"Kernel didn't respond in {timeout} seconds")

    async def ask(
        self,
        name: str,
        request: Mapping[str, Any],
        timeout: float | None,  # noqa: ARG002
    ) -> None:
        """Send a request; see :meth:`Host.ask`."""
        with suppress(OSError):  # a child that has died is noticed by the next receive
            self._child.pipe.send((name, dict(request)))

    def receive(self, timeout: float | None) -> Message | None:
        """Return the next message; see :meth:`Host.receive`.

        Raises
        ------
        Died
            When all that a dead child has said has been received.
        """
        try:
            return _read(self._child.pipe) if self._child.heard(timeout) else None
        except (EOFError, OSError):
            raise Died from None

    def interrupt(self) -> None:
        """Interrupt the child and what it has started."""
        self._child.signal(signal.SIGINT)

    def stop(self, *, gently: bool) -> None:
        """End the child and its session; see :meth:`Host.stop`."""
        if gently:
            self._say_goodbye()
        self._child.end()

    def _say_goodbye(self) -> None:
        deadline = time.monotonic() + _PATIENCE_S
        with suppress(OSError, Died):
            self._child.pipe.send(None)
            while (left := deadline - time.monotonic()) > 0:
                message = self.receive(left)
                if message is not None and message["msg_type"] == child.GOODBYE:
                    return


class LocalHost:
    """The process that asks, which must be one that is thrown away afterwards.

    Parameters
    ----------
    room, failure_file, folder
        As for :class:`ForkedHost`.
    """

    def __init__(
        self, room: Path, failure_file: Path | None = None, folder: Path | None = None
    ) -> None:
        self._room, self._failure_file, self._folder = room, failure_file, folder
        self._messages: queue.SimpleQueue[Message] = queue.SimpleQueue()
        self._context = contextvars.copy_context()
        self._cells: KernelInProcess | None = None
        self._before = dict(os.environ)
        self._folder_before = Path.cwd()

    def start(self, timeout: float) -> Mapping[str, Any]:  # noqa: ARG002
        """Make this process ready; see :meth:`Host.start`.

        Raises
        ------
        RuntimeError
            Outside the main thread, where no signal can end a cell.
        """
        if threading.current_thread() is not threading.main_thread():
            raise RuntimeError("A notebook can run in the main thread of a process alone.")
        from reporting.engine.notebook.kernel_in_process import KernelInProcess

        os.environ.update(surroundings.variables(self._room, self._failure_file))
        begin_anew()
        if self._folder is not None:
            os.chdir(self._folder)
        self._cells = KernelInProcess(self._room, self._keep, self._failure_file is not None)
        return self._cells.language_info

    async def ask(self, name: str, request: Mapping[str, Any], timeout: float | None) -> None:
        """Run the cell to its end, interrupted after `timeout` seconds; see :meth:`Host.ask`."""
        assert self._cells is not None
        cell = self._cells.execute(dict(request), name)
        with _alarm(timeout) as rung:
            # One context for all cells: what one sets in a context variable, the next one reads.
            await asyncio.get_running_loop().create_task(cell, context=self._context)
        if rung:
            raise TimeoutError

    def receive(self, timeout: float | None) -> Message | None:  # noqa: ARG002
        """Return the next message; see :meth:`Host.receive`."""
        with suppress(queue.Empty):
            return self._messages.get(timeout=0)
        return None

    def interrupt(self) -> None:
        """Do nothing: a cell that has returned cannot be interrupted."""

    def stop(self, *, gently: bool) -> None:  # noqa: ARG002
        """Give the process back to its owner; see :meth:`Host.stop`."""
        if self._cells is not None:
            self._cells.close()
        # Folder and home of this notebook would else be those of whatever the process does next.
        os.environ.clear()
        os.environ.update(self._before)
        os.chdir(self._folder_before)

    def _keep(self, frames: list[bytes]) -> None:
        self._messages.put(_understood(frames))


@contextmanager
def _alarm(seconds: float | None) -> Iterator[list[bool]]:
    """Interrupt the code inside after `seconds`, again every second until it gives way."""
    rung: list[bool] = []

    def ring(_number: int, _frame: FrameType | None) -> None:
        rung.append(True)
        signal.raise_signal(signal.SIGINT)

    if not seconds:
        yield rung
        return
    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds, _INSIST_S)
    try:
        yield rung
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _read(pipe: Connection) -> Message:
    count = int(pipe.recv_bytes())
    return _understood([pipe.recv_bytes() for _ in range(count)])


def _understood(frames: list[bytes]) -> Message:
    told: Message = _session().deserialize([b"", *frames])
    return told


@cache
def _session() -> Any:
    from jupyter_client.session import Session

    return unsigned(Session())
