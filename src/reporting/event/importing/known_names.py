"""What an import may name: the package's crews, controls and points, in the words of people."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from reporting.event.schema import normal, package_tables

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from reporting.event.fitting import Points
    from reporting.event.model import Event


_NUMBERED = re.compile(
    r"(?:(?:ril|rilevamento|rilev|punto|point|detection|det) ?)?([0-9]{1,3})", re.ASCII
)
_DATE = re.compile(r"\d{1,4}[/.-]\d{1,2}[/.-]\d{2,4}")
_MOST_WORDS = 4
"""Of a control's code as people write it: P. C. 1 A."""


@dataclass(frozen=True)
class KnownNames:
    """The crews, controls and points of a package."""

    event: Event

    @cached_property
    def numbers(self) -> frozenset[int]:
        """The numbers of the entry list."""
        return frozenset(int(number) for number in self.event["entries"]["number"].dropna())

    @cached_property
    def crew_words(self) -> Mapping[int, frozenset[str]]:
        """Number -> the words of its crew's names."""
        return {
            number: frozenset(normal(self.crew_shown(number)).split()) for number in self.numbers
        }

    @cached_property
    def _crew_names(self) -> Mapping[int, str]:
        entries = self.event["entries"].dropna(subset=["number"])
        columns = [entries[name] for name in ("number", "driver", "codriver") if name in entries]
        return {
            int(number): " / ".join(name for name in names if isinstance(name, str))
            for number, *names in zip(*columns, strict=True)
        }

    def crew_shown(self, number: int) -> str:
        """Return the names of a crew as they stand in the entry list."""
        return self._crew_names[number]

    def crews_called(self, word: str) -> Sequence[int]:
        """Return the numbers of the crews with this word in their names."""
        return [number for number, words in self.crew_words.items() if word in words]

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

    def controls_in(self, text: str) -> dict[str, str]:
        """Return the controls that a title or a name speaks of -> its point, or no text.

        ``Tempi PC 1 Sorrento`` speaks of PC1, ``PC3 start`` of its start, ``PC1 (2)`` of nothing
        that is sure.
        """
        words = normal(_DATE.sub(" ", text)).split()
        found: dict[str, str] = {}
        at = 0
        while at < len(words):
            spans = ((end, " ".join(words[at:end])) for end in range(at + _MOST_WORDS, at, -1))
            named = ((end, self.control_named(name)) for end, name in spans if _telling(name))
            end, control = next((one for one in named if one[1]), (at + 1, None))
            if control:
                around = [*words[max(at - 1, 0) : at], *words[end : end + 1]]
                points = [self.point_named(word) for word in around if len(word) > 2]
                after = words[end] if end < len(words) else ""
                if re.fullmatch(r"\d{1,3}", after):
                    if not self.fits(control, str(int(after))):
                        return {}
                    points = [str(int(after))]
                fitting = {one for one in points if one and self.fits(control, one)}
                found[control] = fitting.pop() if len(fitting) == 1 else ""
            at = end
        return found

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

    def day_of(self, control: str) -> dt.date:
        """Return the day of a control's leg."""
        return self.leg_days[self._legs[control]]

    def leg_of(self, control: str) -> int:
        """Return the number of a control's leg."""
        return self._legs[control]

    @cached_property
    def leg_days(self) -> Mapping[int, dt.date]:
        """The legs' numbers -> their days."""
        return {leg.number: leg.date for leg in self.event.info.legs}

    @cached_property
    def _legs(self) -> Mapping[str, int]:
        controls = self.event["controls"].dropna(subset=["code", "leg"])
        return {
            str(code): int(leg) for code, leg in zip(controls["code"], controls["leg"], strict=True)
        }

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


def _telling(name: str) -> bool:
    """Tell whether a name, found anywhere in a title, can only be a control's: PC1, not A or 1."""
    return re.search(r"[^\W\d]", name) is not None and re.search(r"\d", name) is not None


def _key(text: str) -> str:
    """Reduce a control's code to what is compared: letters, and numbers without leading zeros.

    >>> _key("P.C. 01"), _key("PC 1 2")
    ('pc1', 'pc1 2')
    """
    joined = re.sub(r"(?<!\d) | (?!\d)", "", normal(text))
    return re.sub(r"(?<!\d)0+(?=\d)", "", joined)
