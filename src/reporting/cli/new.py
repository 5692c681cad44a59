"""``reporting new``: an empty package to be filled in."""

from __future__ import annotations

from typing import Annotated

import typer

from reporting.cli.output import Json, Lang, handled, language, print_json


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command(name="new")(new)


@handled
def new(
    where: Annotated[
        str, typer.Argument(metavar="ID", help="The new event's id, or a path that ends with it.")
    ],
    *,
    name: Annotated[
        str | None, typer.Option(help="The event's name; from the id if none.", show_default=False)
    ] = None,
    start: Annotated[
        str | None, typer.Option(help="First day, YYYY-MM-DD; today if none.", show_default=False)
    ] = None,
    days: Annotated[int, typer.Option(help="How many days: a leg each.")] = 1,
    rulebook: Annotated[str, typer.Option(help="Id of a rulebook.")] = "aci-classica-2024",
    csv: Annotated[
        bool, typer.Option("--csv", help="Tables as CSV files instead of event.xlsx.")
    ] = False,
    lang: Lang = None,
    as_json: Json = False,
) -> None:
    """Make a new event: event.toml, and event.xlsx with every table, commented."""
    import datetime as dt

    from reporting.errors import UsageError
    from reporting.event.authoring.new_package import PackagePlan, new_package, place_of
    from reporting.footprint.activities_workbook import offered_codes
    from reporting.story.voice import Voice

    folder, identifier = place_of(where)
    try:
        first = dt.date.fromisoformat(start) if start else dt.date.today()  # noqa: DTZ011 - here
    except ValueError:
        raise UsageError(f"--start wants a date YYYY-MM-DD, not {start!r}.") from None
    called = name or identifier.replace("-", " ").title()
    plan = PackagePlan(identifier, called, first, days, rulebook)
    files = new_package(folder, plan, as_csv=csv, offered=offered_codes())
    if as_json:
        print_json({"event": identifier, "folder": str(folder), "files": [f.name for f in files]})
        return
    for path in files:
        typer.echo(str(path))
    typer.echo(Voice(language(lang)).text("new next", where=where))
