"""What is asked of a line whose own words say another thing than its factor, tier or quantity.

A row names its factor by a key, and tells people in words what it is: where the two contradict
each other (diesel counted as petrol, a business flight as economy), one of them is wrong. Which
words exclude which factors is data (``data/reference/plausibility.toml``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from reporting.event.worded import Strict, Words
from reporting.footprint.factor_names import folded
from reporting.language import in_each, listed

if TYPE_CHECKING:
    from reporting.event.findings import Finding
    from reporting.footprint.activities import Activity
    from reporting.footprint.lines import InventoryLine

Ask = Callable[..., "Finding"]

_JOINED = re.compile(r"(\w+ )?(e|ed|and|und|con|with|mit|piu|plus|\d+)( \w+)?|")
"""What stands between two kinds where a line holds both: folded words, signs gone."""


class Kind(Words):
    """A kind of thing: what people call it, and the factors that are of it."""

    words: tuple[str, ...]
    keys: tuple[str, ...]


class Family(Words):
    """Kinds that exclude one another."""

    kinds: tuple[Kind, ...]


class Doubts(Strict):
    """Words that say that a quantity was not all used, or not measured."""

    unused: tuple[str, ...]
    rough: tuple[str, ...]


def questions(
    activities: Sequence[Activity],
    given: Sequence[InventoryLine],
    families: Sequence[Family],
    doubts: Doubts,
    ask: Ask,
) -> Iterator[Finding]:
    """Yield what is asked of the descriptions of lines.

    Parameters
    ----------
    activities
        All of an event.
    given
        Their lines, without those made by rule: they know the factor.
    families
        Kinds that exclude one another.
    doubts
        Words that put a quantity in doubt.
    ask
        Makes a finding of an activity, a code, a column and details.
    """
    for line in {line.activity.id: line for line in given}.values():
        key = line.market_factor.key or line.market_factor.id
        for family in families:
            if found := _contradicted(line.activity, key, family):
                code, named, own = found
                details = {"said": _called(named), "of": _called(own), "key": key}
                yield ask(line.activity, code, "factor", **details)
    for one in activities:
        if one.quantity is None:
            continue
        text = _text(one)
        if _any(doubts.unused).search(text):
            yield ask(one, "footprint-perhaps-unused", "quantity")
        if one.tier == "measured" and _any(doubts.rough).search(text):
            yield ask(one, "footprint-described-estimate", "tier")


def _contradicted(
    activity: Activity, key: str, family: Family
) -> tuple[str, list[Kind], list[Kind]] | None:
    """Return what is asked, the kinds that the words name, and those of the factor."""
    own = [kind for kind in family.kinds if any(re.match(one, key) for one in kind.keys)]
    text = _text(activity)
    spots = _named(text, family)
    named = list({kind.en: kind for _, kind in spots}.values())
    if not own or not named:
        return None
    if not any(kind in own for kind in named):
        return "footprint-words-differ", named, own
    if any(
        one != other and _JOINED.fullmatch(text[end:begin].strip())
        for ((_, end), one), ((begin, _), other) in pairwise(spots)
    ):
        return "footprint-words-of-two", named, own
    return None


def _named(text: str, family: Family) -> list[tuple[tuple[int, int], Kind]]:
    """Return where a text names which kinds, in order; of words within others, the longest."""
    met = [
        (match.span(), kind) for kind in family.kinds for match in _any(kind.words).finditer(text)
    ]
    taken: list[tuple[tuple[int, int], Kind]] = []
    for (start, end), kind in sorted(met, key=lambda one: one[0][0] - one[0][1]):
        if all(end <= first or last <= start for (first, last), _ in taken):
            taken.append(((start, end), kind))
    return sorted(taken, key=lambda one: one[0])


def _text(activity: Activity) -> str:
    return folded(activity.description)


def _called(kinds: Sequence[Kind]) -> dict[str, str]:
    return in_each(
        lambda language: listed([kind.in_language(language) for kind in kinds], language)
    )


@cache
def _any(patterns: tuple[str, ...]) -> re.Pattern[str]:
    """Return one expression for all patterns, the longest first, as whole words."""
    ordered = "|".join(sorted(patterns, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{ordered})(?!\w)")
