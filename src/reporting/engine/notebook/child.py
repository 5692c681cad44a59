"""The child's side of a forked notebook: a process made ready, then cells run as they are asked.

The parent sends ``(name, request)`` for each cell and ``None`` at the end; the child sends the
kernel's messages, each as its number of frames and the frames (JSON, then buffers). The parent
never unpickles anything that a notebook's process has written.
"""

from __future__ import annotations

import asyncio
import atexit
import contextlib
import fcntl
import json
import os
import random
import signal
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from reporting.engine.children import begin_anew, lead_session


@dataclass(frozen=True, slots=True)
class ChildOrder:
    """What a child has to know.

    Parameters
    ----------
    environment
        All its variables.
    folder
        Its current folder.
    room
        A folder for the kernel's own files.
    tell_failures
        Whether errors of the suite are told in the file that the environment names.
    """

    environment: Mapping[str, str]
    folder: Path
    room: Path
    tell_failures: bool


READY, GOODBYE = "ready", "goodbye"


def serve(pipe: Connection, order: ChildOrder) -> None:
    """Run cells until told to stop, then wait to be ended.

    The parent ends the whole session, so that nothing that a cell left running stays.
    """
    lead_session()
    _make_ready(order)
    from reporting.engine.notebook.kernel_in_process import KernelInProcess

    way_out = _WayOut(pipe, order.room / "lock")
    cells = KernelInProcess(order.room, way_out.send, order.tell_failures)
    way_out.tell(READY, language_info=cells.language_info)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # as ipykernel: heard only while a cell runs
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    try:
        loop.run_until_complete(_run(cells, pipe))
    except RuntimeError:
        os._exit(0)  # a cell has said exit(), which stops the loop
    with contextlib.suppress(Exception):
        atexit._run_exitfuncs()  # noqa: SLF001 - multiprocessing ends without them
    cells.settle()
    way_out.tell(GOODBYE)
    while True:
        signal.pause()


async def _run(cells: Any, pipe: Connection) -> None:
    loop = asyncio.get_running_loop()
    while True:
        asked = asyncio.Event()
        loop.add_reader(pipe.fileno(), asked.set)
        await asked.wait()
        loop.remove_reader(pipe.fileno())
        order = pipe.recv()
        if order is None:
            return
        name, request = order
        await cells.execute(request, name)


class _WayOut:
    """Writes whole messages, whichever thread or forked child of a cell tells one."""

    def __init__(self, pipe: Connection, lock: Path) -> None:
        self._pipe = pipe
        self._threads = threading.Lock()
        # A lock of the file belongs to one process, and goes with it when it is killed.
        self._processes = lock.open("wb")
        os.register_at_fork(after_in_child=self._renew)

    def send(self, frames: list[bytes]) -> None:
        with self._threads:
            fcntl.lockf(self._processes, fcntl.LOCK_EX)
            try:
                self._pipe.send_bytes(str(len(frames)).encode())
                for frame in frames:
                    self._pipe.send_bytes(frame)
            finally:
                fcntl.lockf(self._processes, fcntl.LOCK_UN)

    def tell(self, what: str, **content: Any) -> None:
        told: tuple[dict[str, Any], ...] = {"msg_type": what, "msg_id": what}, {}, {}, content
        self.send([json.dumps(part).encode() for part in told])

    def _renew(self) -> None:
        self._threads = threading.Lock()


def _make_ready(order: ChildOrder) -> None:
    from reporting.engine import warming

    os.environ.clear()
    os.environ.update(order.environment)
    os.environ.setdefault("MPLBACKEND", "module://matplotlib_inline.backend_inline")
    time.tzset()
    os.chdir(order.folder)
    sys.path[:] = warming.PATH
    _see_folder()
    sys.argv[:] = ["reporting-notebook"]
    begin_anew()
    random.seed()
    if "numpy" in sys.modules:
        import numpy as np

        np.random.seed()  # noqa: NPY002 - the state that old code shares, the same in every child
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGALRM):
        signal.signal(number, signal.SIG_DFL)


def _see_folder() -> None:
    """Let the notebook import what lies beside it, at the place where IPython puts it."""
    sys.path[:] = [entry for entry in sys.path if entry]
    packages = (n for n, entry in enumerate(sys.path) if entry.endswith("-packages"))
    sys.path.insert(next(packages, len(sys.path)), "")
