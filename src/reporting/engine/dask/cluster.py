"""A Dask cluster in place of this machine's workers: the same calls, answered from elsewhere."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from hashlib import sha256
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar, cast

from reporting.engine import failure
from reporting.engine.dask import remote
from reporting.engine.dask.bundle import pack
from reporting.engine.unpickling import unpacked
from reporting.errors import StepFailedError, ToolMissingError, UsageError

if TYPE_CHECKING:
    from distributed import Client, Future

CONNECT_TIMEOUT_S = 20
RETRIES = 3
"""How often a task is tried again whose machine was lost."""

Given = ParamSpec("Given")
Answer = TypeVar("Answer")


class Cluster(AbstractContextManager["Cluster"]):
    """Runs tasks on a Dask cluster; a context manager, used by several threads.

    Inputs go by content: a bundle named by its hash, sent as a task of its own, so that the
    cluster has it again when the machine that held it is lost. A call is named by its content
    too; every answer is held against its hash.

    Parameters
    ----------
    address
        The scheduler's, such as ``tcp://10.0.0.5:8786``.
    events
        The events (ids or paths) that tasks will be about; none for tasks that need no files.

    Raises
    ------
    UsageError
        Where nobody answers at the address, or there are no workers.
    """

    def __init__(self, address: str, events: Iterable[str] = ()) -> None:
        self._client = _connected(address)
        self.count = max(1, sum(self._client.nthreads().values()))
        self._bundle = pack(sorted(set(events)))
        self._inputs: Future[Any] | None = None
        if self._bundle.places:
            self._inputs = self._client.submit(
                remote.carried,
                self._bundle.content,
                key=f"reporting-inputs-{self._bundle.name}",
                retries=RETRIES,
            )
        self._suite = remote.suite()

    def __exit__(self, *raised: object) -> None:
        self.end()

    def run(
        self, task: Callable[Given, Answer], /, *args: Given.args, **kwargs: Given.kwargs
    ) -> Answer:
        """Run `task` somewhere on the cluster and wait for its answer.

        Raises
        ------
        ReportingError
            What the task raised, with its findings.
        StepFailedError
            Where the cluster lost the task more than three times, or an answer is damaged.
        """
        if kwargs:
            raise TypeError("a task of the cluster takes its arguments in order")
        return cast("Answer", self.answer(self.submit(task, *args)))

    def submit(self, task: Callable[..., Any], *args: Any) -> Future[Any]:
        """Ask for a task; :meth:`answer` waits for it."""
        inputs = self._bundle.name if self._inputs is not None else ""
        call = remote.Call(task, args, inputs, dict(self._bundle.places), self._suite)
        name = sha256(pickle.dumps(call, protocol=5)).hexdigest()
        return self._client.submit(
            remote.do,
            call,
            self._inputs if self._inputs is not None else b"",
            key=f"reporting-{task.__name__}-{name}",
            retries=RETRIES,
        )

    def answer(self, asked: Future[Any]) -> Any:
        """Wait for a task and return its checked answer; see :meth:`run`."""
        from distributed import CancelledError
        from distributed.scheduler import KilledWorker

        try:
            sealed: remote.Sealed = asked.result()
        except (KilledWorker, CancelledError) as fault:
            raise StepFailedError(
                f"The cluster lost a task for good ({type(fault).__name__}): look at its workers' "
                "logs, their memory first."
            ) from None
        except OSError as fault:
            raise StepFailedError(f"The cluster cannot be reached any more: {fault}.") from None
        if sealed.told is not None:
            raise failure.from_json(sealed.told)
        if sha256(sealed.content).hexdigest() != sealed.sha256:
            raise StepFailedError("An answer arrived damaged from the cluster. Build again.")
        return unpacked(sealed.content)

    def end(self) -> None:
        """Let go of the cluster; what is still running there is not wanted any more."""
        self._client.close(timeout=5)


def _connected(address: str) -> Client:
    try:
        from distributed import Client
    except ImportError:
        raise ToolMissingError(
            "Work goes to other machines by Dask, which is not installed here. In the project's "
            'folder: make reports (or: pip install --editable ".[cluster]").'
        ) from None
    try:
        client = Client(address, timeout=CONNECT_TIMEOUT_S, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as fault:
        raise UsageError(
            f"No Dask scheduler answers at {address} ({type(fault).__name__}). Start one with: "
            "dask scheduler"
        ) from None
    if not client.nthreads():
        client.close()
        raise UsageError(
            f"The scheduler at {address} has no workers. On each machine: dask worker {address}"
        )
    return client
