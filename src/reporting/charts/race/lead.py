"""How the event was won: the gap to the lead after every scored control."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from reporting.charts import svg, theme
from reporting.charts.chart import Chart
from reporting.frames import records
from reporting.scoring.analysis import stints
from reporting.story.cell_text import signed_gap
from reporting.story.names import JOINED, crew_short, people, stem

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from reporting.scoring import Standings
    from reporting.story.voice import Voice

NAMED = 5
"""Crews drawn in colour and named."""

HEIGHT = 356
TOP, BOTTOM = 26, 44
"""Room above the lines for the legs, and about what the names of trials take below [px]."""

LABEL, LEADING = 12.5, 15.5
"""Size of the names at the right, and from line to line [px]."""

LEFT = 11.5
"""Size of the names of those who led and left the event [px]."""

LABEL_ROOM = 190.0
"""Width from which a name is broken [px]."""


@dataclass(frozen=True, slots=True)
class _Reach:
    """Which gaps the picture shows, from the best total, or better, down.

    Parameters
    ----------
    top
        Zero, or below it where a better total does not lead.
    bottom
        The largest gap.
    """

    top: float
    bottom: float

    @classmethod
    def of(cls, told: pd.DataFrame, ends: dict[int, float]) -> _Reach:
        """Return the reach of the named crews' final gaps, and of all better totals."""
        bottom = max(max(ends.values()) * 1.35, 1.0)
        return cls(min(0.0, *told["gap"].astype("float64")), bottom)

    def shows(self, gap: float | Decimal) -> bool:
        """Tell whether a gap lies within the picture."""
        return float(gap) <= self.bottom

    @property
    def air(self) -> float:
        """What is left free above the lines."""
        return (self.bottom - self.top) * 0.04

    @property
    def pitch(self) -> float:
        """The height of a line of letters, in units of the gap."""
        return (self.bottom - self.top + self.air) / (HEIGHT - TOP - BOTTOM) * LEADING


def lead(standings: Standings, voice: Voice, notice: str = "") -> Chart | None:
    """Draw the gap of every crew to the lead after each scored control, as they stood there.

    Parameters
    ----------
    standings
        Scored results with times.
    voice
        The reader's language.
    notice
        The word beside simulated figures.

    Returns
    -------
    Chart or None
        None where nobody is classified, no control counts, or no total ever parted a crew from
        others: every line would be the same. The line of a crew that leaves ends in a cross.
    """
    told = standings.history
    overall = standings.rankings["overall"]
    ranked = overall.dropna(subset=["position"])
    if ranked.empty or told.empty or not told["gap"].astype("float64").any():
        return None
    names = {int(row["number"]): crew_short(row) for row in records(overall)}
    order = [int(number) for number in ranked["number"]]
    out = [number for number in names if number not in order]
    led = {number for stint in stints(told) for number in stint.numbers}
    lower_wins = not standings.rulebook.higher_is_better
    figure = theme.figure(voice, HEIGHT)
    gone = []
    ends = _finish(told, ranked)
    reach, crossed = _Reach.of(told, ends), False
    for number in reversed([*order, *out]):
        crew = told[told["number"] == number]
        rank = order.index(number) if number in order else len(order)
        if len(crew):
            left = number in out
            behind = [_gap(gap, voice, 2, lower_wins=lower_wins) for gap in crew["gap"]]
            _line(figure, crew, rank, names[number], behind, led=left and number in led)
            if left and reach.shows(crew["gap"].iloc[-1]):
                _cross(figure, crew.iloc[-1])
                crossed = True
            if left and number in led:
                gone.append(
                    (int(crew["order"].iloc[-1]), float(crew["gap"].iloc[-1]), names[number])
                )
    _name_leavers(figure, gone, int(told["order"].max()), reach)
    right = _labels(figure, ends, names, reach, voice, lower_wins=lower_wins)
    _axes(figure, told.drop_duplicates("order").sort_values("order"), reach, voice)
    figure.update_layout(margin={"l": 8, "r": right, "t": TOP, "b": 8})
    cut = not all(map(reach.shows, told["gap"].dropna()))
    extras = [name for name, there in (("cross", crossed), ("cut", cut)) if there]
    return Chart(
        "gap-to-lead",
        figure,
        _title(told, ranked, voice),
        **_words(standings, ends, names, voice, extras),
        notice=notice,
    )


