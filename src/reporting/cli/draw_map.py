"""``reporting map``: the map of a route as files to send out."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from reporting.cli.output import Event, Json, handled, language, listed, print_json
from reporting.errors import UsageError

if TYPE_CHECKING:
    from reporting.event import Event as LoadedEvent
    from reporting.route import Route

REPORTS = Path("reports")
KINDS = ("pdf", "html", "png", "svg")


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command(name="map")(map_)


@handled
def map_(
    event: Event,
    *,
    leg: Annotated[
        int | None, typer.Option(help="One leg alone; else the whole and each.", show_default=False)
    ] = None,
    size: Annotated[
        str,
        typer.Option(
            metavar="SIZE",
            help="a4, a3, a2, wide, square, story; 300x200mm, 1600x900.",
        ),
    ] = "a4",
    kind: Annotated[
        list[str] | None,
        typer.Option(help="pdf, html, png, svg; all of them if none.", show_default=False),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER",
            help="Where to write; reports/<event>/map/<language> if none.",
            show_default=False,
        ),
    ] = None,
    lang: Annotated[
        str | None, typer.Option(help="Language of the map: it or en.", show_default=False)
    ] = None,
    as_json: Json = False,
) -> None:
    """Draw the map of an event's route, or of a track file: PDF, page, PNG and SVG."""
    from reporting.engine.staging import locked
    from reporting.publish.data.map_files import map_parts, sheet_size, write_maps
    from reporting.story.voice import Voice

    voice = Voice(language(lang))
    asked = listed(kind or KINDS)
    unknown = [one for one in asked if one not in KINDS]
    if unknown:
        raise UsageError(f"--kind is {', '.join(KINDS)}, not {unknown[0]!r}.")
    wanted = sheet_size(size)
    loaded, route = _route(event)
    parts = map_parts(loaded, route, voice, leg)
    name = loaded.id if loaded else Path(route.name).stem
    folder = out or REPORTS / name / "map" / voice.language
    with nullcontext() if out else locked(REPORTS):  # a build exchanges what stands there
        written = write_maps(parts, voice, wanted, folder, asked)
    if as_json:
        files = [{"path": str(path), "kind": path.suffix[1:]} for path in written]
        print_json({"event": name, "language": voice.language, "files": files})
        return
    for path in written:
        typer.echo(str(path))


def _route(where: str) -> tuple[LoadedEvent | None, Route]:
    from reporting.cli.progress import reading_bar
    from reporting.publish.gate import load_fit
    from reporting.route import is_track_file, measure, measure_track

    with reading_bar():
        if is_track_file(where):
            return None, measure_track(where)
        loaded = load_fit(where, "route")
        return loaded, measure(loaded)
