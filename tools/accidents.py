"""Kill commands at random moments, or watch for hundreds of corrections: nothing may be left over.

``kills``: builds, booklets, imports, freezes, marked workbooks and watches of a small event are
ended by SIGKILL, SIGTERM, SIGINT or SIGHUP at a random moment, alone or with their whole group.
After each: what stood before (reports against their manifest, every file of the package) is whole,
old or new; no process is left; no traceback was printed. Then the same command, not killed, does
all that is due, and nothing temporary is left: not in the temporary folder, not beside a file.

``watch``: one ``build --watch`` sees a correction after the other. Told are memory of all its
processes, open files and what lies in the temporary folder, after the tenth and after the last.

Run: python tools/accidents.py kills --number 200 --seed 1
     python tools/accidents.py watch --number 200
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from support.home import EVENT, change, files, manifest, processes_of, write_home  # noqa: E402

COMMAND = Path(sys.executable).with_name("reporting").as_posix()
SIGNALS = (signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
PATIENCE_S = 30
TEMPORARY = (".staging-", "-aside-", ".part", ".replaced-")


@dataclass
class Scene:
    """A home with a small event, a temporary folder of its own, and what became of each kill."""

    folder: Path
    tally: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    corrections: int = 0

    def __post_init__(self) -> None:
        self.home = write_home(self.folder / "home")
        self.temporary = self.folder / "tmp"
        self.temporary.mkdir()
        self.out = self.home / "reports"
        self.package = self.home / "data" / "events" / EVENT
        self.given = self.folder / "given.csv"

    def correct(self) -> None:
        """Give the first crew another driver, so that reports and booklets are due."""
        self.corrections += 1
        change(self.home, f"Pilota {self.corrections}")
        rows = (self.package / "passages.csv").read_text(encoding="utf-8")
        self.given.write_text(rows, encoding="utf-8")

    def unfinished(self) -> None:
        """Correct, and take the second leg's times away, for an import to bring them."""
        self.correct()
        lines = self.given.read_text(encoding="utf-8").splitlines(keepends=True)
        table = self.package / "passages.csv"
        table.write_text("".join(line for line in lines if ",PC3," not in line), encoding="utf-8")

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        """Start a command in a group of its own."""
        return subprocess.Popen(
            [COMMAND, *arguments],
            env={
                **os.environ,
                "REPORTING_HOME": str(self.home),
                "TMPDIR": str(self.temporary),
                "LC_ALL": "C.UTF-8",
            },
            cwd=self.folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )

    def fault(self, what: str) -> None:
        """Note something that should not be."""
        self.faults.append(what)
        print(f"FAULT {what}", flush=True)

    def processes(self) -> list[int]:
        """Return what still runs after a while."""
        until = time.monotonic() + PATIENCE_S
        while (left := list(processes_of(self.home))) and time.monotonic() < until:
            time.sleep(0.05)
        return left

    def torn(self) -> list[str]:
        """Return what is not as the manifest of the reports, and the list of booklets, say."""
        reports = self.out / EVENT
        if not (reports / "manifest.json").exists():
            return []
        told = {one["path"]: one["sha256"] for one in manifest(self.out)["outputs"]}
        listed = reports / "crews" / "crews.json"
        if listed.exists():
            booklets = json.loads(listed.read_text(encoding="utf-8"))
            told |= {f"crews/{one['path']}": one["sha256"] for one in booklets["booklets"]}
            told |= booklets["files"]
        standing = files(reports)
        return [path for path, content in told.items() if standing.get(path) != content]

    def leftovers(self) -> list[str]:
        """Return temporary files anywhere."""
        found = list(self.temporary.iterdir())
        found += [
            path
            for path in self.folder.rglob("*")
            if any(mark in path.name for mark in TEMPORARY) or _half_kept(path)
        ]
        return sorted({path.relative_to(self.folder).as_posix() for path in found})


def _half_kept(path: Path) -> bool:
    """Tell whether a file of the store was being written."""
    return path.parent.name in {"records"} and path.name.startswith(".")


@dataclass(frozen=True)
class Act:
    """A command to be killed: what is made due before, and what must hold when it was done."""

    arguments: Callable[[Scene], tuple[str, ...]]
    due: Callable[[Scene], None]
    done: Callable[[Scene], bool]
    end: bool = True


