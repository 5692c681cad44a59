"""Changing files that others read: one command at a time, written aside, moved into place."""

from __future__ import annotations

import fcntl
import glob
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_MARK = "-aside-"


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Wait until no other command changes `folder`, then hold it; what a killed one left goes.

    The lock is the kernel's, on the folder itself: it leaves no file and ends with the process. A
    file system without locks (some network drives) has none; there people take turns.
    """
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError:  # the command itself says what is wrong with it
        yield
        return
    try:
        with suppress(OSError):
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            for left in folder.rglob(f".*{_MARK}*"):
                left.unlink(missing_ok=True)
        yield
    finally:
        os.close(descriptor)


@contextmanager
def written_aside(path: Path) -> Iterator[Path]:
    """Yield a path beside `path`; what is written there takes its place at the end, or not at all.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     with written_aside(Path(folder) / "a.txt") as aside:
    ...         _ = aside.write_text("whole")
    ...     (Path(folder) / "a.txt").read_text()
    'whole'
    """
    prefix, ending = f".{path.stem}{_MARK}", path.suffix
    for left in path.parent.glob(f"{glob.escape(prefix)}*{glob.escape(ending)}"):
        _remove_of_dead(left)
    handle, name = tempfile.mkstemp(prefix=prefix, suffix=ending, dir=path.parent)
    aside = Path(name)
    try:
        with suppress(OSError):
            fcntl.flock(handle, fcntl.LOCK_SH)
        yield aside
        aside.chmod(path.stat().st_mode if path.exists() else 0o644)
        with aside.open("rb") as file:
            os.fsync(file.fileno())
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)
        os.close(handle)


def write_whole(path: Path, content: str | bytes) -> None:
    """Write a file aside, a text in UTF-8, and move it into its place: it is the old or the new."""
    with written_aside(path) as aside:
        aside.write_bytes(content.encode() if isinstance(content, str) else content)


def _remove_of_dead(aside: Path) -> None:
    """Remove what a command that was killed had begun to write; who writes holds a lock on it."""
    with suppress(OSError), aside.open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        aside.unlink(missing_ok=True)
