"""``reporting crews``: a two-page booklet for each crew."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from reporting.cli.output import (
    At,
    Event,
    Json,
    Until,
    at_moment,
    handled,
    listed,
    print_json,
    say_home,
)

if TYPE_CHECKING:
    from reporting.publish.crews.booklet_steps import Progress


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command(name="crews")(crews)


@handled
def crews(
    event: Event,
    *,
    lang: Annotated[
        list[str] | None,
        typer.Option(help="it, en; crew (or none): each crew's own.", show_default=False),
    ] = None,
    crew: Annotated[
        list[int] | None,
        typer.Option(help="A crew's number; every crew if none.", show_default=False),
    ] = None,
    out: Annotated[Path, typer.Option(help="The folder of the reports.")] = Path("reports"),
    jobs: Annotated[
        int | None,
        typer.Option(min=1, help="Processes; one a processor if none.", show_default=False),
    ] = None,
    until: Until = None,
    at: At = None,
    force: Annotated[
        bool, typer.Option("--force", help="Print what has not changed, too.")
    ] = False,
    scheduler: Annotated[
        str | None,
        typer.Option(
            metavar="TCP://HOST:PORT",
            help="A Dask scheduler whose workers print.",
            show_default=False,
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Make a two-page PDF for each crew, in its language, with an index and a ZIP."""
    from reporting.publish.crews.edition import OWN, BookletsRequest, publish

    say_home()
    request = BookletsRequest(
        at_moment(event, until, at),
        listed(lang or ()) or (OWN,),
        tuple(crew or ()),
        out,
        jobs,
        force,
        scheduler,
    )
    with _bar() as progress:
        made = publish(request, progress)
    if as_json:
        print_json(made)
    else:
        _print(made, out)


@contextmanager
def _bar() -> Iterator[Progress | None]:
    """Show a progress bar on standard error where somebody sits before it."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress as Bar

    with Bar(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Printing booklets", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _print(made: dict[str, Any], out: Path) -> None:
    home = out / made["event"]
    typer.echo(f"{home / 'crews' / 'index.html'}")
    typer.echo(f"{home / 'crews.zip'}")
    typer.echo(f"{len(made['booklets'])} booklets, {made['printed']} of them printed now")
