"""Which files are opened, as the kernel tells it: whoever opens them, Python or not (Linux)."""

from __future__ import annotations

import ctypes
import os
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

IN_OPEN, IN_ISDIR = 0x20, 0x40000000
_EVENT = struct.Struct("iIII")


@contextmanager
def opened(*folders: Path) -> Iterator[set[Path]]:
    """Collect the files under `folders` that anybody opens inside; filled at the end."""
    libc = ctypes.CDLL(None, use_errno=True)
    descriptor = libc.inotify_init1(os.O_NONBLOCK)
    assert descriptor >= 0, os.strerror(ctypes.get_errno())
    watches = {}
    for folder in folders:
        for place in (folder, *(path for path in folder.rglob("*") if path.is_dir())):
            watches[libc.inotify_add_watch(descriptor, os.fsencode(place), IN_OPEN)] = place
    found: set[Path] = set()
    try:
        yield found
        found |= set(_events(descriptor, watches))
    finally:
        os.close(descriptor)


def _events(descriptor: int, watches: dict[int, Path]) -> Iterator[Path]:
    while True:
        try:
            told = os.read(descriptor, 1 << 20)
        except BlockingIOError:
            return
        at = 0
        while at < len(told):
            watch, mask, _, length = _EVENT.unpack_from(told, at)
            name = told[at + _EVENT.size : at + _EVENT.size + length].rstrip(b"\0")
            at += _EVENT.size + length
            if not mask & IN_ISDIR and name:
                yield watches[watch] / os.fsdecode(name)
