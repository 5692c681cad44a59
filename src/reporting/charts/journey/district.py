"""The territory in figures: comparable indicators as bars, changes between two years as slopes.

Which indicators stand together is told by their ``measure`` in the data; the words of a chart are
the catalogue's, by the chart's name. Nothing here knows a place.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from reporting.charts import theme
from reporting.charts.chart import Chart
from reporting.charts.journey.changes import changes
from reporting.charts.journey.dots import beside
from reporting.charts.maps.text import measured
from reporting.story.journey.indicators import of_measure, sources

if TYPE_CHECKING:
    from reporting.story.journey.indicators import Indicator
    from reporting.story.voice import Voice

ROW = 30
LABEL = 12.5


def district_charts(found: Sequence[Indicator], voice: Voice) -> dict[str, Chart]:
    """Draw every chart that the indicators have data for.

    Parameters
    ----------
    found
        Indicators that may be printed.
    voice
        The reader's language.

    Returns
    -------
    dict of str to Chart
        Topic (``tourism``, ``climate``, ``glaciers``, ``energy``, ``people``) -> chart.
    """
    made = {
        "tourism": _bars("tourism-intensity", of_measure(found, "tourism_intensity"), voice, _area),
        "climate": changes("changes", [one for one in found if one.since and one.until], voice),
        "glaciers": _bars("glacier-loss", of_measure(found, "glacier_loss_year"), voice, _year),
        "energy": _energy(found, voice),
        "people": _ageing(found, voice),
        "district": _bars("area-shares", of_measure(found, "area_share"), voice, _last_word),
    }
    return {topic: chart for topic, chart in made.items() if chart is not None}


def _area(one: Indicator) -> str:
    return f"{one.area}, {one.year}"


def _year(one: Indicator) -> str:
    return one.year


def _last_word(one: Indicator) -> str:
    """Return what stands after the comma, or the last word: the part that tells rows apart."""
    head, comma, tail = one.name.rpartition(", ")
    return tail if comma else head or one.name.rpartition(" ")[2]


def _bars(
    name: str, rows: Sequence[Indicator], voice: Voice, label: Callable[[Indicator], str]
) -> Chart | None:
    """Draw one figure a row, the greatest in red."""
    drawn = [one for one in rows if one.numeric]
    if len(drawn) < 2:
        return None
    height = len(drawn) * ROW + 8
    figure = theme.figure(voice, height)
    top = max(drawn, key=lambda one: one.number)
    labels = [label(one) for one in drawn]
    _bar_rows(figure, drawn, labels, voice, strong=lambda one: one is top)
    return Chart(name, figure, **_words(name, drawn, top, label, voice))


def _bar_rows(
    figure: Any,
    drawn: Sequence[Indicator],
    labels: Sequence[str],
    voice: Voice,
    strong: Callable[[Indicator], bool],
) -> None:
    places = list(range(len(drawn)))
    figure.add_bar(
        orientation="h",
        x=[float(one.number) for one in drawn],
        y=places,
        width=0.62,
        marker={"color": [theme.RED if strong(one) else theme.SLATE for one in drawn]},
        hovertext=[
            f"{theme.plain(one.name)}: {one.show(voice)} ({one.year_and_source})" for one in drawn
        ],
        hoverinfo="text",
    )
    for place, one, shown in zip(places, drawn, labels, strict=True):
        beside(figure, 0, place, shown, "right", gap=8)
        beside(figure, float(one.number), place, f"<b>{one.show(voice)}</b>", "left", gap=8)
    hidden = {"visible": False, "fixedrange": True}
    reach = max(float(one.number) for one in drawn)
    figure.update_xaxes(range=[0, reach * 1.02], **hidden)
    figure.update_yaxes(range=[len(drawn) - 0.5, -0.5], **hidden)
    left = max(measured(words, LABEL) for words in labels) + 18
    right = max(measured(one.show(voice), LABEL, "bold") for one in drawn) + 14
    figure.update_layout(margin={"l": left, "r": right, "t": 4, "b": 4})


def _words(
    name: str,
    drawn: Sequence[Indicator],
    top: Indicator,
    label: Callable[[Indicator], str],
    voice: Voice,
) -> dict[str, str]:
    listed = "; ".join(f"{label(one)}: {one.show(voice)}" for one in drawn)
    said = {"top": label(top), "value": top.show(voice), "name": top.name}
    return {
        "title": voice.text(f"journey district {name} title", **said),
        "subtitle": voice.text(f"journey district {name} subtitle", **said),
        "source": sources(drawn),
        "alt": voice.text(f"journey district {name} alt", listed=listed),
    }


def _energy(found: Sequence[Indicator], voice: Voice) -> Chart | None:
    """Draw the output of two years and, where both are known, the hydro share of the capacity."""
    output = sorted(of_measure(found, "energy_output"), key=lambda one: one.year)
    chart = _bars("energy-output", output, voice, _year)
    capacity = of_measure(found, "capacity_hydro", "capacity_total")
    if chart is None or len(capacity) != 2:
        return chart
    hydro, total = capacity
    share = voice.percent(hydro.number / total.number)
    alt = voice.text(
        "journey district capacity alt",
        hydro=hydro.show(voice),
        total=total.show(voice),
        share=share,
    )
    # What the sources' own figures need to be read rightly, such as a unit that was put right.
    notes = dict.fromkeys(f"{one.note[:1].upper()}{one.note[1:]}." for one in output if one.note)
    return Chart(
        chart.name,
        chart.figure,
        chart.title,
        " ".join([chart.subtitle, *notes, alt]),
        sources([*output, *capacity]),
        f"{chart.alt} {alt}",
    )


def _ageing(found: Sequence[Indicator], voice: Voice) -> Chart | None:
    """Draw the share of old people, place by place, the whole country for comparison."""
    rows = [one for one in of_measure(found, "aged_65") if one.numeric]
    if len(rows) < 2:
        return None
    people = {one.place: one for one in of_measure(found, "population") if one.place}
    ordered = sorted(rows, key=lambda one: -one.number)

    def label(one: Indicator) -> str:
        if one.place not in people:
            return one.area
        residents = voice.text("journey n residents", n=people[one.place].bare(voice))
        return f"{_last_word(one)} ({residents})"

    figure = theme.figure(voice, len(ordered) * ROW + 8)
    labels = [f"<b>{label(one)}</b>" if not one.place else label(one) for one in ordered]
    _bar_rows(figure, ordered, labels, voice, strong=lambda one: one is ordered[0])
    whole = [place for place, one in enumerate(ordered) if not one.place]
    colours = list(figure.data[0].marker.color)
    for place in whole:
        colours[place] = theme.INK
    figure.data[0].marker.color = colours
    first, last = ordered[0], ordered[-1]
    fields = {
        "first": _last_word(first),
        "most": first.show(voice),
        "last": _last_word(last),
        "least": last.show(voice),
    }
    listed = "; ".join(f"{label(one)}: {one.show(voice)}" for one in ordered)
    return Chart(
        "ageing",
        figure,
        title=voice.text("journey district ageing title", **fields),
        subtitle=voice.text("journey district ageing subtitle"),
        source=sources([*ordered, *people.values()]),
        alt=voice.text("journey district ageing alt", listed=listed),
    )
