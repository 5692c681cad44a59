"""The tables of a race report: standings, standings after a leg, controls in series."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from statistics import median
from typing import Any

from support.crew_sentences import Sentences
from support.marked_facts import figure_in
from support.recount import Recount, extreme, plain, to_cents


def rows_of(tree: Any, name: str) -> list[list[str]]:
    rows = tree.xpath(f"//figure[@id='table-{name}']//tbody/tr")
    return [[plain(cell.text_content()) for cell in row.xpath("./td")] for row in rows]


def wrong_standings(recount: Recount, tree: Any) -> Iterator[str]:  # noqa: C901
    one = recount
    heads = [plain(h.text_content()) for h in tree.xpath("//*[@id='table-standings']//th")]
    rows = rows_of(tree, "standings")
    if [int(row[1]) for row in rows] != list(one.overall):
        yield f"the standings list {[row[1] for row in rows]}"
    gaps = one.gaps(one.counting[-1]) if one.counting else {}
    for row in rows:
        number, said = int(row[1]), dict(zip(heads, row, strict=True))
        place = one.places.get(number)
        if one.full(number) not in row[2]:
            yield f"{number} is called {row[2]!r}"
        if (row[0] == "–") != (place is None) or (place and row[0] != str(place)):
            yield f"{number} is told at {row[0]}, {place} is right"
        if place is None:
            if not row[2].endswith(str(one.overall[number]["status"])):
                yield f"{number}: {row[2]!r} does not say why it is out"
            if {*row[3:-3], *row[-2:]} != {"–"}:
                yield f"{number} is out and has figures: {row}"
            continue
        for kind in ("PC", "PM", "CO", "CT"):
            if kind not in said:
                continue
            scored = not one.lower and kind in ("PC", "PM")
            column = "score" if scored else "penalty"
            factor = Decimal(one.overall[number]["coefficient"]) if scored else Decimal(1)
            own = [
                Decimal(cell[column]) / factor
                for code in one.counting
                if (cell := one.cells[number, code])["kind"] == kind and cell["counts"]
            ]
            if figure_in(said[kind], one.voice.language) != sum(own, Decimal(0)):
                yield f"{number} has {said[kind]} in {kind}, {sum(own, Decimal(0))} is right"
        total = one.tables[one.counting[-1]][number] if one.counting else Decimal(0)
        if row[-2] != one.shown(total, 2):
            yield f"{number} has a total of {row[-2]}, {total} is right"
        yield from _wrong_gap(one, number, row[-1], gaps.get(number, Decimal(0)))


def _wrong_gap(one: Recount, number: int, said: str, gap: Decimal) -> Iterator[str]:
    sign = "+" if (gap > 0) == one.lower else "\u2212"
    right = sign + one.shown(abs(gap), 2) if gap else "–"
    if said != right:
        yield f"{number} has a gap of {said}, {right} is right"


def wrong_after(recount: Recount, tree: Any, leg: int) -> Iterator[str]:
    one = recount
    sentences = Sentences(one, ())
    control, rows = sentences._last_of(leg), rows_of(tree, f"after-{leg}")
    if control is None or not one.tables[control]:
        if rows:
            yield f"leg {leg} has standings although nothing counts on it"
        return
    legs = one.standings.controls.set_index("code")["leg"]
    earlier = [code for code in one.counting if legs[code] < leg]
    places = {n: one.position(n, control) for n in one.tables[control]}
    for row in rows:
        who = [n for n in places if one.crew(n) == row[1] and str(places[n]) == row[0]]
        if not who:
            yield f"after leg {leg}: {row} is wrong: {places}"
            continue
        number = who[0]
        if row[2] != one.shown(one.tables[control][number], 2):
            yield f"after leg {leg}: {row} is wrong: {one.tables[control][number]}"
        yield from _wrong_gap(one, number, row[3], one.gaps(control)[number])
        if len(row) > 4 and len(who) == 1:
            before = one.position(number, earlier[-1]) if earlier else None
            if row[4] != (str(before) if before else "–"):
                yield f"after leg {leg}: {row} stood at {before} before"
    if len(rows) != min(5, len(places)):
        yield f"after leg {leg}: {len(rows)} rows of {len(places)}"


def wrong_series(recount: Recount, tree: Any, leg: int) -> Iterator[str]:
    one = recount
    for row in rows_of(tree, f"series-{leg}"):
        codes = re.match(r"(\w+)(?:–(\w+))? ", row[0] + " ")
        assert codes is not None, row
        order = list(one.order)
        own = order[order.index(codes[1]) : order.index(codes[2] or codes[1]) + 1]
        kinds = {one.cells[n, code]["kind"] for n in one.overall for code in own}
        live = [c for c in own if not all(one.cells[n, c]["annulled"] for n in one.overall)]
        sums = {
            n: sum((Decimal(one.cells[n, code]["penalty"]) for code in live), Decimal(0))
            for n in one.starters
            if live
            and all(one.cells[n, c]["usable"] and not one.cells[n, c]["annulled"] for c in live)
        }
        if not kinds <= {"PC", "PM"} or not sums:
            if set(row[1:]) != {"–"}:
                yield f"series {row}: nobody came through all of it"
            continue
        best = extreme(sums, min)
        said = one.crew(best[0]) if len(best) == 1 else str(len(best))
        if not row[1].startswith(said):
            yield f"series {row}: {best} is right"
        for text, right in ((row[2], min(sums.values())), (row[3], median(sums.values()))):
            if figure_in(text, one.voice.language) != to_cents(right):
                yield f"series {row}: {right} is right"
