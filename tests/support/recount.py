"""An event's results, added up anew from penalties and points at each control, in plain Python.

Nothing of the package's own scoring or story is asked: totals, positions on the way, who led, ties
and what broke them, gaps, errors, medians and means.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from itertools import pairwise
from statistics import mean, median
from typing import Any

from reporting.event import Event
from reporting.frames import present, records
from reporting.scoring import Standings
from reporting.story.anonymous_names import localised
from reporting.story.names import TOLD_APART, crew_full, crew_short, distinct_names
from reporting.story.voice import Voice

FEW = 3
"""Crews that are named, and that may lead together."""


@dataclass(frozen=True)
class Lead:
    """Who led from one control to another.

    `left`: whether that ended because they left; `kept`: whether they had shared it before.
    """

    numbers: tuple[int, ...]
    first: str
    last: str
    left: bool = False
    kept: bool = False


@dataclass(frozen=True)
class Recount:
    """An event's totals, added up from the penalties, or points, at each control."""

    event: Event
    standings: Standings
    voice: Voice

    @property
    def lower(self) -> bool:
        return not self.standings.rulebook.higher_is_better

    @cached_property
    def entries(self) -> dict[int, dict[str, Any]]:
        """Return the entries, people called as the reader's language calls them."""
        told = {}
        for row in records(self.event["entries"]):
            people = {
                key: localised(str(row[key]), self.voice.language)
                if present(row.get(key))
                else None
                for key in ("driver", "codriver")
            }
            told[int(row["number"])] = {**row, **people}
        apart = distinct_names(list(told.values()))
        return {number: {**row, TOLD_APART: apart.get(number)} for number, row in told.items()}

    def crew(self, number: int) -> str:
        return plain(crew_short(self.entries[number]))

    def full(self, number: int) -> str:
        return plain(crew_full(self.entries[number]))

    @cached_property
    def overall(self) -> dict[int, dict[str, Any]]:
        return {int(row["number"]): row for row in records(self.standings.rankings["overall"])}

    @cached_property
    def places(self) -> dict[int, int]:
        """Return number -> final position of who is classified."""
        return {
            number: int(row["position"])
            for number, row in self.overall.items()
            if present(row["position"])
        }

    @cached_property
    def ties(self) -> dict[tuple[int, int], tuple[int, str | None]]:
        """Return (ahead, behind) -> the place of the first, and the rule that put it there."""
        order, found = sorted(self.places, key=lambda n: (self.places[n], n)), {}
        standing = self.standing(self.counting[-1]) if self.counting else {}
        for ahead, behind in pairwise(order):
            if standing.get(ahead) == standing.get(behind) and (
                self.places[ahead] != self.places[behind]
            ):
                found[ahead, behind] = self.places[ahead], self._rule(ahead, behind)
        return found

    def _rule(self, ahead: int, behind: int) -> str | None:
        """Return the first of the rulebook's rules for ties by which `ahead` is in front."""
        pair = ahead, behind
        years = [row if present(row := self.entries[n].get("year")) else 99999 for n in pair]
        trials = [code for code in self.order if self.cells[ahead, code]["kind"] == "PC"]
        own = [
            [Decimal(cell["penalty"]) if (cell := self.cells[n, code])["counts"] else None
             for code in trials]
            for n in pair
        ]  # fmt: skip
        flat = [[one for one in each if one is not None] for each in own]
        measures: dict[str, list[Any]] = {
            "older_car": years,
            "most_zeros": [-each.count(Decimal(0)) for each in flat],
            "most_ones": [-each.count(Decimal(1)) for each in flat],
            "smallest_sum_of_squares": [sum(one * one for one in each) for each in flat],
            "best_first_trial": [[(one is None, one or 0) for one in each] for each in own],
        }
        for rule in self.standings.rulebook.rank.ties:
            first, second = measures[rule]
            if first != second:
                return rule if first < second else f"against {rule}"
        return None

    @cached_property
    def starters(self) -> list[int]:
        return [number for number, row in self.overall.items() if row["status"] != "DNS"]

    # ------------------------------------------------------------------ on the way

    @cached_property
    def order(self) -> dict[str, int]:
        return {code: at for at, code in enumerate(self.standings.controls["code"])}

    @cached_property
    def cells(self) -> dict[tuple[int, str], dict[str, Any]]:
        return {
            (int(row["number"]), row["control"]): row for row in records(self.standings.results)
        }

    @cached_property
    def counting(self) -> list[str]:
        """Return the controls that count for somebody, in running order."""
        return [
            code
            for code in self.order
            if any(self.cells[number, code]["counts"] for number in self.overall)
        ]

    @cached_property
    def until(self) -> dict[int, int]:
        """Return the place of the last control of which a crew has a time that can be used."""
        return {
            number: max(
                (at for code, at in self.order.items() if self.cells[number, code]["usable"]),
                default=-1,
            )
            for number in self.starters
        }

    def there(self, code: str) -> list[int]:
        """Return who was in the event after a control: after the last one, the classified."""
        if code == self.counting[-1]:
            return list(self.places)
        return [
            number
            for number in self.starters
            if number in self.places or self.order[code] <= self.until[number]
        ]

    @cached_property
    def tables(self) -> dict[str, dict[int, Decimal]]:
        """Return control -> the totals after it of who was there."""
        return {code: self._totals(code) for code in self.counting}

    def _totals(self, until: str) -> dict[int, Decimal]:
        return {number: self._total(number, until) for number in self.there(until)}

    def _total(self, number: int, until: str) -> Decimal:
        row = self.overall[number]
        own = [
            cell
            for code in self.counting
            if self.order[code] <= self.order[until]
            and (cell := self.cells[number, code])["counts"]
        ]
        added = Decimal(row["added"]) if until == self.counting[-1] else Decimal(0)
        if self.lower:
            net = sum((Decimal(cell["penalty"]) for cell in own), added)
            return to_cents(net * Decimal(row["coefficient"]))
        gained = sum((Decimal(c["score"]) for c in own if c["kind"] in ("PC", "PM")), Decimal(0))
        paid = sum((Decimal(c["penalty"]) for c in own if c["kind"] not in ("PC", "PM")), added)
        return to_cents(gained - paid)

    @property
    def missed_first(self) -> bool:
        return self.standings.rulebook.rank.fewest_missed_first

    def _missed(self, number: int, until: str) -> int:
        """Return how many controls a crew missed up to one, where that comes before the total."""
        return self.missed_first and sum(
            self.cells[number, code]["missed"] and self.cells[number, code]["counts"]
            for code in self.counting
            if self.order[code] <= self.order[until]
        )

    def standing(self, code: str) -> dict[int, tuple[int, Decimal]]:
        """Return what crews are ordered by after a control, the lower the better."""
        return {
            number: (self._missed(number, code), total if self.lower else -total)
            for number, total in self.tables[code].items()
        }

    def gaps(self, code: str) -> dict[int, Decimal]:
        """Return how far behind who stands best; below zero for a better total that does not."""
        standing = self.standing(code)
        best = min(standing.values(), default=(0, Decimal(0)))[1]
        return {number: cost - best for number, (_, cost) in standing.items()}

    def position(self, number: int, code: str) -> int:
        if code == self.counting[-1]:
            return self.places[number]
        standing = self.standing(code)
        return 1 + sum(one < standing[number] for one in standing.values())

    def leading(self, code: str) -> set[int]:
        standing = self.standing(code)
        best = min(standing.values(), default=None)
        return {number for number, one in standing.items() if one == best}

    @cached_property
    def leads(self) -> list[Lead]:
        """Return who led from where to where: from where totals differ and few are in front."""
        found: list[Lead] = []
        for code in filter(self.tables.get, self.counting):
            front = self.leading(code)
            if not found and not 0 < len(front) < min(len(self.tables[code]), FEW + 1):
                continue
            last = found[-1] if found else None
            if last and set(last.numbers) <= front:
                found[-1] = Lead(last.numbers, last.first, code, last.left, last.kept)
                continue
            still = tuple(n for n in last.numbers if n in front) if last else ()
            left = bool(last) and not set(last.numbers) & set(self.tables[code])  # type: ignore[union-attr]
            found.append(Lead(still or tuple(sorted(front)), code, code, left, bool(still)))
        return found

    # ------------------------------------------------------------------ time trials

    @cached_property
    def errors(self) -> dict[str, dict[int, Decimal]]:
        """Return trial -> crew -> absolute error [hundredths], of trials and times that count."""
        found: dict[str, dict[int, Decimal]] = {}
        for (number, code), cell in self.cells.items():
            if (
                cell["kind"] == "PC"
                and cell["usable"]
                and not (cell["annulled"] or cell["averaged"] or cell["set"])
            ):
                found.setdefault(code, {})[number] = abs(Decimal(cell["deviation_s"])) * 100
        return found

    def zeros(self, number: int | None = None) -> int:
        return sum(
            self.cells[one, code]["penalty"] == 0
            for code, own in self.errors.items()
            for one in own
            if number in (None, one)
        )

    @cached_property
    def precision(self) -> dict[int, Decimal]:
        """Return the mean error of the classified."""
        own = {
            number: [errors[number] for errors in self.errors.values() if number in errors]
            for number in self.places
        }
        return {number: mean(errors) for number, errors in own.items() if errors}

    @cached_property
    def medians(self) -> dict[str, Decimal]:
        return {code: median(errors.values()) for code, errors in self.errors.items()}

    def named(self, code: str) -> str:
        controls = self.standings.controls.set_index("code")["name"]
        name = controls[code]
        return plain(f"{code} {name}") if present(name) and name else code

    def shown(self, value: Any, places: int | None = None) -> str:
        return self.voice.number(Decimal(value), places)


def plain(text: str) -> str:
    """Return a text with plain spaces and apostrophes, as sentences are compared."""
    return " ".join(re.sub("[\u00a0\u202f\u2002]", " ", text).replace("\u2019", "'").split())


def to_cents(total: Decimal) -> Decimal:
    return total.quantize(Decimal("0.01"), ROUND_HALF_UP)


def extreme(values: dict[Any, Decimal], pick: Callable[..., Decimal]) -> list[Any]:
    best = pick(values.values(), default=None)
    return [key for key, value in values.items() if value == best]
