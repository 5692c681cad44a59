"""The papermill engine itself. Take it from :mod:`reporting.engine.notebook.entry_point`.

papermill loads it, by its entry point, while papermill is itself being imported: whoever imports
this module first finds papermill looking for a class that is not there yet.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

import click
from papermill.engines import Engine, NBClientEngine
from papermill.log import logger
from papermill.utils import merge_kwargs, remove_args

from reporting.engine import warm
from reporting.engine.notebook import parameters
from reporting.engine.notebook.hosts import ForkedHost, LocalHost, NotWarm
from reporting.errors import StepFailedError, UsageError

Where = Literal["forked", "here", "kernel"]

VARIABLE = "REPORTING_ENGINE"
_OWN_KERNELS = frozenset({"", "python", "python3"})


class ParametersRefusedError(UsageError, click.ClickException):
    """A parameter that the notebook does not take; papermill's command says so in a sentence."""

    exit_code = UsageError.exit_status


class ForkedEngine(Engine):  # type: ignore[misc]
    """Runs a notebook's cells in a child of the warm process.

    Where that cannot be (the system has no fork server, the notebook names a kernel other than
    ``python3``, ``REPORTING_ENGINE=kernel``), papermill's ordinary engine does the work.
    """

    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man: Any,
        kernel_name: str,
        *,
        where: Where = "forked",
        failure_file: Path | None = None,
        **kwargs: Any,
    ) -> Any:
        """Run the cells.

        Parameters
        ----------
        nb_man
            papermill's record of the run; holds the notebook.
        kernel_name
            The kernel that the notebook or the caller names.
        where
            ``forked``; ``here`` for a caller that is a throw-away process itself; ``kernel`` for
            papermill's ordinary engine.
        failure_file
            Where an error of the suite is written in full (see :mod:`.failure`).
        kwargs
            What papermill gives to an engine (``start_timeout``, ``execution_timeout`` in
            seconds, ``log_output``, ``stdout_file``, ``stderr_file``) and any option of
            :class:`nbclient.NotebookClient`. Those that choose a kernel
            (``kernel_manager_class``) hold for the ordinary engine alone.

        Returns
        -------
        NotebookNode
            The notebook with its outputs.

        Raises
        ------
        UsageError
            For a parameter that the notebook does not declare, or of another type.
        nbclient.exceptions.CellTimeoutError
            Where a cell takes longer than ``execution_timeout``.
        nbclient.exceptions.DeadKernelError
            Where the child ends before the notebook does.
        """
        _refuse_unfit(nb_man.nb, str(kwargs.get("input_path") or "the notebook"))
        if where == "forked" and not _can_fork(kernel_name):
            where = "kernel"
        if where == "here":
            return _run(nb_man, kernel_name, where, failure_file, kwargs)
        if where == "forked":
            try:
                return _run(nb_man, kernel_name, where, failure_file, kwargs)
            except NotWarm as fault:
                logger.warning(f"No warm process ({fault}); an ordinary kernel runs the notebook.")
        return NBClientEngine.execute_managed_notebook(nb_man, kernel_name, **kwargs)

    @classmethod
    def nb_kernel_name(cls, nb: Any, name: str | None = None) -> str:
        """Return the kernel that is asked for; ours, where a notebook names none."""
        return str(name or nb.metadata.get("kernelspec", {}).get("name") or "python3")

    @classmethod
    def nb_language(cls, nb: Any, language: str | None = None) -> str:
        """Return the language that is asked for; Python, where a notebook names none."""
        return str(language or nb.metadata.get("kernelspec", {}).get("language") or "python")


def _refuse_unfit(notebook: Any, name: str) -> None:
    """Refuse what was given for a notebook with typed parameters and is none of them."""
    given = notebook.metadata.get("papermill", {}).get("parameters") or {}
    try:
        known = parameters.declared(notebook, Path(name))
        if known:  # papermill takes parameters for a notebook that declares none, too
            parameters.refuse_unfit(given, known, Path(name))
    except UsageError as fault:
        raise ParametersRefusedError(str(fault)) from None
    except StepFailedError:
        return  # its parameters have no types: papermill's own notebooks need none


def _can_fork(kernel_name: str) -> bool:
    return (
        warm.available()
        and os.environ.get(VARIABLE) != "kernel"
        and (kernel_name or "") in _OWN_KERNELS
    )


def _run(
    nb_man: Any, kernel_name: str, where: Where, failure_file: Path | None, kwargs: dict[str, Any]
) -> Any:
    from reporting.engine.notebook.cell_client import CellClient

    with _room() as room:
        # nbclient's own way to name the folder that the cells run in.
        named = (kwargs.get("resources") or {}).get("metadata", {}).get("path")
        folder = Path(named) if named else None
        host = (LocalHost if where == "here" else ForkedHost)(room, failure_file, folder)
        client = CellClient(nb_man, host, **_options(kernel_name, kwargs))
        return client.execute()


@contextmanager
def _room() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="reporting-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def _options(kernel_name: str, given: dict[str, Any]) -> dict[str, Any]:
    """Return nbclient's options, told apart as papermill's ordinary engine does."""
    ours = {"log_output", "stdout_file", "stderr_file"}
    unused = ["input_path", "start_timeout", "execution_timeout", "timeout", "startup_timeout"]
    unused += ["kernel_manager_class", *ours]
    return dict(
        merge_kwargs(
            remove_args(unused, **given),
            timeout=given.get("execution_timeout") or given.get("timeout"),
            startup_timeout=given.get("start_timeout", 60),
            kernel_name=kernel_name,
            log=logger,
            **{name: given[name] for name in ours if name in given},
        )
    )
