"""How full the pages of a PDF are."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from PIL import Image


def white_at_end(pdf: Path, folder: Path) -> dict[str, float]:
    """Return, of every page but the last, the share of white under its last line.

    Of the text's height, the foot left out; `folder` holds the pictures, of this PDF alone.
    """
    for left in folder.glob("p*.png"):
        left.unlink()
    subprocess.run(
        ["pdftoppm", "-r", "30", "-gray", "-png", str(pdf), str(folder / "p")], check=True
    )
    images = sorted(folder.glob("p*.png"), key=lambda path: int(re.sub(r"\D", "", path.stem)))
    return {path.stem: round(_white(path), 2) for path in images[:-1]}


def _white(path: Path) -> float:
    with Image.open(path) as image:
        wide, high = image.size
        top, foot = round(high * 24 / 297), round(high * 271 / 297)
        ink = image.crop((0, top, wide, foot)).point(lambda value: 255 if value < 235 else 0)
        box = ink.getbbox()
    return 1.0 if box is None else 1 - box[3] / (foot - top)
