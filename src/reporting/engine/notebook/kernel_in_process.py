"""A kernel in this very process: an ordinary ipykernel whose messages go to a function.

Nothing of what a cell does is written anew: shell, display hook, streams, comms and tracebacks
are ipykernel's own. Only its sockets are missing.
"""

from __future__ import annotations

import asyncio
import fcntl
import json
import logging
import os
import struct
import sys
import termios
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import zmq
from ipykernel.iostream import IOPubThread, OutStream
from ipykernel.ipkernel import IPythonKernel
from ipykernel.kernelapp import IPKernelApp
from IPython.core.profiledir import ProfileDir
from jupyter_client.jsonutil import json_default
from jupyter_client.session import DELIM, Session
from tornado.ioloop import IOLoop
from traitlets.config import Config

from reporting.engine.notebook.kernel import tell_parent_in_full, unsigned

Sink = Callable[[list[bytes]], None]
"""Takes a message as frames (header, parent, metadata, content, buffers); from any thread."""

_SETTLE_S = 0.5
_MOMENT_S = 0.0005


class _CallbackSession(Session):
    """Hands messages to a function instead of a socket, serialised as if for a socket."""

    sink: Sink

    def send(  # noqa: PLR0917 - as jupyter_client has it
        self,
        stream: object,  # noqa: ARG002
        msg_or_type: Any,
        content: Any = None,
        parent: Any = None,
        ident: object = None,  # noqa: ARG002
        buffers: Any = None,
        track: bool = False,  # noqa: ARG002
        header: Any = None,
        metadata: Any = None,
    ) -> Any:
        if self.check_pid and os.getpid() != self.pid:
            return None  # as ipykernel: a forked child may print, not display
        message = (
            self.msg(msg_or_type, content, parent, header, metadata)
            if isinstance(msg_or_type, str)
            else msg_or_type
        )
        try:
            frames = self.serialize(message)
        except UnicodeEncodeError:
            # Half a surrogate pair, which ipykernel cannot send at all.
            text = json.dumps(message["content"], default=json_default, ensure_ascii=False)
            frames = self.serialize(message | {"content": text.encode("utf-8", "replace")})
        self.sink(frames[frames.index(DELIM) + 2 :] + [bytes(one) for one in buffers or ()])
        return message


class _PublisherThread(IOPubThread):
    """ipykernel's thread for output, without its sockets."""

    def __init__(self) -> None:
        self.io_loop = IOLoop(make_current=False)
        self.thread = threading.Thread(target=self._serve, name="IOPub", daemon=True)

    def start(self) -> None:
        self.thread.start()

    def stop(self) -> None:
        self.io_loop.add_callback(self.io_loop.stop)
        self.thread.join()
        self.io_loop.close()

    def schedule(self, f: Callable[[], Any]) -> None:
        if self.thread.is_alive():
            self.io_loop.add_callback(f)
        else:  # in a child that a cell forked
            f()

    def _serve(self) -> None:
        asyncio.set_event_loop(self.io_loop.asyncio_loop)  # type: ignore[attr-defined]
        self.io_loop.start()


class _QuietKernel(IPythonKernel):
    _supports_kernel_subshells = False
    settle: Callable[[], None]

    async def execute_request(self, stream: Any, ident: Any, parent: Any) -> None:
        await super().execute_request(stream, ident, parent)  # type: ignore[no-untyped-call]
        self.settle()  # before the message that tells the parent that the cell is done


class KernelInProcess:
    """The kernel of one notebook; there is at most one in a process.

    Parameters
    ----------
    room
        A folder for the kernel's own files.
    sink
        Takes each message that the kernel sends.
    tell_failures
        Whether errors of the suite are written, in full, to the file that the environment names.
    """

    def __init__(self, room: Path, sink: Sink, tell_failures: bool = False) -> None:
        self._before = sys.stdout, sys.stderr, sys.displayhook
        self._session = unsigned(_CallbackSession())
        self._session.sink = sink
        self._publisher = _PublisherThread()
        self._publisher.start()
        self._streams = self._redirect()
        self._kernel = _QuietKernel.instance(
            config=Config({"HistoryManager": {"hist_file": ":memory:"}}),
            log=_quiet(),
            session=self._session,
            profile_dir=ProfileDir.create_profile_dir_by_name(_made(room / "ipython"), "default"),
            shell_channel_thread=SimpleNamespace(parent_thread=threading.current_thread()),
        )
        self._kernel.settle = self.settle
        # What asks for the running application (%matplotlib, %gui) finds one with this kernel.
        self._application = IPKernelApp.instance()
        self._application.kernel = self._kernel
        shell: Any = self._kernel.shell
        self._shell = shell
        shell.exit_now = False
        shell.extension_manager.load_extension("storemagic")
        if tell_failures:
            tell_parent_in_full(shell)

    @property
    def language_info(self) -> dict[str, Any]:
        """What a notebook's metadata says of the language."""
        return dict(self._kernel.language_info)

    async def execute(self, request: dict[str, Any], name: str) -> None:
        """Run one cell in the running event loop; all it does is told to the sink.

        Parameters
        ----------
        request
            The content of an ``execute_request`` (``code``, ``stop_on_error``).
        name
            The request's id: what is told names it as its parent.
        """
        self._kernel.io_loop = IOLoop.current()
        content = {"silent": False, "store_history": True, "user_expressions": {}}
        content |= {"allow_stdin": False} | request
        message = self._session.msg("execute_request", content)
        message["header"]["msg_id"] = message["msg_id"] = name
        frames = self._session.serialize(message, ident=b"parent")
        await self._kernel.dispatch_shell([zmq.Frame(frame) for frame in frames])

    def settle(self) -> None:
        """Wait until what child processes wrote to the descriptors has been read and told."""
        deadline = time.monotonic() + _SETTLE_S
        for stream in self._streams:
            pipe = stream._fid  # noqa: SLF001 - ipykernel tells it in no other way
            while pipe is not None and _waiting(pipe) and time.monotonic() < deadline:
                time.sleep(_MOMENT_S)
            stream.flush()

    def close(self) -> None:
        """Give the streams back, so that the process may go on to other work."""
        self.settle()
        self._shell.restore_sys_module_state()
        sys.stdout, sys.stderr, sys.displayhook = self._before
        for stream in self._streams:
            stream.close()
        type(self._shell).clear_instance()
        _QuietKernel.clear_instance()
        IPKernelApp.clear_instance()
        self._publisher.stop()

    def _redirect(self) -> tuple[OutStream, OutStream]:
        sys.stdout.flush()
        sys.stderr.flush()
        out = OutStream(self._session, self._publisher, "stdout")
        err = OutStream(self._session, self._publisher, "stderr")
        sys.stdout, sys.stderr = out, err
        return out, err


def _quiet() -> logging.Logger:
    """Return a logger for the kernel itself that a notebook's own logging never shows."""
    logger = logging.getLogger("reporting.notebook-kernel")
    logger.setLevel(logging.ERROR)
    logger.propagate = False
    logger.addHandler(logging.NullHandler())
    return logger


def _made(folder: Path) -> str:
    folder.mkdir(parents=True, exist_ok=True)
    return str(folder)


def _waiting(descriptor: int) -> int:
    """Return how many bytes can be read."""
    told = fcntl.ioctl(descriptor, termios.FIONREAD, b"\0" * 4)
    return int(struct.unpack("i", told)[0])
