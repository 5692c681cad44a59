"""The processes that print: a foreman made for it, and hands forked from it, a batch each.

The foreman is spawned (whoever asks may have threads; a fork of threads hangs), takes over the
scored event, warms the press, and then forks a hand for every batch, never more at once than asked
for. A hand inherits all of that, prints, writes its files and ends: whatever WeasyPrint kept goes
with it. Everybody ends with their parent.
"""

from __future__ import annotations

import contextlib
import ctypes
import multiprocessing
import os
import signal
import sys
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

from reporting.engine import failure
from reporting.errors import ReportingError, StepFailedError
from reporting.publish.crews.batch import BookletEdition, BookletTask, PrintedBooklet, adopt, batch

BATCH = 16
"""Booklets a hand prints before it ends: its memory stays under 300 MB, a fork costs 20 ms."""

_PR_SET_PDEATHSIG = 1
_PATIENCE_S = 5

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class PrintOrder:
    """What is to be printed.

    Parameters
    ----------
    task
        The booklets that are wanted.
    shop
        The event loaded and scored: sent once, inherited by every hand.
    folder
        Where each PDF goes, named by its key.
    jobs
        How many hands at once.
    """

    task: BookletTask
    shop: BookletEdition
    folder: Path
    jobs: int


def printed(order: PrintOrder, progress: Progress | None = None) -> list[PrintedBooklet]:
    """Print all booklets of an order; the PDFs are in its folder as ``<key>.pdf``.

    Returns
    -------
    list of Printed
        Without bytes, in the order asked for.

    Raises
    ------
    ReportingError
        What the first hand that fails tells; the others are ended.
    """
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    foreman = context.Process(target=_foreman, args=(order, theirs))
    foreman.start()
    theirs.close()
    made: list[PrintedBooklet] = []
    try:
        while len(made) < len(order.task.wanted):
            answer = _received(ours)
            if isinstance(answer, dict):
                raise failure.from_json(answer)
            made += answer
            if progress is not None:
                progress(len(made), len(order.task.wanted))
    finally:
        foreman.terminate()
        foreman.join(_PATIENCE_S)
        if foreman.is_alive():
            foreman.kill()
        ours.close()
    order_of = {wanted: at for at, wanted in enumerate(order.task.wanted)}
    return sorted(made, key=lambda one: order_of[one.number, one.language])


def _received(ours: Connection) -> Any:
    try:
        return ours.recv()
    except EOFError:
        raise StepFailedError(
            "A process that printed booklets was ended from outside, perhaps for want of memory. "
            "What is printed is kept: start again, with --jobs 1 if it happens again."
        ) from None


def _foreman(order: PrintOrder, told: Connection) -> None:
    end_with_parent()
    if not sys.warnoptions:
        warnings.simplefilter("ignore")  # a library's word to programmers is not for our users
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        adopt(order.shop)
        order.shop.press.warm()
    except ReportingError as error:
        told.send(failure.as_json(error))
        return
    try:
        for answer in by_hands(_batches(order), order.jobs, partial(_hand, order.folder)):
            told.send(answer)
    except EOFError:
        os._exit(1)  # our end of the pipe says that a hand died without a word


def by_hands(
    tasks: Sequence[BookletTask], jobs: int, hand: Callable[[BookletTask, Connection], None]
) -> Iterator[Any]:
    """Fork a hand from this process for each task and yield what the hands answer.

    Parameters
    ----------
    tasks
        What is to be done, in this order.
    jobs
        How many hands at once.
    hand
        Sends its answers, and None when it is done.

    Raises
    ------
    EOFError
        Where a hand dies without a word.
    """
    import gc

    # What is shared stays shared: the collector writes into every object it looks at. Hands end
    # before their garbage weighs, and are a tenth faster without it.
    gc.freeze()
    gc.disable()
    context = multiprocessing.get_context("fork")
    waiting, busy = list(tasks), dict[Connection, Any]()
    while waiting or busy:
        while waiting and len(busy) < jobs:
            ours, theirs = context.Pipe(duplex=False)
            child = context.Process(target=hand, args=(waiting.pop(0), theirs))
            child.start()
            theirs.close()
            busy[ours] = child
        for ready in wait(list(busy)):
            assert isinstance(ready, Connection)
            answer = ready.recv()
            if answer is None:
                busy.pop(ready).join()
                ready.close()
            else:
                yield answer


def _batches(order: PrintOrder) -> list[BookletTask]:
    """Return the hands' tasks: none idle while another has many left."""
    return parts(order.task, min(BATCH, -(-len(order.task.wanted) // order.jobs)))


def parts(task: BookletTask, size: int) -> list[BookletTask]:
    """Return a task in parts of `size` booklets."""
    size, wanted = max(1, size), task.wanted
    return [replace(task, wanted=wanted[at : at + size]) for at in range(0, len(wanted), size)]


def _hand(folder: Path, task: BookletTask, told: Connection) -> None:
    end_with_parent()
    try:
        for one in task.wanted:  # one by one: what is printed is kept, however this ends
            answer = batch(replace(task, wanted=(one,)))
            told.send([kept(made, folder) for made in answer.booklets])
        told.send(None)
    except ReportingError as error:
        told.send(failure.as_json(error))


def kept(one: PrintedBooklet, folder: Path) -> PrintedBooklet:
    """Write a booklet's file, whole or not at all; what is answered leaves its bytes out."""
    if one.pdf is not None:
        aside = folder / f"{one.key}.{os.getpid()}"
        aside.write_bytes(one.pdf)
        aside.replace(folder / f"{one.key}.pdf")
    return replace(one, pdf=None)


def end_with_parent() -> None:
    """Have the kernel end this process with its parent (Linux; elsewhere it lingers)."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
