"""The report page in JupyterLab's menu "Save and Export Notebook As" and in ``nbconvert --to``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nbconvert.exporters import Exporter
from nbconvert.utils.exceptions import ConversionException

from reporting.errors import StepFailedError
from reporting.publish import page

if TYPE_CHECKING:
    from nbformat import NotebookNode


class ReportExporter(Exporter):
    """Exports an executed report notebook as the page that readers get.

    Thin over :func:`reporting.publish.page`; registered as ``reporting`` in the entry points
    ``nbconvert.exporters``.
    """

    export_from_notebook = "Report (HTML)"
    output_mimetype = "text/html"

    def _file_extension_default(self) -> str:
        return ".html"

    def from_notebook_node(  # type: ignore[override]
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **given: Any
    ) -> tuple[str, dict[str, Any]]:
        """Return the page and nbconvert's resources.

        Raises
        ------
        ConversionException
            Where the notebook holds no report, with the reason; nbconvert tells it.
        """
        copied, told = super().from_notebook_node(nb, resources, **given)
        try:
            return page(copied), told
        except StepFailedError as fault:
            raise ConversionException(str(fault)) from None
