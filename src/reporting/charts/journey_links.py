"""What ties a journey together: places and themes, people and subjects, goals day by day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from reporting.charts import theme
from reporting.charts.chart import Chart
from reporting.charts.maps_text import measured

if TYPE_CHECKING:
    from reporting.story.journey import Journey
    from reporting.story.journey_people import Encounter
    from reporting.story.voice import Voice

ROW = 25
"""Height of a row [pixels]."""

DOT = 19.0
"""Diameter of a dot [pixels]."""

SLANT = 7
"""From more columns than this on their names stand aslant."""

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
    rows += [(one, theme.RED, _counts(journey, "subjects", one)) for one in subjects]
    heads = {0: voice.text("journey themes head")}
    if subjects:
        heads[len(themes)] = voice.text("journey subjects head")
    figure = _dots(voice, rows, [spot.name for spot in journey.spots], heads)
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
    figure = _dots(voice, rows, heads, {}, totals=True)
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
        _label(figure, 0.0, y, f"<b>{_safe(met.person)}</b>  {_safe(met.place)}", "right")
    for subject in subjects:
        shown = f"{_safe(subject)}  {voice.number(len(journey.people_of(subject)))}"
        _label(
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


def _label(figure: Any, x: float, y: float, text: str, side: str) -> None:
    figure.add_annotation(
        x=x,
        y=y,
        text=text,
        showarrow=False,
        xanchor=side,
        align=side,
        xshift=-9 if side == "right" else 9,
        font={"size": 12.5},
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


def _dots(
    voice: Voice,
    rows: Sequence[tuple[str, str, list[int]]],
    columns: Sequence[str],
    heads: Mapping[int, str],
    *,
    totals: bool = False,
) -> Any:
    """Draw counts as dots with their number: a row each, columns named at the top.

    Parameters
    ----------
    rows
        Label, colour, counts.
    columns
        Their names.
    heads
        Row's index -> words over it.
    totals
        Whether each row ends with its sum.
    """
    ys = _rows_down(rows, heads)
    depth = ys[-1] - ROW * 0.8
    figure = theme.figure(voice, 10)
    for (label, colour, counts), y in zip(rows, ys, strict=True):
        _dot_row(figure, counts, y, colour)
        shown = f"{label}  <b>{voice.number(sum(counts))}</b>" if totals else label
        _label(figure, -0.6, y, shown, "right")
    for place, words in heads.items():
        _head(figure, words, ys[place] + ROW * (0.95 + 0.25 * rows[place][0].count("<br>")))
    top = _column_names(figure, columns)
    hidden = {"visible": False, "fixedrange": True}
    figure.update_xaxes(range=[-0.6, len(columns) - 0.4], **hidden)
    figure.update_yaxes(range=[depth, ROW * 0.9], **hidden)
    labels = [part for label, _, _ in rows for part in label.split("<br>")]
    left = max(measured(label, 12.5) for label in labels) + (34 if totals else 16)
    height = round(ROW * 0.9 - depth + top)
    figure.update_layout(
        height=height,
        margin={"l": left, "r": 48 if len(columns) > SLANT else 8, "t": top, "b": 0},
        hovermode=False,
    )
    return figure


def _rows_down(rows: Sequence[tuple[str, str, list[int]]], heads: Mapping[int, str]) -> list[float]:
    """Return each row's height, broken labels and heads given their room."""
    ys, y = [], 0.0
    for place, (label, _, _) in enumerate(rows):
        if place in heads:
            y -= ROW * (1.5 if place else 1.1)
        tall = 0.5 * ROW * label.count("<br>")
        ys.append(y - tall / 2)
        y -= ROW + tall
    return ys


def _dot_row(figure: Any, counts: Sequence[int], y: float, colour: str) -> None:
    figure.add_shape(
        type="line",
        x0=-0.5,
        x1=len(counts) - 0.5,
        y0=y,
        y1=y,
        line={"color": theme.GRID, "width": 1},
        layer="below",
    )
    there = [place for place, count in enumerate(counts) if count]
    figure.add_scatter(
        x=there,
        y=[y] * len(there),
        mode="markers+text",
        text=[str(counts[place]) for place in there],
        textfont={"size": 11, "color": theme.PAPER, "weight": 700},
        marker={"size": DOT, "color": colour, "line": {"color": theme.PAPER, "width": 1}},
        hoverinfo="skip",
        cliponaxis=False,
    )


def _head(figure: Any, words: str, y: float) -> None:
    figure.add_annotation(
        x=0,
        xref="paper",
        y=y,
        text=_safe(words),
        showarrow=False,
        xanchor="right",
        xshift=-9,
        font={"size": 11.5, "color": theme.SLATE, "weight": 600},
    )


def _column_names(figure: Any, names: Sequence[str]) -> float:
    """Write the columns' names, aslant where they are many; return the room they take."""
    slant = len(names) > SLANT
    for place, name in enumerate(names):
        figure.add_annotation(
            x=place,
            y=1,
            yref="paper",
            text=_safe(name),
            showarrow=False,
            textangle=-38 if slant else 0,
            xanchor="left" if slant else "center",
            yanchor="bottom",
            xshift=-5 if slant else 0,
            font={"size": 12, "weight": 600},
        )
    widest = max(measured(name, 12, "semibold") for name in names)
    return 14 + widest * 0.62 if slant else 26


def _safe(words: str) -> str:
    """Return words with what plotly would read as markup made harmless."""
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
