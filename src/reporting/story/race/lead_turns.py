"""Who led, and how the lead changed hands: one turn for each stretch with the same leaders."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from reporting.frames import present, records
from reporting.scoring.analysis import stints
from reporting.story.facts import Fact
from reporting.story.names import crew_short, people

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from reporting.scoring import Standings
    from reporting.scoring.analysis import Stint


@dataclass(frozen=True, slots=True)
class Passed:
    """A crew that had the lead and has it no longer: where it stands now.

    `gap` is how far apart the totals are, `better` whether its own is the better one all the same:
    missed controls may come first. `result` is what it made of the control at which it lost the
    lead: penalties, or points with the coefficient; None where it had no time there.
    """

    crew: str
    people: int
    position: int
    gap: Fact
    better: bool
    result: Decimal | None


@dataclass(frozen=True, slots=True)
class LeadTurn:
    """A stretch of the event with the same leaders.

    Parameters
    ----------
    numbers, crews
        The leaders: their numbers and short names.
    people
        How many people they are.
    stint
        From where to where.
    begins, ends
        Those controls with their names.
    result
        What the one leader made of the control at which the turn begins, as in :class:`Passed`;
        None of several leaders.
    status
        Why they are out of the standings where they lost the lead by leaving; empty where they did
        not, or left for several reasons.
    passed
        Who led before and still drives.
    """

    numbers: Sequence[int]
    crews: Sequence[str]
    people: int
    stint: Stint
    begins: str
    ends: str
    result: Decimal | None
    status: str
    passed: Sequence[Passed]


def lead_turns(standings: Standings, source: str) -> list[LeadTurn]:
    """Return the turns of the lead, in order; none where nobody came to a control.

    Parameters
    ----------
    standings
        Scored results with times.
    source
        What the figures rest on, in the reader's language.
    """
    found = stints(standings.history)
    crews = {int(row["number"]): row for row in records(standings.rankings["overall"])}
    named = {
        # In brackets: a name may have commas and dashes of its own.
        str(row["code"]): f"{row['code']} ({row['name']})"
        if present(row["name"])
        else str(row["code"])
        for row in records(standings.controls)
    }
    told = []
    for at, stint in enumerate(found):
        left = at + 1 < len(found) and found[at + 1].inherited
        rows = [crews[number] for number in stint.numbers]
        before = found[at - 1].numbers if at else ()
        lost = [number for number in before if number not in stint.numbers]
        told.append(
            LeadTurn(
                stint.numbers,
                [crew_short(row) for row in rows],
                sum(map(people, rows)),
                stint,
                named[stint.first],
                named[stint.last],
                _result(standings, stint.first, *stint.numbers),
                _one_status(rows) if left else "",
                _passed(standings, crews, lost, stint.first, source),
            )
        )
    return told


def _one_status(rows: Sequence[Mapping[str, Any]]) -> str:
    """Return the status of some crews; empty where they have several, or none."""
    found = {str(row["status"]) if present(row["status"]) else "" for row in rows}
    return found.pop() if len(found) == 1 else ""


def _passed(
    standings: Standings,
    crews: Mapping[int, Mapping[str, Any]],
    lost: Sequence[int],
    control: str,
    source: str,
) -> list[Passed]:
    """Return where those who lost the lead stand after the control at which they did."""
    told = standings.history
    after = told[(told["control"] == control) & told["number"].isin(lost)]
    return [
        Passed(
            crew_short(crews[int(row["number"])]),
            people(crews[int(row["number"])]),
            int(row["position"]),
            Fact("lead_lost_by", abs(Decimal(row["gap"])), source, "", 2),
            Decimal(row["gap"]) < 0,
            _result(standings, control, int(row["number"])),
        )
        for row in records(after)
    ]


def _result(standings: Standings, control: str, *numbers: int) -> Decimal | None:
    """Return the penalties, or the points, of one crew at a control; None of several crews."""
    if len(numbers) != 1:
        return None
    results = standings.results
    own = results[(results["control"] == control) & (results["number"] == numbers[0])]
    column = "score" if standings.rulebook.higher_is_better else "penalty"
    return next((Decimal(row[column]) for row in records(own) if present(row[column])), None)
