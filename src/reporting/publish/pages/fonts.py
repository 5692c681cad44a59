"""The fonts of the reports: the same files in the pages, the charts and the PDF."""

from __future__ import annotations

import base64
import io
import os
import tempfile
from dataclasses import dataclass
from functools import cache, lru_cache
from hashlib import sha256
from pathlib import Path
from xml.sax.saxutils import escape

import reporting

FOLDER = Path(reporting.__file__).parent / "assets" / "fonts"
SYSTEM_CONFIGURATION = Path("/etc/fonts/fonts.conf")


@dataclass(frozen=True, slots=True)
class Face:
    """One face: family as style sheets name it, file without ending, weight and style."""

    family: str
    file: str
    weight: int
    style: str = "normal"


FACES = (
    Face("Source Sans 3", "SourceSans3-Regular", 400),
    Face("Source Sans 3", "SourceSans3-It", 400, "italic"),
    Face("Source Sans 3", "SourceSans3-Semibold", 600),
    Face("Source Sans 3", "SourceSans3-Bold", 700),
    Face("Source Serif 4", "SourceSerif4-Regular", 400),
    Face("Source Serif 4", "SourceSerif4-It", 400, "italic"),
    Face("Source Serif 4 Display", "SourceSerif4Display-Regular", 400),
    Face("Source Serif 4 Display", "SourceSerif4Display-Semibold", 600),
)


@cache
def embedded_faces() -> str:
    """Return ``@font-face`` rules with the WOFF2 files inside, for a page that stands alone.

    What prints has the fonts from :func:`configuration` instead: WeasyPrint would write each face
    of a style sheet into the temporary folder, and leave it there.
    """
    return "\n".join(
        f"@font-face {{ font-family: '{face.family}'; font-weight: {face.weight}; "
        f"font-style: {face.style}; font-display: block; "
        f"src: url({_data_uri(face)}) format('woff2'); }}"
        for face in FACES
    )


SERIF_OF_TITLES = "SourceSerif4Display-Semibold"


def subset_faces(text: str) -> str:
    """Return ``@font-face`` rules with the letters of a map alone, for a file to send out.

    Parameters
    ----------
    text
        The drawing or page: the letters in it, wherever they stand, are kept.
    """
    letters = "".join(sorted(set(text) | set("0123456789.,\u202f ")))
    faces = [f for f in FACES if f.family == "Source Sans 3" or f.file == SERIF_OF_TITLES]
    return "".join(
        f"@font-face{{font-family:'{face.family}';font-weight:{face.weight};"
        f"font-style:{face.style};src:url(data:font/woff2;base64,{_subset(face.file, letters)})}}"
        for face in faces
    )


@lru_cache(maxsize=64)
def _subset(file: str, letters: str) -> str:

    from fontTools.subset import Options, Subsetter, load_font, save_font

    options = Options(flavor="woff2", layout_features=["kern", "liga"], notdef_outline=True)
    font = load_font(str(FOLDER / f"{file}.ttf"), options)
    subsetter = Subsetter(options)
    subsetter.populate(text=letters)
    subsetter.subset(font)
    made = io.BytesIO()
    save_font(font, made, options)
    return base64.b64encode(made.getvalue()).decode("ascii")


def _data_uri(face: Face) -> str:
    packed = base64.b64encode((FOLDER / f"{face.file}.woff2").read_bytes()).decode("ascii")
    return f"data:font/woff2;base64,{packed}"


def configuration() -> Path:
    """Return a fontconfig file that knows our folder and, behind it, the system's fonts.

    Given as ``FONTCONFIG_FILE``, it makes Chromium and Pango find the fonts where none is
    installed. It is written once, into the user's cache folder.
    """
    text = _CONFIGURATION.format(
        system=escape(str(SYSTEM_CONFIGURATION)),
        folder=escape(str(FOLDER)),
        cache=escape(str(_cache_folder() / "fontconfig")),
    )
    path = _cache_folder() / f"fonts-{sha256(text.encode()).hexdigest()[:12]}.conf"
    if not path.exists():
        aside = path.with_suffix(f".{os.getpid()}")
        aside.write_text(text, encoding="utf-8")
        aside.replace(path)
    return path


def environment() -> dict[str, str]:
    """Return this process's environment with our fonts in it, for a process to start."""
    return {**os.environ, "FONTCONFIG_FILE": str(configuration())}


@cache
def _cache_folder() -> Path:
    named = os.environ.get("XDG_CACHE_HOME")
    folder = (Path(named) if named else Path.home() / ".cache") / "reporting"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return Path(tempfile.mkdtemp(prefix="reporting-fonts-"))
    if os.access(folder, os.W_OK):
        return folder
    return Path(tempfile.mkdtemp(prefix="reporting-fonts-"))


_CONFIGURATION = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <dir>{folder}</dir>
  <cachedir>{cache}</cachedir>
  <include ignore_missing="yes">{system}</include>
</fontconfig>
"""
