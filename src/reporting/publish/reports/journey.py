"""The journey report: the Grande Viaggio Alpino beside an event, in one language.

In a notebook::

    report = open_journey(event, language, legs=legs, depth=depth)
    show(report.chapter("opening"), report.pulls())
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from reporting.language import EN_DASH
from reporting.publish.reports.block import Block, Page
from reporting.publish.reports.race import RaceReport
from reporting.publish.reports.report import Report, load_whole
from reporting.story.prose import prose

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reporting.charts.chart import Chart
    from reporting.story.journey.stages import Stage
    from reporting.story.journey.telling import Journey
    from reporting.story.opening_figures import OpeningFigure
    from reporting.story.race.telling import Race

FULL = "grande-viaggio-alpino"
BRIEF = "grande-viaggio-alpino-brief"
"""The report at full length, and as two pages for a desk."""

DEPTHS = {"full": FULL, "brief": BRIEF}
EXTRAS = ("journey",)
"""Style sheets and script of the report, beside those that all reports share."""


@dataclass(frozen=True, repr=False)
class JourneyReport(Report):
    """The journey beside one event, in one language.

    Parameters
    ----------
    legs
        Numbers of the legs to tell, or ``all``.
    """

    legs: Sequence[int] | str = "all"

    @cached_property
    def journey(self) -> Journey:
        """The journey as named facts and lists."""
        from reporting.story.journey.telling import tell

        return tell(self.event, self.route, self.voice, self.legs)

    @property
    def context(self) -> dict[str, Any]:
        """What every prose template of this report may name."""
        return {"journey": self.journey, "f": self.journey.facts}

    @property
    def notice(self) -> str:
        """Nothing: the journey states no time."""
        return ""

    def page(self) -> Page:
        """Return what is said once for the whole page."""
        journey, voice = self.journey, self.voice
        short = voice.text("journey in two pages") if self.kind == BRIEF else ""
        title = f"{journey.name} \u2013 {short or journey.event_name}"
        words = {
            **super().page().words,
            "title": title,
            "report_title": f"{journey.name}, {short}" if short else journey.name,
            "running_head": f"{journey.name} \u00b7 {journey.event_name}",
            "notice_text": voice.text("journey band"),
            "description": f"{journey.name}: {journey.event_name}, {self.dates}",
            "extras": [*EXTRAS, *(["brief"] if self.kind == BRIEF else [])],
        }
        return Page(words)

    @property
    def dates(self) -> str:
        """The days of the journey."""
        days = [day.date for day in self.journey.days if day.date]
        return self.voice.days(min(days), max(days)) if days else ""

    def cover(self, **_: str) -> Block:
        """Return the cover: the journey's name, the route as a line, what it counts."""
        journey = self.journey
        return super().cover(kicker=journey.event_name, heading=journey.name, style="journey-cover")

    @property
    def cover_facts(self) -> list[str]:
        """Where it went, and how much was met on the way."""
        stages, facts = self.journey.stages, self.journey.facts
        counted = [
            (facts["legs"], "n legs"),
            (facts["met"], "journey n met"),
            (facts["countries"], "journey n countries"),
            (facts["themes"], "journey n leg themes"),
        ]
        return [
            *([f"{stages[0].start} {EN_DASH} {stages[-1].finish}"] if stages else []),
            *(
                fact.counted(self.voice, message)
                for fact, message in counted
                if fact and fact.number
            ),
        ]

    @property
    def cover_status(self) -> str:
        """That this is editorial work and no result."""
        return self.voice.text("journey editorial")

    @property
    def opening_figures(self) -> list[OpeningFigure]:
        """The figures that matter, each with one line of meaning."""
        from reporting.story.opening_figures import of_journey

        return of_journey(self.journey)

    @cached_property
    def race(self) -> Race:
        """The event's race, for what was published of its route."""
        return RaceReport("race", self.event, self.voice).race

    def masthead(self) -> Block:
        """Return the head of the brief."""
        return self.fragment("journey-masthead", words=self.page().words)

    def explorer(self) -> Block:
        """Return the map and, at full length, what on screen leads from it to the encounters."""
        from reporting.charts.journey.map import journey_map

        linked = self.kind == FULL
        return self.fragment("journey-explorer", map=journey_map(self.journey), linked=linked)

    def leg(self, stage: Stage) -> Block:
        """Return the opening of one leg: what it was, its map, the heights of its passes."""
        from reporting.charts.journey.map import stage_map

        body = prose(self.kind, "leg", self.voice, **self.context, stage=stage)
        return self.fragment(
            "journey-leg", stage=stage, body=body, map=stage_map(self.journey, stage)
        )

    def links(self, stage: Stage) -> Block:
        """Return where a day's subjects come up elsewhere; nothing where they do not."""
        return self.prose("links", stage=stage) if stage.links else Block(Markup(""))

    def topic(self, topic: str, chart: Chart | None) -> tuple[Block | Chart, ...]:
        """Return one topic of the territory: heading, chart, cards; nothing without a figure."""
        shown = self.cards(topic)
        if chart is None and not shown.html:
            return ()
        head = self.prose("section", topic=topic)
        return (head, *([chart] if chart else []), shown)

    def selection(self) -> Block:
        """Return the few indicators of the two pages."""
        from reporting.story.journey.tables import selection

        return self.fragment("journey-cards", cards=selection(self.journey))

    def people(self, stage: Stage) -> Block:
        """Return who was met on one day, a card each."""
        return self.fragment("journey-people", stage=stage)

    def cards(self, topic: str) -> Block:
        """Return the indicators of a topic that no chart shows, each with year and source."""
        from reporting.story.journey.tables import cards

        shown = cards(self.journey, topic)
        return self.fragment("journey-cards", cards=shown) if shown else Block(Markup(""))


def open_journey(
    event: str, language: str, *, legs: Sequence[int] | str = "all", depth: str = "full"
) -> JourneyReport:
    """Open an event for the journey report.

    Parameters
    ----------
    event
        An event's id, or the path of a package's folder.
    language
        ``it`` or ``en``.
    legs
        Numbers of the legs to tell, or ``all``; the closing conference is told always.
    depth
        ``full``, or ``brief`` for two pages.

    Raises
    ------
    InputError
        Where the package has errors; its findings come with it.
    UsageError
        For an unknown event, language, leg or depth, or a package without encounters.
    """
    from reporting.errors import UsageError
    from reporting.story.voice import Voice

    if depth not in DEPTHS:
        raise UsageError(f"depth is {' or '.join(map(repr, DEPTHS))}, not {depth!r}.")
    loaded = load_whole(event)
    if not loaded.has("encounters"):
        raise UsageError(f"{loaded.id} has no encounters: there is no journey to tell.")
    report = JourneyReport(DEPTHS[depth], loaded, Voice(language), legs)
    _ = report.journey  # refuses unknown legs here, before anything is shown
    return report
