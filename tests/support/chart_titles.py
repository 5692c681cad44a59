"""The titles and labels of a race report's charts, held against the results."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from html import unescape
from typing import Any

from reporting.language import CUSTOMS
from support.marked_facts import tenths
from support.recount import Recount, extreme, plain


def wrong_charts(recount: Recount, charts: Sequence[Any]) -> Iterator[str]:  # noqa: C901
    one, language = recount, recount.voice.language
    for chart in charts:
        words = {key: plain(unescape(str(text))) for key, text in chart.words().items()}
        title = words["title"]
        for key, text in words.items():
            for match in re.finditer(r"\b1 (\w+)", text) if key != "alt" else ():
                if match[1] in ("passaggi", "crews", "equipaggi", "prove", "passages", "trials"):
                    yield f"{chart.name}: {text!r} counts one as many"
        if chart.name == "gap-to-lead":
            yield from _wrong_lead_title(one, title)
            yield from _wrong_ends(one, chart)
        elif chart.name == "coefficient-effect":
            yield from _wrong_moved(one, title)
        elif chart.name == "sharpest-crews":
            best = extreme(one.precision, min)
            named = [one.crew(n) for n in best if one.crew(n) in title]
            error = one.shown(tenths(one.precision[best[0]]), 1)
            many = CUSTOMS[language].counts[len(best) - 1]
            if error not in title or (len(named) != len(best) and many not in title):
                yield f"{title!r}: {best} with {error} is right"
        elif chart.name == "trial-errors":
            for pick in (max, min):
                found = extreme(one.medians, pick)
                if len(found) > 1 and any(one.named(code) in title for code in found):
                    yield f"{title!r}: {found} are level"
        elif chart.name == "trial-penalties":
            said = re.match(r"(?:\w+ \w+(?: \w+)?: )?(\d+|One|Un|No|Nessun) ", title)
            spelt = {"One": 1, "Un": 1, "No": 0, "Nessun": 0}
            if said is None or int(spelt.get(said[1], said[1])) != one.zeros():
                yield f"{title!r}: {one.zeros()} perfect passages"
            if not title.endswith(f" {sum(map(len, one.errors.values()))}"):
                yield f"{title!r}: {sum(map(len, one.errors.values()))} passages"


def _wrong_lead_title(one: Recount, title: str) -> Iterator[str]:
    first = {n for n, place in one.places.items() if place == 1}
    said = {n for n in one.overall if re.search(rf"(?<!\w){re.escape(one.crew(n))}(?!\w)", title)}
    control = re.search(r"(?:control|controllo) (\w+)", title)
    if control is None:
        alone = len(one.leads) > 0 and set(one.leads[-1].numbers) == first and len(first) == 1
        level = one.counting and len(one.leading(one.counting[-1])) > 1
        if alone and len(one.places) > 1 and not level:
            yield f"{title!r}: {one.leads[-1]} is right"
        return
    if not one.leads or control[1] != one.leads[-1].first or not first <= said:
        yield f"{title!r}: {one.leads[-1:]} is right"
    inherits = "inherit" in title or "eredita" in title
    if one.leads and inherits != one.leads[-1].left:
        yield f"{title!r}: inherited or not"


def _wrong_ends(one: Recount, chart: Any) -> Iterator[str]:
    """Yield lines that do not end at the gap of their crew."""
    final = one.gaps(one.counting[-1])
    for trace in chart.figure.data:
        if trace.mode != "lines" or trace.name is None:
            continue
        who = [n for n in one.overall if one.crew(n) == plain(unescape(trace.name))]
        if len(who) != 1:
            continue
        if who[0] in one.places and abs(float(final[who[0]]) - list(trace.y)[-1]) > 1e-9:
            yield f"the line of {who[0]} ends at {list(trace.y)[-1]}"


def _wrong_moved(one: Recount, title: str) -> Iterator[str]:
    moved = 0
    for n in one.places:
        ahead = [
            sum(
                Decimal(one.overall[other][key]) < Decimal(one.overall[n][key])
                for other in one.places
            )
            for key in ("net", "total")
        ]
        moved += ahead[0] != ahead[1]
    told = re.search(r" (\d+) (?:post|place)", title)
    if (int(told[1]) if told else 0) != moved:
        yield f"{title!r}: {moved} is right"
