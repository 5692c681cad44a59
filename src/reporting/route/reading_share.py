"""How much of a large file has been read, for whoever waits for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

Watcher = Callable[[str, float], None]
"""Is given the file's name and the share of it that has been read, 0 to 1."""

_watchers: list[Watcher] = []


@contextmanager
def watched(watcher: Watcher) -> Iterator[None]:
    """Give `watcher` the share of every file that is read meanwhile, now and then."""
    _watchers.append(watcher)
    try:
        yield
    finally:
        _watchers.remove(watcher)


def tell_share(name: str, share: float) -> None:
    """Say how much of the file `name` has been read."""
    for watcher in _watchers:
        watcher(name, share)
