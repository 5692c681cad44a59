"""Publishing: notebooks executed, pages and PDF rendered, everything moved into place at once."""

from reporting.publish.desk import open_report, show

__all__ = ["open_report", "show"]
