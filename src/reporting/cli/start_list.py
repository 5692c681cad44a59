"""``reporting start-list``: who leaves when on a leg."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from reporting.cli.output import Event, Json, handled, language, legible, print_json
from reporting.errors import UsageError

if TYPE_CHECKING:
    from reporting.scoring.start_order import StartList, StartOrder, StartRow


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command(name="start-list")(start_list)


@handled
def start_list(
    event: Event,
    *,
    leg: Annotated[int, typer.Option(help="The leg's number.")],
    order: Annotated[
        str | None,
        typer.Option(
            metavar="given|number|standings|reversed",
            help="By the package's times (or none), the numbers, the standings before the leg.",
            show_default=False,
        ),
    ] = None,
    first: Annotated[
        str | None,
        typer.Option(metavar="HH:MM", help="When the first crew leaves.", show_default=False),
    ] = None,
    interval: Annotated[str, typer.Option(metavar="MINUTES", help="Between two crews.")] = "1",
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER",
            help="Write page, PDF, workbook and rows for the devices.",
            show_default=False,
        ),
    ] = None,
    lang: Annotated[
        str | None, typer.Option(help="Language of the files: it or en.", show_default=False)
    ] = None,
    as_json: Json = False,
) -> None:
    """List the start of a leg: order and times, and who does not start."""
    from reporting.publish.gate import load_fit
    from reporting.scoring.start_order import start_list as listed_of

    speak = language(lang)
    loaded = load_fit(event, "standings", as_run=False)
    listed = listed_of(
        loaded, leg, _order(order), first=_time(first), interval_min=_minutes(interval)
    )
    written = []
    if out is not None:
        from reporting.publish.data import start_list_files

        written = start_list_files.write(listed, loaded, out, speak)
    if as_json:
        print_json(listed.as_json() | {"files": [str(path) for path in written]})
        return
    _print(listed)
    for path in written:
        typer.echo(str(path))


def _order(order: str | None) -> StartOrder | None:
    from reporting.scoring.start_order import ORDERS

    found = next((one for one in ORDERS if one == order), None)
    if order is not None and found is None:
        raise UsageError(f"--order is {', '.join(ORDERS)}, not {order!r}.")
    return found


def _time(text: str | None) -> dt.time | None:
    try:
        return dt.time.fromisoformat(text) if text is not None else None
    except ValueError:
        raise UsageError(f"--first is a time of day such as 08:00, not {text!r}.") from None


def _minutes(text: str) -> Decimal:
    try:
        return Decimal(text.replace(",", "."))
    except InvalidOperation:
        raise UsageError(f"--interval is minutes such as 1 or 0.5, not {text!r}.") from None


def _print(listed: StartList) -> None:
    typer.echo(f"{listed.event}, leg {listed.leg}, {listed.date}: by {listed.order}")
    for place, one in enumerate(listed.starts, 1):
        time = one.time.time().isoformat() if one.time else ""
        typer.echo(legible(f"{place:>4}  {time:<8}  No. {one.number:<5} {_crew(one)}"))
    for one in listed.out:
        typer.echo(legible(f"   -  {one.status:<8}  No. {one.number:<5} {_crew(one)}"))


def _crew(row: StartRow) -> str:
    return " / ".join(name for name in (row.driver, row.codriver) if name)
