"""Every error that the suite raises on purpose, and the exit status it ends with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reporting.event.findings import Finding


class ReportingError(Exception):
    """An error told in a sentence, without a traceback; exit status 3 unless a kind says other."""

    exit_status = 3


class InputError(ReportingError):
    """The input has errors (exit status 1).

    Parameters
    ----------
    message
        What was found, what is expected and what to do, in one or two sentences.
    findings
        The findings behind it, each with table, file, row, column and value; may be empty.
    """

    exit_status = 1

    def __init__(self, message: str, findings: Sequence[Finding] = ()) -> None:
        super().__init__(message)
        self.findings = tuple(findings)


class UsageError(ReportingError):
    """The command was used wrongly: an unknown event, language, report or parameter (status 2)."""

    exit_status = 2


class ToolMissingError(ReportingError):
    """Something that the job needs is not installed: a browser, a library, a font (status 3)."""


class StepFailedError(ReportingError):
    """A step of a build could not be finished; what stood before still stands (status 3)."""
