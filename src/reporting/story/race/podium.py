"""The podium: its steps, who stands on each, and how a sentence names them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reporting.frames import records
from reporting.story.cell_text import whole
from reporting.story.names import car, crew_full, crew_short, people

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from decimal import Decimal
    from typing import Any

    from reporting.event import Event
    from reporting.scoring import Standings
    from reporting.story.voice import Voice


MOST_NAMED = 3
"""Crews on one step of the podium that are still named; of more, only their number is told."""


@dataclass(frozen=True, slots=True)
class PodiumPlace:
    """A place on the podium, computed or as published."""

    position: int
    crew: str
    crew_full: str
    car: str
    total: Decimal | None = None
    gap: Decimal | None = None
    people: int = 2
    number: int | None = None

    @property
    def entered(self) -> str:
        """The crew with its car, where that is known."""
        return f"{self.crew_full} ({self.car})" if self.car else self.crew_full


@dataclass(frozen=True, slots=True)
class PodiumStep:
    """First, second or third place, and whoever shares it."""

    position: int
    crews: Sequence[PodiumPlace]

    @property
    def shared(self) -> bool:
        """Whether several crews stand on it."""
        return len(self.crews) > 1

    @property
    def named(self) -> Sequence[PodiumPlace]:
        """The crews, where they are few enough to be named."""
        return self.crews if len(self.crews) <= MOST_NAMED else ()

    @property
    def people(self) -> int:
        """How many people stand on it: a crew may be a driver alone."""
        return sum(crew.people for crew in self.crews)

    def who(self, voice: Voice) -> str:
        """Return the crews with their cars; how many they are where they are too many."""
        return crews_listed([crew.entered for crew in self.crews], voice)

    def names(self, voice: Voice) -> str:
        """Return the crews' surnames alone; how many they are where they are too many."""
        return crews_listed([crew.crew for crew in self.crews], voice)


def crews_listed(crews: Sequence[str], voice: Voice) -> str:
    """Return crews as a phrase; how many they are where they are too many to be named."""
    many = len(crews) > MOST_NAMED
    return voice.plural("n crews", len(crews), in_words=True) if many else voice.list(crews)


def podium(event: Event, standings: Standings | None) -> list[PodiumStep]:
    """Return the steps that are taken: computed, or as published where there are no standings."""
    if standings is None:
        table = event["published_results"]
        table = table[table["ranking"] == "overall"].sort_values("position")
    else:
        table = standings.rankings["overall"]
    steps: dict[int, list[PodiumPlace]] = {}
    for row in records(table.dropna(subset=["position"])):
        if row["position"] <= 3:
            steps.setdefault(int(row["position"]), []).append(_podium_place(row))
    return [PodiumStep(position, crews) for position, crews in steps.items()]


def _podium_place(row: Mapping[str, Any]) -> PodiumPlace:
    return PodiumPlace(
        int(row["position"]),
        crew_short(row),
        crew_full(row),
        car(row),
        row.get("total"),
        row.get("gap"),
        people(row),
        whole(row.get("number")),
    )
