"""What ties a journey together: places and themes, people and subjects, goals day by day."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from reporting.charts import theme
from reporting.charts.chart import Chart
from reporting.charts.journey.dots import ROW, beside, dots
from reporting.charts.maps.text import measured

if TYPE_CHECKING:
    from reporting.story.journey.people import Encounter
    from reporting.story.journey.telling import Journey
    from reporting.story.voice import Voice

LONGEST = 46
"""Letters of a row's label before it is broken."""


def matrix(journey: Journey) -> Chart | None:
    """Draw which theme and which subject comes up in which place; None without any.

    Rows are the themes of the days, as published, then the subjects of the practices, an
    editorial reading; columns are the places in the order of the journey.
    """
    themes, subjects = journey.themes, journey.subjects
    if not themes or not journey.spots:
        return None
    voice = journey.voice
    rows: list[tuple[str, str, list[int]]] = [
        (theme.wrapped(one, LONGEST), theme.SLATE, _counts(journey, "theme", one)) for one in themes
    ]
    rows += [(theme.plain(one), theme.RED, _counts(journey, "subjects", one)) for one in subjects]
    heads = {0: voice.text("journey themes head")}
    if subjects:
        heads[len(themes)] = voice.text("journey subjects head")
    figure = dots(voice, rows, [spot.name for spot in journey.spots], heads)
    return Chart("themes-and-places", figure, **_matrix_words(journey))


def _counts(journey: Journey, what: str, sought: str) -> list[int]:
    def fits(met: Encounter) -> bool:
        return sought in met.subjects if what == "subjects" else met.theme == sought

    return [sum(fits(met) for met in spot.people) for spot in journey.spots]


def _matrix_words(journey: Journey) -> dict[str, str]:
    voice, common = journey.voice, journey.common_subject
    fields = {
        "subject": _capital(common),
        "places": voice.plural("journey n places", len(journey.places_of(common))),
        "all": voice.number(len(journey.spots)),
        "crossing": voice.list(list(journey.crossing_subjects)),
    }
    told = "" if common else " plain"
    return {
        "title": _capital(voice.text(f"journey matrix title{told}", **fields)),
        "subtitle": voice.text(f"journey matrix subtitle{told}"),
        "source": voice.text("journey source encounters", sources=journey.sources),
        "alt": voice.text(f"journey matrix alt{told}", **fields),
    }


def goals(journey: Journey) -> Chart | None:
    """Draw the editorial reading of the Sustainable Development Goals, day by day; None without."""
    if not journey.goals:
        return None
    voice = journey.voice
    counts = {
        goal: [sum(goal in met.goals for met in day.people) for day in journey.days]
        for goal in journey.goals
    }
    ordered = sorted(counts, key=lambda goal: (-sum(counts[goal]), goal))
    rows = [(goal_name(voice, goal), theme.BLUE, counts[goal]) for goal in ordered]
    heads = [
        voice.text("journey leg n", n=day.number) if day.number else voice.text("journey closing")
        for day in journey.days
    ]
    figure = dots(voice, rows, heads, {}, totals=True)
    fields = {
        "goal": goal_name(voice, ordered[0]),
        "n": voice.number(sum(counts[ordered[0]])),
        "all": voice.number(len(journey.people)),
    }
    return Chart(
        "development-goals",
        figure,
        title=voice.text("journey goals title", **fields),
        subtitle=voice.text("journey goals subtitle"),
        source=voice.text("journey goals source"),
        alt=voice.text("journey goals alt", **fields, goals=len(ordered)),
        notice=voice.text("journey editorial"),
    )


def goal_name(voice: Voice, goal: int) -> str:
    """Return a Sustainable Development Goal as ``8 · Decent work and economic growth``."""
    return f"{goal} \u00b7 {voice.text(f'journey goal {goal}')}"


def network(journey: Journey) -> Chart | None:
    """Draw who works on what: people on the left, subjects on the right; None without subjects."""
    if not journey.subjects:
        return None
    voice, people, subjects = journey.voice, journey.people, journey.subjects
    height = len(people) * ROW + 16
    left = _column(len(people), height)
    right = _right(people, subjects, left)
    figure = theme.figure(voice, height)
    common = journey.common_subject
    for met, y in zip(people, left, strict=True):
        for subject in met.subjects:
            _strand(figure, y, right[subject], strong=subject == common)
    names = max(measured(met.person, 12.5, "semibold") for met in people)
    for met, y in zip(people, left, strict=True):
        beside(
            figure, 0.0, y, f"<b>{theme.plain(met.person)}</b>  {theme.plain(met.place)}", "right"
        )
    for subject in subjects:
        shown = f"{theme.plain(subject)}  {voice.number(len(journey.people_of(subject)))}"
        beside(
            figure, 1.0, right[subject], f"<b>{shown}</b>" if subject == common else shown, "left"
        )
    _nodes(figure, [0.0] * len(left), left, theme.INK)
    _nodes(figure, [1.0] * len(right), list(right.values()), theme.RED)
    margin = names + max(measured(met.place, 12.5) for met in people) + 24
    tail = max(measured(one, 12.5, "bold") for one in subjects) + 42
    hidden = {"visible": False, "fixedrange": True}
    figure.update_xaxes(range=[0, 1], **hidden)
    figure.update_yaxes(range=[0, height], **hidden)
    figure.update_layout(margin={"l": margin, "r": tail, "t": 8, "b": 8}, hovermode=False)
    return Chart("encounters-and-subjects", figure, **_network_words(journey))


def _column(count: int, height: float) -> list[float]:
    return [height - 8 - ROW * (place + 0.5) for place in range(count)]


def _right(
    people: Sequence[Encounter], subjects: Sequence[str], left: Sequence[float]
) -> dict[str, float]:
    """Return where each subject stands: as near as may be to the middle of its people."""
    means = []
    for subject in subjects:
        mine = [y for met, y in zip(people, left, strict=True) if subject in met.subjects]
        means.append(sum(mine) / len(mine))
    return dict(zip(subjects, theme.spread(means, ROW * 1.5), strict=True))


def _strand(figure: Any, y0: float, y1: float, *, strong: bool) -> None:
    steps = [step / 20 for step in range(21)]
    ease = [step * step * (3 - 2 * step) for step in steps]
    figure.add_scatter(
        x=steps,
        y=[round(y0 + (y1 - y0) * part, 1) for part in ease],
        mode="lines",
        line={
            "color": theme.RED if strong else theme.SLATE_LIGHT,
            "width": 1.8 if strong else 1.1,
        },
        hoverinfo="skip",
    )


def _nodes(figure: Any, xs: list[float], ys: list[float], colour: str) -> None:
    figure.add_scatter(
        x=xs,
        y=ys,
        mode="markers",
        marker={"size": 7, "color": colour},
        cliponaxis=False,
        hoverinfo="skip",
    )


def _network_words(journey: Journey) -> dict[str, str]:
    voice, common = journey.voice, journey.common_subject
    met = journey.people_of(common)
    fields = {
        "subject": _capital(common),
        "people": voice.plural("journey n people", len(met)),
        "countries": voice.plural("journey n countries", len({one.country for one in met})),
        "all": voice.number(len(journey.people)),
        "subjects": voice.number(len(journey.subjects)),
    }
    return {
        "title": _capital(voice.text("journey network title", **fields)),
        "subtitle": voice.text("journey network subtitle"),
        "source": voice.text("journey source encounters", sources=journey.sources),
        "alt": voice.text("journey network alt", **fields),
        "notice": voice.text("journey editorial"),
    }


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
