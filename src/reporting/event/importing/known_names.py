"""What an import may name: the package's crews, controls and points, in the words of people."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from reporting.event.schema import normal, package_tables

if TYPE_CHECKING:
    from reporting.event.fitting import Points
    from reporting.event.model import Event


_NUMBERED = re.compile(
    r"(?:(?:ril|rilevamento|rilev|punto|point|detection|det) ?)?([0-9]{1,3})", re.ASCII
)


@dataclass(frozen=True)
class KnownNames:
    """The crews, controls and points of a package."""

    event: Event

    @cached_property
    def numbers(self) -> frozenset[int]:
        """The numbers of the entry list."""
        return frozenset(int(number) for number in self.event["entries"]["number"].dropna())

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """The codes of the controls."""
        return tuple(str(code) for code in self.event["controls"]["code"].dropna())

    @cached_property
    def points(self) -> Points:
        """Which points each control has."""
        from reporting.event.collect import Collector
        from reporting.event.fitting import Points
        from reporting.event.typed_tables import Book

        return Points(Book(self.event.info, self.event.tables, {}, frozenset(), Collector()))

    @cached_property
    def _by_key(self) -> dict[str, str | None]:
        """Spelling without blanks and leading zeros -> code; None where two codes share it."""
        keys: dict[str, str | None] = {}
        for code in self.codes:
            keys[_key(code)] = None if _key(code) in keys else code
        return keys

    def control_named(self, text: str) -> str | None:
        """Return the code that a word names: ``PC 01`` for PC1; None where none does."""
        return text if text in self.codes else self._by_key.get(_key(text))

    def control_begun(self, text: str) -> str | None:
        """Return the code that the first words of a text name; None where they name none."""
        words = normal(text.replace(":", " ")).split()
        begun = (self.control_named(" ".join(words[:cut])) for cut in range(len(words), 0, -1))
        return next(filter(None, begun), None)

    @cached_property
    def trials(self) -> frozenset[str]:
        """The codes of the controls where fractions of a second count."""
        controls = self.event["controls"]
        return frozenset(map(str, controls.loc[controls["kind"].isin(["PC", "PM"]), "code"]))

    @cached_property
    def stamped(self) -> frozenset[str]:
        """The codes of the passage controls: a stamp needs no time."""
        controls = self.event["controls"]
        return frozenset(map(str, controls.loc[controls["kind"] == "CT", "code"]))

    @cached_property
    def days(self) -> frozenset[dt.date]:
        """The days of the event's legs, and those after them: a leg may run past midnight."""
        legs = {leg.date for leg in self.event.info.legs}
        return frozenset(legs | {day + dt.timedelta(days=1) for day in legs})

    def point_named(self, text: str) -> str | None:
        """Return the point that a word names (``arrivo``: finish); None where none does."""
        if (found := _NUMBERED.fullmatch(normal(text))) and int(found[1]):
            return str(int(found[1]))
        return package_tables()["passages"].columns["point"].readings.get(normal(text))

    def only_point(self, control: str) -> str | None:
        """Return the point of a control that has a single one (``in``; a linked finish)."""
        expected = self.points.expected(control).split(", ")
        fitting = [point for point in expected if self.points.verdict(control, point) is None]
        return fitting[0] if len(fitting) == 1 else None

    def fits(self, control: str, point: str) -> bool:
        """Tell whether the control has such a point."""
        return control in self.codes and self.points.verdict(control, point) is None

    def place_named(self, text: str) -> tuple[str, str] | None:
        """Return control and point that a header names: ``PC1 arrivo``, ``PC 1:start``, ``CO3``.

        None where it names none, or more than one.
        """
        words = normal(text.replace(":", " ")).split()
        for cut in range(len(words), 0, -1):
            control = self.control_named(" ".join(words[:cut]))
            if control is None:
                continue
            rest = " ".join(words[cut:])
            point = self.point_named(rest) if rest else self.only_point(control)
            if point is not None and self.fits(control, point):
                return control, point
        return None


def _key(text: str) -> str:
    """Reduce a control's code to what is compared: letters, and numbers without leading zeros."""
    return re.sub(r"(?<!\d)0+(?=\d)", "", "".join(normal(text).split()))
