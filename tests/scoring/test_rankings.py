"""The rankings beside the overall one: contract, section 2, item 10."""

from decimal import Decimal

from reporting.scoring import Rulebook, Standings
from support.packages import Rows, entry
from support.scored import ct, decision, order, pc, point_rules, row, rules, scored


def with_nets(entries: Rows, nets: list[str], rulebook: Rulebook, **more: object) -> Standings:
    """Score crews whose only penalties are the given nets."""
    times = {(row["number"], "CT1"): "10:00:00" for row in entries}
    decided = [
        decision("set_penalty", row["number"], "CT1", net)
        for row, net in zip(entries, nets, strict=True)
    ]
    return scored([ct("CT1")], times, rulebook, entries=entries, decisions=decided, **more)


CARS = [
    entry(1, coefficient="1.38", category="RC2", ladies="true"),
    entry(2, coefficient="1.25", category="RC1"),
    entry(3, coefficient="1.51", category="RC2", under_30="true", ladies="true"),
    entry(4, coefficient="1.55", category=""),
]
NETS = ["100", "110", "95", "90"]


def test_the_overall_ranking_has_the_coefficient() -> None:
    standings = with_nets(CARS, NETS, rules())
    assert list(standings.rankings) == ["overall"]
    assert order(standings) == [(1, 2), (2, 1), (3, 4), (4, 3)]


def test_a_ranking_by_category_is_one_list_for_each_without_the_coefficient() -> None:
    by_category = rules(ranking=[{"id": "category", "by": "category", "coefficient": False}])
    standings = with_nets(CARS, NETS, by_category)
    assert list(standings.rankings) == ["overall", "category:RC1", "category:RC2"]
    assert order(standings, "category:RC2") == [(1, 3), (2, 1)]
    assert order(standings, "category:RC1") == [(1, 2)]
    second = row(standings, 1, "category:RC2")
    assert (second.total, second.gap) == (100, 5)
    assert standings.rankings["category:RC2"]["coefficient"].isna().all()


def test_a_ranking_may_keep_the_coefficient() -> None:
    by_category = rules(ranking=[{"id": "category", "by": "category", "coefficient": True}])
    standings = with_nets(CARS, NETS, by_category)
    assert order(standings, "category:RC2") == [(1, 1), (2, 3)]
    assert row(standings, 1, "category:RC2").total == 138


def test_rankings_of_ladies_and_of_the_young() -> None:
    chosen = [
        {"id": "ladies", "where": "ladies", "coefficient": False},
        {"id": "young", "where": "under_30", "coefficient": True},
    ]
    standings = with_nets(CARS, NETS, rules(ranking=chosen))
    assert order(standings, "ladies") == [(1, 3), (2, 1)]
    assert order(standings, "young") == [(1, 3)]
    assert row(standings, 3, "young").total == Decimal("143.45")


def test_a_ranking_without_a_choice_holds_everybody() -> None:
    standings = with_nets(CARS, NETS, rules(ranking=[{"id": "net", "coefficient": False}]))
    assert order(standings, "net") == [(1, 4), (2, 3), (3, 1), (4, 2)]


def test_a_ranking_by_another_column_of_the_entry_list() -> None:
    entries = [car | {"group": "A" if car["number"] < 3 else "B"} for car in CARS]
    by_group = rules(ranking=[{"id": "group", "by": "group", "coefficient": False}])
    standings = with_nets(entries, NETS, by_group)
    assert order(standings, "group:B") == [(1, 4), (2, 3)]


TEAMS = [
    entry(1, coefficient="1", team="Rossa", category="RC1"),
    entry(2, coefficient="1", team="Rossa", category="RC2"),
    entry(3, coefficient="1", team="Rossa", category="RC2"),
    entry(4, coefficient="1", team="Blu", category="RC1"),
    entry(5, coefficient="1", team="Blu", category="RC3"),
    entry(6, coefficient="1", team="Verde", category="RC1"),
    entry(7, coefficient="1", team="", category="RC1"),
]


def teams(nets: list[str], rulebook: Rulebook | None = None, **more: object) -> Standings:
    usual = rules(ranking=[{"id": "team", "best": 2, "coefficient": True}])
    return with_nets(TEAMS, nets, rulebook or usual, **more)


def test_a_team_is_the_sum_of_its_best_crews_and_a_small_one_is_not_ranked() -> None:
    table = teams(["10", "20", "5", "12", "13", "1", "2"]).rankings["team"]
    assert table["team"].tolist() == ["Rossa", "Blu", "Verde"]
    assert table["members"].tolist() == [[3, 1], [4, 5], [6]]
    assert table["position"].isna().tolist() == [False, False, True]
    assert table["position"].tolist()[:2] == [1, 2]
    assert table["total"].tolist()[:2] == [15, 25]
    assert table["gap"].tolist()[:2] == [0, 10]
    assert table["total"].isna().tolist() == [False, False, True]
    assert table["number"].isna().all()


