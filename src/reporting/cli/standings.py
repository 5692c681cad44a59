"""``reporting standings``: the scored event."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import typer

from reporting.cli.output import (
    At,
    Event,
    Json,
    Lang,
    Until,
    at_moment,
    handled,
    language,
    print_json,
)

if TYPE_CHECKING:
    from reporting.scoring import Standings


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command(name="standings")(standings)


@handled
def standings(
    event: Event,
    *,
    until: Until = None,
    at: At = None,
    lang: Lang = None,
    as_json: Json = False,
) -> None:
    """Score an event, as far as it has been run, and print its overall ranking."""
    from reporting.publish.gate import load_fit
    from reporting.scoring import score

    speak = language(lang)
    scored = score(load_fit(at_moment(event, until, at), "standings"))
    if as_json:
        print_json(scored.as_json())
    else:
        _print(scored, speak)


def _print(scored: Standings, speak: str) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table

    document = scored.as_json()
    title = f"{document['event']} ({document['rulebook']}, {_status(document)})"
    table = Table(title=title, box=box.SIMPLE, title_justify="left")
    for column in _COLUMNS:
        table.add_column(column, justify="left" if column in ("Crew", "Car") else "right")
    for row in document["rankings"]["overall"]:
        table.add_row(*_cells(row))
    # Where a pipe is read instead of a screen, no line is broken.
    Console(width=None if sys.stdout.isatty() else _WIDE).print(table)
    for caveat in scored.caveats:
        typer.echo(caveat.text(speak))


def _status(document: dict[str, Any]) -> str:
    """Return how final the standings are, with revision and time of issue where they have any."""
    parts = [document["status"]]
    if document["revision"] is not None:
        parts.append(f"revision {document['revision']}")
    if document["issued_at"] is not None:
        parts.append(document["issued_at"])
    if document["moment"] is not None:
        moment = document["moment"]
        parts.append(
            f"after {'leg ' + str(moment['leg']) if moment['whole_leg'] else moment['control']}"
        )
    return ", ".join(parts)


_WIDE = 160
_COLUMNS = ("Pos.", "No.", "Crew", "Car", "Net", "Coeff.", "Total", "Gap")


def _cells(row: dict[str, Any]) -> list[Any]:
    from rich.text import Text

    # As Text: a name is shown as it is, whatever brackets stand in it.
    crew = " / ".join(name for name in (row["driver"], row["codriver"]) if name)
    car = " ".join(str(row[part]) for part in ("make", "model", "year") if row[part])
    shown = [row["position"] or row["status"], row["number"], crew, car]
    shown += [row[name] for name in ("net", "coefficient", "total", "gap")]
    return [Text("" if value is None else str(value)) for value in shown]
