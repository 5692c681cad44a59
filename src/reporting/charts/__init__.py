"""Charts: plotly figures with the words around them, one function a chart.

Nothing is drawn, and plotly is not imported, before a chart is asked for.
"""

from reporting.charts.chart import Chart
from reporting.charts.maps.height_strip import height_strip
from reporting.charts.maps.route_map import route_map
from reporting.charts.outline import outline
from reporting.charts.race.coefficient import coefficient
from reporting.charts.race.lead import lead
from reporting.charts.race.trial_charts import matrix, precision, trials

__all__ = [
    "Chart",
    "coefficient",
    "height_strip",
    "lead",
    "matrix",
    "outline",
    "precision",
    "route_map",
    "trials",
]
