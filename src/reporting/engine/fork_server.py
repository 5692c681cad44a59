"""Processes of the standard library's fork server that leave the caller's main module alone.

There may be several fork servers, each with something else imported.
"""

from __future__ import annotations

import io
import os
import threading
from collections.abc import Sequence
from multiprocessing import popen_forkserver, reduction, spawn, util
from multiprocessing.context import ForkServerContext, ForkServerProcess, set_spawning_popen
from multiprocessing.forkserver import ForkServer, read_signed
from typing import Any


class _Server(ForkServer):
    def ensure_running(self) -> None:
        """Start the warm process so that it imports nothing from the current folder."""
        with _starting:  # the environment is everybody's, and several threads may ask at once
            before = os.environ.get(_SAFE_PATH)
            os.environ[_SAFE_PATH] = "1"
            try:
                super().ensure_running()
            finally:
                del os.environ[_SAFE_PATH]
                if before is not None:
                    os.environ[_SAFE_PATH] = before


_starting = threading.RLock()
_SAFE_PATH = "PYTHONSAFEPATH"
_servers: dict[str, ForkServer] = {}


class _Popen(popen_forkserver.Popen):
    _fds: list[int]

    def _launch(self, process_obj: Any) -> None:
        prepared = spawn.get_preparation_data(process_obj.name)
        # These two lines are the difference from the standard library.
        prepared.pop("init_main_from_name", None)
        prepared.pop("init_main_from_path", None)
        order = io.BytesIO()
        set_spawning_popen(self)
        try:
            reduction.dump(prepared, order)
            reduction.dump(process_obj, order)
        finally:
            set_spawning_popen(None)
        server = _servers[process_obj.warm]
        self.sentinel, way_in = server.connect_to_new_process(self._fds)
        # The child learns from this copy that its parent is gone.
        kept = os.dup(way_in)
        close = util.close_fds  # type: ignore[attr-defined]
        self.finalizer = util.Finalize(self, close, (kept, self.sentinel))
        with open(way_in, "wb", closefd=True) as stream:  # noqa: PTH123 - a descriptor
            stream.write(order.getbuffer())
        self.pid = read_signed(self.sentinel)


def _nothing() -> None:
    """Be forked, that is all."""


class WarmProcess(ForkServerProcess):
    """A process forked from a warm one.

    Parameters
    ----------
    warm
        The name of the warm process. A name travels to the child; its server does not.
    """

    def __init__(self, warm: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.warm = warm

    @staticmethod
    def _Popen(process_obj: Any) -> Any:  # noqa: N802 - multiprocessing's own name
        return _Popen(process_obj)


class WarmContext(ForkServerContext):
    """The context of such processes.

    Parameters
    ----------
    warm
        The name of the warm process.
    preload
        The modules that it imports when it starts.
    """

    def __init__(self, warm: str, preload: Sequence[str]) -> None:
        super().__init__()
        self._warm = warm
        self._ready = False
        self._guard = threading.Lock()
        server = _servers.setdefault(warm, _Server())
        server.set_forkserver_preload(list(preload))

    def Process(self, *args: Any, **kwargs: Any) -> WarmProcess:  # type: ignore[override]  # noqa: N802
        """Return a process of the warm one, to be started."""
        return WarmProcess(self._warm, *args, **kwargs)

    def wait_until_ready(self) -> None:
        """Wait until the warm process has imported everything: it answers nobody before."""
        with self._guard:
            if not self._ready:
                rehearsal = self.Process(target=_nothing)
                rehearsal.start()
                rehearsal.join()
                self._ready = True

    def ensure_running(self) -> None:
        """Start the warm process where it does not run, without waiting for it."""
        _servers[self._warm].ensure_running()
