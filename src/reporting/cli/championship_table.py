"""``reporting championship``: points over several events."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from reporting.cli.output import Json, Lang, escaped, handled, language, print_json, print_table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from reporting.scoring import Standings
    from reporting.scoring.championship import ChampionshipPlace, ChampionshipRule


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command(name="championship")(championship)


@handled
def championship(
    rule: Annotated[
        Path, typer.Argument(metavar="FILE.toml", help="The championship: its events and points.")
    ],
    *,
    lang: Lang = None,
    as_json: Json = False,
) -> None:
    """Add up the points of a championship over the events that have been run."""
    from reporting.errors import UsageError
    from reporting.event import locate
    from reporting.publish.gate import load_scored
    from reporting.scoring.championship import championship as of_rule
    from reporting.scoring.championship import read_championship

    speak = language(lang)
    if not rule.is_file():
        raise UsageError(f"There is no file {rule}.")
    asked = read_championship(rule)
    standings: dict[str, Standings] = {}
    for one in asked.round:
        beside = rule.parent / one.event
        where = beside if (beside / "event.toml").is_file() else locate(one.event)
        _, standings[one.event] = load_scored(str(where))
    places = of_rule(asked, standings)
    if as_json:
        print_json(
            {
                "championship": asked.id,
                "status": {event: scored.status for event, scored in standings.items()},
                "standings": [place.as_json() for place in places],
            }
        )
    else:
        _print(asked, places, standings, speak)


def _print(
    rule: ChampionshipRule,
    places: Sequence[ChampionshipPlace],
    standings: Mapping[str, Standings],
    speak: str,
) -> None:
    from rich import box
    from rich.table import Table

    from reporting.story.decision_trail import status_words
    from reporting.story.voice import Voice

    voice = Voice(speak)
    table = Table(title=rule.name.in_language(speak), box=box.SIMPLE, title_justify="left")
    for name in ("championship position", "championship name", "championship total"):
        table.add_column(voice.text(name))
    for event in standings:
        table.add_column(escaped(event), justify="right")
    for place in places:
        shown = place.as_json()
        cells = [_result(shown["results"].get(event)) for event in standings]
        position = "" if place.position is None else str(place.position)
        table.add_row(position, escaped(place.name), shown["total"], *cells)
    print_table(table)
    for event, scored in standings.items():
        typer.echo(f"{event}: {status_words(scored, voice)}")
    typer.echo(rule.source.in_language(speak))


def _result(result: Mapping[str, object] | None) -> str:
    """Return the points of an event; those that do not count in brackets."""
    if result is None:
        return ""
    return f"{result['points']}" if result["counts"] else f"({result['points']})"
