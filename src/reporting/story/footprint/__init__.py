"""The footprint told: totals, tables, disclosure indexes, what if."""
