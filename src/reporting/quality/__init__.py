"""Quality: what is wrong in an event package, found before anything is scored."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reporting.event import Event, Finding

__all__ = ["check"]

_RANK = {"error": 0, "warning": 1, "note": 2}


def check(event: Event) -> tuple[Finding, ...]:
    """Return everything that is to be said about a package, errors first.

    Parameters
    ----------
    event
        The loaded package; what the loader found is part of the answer.
    """
    return tuple(
        sorted(
            event.findings,
            key=lambda one: (_RANK[str(one.severity)], one.file, one.row or 0, one.column or ""),
        )
    )
