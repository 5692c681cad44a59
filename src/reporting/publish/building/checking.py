"""Everything that keeps an event from being scored, accounted for and reported, in one list."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reporting.event import Event
    from reporting.event.findings import Finding


def check(event: Event) -> tuple[Finding, ...]:
    """Return the findings of the loader, of the quality room, and of the footprint.

    Parameters
    ----------
    event
        A loaded package.

    Returns
    -------
    tuple of Finding
        Sorted by file and row; each finding once.
    """
    from reporting.quality import check as quality

    return accountable(event, quality(event))


def accountable(event: Event, found: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Return `found` and what the footprint finds beside it, sorted by file and row."""
    from reporting.footprint import check as footprint

    if not event.has("activities"):
        return found
    own = [one for one in footprint(event) if one not in found]
    return tuple(sorted((*found, *own), key=lambda one: (one.file, one.row or 0))) if own else found
