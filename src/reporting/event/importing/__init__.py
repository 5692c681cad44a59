"""Timekeepers' files into ``passages``: dumps of ALGE devices, CSV and XLSX exports.

:func:`import_files` reads them by a mapping (``import.toml`` of the package), lays what it read
beside what stands, and writes. A line that becomes no passage is always told, with its place.
"""

from reporting.event.importing.importer import Imported, Wishes, import_files
from reporting.event.importing.mapping import ChannelRule, ImportMapping, SheetRule, read_mapping
from reporting.event.importing.readings import Reading

__all__ = [
    "ChannelRule",
    "ImportMapping",
    "Imported",
    "Reading",
    "SheetRule",
    "Wishes",
    "import_files",
    "read_mapping",
]
