"""Who signed a line, and whether the day can be: nobody approves what has not happened yet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from reporting.event.findings import Finding, Severity

if TYPE_CHECKING:
    import datetime as dt

    from reporting.footprint.activities import Activity

SIGNED = ("reviewed", "approved")


def answered(activity: Activity, start: dt.date) -> bool:
    """Tell whether somebody has answered what the check asks of a line.

    Approved, by a name, on a day on which the quantity could be known.
    """
    named = activity.approved_by and activity.approved_on
    return activity.approval == "approved" and bool(named) and not _since(activity, start)


def unsigned(activities: Sequence[Activity], start: dt.date) -> Iterator[Finding]:
    """Yield the signatures that lack a name or a day, or whose day is before what they sign.

    Before the line's year, or before its certificate was cancelled, is an error; in the same
    year but before the event a question, since what was used to prepare it may be signed then.
    """
    for one in activities:
        if one.approval not in SIGNED:
            continue
        for name in ("approved_by", "approved_on"):
            if not getattr(one, name):
                yield one.finding("footprint-approval-unsigned", name, state=one.approval)
        since = _since(one, start)
        if since:
            found = one.finding("footprint-approval-early", "approved_on", since=since)
            happened = since == start.isoformat()
            yield Finding(
                *(found.code, found.table, found.file, found.row, found.column, found.value),
                details=found.details,
                graded=Severity.WARNING if happened else Severity.ERROR,
            )


def signed_after(
    activities: Sequence[Activity], day: dt.date, graded: Severity = Severity.WARNING
) -> Iterator[Finding]:
    """Yield the signatures of after the day of publication: nobody had signed what was published.

    A month or a year is later only where all of it is.
    """
    told = day.isoformat()
    for one in activities:
        on = one.approved_on
        if one.approval in SIGNED and on and on > told[: len(on)]:
            found = one.finding("footprint-approval-late", "approved_on", published=told)
            place = (found.code, found.table, found.file, found.row, found.column, found.value)
            yield Finding(*place, details=found.details, graded=graded)


def _since(activity: Activity, start: dt.date) -> str:
    """Return the day, month or year before which a line is signed and cannot be; blank for none."""
    on, instrument = activity.approved_on, activity.instrument
    first = start.isoformat() if activity.year == start.year else str(activity.year)
    bounds = (str(activity.year), instrument.cancelled if instrument else "", first)
    return next((one for one in bounds if on and one and on[: len(one)] < one[: len(on)]), "")
