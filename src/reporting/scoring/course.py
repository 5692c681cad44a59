"""The course: the controls in running order, and which passage serves which of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import gcd
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from reporting.event.moment import last_of_legs
from reporting.exact import NANO, decimals_needed, scaled
from reporting.frames import present, records

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from decimal import Decimal

    from reporting.event import Event
    from reporting.exact import Whole
    from reporting.scoring.problems import Problems
    from reporting.scoring.rulebook import Rulebook, Section

COLUMNS = ["code", "leg", "seq", "kind", "name", "trophy"]
_HOUR_NS = 3600 * 10**NANO


@dataclass(frozen=True)
class Detection:
    """One detection of an average trial; its due time after the start is due / parts [ns].

    It follows from distance and imposed average, or is the one of a table (``target_s``), as where
    the average changes on the way.

    Distance over speed is a fraction that no decimal holds, so it stays a fraction.
    """

    point: str
    slot: int
    due: int
    parts: int


@dataclass(frozen=True)
class Course:
    """The controls of an event, in running order (by leg and seq).

    A *slot* is one place where one clock reading of each crew belongs: the start or finish of a
    time trial, a detection, the desk of a control.

    Parameters
    ----------
    controls
        One row for each control, columns ``code, leg, seq, kind, name, trophy``.
    slots
        (control's code, point) -> slot.
    start
        Slot of each control's start; -1 where its kind has none. Shape (controls,).
    end
        Slot of each PC's finish and each CO's and CT's desk; -1 for a PM. Shape (controls,).
    target_ns
        Imposed time of each PC, allowed time of each CO [ns]; 0 for the rest.
    detections
        Index of a PM -> its detections.
    rules
        The rulebook's section that holds at each control.
    """

    controls: pd.DataFrame
    slots: dict[tuple[str, str], int]
    start: Whole
    end: Whole
    target_ns: Whole
    detections: dict[int, tuple[Detection, ...]]
    rules: tuple[Section | None, ...]

    def __len__(self) -> int:
        """Return the number of controls."""
        return len(self.controls)

    @cached_property
    def kind(self) -> Whole:
        """The kind of each control (PC, PM, CO, CT)."""
        return self.controls["kind"].to_numpy(dtype=object)

    @cached_property
    def leg(self) -> Whole:
        """The leg of each control."""
        return self.controls["leg"].to_numpy(dtype=np.int64)

    @cached_property
    def index(self) -> dict[str, int]:
        """Code -> index of the control."""
        return {code: at for at, code in enumerate(self.controls["code"])}

    def of_kind(self, kind: str) -> Whole:
        """Return the indexes of the controls of `kind`, in running order."""
        return np.flatnonzero(self.kind == kind)

    def of_kinds(self, kinds: Iterable[str]) -> Whole:
        """Return the indexes of the controls of any of `kinds`, in running order."""
        return np.flatnonzero(np.isin(self.kind.astype(str), list(kinds)))

    def ruled(self, kind: str) -> Iterator[tuple[Any, Whole]]:
        """Yield each rule for controls of `kind` with the indexes at which it holds."""
        at = self.of_kind(kind)
        for rule in dict.fromkeys(id(self.rules[one]) for one in at):
            here = [int(one) for one in at if id(self.rules[one]) == rule]
            yield self.rules[here[0]], np.array(here, dtype=np.int64)


def course_of(event: Event, rulebook: Rulebook, problems: Problems) -> Course:
    """Lay out the controls of `event`.

    Parameters
    ----------
    event
        The event; tables ``controls`` and ``detections`` are read.
    rulebook
        Must have a section for each kind of control that the event has.
    problems
        Receives what is missing or contradicts itself; the course is whole only if it stays
        empty.
    """
    table = event["controls"].sort_values(["leg", "seq", "code"], kind="stable")
    rules = _rules(table, event, rulebook)
    for row, kind, rule in zip(table.index, table["kind"], rules, strict=True):
        if rule is None:
            problems.add("score-kind-unruled", "controls", "kind", row, kind)
    _refuse_unknown(table, event, rulebook, problems)
    points = _points(event["detections"])
    slots = _slots(table, points)
    return Course(
        controls=table[COLUMNS].reset_index(drop=True),
        slots=slots,
        start=np.array(list(_starts(table, slots, problems)), dtype=np.int64),
        end=np.array([_end(slots, c, k) for c, k in _code_kind(table)], dtype=np.int64),
        target_ns=np.array(list(_targets(table, problems)), dtype=np.int64),
        detections=_detections(table, points, slots, problems),
        rules=rules,
    )


def _rules(table: pd.DataFrame, event: Event, rulebook: Rulebook) -> tuple[Section | None, ...]:
    """Return the section for each control; at a moment a leg's end is still that of the event."""
    ends = event.moment.ends if event.moment is not None else last_of_legs(table)
    named = zip(table["kind"], table["code"], table["leg"], strict=True)
    return tuple(
        rulebook.rule_at(kind, code, int(leg), last=code in ends) for kind, code, leg in named
    )


def _refuse_unknown(
    table: pd.DataFrame, event: Event, rulebook: Rulebook, problems: Problems
) -> None:
    """Note special rules for controls that there are none of: a slip would leave them unapplied."""
    if event.moment is not None or table.empty:
        return
    known = set(table["code"])
    for special in rulebook.special:
        for code in sorted(set(special.controls or ()) - known):
            problems.add("rulebook-special-control", "rulebook", "special.controls", value=code)
    for knockout in rulebook.knockout:
        for code in sorted(knockout.controls - known):
            problems.add("rulebook-knockout-control", "rulebook", "knockout.rounds", value=code)


def _code_kind(table: pd.DataFrame) -> Iterator[tuple[str, str]]:
    return zip(table["code"], table["kind"], strict=True)


def _points(detections: pd.DataFrame) -> dict[str, list[dict[str, Any]]]:
    """Return code of a PM -> its detections, in order of distance."""
    grouped: dict[str, list[dict[str, Any]]] = {}
    for row, record in zip(detections.index, records(detections), strict=True):
        grouped.setdefault(record["control"], []).append({**record, "row": row})
    for listed in grouped.values():
        listed.sort(key=lambda one: (one["distance_km"] or 0, str(one["point"])))
    return grouped


def _slots(
    table: pd.DataFrame, points: dict[str, list[dict[str, Any]]]
) -> dict[tuple[str, str], int]:
    slots: dict[tuple[str, str], int] = {}
    linked = table["starts_at"].notna()
    for (code, kind), is_linked in zip(_code_kind(table), linked, strict=True):
        if kind == "PC":
            names = ["finish"] if is_linked else ["start", "finish"]
        elif kind == "PM":
            names = ["start", *(str(one["point"]) for one in points.get(code, ()))]
        else:
            names = ["in"]
        for name in names:
            slots.setdefault((code, name), len(slots))
    return slots


def _starts(
    table: pd.DataFrame, slots: dict[tuple[str, str], int], problems: Problems
) -> Iterator[int]:
    trials = set(table.loc[table["kind"] == "PC", "code"])
    for row, control in zip(table.index, records(table), strict=True):
        code, link = control["code"], control["starts_at"]
        if control["kind"] != "PC" or pd.isna(link):
            yield slots.get((code, "start"), -1)
            continue
        if link not in trials or link == code:
            problems.add("link-not-trial", "controls", "starts_at", row, link)
        yield slots.get((link, "finish"), -1)


def _end(slots: dict[tuple[str, str], int], code: str, kind: str) -> int:
    return slots.get((code, "finish" if kind == "PC" else "in"), -1)


def _targets(table: pd.DataFrame, problems: Problems) -> Iterator[int]:
    for row, control in zip(table.index, records(table), strict=True):
        target, kind = control["target_s"], control["kind"]
        target_ns = 0
        if kind in ("PC", "CO") and not present(target):
            problems.add("target-missing", "controls", "target_s", row, kind=kind)
        elif kind in ("PC", "CO"):
            try:
                target_ns = scaled(target, NANO)
            except ValueError:
                problems.add("score-target-fine", "controls", "target_s", row, target)
        yield target_ns


def _detections(
    table: pd.DataFrame,
    points: dict[str, list[dict[str, Any]]],
    slots: dict[tuple[str, str], int],
    problems: Problems,
) -> dict[int, tuple[Detection, ...]]:
    found: dict[int, tuple[Detection, ...]] = {}
    for at, (row, control) in enumerate(zip(table.index, records(table), strict=True)):
        if control["kind"] != "PM":
            continue
        code, speed = control["code"], control["target_kmh"]
        timed = all(present(one.get("target_s")) for one in points.get(code, [{}]))
        if not timed and (not present(speed) or speed <= 0):
            problems.add("target-missing", "controls", "target_kmh", row, speed, kind="PM")
        elif code not in points:
            problems.add("average-without-detections", "controls", "code", row, code)
        else:
            listed = [_detection(one, speed, slots, problems) for one in points[code]]
            found[at] = tuple(one for one in listed if one is not None)
    return found


def _detection(
    one: dict[str, Any],
    speed: Decimal,
    slots: dict[tuple[str, str], int],
    problems: Problems,
) -> Detection | None:
    distance, point = one["distance_km"], str(one["point"])
    if not present(distance):
        problems.add("cell-blank", "detections", "distance_km", one["row"])
        return None
    if present(one.get("target_s")):
        try:
            return Detection(point, slots[one["control"], point], scaled(one["target_s"], NANO), 1)
        except ValueError:
            problems.add("score-target-fine", "detections", "target_s", one["row"], one["target_s"])
            return None
    places = decimals_needed([distance, speed])
    due, parts = scaled(distance, places) * _HOUR_NS, scaled(speed, places)
    common = gcd(due, parts)
    return Detection(point, slots[one["control"], point], due // common, parts // common)
