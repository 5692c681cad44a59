"""``reporting footprint``: the inventory of an event, by category, with its interval."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from reporting.cli.output import Event, Json, Lang, handled, language, listed, print_json, say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from reporting.event import Event as LoadedEvent

Compare = Annotated[
    list[str] | None,
    typer.Option(
        "--compare",
        metavar="EVENT",
        help="Put another event, or a frozen run (JSON), beside it; may be repeated.",
        show_default=False,
    ),
]
_WIDE = 160


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command(name="footprint")(footprint)


@handled
def footprint(
    event: Event,
    as_json: Json = False,
    compare: Compare = None,
    lang: Lang = None,
    sheet: Annotated[
        Path | None,
        typer.Option(
            "--sheet",
            metavar="FILE.xlsx",
            help="Write the activities as a workbook with drop-downs, to fill in.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Account for an event's emissions and print them by category."""
    from reporting.footprint import statement
    from reporting.publish.gate import load_fit

    speak = language(lang)
    loaded = load_fit(event, "footprint")
    if sheet is not None:
        from reporting.footprint.activities_workbook import write_activities_workbook

        write_activities_workbook(sheet, loaded)
        say(f"{sheet} holds the activities of {loaded.id}.")
        return
    stated = statement(loaded)
    years = side_by_side(loaded, listed(compare or ()))
    if as_json:
        print_json(stated | ({"compared": years} if years else {}))
        return
    _print(stated, speak)
    if years:
        print_years(years)


def side_by_side(loaded: LoadedEvent, others: Sequence[str]) -> list[dict[str, Any]]:
    """Return the rows of the year-on-year table; none where there is nothing to compare with."""
    import json

    from reporting.footprint import account, read_frozen, year_on_year
    from reporting.publish.gate import load_fit

    if not others:
        return []
    runs: list[Any] = [
        read_frozen(Path(other))
        if other.endswith(".json")
        else account(load_fit(other, "footprint"))
        for other in others
    ]
    frame = year_on_year([*runs, account(loaded)])
    rows: list[dict[str, Any]] = json.loads(frame.to_json(orient="records"))
    return rows


def _print(stated: Mapping[str, Any], speak: str) -> None:
    """Print both totals with their intervals, the categories, what is missing, the caveats."""
    if not stated["lines"]:
        typer.echo(f"{stated['event']}: no line is estimated.")
    else:
        typer.echo(f"{stated['event']} {stated['year']} ({stated['nature']}), kg CO2e")
        for basis in ("location", "market"):
            _print_total(stated, basis)
        _print_table(stated, speak)
    for gap in stated["not_estimated"]:
        name = gap["id"] or gap["event_category"]
        typer.echo(f"not estimated: {name}: {gap['reason'][speak]}")
    for change in stated["restatements"]:
        typer.echo(f"restated: {change['what']}: {_change(change)}: {change['reason'][speak]}")
    for caveat in stated["caveats"]:
        typer.echo(caveat[speak])


def _print_total(stated: Mapping[str, Any], basis: str) -> None:
    interval = stated["uncertainty"][f"total_{basis}_kg"]
    ends = f"{interval['low']:,.0f} to {interval['high']:,.0f}"
    typer.echo(f"total, {basis}-based: {stated[f'total_{basis}_kg']:,.1f} (95 %: {ends})")


def _print_table(stated: Mapping[str, Any], speak: str) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE)
    for column in ("", "Category", "Location-based", "Market-based", "Share", "95 %"):
        table.add_column(column, justify="left" if column in ("", "Category") else "right")
    for code, sums in stated["by_category"].items():
        interval = stated["uncertainty"]["by_category"][code]["location_kg"]
        table.add_row(
            code,
            Text(sums[speak]),
            f"{sums['location_kg']:,.1f}",
            f"{sums['market_kg']:,.1f}",
            f"{sums['share_of_location'] or 0:.1%}",
            f"{interval['low']:,.0f} to {interval['high']:,.0f}",
        )
    Console(width=None if sys.stdout.isatty() else _WIDE).print(table)


def _change(change: Mapping[str, Any]) -> str:
    """Return old and new of a restated figure, each with its basis."""
    told = [
        f"{basis}-based {_kg(change[f'old_{basis}_kg'])} -> {_kg(change[f'new_{basis}_kg'])}"
        for basis in ("location", "market")
        if (change[f"old_{basis}_kg"], change[f"new_{basis}_kg"]) != (None, None)
    ]
    return ", ".join(told)


def _kg(value: float | None) -> str:
    return "none" if value is None else f"{value:,.1f} kg CO2e"


def print_years(rows: Sequence[Mapping[str, Any]]) -> None:
    """Print events side by side; a category that was not estimated is a dash, never 0."""
    typer.echo("event, year, state, category: location-based, market-based [kg CO2e]")
    for row in rows:
        kg = [row["location_kg"], row["market_kg"]]
        shown = ["-" if value is None else f"{value:,.1f}" for value in kg]
        name = "totals" if row["event_category"] == "total" else row["event_category"]
        typer.echo(f"{row['event']}, {row['year']}, {row['state']}, {name}: {', '.join(shown)}")
