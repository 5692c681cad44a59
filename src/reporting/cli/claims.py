"""``reporting claims``: a text held against the rules on environmental claims."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from reporting.cli.output import Json, handled, language, legible, print_json, say

File = Annotated[Path, typer.Argument(metavar="FILE", help="A text: txt, md, html, docx or pdf.")]
Lang = Annotated[
    str | None, typer.Option(help="The language of the advice: it, en.", show_default=False)
]


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command(name="claims")(claims)


@handled
def claims(file: File, *, lang: Lang = None, as_json: Json = False) -> None:
    """Find environmental claims that a text must not make, or must prove (2024/825)."""
    from reporting.footprint import claims_check
    from reporting.proofreading.texts import read_text

    lines = read_text(file)
    hits = claims_check("\n".join(line.text for line in lines), language(lang))
    told: list[dict[str, Any]] = [
        {
            "line": lines[hit.line - 1].number,
            "text": hit.text,
            "sentence": hit.sentence,
            "kind": hit.kind,
            "rule": hit.rule,
            "article": hit.law,
            "verdict": hit.verdict,
            "instead": hit.advice,
        }
        for hit in hits
    ]
    risks = [one for one in told if one["verdict"] == "risk"]
    if as_json:
        print_json({"file": file.name, "claims": told})
    else:
        from reporting.story.voice import Voice

        t = Voice(language(lang)).text
        for one in told:
            verdict = t(f"claims {one['verdict']}", text=one["text"], article=one["article"])
            typer.echo(legible(f"{file.name}:{one['line']}: {verdict}"))
            typer.echo(f"    {one['instead']}")
        say(t("claims counts", risks=len(risks), quotations=len(told) - len(risks)))
    if risks:
        raise typer.Exit(1)
