"""``reporting factors``: emission factors by any of their names, with their source."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from reporting.cli.output import Json, Lang, handled, language, legible, print_json, say

if TYPE_CHECKING:
    from reporting.footprint.factor_names import NamedFactor


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command(name="factors")(factors)


@handled
def factors(
    search: Annotated[
        str,
        typer.Argument(metavar="SEARCH", help="A name, a key or an id: gasolio, hotel."),
    ],
    *,
    country: Annotated[
        str | None, typer.Option(help="Where (ISO 3166-1): what is used there.", show_default=False)
    ] = None,
    year: Annotated[
        int | None, typer.Option(help="When: the edition that is used then.", show_default=False)
    ] = None,
    unit: Annotated[
        str | None, typer.Option(help="Only those per this unit.", show_default=False)
    ] = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Find emission factors, each with its value and the page or cell of its source."""
    from reporting.errors import UsageError
    from reporting.event.countries import country_code
    from reporting.footprint import register as registered
    from reporting.footprint.factor_names import near_names, search_factors
    from reporting.footprint.units import UnitError

    speak = language(lang)
    if country is not None and country_code(country) is None:
        raise UsageError(f"{country!r} is no country code: two or three letters, as IT or ITA.")
    known = registered()
    try:
        found = search_factors(known, search, country=country, year=year, unit=unit)
    except UnitError as error:
        raise UsageError(str(error)) from error
    if as_json:
        print_json([one.as_json() for one in found])
        return
    for one in found:
        _print(one, speak)
    if not found:
        near = ", ".join(near_names(known, search))
        say(f"No factor is called {search!r}." + (f" Near it: {near}." if near else ""))


def _print(one: NamedFactor, speak: str) -> None:
    """Print a factor: value and name, then where it comes from, and how it differs."""
    from reporting.event.schema import code_lists

    factor = one.choice.factor
    where = " ".join(str(part) for part in (factor.country, factor.year) if part)
    value = f"{factor.kgco2e_per_unit} kg CO2e/{factor.unit}"
    typer.echo(legible(f"{factor.id}: {value} ({where}): {one.name[speak]}"))
    place = "; ".join(part for part in (factor.dataset, factor.cell, factor.source) if part)
    said = {code.code: code.words[speak] for code in code_lists()["verification"]}
    state = f"{factor.licence}; {said[factor.verification]}"
    typer.echo(legible(f"    {factor.publisher}: {place} ({state})"))
    if one.choice.reasons:
        typer.echo(f"    {one.differs(speak)}")
