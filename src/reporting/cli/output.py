"""What commands print: one JSON document, findings like a compiler's, errors as a sentence."""

from __future__ import annotations

import json
import locale
import os
import signal
import sys
import traceback
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from functools import wraps
from itertools import groupby
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Annotated, Any, ParamSpec

import typer

from reporting import bytecode, paths
from reporting.errors import InputError, ReportingError, UsageError, machine_fault
from reporting.language import LANGUAGES

if TYPE_CHECKING:
    from rich.table import Table as RichTable
    from rich.text import Text as RichText

    from reporting.event.findings import Finding

Arguments = ParamSpec("Arguments")

Json = Annotated[bool, typer.Option("--json", help="Print one JSON document on standard output.")]
Event = Annotated[str, typer.Argument(metavar="EVENT", help="An event's id, or a package's path.")]

Until = Annotated[
    str | None,
    typer.Option(
        "--until", metavar="leg=N|CODE", help="After that leg or control.", show_default=False
    ),
]
At = Annotated[
    str | None,
    typer.Option(
        "--at",
        metavar="TIME",
        help="After the last control that every crew had passed then (2025-04-11T15:00).",
        show_default=False,
    ),
]

Lang = Annotated[
    str | None,
    typer.Option("--lang", help="Language of the messages: it or en.", show_default=False),
]

SHOWN_OF_A_KIND = 10
_WIDE = 240
ENDED_BY_SIGNAL = 128
_ENDING = (signal.SIGTERM, signal.SIGHUP)
_DEBUG_VARIABLE = "REPORTING_DEBUG"
NOTES_ALWAYS_SHOWN = frozenset({"footprint-not-estimated"})

_COLOURS = {"error": "red", "warning": "yellow", "note": "blue"}


class Ended(KeyboardInterrupt):
    """The system asks the command to end, as an interrupt at the terminal does.

    Parameters
    ----------
    number
        The signal that said so.
    """

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


def end_in_order() -> None:
    """Have a command that is told to end (SIGTERM, SIGHUP) tidy up first, as Ctrl-C has it."""

    def end(number: int, _frame: FrameType | None) -> None:
        signal.signal(number, signal.SIG_IGN)  # once is enough: it is tidying up
        raise Ended(number)

    for one in _ENDING:
        if signal.getsignal(one) != signal.SIG_IGN:  # nohup's wish is obeyed
            signal.signal(one, end)


def end_undisturbed() -> None:
    """Let no signal disturb what a command does last; SIGKILL ends it all the same."""
    for one in (signal.SIGINT, *_ENDING):
        signal.signal(one, signal.SIG_IGN)


def show_tracebacks(wanted: bool) -> None:
    """Have unexpected failures show where they come from."""
    if wanted:
        os.environ[_DEBUG_VARIABLE] = "1"


def ending_status(ended: KeyboardInterrupt) -> int:
    """Say that a command was interrupted or ended, and return the exit status of that."""
    number = int(getattr(ended, "number", signal.SIGINT))
    # What a library leaves half done where it was stopped is no word to our users.
    sys.unraisablehook = lambda _: None
    typer.echo("Interrupted." if number == signal.SIGINT else "Ended.", err=True)
    return ENDED_BY_SIGNAL + number


def taken_for_interrupt(ending: SystemExit) -> Ended | None:
    """Return what told a command to end before it began: typer takes that for a Ctrl-C.

    None where nothing did, or where the command said its own status.
    """
    before: BaseException | None = ending
    while before is not None and not isinstance(before, Ended):
        before = before.__cause__ or before.__context__
    return before if ending.code == ENDED_BY_SIGNAL + signal.SIGINT else None


def handled(command: Callable[Arguments, None]) -> Callable[Arguments, None]:
    """Make a command end with the contract's exit status and a sentence, never a traceback.

    A command that was asked for JSON tells its error as JSON, too.
    """

    @wraps(command)
    def run(*arguments: Arguments.args, **options: Arguments.kwargs) -> None:
        try:
            command(*arguments, **options)
        except (typer.Exit, typer.Abort):
            raise
        except ReportingError as error:
            tell(error, as_json=bool(options.get("as_json")), lang=options.get("lang"))
            raise typer.Exit(error.exit_status) from None
        except KeyboardInterrupt as ended:
            raise typer.Exit(ending_status(ended)) from None
        except BrokenPipeError:
            # Whoever reads us has seen enough; nothing more can be told, not even at exit.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise typer.Exit(0) from None
        except Exception as error:  # noqa: BLE001 - nobody is to see a traceback
            bytecode.begin_again_without(error)
            fault = machine_fault(error)
            if fault is not None:
                tell(fault, as_json=bool(options.get("as_json")))
                raise typer.Exit(fault.exit_status) from None
            _tell_unexpected(error, as_json=bool(options.get("as_json")))
            raise typer.Exit(ReportingError.exit_status) from None

    return run


def print_json(document: Any) -> None:
    """Print `document` as the one JSON document on standard output."""
    typer.echo(json.dumps(document, ensure_ascii=False, indent=2))


def say(message: str) -> None:
    """Print a message for people, beside the result."""
    typer.echo(legible(message), err=True)


def say_home() -> None:
    """Say where notebooks are run from, where it is not the checkout."""
    if (home := paths.home()) != paths.CHECKOUT:
        say(f"Notebooks and reference data are those of {home}.")