def _reported(scene: Scene) -> bool:
    driver = f"Pilota {scene.corrections}"
    return driver in (scene.out / EVENT / "data" / "standings.csv").read_text(encoding="utf-8")


def _imported(scene: Scene) -> bool:
    return ",PC3," in (scene.package / "passages.csv").read_text(encoding="utf-8")


def _build(scene: Scene) -> tuple[str, ...]:
    return ("build", EVENT, "--report", "race", "--lang", "it", "--out", str(scene.out))


def _runs(scene: Scene) -> Iterator[Path]:
    return (scene.home / "data" / "events" / "demo-rally").rglob("*trial*.json")


def _forget_runs(scene: Scene) -> None:
    for run in list(_runs(scene)):
        run.unlink()


ACTS: dict[str, Act] = {
    "build": Act(_build, Scene.correct, _reported),
    "watch": Act(lambda scene: (*_build(scene), "--watch"), Scene.correct, _reported, end=False),
    "crews": Act(
        lambda scene: ("crews", EVENT, "--lang", "it", "--out", str(scene.out)),
        Scene.correct,
        lambda scene: len(list((scene.out / EVENT / "crews" / "it").glob("*.pdf"))) == 3,
    ),
    "import": Act(lambda scene: ("import", EVENT, str(scene.given)), Scene.unfinished, _imported),
    "check --xlsx": Act(
        lambda scene: ("check", EVENT, "--xlsx", str(scene.folder / "marked.xlsx")),
        Scene.correct,
        lambda scene: (scene.folder / "marked.xlsx").is_file(),
    ),
    "freeze": Act(
        lambda _: ("freeze", "demo-rally", "--label", "trial"),
        _forget_runs,
        lambda scene: any(_runs(scene)),
    ),
}


def kills(number: int, seed: int, names: list[str]) -> int:
    """Kill `number` commands; return how many faults were found."""
    chance = random.Random(seed)  # noqa: S311 - moments, not secrets
    with tempfile.TemporaryDirectory(prefix="accidents-") as folder:
        scene = Scene(Path(folder))
        for place in ("data/events/demo-rally", "data/reference"):
            if "freeze" in names:
                shutil.copytree(ROOT / place, scene.home / place, dirs_exist_ok=True)
        lasts = {name: _whole_run(scene, name) for name in names}
        print({name: f"{seconds:.1f} s" for name, seconds in lasts.items()}, flush=True)
        for kill in range(number):
            name = names[kill % len(names)]
            _kill(scene, name, chance.choice(SIGNALS), chance, lasts[name])
            if kill % 3 == 2 or kill > number - 1 - len(names):
                _whole_run(scene, name)
        print(dict(sorted(scene.tally.items())))
        print(f"{number} kills, {len(scene.faults)} faults")
        return len(scene.faults)


def _whole_run(scene: Scene, name: str) -> float:
    """Run a command to its end: it does all that is due and leaves nothing; return its seconds."""
    act = ACTS[name]
    act.due(scene)
    began = time.monotonic()
    running = scene.start(*act.arguments(scene))
    if not act.end:
        _wait_for(lambda: act.done(scene), running)
        seconds = time.monotonic() - began
        running.send_signal(signal.SIGINT)
        running.communicate()
    else:
        _, told = running.communicate()
        seconds = time.monotonic() - began
        if running.returncode not in (0, 1):
            scene.fault(f"{name}: status {running.returncode}: {told.decode()[-300:]}")
    if not act.done(scene):
        scene.fault(f"{name}: not done")
    if left := scene.processes():
        scene.fault(f"{name}: processes left: {left}")
    if left_files := scene.leftovers():
        scene.fault(f"{name}: files left: {left_files[:5]} ({len(left_files)})")
    return seconds


