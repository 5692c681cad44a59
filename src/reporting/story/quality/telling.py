"""The timing quality of an event told: verdict, findings, completeness and clocks."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

from reporting.event.findings import Severity
from reporting.frames import records
from reporting.story.event_words import EventWords
from reporting.story.facts import Fact, Facts
from reporting.story.names import crew_short

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reporting.event import Event
    from reporting.event.findings import Finding
    from reporting.quality.examination import Examination
    from reporting.quality.suites import Outcome
    from reporting.story.voice import Voice

TIMING_TABLES = frozenset({"entries", "controls", "detections", "starts", "passages", "decisions"})
"""Tables that the timing rests on; findings of others are not this report's."""

OPTIONAL = ("completeness", "trials_compared", "largest_drift", "drifting", "stopped")


@dataclass(frozen=True, repr=False)
class Quality(EventWords):
    """One event's timing quality, ready to be told in one language.

    Parameters
    ----------
    event, examination
        The package and what its examination found.
    voice
        The reader's language.
    facts
        Every figure that prose may state.
    """

    event: Event
    examination: Examination
    voice: Voice
    facts: Facts

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """What was found in the tables that the timing rests on, and in ``event.toml``."""
        kept = TIMING_TABLES | {"event"}
        return tuple(one for one in self.examination.findings if one.table in kept)

    def of(self, severity: str) -> tuple[Finding, ...]:
        """Return the findings of one severity."""
        return tuple(one for one in self.findings if one.severity == severity)

    @property
    def grade(self) -> str:
        """The verdict: ``stop`` with errors, ``ask`` with warnings, else ``go``."""
        if self.of(Severity.ERROR):
            return "stop"
        return "ask" if self.of(Severity.WARNING) else "go"

    @property
    def verdict(self) -> str:
        """The verdict in one line."""
        voice = self.voice
        made_up = " simulated" if self.simulated and self.grade == "go" else ""
        return voice.text(
            f"quality verdict {self.grade}{made_up}",
            errors=voice.plural("quality n errors", len(self.of(Severity.ERROR))),
            warnings=voice.plural("quality n warnings", len(self.of(Severity.WARNING))),
        )

    @cached_property
    def crews(self) -> dict[int, str]:
        """Start number -> the crew's short name."""
        rows = records(self.event["entries"].dropna(subset=["number", "driver"]))
        return {int(row["number"]): crew_short(row) for row in rows}

    @property
    def decided(self) -> bool:
        """Whether the stewards decided anything."""
        return self.event.has("decisions")

    @property
    def drifting(self) -> list[str]:
        """Trials whose clock was found to be off."""
        return [str(one.value) for one in self.findings if one.code in _CLOCK_CODES]

    @property
    def shared_spreads(self) -> list[tuple[str, str]]:
        """Trials as widely spread as the one whose finish starts them: each with that one."""
        trials = self.examination.trials
        if trials is None:
            return []
        shared = trials[trials["line_scatter"].isna() & trials["scatter"].notna()]
        most = self.examination.limits["scatter"]
        rows = records(shared[shared["scatter"] > most])
        return [(str(row["control"]), str(row["before"])) for row in rows]

    @property
    def settled(self) -> list[str]:
        """Decisions that settle a finding, or stand for a time that is missing."""
        found = [one.details["decision"] for one in self.findings if one.code == _SETTLED]
        coverage = self.examination.coverage
        if coverage is not None:
            found += [name for names in coverage.settled.values() for name in names]
        named = {name for one in found for name in one.split(", ")}
        return [name for name in self.event["decisions"]["id"].astype(str) if name in named]

    def settled_check(self, table: str, check: str) -> list[str]:
        """Return the decisions that settle all that a check found; none where any is open."""
        found = [
            one.details["decision"]
            for one in self.findings
            if one.code == _SETTLED and (one.table, one.details["check"]) == (table, check)
        ]
        left = any((one.table, one.code) == (table, check) for one in self.findings)
        return [] if left else list(dict.fromkeys(found))


_CLOCK_CODES = frozenset({"clock-drift", "trial-shifted", "control-disordered", "control-late"})
_SETTLED = "settled-by-decision"


