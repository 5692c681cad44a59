"""``reporting import``: files of timekeepers into an event's passages."""

from __future__ import annotations

import gc
import sys
from dataclasses import replace as replace_
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from reporting.cli.import_lists import Asked, counts_in_words, run_list
from reporting.cli.output import (
    Event,
    Json,
    Lang,
    escaped,
    handled,
    language,
    print_findings,
    print_json,
    print_table,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from reporting.event.importing import ChannelRule, Imported, SheetRule
    from reporting.event.importing.merge import Choice
    from reporting.story.voice import Voice


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command(name="import")(import_)


@handled
def import_(
    event: Event,
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="ALGE dumps, CSV files, workbooks.")
    ],
    *,
    kind: Annotated[
        str,
        typer.Option(
            "--as",
            metavar="TABLE",
            help="What the files are: passages, entries (an entry list), starts (a start list).",
        ),
    ] = "passages",
    channel: Annotated[
        list[str] | None,
        typer.Option(
            metavar="C0=PC1:start[@12:00..15:30]",
            help="What stands on a device's channel, all day or in a part of it.",
            show_default=False,
        ),
    ] = None,
    columns: Annotated[
        list[str] | None,
        typer.Option(
            "--map",
            metavar="NAME=HEADER",
            help="What a header is: number, control, point, time, source, or CONTROL:point.",
            show_default=False,
        ),
    ] = None,
    fixed: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="NAME=VALUE",
            help="The control or the point of a whole file.",
            show_default=False,
        ),
    ] = None,
    mapping: Annotated[
        Path | None,
        typer.Option(
            help="Where such rules are kept; import.toml of the event if none.", show_default=False
        ),
    ] = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="Different times take the place of those there.")
    ] = False,
    keep: Annotated[
        bool, typer.Option("--keep", help="Different times are left aside, the rest is taken.")
    ] = False,
    instead_of: Annotated[
        list[str] | None,
        typer.Option(
            "--instead-of",
            metavar="FILE",
            help="A file imported before whose place these take, under another name.",
            show_default=False,
        ),
    ] = None,
    double: Annotated[
        str | None,
        typer.Option(
            "--double",
            metavar="SECONDS",
            help="Two impulses of a passage so close are one: the first.",
            show_default=False,
        ),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only tell what would be done.")
    ] = False,
    every: Annotated[
        bool, typer.Option("--all", help="List every line, however many are of one kind.")
    ] = False,
    yes: Annotated[
        bool, typer.Option("--yes", help="Write without asking; nobody is asked in a script.")
    ] = False,
    lang: Lang = None,
    as_json: Json = False,
) -> None:
    """Turn timekeepers' files into passages: what was understood is shown, then written.

    What is not taken is listed, line by line.
    """
    from reporting.aside import alone_in
    from reporting.errors import UsageError
    from reporting.event import load, locate
    from reporting.event.importing import Wishes, import_files
    from reporting.story.voice import Voice

    if replace and keep:
        raise UsageError("--replace and --keep contradict each other: give one.")
    choice: Choice = "replace" if replace else "keep" if keep else "refuse"
    fixed_for_all = dict(_pair(one, "--set") for one in fixed or ())
    asked = not (yes or dry_run or as_json) and sys.stdin.isatty() and sys.stdout.isatty()
    if kind != "passages":
        how = Asked(lang, choice, dry_run=dry_run, asked=asked, as_json=as_json, every=every)
        raise typer.Exit(run_list(event, files, kind, fixed_for_all, how))
    if not fixed_for_all.keys() <= {"control", "point"}:
        raise UsageError("--set knows control and point: --set control=PC1.")
    wishes = Wishes(
        rules=_rules(files, channel or (), columns or (), fixed_for_all),
        fixed=fixed_for_all,
        choice=choice,
        rehearsal=dry_run,
        mapping=mapping,
        instead_of=tuple(instead_of or ()),
        double_s=_seconds(double),
    )
    voice = Voice(language(lang))
    gc.disable()  # a tenth of the time, for some MB of a process that ends here
    with alone_in(locate(event)):
        done = import_files(load(event), files, replace_(wishes, rehearsal=dry_run or asked))
        if asked and done.changes:
            _print(done, voice, dry_run=True, every=every)
            if typer.confirm(voice.text("import ask", table=done.table)):
                done = import_files(load(event), files, wishes)
                typer.echo(voice.text("import written", table=done.table))
            raise typer.Exit(1 if done.refused else 0)
    if as_json:
        print_json(_document(done, dry_run=dry_run))
    else:
        _print(done, voice, dry_run=dry_run, every=every)
    raise typer.Exit(1 if done.refused else 0)


