"""The cover, the trophy cards and the annex, held against the recount of :mod:`told_right`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from lxml import html as lxml_html

from reporting.frames import present, records
from support.marked_facts import figure_in, wrong_facts
from support.recount import Recount, plain
from support.result_tables import rows_of


def contradictions_beside(recount: Recount, shown: Sequence[Any]) -> Iterator[str]:
    """Yield what a cover, cards or the annex's tables say and the results contradict.

    Parameters
    ----------
    recount
        The event, added up anew.
    shown
        What a notebook shows, the report's or the annex's.
    """
    blocks = [one._repr_html_() for one in shown if hasattr(one, "_repr_html_")]
    tree = lxml_html.fromstring(f"<main>{''.join(filter(None, blocks))}</main>")
    yield from _wrong_cover(recount, tree)
    yield from _wrong_cards(recount, tree)
    if tree.xpath("//figure[@id='table-precision' or @id='table-leaders']"):
        yield from wrong_facts(recount, tree)
    yield from _wrong_leaders(recount, tree)
    yield from _wrong_precision(recount, tree)
    yield from _wrong_trials(recount, tree)


def _text(node: Any, path: str) -> str:
    return plain(" ".join(found.text_content() for found in node.xpath(path)))


def _wrong_cover(one: Recount, tree: Any) -> Iterator[str]:
    cards = tree.xpath("//section[contains(@class, 'cover')]//ol[@class='podium']/li")
    totals = one.tables[one.counting[-1]] if one.counting else {}
    for card in cards:
        place = int(re.match(r"\d+", _text(card, "./span[@class='place']"))[0])  # type: ignore[index]
        named = _text(card, "./span[@class='crew']")
        who = [n for n, right in one.places.items() if right == place and one.full(n) == named]
        if not who:
            yield f"cover: {named!r} is not {place}"
        elif _text(card, ".//b") != one.shown(totals.get(who[0], Decimal(0)), 2):
            yield f"cover: {who[0]} has {totals.get(who[0])}"
    first = [n for n, place in one.places.items() if place == 1]
    if cards and len(first) <= len(cards):
        said = {_text(card, "./span[@class='crew']") for card in cards}
        if not {one.full(n) for n in first} <= said:
            yield f"cover: {first} won"


def _wrong_cards(one: Recount, tree: Any) -> Iterator[str]:
    controls = one.standings.controls
    for card in tree.xpath("//li[@class='trophy']"):
        name = _text(card, "./h3")
        own = [
            str(row["code"])
            for row in records(controls)
            if present(row["trophy"]) and plain(str(row["trophy"])) == name
        ]
        if own:
            sums = {
                n: sum((Decimal(one.cells[n, c]["penalty"]) for c in own
                        if one.cells[n, c]["counts"]), Decimal(0))
                for n in one.places
            }  # fmt: skip
            yield from (f"{name}: {why}" for why in _wrong_card(one, card, sums))


def _wrong_card(one: Recount, card: Any, sums: dict[int, Decimal]) -> Iterator[str]:
    best = {n for n, total in sums.items() if total == min(sums.values())}
    named = {_text(node, ".") for node in card.xpath("./p[@class='crew']")}
    known = {one.full(n) for n in best}
    counted = [text for text in named if re.fullmatch(r"\S+ (equipaggi|crews).*", text)]
    if not counted and not named <= known:
        yield f"{named} is first, {known} is right"
    results = card.xpath("./p[@class='result']")
    if results and figure_in(_text(results[0], "."), one.voice.language) != min(sums.values()):
        yield f"{_text(results[0], '.')!r}: {min(sums.values())} is right"
    for node in card.xpath("./p[@class='next']"):
        text = plain(node.text_content())
        who = [n for n in sums if one.full(n) in text]
        said = figure_in(_text(node, "./span[@class='result']"), one.voice.language)
        if said not in {sums[n] for n in who}:
            yield f"{text!r}: {[sums[n] for n in who]} is right"


def _wrong_leaders(one: Recount, tree: Any) -> Iterator[str]:
    rows = [(row[1], row[2]) for row in rows_of(tree, "leaders")]
    right = [(lead.first, lead.last) for lead in one.leads]
    if tree.xpath("//figure[@id='table-leaders']") and rows != right:
        yield f"the leaders' table has {rows}, {right} is right"


def _wrong_precision(one: Recount, tree: Any) -> Iterator[str]:
    for row in rows_of(tree, "precision"):
        who = [n for n in one.precision if one.crew(n) == row[1]]
        ranks = {1 + sum(other < one.precision[n] for other in one.precision.values()) for n in who}
        means = {(one.precision[n] / 100).quantize(Decimal("0.001")) for n in who}
        if int(row[0]) not in ranks:
            yield f"precision: {row[1]} is told at {row[0]}, {ranks} is right"
        said = figure_in(row[2], one.voice.language)
        if not any(abs(said - right) <= Decimal("0.001") for right in means):
            yield f"precision: {row}: {means} is right"
        zeros = {one.zeros(n) for n in who}
        if int(row[5]) not in zeros:
            yield f"precision: {row}: {zeros} is right"


def _wrong_trials(one: Recount, tree: Any) -> Iterator[str]:
    for row in rows_of(tree, "trials"):
        codes = [code for code in one.errors if one.named(code) == row[0]]
        rights = [one.medians[code] / 100 for code in codes]
        said = figure_in(row[1], one.voice.language)
        if not any(abs(said - right) <= Decimal("0.001") for right in rights):
            yield f"trials: {row}: {rights} is right"
