"""Scoring an event, from its tables to its standings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from reporting.caveats import Caveat
from reporting.errors import UsageError, described
from reporting.event import refuse_unloaded
from reporting.event.findings import refuse_errors
from reporting.scoring import applied
from reporting.scoring.controls import score_passage_controls, score_time_controls
from reporting.scoring.course import course_of
from reporting.scoring.decisions import read_decisions
from reporting.scoring.group_targets import scored_by_group
from reporting.scoring.knockouts import set_apart
from reporting.scoring.problems import Problems
from reporting.scoring.rankings import Scored, all_rankings
from reporting.scoring.rulebook import Rulebook
from reporting.scoring.rulebook_file import load_rulebook
from reporting.scoring.sheet import ScoreSheet
from reporting.scoring.standings import Standings
from reporting.scoring.tally import coefficients, discard, tally
from reporting.scoring.times import Clock, times_of
from reporting.scoring.trials import score_average_trials, score_time_trials
from reporting.scoring.unknowns import unknown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reporting.event import Event, EventInfo
    from reporting.scoring.standings import Status
    from reporting.scoring.times import Times

_TABLES = ("entries", "controls", "detections", "starts", "passages", "decisions")


def score(event: Event, rulebook: Rulebook | None = None) -> Standings:
    """Score an event, exactly (contract, section 2).

    Parameters
    ----------
    event
        A loaded event without errors. One whose provenance says that it has no times, and that
        has none, gets standings with empty rankings.
    rulebook
        The rules; by default the event's own (:func:`load_rulebook`).

    Returns
    -------
    Standings
        Rankings, results, caveats.

    Raises
    ------
    InputError
        If the event or its rulebook has errors, or lacks what the score needs (a coefficient, a
        due start, a target, a rule for a kind of control); its findings name each place.
    UsageError
        For what is no loaded event, or no rulebook.
    """
    refuse_unloaded(event, "score")
    given: object = rulebook
    if not isinstance(given, Rulebook | None):
        raise UsageError(
            f"score takes a rulebook as load_rulebook gives it, not {described(given)}."
        )
    refuse_errors(event.id, event.findings)
    rulebook = rulebook or load_rulebook(event)
    scored_event = event if _is_scorable(event) else _emptied(event)
    problems = Problems(scored_event)
    scored, times = _score(scored_event, rulebook, problems)
    rankings = all_rankings(scored, problems)
    problems.stop_if_any()
    issued = event.info.standings if event.info.provenance.timing == "timekeeper" else None
    return Standings(
        event=event.id,
        status=_status(event.info),
        rankings=rankings,
        caveats=(*_caveats(event, rulebook, times), *unknown(scored_event, scored, rankings)),
        scored=scored,
        revision=issued.revision if issued else None,
        issued_at=issued.moment(event.info.zone) if issued else None,
        moment=event.moment,
    )


def _status(info: EventInfo) -> Status:
    """Return how final the standings are; simulated times never become more than that."""
    timing = info.provenance.timing
    return info.standings.status if timing == "timekeeper" else timing


def _is_scorable(event: Event) -> bool:
    untimed = event.info.provenance.timing == "none"
    return not untimed or event.has("passages") or event.has("decisions")


def _emptied(event: Event) -> Event:
    return event.narrowed(**{name: event[name].iloc[:0] for name in _TABLES})


def _score(event: Event, rulebook: Rulebook, problems: Problems) -> tuple[Scored, Times]:
    entries = event["entries"].sort_values("number", kind="stable")
    crews = pd.Index(entries["number"].to_numpy(dtype=np.int64))
    course = course_of(event, rulebook, problems)
    by = coefficients(event, entries, problems)
    decisions = read_decisions(event, course, crews, problems)
    times = times_of(event, course, crews, problems)
    problems.stop_if_any()
    clock = Clock.of(rulebook)
    times = applied.with_set_times(times, decisions).through(clock, course)
    sheet = ScoreSheet.blank(course, crews)
    sheet.apart[:] = set_apart(list(course.controls["code"]), rulebook.knockout)
    applied.annul(sheet, decisions)
    _fill(sheet, times, clock, problems)
    if rulebook.target:
        _fill_groups(event, rulebook, sheet, times, problems)
    if event.moment is not None:
        applied.leave_ahead(sheet, event.moment.waiting)
    added = applied.decide_penalties(sheet, decisions, problems)
    problems.stop_if_any()
    discard(sheet, rulebook.discard)
    status = applied.statuses(entries, sheet, decisions)
    return Scored(rulebook, entries, sheet, tally(sheet, rulebook, added), by, status), times


def _fill(sheet: ScoreSheet, times: Times, clock: Clock, problems: Problems) -> None:
    # The course refused every control whose kind the rulebook does not rule.
    for rule, at in sheet.course.ruled("PC"):
        score_time_trials(sheet, times, clock.of_section(rule), rule, at)
    for rule, at in sheet.course.ruled("PM"):
        score_average_trials(sheet, times, clock.of_section(rule), rule, at)
    sheet.detections.sort(key=lambda one: one.at)
    score_time_controls(sheet, times, clock, problems)
    for rule, at in sheet.course.ruled("CT"):
        score_passage_controls(sheet, times, rule, at)


def _fill_groups(
    event: Event, rulebook: Rulebook, sheet: ScoreSheet, times: Times, problems: Problems
) -> None:
    def fill(other: Event) -> ScoreSheet:
        scored = ScoreSheet.blank(course_of(other, rulebook, problems), sheet.crews)
        scored.annulled[:] = sheet.annulled
        _fill(scored, times, Clock.of(rulebook), problems)
        return scored

    scored_by_group(event, rulebook, sheet, fill, problems)


def _caveats(event: Event, rulebook: Rulebook, times: Times) -> Iterator[Caveat]:
    provenance = event.info.provenance
    if provenance.timing == "simulated":
        yield Caveat("timing-simulated", {"note": provenance.note.model_dump()})
    elif provenance.timing == "none":
        yield Caveat("timing-absent", {"note": provenance.note.model_dump()})
        if not _is_scorable(event):
            return
    elif not event.has("passages"):
        yield Caveat("timing-no-passage")
    if event.moment is not None and event.moment.waiting:
        yield Caveat("crews-on-the-way", {"numbers": ", ".join(map(str, event.moment.on_the_way))})
    if rulebook.assumed is not None:
        what = rulebook.assumed.model_dump()
        yield Caveat("rulebook-assumed", {"name": rulebook.name.model_dump(), "what": what})
    if times.unused:
        yield Caveat("passages-unused", {"count": times.unused})
