"""The worker processes of a build, seen from the build."""

from __future__ import annotations

import multiprocessing
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from types import TracebackType
from typing import Any, Self

from reporting.errors import InputError, ReportingError, StepFailedError
from reporting.publish.building import work
from reporting.publish.building.work import Failed, Made, Survey

Progress = Callable[[int, int], None]
"""Called with the steps done and the steps known so far."""

_END = ""
_PATIENCE_S = 10


class Workers:
    """A pool of processes; a context manager.

    Parameters
    ----------
    count
        How many processes.
    progress
        Is told the steps done and all the steps.
    """

    def __init__(self, count: int, progress: Progress | None = None) -> None:
        # Spawned, not forked: a worker starts from nothing, whatever threads the caller has.
        context = multiprocessing.get_context("spawn")
        self._steps = context.SimpleQueue()
        self._pool = ProcessPoolExecutor(
            count, mp_context=context, initializer=work.begin, initargs=(self._steps,)
        )
        self._progress = progress or (lambda _done, _all: None)
        self._done = self._all = 0
        self._listener = threading.Thread(target=self._listen, daemon=True)

    def __enter__(self) -> Self:
        self._listener.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
            _end_all()
        self._pool.shutdown(wait=True, cancel_futures=True)
        self._steps.put(_END)
        self._listener.join(timeout=_PATIENCE_S)

    def surveys(self, wheres: Sequence[str], names: tuple[str, ...]) -> list[Survey]:
        """Check every event; return what is to be built of each.

        Raises
        ------
        InputError
            With the findings of every package that has errors.
        """
        self._expect(len(wheres))
        answers = self._answers([self._pool.submit(work.survey, where, names) for where in wheres])
        failures = [answer.error for answer in answers if isinstance(answer, Failed)]
        others = [error for error in failures if not isinstance(error, InputError)]
        if failures:
            raise (
                others[0] if others else _joined([e for e in failures if isinstance(e, InputError)])
            )
        return [answer for answer in answers if isinstance(answer, Survey)]

    def make(
        self, tasks: Mapping[tuple[str, str], tuple[Any, ...]], steps: int
    ) -> dict[tuple[str, str], Made]:
        """Run tasks, each a function of :mod:`reporting.publish.building.work` and its arguments.

        Returns
        -------
        dict
            The answers under the tasks' names.

        Raises
        ------
        ReportingError
            What the first task that fails tells; the others are ended.
        """
        self._expect(steps)
        running = {self._pool.submit(*task): name for name, task in tasks.items()}
        waiting: set[Future[Any]] = set(running)
        while waiting:
            finished, waiting = wait(waiting, return_when=FIRST_COMPLETED)
            for answer in self._answers(list(finished)):
                if isinstance(answer, Failed):
                    raise answer.error
        return {name: task.result() for task, name in running.items()}

    def _answers(self, futures: list[Future[Any]]) -> list[Any]:
        try:
            return [future.result() for future in futures]
        except BrokenProcessPool:
            raise StepFailedError(
                "A worker of the build was ended from outside, perhaps for want of memory. "
                "Try again with --jobs 1."
            ) from None

    def _expect(self, steps: int) -> None:
        self._all += steps
        self._progress(self._done, self._all)

    def _listen(self) -> None:
        while self._steps.get() != _END:
            self._done += 1
            self._progress(self._done, self._all)


def _end_all() -> None:
    """End the workers now: what they are making is not wanted any more."""
    children = multiprocessing.active_children()
    for child in children:
        child.terminate()
    for child in children:
        child.join(_PATIENCE_S)
        if child.is_alive():
            child.kill()


def _joined(errors: Sequence[InputError]) -> ReportingError:
    """Return one error for all packages, each finding saying which package it is in."""
    if len(errors) == 1:
        return errors[0]
    findings = [
        replace(finding, file=f"{str(error).split(' ', 1)[0]}/{finding.file}")
        for error in errors
        for finding in error.findings
    ]
    return InputError(" ".join(str(error) for error in errors), findings)
