"""The race report: results, podium, trail of decisions, in one language."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from reporting.errors import UsageError, no_such
from reporting.language import EN_DASH
from reporting.publish.reports import route_maps
from reporting.publish.reports.block import Block, Page
from reporting.publish.reports.report import Report, load_whole
from reporting.publish.reports.step_results import computed
from reporting.story.cell_text import gap

if TYPE_CHECKING:
    from reporting.charts.maps.drawn_map import DrawnMap
    from reporting.scoring import Standings
    from reporting.scoring.trail import Trail
    from reporting.story.opening_figures import OpeningFigure
    from reporting.story.race.podium import PodiumPlace
    from reporting.story.race.telling import Race
    from reporting.story.race.trophies import TrophyCard

SHOWN_ON_COVER = 3
"""Crews of the podium on the cover; where more share it, the first place alone."""

COVER = "cover"
"""The place of the cover's photograph, which stands there instead of the map."""

MAIN = "race"
"""The report itself, beside its annex."""

_REPORTS = (MAIN, "race-annex")

COVER_COUNTS = (
    ("crews", "n crews"),
    ("legs", "n legs"),
    ("time_trials", "n time trials"),
    ("average_trials", "n average trials"),
)
"""What the cover counts, with its words; the last two are not facts where times are simulated."""


@dataclass(frozen=True, repr=False)
class RaceReport(Report):
    """The race of one event, in one language."""

    @cached_property
    def standings(self) -> Standings | None:
        """The computed standings; None where the event has no times."""
        from reporting.scoring import score
        from reporting.story.anonymous_names import localised_standings

        if not self.event.has("passages"):
            return None
        standings = computed("score", self.event, score)
        return localised_standings(standings, self.event, self.voice.language)

    @cached_property
    def trail(self) -> Trail:
        """The decisions with what each of them moved; empty where there are none."""
        from reporting.scoring.trail import Trail, trail

        if not self.timed:
            return Trail((), None)
        return computed("trail", self.event, trail)

    @cached_property
    def race(self) -> Race:
        """The race as named facts and tables."""
        from reporting.story.anonymous_names import localised_event
        from reporting.story.race.telling import tell

        event = localised_event(self.event, self.voice.language)
        return tell(event, self.standings, self.route, self.voice)

    @property
    def timed(self) -> bool:
        """Whether there are times to show."""
        return self.standings is not None

    @property
    def context(self) -> dict[str, Any]:
        """What every prose template of this report may name."""
        return {"race": self.race, "f": self.race.facts}

    def page(self) -> Page:
        """Return what is said once for the page: the index's headline, what its maps bring."""
        first = [crew.entered for step in self.race.podium[:1] for crew in step.named]
        headline = {"won": self.voice.list(first), "status": self.cover_status, "extras": ["map"]}
        return Page({**super().page().words, **headline})

    @property
    def opening_figures(self) -> list[OpeningFigure]:
        """The figures that matter, each with one line of meaning."""
        from reporting.story.opening_figures import of_race

        return of_race(self.race)

    @property
    def lead_title(self) -> str:
        """The title of the chapter on the lead: an event that goes on, or of nobody, is not won."""
        if not self.timed:
            return self.voice.text("race podium")
        ending = " so far" if self.race.after else "" if self.race.podium else " of nobody"
        return self.voice.text(f"race lead{ending}")

    @property
    def cover_facts(self) -> list[str]:
        """Where it went, how many took part in how much, how far."""
        facts, voice = self.race.facts, self.voice
        ends = [facts[key] for key in ("start_place", "finish_place") if facts.get(key)]
        counts = COVER_COUNTS[: 2 if self.race.simulated else None]
        counted = [(facts.get(key), message) for key, message in counts]
        total = facts.get("total_km")
        between = Markup(" {} ").format(EN_DASH).join(end.markup(voice) for end in ends if end)
        return [
            *([between] if between else []),
            *(fact.counted(voice, message) for fact, message in counted if fact and fact.number),
            *([total.leading.markup(voice)] if total else []),
        ]

    @property
    def cover_status(self) -> str:
        """How far the results have got."""
        from reporting.story.decision_trail import status_words

        return status_words(self.standings, self.voice)

    def cover(self, **given: Any) -> Block:
        """Return the cover; the report's own has the map and who won on it."""
        if self.kind != MAIN:
            return super().cover(**given)
        places = self._places
        if len(places) > SHOWN_ON_COVER:
            places = [place for place in places if place.position == 1]
        won = self._cards(places[:SHOWN_ON_COVER])
        styles = ["won"] if won.html else []
        shown = self.photograph(COVER).html
        drawn = None if shown else self.maps.cover
        if shown:
            styles.append("photographed")
            given["line"] = shown
        elif drawn is not None:
            styles.append("mapped")
            given["line"] = drawn.drawing.svg(drawn.alt)
        return super().cover(slot=won.html, style=" ".join(styles), **given)

    def photograph(self, place: object) -> Block:
        """Return the photographs that the package brings for a place: ``cover``, a leg's number."""
        from reporting.event.photographs import read_picture

        shown = [
            {"content": b64encode(content).decode(), "credit": one.credit, "alt": one.alt}
            for one in self.event.info.pictures
            if one.place == str(place) and (content := read_picture(self.event.folder, one.file))
        ]
        shown = shown[:1] if place == COVER else shown
        return self.fragment("photographs", pictures=shown)

    @cached_property
    def maps(self) -> route_maps.RouteMaps:
        """The route as it is drawn for this report."""
        step = route_maps.step_of(self.voice.language)
        return computed(step, self.event, lambda _: route_maps.drawn(self.route, self.voice))

    def map(self) -> DrawnMap | None:
        """Return the map of the route; None where its places are not known."""
        return route_maps.noticed(self.maps.map, self._tracked)

    def strip(self) -> DrawnMap | None:
        """Return the heights along the route; None where there is nothing to see of them."""
        return route_maps.noticed(self.maps.strip, self._tracked)

    @property
    def _tracked(self) -> str:
        """The notice beside what is drawn from tracks."""
        return route_maps.notice_of(self.route, self.voice)

    @cached_property
    def trophies(self) -> list[TrophyCard]:
        """The trophies and side rankings, computed ones first."""
        from reporting.story.race.trophies import trophy_cards

        return trophy_cards(self.race)

    def trophy_cards(self) -> Block:
        """Return the trophies and side rankings as cards."""
        return self.fragment("trophies", cards=self.trophies)

    @property
    def _places(self) -> list[PodiumPlace]:
        return [crew for step in self.race.podium for crew in step.named]

    def _cards(self, places: list[PodiumPlace]) -> Block:
        race = self.race
        if not places:
            return Block(Markup(""))
        return self.fragment(
            "podium",
            places=places,
            word=race.score_word,
            shown=gap(self.voice, lower_wins=race.lower_wins),
            notice=race.notice,
        )


def open_report(kind: str, event: str, language: str) -> RaceReport:
    """Open an event for a report.

    Parameters
    ----------
    kind
        The report's name (``race``, or ``race-annex``).
    event
        An event's id, or the path of a package's folder.
    language
        ``it`` or ``en``.

    Raises
    ------
    InputError
        Where the package has errors; its findings come with it.
    UsageError
        For an unknown report, event or language.
    """
    from reporting.story.voice import Voice

    if kind not in _REPORTS:
        raise UsageError(no_such("race report", kind, _REPORTS))
    return RaceReport(kind, load_whole(event), Voice(language))
