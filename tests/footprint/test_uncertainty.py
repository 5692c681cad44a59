"""How sure the figures are: pedigree, propagation, Monte Carlo, what drives the variance."""

import json
import math
import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporting.footprint import account
from reporting.footprint.montecarlo import Z95, Terms, simulate
from reporting.footprint.uncertainty import gsd_squared, propagate, uncertainty
from support.footprint import factor, inventory, line, power


def terms(kg, sigma):
    rows = [(f"a{i}", "E1", mass, mass) for i, mass in enumerate(kg)]
    return Terms.of(rows, sigma)


def test_a_perfect_pedigree_leaves_the_basic_uncertainty(tmp_path):
    own, _ = inventory(tmp_path, line()).lines
    assert gsd_squared(own) == pytest.approx(1.05)


def test_the_pedigree_combines_as_logarithms(tmp_path):
    scores = {"reliability": 5, "completeness": 3, "temporal": 2, "technological": 4}
    own, _ = inventory(tmp_path, line(**scores)).lines
    parts = (1.05, 1.5, 1.05, 1.03, 1.0, 1.5)
    expected = math.exp(math.sqrt(sum(math.log(part) ** 2 for part in parts)))
    assert gsd_squared(own) == pytest.approx(expected)


def test_a_transport_service_is_less_sure_than_litres(tmp_path):
    coach = line("C", scope="3.4", unit="passenger-km", factor="coach-pkm-2025-uk")
    litres, _, service, _ = inventory(tmp_path, line(), coach).lines
    assert gsd_squared(service) == pytest.approx(2.0)
    assert gsd_squared(litres) == pytest.approx(1.05)


def test_a_factor_that_knows_its_own_gsd_uses_it(tmp_path):
    known = factor("x", "1", "L", gsd="1.2")
    (own,) = inventory(tmp_path, line(factor="x"), emission_factors=[known]).lines
    assert gsd_squared(own) == pytest.approx(1.44)


def test_a_blank_pedigree_takes_the_tiers_usual_scores(tmp_path):
    blank = dict.fromkeys(("reliability", "completeness", "temporal", "geographical"), "")
    measured, screening = (
        inventory(tmp_path, line(tier=tier, technological="", **blank)).lines[0]
        for tier in ("measured", "screening")
    )
    assert measured.activity.pedigree.assumed == 5
    assert gsd_squared(screening) > gsd_squared(measured)


def test_one_line_spans_its_gsd(tmp_path):
    found = inventory(tmp_path, power(reliability=5)).uncertainty
    spread = math.exp(Z95 * math.log(found.gsd2["P1"]) / 2)
    propagated = found.location_propagated
    assert propagated.median == pytest.approx(241.98596)
    assert propagated.high == pytest.approx(241.98596 * spread)
    assert propagated.low == pytest.approx(241.98596 / spread)


@settings(max_examples=20, deadline=None)
@given(
    st.lists(st.floats(1, 1e5), min_size=1, max_size=20),
    st.floats(0.005, 0.15),
)
def test_both_approaches_agree_within_2_percent_for_small_uncertainties(kg, sigma):
    lines = terms(kg, [sigma] * len(kg))
    sample = simulate(lines, draws=10_000).location.sum(axis=0)
    low, high = np.quantile(sample, (0.025, 0.975))
    analytic = propagate(lines, lines.location)
    assert low == pytest.approx(analytic.low, rel=0.02)
    assert high == pytest.approx(analytic.high, rel=0.02)
    assert sample.mean() == pytest.approx(analytic.mean, rel=0.02)


def test_quadrature_of_equal_lines_shrinks_with_the_root_of_their_number():
    one = propagate(terms([100.0], [0.05]), np.array([100.0]))
    four = propagate(terms([25.0] * 4, [0.05] * 4), np.array([25.0] * 4))
    width = math.log(one.high / one.low)
    assert math.log(four.high / four.low) == pytest.approx(width / 2, rel=0.01)


def test_combustion_and_its_upstream_err_together(tmp_path):
    found = inventory(tmp_path, line(reliability=5)).uncertainty
    apart = terms([266.155, 62.409], [math.log(value) / 2 for value in found.gsd2.values()])
    independent = propagate(apart, apart.location)
    together = found.location_propagated
    assert together.high - together.low > independent.high - independent.low
    bounds = found.location_dependent
    assert (together.low, together.high) == pytest.approx(bounds, rel=1e-6)


def test_no_interval_is_wider_than_full_dependence(tmp_path):
    rows = [line(f"A{i}", quantity=10 * i + 1, reliability=i % 5 + 1) for i in range(8)]
    found = inventory(tmp_path, *rows).uncertainty
    low, high = found.location_dependent
    assert low < found.location.low < found.location.high < high


def test_the_same_seed_gives_the_same_bytes_in_any_order(tmp_path):
    found = inventory(tmp_path, *(line(f"A{i}", quantity=i + 1) for i in range(9)), power())
    shuffled = list(found.lines)
    random.Random(3).shuffle(shuffled)
    one, other = (
        json.dumps(uncertainty(rows).as_json() | {"gsd_squared": 0})
        for rows in (found.lines, shuffled)
    )
    assert one == other
    assert uncertainty(found.lines, seed=1).location != uncertainty(found.lines, seed=2).location


def test_adding_a_line_leaves_the_draws_of_the_others():
    lines = terms([5.0, 7.0], [0.3, 0.2])
    more = Terms.of(
        [("a0", "E1", 5.0, 5.0), ("a1", "E1", 7.0, 7.0), ("b", "E2", 9.0, 9.0)], [0.3, 0.2, 0.4]
    )
    assert (simulate(lines, 500).location[0] == simulate(more, 500).location[0]).all()


def test_the_market_total_has_an_interval_of_its_own(tmp_path):
    green = factor("green", "0.01", basis="contract")
    found = inventory(tmp_path, power(factor="green"), emission_factors=[green]).uncertainty
    assert found.market.high < found.location.low
    location, market = found.by_category["E8"]
    assert (location, market) == (found.location, found.market)


def test_the_largest_contributions_come_first_and_add_up(tmp_path):
    rows = [line(f"A{i}", quantity=10**i, reliability=3) for i in range(4)]
    found = inventory(tmp_path, *rows).uncertainty
    shares = [one.share_of_variance for one in found.contributions]
    assert found.contributions[0].activity == "A3"
    assert sum(shares) == pytest.approx(1)
    assert shares == sorted(shares, reverse=True)
    assert len(found.as_json()["largest_contributions"]) == 4


def test_accounting_twice_gives_the_same_document(tmp_path):
    from support.footprint import package

    event = package(tmp_path, line(), power())
    one, other = (json.dumps(account(event).as_json()) for _ in range(2))
    assert one == other
