"""The worker processes of a build, seen from the build: one fresh child of a warm process a task.

A child has everything imported, ends with its task and gives its memory back. How many run at once
is bounded by the processors and by the memory that is free.
"""

from __future__ import annotations

import contextlib
import heapq
import itertools
import multiprocessing
import os
import signal
import sys
import tempfile
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, ParamSpec, TypeVar, cast

from reporting.engine import failure, warm
from reporting.engine.children import Child, end_with_warm_process
from reporting.errors import ReportingError, StepFailedError, machine_fault
from reporting.paths import HOME_VARIABLE

MEMORY_PER_TASK = 700 << 20
"""What a task may need at most [bytes]: a PDF of a long report takes some 500 MB."""

Given = ParamSpec("Given")
Answer = TypeVar("Answer")
Task = TypeVar("Task", bound=Callable[..., Any])


@dataclass(frozen=True)
class Placement:
    """Where and when a task is done.

    Parameters
    ----------
    warm
        The warm process that its child is forked from.
    turn
        Of the tasks that wait, those with the lowest turn go first, in the order asked for.
    """

    warm: warm.Warm = warm.NOTEBOOK
    turn: int = 0


def placed(place: Placement) -> Callable[[Task], Task]:
    """Mark a task with its place; others are done at the desk, in turn 0."""

    def mark(task: Task) -> Task:
        vars(task)["place"] = place
        return task

    return mark


def place_of(task: Callable[..., Any]) -> Placement:
    """Return where and when a task is done."""
    found = getattr(task, "place", None)
    return found if isinstance(found, Placement) else Placement()


class Workers(AbstractContextManager["Workers"]):
    """Runs tasks in processes of their own; a context manager, used by several threads.

    Parameters
    ----------
    count
        How many tasks run at once; as many as processors and memory allow where None.
    home
        The project's home for the tasks; this process's own where None.
    """

    def __init__(self, count: int | None = None, home: Path | None = None) -> None:
        self._home = home
        self.count = count or _bearable()
        self._slots = _Slots(self.count)
        self._running: set[Child] = set()
        self._guard = threading.Lock()
        self._ended = False

    def __exit__(self, *raised: object) -> None:
        self.end()

    def run(
        self, task: Callable[Given, Answer], /, *args: Given.args, **kwargs: Given.kwargs
    ) -> Answer:
        """Run `task` in a child and wait for its answer.

        Parameters
        ----------
        task
            A function of a module; its arguments and its answer are plain values.

        Raises
        ------
        ReportingError
            What the task raised, with its findings.
        StepFailedError
            Where the child was ended from outside.
        """
        place = place_of(task)
        context = _context(place.warm)
        with self._slots.turn(place.turn):
            child = Child(context, _work, _Surroundings(self._home), task, args, kwargs)
            with self._guard:
                if self._ended:
                    raise StepFailedError("The build was ended.")
                child.start()
                self._running.add(child)
            try:
                return cast("Answer", _answer(child))
            finally:
                with self._guard:
                    self._running.discard(child)
                child.reap()

    def end(self) -> None:
        """End what is running: it is not wanted any more. No task starts after this."""
        with self._guard:
            self._ended = True
            for child in self._running:
                child.signal(signal.SIGKILL)  # whoever waits for its answer reaps it


class _Slots:
    """A number of slots, given by turn, then in the order in which they were asked for.

    A semaphore may leave the first notebook waiting until the last PDF is done.
    """

    def __init__(self, count: int) -> None:
        self._free = count
        self._queue: list[tuple[int, int, threading.Event]] = []
        self._asked = itertools.count()
        self._guard = threading.Lock()

    @contextmanager
    def turn(self, turn: int) -> Iterator[None]:
        """Wait for a slot and hold it."""
        self._take(turn)
        try:
            yield
        finally:
            self._give()

    def _take(self, turn: int) -> None:
        with self._guard:
            if self._free:
                self._free -= 1
                return
            called = threading.Event()
            heapq.heappush(self._queue, (turn, next(self._asked), called))
        called.wait()

    def _give(self) -> None:
        with self._guard:
            if self._queue:
                heapq.heappop(self._queue)[-1].set()
            else:
                self._free += 1


def _answer(child: Child) -> Any:
    try:
        child.heard()
        told, answer = child.pipe.recv()
    except (EOFError, OSError):
        raise StepFailedError(
            "A worker of the build was ended from outside, perhaps for want of memory. "
            "Try again with --jobs 1."
        ) from None
    if told == "error":
        raise failure.from_json(answer)
    if told == "unexpected":
        raise StepFailedError(f"A step of the build failed: {answer}")
    return answer


class _Surroundings:
    """What a child is to have as the build has it; the warm process may be older."""

    def __init__(self, home: Path | None) -> None:
        self.environment, self.folder = dict(os.environ), Path.cwd()
        self.environment["TMPDIR"] = tempfile.gettempdir()
        if home is not None:
            self.environment[HOME_VARIABLE] = str(home)


def _work(
    way: Connection,
    around: _Surroundings,
    task: Callable[..., Any],
    args: tuple[Any, ...],
    kwargs: dict[str, Any],
) -> None:
    """Do one task: what the child runs."""
    _settle(around)
    with contextlib.suppress(BrokenPipeError):  # whoever asked is gone, and was killed
        way.send(_outcome(task, args, kwargs))


def _outcome(
    task: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
) -> tuple[str, Any]:
    """Return the task's answer, or its error as it travels."""
    try:
        return "answer", task(*args, **kwargs)
    except ReportingError as error:
        return "error", failure.as_json(error)
    except Exception as fault:  # noqa: BLE001 - the build tells it as a sentence
        of_machine = machine_fault(fault)
        if of_machine is not None:
            return "error", failure.as_json(of_machine)
        return "unexpected", f"{type(fault).__name__}: {fault}"


def _settle(around: _Surroundings) -> None:
    """Make the child one of this build: its environment, its folder, its end with the build's."""
    os.environ.clear()
    os.environ.update(around.environment)
    os.chdir(around.folder)
    tempfile.tempdir = None
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if not sys.warnoptions:
        warnings.simplefilter("ignore")  # a library's word to programmers is not for our users
    end_with_warm_process()


def _context(process: warm.Warm) -> Any:
    """Return the context of a warm process that is ready: nobody holds a slot to wait for it."""
    if warm.available():
        context = warm.context(process)
        context.wait_until_ready()
        return context
    return multiprocessing.get_context("spawn")


def _bearable() -> int:
    """Return how many tasks the processors and the free memory bear."""
    processors = (
        len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    )
    free = _free_memory()
    return processors if free is None else max(1, min(processors, free // MEMORY_PER_TASK))


def _free_memory() -> int | None:
    """Return the memory that can be had without swapping [bytes]; None where unknown."""
    try:
        with open("/proc/meminfo", encoding="ascii") as stream:  # noqa: PTH123 - not a real file
            lines = dict(line.split(":", 1) for line in stream)
        return int(lines["MemAvailable"].split()[0]) * 1024
    except (OSError, KeyError, ValueError):
        return None
