"""The command line within this process: what it prints and how it ends, without a second start."""

from __future__ import annotations

from typing import TYPE_CHECKING

from typer.testing import CliRunner

from reporting.cli import app

if TYPE_CHECKING:
    from typer.testing import Result


def reporting(*arguments: object) -> Result:
    """Run ``reporting`` with these arguments; the result has exit_code, stdout and stderr."""
    return CliRunner().invoke(app, [str(one) for one in arguments])
