"""The contract's section 2 once more: slow, in fractions, crew by crew, from rows of text.

It shares no code with :mod:`reporting.scoring`; what both agree on is right, or wrong twice.
All times are of one day and zone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cmp_to_key
from math import ceil, floor
from typing import Any

from support.packages import Rows

Raw = Mapping[str, Any]


def seconds(clock: str) -> Fraction:
    """Return seconds since midnight."""
    hours, minutes, rest = clock.split(":")
    return Fraction(int(hours) * 3600 + int(minutes) * 60) + Fraction(rest)


def half_even(value: Fraction) -> int:
    return round(value)


def half_up(value: Fraction) -> int:
    return floor(value + Fraction(1, 2)) if value >= 0 else -floor(-value + Fraction(1, 2))


def truncate(value: Fraction) -> int:
    return floor(value) if value >= 0 else -floor(-value)


ROUNDINGS: Mapping[str, Callable[[Fraction], int]] = {
    "truncate": truncate,
    "half_even": half_even,
    "up": ceil,
}


@dataclass
class Cell:
    """What a crew did at a control."""

    penalty: Fraction
    usable: bool
    missed: bool
    fixed: bool = False
    averaged: bool = False
    annulled: bool = False
    discarded: bool = False


@dataclass
class Crew:
    """A crew and everything that it is ranked by."""

    entry: Raw
    cells: dict[str, Cell] = field(default_factory=dict)
    added: Fraction = Fraction(0)
    status: str | None = None
    net: Fraction = Fraction(0)
    total: Fraction = Fraction(0)

    @property
    def number(self) -> int:
        return int(self.entry["number"])


class NothingToAverageError(Exception):
    """An average was assigned to a crew that has a time there, and no other trial."""


class Oracle:
    """Scores tables of text by a rulebook as it stands in TOML."""

    def __init__(self, rulebook: Raw, tables: Mapping[str, Rows]) -> None:
        self.rulebook = rulebook
        self.tables = tables
        self.controls = sorted(tables["controls"], key=lambda row: (row["leg"], row["seq"]))
        self.by_code = {row["code"]: row for row in self.controls}
        self.points = rulebook["family"] == "points"
        self.crews = [Crew(row, status=row["status"] or None) for row in tables["entries"]]
        for crew in self.crews:
            self._score(crew)

    # ------------------------------------------------------------------ readings

    def _quantised(self, value: Fraction) -> Fraction:
        resolution = Fraction(self.rulebook["resolution"])
        return ROUNDINGS[self.rulebook["quantise"]](value / resolution) * resolution

    def _reading(self, crew: Crew, code: str, point: str) -> Fraction | None:
        found = None
        for row in self.tables["passages"]:
            if (row["number"], row["control"], str(row["point"])) == (crew.number, code, point):
                found = row["time"]
        for row in self._decisions(crew, "set_time", code):
            named, _, clock = row["value"].partition("=")
            found = clock if named == point else found
        if found is None:
            return None
        time = seconds(found)
        return self._quantised(time) if self.rulebook["quantise_on"] == "time_of_day" else time

    def _between(self, start: Fraction, end: Fraction) -> Fraction:
        elapsed = end - start
        return self._quantised(elapsed) if self.rulebook["quantise_on"] == "elapsed" else elapsed

    def _decisions(self, crew: Crew, action: str, code: str | None) -> Rows:
        return [
            row
            for row in self.tables.get("decisions", [])
            if row["action"] == action
            and row["control"] == (code or "")
            and str(row["number"]) in ("*", str(crew.number))
        ]

    def _annulled(self, crew: Crew, code: str) -> bool:
        """Tell whether the last word on a control is that it does not count."""
        last = [
            row["action"]
            for row in self.tables.get("decisions", [])
            if row["control"] == code
            and str(row["number"]) in ("*", str(crew.number))
            and row["action"] != "add_penalty"
        ][-1:]
        return last == ["annul"]

    # ------------------------------------------------------------------ penalties

    def _score(self, crew: Crew) -> None:
        due: dict[int, Fraction] = {}
        for control in self.controls:
            score = {"PC": self._pc, "PM": self._pm, "CT": self._ct}.get(control["kind"])
            cell = score(crew, control) if score else self._co(crew, control, due)
            crew.cells[control["code"]] = cell
        self._decide(crew)
        self._average(crew)
        if not self.points:
            self._discard(crew)
        self._add_up(crew)
        for row in self._decisions(crew, "set_status", None):
            crew.status = row["value"]

    def _cost(self, rule: Raw, deviation: Fraction) -> Fraction:
        units = ROUNDINGS[rule["rounding"]](abs(deviation) / Fraction(rule["unit_s"]))
        side = "early_per_unit" if deviation < 0 else "late_per_unit"
        cost = units * Fraction(rule.get("per_unit") or rule[side])
        return min(cost, Fraction(rule["cap"])) if "cap" in rule else cost

    def _pc(self, crew: Crew, control: Raw) -> Cell:
        rule = self.rulebook["time_trial"]
        link = control["starts_at"]
        start = self._reading(crew, link or control["code"], "finish" if link else "start")
        finish = self._reading(crew, control["code"], "finish")
        if start is None or finish is None:
            return Cell(Fraction(rule["missed"]), usable=False, missed=True)
        deviation = self._between(start, finish) - Fraction(str(control["target_s"]))
        return Cell(self._cost(rule, deviation), usable=True, missed=False)

    def _pm(self, crew: Crew, control: Raw) -> Cell:
        rule = self.rulebook["average_trial"]
        start = self._reading(crew, control["code"], "start")
        costs, usable = [], 0
        for point in self.tables["detections"]:
            if point["control"] != control["code"]:
                continue
            time = self._reading(crew, control["code"], str(point["point"]))
            if start is None or time is None:
                costs.append(Fraction(rule["missed"]))
                continue
            usable += 1
            hours = Fraction(str(point["distance_km"])) / Fraction(str(control["target_kmh"]))
            costs.append(self._cost(rule, self._between(start, time) - hours * 3600))
        together = {
            "sum": sum(costs, Fraction(0)),
            "worst": max(costs),
            "mean": Fraction(half_up(sum(costs, Fraction(0)) / len(costs))),
        }
        return Cell(together[rule["detections"]], usable=usable > 0, missed=usable == 0)

    def _ct(self, crew: Crew, control: Raw) -> Cell:
        if self._reading(crew, control["code"], "in") is not None:
            return Cell(Fraction(0), usable=True, missed=False)
        missed = Fraction(self.rulebook["passage_control"]["missed"])
        return Cell(missed, usable=False, missed=True)

    def _co(self, crew: Crew, control: Raw, due_after: dict[int, Fraction]) -> Cell:
        rule = self.rulebook["time_control"]
        leg, target = control["leg"], Fraction(str(control["target_s"]))
        (start,) = (
            seconds(row["time"])
            for row in self.tables["starts"]
            if (row["number"], row["leg"]) == (crew.number, leg)
        )
        base = due_after.get(leg, start)
        arrival = self._reading(crew, control["code"], "in")
        if arrival is None:
            due_after[leg] = base + target
            return Cell(Fraction(rule["missed"]), usable=False, missed=True)
        due_after[leg] = Fraction(floor(arrival / 60) * 60)
        deviation = self._between(base, arrival) - target
        if deviation < 0:
            cost = ceil(-deviation / 60) * Fraction(rule["early_per_min"])
            return Cell(cost, usable=True, missed=False)
        late = floor(deviation / 60)
        cost = late * Fraction(rule["late_per_min"])
        if "late_cap" in rule:
            cost = min(cost, Fraction(rule["late_cap"]))
        if "max_late_min" in rule and late > rule["max_late_min"]:
            if rule["over_max"] != "exclude":
                cost = Fraction(rule["over_max"])
            elif not self._annulled(crew, control["code"]):
                crew.status = crew.status or "OTL"
        return Cell(cost, usable=True, missed=False)

    # ------------------------------------------------------------------ decisions

    def _decide(self, crew: Crew) -> None:
        for row in self._decisions(crew, "add_penalty", None):
            crew.added += Fraction(row["value"])
        for code, cell in crew.cells.items():
            timed, added = replace(cell), Fraction(0)
            cell.annulled = self._annulled(crew, code)
            for row in self.tables.get("decisions", []):
                mine = row["control"] == code and str(row["number"]) in ("*", str(crew.number))
                if mine and row["action"] == "set_time":
                    cell.penalty, cell.missed = timed.penalty + added, timed.missed
                    cell.fixed = cell.averaged = False
                if mine and row["action"] == "set_penalty":
                    cell.penalty = Fraction(row["value"])
                    cell.fixed, cell.averaged, cell.missed, added = True, False, False, Fraction(0)
                if mine and row["action"] == "assign_average":
                    cell.penalty = Fraction(0)
                    cell.fixed, cell.averaged, cell.missed, added = False, True, False, Fraction(0)
                if mine and row["action"] == "add_penalty":
                    cell.penalty += Fraction(row["value"])
                    added += Fraction(row["value"])

    def _average(self, crew: Crew) -> None:
        for code, cell in crew.cells.items():
            if not cell.averaged:
                continue
            here = self.by_code[code]
            others = [
                other.penalty
                for name, other in crew.cells.items()
                if (self.by_code[name]["leg"], self.by_code[name]["kind"])
                == (here["leg"], here["kind"])
                and not other.annulled
                and not other.averaged
                and (other.usable or other.fixed)
            ]
            if others:
                cell.penalty += half_up(sum(others, Fraction(0)) / len(others))
            elif cell.usable:
                raise NothingToAverageError
            else:
                rule = {"PC": "time_trial", "PM": "average_trial"}[here["kind"]]
                cell.penalty = Fraction(self.rulebook[rule]["missed"])
                cell.averaged, cell.missed = False, True

    def _discard(self, crew: Crew) -> None:
        rule = self.rulebook.get("discard", {})
        cap = self.rulebook["time_trial"].get("cap")
        free = []
        for cell in self._trials(crew):
            capped = cell.missed or (cap is not None and cell.penalty >= Fraction(cap))
            if not cell.annulled and (rule.get("capped", False) or not capped):
                free.append(cell)
        free.sort(key=lambda cell: -cell.penalty)
        for cell in free[: rule.get("worst", 0)]:
            cell.discarded = True

    def _trials(self, crew: Crew, trophy: str | None = None) -> list[Cell]:
        return [
            crew.cells[row["code"]]
            for row in self.controls
            if row["kind"] == "PC" and trophy in (None, row["trophy"])
        ]

    # ------------------------------------------------------------------ totals

    def _add_up(self, crew: Crew) -> None:
        coefficient = Fraction(crew.entry["coefficient"])
        trials, controls = Fraction(0), crew.added
        for code, cell in crew.cells.items():
            if cell.annulled or cell.discarded:
                continue
            kind = self.by_code[code]["kind"]
            if self.points and kind in ("PC", "PM"):
                trials += self._table(kind, cell.penalty)
            else:
                controls += cell.penalty
        if not self.points:
            crew.net = controls
            crew.total = cents(controls * coefficient)
        else:
            crew.net = trials - controls
            everywhere = self.rulebook.get("coefficient", {}).get("on_controls", False)
            off = controls * coefficient if everywhere else controls
            crew.total = cents(trials * coefficient - off)

    def _table(self, kind: str, penalty: Fraction) -> Fraction:
        rule = self.rulebook["time_trial" if kind == "PC" else "average_trial"]
        rows = [points for listed, points in rule["score_table"] if Fraction(listed) <= penalty]
        return Fraction(rows[-1] if rows else rule["score_table"][0][1])

    # ------------------------------------------------------------------ rankings

    def overall(self) -> list[tuple[int | None, int, Fraction]]:
        return self.ranked(self.crews, lambda crew: crew.total)

    def by(self, column: str, value: str) -> list[tuple[int | None, int, Fraction]]:
        chosen = [crew for crew in self.crews if crew.entry[column] == value]
        return self.ranked(chosen, lambda crew: cents(crew.net))

    def trophy(self, name: str) -> list[tuple[int | None, int, Fraction]]:
        def net(crew: Crew) -> Fraction:
            cells = [crew.cells[row["code"]] for row in self.controls if row["trophy"] == name]
            counting = (cell.penalty for cell in cells if not cell.annulled)
            return cents(sum(counting, Fraction(0)))

        return self.ranked(self.crews, net, trophy=name, lowest_first=True)

    def ranked(
        self,
        crews: list[Crew],
        total: Callable[[Crew], Fraction],
        *,
        trophy: str | None = None,
        lowest_first: bool = False,
    ) -> list[tuple[int | None, int, Fraction]]:
        sign = -1 if self.points and not lowest_first else 1

        def before(left: Crew, right: Crew) -> int:
            if total(left) != total(right):
                return -1 if sign * total(left) < sign * total(right) else 1
            for tie in self.rulebook.get("rank", {}).get("ties", []):
                verdict = self._tie(tie, left, right, trophy)
                if verdict:
                    return verdict
            return 0

        standing = sorted(
            (crew for crew in crews if crew.status is None),
            key=cmp_to_key(lambda left, right: before(left, right) or left.number - right.number),
        )
        told: list[tuple[int | None, int, Fraction]] = []
        for place, crew in enumerate(standing):
            equal = place > 0 and before(standing[place - 1], crew) == 0
            told.append((told[-1][0] if equal else place + 1, crew.number, total(crew)))
        rest = sorted((crew for crew in crews if crew.status), key=lambda crew: crew.number)
        return told + [(None, crew.number, total(crew)) for crew in rest]

    def _tie(self, tie: str, left: Crew, right: Crew, trophy: str | None) -> int:
        pair = (left, right)
        if tie == "older_car":
            first, second = (int(crew.entry["year"] or 99999) for crew in pair)
            return (first > second) - (first < second)

        def counts(cell: Cell) -> bool:
            return not cell.annulled and (trophy is not None or not cell.discarded)

        columns = [self._trials(crew, trophy) for crew in pair]
        if tie == "best_first_trial":
            for cells in zip(*columns, strict=True):
                a, b = ((not counts(cell), cell.penalty * counts(cell)) for cell in cells)
                if a != b:
                    return -1 if a < b else 1
            return 0
        values = []
        for cells in columns:
            costs = [cell.penalty for cell in cells if counts(cell)]
            measure = {
                "most_zeros": -sum(cost == 0 for cost in costs),
                "most_ones": -sum(cost == 1 for cost in costs),
                "smallest_sum_of_squares": sum(cost * cost for cost in costs),
            }
            values.append(measure[tie])
        return (values[0] > values[1]) - (values[0] < values[1])


def cents(value: Fraction) -> Fraction:
    """Round half up to two decimals."""
    return Fraction(half_up(value * 100), 100)
