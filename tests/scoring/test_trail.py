"""Each decision is told by what it changed: marks, totals, positions."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporting.errors import InputError
from reporting.event import Event, load
from reporting.scoring import Rulebook, score
from reporting.scoring.trail import ControlResult, DecisionStep, RankedPlace, Trail, trail
from support.packages import Rows
from support.scored import decision, event_of, pc, rules

CONTROLS = [pc("PC1", 10), pc("PC2", 10), pc("PC3", 10)]
START = "10:00:00.00"


def timed(*finishes: str | None) -> dict[tuple[int, str], tuple[str, str | None]]:
    """Return the times of three crews at three trials, crew by crew: seconds after the start."""
    keys = [(number, code) for number in (1, 2, 3) for code in ("PC1", "PC2", "PC3")]
    return {
        key: (START, None if finish is None else f"10:00:{finish}")
        for key, finish in zip(keys, finishes, strict=True)
    }


TIMES = timed("10.00", "10.00", "10.05", "10.01", "10.01", "10.01", "10.02", "10.04", None)


def followed(*decisions: dict[str, object], rulebook: Rulebook | None = None) -> Trail:
    return trail(an_event(*decisions), rulebook or rules())


def an_event(*decisions: dict[str, object]) -> Event:
    return event_of(CONTROLS, TIMES, decisions=list(decisions))


def moved(
    step: DecisionStep, ranking: str = "overall"
) -> dict[int | str, tuple[int | None, int | None]]:
    return {
        one.who: (one.before and one.before.position, one.after and one.after.position)
        for one in step.moves.get(ranking, ())
        if one.moved
    }


def test_nothing_decided_leaves_no_trail() -> None:
    assert followed() == Trail((), None)


def test_a_penalty_set_shows_what_stood_before_and_who_moved() -> None:
    (step,) = followed(decision("set_penalty", 1, "PC3", "1")).steps
    (change,) = step.marks
    assert (change.number, change.control) == (1, "PC3")
    assert change.before == ControlResult(Decimal(5), Decimal("0.05"))
    assert change.after == ControlResult(Decimal(1), Decimal("0.05"))
    assert moved(step) == {1: (2, 1), 2: (1, 2)}
    first = step.moves["overall"][0]
    assert (first.before, first.after) == (RankedPlace(2, Decimal(5)), RankedPlace(1, Decimal(1)))


def test_a_time_set_shows_the_deviation_of_both() -> None:
    (step,) = followed(decision("set_time", 3, "PC3", "finish=10:00:10.02")).steps
    (change,) = step.marks
    assert change.before == ControlResult(Decimal(300), None)
    assert change.after == ControlResult(Decimal(2), Decimal("0.02"))
    assert moved(step) == {}
    assert [one.who for one in step.moves["overall"]] == [3]


def test_an_annulled_trial_tells_of_every_crew_that_had_something_there() -> None:
    (step,) = followed(decision("annul", "*", "PC3")).steps
    assert [(one.number, one.after.penalty) for one in step.marks] == [
        (1, None), (2, None), (3, None),
    ]  # fmt: skip
    assert moved(step) == {1: (2, 1), 2: (1, 2)}


def test_a_status_takes_a_crew_out_and_moves_the_others_up() -> None:
    (step,) = followed(decision("set_status", 2, value="DSQ")).steps
    assert step.marks == ()
    assert moved(step) == {1: (2, 1), 2: (1, None), 3: (3, 2)}


def test_each_decision_is_told_on_top_of_those_before_it() -> None:
    found = followed(decision("set_penalty", 1, "PC3", "1"), decision("add_penalty", 1, value="10"))
    assert [step.ids for step in found.steps] == [("set_penalty 1 PC3",), ("add_penalty 1 ",)]
    assert [moved(step) for step in found.steps] == [
        {1: (2, 1), 2: (1, 2)}, {1: (1, 2), 2: (2, 1)},
    ]  # fmt: skip
    assert found.whole is not None
    assert moved(found.whole) == {}
    assert [one.who for one in found.whole.moves["overall"]] == [1]


def test_a_linked_trial_changes_with_the_time_it_starts_from() -> None:
    controls = [pc("PC1", 10), pc("PC2", 10, starts_at="PC1")]
    times = {(1, "PC1"): (START, "10:00:10.00"), (1, "PC2"): "10:00:20.00"}
    event = event_of(
        controls, times, decisions=[decision("set_time", 1, "PC1", "finish=10:00:10.03")]
    )
    (step,) = trail(event, rules()).steps
    assert [one.control for one in step.marks] == ["PC1", "PC2"]


def test_a_worst_trial_that_is_dropped_instead_is_told() -> None:
    (step,) = followed(
        decision("set_penalty", 2, "PC1", "9"), rulebook=rules(discard={"worst": 1})
    ).steps
    assert [(one.control, one.before.dropped, one.after.dropped) for one in step.marks] == [
        ("PC1", True, True)
    ]
    (step,) = followed(
        decision("set_penalty", 2, "PC3", "9"), rulebook=rules(discard={"worst": 1})
    ).steps
    assert [(one.control, one.before.dropped, one.after.dropped) for one in step.marks] == [
        ("PC1", True, False),
        ("PC3", False, True),
    ]


def test_decisions_that_only_stand_together_are_told_together() -> None:
    times = timed(None, None, None, *["10.00"] * 6)
    decisions: Rows = [
        decision("assign_average", 1, "PC1"),
        decision("set_penalty", 1, "PC2", "4"),
        decision("add_penalty", 2, value="1"),
    ]
    event = event_of(CONTROLS, times, decisions=decisions)
    with pytest.raises(InputError):
        score(event_of(CONTROLS, times, decisions=decisions[:1]), rules())
    found = trail(event, rules())
    assert [len(step.decisions) for step in found.steps] == [2, 1]
    assert {one.control: one.after.penalty for one in found.steps[0].marks} == {
        "PC1": Decimal(4),
        "PC2": Decimal(4),
    }


def test_decisions_that_cannot_be_applied_are_refused() -> None:
    with pytest.raises(InputError):
        followed(decision("set_penalty", 99, "PC1", "1"))


def test_the_trail_is_written_as_plain_values() -> None:
    document = followed(decision("set_time", 3, "PC3", "finish=10:00:10.02")).as_json()
    assert json.loads(json.dumps(document)) == document
    (step,) = document
    assert step["controls"] == [
        {
            "number": 3,
            "control": "PC3",
            "before": {"penalty": "300", "deviation_s": None, "dropped": False},
            "after": {"penalty": "2", "deviation_s": "0.02", "dropped": False},
        }
    ]
    (move,) = step["rankings"]["overall"]
    assert move["after"] == {"position": 3, "total": "8.00", "status": None}


ANY = st.one_of(
    st.builds(
        decision,
        st.just("set_penalty"),
        st.integers(1, 3),
        st.sampled_from(["PC1", "PC2", "PC3"]),
        st.integers(0, 300).map(str),
    ),
    st.builds(decision, st.just("annul"), st.just("*"), st.sampled_from(["PC1", "PC2", "PC3"])),
    st.builds(
        decision,
        st.just("add_penalty"),
        st.integers(1, 3),
        st.just(""),
        st.integers(-9, 9).map(str),
    ),
    st.builds(
        decision,
        st.just("set_status"),
        st.integers(1, 3),
        st.just(""),
        st.sampled_from(["DSQ", "DNF"]),
    ),
)


@settings(max_examples=12, deadline=None)
@given(st.lists(ANY, min_size=1, max_size=5))
def test_the_steps_lead_from_no_decision_to_all_of_them(decisions: Rows) -> None:
    found = followed(*decisions)
    places = _overall(an_event())
    for step in found.steps:
        for move in step.moves.get("overall", ()):
            assert places[move.who] == move.before
            assert move.after is not None
            places[move.who] = move.after
    assert places == _overall(an_event(*decisions))


def _overall(event: Event) -> dict[int | str, RankedPlace]:
    table = score(event, rules()).rankings["overall"]
    return {
        int(row.number): RankedPlace(
            None if str(row.position) == "<NA>" else int(row.position),
            row.total,
            None if str(row.status) == "nan" else row.status,
        )
        for row in table.itertuples()
    }


def test_the_bundled_event_tells_all_its_decisions() -> None:
    event = load("experience-italy-2025")
    found = trail(event)
    assert [step.ids for step in found.steps] == [(str(one),) for one in event["decisions"]["id"]]
    assert all(step.marks for step in found.steps)
