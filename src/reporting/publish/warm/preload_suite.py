"""What a build's desk imports beside: the suite, and the libraries that its notebooks need.

A notebook of somebody else's does not wait for it.
"""

from __future__ import annotations

from reporting.engine.warming import is_warm_process, warm_up

MODULES = (
    "babel.dates",
    "openpyxl",
    "babel.units",
    "openpyxl.styles",
    "PIL.ImageFont",
    "astral.sun",
    "pyarrow.csv",
    "xlsxwriter",
    "reporting.event.loader",
    "reporting.scoring.trail",
    "reporting.route.event_tracks",
    "reporting.route.areas",
    "reporting.route.sun",
    "reporting.footprint",
    "reporting.story.opening_figures",
    "reporting.story.race.sources",
    "reporting.story.race.tables",
    "reporting.story.race.telling",
    "reporting.story.quality.tables",
    "reporting.story.quality.telling",
    "reporting.story.journey.tables",
    "reporting.story.journey.telling",
    "reporting.story.footprint.disclosure_index",
    "reporting.story.footprint.lists",
    "reporting.story.footprint.telling",
    "reporting.story.decision_trail",
    "reporting.charts.timing_quality",
    "reporting.charts.footprint.categories",
    "reporting.charts.footprint.uncertainty",
    "reporting.charts.journey.district",
    "reporting.charts.journey.links",
    "reporting.charts.journey.map",
    "reporting.publish.data.files",
    "reporting.publish.data.inventory_workbook",
    "reporting.publish.reports.report",
    "reporting.publish.reports.race",
    "reporting.publish.reports.journey",
    "reporting.publish.reports.sustainability",
    "reporting.publish.reports.timing_quality",
    "reporting.quality",
    "scipy.ndimage",
    "scipy.spatial",
    "shapely",
    "pyproj",
)
"""Imported after those of :mod:`reporting.engine.notebook.preload`."""


if is_warm_process():
    warm_up(MODULES)
