"""The title of the positions' chart: where a crew began, how far it came, where it ended."""

from __future__ import annotations

import pytest

from reporting.charts.crews.positions import _course
from reporting.story.voice import Voice


@pytest.mark.parametrize(
    ("places", "said"),
    [
        ((4, 3, 4), "Al 4º posto all’inizio e alla fine, nel mezzo fino al 3º"),
        ((2, 5, 2), "Al 2º posto all’inizio e alla fine, nel mezzo fino al 5º"),
        ((4, 3, 5), "Dal 4º al 5º posto, dopo aver toccato il 3º"),
        ((1, 1, 1), "Al 1º posto dal primo controllo all’ultimo"),
    ],
)
def test_the_course_of_the_positions_is_told(places: tuple[int, ...], said: str) -> None:
    voice = Voice("it")
    named = {"first": places[0], "best": min(places), "last": places[-1], "worst": max(places)}
    words = {name: voice.ordinal(place) for name, place in named.items()}
    assert voice.text(f"crew positions title{_course(places)}", **words) == said
