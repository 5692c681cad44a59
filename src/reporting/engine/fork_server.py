"""Processes of the standard library's fork server that leave the caller's main module alone.

There may be several fork servers, each with something else imported.
"""

from __future__ import annotations

import io
import os
import tempfile
import threading
from collections.abc import Sequence
from multiprocessing import popen_forkserver, process, reduction, spawn, util
from multiprocessing.context import ForkServerContext, ForkServerProcess, set_spawning_popen
from multiprocessing.forkserver import ForkServer, read_signed
from pathlib import Path
from typing import Any

from reporting import temporaries
from reporting.engine.children import allow_children


class _Server(ForkServer):
    def __init__(self) -> None:
        super().__init__()
        self.ready = False
        self.guard = threading.Lock()

    def ensure_running(self) -> None:
        """Start the warm process so that it imports nothing from the current folder."""
        with _starting:  # the environment is everybody's, and several threads may ask at once
            _have_short_folder()
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
_LONGEST_FOLDER = 70  # a socket's path has 107 bytes at most; the rest is multiprocessing's
_servers: dict[str, _Server] = {}


def _have_short_folder() -> None:
    """Let multiprocessing have its sockets in a short folder, where the temporary one is long."""
    config: dict[str, Any] = process.current_process()._config  # type: ignore[attr-defined]  # noqa: SLF001
    if config.get("tempdir") or len(os.fsencode(tempfile.gettempdir())) <= _LONGEST_FOLDER:
        return
    for place in (os.environ.get("XDG_RUNTIME_DIR", ""), "/tmp", "/var/tmp", "/dev/shm"):  # noqa: S108 - a folder of our own is made in it
        if place and len(os.fsencode(place)) <= _LONGEST_FOLDER and os.access(place, os.W_OK):
            config["tempdir"] = str(temporaries.folder_in(Path(place)))
            util.Finalize(None, temporaries.leave, exitpriority=-100)
            return


def _forget() -> None:
    """Let go, in a forked process, of warm processes that are its parent's."""
    global _starting  # noqa: PLW0603 - a thread that is not here may have held it
    _starting = threading.RLock()
    for server in _servers.values():
        modules = server._preload_modules  # type: ignore[attr-defined]  # noqa: SLF001
        if (alive := server._forkserver_alive_fd) is not None:  # type: ignore[attr-defined]  # noqa: SLF001
            os.close(alive)
        server.__init__()  # type: ignore[misc]
        server.set_forkserver_preload(modules)


os.register_at_fork(after_in_child=_forget)


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
        server = _servers.setdefault(warm, _Server())
        server.set_forkserver_preload(list(preload))

    def Process(self, *args: Any, **kwargs: Any) -> WarmProcess:  # type: ignore[override]  # noqa: N802
        """Return a process of the warm one, to be started."""
        return WarmProcess(self._warm, *args, **kwargs)

    def wait_until_ready(self) -> None:
        """Wait until the warm process has imported everything: it answers nobody before."""
        server = _servers[self._warm]
        with server.guard:
            if not server.ready:
                rehearsal = self.Process(target=_nothing)
                allow_children()
                rehearsal.start()
                rehearsal.join()
                server.ready = True

    def ensure_running(self) -> None:
        """Start the warm process where it does not run, without waiting for it."""
        _servers[self._warm].ensure_running()
