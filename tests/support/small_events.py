"""Small events, drawn from a seed: few crews, ties, those who retire, much that is absent.

An event is drawn whole (:func:`drawn`) or named (:class:`SmallEvent`), and written as a package::

    event = load(SmallEvent(crews=2, home=1).write(tmp_path))
"""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from support.packages import LEGS, Rows, clock, control, entry, passage, write_package
from support.project import ROOT

RULEBOOKS = ROOT / "data" / "reference" / "rulebooks"
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
    "Παναγιώτης Παπαχρηστοδουλόπουλος",
    "王小明",
    "محمد الأمين",
)
"""Names that went wrong once, or might."""

LONG = {
    "from": "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch",
    "to": "Sant'Angelo le Fratte in Valle del Melandro",
    "make": "Österreichische Automobil-Fabriks-Gesellschaft Austro-Daimler",
    "control": "Piano Sottani – Contrada Serralta, bivio per il Santuario della Madonna di Fonti",
    "trophy": "Trofeo Città di Sant'Angelo in Valle & C.",
}
"""Words longer than what they are usually drawn in."""

PATTERNS = ((4, 0, 0), (2, 2, 0), (1, 3, 0), (3, 1, 0), (1, 1, 2), (0, 4, 0))
"""Errors in the first time trials [1/100 s] that cost the same and are told apart by rules."""

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
    long
        Whether places, controls, cars and the trophy have long names.
    unnamed
        Whether the legs do not say where they begin and end.
    trophy
        Trials, from the last one on, that count for a trophy.
    decided
        Decisions about single crews, one of each action in turn.
    fast
        Whether who retires makes no error until then.
    patterned
        Whether level crews cost the same by other trials (:data:`PATTERNS`).
    gaps
        Crews, from the first on, that miss a control.
    missed_first
        Whether controls that were missed come before the total.
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
    long: bool = False
    unnamed: bool = False
    trophy: int = 0
    decided: int = 0
    fast: bool = False
    patterned: bool = False
    gaps: int = 0
    missed_first: bool = False
    seed: int = 1

    def write(self, parent: Path, event_id: str = "prova-uno", **tables: Rows) -> Path:
        """Write the package and return its folder; `tables` come on top."""
        made = self.tables() | tables
        if self.bare:
            for name, columns in OPTIONAL.items():
                for row in made[name]:
                    for column in columns:
                        row.pop(column, None)
        ends = {"from": "", "to": ""} if self.unnamed else {}
        ends |= {end: LONG[end] for end in ("from", "to")} if self.long else {}
        folder = write_package(
            parent,
            event_id=event_id,
            rulebook=self.rulebook,
            timing=self.timing,
            legs=[{**leg, **ends} for leg in LEGS[: self.legs]],
            **{name: rows for name, rows in made.items() if rows},
        )
        if self.missed_first:
            book = (RULEBOOKS / f"{self.rulebook}.toml").read_text(encoding="utf-8")
            book = book.replace("[rank]", "[rank]\nfewest_missed_first = true")
            (folder / "rulebook.toml").write_text(book, encoding="utf-8")
        return folder

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
                _decision(at, "*", f"PC{at}", "annul")
                for at in range(1, min(self.annulled, self.trials) + 1)
            ]
            + self._decided(),
        }

    def _decided(self) -> Rows:
        """Return decisions about single crews that came home, one of each action in turn."""
        last, crews = f"PC{self.trials}", max(self.home, 1)
        if not (self.trials and self.home) or self.annulled >= self.trials:
            return []
        kinds = [
            (last, "set_penalty", "7"),
            ("", "add_penalty", "100"),
            *([(last, "assign_average", "")] if self.trials - self.annulled > 2 else []),
            (last, "set_time", f"start={clock(9 * 3600)}"),
            ("", "set_status", ("DSQ", "OTL", "DNF")[self.seed % 3]),
            (last, "annul", ""),
        ]
        return [
            _decision(50 + at, 1 + at % crews, *kinds[(self.seed + at) % len(kinds)])
            for at in range(self.decided)
        ]

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
                    **({"name": f"{LONG['control']} {seen[kind]}"} if self.long else {}),
                )
            )  # fmt: skip
        trials = [row for row in course if row["kind"] in ("PC", "PM")]
        for row in trials[len(trials) - self.trophy :] if self.trophy else ():
            row["trophy"] = LONG["trophy"] if self.long else "Trofeo Prova"
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
            changes["driver"] = AWKWARD[(number + self.seed) % len(AWKWARD)]
        if self.long:
            changes["make"] = LONG["make"]
        return entry(number, **changes, **({"codriver": ""} if solo else {}))

    def _passages(self, course: Rows, chance: random.Random) -> Rows:
        made: Rows = []
        last = max(len(course) // 2, 1)
        for number in range(1, self.crews + 1):
            own = random.Random(chance.random())
            if number <= self.level:
                own = random.Random(self.seed)
            reached = course if number <= self.home else course[:last]
            for at, row in enumerate(reached):
                missed = at == (number + self.seed) % len(course)
                if number <= self.gaps and missed and len(reached) > 1:
                    continue
                made += _times(row, number, own, self._error(row, number))
        return made

    def _error(self, row: dict[str, Any], number: int) -> float | None:
        """Return a crew's error at a control [s]; None where chance gives it."""
        if self.fast and number > self.home:
            return 0.0
        if not self.patterned or number > self.level:
            return None
        if row["kind"] != "PC":
            return 0.0
        pattern, trial = PATTERNS[number % len(PATTERNS)], int(row["code"][2:]) - 1
        return pattern[trial] / 100 if trial < len(pattern) else 0.0


def _decision(at: int, number: object, control: str, action: str, value: str = "") -> Any:
    return {
        "id": f"D{at}", "number": number, "control": control, "action": action, "value": value,
        "reason": "x", "document": "x", "decided_at": "",
    }  # fmt: skip


def _times(row: dict[str, Any], number: int, own: random.Random, error: float | None) -> Rows:
    """Return a crew's passages at a control; every crew starts a minute after the one before."""
    code, off = row["code"], round(own.gauss(0, 0.06), 2)
    off = off if error is None else error
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


def widened(seed: int) -> SmallEvent:
    """Return an event drawn as by :func:`drawn`, with more that is absent, awarded or decided."""
    small, chance = drawn(seed), random.Random(-seed)
    none = chance.random() < 0.08
    again = random.Random(f"again {seed}")
    home = small.home or (again.randint(1, small.crews) if again.random() < 0.7 else 0)
    whole = small.annulled >= small.trials and again.random() < 0.6
    return replace(
        small,
        crews=0 if none else small.crews,
        home=0 if none else home,
        annulled=min(small.trials, 1) if whole else small.annulled,
        timing="none" if none else small.timing,
        away=chance.choice((0, small.away)) if none else small.away,
        awkward=chance.random() < 0.5,
        long=chance.random() < 0.3,
        unnamed=chance.random() < 0.15,
        trophy=chance.choice((0, 1, 3)),
        decided=chance.choice((0, 0, 1, 3)),
        fast=chance.random() < 0.4,
        patterned=chance.random() < 0.5,
        gaps=chance.choice((0, 0, 0, 1, 2)),
        missed_first=again.random() < 0.25,
    )
