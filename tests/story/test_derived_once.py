"""What is derived from a score is derived once, however many tables and charts show it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from reporting.charts.race.lead import lead
from reporting.charts.race.trial_charts import matrix, precision, trials
from reporting.event import load
from reporting.route import measure
from reporting.scoring import analysis, running, score, score_frames
from reporting.story.crews.field import field_of
from reporting.story.race import tables
from reporting.story.race.telling import tell
from reporting.story.voice import Voice

if TYPE_CHECKING:
    import pytest

DERIVED = (
    (running, "running_totals"),
    (running, "history"),
    (score_frames, "results"),
    (analysis, "trial_errors"),
    (analysis, "trial_summary"),
    (analysis, "precision"),
)


def test_a_whole_report_derives_each_statistic_once(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: Counter[str] = Counter()
    for module, name in DERIVED:
        monkeypatch.setattr(module, name, counted(getattr(module, name), name, calls))
    event = load("demo-rally")
    standings, route = score(event), measure(event)
    for language in ("it", "en"):
        voice = Voice(language)
        race = tell(event, standings, route, voice)
        tables.leaders(race), tables.precision(race), tables.trials(race)
        for told in race.legs:
            tables.leg(race, told)
        for chart in (lead, matrix, precision, trials):
            chart(standings, voice)
    field_of(event, standings)
    assert calls == dict.fromkeys((name for _, name in DERIVED), 1)


def counted(function: Any, name: str, calls: Counter[str]) -> Any:
    def called(*arguments: Any) -> Any:
        calls[name] += 1
        return function(*arguments)

    return called
