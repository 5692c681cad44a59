"""The sustainability report: environment, people, communities, governance, in one language.

In a notebook::

    report = open_sustainability(event, language, depth=depth)
    show(report.chapter("emissions"), report.draw("waterfall"), report.table("categories"))

Everything that is shown passes through here, so that the claims check at the end reads the whole
text of the report.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from reporting.publish.pages.claims_on_page import plain
from reporting.publish.reports.block import Block, Page
from reporting.publish.reports.report import Report, load_whole
from reporting.publish.reports.route_maps import notice_of
from reporting.publish.reports.step_results import computed

if TYPE_CHECKING:
    from reporting.charts.chart import Chart
    from reporting.charts.maps.drawn_map import DrawnMap
    from reporting.footprint import Hit
    from reporting.story.footprint.commitments import OwnWords
    from reporting.story.footprint.telling import Footprint
    from reporting.story.footprint.territory import Territory
    from reporting.story.journey.telling import Journey
    from reporting.story.opening_figures import OpeningFigure

FULL, BRIEF = "sustainability", "sustainability-brief"
"""The report at full length, and as four pages for a board or a mayor."""

DEPTHS = {"full": FULL, "brief": BRIEF}
MEASURED = {
    "energy": ("energy", "fuel"),
    "water-waste": ("water", "waste", "materials"),
    "people": ("people",),
    "communities": ("local", "nights"),
    "governance": ("governance",),
}
"""The groups of metrics that do."""

BRIEF_MAP = (720, 350)
"""Width and height of the map in four pages [CSS pixels]: lower than elsewhere."""

EXTRAS = ("sustainability", "map")
_QUOTED = re.compile(r"<cite>.*?</cite>", re.DOTALL)


@dataclass(frozen=True, repr=False)
class SustainabilityReport(Report):
    """The sustainability report of one event, in one language."""

    texts: list[str] = field(default_factory=list, repr=False, compare=False)
    """Everything that was shown so far, as plain text."""

    @cached_property
    def footprint(self) -> Footprint:
        """The footprint in the reader's language."""
        from reporting.footprint import statement
        from reporting.story.footprint.telling import tell

        return tell(self.event, computed("account", self.event, statement), self.voice)

    @cached_property
    def journey(self) -> Journey | None:
        """The organiser's journey of listening beside the event; None without encounters."""
        from reporting.story.journey.telling import tell

        return tell(self.event, self.route, self.voice) if self.event.has("encounters") else None

    @cached_property
    def territory(self) -> Territory:
        """What the event crosses, from its route and its times."""
        from reporting.story.footprint.territory import Territory, spans

        made_up = self.footprint.notice if self.footprint.synthetic else ""
        passed = computed("presence", self.event, spans)
        return Territory(self.event, self.route, self.voice, passed, made_up)

    @property
    def context(self) -> dict[str, Any]:
        """What every prose template of this report may name."""
        return {"fp": self.footprint, "told": self}

    @cached_property
    def sections(self) -> dict[str, bool]:
        """The sections of the report, and whether each has something public to say."""
        from reporting.footprint.answers import said
        from reporting.frames import public_rows
        from reporting.story.footprint.commitments import AREAS, SAID

        fp, event = self.footprint, self.event
        known = {
            one["group"] for one in fp.statement["metrics"].values() if one["value"] is not None
        }
        areas = {AREAS[str(row["area"])] for row in public_rows(event["indicators_social"])}
        gaps = any(gap["id"] for gap in fp.statement["not_estimated"])
        found = dict.fromkeys(("strategy", "emissions", *MEASURED, "targets"), False)
        for name in found:
            tables = any(public_rows(event[table]) for table in SAID.get(name, ()))
            groups = known & set(MEASURED.get(name, ()))
            found[name] = bool(tables or groups or name in areas or said(event, name))
        found["emissions"] = fp.estimated or gaps
        found["communities"] |= self.territory.known
        return found

    @property
    def anything(self) -> bool:
        """Whether there is anything that an index could lead to."""
        return any(there for name, there in self.sections.items() if name != "communities")

    @property
    def uncovered(self) -> list[str]:
        """What the report does not cover: whole sections, then tables."""
        from reporting.story.footprint.commitments import uncovered

        found = uncovered(self.footprint, self.sections)
        lacking = self.sections["communities"] and not self.territory.knows_protected
        return [*found, *([self.voice.text("protected areas")] if lacking else [])]

    def map(self) -> DrawnMap | None:
        """Return the map of the route; None where its places are not known."""
        from reporting.charts import page_map

        # Without targets the map follows what opens the four pages; else it has a page of its own.
        size = BRIEF_MAP if self.kind == BRIEF and not self.sections["targets"] else None
        return page_map(self.route, self.voice, notice_of(self.route, self.voice), size=size)

    def masthead(self) -> Block:
        """Return the head of the four pages."""
        return self.fragment("sustainability-masthead", words=self.page().words)

    @property
    def unmeasured(self) -> list[str]:
        """The metrics that nobody knows, by name where they are few, else counted by group."""
        from reporting.story.footprint.commitments import unmeasured

        return unmeasured(self.footprint)

    def own_words(self, chapter: str) -> list[OwnWords]:
        """Return what the organiser says in a chapter, word for word."""
        from reporting.story.footprint.commitments import own_words

        return own_words(self.footprint, chapter)

    def words(self, chapter: str) -> Block:
        """Return what the organiser says in a chapter, each subject with its head."""
        own = self.own_words(chapter)
        return self.fragment("own-words", own=own) if own else Block(Markup(""))

    @property
    def notice(self) -> str:
        """What every page says where figures are made up or a screening estimate."""
        return self.footprint.notice

    def page(self) -> Page:
        """Return what is said once for the page; made-up data name their event in its head."""
        named = self.notice and self.footprint.synthetic
        words = {
            **super().page().words,
            "notice": f"{self.notice} \u00b7 {self.name}" if named else self.notice,
            "notice_text": self.footprint.nature_words,
            "extras": [*EXTRAS, *(["brief"] if self.kind == BRIEF else [])],
        }
        return Page(words)

    @property
    def cover_facts(self) -> list[str]:
        """Both totals, what they hold, and the interval; or that nothing is estimated."""
        from reporting.story.footprint.extent import extent

        fp, t = self.footprint, self.voice.text
        if not fp.estimated:
            return [t("nothing estimated")]
        interval, held = fp.interval("/uncertainty/total_location_kg"), extent(fp)
        return [
            Markup("{} {}").format(
                t("location-based").capitalize(), fp.tonnes("/total_location_kg")
            ),
            Markup("{} {}").format(t("market-based"), fp.tonnes("/total_market_kg")),
            Markup("{} {}").format(t("interval 95 location"), interval),
            *([held] if held else []),
        ]

    @property
    def cover_status(self) -> str:
        """Whether the figures are made up or a screening estimate."""
        return self.footprint.notice

    @property
    def opening_figures(self) -> list[OpeningFigure]:
        """The figures that matter, each with one line of meaning."""
        from reporting.story.opening_figures import of_footprint

        return of_footprint(self.footprint)

    def drivers(self) -> Block:
        """Return the largest categories, each with its share."""
        return self.fragment("sustainability-drivers")

    def draw(self, chart: Chart | DrawnMap | None) -> Chart | DrawnMap | None:
        """Return a chart, its words kept for the claims check; None where there is none."""
        if chart is not None:
            self.texts.extend(chart.words().values())
        return chart

    def claims(self) -> list[Hit]:
        """Return the claims in everything that was shown so far."""
        from reporting.footprint import claims_check
        from reporting.story.proper_names import proper_names

        names = proper_names(self.event)
        return claims_check("\n".join(self.texts), self.voice.language, names=names)

    def block(self, html: Markup) -> Block:
        """Return a block, its words kept for the claims check."""
        # Titles of frameworks are quotations, not sentences of ours.
        self.texts.append(plain(_QUOTED.sub("", html)))
        return super().block(html)


def open_sustainability(event: str, language: str, *, depth: str = "full") -> SustainabilityReport:
    """Open an event for the sustainability report.

    Parameters
    ----------
    event
        An event's id, or the path of a package's folder.
    language
        ``it`` or ``en``.
    depth
        ``full``, or ``brief`` for four pages.

    Raises
    ------
    InputError
        Where the package has errors, or its activities cannot be accounted for.
    UsageError
        For an unknown event, language or depth.
    """
    from reporting.errors import UsageError
    from reporting.story.voice import Voice

    if depth not in DEPTHS:
        raise UsageError(f"depth is {' or '.join(map(repr, DEPTHS))}, not {depth!r}.")
    report = SustainabilityReport(DEPTHS[depth], load_whole(event), Voice(language))
    _ = report.footprint  # refuses what cannot be accounted for, before anything is shown
    return report
