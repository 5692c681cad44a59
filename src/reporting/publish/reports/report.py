"""The desk: what a notebook works at. It opens an event in a language and shows block after block.

Everything computed comes from the lower rooms; the desk only keeps event, results and voice
together, so that a cell of a notebook is one short sentence::

    report = open_report("race", event, language)
    report.chapter("podium")
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from reporting.publish.reports.step_results import computed, event_of
from reporting.story.event_words import EventWords
from reporting.story.prose import fragment, prose

if TYPE_CHECKING:
    from reporting.charts.chart import Chart
    from reporting.event import Event
    from reporting.route import Route
    from reporting.scoring import Standings
    from reporting.scoring.trail import Trail
    from reporting.story.race.telling import Race
    from reporting.story.table import Table
    from reporting.story.voice import Voice

PAGE_MIME = "application/vnd.reporting.page+json"


COVER_COUNTS = (
    ("crews", "n crews"),
    ("legs", "n legs"),
    ("time_trials", "n time trials"),
    ("average_trials", "n average trials"),
)
"""What the cover counts, with its words; the last two are not facts where times are simulated."""


@dataclass(frozen=True)
class Block:
    """A piece of a page: HTML from autoescaped templates."""

    html: Markup

    def _repr_html_(self) -> str:
        return str(self.html)


def laboratory_style() -> str:
    """Return the pages' common style, kept to the outputs of a notebook."""
    style = files("reporting").joinpath("assets", "common.css").read_text(encoding="utf-8")
    scoped = style.replace(":root {", "& {").replace("\nbody {", "\n& {")
    return f"<style>.jp-RenderedHTMLCommon {{\n{scoped}\n}}</style>"


@dataclass(frozen=True)
class Page:
    """What is said once for the whole page: language, titles, notice, running head."""

    words: dict[str, Any]

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        """Say the words; in JupyterLab, dress the blocks that follow as the pages dress them."""
        return {
            PAGE_MIME: self.words,
            "text/html": laboratory_style(),
            "text/plain": f"{self.words['title']}",
        }


@dataclass(frozen=True)
class Report(EventWords):
    """One report on one event in one language.

    Parameters
    ----------
    kind
        The report: ``race``, later others.
    event
        The loaded package; it has no errors.
    voice
        The reader's language.
    """

    kind: str
    event: Event
    voice: Voice

    @cached_property
    def standings(self) -> Standings | None:
        """The computed standings; None where the event has no times."""
        from reporting.scoring import score

        return computed("score", self.event, score) if self.event.has("passages") else None

    @cached_property
    def trail(self) -> Trail:
        """The decisions with what each of them moved; empty where there are none."""
        from reporting.scoring.trail import Trail, trail

        if not self.timed:
            return Trail((), None)
        return computed("trail", self.event, trail)

    @cached_property
    def route(self) -> Route:
        """The route's lengths, places and verdicts."""
        from reporting.route import measure

        return computed("measure", self.event, measure)

    @cached_property
    def race(self) -> Race:
        """The race as named facts and tables."""
        from reporting.story.race.telling import tell

        return tell(self.event, self.standings, self.route, self.voice)

    @property
    def timed(self) -> bool:
        """Whether there are times to show."""
        return self.standings is not None

    def page(self) -> Page:
        """Return what is said once for the whole page."""
        kind = self.voice.text(f"report {self.kind}")
        return Page(
            {
                "language": self.voice.language,
                "title": f"{self.name} \u2013 {kind}",
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

    def cover(self) -> Block:
        """Return the cover: title, dates, the route as a line, the facts in one line, status."""
        from reporting.charts import outline
        from reporting.story.decision_trail import status_words

        html = fragment(
            "cover",
            self.voice,
            words=self.page().words,
            facts=self.race.facts,
            line=outline(self.route, self.voice.text("outline alt", name=self.race.name)),
            status=status_words(self.standings, self.voice),
            counts=COVER_COUNTS[: 2 if self.race.simulated else None],
        )
        return Block(html)

    def pulls(self) -> Block:
        """Return the opening figures."""
        from reporting.story.race.pulls import pulls

        return Block(fragment("pulls", self.voice, pulls=pulls(self.race)))

    def podium(self) -> Block:
        """Return first, second and third."""
        places = [crew for step in self.race.podium for crew in step.named]
        word = self.race.score_word
        return Block(
            fragment("podium", self.voice, places=places, word=word) if places else Markup("")
        )

    @property
    def told(self) -> dict[str, Any]:
        """What every prose template of this kind of report may name."""
        return {"race": self.race, "f": self.race.facts}

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
        body = prose(self.kind, name, self.voice, **self.told, **given)
        title = title or self.voice.text(f"{self.kind} {name}")
        return Block(fragment("chapter", self.voice, id=id, title=title, body=body, run_on=run_on))

    def prose(self, name: str, **context: Any) -> Block:
        """Return more prose within a chapter."""
        body = prose(self.kind, name, self.voice, **self.told, **context)
        return Block(Markup('<div class="prose">{}</div>').format(body))

    def table(self, table: Table | None) -> Block:
        """Return a table for readers; nothing where there is no such table."""
        return Block(table.html(self.voice) if table is not None and table.rows else Markup(""))


def open_report(kind: str, event: str, language: str) -> Report:
    """Open an event for a report.

    Parameters
    ----------
    kind
        The report's name (``race``).
    event
        An event's id, or the path of a package's folder.
    language
        ``it`` or ``en``.

    Raises
    ------
    InputError
        Where the package has errors; its findings come with it.
    UsageError
        For an unknown event or language.
    """
    from reporting.story.voice import Voice

    return Report(kind, load_whole(event), Voice(language))


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
    """Show several blocks from one cell, in order; what an event does not have is None."""
    from IPython.display import display

    for block in blocks:
        if block is not None:
            display(block)
