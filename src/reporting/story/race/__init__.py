"""The race told: named facts, sources, tables."""
