"""The day on which the product is used: what has not been held yet cannot have been measured."""

from __future__ import annotations

import datetime as dt


def today() -> dt.date:
    """Return the present day; an event's last day may begin half a day earlier or later."""
    return dt.datetime.now(dt.UTC).date()


def is_over(last: dt.date) -> bool:
    """Tell whether an event whose last day is `last` has been held.

    Examples
    --------
    >>> is_over(dt.date(2025, 6, 15)), is_over(dt.date(9999, 1, 1))
    (True, False)
    """
    return last < today()
