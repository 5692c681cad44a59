"""Quality: what is wrong in an event package, found before anything is scored."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reporting.event import Event, Finding
    from reporting.quality.examination import Examination

__all__ = ["check", "examine"]


def check(event: Event) -> tuple[Finding, ...]:
    """Return everything that is to be said about a package, errors first, at once.

    It is what :func:`examine` finds, without Great Expectations' two seconds of import.

    Parameters
    ----------
    event
        The loaded package; what the loader found is part of the answer.
    """
    from reporting.quality.examination import examine as examined

    return examined(event, plainly=True).findings


def examine(event: Event) -> Examination:
    """Examine a package: its findings, which checks ran on how many rows, and what they measured.

    Parameters
    ----------
    event
        The loaded package.
    """
    # pandas and Great Expectations are imported when something is examined.
    from reporting.quality.examination import examine as examined

    return examined(event)
