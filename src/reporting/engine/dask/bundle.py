"""What a machine of a cluster needs to do a task: the packages, the reference data, the notebooks.

Packed as one ZIP whose name is the hash of its content; each machine unpacks it once.
"""

from __future__ import annotations

import io
import os
import shutil
import tempfile
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from stat import S_ISDIR

from reporting import paths
from reporting.engine.inputs import input_files
from reporting.errors import StepFailedError
from reporting.event.package import locate, split_moment

_EPOCH = (1980, 1, 1, 0, 0, 0)
_PACKAGES = Path("data") / "events"


@dataclass(frozen=True)
class Bundle:
    """Inputs, packed.

    Parameters
    ----------
    content
        A ZIP of a project's home, as far as the events need it.
    places
        Event, as the build calls it -> its folder within the home, with its moment.
    """

    content: bytes = field(repr=False)
    places: Mapping[str, str]

    @property
    def name(self) -> str:
        """The SHA-256 of the content."""
        return sha256(self.content).hexdigest()


def pack(events: Iterable[str]) -> Bundle:
    """Pack what tasks on `events` (ids or paths) read; the same files give the same bytes.

    Raises
    ------
    UsageError
        For an event that there is none of.
    """
    home = paths.home()
    folders = {where: locate(where) for where in events}
    places = {where: (_PACKAGES / folder.name).as_posix() for where, folder in folders.items()}
    members: dict[str, Path] = {}
    for folder in (paths.reference_folder(), paths.notebooks_folder()):
        members |= {path.relative_to(home).as_posix(): path for path in _files(folder)}
    for where, place in places.items():
        folder = folders[where]
        members |= {
            f"{place}/{path.relative_to(folder).as_posix()}": path for path in _files(folder)
        }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, path in sorted(members.items()):
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), path.read_bytes())
    moments = {where: split_moment(where)[1] for where in places}
    return Bundle(
        packed.getvalue(),
        {where: "@".join(filter(None, (places[where], moments[where]))) for where in places},
    )


def unpack(content: bytes, name: str) -> Path:
    """Unpack a bundle on this machine, once; return the home in it.

    Raises
    ------
    StepFailedError
        Where the content is not what its name says, or somebody else has put a folder where it is
        to stand.
    """
    if sha256(content).hexdigest() != name:
        raise StepFailedError("The inputs arrived damaged on a machine of the cluster.")
    home = Path(tempfile.gettempdir()) / f"reporting-{name[:32]}"
    if not home.is_dir():
        aside = Path(tempfile.mkdtemp(prefix="reporting-"))
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            archive.extractall(aside)
        try:
            aside.rename(home)
        except OSError:  # another process of this machine was first
            shutil.rmtree(aside, ignore_errors=True)
    state = home.lstat()
    if not S_ISDIR(state.st_mode) or state.st_uid != os.getuid() or state.st_mode & 0o022:
        raise StepFailedError(f"{home} is not ours alone: its notebooks are not run. Remove it.")
    return home


def _files(folder: Path) -> list[Path]:
    """Return the files of a folder; what a link leads to outside of it stays on this machine."""
    return [path for path in sorted(input_files(folder)) if paths.within(path, folder)]
