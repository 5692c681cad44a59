"""The tasks of a build, each a function of plain values run in a fresh child of the warm process.

They take where the event is and bytes, and give bytes: the same call can be made in a process
here or on another machine that has the same inputs.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from reporting.engine.inputs import keyed
from reporting.engine.workers import Placement, placed
from reporting.language import LANGUAGES, in_each
from reporting.publish.warm import COMPOSING, PRINTING
from reporting.reads import watched

if TYPE_CHECKING:
    import pandas as pd

    from reporting.event import Event


# What much else waits for goes first, what is short and waited for by nobody last.
FIRST, NEXT, LAST = range(3)

HEADLINE = ("won", "status")
"""What the index says of an event, where a report's page says it: who won, how final that is."""


@dataclass(frozen=True)
class Survey:
    """What the build has to know of an event before it makes anything.

    Parameters
    ----------
    event, name, start, dates, timing, invented
        As in :class:`reporting.publish.building.manifest.Manifest`.
    kinds
        The kinds of report that it has data for.
    hashes
        ``table:<name>`` and ``holds:<name>`` -> hash.
    """

    event: str
    name: Mapping[str, str]
    start: str
    dates: Mapping[str, str]
    timing: str
    invented: bool
    kinds: tuple[str, ...]
    hashes: Mapping[str, str]


@dataclass(frozen=True)
class Answer:
    """What a task leaves.

    Parameters
    ----------
    files
        Name -> content.
    reads
        What it read, see :func:`reporting.engine.inputs.keyed`.
    told
        What else the build has to know; plain JSON.
    seconds
        How long it took.
    """

    files: Mapping[str, bytes]
    reads: tuple[str, ...] = ()
    told: Mapping[str, Any] = field(default_factory=dict)
    seconds: float = 0.0


@placed(Placement(COMPOSING))
def survey(where: str) -> Survey:
    """Load the event at `where` (an id or a path) and say what is to be built of it.

    Raises
    ------
    InputError
        Where what it says of itself cannot be read.
    """
    from reporting.event import load_as_run
    from reporting.publish.building import kinds
    from reporting.story.voice import Voice

    event = load_as_run(where)
    info = event.info
    return Survey(
        event=event.id,
        name=in_each(info.name.in_language),
        start=info.start.isoformat(),
        dates={language: Voice(language).days(info.start, info.end) for language in LANGUAGES},
        timing=info.provenance.timing,
        invented=info.provenance.timing == "simulated" and not event.has("published_results"),
        kinds=tuple(kind.name for kind in kinds.fitting(event)),
        hashes=table_hashes(event),
    )


@placed(Placement(PRINTING, FIRST))
def validate(where: str) -> Answer:
    """Examine the event: the step ``validate``.

    Raises
    ------
    InputError
        With every finding, where there are errors.
    """
    from reporting.engine.unpickling import packed
    from reporting.event import load_as_run
    from reporting.event.findings import refuse_errors
    from reporting.publish import gate
    from reporting.quality import examine

    began = time.perf_counter()
    event = load_as_run(where)
    with watched() as seen:
        examination = examine(event)
        findings = gate.findings(event, examined=examination.findings)
    refuse_errors(event.id, findings)
    reads = tuple(keyed(seen, event.folder))
    return Answer({"result": packed(examination)}, reads, seconds=time.perf_counter() - began)


@placed(Placement(COMPOSING))
def compute(where: str, steps: tuple[str, ...]) -> dict[str, Answer]:
    """Do some of the steps ``score``, ``trail``, ``measure``, ``account``, ``presence``.

    Raises
    ------
    InputError
        Where the event cannot be scored, measured or accounted for.
    """
    from reporting.engine.unpickling import packed

    event = _whole(where)
    answers = {}
    for step in steps:
        began = time.perf_counter()
        with watched() as seen:
            result = packed(COMPUTES[step](event))
        reads = tuple(keyed(seen, event.folder))
        answers[step] = Answer({"result": result}, reads, seconds=time.perf_counter() - began)
    return answers


def _score(event: Event) -> object:
    from reporting.scoring import score

    return score(event)


def _trail(event: Event) -> object:
    from reporting.scoring.trail import trail

    return trail(event)


def _measure(event: Event) -> object:
    from reporting.route import measure

    return measure(event)


def _account(event: Event) -> object:
    from reporting.footprint import statement

    return statement(event)


def _presence(event: Event) -> object:
    from reporting.story.footprint.territory import spans

    return spans(event)


COMPUTES: Mapping[str, Callable[[Event], object]] = {
    "score": _score,
    "trail": _trail,
    "measure": _measure,
    "account": _account,
    "presence": _presence,
}
"""What all reports of an event share: step -> what computes it."""


@placed(Placement(COMPOSING, FIRST))
def maps(where: str, language: str, route: bytes) -> Answer:
    """Draw an event's route for its race report: the step ``maps``."""
    from reporting.engine.unpickling import packed, unpacked
    from reporting.event import locate
    from reporting.publish.reports.route_maps import drawn
    from reporting.story.voice import Voice

    began = time.perf_counter()
    with watched() as seen:
        result = packed(drawn(unpacked(route), Voice(language)))
    reads = tuple(keyed(seen, locate(where)))
    return Answer({"result": result}, reads, seconds=time.perf_counter() - began)


