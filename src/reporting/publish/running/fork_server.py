"""Processes of the standard library's fork server that leave the caller's main module alone."""

from __future__ import annotations

import io
import os
from multiprocessing import forkserver, popen_forkserver, reduction, spawn, util
from multiprocessing.context import (
    ForkServerContext,
    ForkServerProcess,
    set_spawning_popen,
)
from typing import Any


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
        self.sentinel, way_in = forkserver.connect_to_new_process(self._fds)
        # The child learns from this copy that its parent is gone.
        kept = os.dup(way_in)
        close = util.close_fds  # type: ignore[attr-defined]
        self.finalizer = util.Finalize(self, close, (kept, self.sentinel))
        with open(way_in, "wb", closefd=True) as stream:  # noqa: PTH123 - a descriptor
            stream.write(order.getbuffer())
        self.pid = forkserver.read_signed(self.sentinel)


class WarmProcess(ForkServerProcess):
    """A process forked from the warm one."""

    @staticmethod
    def _Popen(process_obj: Any) -> Any:  # noqa: N802 - multiprocessing's own name
        return _Popen(process_obj)


class WarmContext(ForkServerContext):
    """The context of such processes."""

    Process = WarmProcess
