"""The marked figures of a race report, each held against the results that are added up anew."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from statistics import median
from typing import Any

from reporting.frames import records
from reporting.language import CUSTOMS, marks
from support.recount import Recount, extreme, plain


def expected_facts(recount: Recount) -> dict[str, Any]:
    """Return what each marked fact must say: a number, or a text."""
    one, places = recount, recount.places
    kinds = [row["kind"] for row in records(one.standings.controls)]
    rows = {place: one.overall[n] for n, place in places.items()}
    first = [n for n, place in places.items() if place == 1]
    flat = [error for errors in one.errors.values() for error in errors.values()]
    expected: dict[str, Any] = {
        "crews": len(one.starters),
        "non_starters": len(one.overall) - len(one.starters),
        "classified": len(places),
        "unclassified": len(one.starters) - len(places),
        "time_trials": kinds.count("PC"),
        "average_trials": kinds.count("PM"),
        "legs": len(one.event.info.legs),
        "lead_changes": sum(not lead.kept for lead in one.leads[1:]),
        "leaders": len({number for lead in one.leads for number in lead.numbers}),
        "pc_passages": len(flat),
        "zeros": one.zeros(),
    }
    if one.leads:
        expected["lead_for_good"] = one.leads[-1].first
    if first:
        nothing = dict.fromkeys(places, Decimal(0))
        totals = one.tables[one.counting[-1]] if one.counting else nothing
        gaps = one.gaps(one.counting[-1]) if one.counting else nothing
        expected["winner_total"] = totals[first[0]]
        for place, key in ((2, "winner_margin"), (3, "third_gap")):
            gap = next((gaps[n] for n, one in places.items() if one == place), Decimal(-1))
            if gap >= 0:
                expected[key] = gap
        expected["winner_net"] = Decimal(rows[1]["net"])
        expected["winner_coefficient"] = Decimal(rows[1]["coefficient"])
    if flat:
        expected["median_error"] = tenths(median(flat))
        for key, pick in (("hardest", max), ("easiest", min)):
            found = extreme(one.medians, pick)
            expected[f"{key}_trial"] = one.named(found[0]) if len(found) == 1 else None
            expected[f"{key}_error"] = tenths(one.medians[found[0]])
    if one.precision:
        best = extreme(one.precision, min)
        expected["sharpest_error"] = tenths(one.precision[best[0]])
        expected["sharpest_zeros"] = {one.zeros(number) for number in best}
    for leg in one.event.info.legs:
        expected[f"leg_{leg.number}_trials"] = sum(
            row["kind"] in ("PC", "PM")
            for row in records(one.standings.controls)
            if row["leg"] == leg.number
        )
        expected[f"leg_{leg.number}_annulled"] = sum(
            row["kind"] in ("PC", "PM")
            and row["leg"] == leg.number
            and all(one.cells[n, row["code"]]["annulled"] for n in one.overall)
            for row in records(one.standings.controls)
        )
    return expected


def tenths(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.1"), ROUND_HALF_UP)


KNOWN_ELSEWHERE = frozenset(
    ["start_place", "finish_place", "great_circle_km", "west_east_km", "lead_lost_by",
     "farthest_km", "reach_west_east_km", "reach_south_north_km",
     "resolution", "pc_unit", "pc_per_unit", "pc_cap"]
)  # fmt: skip
"""Facts of route and rulebook, which have tests of their own; the one that the turns are read for.
"""


def figure_in(text: str, language: str) -> Decimal:
    """Return the figure that a text begins with, in digits or in words."""
    custom = CUSTOMS[language]
    words = {word: n for n, word in enumerate(custom.counts, 1)} | dict.fromkeys(
        custom.ones.values(), 1
    )
    first = text.split(maxsplit=1)[0].lower()
    if first in words:
        return Decimal(words[first])
    mark, group = marks(language)
    digits = first.replace(group, "").replace(mark, ".").replace("\u2212", "-")
    return Decimal(digits)


def wrong_facts(recount: Recount, tree: Any) -> Iterator[str]:
    expected = expected_facts(recount)
    for node in tree.xpath("//*[@data-fact]"):
        key, text = node.get("data-fact"), plain(node.text_content())
        if key in KNOWN_ELSEWHERE:
            continue
        wanted = expected.get(key)
        if wanted is None:
            yield f"{key}: {text!r} is said, and nothing is known of it"
        elif isinstance(wanted, str):
            if wanted != text:
                yield f"{key}: {text!r} is said, {wanted!r} is right"
        elif figure_in(text, recount.voice.language) not in (
            wanted if isinstance(wanted, set) else {wanted}
        ):
            yield f"{key}: {text!r} is said, {wanted} is right"
