"""What the commands say of one package, in a child of its own with limits of time and memory."""

from __future__ import annotations

import gc
import json
import os
import random
import resource
import shutil
import signal
import tempfile
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from multiprocessing import Pipe
from pathlib import Path
from typing import Any

from mutations.packages import broken_package, sound_package
from mutations.plainly import both_runs
from mutations.relations import RELATIONS
from reporting.quality.plain_reading import run_plainly

SECONDS, MEMORY_MIB = 20, 2048
"""Of processor, for each command, and at most: other work on the machine does not count."""
WALL_S = 300
EVERY = 25
"""Great Expectations takes most of a second, whatever a package holds: it runs on every 25th."""
COMMANDS = ("check", "standings", "footprint", "route")
PLACES = {"row", "file"}
"""Keys of what a document says of where a figure stands; these may differ."""
ENDS = {0, 1}
"""A command has an answer, or refuses with a sentence; 2 would be a wrong call, 3 is ours."""


@dataclass(frozen=True)
class Judgement:
    """How the package of a seed ended: one word, what went wrong, and what it took."""

    seed: int
    ended: str
    wrong: str = ""
    seconds: float = 0.0
    memory_mib: float = 0.0


def judge(seed: int, work: Callable[[int, Path], tuple[str, str]]) -> Judgement:
    """Do `work` on the package of `seed` in a child; hold it to the limits.

    Parameters
    ----------
    seed
        Of the package.
    work
        Takes the seed and an empty folder; returns how it ended and what went wrong.
    """
    ours, theirs = Pipe(duplex=False)
    begin = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="mutation-") as folder:
        child = os.fork()
        if child == 0:
            _in_child(seed, Path(folder), work, theirs)
        theirs.close()
        ended, wrong = _got(ours) if ours.poll(WALL_S) else ("HANGS", f"over {WALL_S} s")
        if ended == "HANGS":
            os.kill(child, signal.SIGKILL)
        _, _, used = os.wait4(child, 0)
    seconds, memory = time.perf_counter() - begin, used.ru_maxrss / 1024
    if not wrong and memory > MEMORY_MIB:
        ended, wrong = "too large", f"{memory:.0f} MiB"
    return Judgement(seed, ended, wrong, seconds, memory)


def _got(ours: Any) -> tuple[str, str]:
    try:
        ended, wrong = ours.recv()
    except EOFError:
        return "DIED", "the child ended without an answer"
    return str(ended), str(wrong)


def _in_child(seed: int, folder: Path, work: Callable[..., Any], theirs: Any) -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        theirs.send(work(seed, folder))
    except BaseException:  # noqa: BLE001 - this is what the run looks for
        theirs.send(("CRASH", traceback.format_exc()))
    theirs.close()
    os._exit(0)


def commands_on_broken(seed: int, folder: Path) -> tuple[str, str]:
    """Run check, standings, footprint and route on the broken package of `seed`."""
    from reporting.quality import examination

    if seed % EVERY == 0:
        examination.run_plainly = both_runs
    else:
        _read_once()
    package = broken_package(seed, folder)
    statuses = {}
    for command in COMMANDS:
        status, _, wrong = said(command, package)
        if wrong:
            return "CRASH", f"{command}: {wrong}"
        statuses[command] = status
    passed = statuses.pop("check") == 0
    if passed and 1 in statuses.values() and _refused_against_check(package, statuses):
        return "AGAINST CHECK", _refused_against_check(package, statuses)
    return ("passes" if passed else "refused"), ""


def _read_once() -> None:
    """Have the commands share what one of them read and examined: the same files say the same."""
    from reporting import event, quality
    from reporting.event import loader, moment

    event.load = loader.load = cache(loader.load)  # type: ignore[attr-defined]
    moment.as_run = loader.as_run = _once(moment.as_run)
    quality.check = _once(quality.check)


