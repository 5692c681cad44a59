"""The sustainability report: an event's footprint in one language.

In a notebook::

    report = open_sustainability(event, language)
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
from reporting.publish.reports.step_results import computed

if TYPE_CHECKING:
    from reporting.charts.chart import Chart
    from reporting.footprint import Hit
    from reporting.story.footprint.telling import Footprint
    from reporting.story.journey.telling import Journey
    from reporting.story.opening_figures import OpeningFigure

KIND = "sustainability"
EXTRAS = ("sustainability",)
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

    @property
    def context(self) -> dict[str, Any]:
        """What every prose template of this report may name."""
        return {"fp": self.footprint}

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
            "extras": list(EXTRAS),
        }
        return Page(words)

    @property
    def cover_facts(self) -> list[str]:
        """Both totals and the interval, or that nothing is estimated."""
        fp, t = self.footprint, self.voice.text
        if not fp.estimated:
            return [t("nothing estimated")]
        interval = fp.interval("/uncertainty/total_location_kg")
        return [
            Markup("{} {}").format(
                t("location-based").capitalize(), fp.tonnes("/total_location_kg")
            ),
            Markup("{} {}").format(t("market-based"), fp.tonnes("/total_market_kg")),
            Markup("{} {}").format(t("interval 95 location"), interval),
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

    def draw(self, chart: Chart) -> Chart:
        """Return a chart, its words kept for the claims check."""
        self.texts.extend(chart.words().values())
        return chart

    def claims(self) -> list[Hit]:
        """Return the claims in everything that was shown so far."""
        from reporting.footprint import claims_check

        return claims_check("\n".join(self.texts), self.voice.language)

    def block(self, html: Markup) -> Block:
        """Return a block, its words kept for the claims check."""
        # Titles of frameworks are quotations, not sentences of ours.
        self.texts.append(plain(_QUOTED.sub("", html)))
        return super().block(html)


def open_sustainability(event: str, language: str) -> SustainabilityReport:
    """Open an event for the sustainability report.

    Parameters
    ----------
    event
        An event's id, or the path of a package's folder.
    language
        ``it`` or ``en``.

    Raises
    ------
    InputError
        Where the package has errors, or its activities cannot be accounted for.
    UsageError
        For an unknown event or language, or a package without activities.
    """
    from reporting.errors import UsageError
    from reporting.story.voice import Voice

    loaded = load_whole(event)
    if not loaded.has("activities"):
        raise UsageError(f"{loaded.id} has no activities: there is no footprint to tell.")
    report = SustainabilityReport(KIND, loaded, Voice(language))
    _ = report.footprint  # refuses what cannot be accounted for, before anything is shown
    return report
