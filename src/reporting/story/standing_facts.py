"""What the register says of an event that was timed: places, gaps, who drove, what was driven."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from reporting.frames import records
from reporting.scoring.analysis import last_of_leg
from reporting.scoring.running import NOT_STARTED

if TYPE_CHECKING:
    from reporting.event import Event
    from reporting.scoring import Standings
    from reporting.story.fact_register import RegisteredFact

Register = Callable[..., "RegisteredFact"]

_STANDING = {"team": None, "position": 0, "net": None, "total": 2, "gap": 2}
_AFTER = {"position": 0, "total": 2, "gap": 2}


def standing_facts(event: Event, scored: Standings, register: Register) -> Iterator[RegisteredFact]:
    """Yield what the times of an event make.

    Places, penalties and gaps in each ranking (``standing.<ranking>.<number>.total``; a team's,
    with its name, under its line) and after each leg that others follow (``after_leg.1.7.gap``);
    the field (``field.entered``, ``field.starters``, ``field.classified``); on which leg those who
    retired were seen last (``retired.21.leg``); the controls that
    count, by kind (``controls.PC``, ``leg.1.controls.PC``).

    Parameters
    ----------
    event
        The package.
    scored
        Its standings.
    register
        Makes a fact of a key, a value and what is special of it.
    """
    yield from _rankings(scored, register)
    yield from _field(scored, register)
    yield from _retired(event, scored, register)
    yield from _controls(scored, register)
    for leg in event.info.legs[:-1]:
        yield from _after(scored, leg.number, register)


def _rankings(scored: Standings, register: Register) -> Iterator[RegisteredFact]:
    for name, rows in scored.as_json()["rankings"].items():
        for line, row in enumerate(rows, start=1):
            who = line if row["number"] is None else row["number"]
            for part, decimals in _STANDING.items():
                if row.get(part) is not None:
                    key = f"standing.{name}.{who}.{part}"
                    told = {"kind": part} if part == "team" else {"decimals": decimals}
                    yield register(key, str(row[part]), **told)


def _field(scored: Standings, register: Register) -> Iterator[RegisteredFact]:
    overall = scored.rankings["overall"]
    counted = {
        "entered": len(overall),
        "starters": int((overall["status"] != NOT_STARTED).sum()),
        "classified": int(overall["position"].notna().sum()),
    }
    for name, number in counted.items():
        yield register(f"field.{name}", str(number))


def _retired(event: Event, scored: Standings, register: Register) -> Iterator[RegisteredFact]:
    overall = scored.rankings["overall"]
    legs = {str(row["code"]): int(row["leg"]) for row in records(scored.controls)}
    seen: dict[int, int] = {}
    for row in records(event.tables["passages"]):
        number, leg = int(row["number"]), legs.get(str(row["control"]), 0)
        seen[number] = max(seen.get(number, 0), leg)
    for row in records(overall[overall["status"] == _RETIRED]):
        if seen.get(int(row["number"])):
            yield register(f"retired.{row['number']}.leg", str(seen[int(row["number"])]))


_RETIRED = "DNF"


def _controls(scored: Standings, register: Register) -> Iterator[RegisteredFact]:
    rows = records(scored.controls[["leg", "kind"]])
    for kind, number in Counter(str(row["kind"]) for row in rows).items():
        yield register(f"controls.{kind}", str(number))
    by_leg = Counter((int(row["leg"]), str(row["kind"])) for row in rows)
    for (leg, kind), number in by_leg.items():
        yield register(f"leg.{leg}.controls.{kind}", str(number))


def _after(scored: Standings, leg: int, register: Register) -> Iterator[RegisteredFact]:
    history = scored.history
    for row in records(history[history["control"] == last_of_leg(scored, leg)]):
        for part, decimals in _AFTER.items():
            yield register(
                f"after_leg.{leg}.{row['number']}.{part}", str(row[part]), decimals=decimals
            )
