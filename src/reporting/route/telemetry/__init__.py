"""Telemetry of a field: how far each car drove, where on the road it was, and when."""
