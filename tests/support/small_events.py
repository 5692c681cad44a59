"""Small events, drawn from a seed: few crews, ties, those who retire, much that is absent.

An event is drawn whole (:func:`drawn`) or named (:class:`SmallEvent`), and written as a package::

    event = load(SmallEvent(crews=2, home=1).write(tmp_path))
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from support.packages import LEGS, Rows, clock, control, entry, passage, write_package

PENALTIES, POINTS = "aci-classica-2024", "1000-miglia"
GAP_S = 300
"""Seconds from one control to the next."""

AWKWARD = (
    "Wolfgang Wolfeschlegelsteinhausenbergerdorff",
    "Ó",
    "Łukasz Żółć-D'Ångelo",
    "DE LUCA Anna Maria",
    "Maria del Carmen de la Santísima Trinidad van der Hoeven",
    "Nguyễn Thị <b>Ánh</b>",
    "Ева Ёлкина",
)
"""Names that went wrong once, or might."""

OPTIONAL = {
    "entries": ("driver_country", "codriver_country", "make", "model", "year", "displacement_cc",
                "category", "team", "ladies", "under_30", "codriver"),
    "controls": ("name", "km", "trophy"),
}  # fmt: skip
"""Columns that a package may lack without harm to its scoring."""


@dataclass(frozen=True)
class SmallEvent:
    """What a small event is made of.

    Parameters
    ----------
    crews, home
        Crews that start, and how many of them come home: the others retire on the way.
    away
        Crews that are entered and do not start.
    level
        Crews, from the first on, with the same times and the same car.
    trials, averages, stamps, checks
        Controls of each kind: PC, PM, CT, CO.
    legs
        Legs, over which the controls are spread; 0 is one leg without a name of its own.
    rulebook
        Its id: the penalties family or the points family.
    placed
        Whether controls have coordinates.
    bare
        Whether every optional column is missing.
    solo
        Crews, from the last on, without a codriver.
    timing
        What the package says of its times.
    annulled
        Time trials, from the first on, that are annulled for everybody.
    awkward
        Whether people have names that are long, short, or in other scripts.
    seed
        Of the times.
    """

    crews: int = 3
    home: int = 3
    away: int = 0
    level: int = 0
    trials: int = 4
    averages: int = 1
    stamps: int = 1
    checks: int = 1
    legs: int = 1
    rulebook: str = PENALTIES
    placed: bool = True
    bare: bool = False
    solo: int = 0
    timing: str = "timekeeper"
    annulled: int = 0
    awkward: bool = False
    seed: int = 1

    def write(self, parent: Path, **tables: Rows) -> Path:
        """Write the package and return its folder; `tables` come on top."""
        made = self.tables() | tables
        if self.bare:
            for name, columns in OPTIONAL.items():
                for row in made[name]:
                    for column in columns:
                        row.pop(column, None)
        return write_package(
            parent,
            rulebook=self.rulebook,
            timing=self.timing,
            legs=LEGS[: self.legs],
            **{name: rows for name, rows in made.items() if rows},
        )

    def tables(self) -> dict[str, Rows]:
        """Return the tables of the package."""
        chance = random.Random(self.seed)
        kinds = [
            *["PC"] * self.trials, *["PM"] * self.averages, *["CT"] * self.stamps,
        ]  # fmt: skip
        chance.shuffle(kinds)
        kinds += ["CO"] * self.checks
        course = self._course(kinds)
        points = [
            {"control": row["code"], "point": 1, "distance_km": 1}
            for row in course
            if row["kind"] == "PM"
        ]
        return {
            "entries": [self._entry(number) for number in range(1, self.crews + self.away + 1)],
            "controls": course,
            "detections": points,
            "starts": [
                {"number": number, "leg": leg, "time": clock(8 * 3600 + 60 * number)}
                for leg in range(1, max(self.legs, 1) + 1)
                for number in range(1, self.crews + 1)
            ],
            "passages": self._passages(course, chance),
            "decisions": [
                {
                    "id": f"D{at}",
                    "number": "*",
                    "control": f"PC{at}",
                    "action": "annul",
                    "value": "",
                    "reason": "x",
                    "document": "x",
                    "decided_at": "",
                }
                for at in range(1, min(self.annulled, self.trials) + 1)
            ],
        }

    def _course(self, kinds: list[str]) -> Rows:
        share = -(-len(kinds) // max(self.legs, 1))
        seen: dict[str, int] = {}
        course: Rows = []
        for at, kind in enumerate(kinds):
            leg, seq = at // share + 1, at % share + 1
            seen[kind] = seen.get(kind, 0) + 1
            course.append(
                control(
                    leg, seq, f"{kind}{seen[kind]}", kind,
                    lat=str(40 + at / 20) if self.placed else "",
                    lon="15.8" if self.placed else "",
                    target_s={"PC": 20, "CO": GAP_S * seq}.get(kind, ""),
                )
            )  # fmt: skip
        return course

    def _entry(self, number: int) -> dict[str, Any]:
        status = "" if number <= self.home else "DNF" if number <= self.crews else "DNS"
        alike = number <= self.level
        year = 1930 if alike else 1930 + 3 * number
        solo = number > self.crews - self.solo
        changes: dict[str, Any] = {
            "year": year, "coefficient": f"1.{year % 100}", "status": status
        }  # fmt: skip
        if self.awkward:
            changes["driver"] = AWKWARD[number % len(AWKWARD)]
        return entry(number, **changes, **({"codriver": ""} if solo else {}))

    def _passages(self, course: Rows, chance: random.Random) -> Rows:
        made: Rows = []
        last = max(len(course) // 2, 1)
        for number in range(1, self.crews + 1):
            own = random.Random(chance.random())
            if number <= self.level:
                own = random.Random(self.seed)
            reached = course if number <= self.home else course[:last]
            for row in reached:
                made += _times(row, number, own)
        return made


def _times(row: dict[str, Any], number: int, own: random.Random) -> Rows:
    """Return a crew's passages at a control; every crew starts a minute after the one before."""
    code, off = row["code"], round(own.gauss(0, 0.06), 2)
    at = 8 * 3600 + 60 * number + GAP_S * row["seq"]
    if row["kind"] == "CO":
        return [passage(number, code, "in", clock(at))]
    if row["kind"] == "CT":
        return [passage(number, code, "in", clock(at - 60))]
    lasting = 20 if row["kind"] == "PC" else 90
    points: tuple[str | int, str | int] = ("start", "finish" if row["kind"] == "PC" else 1)
    return [
        passage(number, code, points[0], clock(at - 120)),
        passage(number, code, points[1], clock(at - 120 + lasting + off)),
    ]