def _wait_for(done: Callable[[], bool], running: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 4 * PATIENCE_S
    while time.monotonic() < until and running.poll() is None:
        try:
            if done():
                return
        except OSError:
            pass
        time.sleep(0.05)


def _kill(scene: Scene, name: str, how: signal.Signals, chance: random.Random, last: float) -> None:
    act, group = ACTS[name], chance.random() < 0.5
    act.due(scene)
    before = _contents(scene.package)
    running = scene.start(*act.arguments(scene))
    moment = last * 1.05 * chance.random()
    try:
        _, told = running.communicate(timeout=moment)
        scene.tally["ended before it was killed"] += 1
    except subprocess.TimeoutExpired:
        (os.killpg if group else os.kill)(running.pid, how)
        try:
            _, told = running.communicate(timeout=PATIENCE_S)
        except subprocess.TimeoutExpired:
            scene.fault(f"{name}: lives on after {how.name} at {moment:.2f} s")
            running.kill()
            _, told = running.communicate()
        scene.tally[f"{name} {how.name}"] += 1
    called = f"{name} {how.name} {'group' if group else 'alone'} at {moment:.2f} s"
    if b"Traceback" in told and not _BEFORE_US.search(told):
        scene.fault(f"{called}: {told.decode(errors='replace')[-600:]}")
    if left := scene.processes():
        scene.fault(f"{called}: processes left: {left}")
    if torn := scene.torn():
        scene.fault(f"{called}: reports are not whole: {torn[:3]}")
    changed = _contents(scene.package).items() ^ before.items()
    if changed and not (name == "import" and _imported(scene)):
        scene.fault(f"{called}: the package is neither old nor new: {sorted(changed)[:3]}")


_BEFORE_US = re.compile(
    rb"line \d+, in <module>\s+from reporting\S* import \S+\s+KeyboardInterrupt\s*$"
)
"""What Python itself says where it is interrupted before it has begun with our code."""


def _contents(folder: Path) -> dict[str, bytes]:
    return {
        path.name: path.read_bytes()
        for path in folder.iterdir()
        if path.is_file() and not any(mark in path.name for mark in TEMPORARY)
    }


def watch(number: int) -> int:
    """Correct `number` times under one watch; return how many things grew."""
    with tempfile.TemporaryDirectory(prefix="accidents-") as folder:
        scene = Scene(Path(folder))
        scene.correct()
        running = scene.start(*_build(scene), "--watch")
        _wait_for(lambda: _reported(scene), running)
        at_ten: dict[str, float] = {}
        for correction in range(1, number + 1):
            scene.correct()
            _wait_for(lambda: _reported(scene) and manifest(scene.out) is not None, running)
            time.sleep(0.3)
            if correction in {10, number} or correction % 25 == 0:
                now = _taken(scene, running.pid)
                at_ten = at_ten or now
                print(f"after {correction}: {json.dumps(now)}", flush=True)
        grown = [name for name in now if now[name] > at_ten[name] * 1.05 + 0.5]
        running.send_signal(signal.SIGTERM)
        _, told = running.communicate(timeout=PATIENCE_S)
        left = [*scene.leftovers(), *map(str, scene.processes())]
        print(f"status {running.returncode}, {told.decode()[-200:]!r}; left: {left}")
        print(f"grown by more than 5 % after the tenth: {grown or 'nothing'}")
        return len(grown) + len(left)


def _taken(scene: Scene, watcher: int) -> dict[str, float]:
    """Return MiB of all processes, open files, temporary files, processes.

    Of memory the processes' own pages count, each shared one once. Pages of files (libraries) are
    left out: their shares change with whoever else on the machine has the same library open.
    """
    processes = list(processes_of(scene.home))
    return {
        "MiB": round(sum(map(_share, processes)) / 1024, 1),
        "MiB of the watcher": round(_share(watcher) / 1024, 1),
        "open files of the watcher": _open_files(watcher),
        "open files": sum(_open_files(one) for one in processes),
        "temporary files": sum(len(names) for _, _, names in os.walk(scene.temporary)),
        "processes": len(processes),
    }


def _share(process: int) -> int:
    try:
        text = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii")
    except OSError:
        return 0
    return next(int(line.split()[1]) for line in text.splitlines() if line.startswith("Pss_Anon:"))


def _open_files(process: int) -> int:
    try:
        return len(list(Path(f"/proc/{process}/fd").iterdir()))
    except OSError:
        return 0


def main() -> int:
    """Do what the command line asks for; 1 where anything was found."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what", choices=("kills", "watch"))
    parser.add_argument("--number", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", nargs="*", choices=list(ACTS), default=list(ACTS))
    given = parser.parse_args()
    for one in SIGNALS[1:]:  # a shell's background job ignores some, and so would what it starts
        signal.signal(one, signal.SIG_DFL)
    if given.what == "watch":
        return 1 if watch(given.number) else 0
    return 1 if kills(given.number, given.seed, given.only) else 0


if __name__ == "__main__":
    raise SystemExit(main())
