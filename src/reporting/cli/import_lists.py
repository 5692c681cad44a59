"""``reporting import --as entries`` and ``--as starts``: lists into an event's tables."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import typer

from reporting.cli.output import escaped, language, print_findings, print_json, print_table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from reporting.event.importing.list_import import ListImported
    from reporting.event.importing.list_rows import ListKind
    from reporting.event.importing.merge import Choice
    from reporting.story.voice import Voice


@dataclass(frozen=True)
class Asked:
    """How the command was asked for."""

    lang: str | None
    choice: Choice
    dry_run: bool
    asked: bool
    as_json: bool
    every: bool


def run_list(
    event: str, files: Sequence[Path], table: str, fixed: Mapping[str, str], how: Asked
) -> int:
    """Import lists, tell what was understood and done, and return the exit status."""
    from reporting.aside import alone_in
    from reporting.errors import UsageError
    from reporting.event import load, locate
    from reporting.event.importing.list_import import ListWishes, import_list
    from reporting.story.voice import Voice

    kinds: dict[str, ListKind] = {"entries": "entries", "starts": "starts"}
    if table not in kinds:
        raise UsageError(f"--as knows passages, entries and starts, not {table!r}.")
    if not fixed.keys() <= {"leg"} or not fixed.get("leg", "1").isdecimal():
        raise UsageError("For a list --set knows the leg: --set leg=1.")
    if gone := next((path for path in files if not path.is_file()), None):
        raise UsageError(f"There is no file {gone}.")
    voice = Voice(language(how.lang))
    leg = int(fixed["leg"]) if "leg" in fixed else None
    wishes = ListWishes(leg, how.choice, rehearsal=how.dry_run or how.asked)
    with alone_in(locate(event)):
        done = import_list(load(event), files, kinds[table], wishes)
        if how.asked and done.changes:
            _print(done, voice, every=how.every)
            if typer.confirm(voice.text("import ask", table=done.table)):
                again = replace(wishes, rehearsal=False)
                done = import_list(load(event), files, kinds[table], again)
                typer.echo(voice.text("import written", table=done.table))
            return 1 if done.refused else 0
    if how.as_json:
        print_json(_document(done))
    else:
        _print(done, voice, every=how.every)
        words = "refused" if done.refused else "rehearsed" if how.dry_run else "nothing to write"
        name = f"import {'written' if done.written else words}"
        typer.echo(voice.text(name, table=done.table) if done.written else voice.text(name))
    return 1 if done.refused else 0


def _document(done: ListImported) -> dict[str, Any]:
    return {
        "ok": not done.refused,
        "table": str(done.table),
        "written": done.written,
        "counts": dict(done.counts),
        "understood": [{"file": file, "columns": found} for file, found in done.columns.items()],
        "findings": [finding.as_json() for finding in done.findings],
    }


def _print(done: ListImported, voice: Voice, *, every: bool) -> None:
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE)
    table.add_column(voice.text("import file"))
    table.add_column(voice.text("import columns"))
    for file, columns in done.columns.items():
        table.add_row(escaped(file), escaped(", ".join(columns)))
    if done.columns:
        print_table(table)
    told = [one for one in done.findings if str(one.severity) != "note"]
    print_findings(told, voice.language, every=every)
    typer.echo(counts_in_words(done.counts, voice))


def counts_in_words(counts: Mapping[str, int], voice: Voice) -> str:
    """Return what an import came to, in the reader's language."""
    return ", ".join(voice.text(f"import count {name}", n=count) for name, count in counts.items())
