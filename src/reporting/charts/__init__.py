"""Charts: plotly figures with the words around them, one function a chart."""
