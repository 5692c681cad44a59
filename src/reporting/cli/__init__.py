"""The command line: parse, call a room, print. ``reporting --help`` lists the commands.

Nothing heavy is imported here, so that help answers at once; each command imports its room.
"""

from __future__ import annotations

import gc
import os
import sys
import warnings
from pathlib import Path
from typing import Annotated

import typer

import reporting
from reporting import paths, temporaries
from reporting.cli import (
    build,
    championship_table,
    check,
    claims,
    classification_lists,
    crews,
    diff,
    draw_map,
    evidence,
    factcheck,
    factors,
    facts,
    footprint,
    freeze,
    import_,
    lab,
    new,
    output,
    press,
    route,
    serve,
    standings,
    start_list,
    vsme,
    what_if,
)

# Plain help: rich's formatting would triple the time until it stands there.
app = typer.Typer(
    name="reporting",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"reporting {reporting.__version__}")
        raise typer.Exit


def _set_home(home: Path | None) -> None:
    if home is None:
        return
    if not (home / "data" / "reference").is_dir():
        raise typer.BadParameter(f"{home} has no data/reference in it.")
    os.environ[paths.HOME_VARIABLE] = str(home.resolve())


@app.callback()
def _options(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print the version and exit."
        ),
    ] = False,
    home: Annotated[
        Path | None,
        typer.Option(
            "--home",
            callback=_set_home,
            help="Folder of notebooks, reference data and bundled events; the checkout if none.",
            show_default=False,
        ),
    ] = None,
    debug: Annotated[
        bool, typer.Option("--debug", help="Show where an unexpected failure comes from.")
    ] = False,
) -> None:
    """Results and reports of historic-car regularity events.

    EVENT is the id of a bundled event or the path of a package. Exit status: 0 done, 1 the input
    has errors, 2 wrong use, 3 a tool is missing or a step failed.
    """
    del version, home
    output.show_tracebacks(debug)


for module in (
    new,
    import_,
    check,
    standings,
    start_list,
    classification_lists,
    championship_table,
    facts,
    factors,
    factcheck,
    what_if,
    claims,
    diff,
    route,
    draw_map,
    footprint,
    freeze,
    evidence,
    vsme,
    build,
    crews,
    press,
    lab,
    serve,
):
    module.register(app)


def main() -> None:
    """Run the command line."""
    if not sys.warnoptions:
        warnings.simplefilter("ignore")  # a library's word to programmers is not for our users
    # Nothing is imported from the current folder, which may be a stranger's: not by our processes.
    os.environ["PYTHONSAFEPATH"] = "1"
    # What is imported stays: a tenth of a short command's time went into looking for waste in it.
    gc.set_threshold(50_000)
    temporaries.keep_together()
    output.end_in_order()
    try:
        app()
    except KeyboardInterrupt as ended:  # before a command has begun
        sys.exit(output.ending_status(ended))
    except SystemExit as ending:
        told = output.taken_for_interrupt(ending)
        if told is None:
            raise
        sys.exit(output.ending_status(told))
    finally:
        output.end_undisturbed()
