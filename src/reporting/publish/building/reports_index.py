"""``reports/index.html``: every event with who won and all that there is of it.

It is read from the manifests, and from what other commands set beside the reports: booklets, the
press kit. Events of which nothing was ever published, made up to show the suite, come last.
"""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import Any

from reporting.engine import code
from reporting.engine.inputs import hash_of
from reporting.engine.staging import put_file_in_place, staging
from reporting.engine.store import Store
from reporting.language import LANGUAGE_NAMES, LANGUAGES, in_each
from reporting.publish.building import manifest
from reporting.publish.building.manifest import Manifest
from reporting.publish.companion import BOOKLETS, COMPANIONS, PRESS_KIT
from reporting.publish.pages import fonts
from reporting.publish.pages.page import asset, environment
from reporting.publish.pages.page_words import in_all, words

NAME = "index.html"


_RECORD = "index"

_BOOKLETS = {
    "booklets": f"{BOOKLETS.folder}/{NAME}",
    "booklets-zip": BOOKLETS.archive,
}
"""The word for what there is of booklets -> where it is."""


def write(out: Path, store: Store) -> None:
    """Have the index say what stands in `out`: written wherever it does not.

    Where no report stands there is no index.
    """
    listed = [folder / manifest.NAME for folder in sorted(out.iterdir()) if _shown(folder)]
    if not any(file.is_file() for file in listed):
        return
    beside = [one.parent / kit.folder / kit.contents for one in listed for kit in COMPANIONS]
    parts = {
        file.relative_to(out).parent.as_posix(): hash_of(file)
        for file in (*listed, *beside)
        if file.is_file()
    }
    parts |= {"our code": code.whole(), "a library's version": code.libraries()}
    record, _ = store.find(_RECORD, parts, lambda _: None)
    if record is None:
        found = (manifest.read(file.parent) for file in listed)
        page = render([one for one in found if one], out).encode()
        record = store.keep(_RECORD, parts, {}, {NAME: page}, {})
    in_place = out / NAME
    if not in_place.is_file() or hash_of(in_place) != record.files[NAME]:
        with staging(out) as aside:
            store.put(record, NAME, aside / NAME)
            put_file_in_place(aside / NAME, in_place)


def render(manifests: list[Manifest], out: Path) -> str:
    """Return the index as HTML: the latest event first, those that are made up last.

    Parameters
    ----------
    manifests
        Of the events.
    out
        Where their reports stand, and what is beside them.
    """
    latest = sorted(manifests, key=lambda one: one.start, reverse=True)
    events = [_event(one, out / one.event) for one in sorted(latest, key=lambda one: one.invented)]
    styles = [fonts.embedded_faces(), asset("common.css"), asset("index.css")]
    template = environment().get_template("index.html.j2")
    return template.render(
        events=events,
        languages=LANGUAGES,
        names=LANGUAGE_NAMES,
        w=in_each(words),
        each=lambda word, between=" ": in_all(lambda language: words(language)[word], between),
        style="\n".join(styles),
    )


def _shown(folder: Path) -> bool:
    return folder.is_dir() and not folder.name.startswith(".")


def _event(one: Manifest, home: Path) -> dict[str, Any]:
    """Return what the index says of one event; every address is of a file that stands."""
    paths = {entry["path"] for entry in one.outputs}
    return {
        "id": one.event,
        "name": one.name,
        "dates": one.dates,
        "headlines": one.headlines,
        "simulated": one.timing == "simulated",
        "reports": {
            language: [
                {
                    "title": title,
                    "html": f"{one.event}/{name}.html",
                    "pdf": f"{one.event}/{name}.pdf",
                }
                for name, title in one.titles.items()
                if name.startswith(f"{language}/") and f"{name}.html" in paths
            ]
            for language in LANGUAGES
        },
        "booklets": [
            (word, f"{one.event}/{path}")
            for word, path in _BOOKLETS.items()
            if (home / path).is_file()
        ],
        "press": _press(one.event, home),
        "data": _data(one.event, paths),
    }


def _press(event: str, home: Path) -> dict[str, list[tuple[str, str, str]]]:
    """Return the texts of the press kit by language: kind, what tells them apart, address."""
    found: dict[str, list[tuple[str, str, str]]] = {}
    for piece in PRESS_KIT.read(home).get("pieces", ()):
        path = PurePosixPath(piece["path"])
        if path.suffix == ".html":
            told = f"press-{piece['kind']}", path.stem.rpartition("-")[2], f"{event}/press/{path}"
            found.setdefault(path.parts[0], []).append(told)
    return found


def _data(event: str, paths: set[str]) -> dict[str, list[tuple[str, str]]]:
    """Return the data files by name: format and address of each."""
    found: dict[str, list[tuple[str, str]]] = {}
    for path in sorted(paths):
        folder, _, file = path.partition("/")
        if folder == "data":
            name, _, kind = file.rpartition(".")
            found.setdefault(name, []).append((kind.upper(), f"{event}/{path}"))
    return found