NAMED = {
    "nobody": SmallEvent(crews=2, home=0),
    "one": SmallEvent(crews=1, home=1),
    "one of two": SmallEvent(crews=2, home=1),
    "two": SmallEvent(crews=2, home=2),
    "three": SmallEvent(legs=2),
    "two level": SmallEvent(crews=3, level=2),
    "all level": SmallEvent(crews=4, home=4, level=4),
    "no trials": SmallEvent(trials=0),
    "stamps alone": SmallEvent(trials=0, averages=0, checks=0),
    "one trial": SmallEvent(trials=1, averages=0, stamps=0, checks=0),
    "averages alone": SmallEvent(trials=0, stamps=0, checks=0),
    "no places": SmallEvent(placed=False),
    "bare": SmallEvent(bare=True, placed=False),
    "no starters": SmallEvent(crews=1, home=1, away=3),
    "points of two": SmallEvent(crews=2, home=2, rulebook=POINTS),
    "points of none": SmallEvent(crews=2, home=0, rulebook=POINTS),
    "simulated one": SmallEvent(crews=1, home=1, timing="simulated"),
    "solo": SmallEvent(crews=2, home=2, solo=1),
}
"""Events that went wrong once, or are on the edge."""


def drawn(seed: int) -> SmallEvent:
    """Return a small event drawn at random; the same seed gives the same event."""
    chance = random.Random(seed)
    crews = chance.randint(1, 6)
    trials = chance.choice((0, 1, 2, 5))
    return SmallEvent(
        crews=crews,
        home=chance.choice((0, crews, chance.randint(0, crews))),
        away=chance.choice((0, 0, 1, 2)),
        level=chance.choice((0, 0, min(2, crews), crews)),
        trials=trials,
        averages=chance.choice((0, 1, 2)),
        stamps=chance.choice((0, 1)) if trials else 1,
        checks=chance.choice((0, 1)),
        legs=chance.choice((1, 2)),
        rulebook=chance.choice((PENALTIES, POINTS)),
        placed=chance.random() < 0.7,
        bare=chance.random() < 0.3,
        solo=chance.randint(0, crews),
        timing=chance.choice(("timekeeper", "simulated")),
        seed=seed,
        annulled=chance.choice((0, 0, 1, 5)),
        awkward=chance.random() < 0.4,
    )
