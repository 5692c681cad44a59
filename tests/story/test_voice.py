"""Numbers, dates and plurals come out as readers of each language write them."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.errors import UsageError
from reporting.language import MINUS, THIN_SPACE
from reporting.story.voice import Voice

IT, EN = Voice("it"), Voice("en")


def test_italian_groups_with_dots_and_english_with_commas() -> None:
    assert IT.number(Decimal("1234.5")) == "1.234,5"
    assert EN.number(Decimal("1234.5")) == "1,234.5"


def test_a_unit_stays_with_its_number() -> None:
    assert IT.quantity(560, "km") == f"560{THIN_SPACE}km"


def test_a_negative_number_has_a_true_minus() -> None:
    assert EN.number(Decimal("-3.5")) == f"{MINUS}3.5"


def test_halves_are_rounded_up_and_never_through_binary() -> None:
    assert EN.number(Decimal("2.675"), 2) == "2.68"
    assert EN.number(Decimal("1.005"), 2) == "1.01"


def test_dates_are_written_out() -> None:
    day = dt.date(2025, 4, 11)
    assert (IT.date(day), EN.date(day)) == ("11 aprile 2025", "11 April 2025")
    assert (IT.weekday(day), EN.weekday(day)) == ("venerdì 11 aprile", "Friday 11 April")


def test_italian_writes_the_first_of_a_month_as_an_ordinal() -> None:
    day = dt.date(2024, 5, 1)
    assert (IT.weekday(day), IT.date(day)) == ("mercoledì 1º maggio", "1º maggio 2024")
    assert (EN.weekday(day), IT.calendar("2024-05")) == ("Wednesday 1 May", "maggio 2024")
    assert IT.days(day, dt.date(2024, 6, 11)) == "1º maggio \N{EN DASH} 11 giugno 2024"


def test_a_span_of_days_says_the_month_once() -> None:
    assert EN.days(dt.date(2025, 4, 10), dt.date(2025, 4, 12)) == "10–12 April 2025"
    assert IT.days(dt.date(2024, 4, 28), dt.date(2024, 5, 4)) == "28 aprile – 4 maggio 2024"


def test_times_of_day() -> None:
    assert (IT.clock(dt.time(7, 30)), EN.clock(dt.time(7, 30))) == ("7:30", "07:30")


def test_one_is_singular_and_the_rest_plural() -> None:
    assert [IT.plural("n crews", n) for n in (0, 1, 2)] == [
        "0 equipaggi",
        "1 equipaggio",
        "2 equipaggi",
    ]
    assert [EN.plural("n legs", n) for n in (1, 5)] == ["1 leg", "5 legs"]


def test_lists_and_ordinals() -> None:
    assert IT.list(["Campania", "Basilicata", "Puglia"]) == "Campania, Basilicata e Puglia"
    assert [EN.ordinal(n) for n in (1, 2, 3, 4, 11, 12, 13, 21, 112)] == [
        "1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "112th",
    ]  # fmt: skip
    assert IT.ordinal(3) == "3º"


@pytest.mark.parametrize(
    ("first", "last", "best", "title"),
    [
        ("9º", "8º", "3º", "Dal 9º all’8º posto, dopo aver toccato il 3º"),
        ("8º", "12º", "11º", "Dall’8º al 12º posto, dopo aver toccato l’11º"),
        ("11º", "110º", "80º", "Dall’11º al 110º posto, dopo aver toccato l’80º"),
    ],
)
def test_an_article_is_elided_before_a_figure_that_begins_with_a_vowel(
    first: str, last: str, best: str, title: str
) -> None:
    said = Voice("it").text("crew positions title best", first=first, last=last, best=best)
    assert said == title


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(UsageError, match="it, en"):
        Voice("fr")


def test_a_message_that_no_catalogue_has_is_an_error_and_not_the_other_language() -> None:
    with pytest.raises(KeyError):
        IT.text("a message that nobody wrote")
    with pytest.raises(KeyError):
        EN.plural("n of a thing that nobody counts", 2)


@given(
    st.decimals(
        allow_nan=False, allow_infinity=False, places=4, min_value=-(10**9), max_value=10**9
    )
)
def test_a_shown_number_reads_back_as_itself(value: Decimal) -> None:
    shown = IT.number(value).replace(".", "").replace(",", ".").replace(MINUS, "-")
    assert Decimal(shown) == value
