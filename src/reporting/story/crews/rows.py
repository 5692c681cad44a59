"""A crew's trials and controls line by line: short texts, ready to be set in columns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from reporting.language import EN_DASH
from reporting.route.place_names import town
from reporting.story.cell_text import decimal
from reporting.story.names import way
from reporting.story.voice import Voice

if TYPE_CHECKING:
    from reporting.story.crews.field import Cell, Control, Field

SECONDS_IN_MINUTE = 60


@dataclass(frozen=True, slots=True)
class BookletRow:
    """One line of a table: a leg's head where it has no cells.

    Parameters
    ----------
    label
        The control's code, or a leg's head.
    name
        The control's name.
    cells
        One text for each head, to be set flush right.
    mark
        A letter after the line (why the penalty is what it is); empty for none.
    best
        Whether nobody was nearer.
    """

    label: str
    name: str = ""
    cells: tuple[str, ...] = ()
    mark: str = ""
    best: bool = False


def places_of(field: Field) -> int:
    """Return how many decimals of a second the rulebook's resolution has.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> places_of(SimpleNamespace(rulebook=SimpleNamespace(resolution=Decimal("0.01"))))
    2
    """
    return _decimals(field.rulebook.resolution)


def average_places_of(field: Field) -> int:
    """Return how many decimals of a second an average trial is read to."""
    own = field.rulebook.average_trial.resolution if field.rulebook.average_trial else None
    return _decimals(field.rulebook.resolution if own is None else own)


def whole_seconds(field: Field) -> bool:
    """Tell whether an average trial charges whole seconds alone, whatever is left of one."""
    rule = field.rulebook.average_trial
    return rule is not None and rule.unit_s == 1 and rule.rounding == "truncate"


def _decimals(resolution: Decimal) -> int:
    return max(0, -int(resolution.normalize().as_tuple().exponent))


def trial_heads(field: Field, voice: Voice) -> tuple[str, ...]:
    """Return what stands over each cell of :func:`trial_lines`."""
    names = ["imposed", "time", "deviation", "penalty"]
    names += ["points"] if field.rulebook.higher_is_better else []
    return tuple(voice.text(f"crew head {name}") for name in [*names, "median", "best", "place"])


def trial_lines(field: Field, number: int, voice: Voice) -> list[BookletRow]:
    """Return the time trials of a crew, leg by leg."""
    places = places_of(field)
    lines: list[BookletRow] = []
    for leg, indexes in _by_leg(field, {"PC"}):
        lines.append(BookletRow(leg_head(field, leg, voice)))
        lines += [_trial(field, at, field.cells[number][at], places, voice) for at in indexes]
    return lines


def _trial(field: Field, at: int, cell: Cell, places: int, voice: Voice) -> BookletRow:
    control = field.controls[at]
    target = control.target_s or Decimal(0)
    time = None if cell.deviation_s is None else target + cell.deviation_s
    cells = [
        figure(voice, target, places),
        figure(voice, time, places),
        _signed(voice, cell.deviation_s, places),
        penalty(voice, cell),
    ]
    if field.rulebook.higher_is_better:
        cells.append(EN_DASH if cell.score is None else _plain(voice, cell.score))
    cells += [
        figure(voice, decimal(control.median_s), places),
        figure(voice, decimal(control.best_s), places),
        EN_DASH if cell.place is None else voice.number(cell.place),
    ]
    return BookletRow(
        control.code,
        control.name[voice.language],
        tuple(cells),
        mark(voice, cell),
        best=cell.place == 1,
    )


def control_heads(voice: Voice) -> tuple[str, ...]:
    """Return what stands over each cell of :func:`control_lines`."""
    return tuple(voice.text(f"crew head {name}") for name in ("result", "penalty"))


def control_lines(field: Field, number: int, voice: Voice) -> list[BookletRow]:
    """Return the average trials, time and passage controls of a crew, leg by leg."""
    lines: list[BookletRow] = []
    places = average_places_of(field)
    for leg, indexes in _by_leg(field, {"PM", "CO", "CT"}):
        lines.append(BookletRow(leg_head(field, leg, voice)))
        for at in indexes:
            control, cell = field.controls[at], field.cells[number][at]
            cells = (_result(control, cell, voice, places), penalty(voice, cell))
            name = control.name[voice.language]
            lines.append(BookletRow(control.code, name, cells, mark(voice, cell)))
    return lines


def _result(control: Control, cell: Cell, voice: Voice, places: int) -> str:
    """Return what happened at a control: deviations of a PM, minutes of a CO, a stamp of a CT."""
    if control.kind == "PM":
        return " / ".join(_signed(voice, value, places) for value in cell.points) or EN_DASH
    if not cell.usable:
        unseen = cell.penalty is None and cell.mark != "annulled"
        return EN_DASH if unseen else voice.text("crew missed")
    if control.kind == "CT" or cell.deviation_s is None:
        return voice.text("crew stamped")
    minutes = _minutes(cell.deviation_s)
    if not minutes:
        return voice.text("crew on time")
    return voice.text("crew minutes", n=voice.signed(minutes, 0))


def _minutes(deviation_s: Decimal) -> int:
    """Return whole minutes after the due one, each begun minute before it counted.

    Examples
    --------
    >>> _minutes(Decimal("59.9")), _minutes(Decimal(60)), _minutes(Decimal("-0.1"))
    (0, 1, -1)
    """
    whole, rest = divmod(abs(deviation_s), SECONDS_IN_MINUTE)
    return int(whole) if deviation_s >= 0 else -int(whole) - (1 if rest else 0)


def leg_head(field: Field, leg: int, voice: Voice) -> str:
    """Return a leg as ``Leg 1 · Sorrento – Matera``."""
    told = next((one for one in field.info.legs if one.number == leg), None)
    head = voice.text("crew leg", n=leg)
    if told is None:
        return head
    ends = (town(end, field.places, voice.language) for end in (told.start, told.finish))
    return " · ".join(filter(None, (head, way(*ends))))


def marks_used(lines: list[BookletRow], voice: Voice) -> list[str]:
    """Return what the letters after the lines mean, for those that occur."""
    from reporting.story.crews.field import MARKS

    used = {line.mark for line in lines}
    known = [(voice.text(f"crew mark {name}"), name) for name in MARKS]
    return [
        f"{letter} {voice.text(f'crew marked {name}')}" for letter, name in known if letter in used
    ]


def mark(voice: Voice, cell: Cell) -> str:
    """Return the letter that tells why a penalty is what it is."""
    return voice.text(f"crew mark {cell.mark}") if cell.mark else ""


def penalty(voice: Voice, cell: Cell) -> str:
    """Return the penalty, whole where it is whole; a dash where the control has none."""
    return EN_DASH if cell.penalty is None else _plain(voice, cell.penalty)


def _plain(voice: Voice, value: Decimal) -> str:
    return figure(voice, value, 0 if value == value.to_integral_value() else 2)


def _signed(voice: Voice, value: Decimal | None, places: int) -> str:
    """Return a deviation with its sign; what is shown as nothing has none.

    Examples
    --------
    >>> [_signed(Voice("en"), Decimal(value), 2) for value in ("0.5", "-0.5", "-0.001", "0.004")]
    ['+0.50', '−0.50', '0.00', '0.00']
    """
    if value is None:
        return EN_DASH
    # A nought has no sign: what is left of a minus behind it goes by adding nothing.
    rounded = value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP) + 0
    return f"{'+' if rounded > 0 else ''}{figure(voice, rounded, places)}"


def figure(voice: Voice, value: Decimal | None, places: int) -> str:
    """Return a number; a dash where there is none."""
    return EN_DASH if value is None else _figure(voice.language, value, places)


@lru_cache(maxsize=20_000)
def _figure(language: str, value: Decimal, places: int) -> str:
    """Return a number as the language writes it; the same few stand in every booklet."""
    return Voice(language).number(value, places)


def _by_leg(field: Field, kinds: set[str]) -> Iterator[tuple[int, list[int]]]:
    legs: dict[int, list[int]] = {}
    for at, control in enumerate(field.controls):
        if control.kind in kinds:
            legs.setdefault(control.leg, []).append(at)
    yield from legs.items()
