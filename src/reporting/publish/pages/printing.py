"""A print page as PDF: WeasyPrint, tagged (PDF/UA-1), in a process of its own.

A long-lived process keeps what WeasyPrint took; a child gives the memory back, and takes our fonts
through its environment. It may read our own assets and what the page carries inside, nothing else.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from reporting.errors import StepFailedError, ToolMissingError
from reporting.publish.pages import fonts, typesetter
from reporting.publish.pages.document import Document
from reporting.publish.pages.figures import Drawer
from reporting.publish.pages.page import print_page

TIMEOUT_S = 900
_LIBRARY_MISSING = 4


def pdf(document: Document, output: Path, drawer: Drawer) -> Path:
    """Write the document as PDF to `output`, its figures drawn as vectors by `drawer`.

    Raises
    ------
    ToolMissingError
        Where Pango or a browser is not installed.
    StepFailedError
        Where the page cannot be rendered, or the PDF is not what it should be.
    """
    drawings = {figure.name: drawer.svg(figure.plot, figure.height) for figure in document.figures}
    render(print_page(document, drawings), output)
    check(output, document.words["language"], document.words["title"])
    return output


def printed(document: Document, drawings: Mapping[str, str]) -> bytes:
    """Return the document as PDF, rendered in this process: one that is thrown away afterwards.

    Parameters
    ----------
    document
        The report.
    drawings
        Figure's name -> its drawing as SVG.

    Raises
    ------
    ToolMissingError
        Where Pango is not installed.
    StepFailedError
        Where the page cannot be rendered, or the PDF is not what it should be.
    """
    os.environ.update(fonts.environment())
    name = f"{document.words.get('report', 'page')}.pdf"
    with TemporaryDirectory(prefix="reporting-") as folder:
        output = Path(folder) / name
        typesetter.loaded()
        try:
            _write(print_page(document, drawings), output)
        except Exception as fault:
            raise StepFailedError(f"{name} could not be made: {_sentence(fault)}") from fault
        check(output, document.words["language"], document.words["title"])
        return output.read_bytes()


def render(html: str, output: Path) -> None:
    """Render `html` to the PDF file `output` in a child process.

    Raises
    ------
    ToolMissingError
        Where WeasyPrint's libraries are not installed.
    StepFailedError
        Where the page asks for something outside, or WeasyPrint fails or takes over 900 s.
    """
    try:
        child = subprocess.run(
            [sys.executable, "-m", "reporting.publish.pages.printing", str(output)],
            input=html.encode("utf-8"),
            capture_output=True,
            env=fonts.environment(),
            timeout=TIMEOUT_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise StepFailedError(
            f"{output.name}: WeasyPrint took longer than {TIMEOUT_S} s."
        ) from None
    lines = child.stderr.decode("utf-8", "replace").strip().splitlines()
    if child.returncode == _LIBRARY_MISSING:
        raise ToolMissingError(typesetter.missing(lines[-1]))
    if child.returncode:
        said = lines[-1] if lines else f"it ended with {child.returncode}"
        raise StepFailedError(f"{output.name} could not be made: {said}")


def check(path: Path, language: str, title: str) -> None:
    """Check that a PDF says its language and title and is tagged.

    Raises
    ------
    StepFailedError
        Naming what is missing.
    """
    import pikepdf

    with pikepdf.open(path) as document:
        faults = typesetter.faults(document, language, title)
    if faults:
        raise StepFailedError(f"{path.name} is not what it should be: {', '.join(faults)}.")


def _write(html: str, output: Path) -> None:
    """Render in this process: what the child does."""
    from weasyprint.text.fonts import FontConfiguration

    output.write_bytes(typesetter.typeset(html, FontConfiguration(), typesetter.own_assets()))


def _sentence(fault: Exception) -> str:
    return f"{type(fault).__name__}: {fault}"


def _main() -> int:
    html = sys.stdin.buffer.read().decode("utf-8")
    try:
        import weasyprint  # noqa: F401
    except OSError as fault:
        print(str(fault).splitlines()[0], file=sys.stderr)  # noqa: T201 - told to the parent
        return _LIBRARY_MISSING
    try:
        _write(html, Path(sys.argv[1]))
    except Exception as fault:  # noqa: BLE001 - the parent gets a sentence, not a traceback
        print(json.dumps(_sentence(fault)), file=sys.stderr)  # noqa: T201
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(_main())
