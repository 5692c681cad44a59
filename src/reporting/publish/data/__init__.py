"""The data files beside the reports: standings, route, footprint."""
