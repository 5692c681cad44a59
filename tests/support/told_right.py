"""What the race report says, held against results that are added up anew, without its own code.

:func:`contradictions` reads every marked fact, every sentence that names a crew, every table and
every chart's title; what it does not understand of a sentence with a crew in it, it yields as well:
no statement goes unread.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from lxml import html as lxml_html

from support.chart_titles import wrong_charts
from support.crew_sentences import Sentences
from support.marked_facts import wrong_facts
from support.recount import Recount, plain
from support.result_tables import wrong_after, wrong_series, wrong_standings


def contradictions(recount: Recount, shown: Sequence[Any]) -> Iterator[str]:
    """Yield everything that a report says and the results contradict.

    Parameters
    ----------
    recount
        The event, added up anew.
    shown
        What the report's notebook shows (:func:`support.composed.composed`).
    """
    blocks = [one._repr_html_() for one in shown if hasattr(one, "_repr_html_")]
    charts = [one for one in shown if hasattr(one, "figure")]
    tree = lxml_html.fromstring(f"<main>{''.join(filter(None, blocks))}</main>")
    for drawing in tree.xpath("//svg"):
        drawing.getparent().remove(drawing)
    yield from wrong_facts(recount, tree)
    yield from wrong_standings(recount, tree)
    legs = [leg.number for leg in recount.event.info.legs]
    for leg in legs:
        yield from wrong_after(recount, tree, leg)
        yield from wrong_series(recount, tree, leg)
    yield from wrong_charts(recount, charts)
    yield from _wrong_sentences(recount, tree)


def _wrong_sentences(recount: Recount, tree: Any) -> Iterator[str]:
    names = {recount.crew(n) for n in recount.overall} | {recount.full(n) for n in recount.overall}
    reading = Sentences(recount, sorted(names, key=len, reverse=True))
    days = tree.xpath("//div[@class='day']")
    numbers = [leg.number for leg in recount.event.info.legs]
    own = tree.xpath("//p[not(ancestor::figure) and not(ancestor::ul[@class='trophies'])"
                     " and not(ancestor::section[contains(@class,'cover')])] | //ul[@class='turns']/li")  # fmt: skip  # noqa: E501
    for node in own:
        leg = None
        for above in node.iterancestors():
            if above in days and len(days) == len(numbers):
                leg = numbers[days.index(above)]
            elif (above.get("id") or "").startswith("leg-"):
                leg = int(above.get("id").removeprefix("leg-"))
        for notice in node.xpath("./span[@class='notice']"):
            notice.drop_tree()
        for sentence in _sentences(plain(node.text_content())):
            yield from reading.wrong(sentence, leg=leg)


def _sentences(text: str) -> list[str]:
    return [one.strip(" .") for one in text.split(". ") if one.strip(" .")]
