"""Make the README's pictures from built reports: ``python tools/gallery.py [reports]``.

Each picture is a pair of pages side by side, with a hairline around them; poppler's pdftoppm draws
them.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageOps

ROOT = Path(__file__).parents[1]
GALLERY = ROOT / "docs" / "gallery"
DPI = 78
GAP_PX = 16
COLOURS = 128


@dataclass(frozen=True)
class Picture:
    """A picture of the gallery: its name, the report, and the pages shown."""

    name: str
    report: str
    pages: tuple[int, int]


PICTURES = (
    Picture("race", "experience-italy-2025/en/race.pdf", (1, 2)),
    Picture("journey", "coppa-delle-alpi-2024/it/grande-viaggio-alpino.pdf", (4, 5)),
    Picture("sustainability", "demo-rally/en/sustainability.pdf", (3, 5)),
)


def page(report: Path, number: int) -> Image.Image:
    """Return one page of `report` as a picture with a hairline around it."""
    with tempfile.TemporaryDirectory() as folder:
        stem = Path(folder) / "page"
        wanted = ["-f", str(number), "-l", str(number), "-r", str(DPI), "-png", "-singlefile"]
        subprocess.run(["pdftoppm", *wanted, str(report), str(stem)], check=True)
        picture = Image.open(stem.with_suffix(".png")).convert("RGB")
    return ImageOps.expand(picture, border=1, fill="#c9c4ba")


def pair(report: Path, numbers: tuple[int, int]) -> Image.Image:
    """Return two pages side by side, in few colours."""
    left, right = (page(report, number) for number in numbers)
    size = (left.width + GAP_PX + right.width, max(left.height, right.height))
    sheet = Image.new("RGB", size, "white")
    sheet.paste(left, (0, 0))
    sheet.paste(right, (left.width + GAP_PX, 0))
    return sheet.quantize(COLOURS)


def main() -> None:
    """Write every picture whose report is built."""
    reports = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "reports"
    GALLERY.mkdir(parents=True, exist_ok=True)
    for picture in PICTURES:
        report = reports / picture.report
        if report.is_file():
            pair(report, picture.pages).save(GALLERY / f"{picture.name}.png", optimize=True)


if __name__ == "__main__":
    main()
