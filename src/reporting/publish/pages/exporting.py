"""A notebook as a page or a PDF, on its own: what the laboratory's menu and nbconvert give.

``python -m reporting.publish.pages.exporting pdf NAME < notebook.ipynb > report.pdf`` does it in a
process of its own, which is thrown away: what prints keeps its memory.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, Literal

from reporting.errors import ReportingError, StepFailedError
from reporting.publish.pages import document, working_paper

if TYPE_CHECKING:
    from nbformat import NotebookNode

    from reporting.publish.pages.document import Document

Form = Literal["html", "pdf"]


def exported(notebook: NotebookNode, form: Form, name: str = "notebook") -> bytes:
    """Return an executed notebook as its readers get it.

    A notebook that composes a report gives the report; any other gives a working paper, which
    says on every page that it is one.

    Parameters
    ----------
    notebook
        The executed notebook.
    form
        ``html`` or ``pdf``.
    name
        Its file's name.

    Raises
    ------
    StepFailedError
        Where a cell has not been run, has failed, or shows what a page cannot show.
    ToolMissingError
        For a PDF without Chromium or Pango.
    """
    refuse_unrun(notebook)
    shown = document_of(notebook, name)
    if form == "html":
        from reporting.publish.pages.page import screen_page

        return screen_page(shown).encode()
    from reporting.publish.pages.printing import printed

    return printed(shown, _drawings(shown))


def document_of(notebook: NotebookNode, name: str) -> Document:
    """Return the report that a notebook composes, or the working paper that it is."""
    composes = any(
        document.PAGE_MIME in output.get("data", {})
        for cell in notebook.cells
        for output in cell.get("outputs", ())
    )
    return document.read(notebook) if composes else working_paper.read(notebook, name)


def refuse_unrun(notebook: NotebookNode) -> None:
    """Refuse a notebook with a cell that has not been run.

    Raises
    ------
    StepFailedError
        Naming the first of them, and what to do; where one before it failed, naming that.
    """
    for number, cell in enumerate(notebook.cells, start=1):
        for output in cell.get("outputs", ()):
            if output.output_type == "error":
                raise document.failure_of(number, output)
        written = cell.cell_type == "code" and cell.source.strip()
        if written and cell.get("execution_count") is None and not cell.get("outputs"):
            raise StepFailedError(
                f"Cell {number} has not been run. Run all cells (Run > Run All Cells), save, and "
                "export again."
            )


def _drawings(shown: Document) -> dict[str, str]:
    from reporting.publish.pages.figures import Drawer

    if not shown.figures:
        return {}
    with Drawer() as drawer:
        return {one.name: drawer.svg(one.plot, one.height, name=one.name) for one in shown.figures}


def main(arguments: list[str]) -> int:
    """Export what stands on standard input; say in a sentence what is wrong."""
    import nbformat

    form: Any
    form, name = arguments
    try:
        made = exported(nbformat.reads(sys.stdin.read(), as_version=4), form, name)
    except ReportingError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_status
    sys.stdout.buffer.write(made)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
