"""Packed tracks: a .gz, a .kmz or a .zip with one track inside."""

from __future__ import annotations

import gzip
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from reporting.reads import source
from reporting.route.methods import methods
from reporting.route.refusal import refusal
from reporting.route.track import Track

PACKED = frozenset({".gz", ".zip", ".kmz"})


def read_packed(path: Path, read: Callable[[Path], Track], known: Callable[[str], bool]) -> Track:
    """Read the one track inside a packed file.

    Parameters
    ----------
    path
        The packed file.
    read
        Reads a track file.
    known
        Tells of a name whether such a file can be read.

    Raises
    ------
    InputError
        Where the file is broken, too large when unpacked, or does not hold exactly one track.
    """
    limit = int(methods()["limits"]["gpx_bytes"])
    try:
        name, content = _inside(path, limit, known)
    except (OSError, EOFError, zlib.error, zipfile.BadZipFile, RuntimeError) as error:
        reason = {"it": "non si lascia decomprimere", "en": "it cannot be unpacked"}
        raise refusal("track-broken", path, reason=reason) from error
    if len(content) > limit:
        raise refusal("track-too-large", path, limit=limit >> 20, unit="MiB")
    with TemporaryDirectory() as folder:
        inner = Path(folder) / Path(name).name
        inner.write_bytes(content)
        return read(inner)


def _inside(path: Path, limit: int, known: Callable[[str], bool]) -> tuple[str, bytes]:
    """Return the name and the bytes of what is packed, at most one byte over the limit."""
    if path.suffix.lower() == ".gz":
        with gzip.open(source(path)) as stream:
            return path.stem, stream.read(limit + 1)
    with zipfile.ZipFile(source(path)) as archive:
        names = [name for name in archive.namelist() if known(name) and not _aside(name)]
        if path.suffix.lower() == ".kmz":
            names = names[:1]
        if len(names) != 1:
            raise refusal("track-not-one", path, count=len(names))
        with archive.open(names[0]) as stream:
            return names[0], stream.read(limit + 1)


def _aside(name: str) -> bool:
    """Tell whether a packed file is what a Mac puts beside each, or is hidden."""
    return any(part == "__MACOSX" or part.startswith(".") for part in Path(name).parts)
