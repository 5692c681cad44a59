"""Reading booklets back: words and pages of a PDF."""

from __future__ import annotations

import io
import subprocess
from pathlib import Path
from typing import Any

import pikepdf

Edition = tuple[Path, dict[str, Any]]
"""The folder of an event's booklets, and their list."""


def text_of(pdf: Path | bytes, page: int | None = None) -> str:
    """Return the words of a PDF, spaces of every kind as one."""
    chosen = ["-f", str(page), "-l", str(page)] if page else []
    content = pdf if isinstance(pdf, bytes) else pdf.read_bytes()
    done = subprocess.run(
        ["pdftotext", *chosen, "-layout", "-", "-"], input=content, capture_output=True, check=True
    )
    return " ".join(done.stdout.decode().split())


def pages_of(pdf: Path | bytes) -> int:
    with pikepdf.open(io.BytesIO(pdf) if isinstance(pdf, bytes) else pdf) as document:
        return len(document.pages)