def tell(event: Event, examination: Examination, voice: Voice) -> Quality:
    """Gather the timing quality of an event.

    Parameters
    ----------
    event
        The package; it may have errors.
    examination
        What :func:`reporting.quality.examine` found in it.
    voice
        The reader's language.
    """
    return Quality(event, examination, voice, Facts(*_facts(event, examination, voice),
                                                    unknown=OPTIONAL))  # fmt: skip


def _facts(event: Event, examination: Examination, voice: Voice) -> list[Fact]:
    counted, computed = voice.text("source counted"), voice.text("quality source")
    kept = TIMING_TABLES | {"event"}
    tally = Counter(str(one.severity) for one in examination.findings if one.table in kept)
    facts = [
        Fact("passages", len(event["passages"]), counted),
        Fact("crews", _timed_crews(event), counted),
        Fact("controls", len(event["controls"]), counted),
        Fact("legs", len(event.info.legs), counted),
        Fact("decisions", len(event["decisions"]), counted),
        Fact("checks", len(checks_of(examination)), computed),
        Fact("judged", sum(one.rows for one in examination.outcomes), computed),
        Fact("findings", sum(tally.values()), computed),
        *(Fact(f"{one}s", tally[one], computed) for one in ("error", "warning", "note")),
    ]
    return facts + _coverage_facts(examination, computed) + _clock_facts(examination, computed)


def _timed_crews(event: Event) -> int:
    """Return how many crews were timed at all: who did not start has no times."""
    passages = event["passages"]
    return int(passages["number"][passages["time"].notna()].nunique())


def checks_of(examination: Examination) -> dict[tuple[str, str], list[Outcome]]:
    """Return the checks that ran, by table and check: one may judge several columns."""
    merged: dict[tuple[str, str], list[Outcome]] = {}
    for outcome in examination.outcomes:
        merged.setdefault((outcome.table, outcome.check), []).append(outcome)
    return merged


def _coverage_facts(examination: Examination, source: str) -> list[Fact]:
    coverage = examination.coverage
    if coverage is None or not coverage.running.any():
        return []
    running = coverage.running
    expected = int(coverage.expected.sum()) * int(running.sum())
    timed = int(coverage.timed[:, running].sum())
    share = (Decimal(timed) * 100 / Decimal(expected)).quantize(Decimal("0.01"))
    return [
        Fact("completeness", share, source, "%", decimals=2 if timed < expected else 0),
        Fact("expected", expected, source),
        Fact("missing", expected - timed, source),
        Fact("running", int(running.sum()), source),
        Fact("stopped", len(coverage.crews) - int(running.sum()), source),
    ]


def _clock_facts(examination: Examination, source: str) -> list[Fact]:
    trials = examination.trials
    compared = None if trials is None else trials.dropna(subset=["drift_s"])
    if compared is None or not len(compared):
        return []
    worst = compared.iloc[int(compared["drift_s"].abs().to_numpy().argmax())]
    hundredths = Decimal(str(round(abs(float(worst["drift_s"])) * 100, 1)))
    limit = Decimal(str(examination.limits["drift_s"])) * 100
    return [
        Fact("trials_compared", len(compared), source),
        Fact("largest_drift", hundredths, source, decimals=1),
        Fact("largest_drift_trial", str(worst["control"]), source),
        Fact("drift_limit", limit.normalize(), source),
        Fact("drift_sigmas", int(examination.limits["drift_sigmas"]), source),
        Fact("drift_neighbours", int(examination.limits["drift_neighbours"]), source),
    ]


def typeset(text: str) -> str:
    """Return a message of the catalogue with typographic signs.

    >>> typeset("l'ora, 5 km/h e 'x'")
    'l’ora, 5 km/h e ‘x’'
    """
    text = re.sub(r"(?<=\w)'(?=\w)", "\u2019", text)
    text = re.sub(r"(?<!\w)'([^']*)'(?!\w)", "\u2018\\1\u2019", text)
    return text.replace("'", "\u2019")


def groups(findings: Sequence[Finding]) -> dict[str, list[Finding]]:
    """Return findings by their check, in the order in which they stand."""
    grouped: dict[str, list[Finding]] = {}
    for finding in findings:
        grouped.setdefault(finding.code, []).append(finding)
    return grouped
