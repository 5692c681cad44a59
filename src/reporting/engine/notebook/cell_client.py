"""nbclient's own bookkeeping of a notebook's outputs, fed by a host instead of a kernel."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

from nbclient.client import timestamp
from nbclient.exceptions import CellExecutionComplete, CellTimeoutError, DeadKernelError
from nbclient.util import run_hook, run_sync
from papermill.clientwrap import PapermillNotebookClient

from reporting.engine.notebook.hosts import Died, Host, Message
from reporting.engine.notebook.kernel import unsigned

_MERCY_S = 5.0


class CellClient(PapermillNotebookClient):  # type: ignore[misc]
    """Runs a notebook's cells at a host; outputs, hooks and errors are nbclient's.

    Parameters
    ----------
    nb_man
        papermill's record of the run.
    host
        Where the cells run.
    options
        Any option of :class:`nbclient.NotebookClient`.
    """

    def __init__(self, nb_man: Any, host: Host, **options: Any) -> None:
        super().__init__(nb_man, **options)
        self._host = host
        self._request: dict[str, Any] = {}

    def execute(self, **_: Any) -> Any:
        """Run all cells up to the first that fails; return the notebook.

        Raises
        ------
        CellTimeoutError
            Where a cell takes longer than the option ``timeout``.
        DeadKernelError
            Where the process that runs the cells ends before they do.
        RuntimeError
            Where the host is not ready within the option ``startup_timeout``.
        """
        self.reset_execution_trackers()
        with self._running() as language_info:
            self.papermill_execute_cells()
            self.nb.metadata["language_info"] = dict(language_info)
            self.set_widgets_metadata()
        return self.nb

    @contextmanager
    def _running(self) -> Iterator[Mapping[str, Any]]:
        language_info = self._host.start(self.startup_timeout)
        self.kc = _Requests(self._request)
        run_sync(run_hook)(self.on_notebook_start, notebook=self.nb)
        gently = False
        try:
            yield language_info
            gently = self.shutdown_kernel == "graceful"
        finally:
            self._host.stop(gently=gently)

    async def _async_poll_for_reply(
        self, msg_id: str, cell: Any, timeout: int | None, *_: Any
    ) -> Message:
        """Run the cell; take its messages until it is idle; return its reply."""
        try:
            await self._host.ask(msg_id, self._request, timeout)
            return self._reply(msg_id, cell, timeout)
        except TimeoutError:
            self._stopped(msg_id, cell, 0.0)
            raise self._too_long(timeout, cell) from None
        except Died:
            self.log.error("Kernel died while waiting for execute reply.")
            raise DeadKernelError("Kernel died") from None

    async def _async_poll_output_msg(self, *_: Any) -> None:
        """Leave the messages to the poll for the reply: here they come in one stream."""

    async def _async_poll_kernel_alive(self) -> None:
        """Leave it to the poll for the reply: it is told at once when the child dies."""

    def _reply(self, msg_id: str, cell: Any, timeout: int | None) -> Message:
        reply: Message = {"content": {"status": "ok"}}
        deadline = None if timeout is None else time.monotonic() + timeout
        while True:
            left = None if deadline is None else max(0.0, deadline - time.monotonic())
            message = self._host.receive(left)
            if message is None:
                deadline = self._after_timeout(msg_id, timeout, cell)
            elif message["msg_type"] == "execute_reply" and _belongs(message, msg_id):
                reply = message
                if self.record_timing:
                    cell["metadata"]["execution"]["shell.execute_reply"] = timestamp(message)
            elif self._ends(message, msg_id, cell):
                return reply

    def _ends(self, message: Message, msg_id: str, cell: Any) -> bool:
        """Take a message of the cell; tell whether it is its last one."""
        if not _belongs(message, msg_id):
            return False  # a thread of an earlier cell
        try:
            self.process_message(message, cell, self._index(cell))
        except CellExecutionComplete:
            return True
        return False

    def _index(self, cell: Any) -> int:
        return next(i for i, one in enumerate(self.nb.cells) if one is cell)

    def _after_timeout(self, msg_id: str, timeout: int | None, cell: Any) -> float:
        """Interrupt the cell; return the next deadline, if the caller wants to go on."""
        self.log.error(f"Timeout waiting for execute reply ({timeout}s).")
        self._host.interrupt()
        if self.interrupt_on_timeout and timeout is not None:
            return time.monotonic() + timeout
        self._stopped(msg_id, cell, _MERCY_S)
        raise self._too_long(timeout, cell)

    def _stopped(self, msg_id: str, cell: Any, patience: float) -> None:
        """Take what the cell says while it is being stopped: where it hung."""
        deadline = time.monotonic() + patience
        with suppress(Died):
            while True:
                message = self._host.receive(max(0.0, deadline - time.monotonic()))
                if message is None or self._ends(message, msg_id, cell):
                    return

    def _too_long(self, timeout: int | None, cell: Any) -> CellTimeoutError:
        error: CellTimeoutError = CellTimeoutError.error_from_timeout_and_cell(
            "Cell execution timed out", timeout or 0, cell
        )
        error.cell_index = self._index(cell)  # type: ignore[attr-defined]
        return error


class _Requests:
    """The part of a kernel client that nbclient asks of: it notes what is to be run."""

    def __init__(self, request: dict[str, Any]) -> None:
        from jupyter_client.session import Session

        self._request = request
        self.session = unsigned(Session())
        # Widgets would be answered on this channel. Nobody sits there to turn their knobs.
        self.shell_channel = SimpleNamespace(send=lambda _message: None)

    def execute(self, code: str, *, stop_on_error: bool = True, **_: Any) -> str:
        self._request.update(code=code, stop_on_error=stop_on_error)
        return uuid4().hex


def _belongs(message: Message, msg_id: str) -> bool:
    return bool(message["parent_header"].get("msg_id") == msg_id)