def test_a_teams_crews_may_have_to_come_from_different_categories() -> None:
    distinct = [{"id": "team", "best": 2, "distinct": "category", "coefficient": True}]
    standings = teams(["30", "20", "5", "12", "13", "1", "2"], rules(ranking=distinct))
    table = standings.rankings["team"]
    assert table["team"].tolist()[:2] == ["Blu", "Rossa"]
    assert table["members"].tolist()[:2] == [[4, 5], [3, 1]]


def test_a_crew_with_a_status_does_not_count_for_its_team() -> None:
    entries = [car | {"status": "DNF"} if car["number"] == 3 else car for car in TEAMS]
    best = rules(ranking=[{"id": "team", "best": 2, "coefficient": True}])
    nets = ["10", "20", "5", "12", "13", "1", "2"]
    table = with_nets(entries, nets, best).rankings["team"]
    assert table["team"].tolist()[:2] == ["Blu", "Rossa"]


def test_teams_with_equal_totals_share_the_position() -> None:
    table = teams(["10", "15", "50", "12", "13", "1", "2"]).rankings["team"]
    assert table["position"].tolist()[:2] == [1, 1]


def test_the_most_points_win_among_teams_in_the_points_family() -> None:
    rulebook = point_rules(ranking=[{"id": "team", "best": 2, "coefficient": True}])
    table = teams(["10", "20", "5", "12", "13", "1", "2"], rulebook).rankings["team"]
    assert table["team"].tolist()[:2] == ["Rossa", "Blu"]
    assert table["total"].tolist()[:2] == [-15, -25]
    assert table["gap"].tolist()[:2] == [0, 10]


def trophy(rulebook: Rulebook, **more: object) -> Standings:
    """Score two crews: 1 is better in the trophy's trials, 2 in the other one."""
    controls = [
        pc("PC1", 10, trophy="Trofeo Uno"),
        pc("PC2", 10, trophy="Trofeo Uno", starts_at="PC1"),
        pc("PC3", 10),
    ]
    times = {
        (1, "PC1"): ("10:00:00", "10:00:10.02"),
        (1, "PC2"): "10:00:20.03",
        (1, "PC3"): ("11:00:00", "11:00:10.50"),
        (2, "PC1"): ("10:01:00", "10:01:10.03"),
        (2, "PC2"): "10:01:20.04",
        (2, "PC3"): ("11:01:00", "11:01:10.00"),
    }
    entries = [entry(1, coefficient="2"), entry(2, coefficient="1")]
    return scored(controls, times, rulebook, entries=entries, **more)


def test_a_trophy_is_ranked_on_its_own_controls_without_the_coefficient() -> None:
    standings = trophy(rules())
    assert list(standings.rankings) == ["overall", "Trofeo Uno"]
    assert order(standings) == [(1, 2), (2, 1)]
    assert order(standings, "Trofeo Uno") == [(1, 1), (2, 2)]
    first = row(standings, 1, "Trofeo Uno")
    assert (first.net, first.total, first.gap) == (3, 3, 0)


def test_a_trophy_has_the_lowest_penalties_first_in_the_points_family_too() -> None:
    assert order(trophy(point_rules()), "Trofeo Uno") == [(1, 1), (2, 2)]


def test_penalties_added_to_the_total_do_not_touch_a_trophy() -> None:
    added = [decision("add_penalty", 1, value="100")]
    assert row(trophy(rules(), decisions=added), 1, "Trofeo Uno").net == 3


def test_a_trial_that_the_total_drops_still_counts_for_its_trophy() -> None:
    standings = trophy(rules(discard={"worst": 3}))
    assert row(standings, 2).net == 0
    assert row(standings, 2, "Trofeo Uno").net == 4


def test_a_trial_that_the_total_drops_still_separates_ties_in_its_trophy() -> None:
    late = {1: (9, 1, 0), 2: (5, 5, 0)}
    controls = [pc("PC1", 10, trophy="T"), pc("PC2", 10, trophy="T"), pc("PC3", 10)]
    times = {
        (number, f"PC{trial}"): ("10:00:00", f"10:00:10.0{costs[trial - 1]}")
        for number, costs in late.items()
        for trial in (1, 2, 3)
    }
    rulebook = rules(rank={"ties": ["smallest_sum_of_squares"]}, discard={"worst": 1})
    standings = scored(controls, times, rulebook)
    assert order(standings) == [(1, 1), (2, 2)]
    assert order(standings, "T") == [(1, 2), (2, 1)]


def test_an_annulled_control_does_not_count_for_its_trophy() -> None:
    standings = trophy(rules(), decisions=[decision("annul", "*", "PC2")])
    assert row(standings, 1, "Trofeo Uno").net == 2


def test_ties_in_a_trophy_are_separated_by_its_own_trials() -> None:
    controls = [pc("PC1", 10, trophy="T"), pc("PC2", 10, trophy="T"), pc("PC3", 10)]
    late = {1: (2, 2, 0), 2: (4, 0, 9), 3: (2, 2, 0)}
    times = {
        (number, f"PC{trial}"): ("10:00:00", f"10:00:10.0{costs[trial - 1]}")
        for number, costs in late.items()
        for trial in (1, 2, 3)
    }
    standings = scored(controls, times, rules(rank={"ties": ["most_zeros"]}))
    assert order(standings, "T") == [(1, 2), (2, 1), (2, 3)]
