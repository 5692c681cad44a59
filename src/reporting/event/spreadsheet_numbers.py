"""Numbers of a spreadsheet as the text that a CSV file would hold, without binary noise."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

from openpyxl.utils.datetime import from_excel

_TICKS = Decimal(86_400 * 10_000_000)
"""Steps of 100 ns in a day."""


@dataclass(frozen=True)
class CellStyle:
    """Which styles show a number as a date or time, a duration, a percentage; which strike it."""

    dates: frozenset[int]
    durations: frozenset[int]
    epoch: dt.datetime
    percentages: frozenset[int] = frozenset()
    struck: frozenset[int] = frozenset()


def number_text(value: float) -> str:
    """Write a cell's number with the 15 digits that spreadsheets keep.

    >>> number_text(1.38), number_text(0.1 + 0.2), number_text(7.0)
    ('1.38', '0.3', '7')
    """
    if isinstance(value, int):
        return str(value)
    text = f"{Decimal(f'{value:.15g}'):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def serial_text(value: float, style_id: int, style: CellStyle) -> str:
    """Write a spreadsheet's day number as a time of day, a date, or both.

    A fraction of a day is exact to 100 ns. With the day in front, a spreadsheet's number is sure
    to 10 µs only, and is rounded to them. A number of a day or more that is not shown as
    a date is left as it stands.

    >>> style = CellStyle(frozenset({1}), frozenset({2}), dt.datetime(1899, 12, 30))
    >>> serial_text(0.4251557488425926, 1, style), serial_text(45758.5, 1, style)
    ('10:12:13.4567', '2025-04-11T12:00:00')
    >>> serial_text(1.25, 2, style), serial_text(45758, 1, style), serial_text(101213, 0, style)
    ('30:00:00', '2025-04-11', '101213')
    """
    if 0 <= value < 1:
        ticks = int((Decimal(value) * _TICKS).to_integral_value(ROUND_HALF_EVEN))
        # The last half of the last step of a day would round up to midnight.
        return _clock(min(ticks, int(_TICKS) - 1))
    if value < 0 or style_id not in style.dates | style.durations:
        return number_text(value)
    if style_id in style.durations:
        return _clock(int((Decimal(value) * _TICKS).to_integral_value(ROUND_HALF_EVEN)))
    day = int(value)
    steps = (Decimal(value) - day) * 86_400 * 100_000
    rounded = 10 * int(steps.to_integral_value(ROUND_HALF_EVEN))
    try:
        base = from_excel(day, style.epoch)
        moment = dt.datetime.combine(base, dt.time()) + dt.timedelta(microseconds=rounded)
    except (OverflowError, ValueError, TypeError):
        return number_text(value)
    return moment.date().isoformat() if not rounded else moment.isoformat()


def _clock(ticks: int) -> str:
    seconds, fraction = divmod(ticks, 10_000_000)
    text = f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    return f"{text}.{fraction:07}".rstrip("0") if fraction else text
