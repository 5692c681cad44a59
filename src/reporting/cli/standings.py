"""``reporting standings``: the scored event."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

from reporting.cli.output import (
    At,
    Event,
    Json,
    Lang,
    Until,
    at_moment,
    escaped,
    handled,
    language,
    print_json,
    print_table,
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
    from reporting.publish.gate import load_scored

    speak = language(lang)
    _, scored = load_scored(at_moment(event, until, at))
    if as_json:
        print_json(scored.as_json())
    else:
        _print(scored, speak)


def _print(scored: Standings, speak: str) -> None:
    from rich import box
    from rich.table import Table

    from reporting.story.decision_trail import status_words
    from reporting.story.voice import Voice

    document = scored.as_json()
    voice = Voice(speak)
    how = status_words(scored, voice)
    title = f"{document['event']} ({document['rulebook']}, {how})"
    table = Table(title=title, box=box.SIMPLE, title_justify="left")
    for column in _COLUMNS:
        table.add_column(
            voice.text(column), justify="left" if column in ("Crew", "Car") else "right"
        )
    for row in document["rankings"]["overall"]:
        table.add_row(*_cells(row))
    print_table(table)
    for caveat in scored.caveats:
        typer.echo(caveat.text(speak))


_COLUMNS = ("Pos.", "No.", "Crew", "Car", "Net", "Coeff.", "Total", "Gap")


def _cells(row: dict[str, Any]) -> list[Any]:
    crew = " / ".join(name for name in (row["driver"], row["codriver"]) if name)
    car = " ".join(str(row[part]) for part in ("make", "model", "year") if row[part])
    shown = [row["position"] or row["status"], row["number"], crew, car]
    shown += [row[name] for name in ("net", "coefficient", "total", "gap")]
    return [escaped("" if value is None else str(value)) for value in shown]
