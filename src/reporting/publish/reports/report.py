"""What every report is: an event in a language, shown block after block.

Everything computed comes from the lower rooms; a report only keeps event, results and voice
together, so that a cell of a notebook is one short sentence::

    report = open_report("race", event, language)
    report.chapter("podium")
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from reporting.language import EN_DASH
from reporting.publish.reports.block import Block, Page
from reporting.publish.reports.step_results import computed, event_of
from reporting.story.event_words import EventWords
from reporting.story.prose import fragment, prose

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reporting.charts.chart import Chart
    from reporting.charts.maps.drawn_map import DrawnMap
    from reporting.event import Event
    from reporting.route import Route
    from reporting.story.opening_figures import OpeningFigure
    from reporting.story.table import Table
    from reporting.story.voice import Voice


@dataclass(frozen=True, repr=False)
class Report(EventWords, ABC):
    """One report on one event in one language: what all kinds of reports share.

    Parameters
    ----------
    kind
        The report's word: its folder of templates, its titles in the catalogue.
    event
        The loaded package.
    voice
        The reader's language.
    """

    kind: str
    event: Event
    voice: Voice

    @cached_property
    def route(self) -> Route:
        """The route's lengths, places and verdicts."""
        from reporting.route import measure

        return computed("measure", self.event, measure)

    @property
    @abstractmethod
    def context(self) -> dict[str, Any]:
        """What every prose template of this kind of report may name."""

    @property
    @abstractmethod
    def opening_figures(self) -> Sequence[OpeningFigure]:
        """The figures that matter, each with one line of meaning."""

    @property
    @abstractmethod
    def cover_facts(self) -> Sequence[str]:
        """What the cover says in one line."""

    @property
    def cover_status(self) -> str:
        """The first words of the cover's band."""
        return self.notice

    def page(self) -> Page:
        """Return what is said once for the whole page."""
        kind = self.voice.text(f"report {self.kind}")
        return Page(
            {
                "language": self.voice.language,
                "title": f"{self.name} {EN_DASH} {kind}",
                "event": self.name,
                "event_id": self.event.info.id,
                "report": self.kind,
                "report_title": kind,
                "dates": self.dates,
                "running_head": f"{self.name} \u00b7 {kind}",
                "notice": self.notice,
                "notice_text": self.provenance,
                "contents": self.voice.text("Contents"),
                "description": f"{kind}: {self.name}, {self.dates}",
                "author": "1000 Miglia Srl",
            }
        )

    def cover(self, **given: Any) -> Block:
        """Return the cover: title, dates, the route as a line, the facts in one line, status.

        Parameters
        ----------
        given
            ``kicker`` and ``heading`` where they are not the report's title and the event's name;
            ``style``, a class of the report's own; ``slot``, what stands above the facts;
            ``line``, what is drawn where it is not the route's outline.
        """
        from reporting.charts import outline

        words = self.page().words
        shown = {
            "kicker": words["report_title"],
            "heading": words["event"],
            "style": "",
            "slot": "",
        }
        shown |= given
        if "line" not in shown:
            alt = self.voice.text("outline alt", name=shown["heading"])
            shown["line"] = outline(self.route, alt)
        facts, status = self.cover_facts, self.cover_status
        return self.fragment("cover", words=words, facts=facts, status=status, **shown)

    def pulls(self) -> Block:
        """Return the opening figures."""
        return self.fragment("pulls", pulls=self.opening_figures)

    def chapter(self, name: str, *, run_on: bool = False, **given: Any) -> Block:
        """Return the opening of a chapter: heading, lead and prose.

        Parameters
        ----------
        name
            The chapter's word: its id, its prose template, its title in the catalogue.
        run_on
            Whether it may follow on the same page of the PDF; others begin a new one.
        given
            ``id`` and ``title`` for a chapter that stands several times; everything else is for
            the template.
        """
        id, title = given.pop("id", name), given.pop("title", "")  # noqa: A001
        body = prose(self.kind, name, self.voice, **self.context, **given)
        title = title or self.voice.text(f"{self.kind} {name}")
        return self.fragment("chapter", id=id, title=title, body=body, run_on=run_on)

    def prose(self, name: str, **given: Any) -> Block:
        """Return more prose within a chapter."""
        body = prose(self.kind, name, self.voice, **self.context, **given)
        return self.block(Markup('<div class="prose">{}</div>').format(body))

    def table(self, table: Table | None) -> Block:
        """Return a table for readers; nothing where there is no such table."""
        return self.block(
            table.html(self.voice) if table is not None and table.rows else Markup("")
        )

    def draw(self, chart: Chart | DrawnMap | None) -> Chart | DrawnMap | None:
        """Return a chart; None where there is none."""
        return chart

    def fragment(self, name: str, **given: Any) -> Block:
        """Return a block from a template that all languages share."""
        return self.block(fragment(name, self.voice, **{**self.context, **given}))

    def block(self, html: Markup) -> Block:
        """Return a block; every one but a chart passes through here."""
        return Block(html)


def load_whole(event: str) -> Event:
    """Load an event that is fit for everything that a report may show.

    Raises
    ------
    InputError
        Where the package has errors; its findings come with it.
    UsageError
        For an unknown event.
    """
    from reporting.event import locate
    from reporting.publish.gate import load_fit

    # A build hands over what it examines itself, once for all of its notebooks.
    return event_of(locate(event)) or load_fit(event)


def show(*blocks: Block | Chart | None) -> None:
    """Show several blocks from one cell, in order.

    Parameters
    ----------
    blocks
        What ``rp.table``, ``rp.chart`` or an answer's ``plot()`` gave, or any object; None, which
        stands for what an event does not have, is passed over.

    Examples
    --------
    >>> show(None)
    """
    from IPython.display import display

    for block in blocks:
        if block is not None:
            display(block)
