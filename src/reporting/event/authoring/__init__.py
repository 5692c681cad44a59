"""Writing packages for people to fill in: a new event, its workbook, a workbook with marks.

Everything that they say of a table or a column is what the loader reads by (``tables.toml``).
"""

from reporting.event.authoring.new_package import PackagePlan, new_package

__all__ = ["PackagePlan", "new_package"]
