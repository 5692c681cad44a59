"""``reporting evidence``: what an assurer needs to follow a footprint, in one ZIP."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from reporting.cli.output import Event, Json, Lang, file_to_write, handled, print_json, say


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command(name="evidence")(evidence)


@handled
def evidence(
    event: Event,
    *,
    out: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="The ZIP, or its folder; here if none."),
    ] = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Write the evidence pack: inventory, factors, index, sign-offs, runs and the files named.

    A file that is missing is listed; one that is no longer what its SHA-256 says is refused.
    """
    from reporting.footprint import statement
    from reporting.publish.evidence_pack import write_pack
    from reporting.publish.gate import load_fit

    del lang  # findings speak it
    loaded = load_fit(event, "footprint")
    path = file_to_write(out, f"{loaded.id}-evidence.zip")
    pack = write_pack(loaded, statement(loaded), path)
    missing = [one for one in pack.manifest["evidence"] if one["state"] == "missing"]
    if as_json:
        told = {"missing": [one["file"] for one in missing]}
        print_json({"file": str(path), **pack.manifest, **told})
        return
    for one in missing:
        typer.echo(f"missing: {one['file']} ({', '.join(one['rows'])})")
    typer.echo(str(path))
    files = len(pack.manifest["files"])
    say(f"{files} files, each with its SHA-256 in manifest.json; {len(missing)} missing.")