def _seconds(text: str | None) -> Decimal | None:
    from reporting.errors import UsageError
    from reporting.event.numbers import read_decimal

    found = read_decimal(text) if text is not None else None
    if text is not None and (found is None or found < 0):
        raise UsageError(f"--double is seconds such as 0.5, not {text!r}.")
    return found


def _rules(
    files: list[Path], channels: Any, columns: Any, fixed: dict[str, str]
) -> list[ChannelRule | SheetRule]:
    from pydantic import ValidationError

    from reporting.errors import UsageError
    from reporting.event.importing import ChannelRule, SheetRule

    rules: list[ChannelRule | SheetRule] = []
    places = [_channel_given(one) for one in channels]
    headers = dict(_pair(one, "--map") for one in columns)
    try:
        for path in files:
            rules += [ChannelRule.model_validate({"file": path.name, **one}) for one in places]
            if headers:
                times = {name: header for name, header in headers.items() if ":" in name}
                plain = {name: header for name, header in headers.items() if ":" not in name}
                rules.append(
                    SheetRule.model_validate(
                        {"file": path.name, "columns": plain, "times": times, "fixed": fixed}
                    )
                )
    except ValidationError as error:
        given = error.errors(include_url=False)[0]
        message = f"{given['input']!r} is not understood: {given['msg']}."
        raise UsageError(message) from None
    return rules


def _channel_given(text: str) -> dict[str, str]:
    """Read C0=PC1:start, or C0=PC1:start@12:00..15:30 for a part of the day."""
    name, place = _pair(text, "--channel")
    place, _, window = place.partition("@")
    control, _, point = place.partition(":")
    since, _, until = window.partition("..")
    given = {"channel": name, "control": control, "point": point, "since": since, "until": until}
    return {key: value for key, value in given.items() if value or key == "point"}


def _pair(text: str, option: str) -> tuple[str, str]:
    from reporting.errors import UsageError

    name, sign, value = text.partition("=")
    if not (name.strip() and sign and value.strip()):
        raise UsageError(f"{option} wants NAME=VALUE, not {text!r}.")
    return name.strip(), value.strip()


def _document(done: Imported, *, dry_run: bool) -> dict[str, Any]:
    return {
        "ok": not done.refused,
        "table": str(done.table),
        "written": done.written,
        "dry_run": dry_run,
        "counts": done.counts(),
        "remembered": [rule.model_dump(exclude_none=True) for rule in done.remembered],
        "understood": [one.as_json() for one in done.understood],
        "findings": [finding.as_json() for finding in done.findings],
    }


def _print_understood(done: Imported, voice: Voice) -> None:
    """Print what was understood of each file, a row each."""
    from rich import box
    from rich.table import Table

    t = voice.text
    table = Table(box=box.SIMPLE, title_justify="left")
    words = ("file", "form", "columns", "crews", "controls", "span", "offset")
    for name in (*words, *_COUNTED):
        table.add_column(
            t(f"import {name}"), justify="right" if name in ("crews", *_COUNTED) else "left"
        )
    for one in done.understood:
        device = one.layout.device
        span = " \u2013 ".join(dict.fromkeys(filter(None, (one.earliest, one.latest))))
        offset = "" if not one.offset_s else f"{one.offset_s:+f} s"
        table.add_row(
            *map(
                escaped,
                (
                    one.layout.place,
                    t("import table") if device is None else device[voice.language],
                    ", ".join(one.layout.columns),
                    str(one.crews),
                    _few(one.controls),
                    span,
                    offset,
                    *(str(one.counts[name]) for name in _COUNTED),
                ),
            )
        )
    if done.understood:
        print_table(table)


_COUNTED = ("read", "new", "changed", "known", "double", "told")
_FEW = 6


def _few(codes: Sequence[str]) -> str:
    if len(codes) <= _FEW:
        return ", ".join(codes)
    return f"{codes[0]} \u2026 {codes[-1]} ({len(codes)})"


def _print(done: Imported, voice: Voice, *, dry_run: bool, every: bool) -> None:
    _print_understood(done, voice)
    # Notes tell of what is understood and needs nobody.
    told = [one for one in done.findings if str(one.severity) != "note"]
    print_findings(told, voice.language, every=every)
    typer.echo(counts_in_words(done.counts(), voice))
    if done.written:
        typer.echo(voice.text("import written", table=done.table))
    elif done.refused:
        typer.echo(voice.text("import refused"))
    else:
        typer.echo(voice.text("import rehearsed" if dry_run else "import nothing to write"))
    for rule in done.remembered:
        shown = rule.model_dump_json(exclude_none=True, exclude_defaults=True)
        typer.echo(voice.text("import remembered", rule=shown))
