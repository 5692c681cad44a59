"""Charts: plotly figures with the words around them, one function a chart.

Nothing is drawn, and plotly is not imported, before a chart is asked for.
"""

from reporting.charts.chart import Chart
from reporting.charts.coefficient import coefficient
from reporting.charts.lead import lead
from reporting.charts.maps import route_map
from reporting.charts.maps_heights import height_strip
from reporting.charts.outline import outline
from reporting.charts.trials import matrix, precision, trials

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
