"""The command line within this process: what it prints and how it ends, without a second start."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from typer import testing
from typer.main import get_command
from typer.testing import CliRunner

from reporting.cli import app

if TYPE_CHECKING:
    from typer.testing import Result

# The commands' options are looked through once, as in a process: that takes as long as a check.
testing._get_command = cache(get_command)


def reporting(*arguments: object) -> Result:
    """Run ``reporting`` with these arguments; the result has exit_code, stdout and stderr."""
    return CliRunner().invoke(app, [str(one) for one in arguments])
