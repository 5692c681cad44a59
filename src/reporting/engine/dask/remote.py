"""A task as a machine of the cluster does it: inputs unpacked, a fresh child, the answer sealed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from reporting.engine import code, failure, warm
from reporting.engine.dask.bundle import unpack
from reporting.engine.unpickling import packed
from reporting.engine.workers import Workers, place_of
from reporting.errors import ReportingError


@dataclass(frozen=True)
class Call:
    """One task.

    Parameters
    ----------
    task
        A function of a module.
    args
        Its arguments; an event stands as the build calls it.
    inputs
        The name of the bundle; empty where the task needs none.
    places
        See :class:`reporting.engine.dask.bundle.Bundle`.
    suite
        What :func:`suite` gives where the build runs.
    """

    task: Callable[..., Any]
    args: tuple[Any, ...]
    inputs: str
    places: Mapping[str, str]
    suite: str


@dataclass(frozen=True)
class Sealed:
    """An answer with its hash, or what went wrong.

    Parameters
    ----------
    content, sha256
        The packed answer and the hash of it.
    told
        An error of the suite, as :func:`reporting.engine.failure.as_json` gives it.
    """

    content: bytes = field(default=b"", repr=False)
    sha256: str = ""
    told: Mapping[str, Any] | None = None


def suite() -> str:
    """Return a hash over our code and the libraries: the same gives the same answers."""
    return sha256(f"{code.whole()} {code.libraries()}".encode()).hexdigest()


def carried(content: bytes) -> bytes:
    """Return `content`: a task, so that a cluster that loses it can have it again."""
    return content


def do(call: Call, bundle: bytes) -> Sealed:
    """Do one task in a fresh child of this machine's warm processes."""
    told = ""
    if suite() != call.suite:
        told = (
            "A machine of the cluster has another version of the suite or its libraries. Install "
            "the same on all of them."
        )
    if told:
        return Sealed(told={"kind": "StepFailedError", "message": told, "findings": []})
    warm.start(place_of(call.task).warm)
    home = unpack(bundle, call.inputs) if call.inputs else None
    try:
        args = tuple(_here(one, call.places, home) for one in call.args)
        with Workers(1, home) as workers:
            content = packed(workers.run(call.task, *args))
    except ReportingError as error:
        return Sealed(told=failure.as_json(error))
    return Sealed(content, sha256(content).hexdigest())


def _here(argument: Any, places: Mapping[str, str], home: Path | None) -> Any:
    """Return an argument as it is on this machine: an event's path may be another."""
    if home is not None and isinstance(argument, str) and argument in places:
        bundled = "/" not in argument
        return argument if bundled else str(home / places[argument])
    event = getattr(argument, "event", None)
    if home is not None and isinstance(event, str) and event in places:
        return replace(argument, event=_here(event, places, home))
    return argument