def file_to_write(asked: Path | None, name: str) -> Path:
    """Return the file that a command writes: the one asked for, or `name` in a folder.

    Raises
    ------
    UsageError
        Where the folder does not exist.
    """
    path = Path(name) if asked is None else asked / name if asked.is_dir() else asked
    if not path.parent.is_dir():
        raise UsageError(f"There is no folder {path.parent}.")
    return path


def legible(text: str) -> str:
    r"""Return `text` with its control characters spelt out, so that none reaches a terminal.

    Examples
    --------
    >>> legible("Rossi\x1b[2J")
    'Rossi\\x1b[2J'
    >>> legible("1.250\u202fkm") == "1.250\u202fkm"
    True
    """
    return "".join(
        sign.encode("unicode_escape").decode()
        if unicodedata.category(sign)[0] == "C" and sign != "\n"
        else sign
        for sign in text
    )


def print_table(table: RichTable) -> None:
    """Print a table; where a pipe is read instead of a screen, no line is broken."""
    from rich.console import Console

    Console(width=None if sys.stdout.isatty() else _WIDE).print(table)


def escaped(text: str) -> RichText:
    """Return a table's cell as it is, whatever brackets stand in it."""
    from rich.text import Text

    return Text(legible(text))


def at_moment(event: str, until: str | None, at: str | None) -> str:
    """Return how an event at a moment is called: ``demo-rally@leg=1``.

    Raises
    ------
    UsageError
        Where two moments are asked for.
    """
    moments = [*([until] if until else []), *([f"at={at}"] if at else [])]
    if len(moments) > 1 or (moments and "@" in event):
        raise UsageError("One moment at a time: --until or --at.")
    return "@".join([event, *moments])


def language(asked: str | None) -> str:
    """Return the language to speak: the one asked for, else the system's, else English.

    Raises
    ------
    UsageError
        For a language that we do not speak.
    """
    if asked is None:
        spoken = (locale.getlocale()[0] or "").lower()
        return next((one for one in LANGUAGES if spoken.startswith(one)), "en")
    if asked not in LANGUAGES:
        raise UsageError(f"Messages are written in {' and '.join(LANGUAGES)}, not in {asked!r}.")
    return asked


def listed(given: Iterable[str]) -> tuple[str, ...]:
    """Return the words of options that may be repeated and may hold commas.

    Examples
    --------
    >>> listed(["it,en", "it"])
    ('it', 'en')
    """
    words = (word.strip() for option in given for word in option.split(","))
    return tuple(dict.fromkeys(word for word in words if word))


def print_findings(
    findings: Iterable[Finding], speak: str, *, every: bool = False, err: bool = False
) -> None:
    """Print findings file by file and row by row, the files with errors first.

    A broken file is the cause of what is told of the others. Unless `every` is asked for, notes
    are left out, but for what will not be estimated, and many of a kind are cut short.
    """
    shown = [
        one
        for one in findings
        if every or str(one.severity) != "note" or one.code in NOTES_ALWAYS_SHOWN
    ]
    broken = {one.file for one in shown if str(one.severity) == "error"}
    ordered = sorted(
        shown, key=lambda one: (one.file not in broken, one.file, one.row or 0, one.code)
    )
    for _, in_file in groupby(ordered, key=lambda one: one.file):
        for line in _lines(list(in_file), speak, every):
            typer.echo(line, err=err)


def _lines(findings: list[Finding], speak: str, every: bool) -> Iterator[str]:
    shown: dict[str, int] = {}
    for finding in findings:
        shown[finding.code] = shown.get(finding.code, 0) + 1
        if every or shown[finding.code] <= SHOWN_OF_A_KIND:
            yield _line(finding, speak)
    for code, count in shown.items():
        if not every and count > SHOWN_OF_A_KIND:
            from reporting.story.voice import Voice

            yield Voice(speak).text("more findings", n=count - SHOWN_OF_A_KIND, code=code)


def _line(finding: Finding, speak: str) -> str:
    """Return a finding as a compiler would tell it: where, what stands there, what to do."""
    place = finding.file + (f":{finding.row}" if finding.row is not None else "")
    cell = f" {finding.column}" if finding.column else ""
    value = "" if finding.value is None else f" {json.dumps(finding.value, ensure_ascii=False)}"
    severity = typer.style(str(finding.severity), fg=_COLOURS[str(finding.severity)])
    words = f"{finding.message(speak)} {finding.remedy(speak)}".strip()
    return f"{legible(place + cell + value)}: {severity}: {legible(words)}"


def tell(error: ReportingError, *, as_json: bool, lang: object = None) -> None:
    """Say an error of the suite: as one JSON document, or its findings and a sentence."""
    findings = error.findings if isinstance(error, InputError) else ()
    speak = next((one for one in LANGUAGES if one == lang), None)
    if as_json:
        told = [finding.as_json(speak or "en") for finding in findings]
        print_json({"ok": False, "error": str(error), "findings": told})
    errors = [finding for finding in findings if str(finding.severity) == "error"]
    print_findings(errors, speak or language(None), err=True)
    say(str(error))


def _tell_unexpected(error: Exception, *, as_json: bool) -> None:
    if os.environ.get(_DEBUG_VARIABLE):
        traceback.print_exc()
    message = f"Unexpected failure: {type(error).__name__}: {error}"
    if as_json:
        print_json({"ok": False, "error": message, "findings": []})
    say(f"{message}\nThis should not happen. reporting --debug ... shows where it comes from.")
