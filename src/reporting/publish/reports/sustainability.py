"""The desk of the sustainability report: the same blocks, over the footprint.

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
from html import unescape
from typing import TYPE_CHECKING, Any

from reporting.publish.reports.report import Block, Page, Report, load_whole
from reporting.publish.reports.step_results import computed
from reporting.story.prose import fragment

if TYPE_CHECKING:
    from markupsafe import Markup

    from reporting.charts.chart import Chart
    from reporting.footprint import Hit
    from reporting.story.footprint.telling import Footprint
    from reporting.story.table import Table

KIND = "sustainability"
EXTRAS = ("sustainability",)
_BREAK = re.compile(r"</(?:p|li|h\d|td|th|figcaption|small)>|<br>|<small>")
_QUOTED = re.compile(r"<cite>.*?</cite>", re.DOTALL)
_TAG = re.compile(r"<[^>]+>")


@dataclass(frozen=True)
class SustainabilityReport(Report):
    """The sustainability report of one event, in one language."""

    said: list[str] = field(default_factory=list, repr=False, compare=False)
    """Everything that was shown so far, as plain text."""

    @cached_property
    def footprint(self) -> Footprint:
        """The footprint in the reader's language."""
        from reporting.footprint import statement
        from reporting.story.footprint.telling import tell

        return tell(self.event, computed("account", self.event, statement), self.voice)

    @property
    def told(self) -> dict[str, Any]:
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
            "notice_text": self.voice.text(f"band {self.footprint.statement['nature']}"),
            "extras": list(EXTRAS),
        }
        return Page(words)

    def cover(self) -> Block:
        """Return the cover: title, dates, the route as a line, both totals, the notice."""
        from reporting.charts import outline

        line = outline(self.route, self.voice.text("outline alt", name=self.footprint.name))
        return self._shared("sustainability-cover", words=self.page().words, line=line)

    def pulls(self) -> Block:
        """Return the opening figures."""
        from reporting.story.footprint.pulls import footprint_pulls

        return self._shared("sustainability-pulls", pulls=footprint_pulls(self.footprint))

    def drivers(self) -> Block:
        """Return the largest categories, each with its share."""
        from reporting.story.footprint.pulls import drivers

        return self._shared("sustainability-drivers", drivers=drivers(self.footprint))

    def chapter(self, name: str, *, run_on: bool = False, **given: Any) -> Block:
        """Return the opening of a chapter: heading, lead and prose."""
        return self._keep(super().chapter(name, run_on=run_on, **given))

    def prose(self, name: str, **context: Any) -> Block:
        """Return more prose within a chapter."""
        return self._keep(super().prose(name, **context))

    def table(self, table: Table | None) -> Block:
        """Return a table for readers; nothing where there is no such table."""
        return self._keep(super().table(table))

    def draw(self, chart: Chart) -> Chart:
        """Return a chart, its words kept for the claims check."""
        self.said.extend(chart.words().values())
        return chart

    def claims(self) -> list[Hit]:
        """Return the claims in everything that was shown so far."""
        from reporting.footprint import claims_check

        return claims_check("\n".join(self.said), self.voice.language)

    def _shared(self, name: str, **given: Any) -> Block:
        return self._keep(Block(fragment(name, self.voice, **self.told, **given)))

    def _keep(self, block: Block) -> Block:
        # Titles of frameworks are quotations, not sentences of ours.
        self.said.append(plain(_QUOTED.sub("", block.html)))
        return block


def plain(html: Markup | str) -> str:
    r"""Return the text of a fragment, a line for each paragraph, item and cell.

    Examples
    --------
    >>> plain("<p>Uno &amp; due.</p><p>Tre.</p>")
    'Uno & due.\nTre.'
    """
    text = unescape(_TAG.sub("", _BREAK.sub("\n", str(html))))
    return "\n".join(" ".join(line.split()) for line in text.splitlines() if line.strip())


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
