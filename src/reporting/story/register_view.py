"""The fact register as templates read it: facts by key, in a reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from reporting.story.facts import Fact
from reporting.story.print_sources import in_print
from reporting.story.published_facts import UNSAID_UNITS, joined, typed_value

if TYPE_CHECKING:
    from reporting.story.fact_register import RegisteredFact
    from reporting.story.voice import Voice

MADE_UP = ("simulated", "screening")
"""Provenances of what nobody measured or published."""


class RegisterView:
    """What of a register may be told to everybody, as facts that templates print.

    Parameters
    ----------
    facts
        The register.
    voice
        The reader's language.
    simulated
        Whether simulated and screening figures may be told, too.
    """

    def __init__(
        self, facts: Iterable[RegisteredFact], voice: Voice, *, simulated: bool = False
    ) -> None:
        self.voice = voice
        self._facts: dict[str, list[RegisteredFact]] = {}
        for fact in facts:
            if fact.audience == "public" or (simulated and fact.provenance in MADE_UP):
                self._facts.setdefault(fact.key, []).append(fact)

    def fact(self, key: str) -> Fact | None:
        """Return a fact, what other sources say beside it; None where nothing is known.

        What follows by difference is left out where somebody published the figure itself.
        """
        facts = self._facts.get(key, [])
        published = [fact for fact in facts if fact.provenance != "computed"]
        return joined([self._printed(fact) for fact in published or facts])

    def every(self, key: str) -> list[Fact]:
        """Return the facts of a list, in its order."""
        return [self._printed(fact) for fact in self._facts.get(key, ())]

    def rows(self, prefix: str) -> dict[str, dict[str, Fact]]:
        """Return what belongs together under a prefix: ``place.1.4`` -> part -> fact."""
        rows: dict[str, dict[str, Fact]] = {}
        for key in self.keys(f"{prefix}."):
            row, _, part = key.rpartition(".")
            rows.setdefault(row, {})[part] = self._printed(self._facts[key][0])
        return rows

    def highest(self, prefix: str, keys: Iterable[str]) -> Fact | None:
        """Return the greatest figure of those keys of a prefix that there are."""
        known = [fact for key in keys if (fact := self.fact(f"{prefix}{key}")) is not None]
        return max(known, key=lambda fact: fact.number, default=None)

    def provenance(self, key: str) -> str:
        """Return where a fact comes from; empty where it is not known."""
        facts = self._facts.get(key)
        return facts[0].provenance if facts else ""

    def addresses(self) -> Mapping[str, str]:
        """Return each source that can be read somewhere, with its address."""
        every = (fact for facts in self._facts.values() for fact in facts if fact.address)
        return {in_print(fact.source, self.voice.language): fact.address for fact in every}

    def keys(self, prefix: str) -> Iterator[str]:
        """Yield the keys that begin so, each once, in the register's order."""
        return (key for key in self._facts if key.startswith(prefix))

    def _printed(self, fact: RegisteredFact) -> Fact:
        words = fact.spellings.get(self.voice.language, fact.value)
        return Fact(
            fact.key,
            typed_value(words, fact.kind, fact.unit, self.voice),
            in_print(fact.source, self.voice.language),
            "" if fact.unit in UNSAID_UNITS else fact.unit,
            fact.decimals,
            fact.qualifier,
        )