def _line(
    figure: Any, crew: pd.DataFrame, rank: int, name: str, behind: list[str], *, led: bool
) -> None:
    """Draw a crew's line; `behind` are its gaps in words, `led` one that led and left the event."""
    named = rank < NAMED
    colour = theme.SERIES[rank] if named else theme.SLATE if led else theme.HAIRLINE
    figure.add_scatter(
        x=crew["order"],
        y=crew["gap"].astype("float64"),
        customdata=[
            f"{theme.plain(str(code))}: {gap}"
            for code, gap in zip(crew["control"], behind, strict=True)
        ],
        mode="lines",
        name=theme.plain(name),
        line={
            "color": colour,
            "width": 2.6 if rank == 0 else 1.8 if named or led else 0.8,
            "shape": "hv",
        },
        hovertemplate=f"{theme.plain(name)}<br>%{{customdata}}<extra></extra>",
        hoverinfo="all" if named or led else "skip",
    )


def _cross(figure: Any, end: pd.Series[Any]) -> None:
    """Mark where a crew left the event."""
    figure.add_scatter(
        x=[end["order"]],
        y=[float(end["gap"])],
        mode="markers",
        cliponaxis=False,
        marker={"symbol": "x-thin", "size": 8, "line": {"color": theme.SLATE, "width": 1.8}},
        hoverinfo="skip",
    )


def _name_leavers(
    figure: Any, gone: list[tuple[int, float, str]], last: int, reach: _Reach
) -> None:
    """Name those who led and left the event, beside the ends of their lines.

    Parameters
    ----------
    gone
        At which control, how far behind, who.
    last
        The last control.
    reach
        Which gaps the picture shows.
    """
    texts = [svg.broken(name, LABEL_ROOM, LEFT) for _, _, name in gone]
    step = reach.pitch * max(map(len, texts), default=1)
    places = theme.spread([gap for _, gap, _ in gone], step)
    for (order, gap, _), place, lines in zip(gone, places, texts, strict=True):
        # Under the line in the upper half, where the legs are named above; towards the middle.
        under, early = gap < (reach.top + reach.bottom) / 2, order <= (last + 1) / 2
        figure.add_annotation(
            x=order,
            y=max(place, reach.top),
            text="<br>".join(map(theme.plain, lines)),
            showarrow=False,
            xanchor="left" if early else "right",
            yanchor="top" if under else "bottom",
            xshift=7 if early else -7,
            yshift=-5 if under else 5,
            align="left" if early else "right",
            bgcolor=theme.PAPER,
            borderpad=1,
            font={"size": LEFT, "color": theme.SLATE},
        )


def _finish(told: pd.DataFrame, ranked: pd.DataFrame) -> dict[int, float]:
    """Return the final gap of the named crews."""
    last = told[told["order"] == told["order"].max()].set_index("number")["gap"].astype("float64")
    return {int(number): float(last[number]) for number in ranked["number"].head(NAMED)}


def _labels(
    figure: Any,
    ends: dict[int, float],
    names: dict[int, str],
    reach: _Reach,
    voice: Voice,
    *,
    lower_wins: bool,
) -> float:
    """Name the leading crews at the end of their lines, the gap first; return the room they take.

    Every label is measured and broken where it is long, so that none is cut, and none over another.
    """
    texts = [
        _broken(
            f"{_gap(gap, voice, lower_wins=lower_wins)}\u2002{names[number]}"
            if gap
            else names[number]
        )
        for number, gap in ends.items()
    ]
    tallest = max(len(lines) for lines in texts)
    step = reach.pitch * (tallest + 0.25)
    places = theme.spread(list(ends.values()), step)
    lowest = reach.top
    for rank in sorted(range(len(texts)), key=list(ends.values()).__getitem__):
        # Never above the top: there the picture ends.
        places[rank] = max(places[rank], lowest)
        lowest = places[rank] + step
    for rank, lines in enumerate(texts):
        shown = "<br>".join(map(theme.plain, lines))
        figure.add_annotation(
            x=1.005,
            xref="paper",
            y=places[rank],
            text=f"<b>{shown}</b>" if rank == 0 else shown,
            showarrow=False,
            xanchor="left",
            align="left",
            font={"color": theme.LETTERS[rank], "size": LABEL},
        )
    return max(svg.width(line, LABEL, svg.SEMIBOLD) for lines in texts for line in lines) + 16


