"""Crews, trophies, legs and places as releases, bulletins and cards name them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from reporting.language import EN_DASH
from reporting.story.names import crew_short

if TYPE_CHECKING:
    from reporting.story.facts import Fact
    from reporting.story.voice import Voice


def marked_words(key: str, words: str, source: str) -> Markup:
    """Return words that print a fact, marked with its key and source."""
    return Markup('<span class="fact" data-fact="{}" title="{}">{}</span>').format(
        key, source, words
    )


@dataclass(frozen=True, slots=True)
class PressCrew:
    """A crew as a release names it.

    Parameters
    ----------
    key
        Its row in the register: ``result.overall.1``.
    position
        In the ranking.
    parts
        Driver, codriver, make, model, year, note: as far as they are known.
    score
        Total and gap where standings are measured, or may be told although simulated.
    gap_simulated
        Whether that is so.
    unit
        What is counted: penalties or points, in the reader's language.
    """

    key: str
    position: int
    parts: Mapping[str, Fact]
    score: Mapping[str, Fact]
    voice: Voice
    gap_simulated: bool = False
    unit: str = ""

    @property
    def place(self) -> Markup:
        """The position as readers write it."""
        return self._named("position", self.voice.ordinal(self.position))

    @property
    def numeral(self) -> Markup:
        """The position as a large figure."""
        return self._named("position", self.voice.number(self.position))

    @property
    def gap(self) -> Fact | None:
        """How far it is behind the winners, where that may be told."""
        gap = self.score.get("gap")
        return gap if gap is not None and gap.number and gap.number > 0 else None

    @property
    def behind(self) -> Markup | None:
        """The gap with what it counts."""
        return self._counted(self.gap)

    @property
    def total(self) -> Markup | None:
        """What it ended with, where that may be told and is no simulation."""
        return None if self.gap_simulated else self._counted(self.score.get("total"))

    def _counted(self, fact: Fact | None) -> Markup | None:
        said = Markup("{}\u00a0{}") if self.unit else Markup("{}")
        return None if fact is None else said.format(fact.markup(self.voice), self.unit)

    @property
    def people(self) -> int:
        """How many people it is: a driver may be alone."""
        return sum(part in self.parts for part in ("driver", "codriver"))

    @property
    def full(self) -> Markup:
        """The names in full: A and B."""
        names = [str(self.parts[part]) for part in ("driver", "codriver") if part in self.parts]
        return self._named("crew", self.voice.list(names))

    @property
    def short(self) -> Markup:
        """The surnames, as a headline has them."""
        return self._named("crew", crew_short(self.parts))

    @property
    def car(self) -> Markup:
        """The car with its year; empty where it is not known."""
        name = " ".join(str(self.parts[part]) for part in ("make", "model") if part in self.parts)
        if not name:
            return Markup("")
        year = self.parts.get("year")
        said = self.voice.text("car of year", car=name, year=year) if year else name
        return self._named("car", said)

    def _named(self, part: str, words: str) -> Markup:
        source = next(iter(self.parts.values())).source
        return marked_words(f"{self.key}.{part}", words, source)


@dataclass(frozen=True, slots=True)
class Trophy:
    """A ranking beside the overall one, and who came first in it."""

    ranking: str
    crews: Sequence[PressCrew]

    @property
    def name(self) -> Markup:
        """What it is called."""
        return marked_words(f"ranking.{self.ranking}", self.ranking, "")

    @property
    def note(self) -> Fact | None:
        """How it was won, as far as the source says."""
        return self.crews[0].parts.get("note")

    @property
    def value(self) -> Fact | None:
        """What it was won with, as far as the source says."""
        return self.crews[0].parts.get("value")


@dataclass(frozen=True, slots=True)
class PressPlace:
    """A place on the way: its name, its control, the trials that were announced there."""

    name: Markup
    control: str
    trials: Fact | None = None


@dataclass(frozen=True, slots=True)
class PressLeg:
    """A leg as a bulletin tells it.

    ``controls`` are the numbers of its controls by kind, ``after`` the first three of the
    standings at its end: both where times may be told; none after the last leg.
    """

    number: Fact
    date: Fact
    day: Markup
    start: Markup
    finish: Markup
    km: Fact | None
    way: Sequence[PressPlace]
    unesco: Sequence[Fact]
    passes: Sequence[tuple[Fact, Fact | None]]
    met: Sequence[Markup]
    controls: Mapping[str, Fact]
    after: Sequence[PressCrew]

    @property
    def ends(self) -> Markup:
        """From where to where."""
        return Markup("{}\u00a0{} {}").format(self.start, EN_DASH, self.finish)

    @property
    def kinds(self) -> list[str]:
        """The kinds of control on it, each once."""
        every = [*(place.control for place in self.way if place.control), *self.controls]
        return list(dict.fromkeys(every))

    @property
    def leaders(self) -> list[PressCrew]:
        """Who leads at its end: several where they are level."""
        return [crew for crew in self.after if crew.position == 1]