def _once(function: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Return `function` of an event as it is asked for the first time."""
    told: dict[int, tuple[Any, Any]] = {}

    def tell(given: Any) -> Any:
        if id(given) not in told:
            told[id(given)] = given, function(given)
        return told[id(given)][1]

    return tell


def _refused_against_check(package: Path, statuses: dict[str, int]) -> str:
    """Return the refusal of a command whose table is there, though check found no error."""
    tables = {"standings": "passages", "footprint": "activities", "route": "tracks"}
    for command, status in statuses.items():
        book = package / "event.xlsx"
        there = (package / f"{tables[command]}.csv").exists() or book.exists()
        if status == 1 and there and command != "route":
            _, document, _ = said(command, package)
            text = json.dumps(document)
            if not any(word in text for word in ("no passages", "no activities", "has no")):
                return f"{command}: {text[:2000]}"
    return ""


def report_on_broken(seed: int, folder: Path) -> tuple[str, str]:
    """Compose the reports of the broken package of `seed`, where check has nothing against it."""
    from reporting.quality import examination
    from support.composed import composed

    examination.run = run_plainly  # type: ignore[assignment]
    package = broken_package(seed, folder)
    if said("check", package)[0] != 0:
        return "refused", ""
    composed("race", str(package), ("it", "en")[seed % 2])
    return "composed", ""


def relations_on_sound(seed: int, folder: Path) -> tuple[str, str]:
    """Hold what is said of a sound package against what is said of it written otherwise."""
    from reporting.quality import examination

    examination.run = run_plainly  # type: ignore[assignment]
    package = sound_package(seed, folder / "as-it-is")
    before = _everything_said(package)
    for relation in RELATIONS:
        other = folder / relation.__name__ / package.name
        shutil.copytree(package, other)
        relation(other, random.Random(seed))  # noqa: S311 - test data
        after = _everything_said(other)
        for command, document in before.items():
            if document != after[command]:
                place = _first_difference(document, after[command])
                return "RELATION BROKEN", f"{relation.__name__}, {command}: {place}"
    return "same", ""


def _everything_said(package: Path) -> dict[str, Any]:
    found = {}
    for command in COMMANDS:
        status, document, wrong = said(command, package)
        if wrong:
            raise AssertionError(f"{command}: {wrong}")
        if command == "check":
            graver = [one for one in document["findings"] if one["severity"] != "note"]
            document = sorted({(one["code"], one["table"]) for one in graver})
        found[command] = (status, _comparable(document))
    return found


def _comparable(document: Any) -> Any:
    """Return the document without places; the order in which it tells things must be the same."""
    if isinstance(document, dict):
        return {key: _comparable(value) for key, value in document.items() if key not in PLACES}
    if isinstance(document, list | tuple):
        return [_comparable(one) for one in document]
    return document


def _first_difference(one: Any, other: Any, path: str = "") -> str:
    if type(one) is type(other) and isinstance(one, dict) and one.keys() == other.keys():
        for key in one:
            if one[key] != other[key]:
                return _first_difference(one[key], other[key], f"{path}/{key}")
    if isinstance(one, list | tuple) and isinstance(other, list | tuple) and len(one) == len(other):
        for at, (left, right) in enumerate(zip(one, other, strict=True)):
            if left != right:
                return _first_difference(left, right, f"{path}/{at}")
    return f"{path}: {str(one)[:300]} | {str(other)[:300]}"


def said(command: str, package: Path) -> tuple[int, Any, str]:
    """Return a command's status, its JSON document and what is wrong with either.

    Parameters
    ----------
    command
        Its name; it is run with ``--json`` in this process.
    package
        The folder.
    """
    from support.command import reporting

    begin = time.process_time()
    result = reporting(command, package, "--json")
    if time.process_time() - begin > SECONDS:
        return result.exit_code, None, f"over {SECONDS} s of processor"
    if result.exit_code not in ENDS:
        return result.exit_code, None, f"status {result.exit_code}: {result.output[-1500:]}"
    if "Traceback" in result.output:
        return result.exit_code, None, result.output[-3000:]
    try:
        return result.exit_code, json.loads(result.stdout), ""
    except ValueError:
        return result.exit_code, None, f"no JSON: {result.output[:500]}"


def preload() -> None:
    """Import and remember before forking what every child would import and read again."""
    from reporting.event import load
    from reporting.quality import examine

    with tempfile.TemporaryDirectory(prefix="mutation-") as folder:
        for seed in (WITH_EVERYTHING, DEMONSTRATION):
            package = sound_package(seed, Path(folder) / str(seed))
            for command in COMMANDS:
                said(command, package)
            examine(load(package))
    gc.freeze()


WITH_EVERYTHING, DEMONSTRATION = 5, 43
"""Seeds of sound packages that between them use every room."""
