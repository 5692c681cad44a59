"""The desks: what the notebooks work at, one for each report."""
