"""``reporting build``: all reports of the events."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from reporting.cli.output import (
    At,
    Json,
    Until,
    at_moment,
    handled,
    listed,
    print_json,
    say,
    say_home,
    tell,
)

if TYPE_CHECKING:
    from reporting.publish.building.event_build import Progress


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command(name="build")(build)


@handled
def build(
    events: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[EVENT]...",
            help="Ids or paths; every bundled event if none.",
            show_default=False,
        ),
    ] = None,
    *,
    report: Annotated[
        list[str] | None,
        typer.Option(
            help="Kinds of report; all that there is data for if none.", show_default=False
        ),
    ] = None,
    lang: Annotated[list[str], typer.Option(help="Languages.")] = ["it,en"],  # noqa: B006
    out: Annotated[Path, typer.Option(help="The folder of the reports.")] = Path("reports"),
    jobs: Annotated[
        int | None,
        typer.Option(
            help="Tasks at once; as many as processors and memory bear if none.",
            show_default=False,
        ),
    ] = None,
    scheduler: Annotated[
        str | None,
        typer.Option(
            metavar="TCP://HOST:PORT",
            help="A Dask scheduler whose workers do the work.",
            show_default=False,
        ),
    ] = None,
    until: Until = None,
    at: At = None,
    force: Annotated[bool, typer.Option("--force", help="Do again what has not changed.")] = False,
    explain: Annotated[
        bool, typer.Option("--explain", help="Say of each step why it was done, or not.")
    ] = False,
    watch: Annotated[
        bool, typer.Option("--watch", help="Stay, and build again whenever an input changes.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Build the reports of events as HTML and PDF, with their data, and move them into place."""

    def told(manifest: dict[str, Any]) -> None:
        if as_json:
            print_json(manifest)
            return
        _print(manifest, out)
        if explain:
            _explain(manifest)

    say_home()
    options: dict[str, Any] = {
        "reports": listed(report or ()),
        "languages": listed(lang),
        "out": out,
        "jobs": jobs,
        "scheduler": scheduler,
        "force": force,
    }
    if until or at:
        from reporting.event import bundled

        events = [at_moment(event, until, at) for event in events or bundled()]
    if watch:
        from reporting.publish.building.watching import watch as build_again

        build_again(events or (), told, lambda error: tell(error, as_json=as_json), **options)
        return
    from reporting.publish import build as build_reports

    with _table() as progress:
        manifest = build_reports(events or (), progress=progress, **options)
    told(manifest)


@contextmanager
def _table() -> Iterator[Progress | None]:
    """Show how far each report is, on standard error, where somebody sits before it."""
    if not sys.stderr.isatty():
        yield None
        return
    from reporting.cli.progress import LiveTable

    with LiveTable() as table:
        yield table.tell


def _print(manifest: dict[str, Any], out: Path) -> None:
    for event in manifest["built"]:
        for title in manifest["events"][event]["titles"]:
            typer.echo(f"{out / event / title}.html")
            typer.echo(f"{out / event / title}.pdf")
        _tell_claims(event, manifest["events"][event]["claims"])
    for event in manifest["unchanged"]:
        typer.echo(f"{event}: nothing has changed (--force builds it all the same)")
    typer.echo(f"{out / 'index.html'}  ({manifest['durations_s']['total']:.1f} s)")


def _tell_claims(event: str, claims: dict[str, list[dict[str, Any]]]) -> None:
    """Say which environmental claims stand in the reports, and which are kept as quotations."""
    for report, hits in claims.items():
        risks = [hit for hit in hits if hit["verdict"] == "risk"]
        for hit in risks:
            where = f"{event} {report}, {hit['chapter']}"
            say(f"{where}: risk: “{hit['text']}” in “{hit['sentence']}” ({hit['article']})")
        if len(hits) > len(risks):
            words = ", ".join(dict.fromkeys(f"“{hit['text']}”" for hit in hits if hit not in risks))
            say(f"{event} {report}: kept as quotations: {words}")


def _explain(manifest: dict[str, Any]) -> None:
    for event in manifest["built"]:
        told = manifest["events"][event]
        for step, why in told["steps"].items():
            seconds = f" ({told['durations_s'].get(step, 0):.1f} s)" if why else ""
            typer.echo(f"{event} {step}: {f'done, {why}' if why else 'kept'}{seconds}")
