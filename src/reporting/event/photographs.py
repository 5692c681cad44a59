"""Photographs that a package brings: read, turned upright, made small enough for a page.

What is not seen of them, such as where and with what they were taken, does not leave the package.
"""

from __future__ import annotations

import io
from pathlib import Path

from reporting.paths import within
from reporting.reads import source

LARGEST_PX = 1800
"""Longer side in a report [pixels]: 210 mm at 218 dots an inch."""

FORMATS = ("JPEG", "PNG", "WEBP")
QUALITY = 82
MOST_BYTES = 60_000_000
MOST_PIXELS = 110_000_000
"""As many as the largest cameras take; they stand in memory one by one."""
_SHRINKABLE = frozenset({"L", "RGB", "RGBA", "CMYK", "YCbCr"})


def read_picture(folder: Path, file: str) -> bytes | None:
    """Return a photograph as a JPEG file; None where there is none that can be read.

    Parameters
    ----------
    folder, file
        The package's folder; the file in it. One outside is none.
    """
    path = folder / file
    if not within(path, folder):
        return None
    try:
        content = source(path).read_bytes() if path.is_file() else b""
    except OSError:
        return None
    return _small(content) if 0 < len(content) <= MOST_BYTES else None


def _small(content: bytes) -> bytes | None:
    from PIL import Image, ImageOps

    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                return None
            shrunk = opened if opened.mode in _SHRINKABLE else opened.convert("RGB")
            shrunk.thumbnail((LARGEST_PX, LARGEST_PX))  # before more copies of it are made
            upright = ImageOps.exif_transpose(shrunk).convert("RGB")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
    made = io.BytesIO()
    upright.save(made, "JPEG", quality=QUALITY, optimize=True)
    return made.getvalue()
