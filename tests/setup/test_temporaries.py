"""Whatever is temporary goes with its command, however that ends; nobody else's does."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from reporting.temporaries import PREFIX

COMMAND = """
import signal, sys, tempfile, typer
from reporting import temporaries
from reporting.cli import output

@output.handled
def command():
    print(tempfile.mkdtemp(), flush=True)
    signal.pause()

temporaries.keep_together()
output.end_in_order()
try:
    command()
except typer.Exit as ended:
    sys.exit(ended.exit_code)
"""


@pytest.fixture
def start(tmp_path: Path) -> Callable[[], subprocess.Popen[str]]:
    """Start a command that waits in its temporary folder; what it wrote there is on its way."""

    def begin() -> subprocess.Popen[str]:
        running = subprocess.Popen(
            [sys.executable, "-c", COMMAND],
            env={"TMPDIR": str(tmp_path)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert running.stdout is not None
        made = Path(running.stdout.readline().strip())
        assert made.parent.name.startswith(PREFIX)
        assert made.is_dir()
        return running

    return begin


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (signal.SIGTERM, "Ended."),
        (signal.SIGHUP, "Ended."),
        (signal.SIGINT, "Interrupted."),
    ],
)
def test_a_command_that_is_told_to_end_tidies_up_and_says_so_in_a_word(
    tmp_path: Path, start: Callable[[], subprocess.Popen[str]], number: signal.Signals, said: str
) -> None:
    running = start()
    running.send_signal(number)
    _, told = running.communicate(timeout=60)
    assert (told.splitlines(), running.returncode) == ([said], 128 + number)
    assert list(tmp_path.iterdir()) == []


EARLY = """
import os, signal
from reporting import cli
cli.app = lambda: os.kill(os.getpid(), {number})
cli.main()
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_command_that_is_told_to_end_before_it_has_begun_says_so_too(
    number: signal.Signals,
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", EARLY.format(number=int(number))],
        check=False,
        capture_output=True,
        text=True,
    )
    assert (done.stderr.splitlines(), done.returncode) == (["Ended."], 128 + number)


def test_what_a_killed_command_left_goes_with_the_next_and_a_living_ones_stays(
    tmp_path: Path, start: Callable[[], subprocess.Popen[str]]
) -> None:
    (tmp_path / f"{PREFIX}notes").mkdir()  # has no lock: not one of ours, or not yet
    living, killed = start(), start()
    killed.kill()
    killed.communicate()
    assert len(list(tmp_path.iterdir())) == 3
    last = start()
    assert len(list(tmp_path.iterdir())) == 3  # the dead one's gave way to the last one's
    for running in (last, living):
        running.terminate()
        running.communicate(timeout=60)
    assert [path.name for path in tmp_path.iterdir()] == [f"{PREFIX}notes"]
