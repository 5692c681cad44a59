"""What a press kit tells of an event: everything in it is a fact of the register.

Results are those that somebody published; measured standings where nobody did. What is simulated
is told only where that was asked for.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from markupsafe import Markup

from reporting.language import EN_DASH, THIN_SPACE
from reporting.story.decision_trail import moment_words
from reporting.story.event_names import with_article
from reporting.story.event_words import EventWords
from reporting.story.fact_register import register
from reporting.story.press.press_legs import PLANNED, PressLegs
from reporting.story.press.press_parts import PressCrew, PressLeg, Trophy, marked_words
from reporting.story.press.press_rankings import PressRankings
from reporting.story.print_sources import in_print
from reporting.story.published_facts import statements
from reporting.story.register_view import RegisterView

if TYPE_CHECKING:
    from reporting.event import Event
    from reporting.story.fact_register import RegisteredFact
    from reporting.story.facts import Fact
    from reporting.story.voice import Voice

MOST_VALUES = 2
"""Values of a disputed figure that are still told one by one."""


@dataclass(frozen=True)
class PressStory(EventWords):
    """An event, ready to be told to the press in one language.

    Parameters
    ----------
    event
        The package, without errors.
    voice
        The reader's language.
    facts
        Its register.
    allowed
        Whether simulated and screening figures may be told.
    """

    event: Event
    voice: Voice
    facts: Sequence[RegisteredFact]
    allowed: bool = False

    @cached_property
    def view(self) -> RegisterView:
        """What of the register may be told."""
        return RegisterView(self.facts, self.voice, simulated=self.allowed)

    @cached_property
    def rankings(self) -> PressRankings:
        """Who came where."""
        return PressRankings(self.event, self.view)

    @cached_property
    def legs(self) -> list[PressLeg]:
        """The legs in order."""
        return PressLegs(self.event, self.view, self.rankings).in_order()

    @property
    def podium(self) -> list[PressCrew]:
        """The crews on the first three places, in order."""
        return self.rankings.podium

    @property
    def trophies(self) -> list[Trophy]:
        """The other rankings, each with its winners."""
        return self.rankings.trophies

    @property
    def unit(self) -> str:
        """What the standings count, in the reader's language; empty where nothing was timed."""
        return self.rankings.unit

    @property
    def title(self) -> Markup:
        """The event's name."""
        return self._named(self.name)

    @property
    def subject(self) -> Markup:
        """The event's name with the article that it takes in a sentence."""
        called = with_article(self.event.info.name, self.voice.language)
        return self._named(called)

    @property
    def days(self) -> Markup:
        """The event's days."""
        return marked_words("event.days", self.dates, self._own)

    def _named(self, name: str) -> Markup:
        return marked_words("event.name", name, self._own)

    @property
    def _own(self) -> str:
        """What the package's own words on the event are called as a source."""
        return in_print("event.toml", self.voice.language)

    @property
    def ends(self) -> Markup:
        """From where to where the event goes."""
        return Markup("{}\u00a0{} {}").format(self.legs[0].start, EN_DASH, self.legs[-1].finish)

    @property
    def marked(self) -> bool:
        """Whether pieces have to say that figures in them are made up: no piece has a footprint."""
        return self.allowed and any(fact.provenance == "simulated" for fact in self.facts)

    @property
    def notice(self) -> str:
        """The mark of every piece where figures are made up; empty otherwise."""
        return self.voice.text("press simulated") if self.marked else ""

    def fact(self, key: str) -> Fact | None:
        """Return a fact of the register; None where it is not known."""
        return self.view.fact(key)

    def every(self, key: str) -> list[Markup]:
        """Return the values of a list, each marked."""
        return [fact.markup(self.voice) for fact in self.view.every(key)]

    @property
    def edition(self) -> Markup | None:
        """The edition in words, as far as it is known."""
        fact = self.fact("edition")
        if fact is None:
            return None
        number = int(fact.number)
        words = self.voice.text("edition first" if number == 1 else "edition nth", n=number)
        return marked_words("edition", words, fact.source)

    @property
    def length(self) -> Markup | None:
        """The length of the route, as the sources have it."""
        return self.said(self.fact("total_km"))

    def said(self, fact: Fact | None) -> Markup | None:
        """Return a figure; where sources disagree both values, or from the least to the most."""
        if fact is None:
            return None
        if len(fact.variants) <= MOST_VALUES:
            return fact.markup(self.voice)
        least, most = fact.ordered[0], fact.ordered[-1]
        shown = f"{self.voice.number(least.number)}{EN_DASH}{self.voice.number(most.number)}"
        words = self.voice.text("by the sources", figure=f"{shown}{THIN_SPACE}{fact.unit}")
        return marked_words(fact.key, words, "; ".join(one.source for one in fact.variants))

    @property
    def disputed(self) -> list[Fact]:
        """The figures of the kit on which sources disagree."""
        facts = [self.fact("total_km"), *(leg.km for leg in self.legs), self.fact("expert_cars")]
        return [fact for fact in facts if fact is not None and fact.disputed]

    def cited(self, fact: Fact) -> Markup:
        """Return who says so."""
        return marked_words("source", fact.source, fact.source)

    @property
    def field(self) -> Markup | None:
        """How many cars, or crews, took part."""
        known = (("cars", "n press cars"), ("crews", "n crews"), ("field.starters", "n crews"))
        for key, message in known:
            if (fact := self.fact(key)) is not None:
                return fact.counted(self.voice, message)
        return None

    @property
    def unplaced(self) -> Markup | None:
        """How many crews started and were not classified; None where all were, or nobody knows."""
        starters, classified = self.fact("field.starters"), self.fact("field.classified")
        if starters is None or classified is None or starters.number == classified.number:
            return None
        return classified.counted(self.voice, "n press classified")

    @property
    def winners(self) -> list[PressCrew]:
        """The crews on the first place: several where they are level."""
        return [crew for crew in self.podium if crew.position == 1]

    @property
    def behind(self) -> list[PressCrew]:
        """The crews of the podium behind them."""
        return [crew for crew in self.podium if crew.position > 1]

    @cached_property
    def goes_on(self) -> bool:
        """Whether the podium is of standings before the event's end: nobody has won yet."""
        return self.event.moment is not None and not self.rankings.published

    @property
    def after(self) -> str:
        """After which leg or control the standings are, where the event goes on."""
        moment = self.event.moment
        return moment_words(moment, self.voice) if moment and self.goes_on else ""

    @property
    def provisional(self) -> bool:
        """Whether the podium is of measured standings that nobody has called official."""
        computed = bool(self.podium) and not self.rankings.published and not self.simulated
        return computed and self.event.info.standings.status != "official"

    @property
    def run(self) -> list[PressLeg]:
        """The legs that have been run to their end."""
        moment = self.event.moment
        if moment is None or not self.goes_on:
            return self.legs
        last = moment.leg if moment.whole_leg else moment.leg - 1
        return [leg for leg in self.legs if int(leg.number.number) <= last]

    @property
    def dateline(self) -> Markup:
        """Where and when the last leg ended that was run; where the first one began."""
        leg = (self.run or self.legs[:1])[-1]
        town = leg.finish if self.run else leg.start
        return Markup("{}, {}").format(town, leg.date.markup(self.voice))

    def planned(self, leg: PressLeg) -> list[Markup]:
        """Return the controls of a leg by kind: how many, and what they are called."""
        return [fact.counted(self.voice, PLANNED[kind]) for kind, fact in leg.controls.items()]

    @property
    def highest(self) -> tuple[Fact, Fact] | None:
        """The highest pass on the way and its height, where heights are published."""
        known = [(name, height) for leg in self.legs for name, height in leg.passes if height]
        return max(known, key=lambda one: one[1].number, default=None)

    @property
    def kinds(self) -> list[str]:
        """The kinds of control on the way, each once."""
        return list(dict.fromkeys(kind for leg in self.legs for kind in leg.kinds))

    @property
    def met(self) -> bool:
        """Whether people were met on the way."""
        return any(leg.met for leg in self.legs)

    @property
    def next_season(self) -> Markup | None:
        """When the next edition is, as far as it was said."""
        fact = self.fact("next_edition_season")
        return fact.markup(self.voice) if fact else None

    def label(self, fact: Fact) -> Markup | str:
        """Return what a disputed figure is called."""
        leg = re.fullmatch(r"leg\.(\d+)\.km", fact.key)
        if leg:
            number = self.view.fact(f"leg.{leg[1]}.number")
            words = self.voice.text("length of leg", n="{}")
            said = Markup(words[:1].upper() + words[1:])  # noqa: S704 - the catalogue's
            return said.format(number.markup(self.voice) if number else leg[1])
        every = statements(self.event, self.voice)
        label = next(one.label for one in every if one.key == fact.key)
        return label[:1].upper() + label[1:]

    @property
    def areas(self) -> list[Markup]:
        """Countries of an international route, else regions."""
        return self.every("country") if len(self.every("country")) > 1 else self.every("region")

    @property
    def handles(self) -> list[str]:
        """The partners' handles, in their order."""
        known = (self.fact(f"handle.{fact.value}") for fact in self.view.every("partner"))
        return [str(fact) for fact in known if fact]

    @property
    def hashtags(self) -> list[str]:
        """The event's own hashtags; its name as one where none is published."""
        published = [str(fact) for fact in self.view.every("hashtag")]
        return published or ["#" + re.sub(r"[^0-9A-Za-z]", "", self.event.info.name.en.title())]

    @property
    def sources(self) -> list[tuple[str, str]]:
        """Who published what the kit says, each with an address."""
        return sorted(self.view.addresses().items())


def tell(event: Event, voice: Voice, *, allowed: bool = False) -> PressStory:
    """Gather what a press kit tells of an event.

    Parameters
    ----------
    event
        The package, fit for everything.
    voice
        The reader's language.
    allowed
        Whether simulated and screening figures may be told.
    """
    return PressStory(event, voice, register(event), allowed)
