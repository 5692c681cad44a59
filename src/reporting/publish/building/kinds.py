"""The kinds of report: which notebook makes each, and which events have data for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Self

from reporting import paths
from reporting.errors import UsageError

if TYPE_CHECKING:
    from reporting.event import Event


COMMITMENTS = (
    "policies", "targets", "actions", "stakeholders", "material_topics", "indicators_social",
    "suppliers", "sites", "statements",
)  # fmt: skip
"""The tables of environment, people, communities and governance."""


@dataclass(frozen=True, slots=True)
class ReportKind:
    """One kind of report.

    Parameters
    ----------
    name
        Its name on the command line and of its files.
    has_data
        Tells whether an event's package has what the report is about.
    needs
        What the package must hold for it, as a refusal says it.
    made_by
        The notebook's name where it differs from the report's.
    parameters
        What the notebook is told beside event and language.
    uses
        The steps whose results its desk asks for; ``maps``: those in the report's language.
    any_event
        Whether it is made of any event that it is asked for: it says what is missing.
    """

    name: str
    has_data: Callable[[Event], bool]
    needs: str
    made_by: str = ""
    parameters: Mapping[str, object] = field(default_factory=dict)
    uses: tuple[str, ...] = ("score", "trail", "measure")
    any_event: bool = False

    @property
    def notebook(self) -> Path:
        """The notebook that makes it, with parameters ``event`` and ``language``."""
        return paths.notebooks_folder() / f"{self.made_by or self.name}.ipynb"


def _raced(event: Event) -> bool:
    return event.has("passages") or event.has("published_results")


def _travelled(event: Event) -> bool:
    return event.has("encounters")


def _accounted(event: Event) -> bool:
    return event.has("activities") or _committed(event)


def _committed(event: Event) -> bool:
    return any(event.has(table) for table in COMMITMENTS)


def _timed(event: Event) -> bool:
    return event.has("passages")


@dataclass(frozen=True, slots=True, order=True)
class ReportKey:
    """One report of an event: its language and its kind; written ``it/race``."""

    language: str
    kind: str

    def __str__(self) -> str:
        """Return it as manifests, files and messages name it."""
        return f"{self.language}/{self.kind}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the key that was written.

        Examples
        --------
        >>> ReportKey.parse("it/race").files
        ('it/race.html', 'it/race.png', 'it/race.pdf', 'notebooks/race.it.ipynb')
        """
        language, _, kind = text.partition("/")
        return cls(language, kind)

    @property
    def files(self) -> tuple[str, str, str, str]:
        """The page, its picture, the PDF, the executed notebook: relative to the event's folder."""
        notebook = f"notebooks/{self.kind}.{self.language}.ipynb"
        return f"{self}.html", f"{self}.png", f"{self}.pdf", notebook


_JOURNEY = "grande_viaggio_alpino"

KINDS = {
    kind.name: kind
    for kind in (
        ReportKind(
            "race",
            _raced,
            "times (passages) or published results",
            uses=("score", "trail", "measure", "maps"),
        ),
        ReportKind("race-annex", _raced, "times (passages) or published results", "race_annex"),
        ReportKind(
            "sustainability",
            _accounted,
            "activities",
            uses=("account", "measure", "presence"),
            any_event=True,
        ),
        ReportKind(
            "sustainability-brief",
            _committed,
            "a table of policies, targets, actions or people",
            "sustainability",
            {"depth": "brief"},
            ("account", "measure", "presence"),
            any_event=True,
        ),
        ReportKind("grande-viaggio-alpino", _travelled, "encounters", _JOURNEY),
        ReportKind(
            "grande-viaggio-alpino-brief", _travelled, "encounters", _JOURNEY, {"depth": "brief"}
        ),
        ReportKind(
            "timing-quality",
            _timed,
            "times (passages)",
            "timing_quality",
            uses=("validate", "score", "trail", "measure"),
        ),
    )
}


def refuse_unknown(names: Sequence[str]) -> None:
    """Refuse a name that no kind of report has.

    Raises
    ------
    UsageError
        Naming it, and the kinds that there are.
    """
    for name in names:
        if name not in KINDS:
            raise UsageError(f"There is no report {name!r}; there is {', '.join(KINDS)}.")


def fitting(event: Event) -> tuple[ReportKind, ...]:
    """Return the kinds that the package of `event` has data for.

    One that has none for any gets the report that says what it could not cover.
    """
    found = tuple(kind for kind in KINDS.values() if kind.has_data(event))
    return found or (KINDS["sustainability"],)


def wanted(event: str, has_data: Sequence[str], names: Sequence[str]) -> tuple[ReportKind, ...]:
    """Return the kinds to build for `event`: those named, or every one that it has data for.

    Parameters
    ----------
    event
        The event's id.
    has_data
        The kinds that it has data for.
    names
        The kinds asked for; none for all of them.

    Raises
    ------
    UsageError
        For one named that the event has no data for.
    """
    for name in names:
        if name not in has_data and not KINDS[name].any_event:
            raise UsageError(
                f"{event} has no data for the report {name!r}: it needs {KINDS[name].needs}."
            )
    return tuple(kind for kind in KINDS.values() if kind.name in (names or has_data))
