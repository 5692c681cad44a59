"""Points over several events: the best results count, equals share a place or do not."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from reporting.errors import InputError
from reporting.scoring import Standings
from reporting.scoring.championship import (
    ChampionshipRule,
    championship,
    read_championship,
)
from support.command import reporting
from support.packages import entry, write_package
from support.scored import pc, scored

RULE: dict[str, Any] = {
    "id": "cup",
    "name": {"it": "Campionato", "en": "Championship"},
    "source": "made for a test",
    "round": [{"event": "a"}, {"event": "b"}, {"event": "c", "factor": "1.5"}],
    "points": ["15", "12", "10", "8"],
}
NAMES = {1: "Anna ROSSI", 2: "Ugo Neri", 3: "Eva Blu"}


def event(*arrived: int) -> Standings:
    """Return standings in which these crews came in this order; a tuple's crews are level."""
    entries = [entry(number, driver=NAMES[number], coefficient="1") for number in arrived]
    times = {
        (number, "PC1"): ("10:00:00", f"10:00:10.{at:02}") for at, number in enumerate(arrived)
    }
    return scored([pc("PC1", 10)], times, entries=entries)


def totals(rule: dict[str, Any], **standings: Standings) -> list[tuple[int | None, str, str]]:
    found = championship(ChampionshipRule.model_validate(rule), standings)
    return [(one.position, one.name, str(one.total)) for one in found]


def test_points_are_added_up_over_the_events_that_have_been_run() -> None:
    # a: 1, 2, 3; b: 2, 1. Anna 15 + 12, Ugo 12 + 15, Eva 10; c has not been run.
    done = totals(RULE, a=event(1, 2, 3), b=event(2, 1))
    assert done == [(1, "Anna ROSSI", "27"), (1, "Ugo Neri", "27"), (3, "Eva Blu", "10")]


def test_an_event_may_count_more_and_only_the_best_results_count() -> None:
    # c x 1.5: Eva 22.5, Ugo 18, Anna 15. The best two: Anna 15 + 15 (b 12 is dropped),
    # Ugo 15 + 18, Eva 10 + 22.5.
    found = championship(
        ChampionshipRule.model_validate(RULE | {"best": 2}),
        {"a": event(1, 2, 3), "b": event(2, 1), "c": event(3, 2, 1)},
    )
    assert [(one.name, one.total) for one in found] == [
        ("Ugo Neri", Decimal(33)), ("Eva Blu", Decimal("32.5")), ("Anna ROSSI", Decimal(30)),
    ]  # fmt: skip
    assert list(found[2].counted) == ["a", "c"]
    assert found[2].as_json()["results"]["b"] == {"position": 2, "points": "12", "counts": False}


def test_equals_may_be_separated_by_their_better_places() -> None:
    # 15 + 8 and 12 + 11 would need other points: 1st and 4th (20 + 2) against 2nd twice (11 + 11).
    rule = RULE | {"points": ["20", "11", "5", "2"], "ties": ["best_places"]}
    first = event(1, 2, 3)
    entries = [entry(n, driver=f"X{n}", coefficient="1") for n in (4, 5)]
    entries += [entry(n, driver=NAMES[n], coefficient="1") for n in (1, 2)]
    times = {
        (number, "PC1"): ("10:00:00", f"10:00:10.0{at}") for at, number in enumerate((4, 2, 5, 1))
    }
    second = scored([pc("PC1", 10)], times, entries=entries)
    assert totals(rule, a=first, b=second)[:3] == [
        (1, "Anna ROSSI", "22"), (2, "Ugo Neri", "22"), (3, "X4", "20"),
    ]  # fmt: skip


def test_who_has_too_few_results_is_not_ranked_and_names_are_the_same_in_any_order() -> None:
    swapped = scored(
        [pc("PC1", 10)],
        {(1, "PC1"): ("10:00:00", "10:00:10")},
        entries=[entry(1, driver="ROSSI Anna", coefficient="1")],
    )
    done = totals(RULE | {"at_least": 2}, a=event(1, 2), b=swapped)
    assert done == [(1, "Anna ROSSI", "30"), (None, "Ugo Neri", "12")]


@pytest.mark.parametrize(
    "said", [{"points": []}, {"mercy": 1}, {"best": 0}, {"by": "car"}, {"round": []}]
)
def test_a_rule_with_an_unknown_key_or_value_is_refused(said: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        ChampionshipRule.model_validate(RULE | said)


def test_a_ranking_that_an_event_has_not_is_told() -> None:
    with pytest.raises(InputError, match="no ranking 'ladies'"):
        totals(RULE | {"ranking": "ladies"}, a=event(1, 2))


def test_the_command_reads_the_events_beside_the_file(tmp_path: Path) -> None:
    package = write_package(tmp_path)
    path = tmp_path / "cup.toml"
    path.write_text(
        f'id = "cup"\nname = {{ it = "Coppa", en = "Cup" }}\nsource = "x"\npoints = [10, 6, 4]\n'
        f'[[round]]\nevent = "{package.name}"\n',
        encoding="utf-8",
    )
    assert read_championship(path).points == (10, 6, 4)
    done = reporting("championship", path, "--json")
    document = json.loads(done.stdout)
    assert document["status"] == {package.name: "simulated"}
    # The three crews of the package are level.
    assert [one["total"] for one in document["standings"]] == ["10", "10", "10"]
    assert "Coppa" in reporting("championship", path, "--lang", "it").stdout
    path.write_text("id = 3\n", encoding="utf-8")
    assert reporting("championship", path).exit_code == 1


def test_what_is_wrong_in_the_rule_is_told_in_the_readers_language(tmp_path: Path) -> None:
    rule = tmp_path / "cup.toml"
    rule.write_text(
        'id = "cup"\nname = { it = "Coppa", en = "Cup" }\nsource = "a test"\n'
        'round = [{ event = "a" }]\nbest = "two"\n'
    )
    with pytest.raises(InputError) as raised:
        read_championship(rule)
    by_code = {one.code: one for one in raised.value.findings}
    assert by_code["rulebook-key-missing"].message("it") == "Nelle regole manca la voce points."
    assert by_code["rulebook-value"].column == "best"
    assert all(one.file == "cup.toml" for one in raised.value.findings)
