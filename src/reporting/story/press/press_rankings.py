"""Who came where, as a press kit has it: published results; measured standings where none are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from reporting.frames import records
from reporting.scoring.rulebook_file import load_rulebook
from reporting.story.names import ranking_name
from reporting.story.press.press_parts import PressCrew, Trophy

if TYPE_CHECKING:
    from reporting.event import Event
    from reporting.scoring import Rulebook
    from reporting.story.facts import Fact
    from reporting.story.register_view import RegisterView

OVERALL = "overall"
ON_THE_PODIUM = 3


@dataclass(frozen=True)
class PressRankings:
    """The rankings of an event, as far as its register may tell them.

    Parameters
    ----------
    event
        The package, without errors.
    view
        What of its register may be told, in the reader's language.
    """

    event: Event
    view: RegisterView

    @cached_property
    def podium(self) -> list[PressCrew]:
        """The crews on the first three places, in order."""
        return self._ranked(OVERALL) or self.scored(f"standing.{OVERALL}")

    @property
    def published(self) -> bool:
        """Whether somebody published who won."""
        return bool(self._ranked(OVERALL))

    @cached_property
    def trophies(self) -> list[Trophy]:
        """The other rankings, each with its winners: published ones, else those of the times."""
        names = dict.fromkeys(str(row["ranking"]) for row in self._results())
        trophies = [
            Trophy(name, [crew for crew in self._ranked(name) if crew.position == 1])
            for name in names
            if name != OVERALL
        ]
        return [trophy for trophy in trophies if trophy.crews] or list(self._side_rankings())

    @cached_property
    def unit(self) -> str:
        """What the standings count, in the reader's language; empty where nothing was timed."""
        return (
            ""
            if self._rulebook is None
            else self.view.voice.text("points" if self._rulebook.higher_is_better else "penalties")
        )

    @cached_property
    def _rulebook(self) -> Rulebook | None:
        return load_rulebook(self.event) if self.event.has("passages") else None

    def scored(self, prefix: str) -> list[PressCrew]:
        """Return the first three of the standings under a prefix, where they may be told."""
        places = [
            (int(parts["position"].number), key.rpartition(".")[2], parts)
            for key, parts in self.view.rows(prefix).items()
            if "position" in parts and parts["position"].number <= ON_THE_PODIUM
        ]
        crews = []
        for position, number, score in sorted(places, key=lambda place: place[:1]):
            key, team = f"entry.{number}", score.get("team")
            parts = {"driver": team} if team else self.view.rows("entry").get(key, {})
            if "driver" in parts:
                crews.append(self._crew(key, position, parts, score))
        return crews

    def _side_rankings(self) -> Iterator[Trophy]:
        """Yield the rankings beside the overall one that the standings may tell."""
        keys = (key.split(".")[1] for key in self.view.rows("standing"))
        for ranking in dict.fromkeys(keys):
            first = [crew for crew in self.scored(f"standing.{ranking}") if crew.position == 1]
            if ranking != OVERALL and first and self._rulebook:
                called = ranking_name(self._rulebook, ranking, self.view.voice.language)
                yield Trophy(called, first)

    def _results(self) -> list[dict[str, object]]:
        event = self.event
        return records(event["published_results"]) if event.has("published_results") else []

    def _ranked(self, ranking: str) -> list[PressCrew]:
        rows = self.view.rows(f"result.{ranking}")
        ranked = [(int(key.rpartition(".")[2]), key, parts) for key, parts in rows.items()]
        return [
            self._crew(key, position, parts, self._score_of(str(parts["driver"])))
            for position, key, parts in sorted(ranked, key=lambda row: row[0])
            if position <= ON_THE_PODIUM
        ]

    def _crew(
        self, key: str, position: int, parts: Mapping[str, Fact], score: Mapping[str, Fact]
    ) -> PressCrew:
        simulated = self.event.info.provenance.timing == "simulated"
        return PressCrew(key, position, parts, score, self.view.voice, simulated, self.unit)

    def _score_of(self, driver: str) -> Mapping[str, Fact]:
        """Return what standings say of a crew that was published, where they may be told."""
        for key, parts in self.view.rows("entry").items():
            if "driver" in parts and str(parts["driver"]) == driver:
                number = key.rpartition(".")[2]
                return self.view.rows(f"standing.{OVERALL}").get(f"standing.{OVERALL}.{number}", {})
        return {}
