"""A command's temporary folder: whatever is temporary lies in it, and goes when the command ends.

Its processes are told of it. A command that is killed cannot tidy up: the next one removes what it
left. A lock of the kernel's, which ends with its process, tells the folder of a living one.
"""

from __future__ import annotations

import atexit
import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

PREFIX = "reporting-run-"
_LOCK = ".lock"

_held: dict[Path, int] = {}


def keep_together() -> None:
    """Have all that this process makes in the temporary folder lie in one of its own.

    Where none can be made (a full disk), things stay as they are: whoever writes will say so.
    """
    try:
        room = folder_in(Path(tempfile.gettempdir()))
    except OSError:
        return
    tempfile.tempdir = str(room)
    atexit.register(leave)


def folder_in(place: Path) -> Path:
    """Return a new folder of this process's in `place`, where those of dead processes go.

    Raises
    ------
    OSError
        Where none can be made.
    """
    for left in _left(place):
        _remove_with_lock(left)
    while True:
        folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=place))
        lock = os.open(folder / _LOCK, os.O_CREAT | os.O_RDWR, 0o600)
        fcntl.flock(lock, fcntl.LOCK_EX)
        if os.fstat(lock).st_nlink:
            _held[folder] = lock
            return folder
        os.close(lock)  # between the two lines somebody took it for a dead one's


def leave() -> None:
    """Remove this process's folders."""
    tempfile.tempdir = None
    for folder, lock in list(_held.items()):
        _remove(folder)
        os.close(lock)
    _held.clear()


def _left(place: Path) -> Iterator[Path]:
    """Find our user's folders in `place`; others' are not touched."""
    with os.scandir(place) as entries:
        for entry in entries:
            ours = entry.name.startswith(PREFIX) and entry.is_dir(follow_symlinks=False)
            if ours and entry.stat(follow_symlinks=False).st_uid == os.getuid():
                yield Path(entry.path)


def _remove_with_lock(folder: Path) -> None:
    """Remove a folder, unless the process that made it lives."""
    try:
        lock = os.open(folder / _LOCK, os.O_RDWR)
    except OSError:  # not locked yet, or being removed by somebody else
        return
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        _remove(folder)
    except OSError:
        return
    finally:
        os.close(lock)


def _remove(folder: Path) -> None:
    """Remove a folder, its lock last: what could not be removed now is found by the next."""
    with suppress(OSError):
        for path in folder.iterdir():
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path, ignore_errors=True)
            elif path.name != _LOCK:
                path.unlink()
        if [path.name for path in folder.iterdir()] == [_LOCK]:
            shutil.rmtree(folder, ignore_errors=True)
