"""Who led when, derived a second time from totals and times: crew by crew, control by control."""

from __future__ import annotations

from pathlib import Path

import pytest

from reporting.event import load
from reporting.scoring import Standings, score
from reporting.scoring.analysis import stints
from support.small_events import drawn


def leaders_of(standings: Standings) -> dict[str, set[int]]:
    """Return control -> the crews with the best total among those still in the event there."""
    results, after = standings.results, standings.running_totals
    status = standings.rankings["overall"].set_index("number")["status"].to_dict()
    course = list(dict.fromkeys(results["control"]))
    counted = list(dict.fromkeys(after["control"]))
    timed = results[results["usable"]].groupby("number")["control"].agg(list).to_dict()
    found = {}
    for control in counted:
        there = {}
        for row in after[after["control"] == control].to_dict("records"):
            number = row["number"]
            out = isinstance(status[number], str)
            until = max(map(course.index, timed.get(number, ())), default=-1)
            gone = status[number] == "DNS" or course.index(control) > until
            if not out or (not gone and control != counted[-1]):
                there[number] = row["total"]
        best = (max if standings.rulebook.higher_is_better else min)(there.values(), default=None)
        found[control] = {number for number, total in there.items() if total == best}
    return found


@pytest.mark.parametrize("seed", range(25))
def test_the_history_names_the_leaders_as_they_stood(seed: int, tmp_path: Path) -> None:
    standings = score(load(drawn(seed).write(tmp_path)))
    history = standings.history
    told = history[history["gap"] == 0].groupby("control")["number"].agg(set).to_dict()
    expected = {control: who for control, who in leaders_of(standings).items() if who}
    assert told == expected
    for stint in stints(history):
        assert set(stint.numbers) <= expected[stint.first]
        assert set(stint.numbers) <= expected[stint.last]
