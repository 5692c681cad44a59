"""Charts of the footprint."""
