"""Writing aside and moving into place: a build that dies at any point leaves the last one whole.

Everything is written to ``<out>/.staging-<process>``, on the same file system. A finished event is
exchanged with the one in place in one step of the kernel (``renameat2`` with ``RENAME_EXCHANGE``).
Where that does not exist, the folder in place is renamed to ``.replaced-<event>`` first; a build
that dies between the two renames is mended by the next one, which puts it back.
"""

from __future__ import annotations

import ctypes
import errno
import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from reporting.errors import FolderBusyError, StepFailedError, UsageError

LOCK = ".lock"
STAGING = ".staging-"
REPLACED = ".replaced-"

_NO_SPACE = 1 << 20
"""Bytes: what is written last has more, and the rest of it is still free."""

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2


@contextmanager
def locked(out: Path) -> Iterator[None]:
    """Hold the folder of the reports for this build alone, and mend what a killed one left.

    The lock is the kernel's and ends with the process, however it ends.

    Raises
    ------
    UsageError
        Where `out` cannot be a folder.
    StepFailedError
        Where another build holds it, or it cannot be written.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError):
        raise UsageError(f"The reports cannot be written to {out}: it is not a folder.") from None
    except OSError as fault:
        raise StepFailedError(f"The folder {out} cannot be made: {fault.strerror}.") from None
    try:
        lock = (out / LOCK).open("a+", encoding="utf-8")
    except OSError as fault:
        raise StepFailedError(f"{out} cannot be written to: {fault.strerror}.") from None
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise FolderBusyError(
                f"Another build (process {lock.read().strip() or 'unknown'}) is writing to {out}. "
                "Wait until it is done."
            ) from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        recover(out)
        yield


def recover(out: Path) -> None:
    """Put back what a killed build had moved away, and remove what it had not finished."""
    for replaced in out.glob(f"{REPLACED}*"):
        in_place = out / replaced.name.removeprefix(REPLACED)
        if in_place.exists():
            shutil.rmtree(replaced, ignore_errors=True)
        else:
            replaced.rename(in_place)
    for left in out.glob(f"{STAGING}*"):
        shutil.rmtree(left, ignore_errors=True)


@contextmanager
def staging(out: Path) -> Iterator[Path]:
    """Give an empty folder beside the reports; it is gone afterwards, whatever happens."""
    folder = out / f"{STAGING}{os.getpid()}"
    folder.mkdir()
    try:
        yield folder
    except OSError as fault:
        if fault.errno in (errno.ENOSPC, errno.EDQUOT) and fault.filename is None:
            fault.filename = _full(out)  # a write does not know where it writes
        raise
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _full(out: Path) -> str | None:
    """Return the folder whose disk is full: that of the reports, or the temporary one."""
    places = (out, Path(tempfile.gettempdir()))
    return next((str(one) for one in places if shutil.disk_usage(one).free < _NO_SPACE), None)


def put_in_place(new: Path, target: Path) -> None:
    """Put the folder `new` where `target` is, or is to be; what stood there goes.

    Raises
    ------
    StepFailedError
        Where the file system refuses; `target` then stands as it was.
    """
    _settle(new)
    try:
        if not target.exists():
            new.rename(target)
        elif _exchange(new, target):
            shutil.rmtree(new, ignore_errors=True)
        else:
            _replace_in_two_steps(new, target)
    except OSError as fault:
        raise StepFailedError(
            f"{target} could not be replaced: {fault.strerror}. What stood there still stands."
        ) from fault


def put_file_in_place(new: Path, target: Path) -> None:
    """Put the file `new` where `target` is, in one step."""
    _flush(new)
    new.replace(target)


def _replace_in_two_steps(new: Path, target: Path) -> None:
    replaced = target.with_name(f"{REPLACED}{target.name}")
    target.rename(replaced)
    try:
        new.rename(target)
    except OSError:
        replaced.rename(target)
        raise
    shutil.rmtree(replaced, ignore_errors=True)


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two folders in one step of the kernel; False where it cannot."""
    try:
        renameat2 = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError):
        return False
    done = renameat2(
        _AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), ctypes.c_uint(_RENAME_EXCHANGE)
    )
    if done == 0:
        return True
    code = ctypes.get_errno()
    if code in (errno.EINVAL, errno.ENOSYS, errno.ENOTSUP):
        return False
    raise OSError(code, os.strerror(code))


def _settle(folder: Path) -> None:
    """Have the disk hold every file before any name leads to it: a power cut leaves no husks."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            _flush(path)


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