def _gap(gap: Any, voice: Voice, places: int = 1, *, lower_wins: bool) -> str:
    """Return how far behind; of who leads the bare nought."""
    exact = round(Decimal(str(gap)), places)
    return signed_gap(exact, voice, places, lower_wins=lower_wins) if exact else "0"


def _broken(label: str) -> list[str]:
    """Return a label in lines of at most :data:`LABEL_ROOM`: by name, then by word."""
    if svg.width(label, LABEL, svg.SEMIBOLD) <= LABEL_ROOM:
        return [label]
    first, joined, second = label.partition(JOINED)
    parts = (first + JOINED.rstrip(), second) if joined else (first,)
    return [line for one in parts for line in svg.broken(one, LABEL_ROOM, LABEL, svg.SEMIBOLD)]


def _axes(figure: Any, controls: pd.DataFrame, reach: _Reach, voice: Voice) -> None:
    named = controls.assign(series=controls["name"].fillna("").map(stem))
    starts = named.groupby(["leg", "series"], sort=False)["order"].agg(["min", "max"])
    ticks = [(low + high) / 2 for low, high in starts.to_numpy()]
    wide = [
        (t, name)
        for t, (_, name), (low, high) in zip(ticks, starts.index, starts.to_numpy(), strict=True)
        if high - low >= 2
    ]
    figure.update_xaxes(
        range=[0.5, controls["order"].max() + 0.5],
        tickvals=[tick for tick, _ in wide],
        ticktext=[theme.wrapped(name) for _, name in wide],
        tickangle=0,
        tickfont={"size": 10.5},
    )
    figure.update_yaxes(
        range=[reach.bottom, reach.top - reach.air],
        nticks=6,
        showgrid=True,
        gridcolor=theme.GRID,
        **theme.APART,
    )
    for leg, first in controls.groupby("leg")["order"].min().items():
        if first > controls["order"].min():
            figure.add_vline(
                x=first - 0.5, line={"color": theme.SLATE_LIGHT, "width": 1, "dash": "dot"}
            )
        figure.add_annotation(
            x=first - 0.4,
            y=1.0,
            yref="paper",
            yanchor="bottom",
            xanchor="left",
            showarrow=False,
            text=f"{voice.text('Leg')} {leg}",
            font={"size": 11.5, "color": theme.SLATE},
        )


def _title(told: pd.DataFrame, ranked: pd.DataFrame, voice: Voice) -> str:
    """Say since when the winner led; where it is level with others, that alone."""
    led = stints(told)
    first = [row for row in records(ranked) if row["position"] == 1]
    level = int(told[told["order"] == told["order"].max()]["leading"].sum()) > 1
    if not led or [row["number"] for row in first] != list(led[-1].numbers) or level:
        return voice.text("chart lead title level")
    last = led[-1]
    kind = "inherited" if last.inherited else "kept"
    winner = crew_short(first[0])
    return voice.plural(f"chart lead {kind}", people(first[0]), winner=winner, trial=last.first)


def _words(
    standings: Standings,
    ends: dict[int, float],
    names: dict[int, str],
    voice: Voice,
    extras: Iterable[str],
) -> dict[str, str]:
    """Return what stands about the chart; `extras`: what of it must be explained."""
    lower_wins = not standings.rulebook.higher_is_better
    unit = voice.text("penalties" if lower_wins else "points")
    finish = ", ".join(
        f"{names[number]} {_gap(gap, voice, lower_wins=lower_wins)}" if gap else names[number]
        for number, gap in ends.items()
    )
    simulated = standings.status == "simulated"
    return {
        "subtitle": voice.text("chart lead subtitle", unit=unit)
        + "".join(voice.text(f"chart lead {extra}") for extra in extras),
        "source": voice.text("source simulated" if simulated else "source computed"),
        "alt": voice.text(
            "chart lead alt", trials=voice.number(standings.history["order"].max()), finish=finish
        ),
    }
