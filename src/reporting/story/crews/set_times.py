"""Which trials of a crew stand on a time that the stewards set, not on what the clock read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from reporting.frames import present, records

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reporting.event import Event

_EVERYONE = "*"


def timed_by_decision(
    event: Event, codes: Sequence[str], numbers: Sequence[int]
) -> np.ndarray[Any, Any]:
    """Tell where a decision gave a time, and which trials start at a finish that it gave.

    Parameters
    ----------
    event
        Its ``decisions`` and ``controls`` are read.
    codes, numbers
        The controls and the crews, in the order of the answer.

    Returns
    -------
    numpy.ndarray
        Truth, shape (controls, crews).
    """
    found = np.zeros((len(codes), len(numbers)), dtype=bool)
    linked = {
        str(row["starts_at"]): str(row["code"])
        for row in records(event["controls"])
        if present(row["starts_at"])
    }
    for row in records(event["decisions"]):
        if row["action"] != "set_time" or not present(row["control"]):
            continue
        number = str(row["number"])
        crews = [at for at, one in enumerate(numbers) if number in (_EVERYONE, str(one))]
        control = str(row["control"])
        met = [control]
        if str(row["value"]).partition("=")[0].strip() == "finish" and control in linked:
            met.append(linked[control])
        for code in met:
            if code in codes:
                found[codes.index(code), crews] = True
    return found
