"""An error of the suite, carried from the kernel to the process that waits for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from reporting import errors
from reporting.errors import InputError, ReportingError, StepFailedError


def as_json(error: ReportingError) -> dict[str, Any]:
    """Return kind, message and findings of `error` as plain JSON values."""
    findings = error.findings if isinstance(error, InputError) else ()
    return {
        "kind": type(error).__name__,
        "message": str(error),
        "findings": [_finding_as_json(finding) for finding in findings],
    }


def from_json(told: Mapping[str, Any]) -> ReportingError:
    """Return the error that :func:`as_json` wrote down.

    Examples
    --------
    >>> from reporting.errors import UsageError
    >>> from_json(as_json(UsageError("no such event")))
    UsageError('no such event')
    """
    kind = getattr(errors, told["kind"], StepFailedError)
    if kind is InputError:
        return InputError(told["message"], [_finding(one) for one in told["findings"]])
    made: ReportingError = kind(told["message"])
    return made


def _finding_as_json(finding: Any) -> dict[str, Any]:
    return {
        "code": finding.code,
        "table": finding.table,
        "file": finding.file,
        "row": None if finding.row is None else int(finding.row),
        "column": finding.column,
        "value": finding.value,
        "details": {name: str(value) for name, value in finding.details.items()},
        "graded": None if finding.graded is None else str(finding.graded),
    }


def _finding(told: Mapping[str, Any]) -> Any:
    from reporting.event.findings import Finding, Severity

    graded = told["graded"]
    return Finding(**{**told, "graded": None if graded is None else Severity(graded)})
