"""What answers draw: the reports' own charts, and those that only an analyst asks for."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from reporting.analyst.arguments import known_name

if TYPE_CHECKING:
    import pandas as pd

    from reporting.analyst.package_answers import PackageAnswers
    from reporting.charts import Chart, DrawnMap
    from reporting.story.voice import Voice

OF_RESULTS = ("coefficient", "lead", "matrix", "precision", "trials")
OF_ROUTE = ("height_strip", "map")
CHARTS = tuple(sorted((*OF_RESULTS, *OF_ROUTE, "footprint")))
_HEIGHT = 320


def of_reports(name: str, asked: PackageAnswers) -> Chart | DrawnMap | None:
    """Return a chart as the reports draw and mark it; None where there is too little to draw.

    Raises
    ------
    UsageError
        For a chart that there is none of; the known ones are named.
    """
    from reporting import charts

    known_name(name, CHARTS, "chart")
    made: Chart | DrawnMap | None
    if name in OF_ROUTE:
        draw: Any = charts.route_map if name == "map" else charts.height_strip
        made = draw(asked.measured, asked.voice)
    elif name == "footprint":
        made = _footprint(asked)
    else:
        made = getattr(charts, name)(asked.scored, asked.voice, asked.notice)
    return made


def compared(frame: pd.DataFrame, names: Sequence[str], asked: PackageAnswers) -> Chart:
    """Draw what lies between two crews after each control, the first less the second."""
    said = {"a": names[0], "b": names[1]}
    last = frame["difference_so_far"].iloc[-1] if len(frame) else 0
    shown = {**said, "total": asked.voice.signed(round(float(last), 2))}
    x, y = list(map(str, frame["control"])), frame["difference_so_far"].astype(float)
    return _line("compare", x, list(y), shown, asked)


def speeds(frame: pd.DataFrame, crew: str, asked: PackageAnswers) -> Chart:
    """Draw one car's mean speed up to each control [km/h]."""
    x, y = list(map(str, frame["control"])), frame["speed_kmh"].astype(float)
    middle = asked.voice.number(round(float(y.median()), 1)) if y.notna().any() else "-"
    return _line("speed", x, list(y), {"a": crew, "total": middle}, asked)


def _line(
    name: str, x: Sequence[str], y: Sequence[float], said: Mapping[str, str], asked: PackageAnswers
) -> Chart:
    from reporting.charts import Chart, theme

    words = words_in(asked.voice)
    figure = theme.figure(asked.voice, _HEIGHT)
    figure.add_scatter(x=x, y=y, mode="lines+markers", line={"color": theme.RED})
    figure.update_yaxes(title_text=words[f"{name}-axis"], showgrid=True, gridcolor="#e5e0d6")
    title, alt = (words[f"{name}-{part}"].format(**said) for part in ("title", "alt"))
    source = words["source"].format(event=asked.event.info.name.in_language(asked.language))
    return Chart(name, figure, title, words[f"{name}-subtitle"], source, alt, asked.notice)


def _footprint(asked: PackageAnswers) -> Chart | DrawnMap | None:
    from reporting.charts.footprint.categories import waterfall
    from reporting.footprint import statement
    from reporting.story.footprint.telling import tell

    footprint = tell(asked.event, statement(asked.event), asked.voice)
    return waterfall(footprint) if footprint.several else None


def words_in(voice: Voice) -> Mapping[str, str]:
    """Return the words of the analyst's own charts in a language."""
    return {name: entry[voice.language] for name, entry in _words().items()}


@cache
def _words() -> Mapping[str, Mapping[str, str]]:
    text = files("reporting.analyst").joinpath("chart_words.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
