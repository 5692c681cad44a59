"""Charts: plotly figures with the words around them, and drawn maps; one function a chart.

Nothing is drawn, and plotly is not imported, before a chart is asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reporting import lazy

if TYPE_CHECKING:
    from reporting.charts.chart import Chart
    from reporting.charts.maps.drawn_map import DrawnMap
    from reporting.charts.maps.height_strip import height_strip
    from reporting.charts.maps.route_map import route_map
    from reporting.charts.maps.screens import page_map, page_strip
    from reporting.charts.race.coefficient import coefficient
    from reporting.charts.race.lead import lead
    from reporting.charts.race.trial_charts import matrix, precision, trials
    from reporting.charts.route_outline import outline

__all__ = [
    "Chart",
    "DrawnMap",
    "coefficient",
    "height_strip",
    "lead",
    "matrix",
    "outline",
    "page_map",
    "page_strip",
    "precision",
    "route_map",
    "trials",
]

__getattr__, __dir__ = lazy.face(
    __name__,
    {
        "Chart": "chart",
        "DrawnMap": "maps.drawn_map",
        "coefficient": "race.coefficient",
        "height_strip": "maps.height_strip",
        "lead": "race.lead",
        "matrix": "race.trial_charts",
        "outline": "route_outline",
        "page_map": "maps.screens",
        "page_strip": "maps.screens",
        "precision": "race.trial_charts",
        "route_map": "maps.route_map",
        "trials": "race.trial_charts",
    },
)