@placed(Placement(COMPOSING, NEXT))
def execute(where: str, kind: str, language: str, results: Mapping[str, bytes]) -> Answer:
    """Run a report's notebook: the step ``execute``.

    Parameters
    ----------
    where
        An event's id, or its package's path.
    kind, language
        Which report.
    results
        Step -> its result, for the notebook's desk to take.

    Returns
    -------
    Answer
        The executed ``notebook`` and the ``document`` it shows.
    """
    import nbformat

    from reporting.engine.notebook.runner import execute as run
    from reporting.publish.building.kinds import KINDS
    from reporting.publish.pages import document
    from reporting.publish.pages.claims_on_page import claims_on_page, published_words
    from reporting.publish.reports import step_results
    from reporting.story.fact_register import stated
    from reporting.story.proper_names import proper_names

    began = time.perf_counter()
    event = _whole(where)
    step_results.remember(event, results)
    given = {"event": where, "language": language, **KINDS[kind].parameters}
    with TemporaryDirectory(prefix="reporting-") as folder, watched() as seen:
        executed = run(KINDS[kind].notebook, given, Path(folder) / "executed.ipynb", engine="here")
        notebook = executed.read_bytes()
        report = document.read(nbformat.reads(notebook.decode(), as_version=4))
        claims = claims_on_page(report, published_words(stated(event)), proper_names(event))
    return Answer(
        {"notebook": notebook, "document": document.dumped(report)},
        tuple(keyed(seen, event.folder)),
        {
            "title": report.words.get("report_title") or report.words["title"],
            **{key: report.words[key] for key in HEADLINE if report.words.get(key)},
            "claims": claims,
        },
        time.perf_counter() - began,
    )


@placed(Placement(PRINTING, LAST))
def html(shown: bytes, beside: tuple[str, ...] = ()) -> Answer:
    """Render a document for the screen, linked with what stands beside it: the step ``html``.

    With it comes the picture that networks show beside a link to the page.
    """
    from reporting.publish.pages import document
    from reporting.publish.pages.page import screen_page
    from reporting.publish.pages.social_card import social_card

    began = time.perf_counter()
    report = document.loaded(shown)
    files = {"html": screen_page(report, beside).encode(), "card": social_card(report.words)}
    return Answer(files, seconds=time.perf_counter() - began)


@placed(Placement(PRINTING, NEXT))
def pdf(shown: bytes, drawings: Mapping[str, str]) -> Answer:
    """Render a document for print, its figures as drawn: the step ``pdf``.

    Raises
    ------
    ToolMissingError, StepFailedError
        As :func:`reporting.publish.pages.printing.printed`.
    """
    from reporting.publish.pages import document
    from reporting.publish.pages.printing import printed

    began = time.perf_counter()
    gc.disable()  # a tenth to a sixth of the time, for some MB of a process that ends here
    content = printed(document.loaded(shown), drawings)
    return Answer({"pdf": content}, seconds=time.perf_counter() - began)


@placed(Placement(COMPOSING, LAST))
def data(where: str, results: Mapping[str, bytes]) -> Answer:
    """Write the event's data files: the step ``data``."""
    from reporting.publish.data.files import write
    from reporting.publish.reports import step_results

    began = time.perf_counter()
    event = _whole(where)
    step_results.remember(event, results)
    with TemporaryDirectory(prefix="reporting-") as folder, watched() as seen:
        write(event, Path(folder))
        files = {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in sorted(Path(folder).rglob("*"))
            if path.is_file()
        }
    reads = tuple(keyed(seen, event.folder))
    return Answer(files, reads, seconds=time.perf_counter() - began)


def _whole(where: str) -> Event:
    """Load an event for a step; what else keeps it from being reported, ``validate`` tells."""
    from reporting.event import load_as_run
    from reporting.event.findings import refuse_errors

    event = load_as_run(where)
    refuse_errors(event.id, event.findings)
    return event


_DATED_BY = {"passages": ("starts", "controls"), "starts": ("controls",)}
"""Tables whose instants depend on the rows of others: a time after midnight is the next day's."""


def table_hashes(event: Event) -> dict[str, str]:
    """Return ``table:<name>`` -> hash of its rows, ``holds:<name>`` -> whether it has any."""
    from reporting.event.moment import CUT

    own = {name: _table_hash(event, name) for name in event.tables}
    hashes = {}
    for name in event.tables:
        whole = "".join(own[one] for one in (name, *_DATED_BY.get(name, ())))
        whole += str(event.moment) if name in CUT else ""
        hashes[f"table:{name}"] = sha256(whole.encode()).hexdigest()
        hashes[f"holds:{name}"] = str(event.has(name))
    return hashes


def _table_hash(event: Event, name: str) -> str:
    """Return a hash of a table: of its file, or of its rows where a workbook holds many tables."""
    source = event.sources.get(name)
    if source is None:
        return ""
    if source.suffix.lower() == ".csv":
        return sha256(source.read_bytes()).hexdigest()
    return sha256(_as_text(event[name]).encode()).hexdigest()


def _as_text(frame: pd.DataFrame) -> str:
    return str(frame.to_csv())
