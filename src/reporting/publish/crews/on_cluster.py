"""Crew booklets on a cluster: the scored event goes with each batch, PDFs come back, checked.

A machine needs none of the event's files for it. A batch whose machine is lost is printed by
another; what was answered before is on disk already.
"""

from __future__ import annotations

import math
import time
from hashlib import sha256
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING

from reporting.engine import failure
from reporting.engine.workers import Placement, placed
from reporting.errors import ReportingError, StepFailedError
from reporting.publish.crews.batch import (
    BookletEdition,
    BookletResult,
    BookletTask,
    PrintedBooklet,
    adopt,
    batch,
)
from reporting.publish.crews.foreman import BATCH, by_hands, end_with_parent, kept, parts
from reporting.publish.warm import BOOKLETS

if TYPE_CHECKING:
    from reporting.engine.dask.cluster import Cluster
    from reporting.publish.crews.foreman import PrintOrder, Progress

LEAST_ROUNDS = 3  # a lost machine costs a third of its share at most
MOST_PER_BATCH = 80


def printed(
    order: PrintOrder, cluster: Cluster, progress: Progress | None = None
) -> list[PrintedBooklet]:
    """Print all booklets of an order on a cluster; the PDFs are in its folder as ``<key>.pdf``.

    Returns
    -------
    list of Printed
        Without bytes, in the order asked for.

    Raises
    ------
    ReportingError
        What a batch that fails tells.
    """
    made: list[PrintedBooklet] = []
    asked = [cluster.submit(hand, order.shop, task) for task in batches(order.task, cluster.count)]
    for one in asked:
        result: BookletResult = cluster.answer(one)
        made += [kept(_whole(booklet), order.folder) for booklet in result.booklets]
        if progress is not None:
            progress(len(made), len(order.task.wanted))
    return made


@placed(Placement(BOOKLETS))
def hand(shop: BookletEdition, task: BookletTask) -> BookletResult:
    """Print a batch in a process that starts with nothing: what a machine of the cluster runs.

    Raises
    ------
    StepFailedError
        Where a booklet is not what it should be, or a process that prints is ended.
    """
    began = time.perf_counter()
    adopt(shop)
    shop.press.warm()
    made: list[PrintedBooklet] = []
    try:
        for answer in by_hands(parts(task, BATCH), 1, _print):
            if isinstance(answer, dict):
                raise failure.from_json(answer)
            made += answer
    except EOFError:
        raise StepFailedError("A process that printed booklets was ended from outside.") from None
    return BookletResult(tuple(made), time.perf_counter() - began)


def _print(task: BookletTask, told: Connection) -> None:
    """Print a part of a batch in a process that ends with what WeasyPrint kept."""
    end_with_parent()
    try:
        told.send(list(batch(task).booklets))
        told.send(None)
    except ReportingError as error:
        told.send(failure.as_json(error))


def batches(task: BookletTask, places: int) -> list[BookletTask]:
    """Return the task in parts of one size, as many for each place of the cluster."""
    rounds = max(LEAST_ROUNDS, math.ceil(len(task.wanted) / (places * MOST_PER_BATCH)))
    return parts(task, math.ceil(len(task.wanted) / (places * rounds)))


def _whole(one: PrintedBooklet) -> PrintedBooklet:
    if one.pdf is not None and sha256(one.pdf).hexdigest() != one.sha256:
        raise StepFailedError(f"The booklet of crew {one.number} arrived damaged. Ask again.")
    return one
