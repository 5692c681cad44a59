"""What the race report says, held against results that are added up anew, without its own code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from reporting.event import Event
from reporting.frames import present, records
from reporting.scoring import Standings
from reporting.story.anonymous_names import localised
from reporting.story.names import crew_short
from reporting.story.voice import Voice


@dataclass(frozen=True)
class Recount:
    """An event's totals, added up from the penalties, or points, at each control."""

    event: Event
    standings: Standings
    voice: Voice

    @property
    def lower(self) -> bool:
        return not self.standings.rulebook.higher_is_better

    def crew(self, number: int) -> str:
        """Return a crew's short name in the reader's language."""
        entries = self.event["entries"]
        (row,) = records(entries[entries["number"] == number])
        people = {
            key: localised(str(row[key]), self.voice.language) if present(row.get(key)) else None
            for key in ("driver", "codriver")
        }
        return crew_short({**row, **people}).replace("\u00a0", " ")

    def totals(self, until: str) -> dict[int, Decimal]:
        """Return the totals of who is still there after a control, dropped trials as at the end."""
        results, controls = self.standings.results, self.standings.controls
        order = {code: at for at, code in enumerate(controls["code"])}
        factor = self.standings.rankings["overall"].set_index("number")["coefficient"]
        there = self.standings.history
        numbers = there[there["control"] == until]["number"]
        totals: dict[int, Decimal] = {}
        for number in map(int, numbers):
            own = results[(results["number"] == number) & results["counts"]]
            own = own[own["control"].map(order) <= order[until]]
            if self.lower:
                net = sum((Decimal(one) for one in own["penalty"]), Decimal(0))
                totals[number] = _to_cents(net * Decimal(factor[number]))
            else:
                trial = own["kind"].isin(["PC", "PM"])
                gained = sum((Decimal(one) for one in own[trial]["score"]), Decimal(0))
                paid = sum((Decimal(one) for one in own[~trial]["penalty"]), Decimal(0))
                totals[number] = _to_cents(gained - paid)
        return totals

    def leading(self, until: str) -> set[int]:
        """Return who has the best total after a control."""
        totals = self.totals(until)
        best = (min if self.lower else max)(totals.values(), default=None)
        return {number for number, total in totals.items() if total == best}


def _to_cents(total: Decimal) -> Decimal:
    return total.quantize(Decimal("0.01"), ROUND_HALF_UP)


TURN = {
    "it": re.compile(r"Al controllo (\w+)\b.*? pass(?:a|ano) al comando (.+?)(?:;|\.$)"),
    "en": re.compile(r"At control (\w+)\b.*?, (.+?) took the lead(?:;|\.$)"),
}


TIE_BREAK = re.compile("spareggio|tie-break")

LEADER = {
    "it": re.compile(r"Dopo la tappa conduc(?:e|ono) (.+?)(?:, con (\S+) | *\.|, a parit)"),
    "en": re.compile(r"After the leg (.+?) (?:is|are) in front(?:, (\S+) |\.|, on an)"),
}


def contradictions(recount: Recount, text: str) -> Iterator[str]:
    """Yield each sentence of a report that the results contradict: leaders, gaps, totals."""
    legs = list(recount.standings.history.groupby("leg")["control"].last())
    for row in text.splitlines():
        turn = TURN[recount.voice.language].search(row)
        if turn:
            leading = {recount.crew(number) for number in recount.leading(turn[1])}
            if len(leading) == 1 and turn[2] not in leading:
                yield f"{row!r}: after {turn[1]} {leading} led"
        after = LEADER[recount.voice.language].search(row)
        if after:
            yield from _wrong_after(recount, legs.pop(0), after[1], after[2], row)
    yield from _wrong_totals(recount, text)


def _wrong_after(
    recount: Recount, control: str, leader: str, margin: str | None, row: str
) -> Iterator[str]:
    totals = recount.totals(control)
    leading = recount.leading(control)
    named = {recount.crew(number) for number in leading}
    if TIE_BREAK.search(row) and leader in named:
        return
    if named != {leader}:
        yield f"{row!r}: after {control} {leading} led"
        return
    best = totals[next(iter(leading))]
    gaps = [abs(total - best) for number, total in totals.items() if number not in leading]
    if margin and (not gaps or recount.voice.number(min(gaps), 2) != margin):
        yield f"{row!r}: the gap is {min(gaps, default=None)}"


def _wrong_totals(recount: Recount, text: str) -> Iterator[str]:
    overall = recount.standings.rankings["overall"]
    for row in records(overall[overall["position"].isna()]):
        name = recount.crew(int(row["number"]))
        shown = recount.voice.number(Decimal(row["total"]), 2)
        if row["total"] and any(name in one and shown in one for one in text.splitlines()):
            yield f"{name} has a total of {shown} and is not classified"
