"""The report in ``nbconvert --to reporting`` and ``--to reporting-pdf``."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from nbconvert.exporters import Exporter
from nbconvert.utils.exceptions import ConversionException

from reporting.errors import ReportingError
from reporting.publish.pages.exporting import Form, exported

if TYPE_CHECKING:
    from nbformat import NotebookNode


class NotExportedError(ConversionException):
    """Why a notebook cannot be exported, in a sentence that says all of it."""


def sentence_alone(record: logging.LogRecord) -> bool:
    """Have nbconvert tell what we refuse without the traceback that it adds to every refusal."""
    fault = record.exc_info[1] if record.exc_info else None
    if isinstance(fault, NotExportedError):
        record.msg, record.args = f"{record.getMessage()}: {fault}", ()
        record.exc_info = None
    return True


class ReportExporter(Exporter):
    """Exports an executed notebook as the page that readers get.

    Thin over :func:`reporting.publish.pages.exporting.exported`; registered as ``reporting`` in
    the entry points ``nbconvert.exporters``.
    """

    export_from_notebook = "Report (HTML)"
    output_mimetype = "text/html"
    form: Form = "html"

    def _file_extension_default(self) -> str:
        return f".{self.form}"

    def from_notebook_node(  # type: ignore[override]
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **given: Any
    ) -> tuple[str | bytes, dict[str, Any]]:
        """Return the page and nbconvert's resources.

        Raises
        ------
        NotExportedError
            Where the notebook cannot be exported, with the reason; nbconvert tells it.
        """
        self.log.addFilter(sentence_alone)
        copied, known = super().from_notebook_node(nb, resources, **given)
        name = f"{known.get('metadata', {}).get('name') or 'notebook'}.ipynb"
        try:
            made = exported(copied, self.form, name)
        except ReportingError as fault:
            raise NotExportedError(str(fault)) from None
        return (made.decode() if self.form == "html" else made), known


class ReportPdfExporter(ReportExporter):
    """Exports an executed notebook as the PDF that readers get: ``reporting-pdf``."""

    export_from_notebook = "Report (PDF)"
    output_mimetype = "application/pdf"
    form: Form = "pdf"
