"""A command that is told to end before it has begun says which signal did."""

from __future__ import annotations

import signal
import subprocess
import sys

import pytest

EARLY = """
import os, signal, sys
import typer
from reporting import cli

def early():
    os.kill(os.getpid(), {number})

cli.app.callback()(early)
sys.argv = ["reporting", "build", "demo-rally"]
cli.main()
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_an_early_end_has_the_status_of_its_signal(number: signal.Signals) -> None:
    done = subprocess.run(
        [sys.executable, "-c", EARLY.format(number=int(number))],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stderr.split(), done.returncode) == (["Ended."], 128 + number)


def test_an_early_ctrl_c_is_one() -> None:
    done = subprocess.run(
        [sys.executable, "-c", EARLY.format(number=int(signal.SIGINT))],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 128 + signal.SIGINT
