"""The timing-quality report: what the checks found, in one language.

It opens packages with errors too: what is wrong with them is what the report is about. In a
notebook::

    report = open_quality(event, language)
    show(report.chapter("verdict"), report.pulls())
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from reporting.errors import InputError
from reporting.publish.reports.race import RaceReport
from reporting.publish.reports.report import Report
from reporting.publish.reports.step_results import computed, event_of

if TYPE_CHECKING:
    from reporting.quality.examination import Examination
    from reporting.story.opening_figures import OpeningFigure
    from reporting.story.quality.telling import Quality

KIND = "timing-quality"
_FEW = 6


@dataclass(frozen=True, repr=False)
class QualityReport(Report):
    """The timing quality of one event in one language."""

    @cached_property
    def examination(self) -> Examination:
        """What loader and suites found, and measured."""
        from reporting.quality import examine

        return computed("validate", self.event, examine)

    @cached_property
    def quality(self) -> Quality:
        """The timing quality as named facts and lists."""
        from reporting.story.anonymous_names import localised_event
        from reporting.story.quality.telling import tell

        event = localised_event(self.event, self.voice.language)
        return tell(event, self.examination, self.voice)

    @property
    def scored(self) -> bool:
        """Whether the event can be scored: it has times and no errors, nor has its rulebook."""
        try:
            return not self.quality.of("error") and self.scored_race.timed
        except InputError:
            return False

    @property
    def context(self) -> dict[str, Any]:
        """What every prose template of this report may name."""
        return {"quality": self.quality, "f": self.quality.facts}

    @property
    def cover_facts(self) -> list[str]:
        """The verdict."""
        return [self.quality.verdict]

    @property
    def brief(self) -> bool:
        """Whether the findings are few enough to stand below the verdict."""
        return len(self.quality.findings) <= _FEW

    @property
    def opening_figures(self) -> list[OpeningFigure]:
        """The figures that matter, each with one line of meaning."""
        from reporting.story.opening_figures import of_quality

        return of_quality(self.quality)

    @cached_property
    def scored_race(self) -> RaceReport:
        """The event's race report, for the decisions where it can be scored."""
        return RaceReport("race", self.event, self.voice)


def open_quality(event: str, language: str) -> QualityReport:
    """Open an event for the timing-quality report, whether it has errors or not.

    Parameters
    ----------
    event
        An event's id, or the path of a package's folder.
    language
        ``it`` or ``en``.

    Raises
    ------
    InputError
        Where ``event.toml`` cannot be read.
    UsageError
        For an unknown event or language, or a package without times.
    """
    from reporting.errors import UsageError
    from reporting.event import load_as_run, locate
    from reporting.story.voice import Voice

    loaded = event_of(locate(event)) or load_as_run(event)
    if not loaded.has("passages"):
        raise UsageError(f"{loaded.id} has no times (passages): there is no timing to judge.")
    return QualityReport(KIND, loaded, Voice(language))
