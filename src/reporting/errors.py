"""Every error that the suite raises on purpose, and the exit status it ends with."""

from __future__ import annotations

import errno
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reporting.event.findings import Finding


NAMED = 10
"""Findings that an error names where no command prints them all."""


class ReportingError(Exception):
    """An error told in a sentence, without a traceback; exit status 3 unless a kind says other."""

    exit_status = 3

    def _render_traceback_(self) -> list[str]:
        """Say in a notebook what is wrong, and nothing of where the code noticed it (IPython)."""
        return [f"{type(self).__name__}: {self}", *getattr(self, "__notes__", ())]


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
        errors = [one for one in self.findings if str(one.severity) == "error"]
        for finding in errors[:NAMED]:
            self.add_note(finding.sentence())
        if len(errors) > NAMED:
            self.add_note(f"... and {len(errors) - NAMED} more errors.")


class UsageError(ReportingError):
    """The command was used wrongly: an unknown event, language, report or parameter (status 2)."""

    exit_status = 2


class UnknownNameError(UsageError, AttributeError):
    """Something is asked of an object, or a module, that it does not have."""


class ToolMissingError(ReportingError):
    """Something that the job needs is not installed: a browser, a library, a font (status 3)."""


class StepFailedError(ReportingError):
    """A step of a build could not be finished; what stood before still stands (status 3)."""


class FolderBusyError(StepFailedError):
    """Another command is writing to the folder of the reports (status 3)."""


MOST_KNOWN = 40
"""Known names that a sentence lists."""


def no_such(what: str, value: object, known: Iterable[object]) -> str:
    """Return the sentence on a name that there is none of: what is like it, and what there is.

    Examples
    --------
    >>> no_such("ranking", "overal", ["overall", "team"])
    "There is no ranking 'overal' (overall?); there is overall, team."
    >>> no_such("crew", 9, [])
    'There is no crew 9; there is none.'
    """
    from difflib import get_close_matches

    names = [str(name) for name in known]
    spelled = {name.casefold(): name for name in names}
    like = [spelled[one] for one in get_close_matches(str(value).casefold(), spelled, n=1)]
    hint = f" ({like[0]}?)" if like and like[0] != str(value) else ""
    more = ", ..." if len(names) > MOST_KNOWN else ""
    listed = ", ".join(names[:MOST_KNOWN]) + more or "none"
    return f"There is no {what} {value!r}{hint}; there is {listed}."


def described(value: object) -> str:
    """Return a value as a sentence on a wrong one shows it, with its kind.

    Examples
    --------
    >>> described(1.5)
    '1.5 (float)'
    """
    shown = repr(value).partition("\n")[0]
    return f"{shown if len(shown) <= 60 else shown[:60] + '...'} ({type(value).__name__})"


def machine_fault(error: BaseException) -> StepFailedError | None:
    """Return what the system refused, as a sentence with what to do; None for other errors.

    Examples
    --------
    >>> str(machine_fault(OSError(errno.ENOSPC, "No space left on device", "/data/reports")))
    '/data/reports: the disk is full. Free some space and try again; what stood still stands.'
    >>> machine_fault(ValueError("odd")) is None
    True
    """
    if isinstance(error, MemoryError):
        return StepFailedError("There is not enough memory. Close other programs, or --jobs 1.")
    remedy = _REMEDIES.get(error.errno or 0) if isinstance(error, OSError) else None
    if remedy is None or not isinstance(error, OSError):
        return None
    named = f"{error.filename}: " if error.filename else ""
    sentence = remedy if named else remedy[0].upper() + remedy[1:]
    return StepFailedError(f"{named}{sentence}")


_FULL = "the disk is full. Free some space and try again; what stood still stands."
_NO_FOLDER = "a file stands where a folder is needed. Choose another path."
_REMEDIES = {
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
    errno.EFBIG: "the file would be larger than is allowed here (ulimit -f).",
    errno.EIO: "the disk does not read or write any more. Copy the files to another one.",
    errno.EROFS: "the disk can only be read. Choose another folder with --out.",
    errno.ENOTDIR: _NO_FOLDER,
    errno.EEXIST: _NO_FOLDER,
    errno.EISDIR: "a folder stands where the file is to go. Choose another name.",
    errno.EPERM: "no permission. Choose another folder with --out.",
    errno.EACCES: "no permission. Choose another folder with --out, or change its owner.",
    errno.ENAMETOOLONG: "the path is too long. Choose a shorter folder.",
    errno.EMFILE: "too many files are open (ulimit -n).",
    errno.ENFILE: "too many files are open on this machine.",
    errno.EAGAIN: "no further process may be started (ulimit -u). Try again with --jobs 1.",
    errno.ENOMEM: "there is not enough memory. Close other programs, or --jobs 1.",
}
