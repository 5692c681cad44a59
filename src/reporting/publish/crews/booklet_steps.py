"""Booklets as steps of the store: what it holds is taken, the rest is printed and kept there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reporting.publish.crews.booklet_pdf import print_booklets

if TYPE_CHECKING:
    from reporting.engine.dask.cluster import Cluster
    from reporting.engine.store import Record, Store
    from reporting.engine.workers import Workers
    from reporting.publish.crews.composing import ComposedBooklet

BATCH = 16
"""Booklets that a process prints before it ends: its memory stays under 300 MB, a fork is 20 ms."""

PDF = "pdf"
_SHARES = 4  # so many small batches a place at the end, so that all places end together

Progress = Callable[[int, int], None]
"""Is told how many booklets are there, of how many."""


@dataclass(frozen=True)
class PrintedBooklet:
    """A booklet and its record in the store, whose file is named :data:`PDF`.

    Parameters
    ----------
    composed, record
        What was printed, and what the store knows of it.
    now
        Whether it was printed now.
    """

    composed: ComposedBooklet
    record: Record
    now: bool = False


@dataclass(frozen=True)
class BookletSteps:
    """The booklets of an event, as steps.

    Parameters
    ----------
    event
        Its id.
    store
        Holds what is printed.
    workers
        Print.
    again
        Number and language of those that are printed again though the store holds them.
    """

    event: str
    store: Store
    workers: Workers | Cluster
    again: frozenset[tuple[int, str]] = frozenset()

    def made(
        self, composed: Iterable[ComposedBooklet], progress: Progress, total: int
    ) -> list[PrintedBooklet]:
        """Return each booklet with its record, as they come.

        Pages are composed here while the workers print the first of them. Each batch is kept as
        soon as it is printed.

        Raises
        ------
        ReportingError
            What the first batch that fails tells; the others are ended.
        """
        made: list[PrintedBooklet] = []
        asked: list[Future[list[PrintedBooklet]]] = []
        with ExitStack() as stack:
            threads = stack.enter_context(ThreadPoolExecutor(self.workers.count))
            # Ends what runs before the threads that wait for it are waited for.
            stack.callback(self.workers.end)
            stack.callback(threads.shutdown, wait=False, cancel_futures=True)
            waiting: list[ComposedBooklet] = []
            for one in composed:
                record = self._standing(one)
                if record is not None:
                    made.append(PrintedBooklet(one, record))
                    continue
                waiting.append(one)
                if len(waiting) == BATCH:
                    asked.append(threads.submit(self._print, waiting))
                    waiting = []
            size = -(-len(waiting) // (_SHARES * self.workers.count)) or 1
            asked += [threads.submit(self._print, part) for part in _parts(waiting, size)]
            progress(len(made), total)
            for done in as_completed(asked):
                made += done.result()
                progress(len(made), total)
        return made

    def _standing(self, one: ComposedBooklet) -> Record | None:
        if (one.booklet.number, one.page.language) in self.again:
            return None
        return self.store.find(self._step(one), one.parts, _nothing)[0]

    def _print(self, batch: Sequence[ComposedBooklet]) -> list[PrintedBooklet]:
        pdfs = self.workers.run(print_booklets, tuple(one.page for one in batch))
        return [
            PrintedBooklet(
                one, self.store.keep(self._step(one), one.parts, {}, {PDF: pdf}, {}), now=True
            )
            for one, pdf in zip(batch, pdfs, strict=True)
        ]

    def _step(self, one: ComposedBooklet) -> str:
        return f"{self.event}/{one.page.language}/crews/{one.booklet.number}"


def _parts(batch: Sequence[ComposedBooklet], size: int) -> list[Sequence[ComposedBooklet]]:
    return [batch[at : at + size] for at in range(0, len(batch), size)]


def _nothing(_read: str) -> None:
    """Say that a page reads nothing more: it is all that its PDF is made of."""
