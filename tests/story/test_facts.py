"""Facts carry unit and source to the reader, and never hide that sources disagree."""

from decimal import Decimal

import pytest

from reporting.language import THIN_SPACE
from reporting.story.facts import Fact, Facts
from reporting.story.prose import prose
from reporting.story.voice import Voice

IT, EN = Voice("it"), Voice("en")


def length(value: int, source: str, **more: object) -> Fact:
    return Fact("total_km", value, source, "km", **more)  # type: ignore[arg-type]


def test_a_fact_shows_its_value_with_the_unit() -> None:
    assert length(1580, "ANSA").show(IT) == f"1.580{THIN_SPACE}km"


def test_a_hedge_is_kept() -> None:
    about = length(560, "organiser", qualifier="about")
    assert (about.show(IT), about.show(EN)) == (
        f"circa 560{THIN_SPACE}km",
        f"about 560{THIN_SPACE}km",
    )


def test_every_value_of_a_disputed_fact_is_shown_from_the_least() -> None:
    fact = length(317, "release", others=(length(315, "post"), length(317, "again")))
    assert fact.disputed
    assert fact.show(EN) == f"315 or 317{THIN_SPACE}km"
    assert fact.show(IT) == f"315 o 317{THIN_SPACE}km"
    assert [one.source for one in fact.variants] == ["release", "post"]


def test_sources_that_agree_are_no_dispute() -> None:
    assert not length(560, "one", others=(length(560, "other"),)).disputed


def test_a_reader_can_reach_the_sources_and_nothing_breaks_out() -> None:
    shown = length(1, 'a "source" <b>').markup(EN)
    assert 'title="a &#34;source&#34; &lt;b&gt;"' in shown


def test_a_count_takes_the_right_form() -> None:
    assert "1 equipaggio" in Fact("crews", 1, "x").counted(IT, "n crews")
    assert "27 crews" in Fact("crews", 27, "x").counted(EN, "n crews")


def test_a_text_is_not_a_number() -> None:
    with pytest.raises(TypeError, match="start_place"):
        _ = Fact("start_place", "Sorrento", "x").number


def test_unknown_facts_read_as_none_and_misspelt_ones_as_errors() -> None:
    facts = Facts(Fact("crews", 3, "x"), unknown=("total_km",))
    assert facts["total_km"] is None
    assert [fact.key for fact in facts.known()] == ["crews"]
    with pytest.raises(KeyError):
        _ = facts["total"]


def test_trailing_zeros_say_nothing_and_are_not_shown() -> None:
    assert Fact("net", Decimal("307.0000"), "x").show(EN) == "307"


def test_a_missing_template_is_named() -> None:
    with pytest.raises(FileNotFoundError, match="race/en/nothing"):
        prose("race", "nothing", EN)
