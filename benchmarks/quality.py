"""How long loading and validating passages takes, Great Expectations' import included.

430 crews over 144 linked time trials (72,240 passages) in at most 10 s; 5 million passages in at
most 90 s and 6 GiB. Each size runs in a process of its own, so that imports and memory count.

Run: python benchmarks/quality.py             both sizes
     python benchmarks/quality.py 430x144     one of them
"""

from __future__ import annotations

import csv
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

DAY_S, FIRST_START_S, SPEED_MS = 86_400, 6 * 3600, 11.0


@dataclass(frozen=True)
class Size:
    """How large an event is, and what its check may cost."""

    crews: int
    trials: int
    legs: int
    headway_s: int
    limit_s: float
    limit_gib: float


SIZES = {
    "430x144": Size(430, 144, 4, 30, limit_s=10, limit_gib=6),
    "4300x1000": Size(4300, 1000, 5, 5, limit_s=90, limit_gib=6),
}
CHAIN = 6
"""Trials linked in a row."""


def main() -> int:
    if sys.argv[1:2] == ["--run"]:
        return _run(Path(sys.argv[2]))
    named = [name for name in sys.argv[1:] if name in SIZES]
    return max(_measure(SIZES[name]) for name in named or SIZES)


def _measure(size: Size) -> int:
    with tempfile.TemporaryDirectory(prefix="quality-") as parent:
        folder = Path(parent) / "benchmark"
        passages = write(size, folder)
        begin = time.perf_counter()
        ran = subprocess.run(
            [sys.executable, __file__, "--run", str(folder)],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        took = time.perf_counter() - begin
    told = json.loads(ran.stdout)
    fits = took <= size.limit_s and told["gib"] <= size.limit_gib and told["errors"] == 0
    print(
        f"{passages:,} passages ({size.crews} crews, {size.trials} trials): {took:.1f} s "
        f"(load {told['load_s']:.1f}, check {told['check_s']:.1f}, cpu {told['cpu_s']:.1f}), "
        f"{told['gib']:.2f} GiB, {told['checks']} checks on {told['judged']:,} values, "
        f"{told['findings']} findings; at most {size.limit_s:.0f} s, {size.limit_gib:.0f} GiB: "
        f"{'kept' if fits else 'NOT KEPT'}"
    )
    return 0 if fits else 1


def _run(folder: Path) -> int:
    """Load and check a package in this process; tell time, memory and what was found."""
    begin = time.perf_counter()
    from reporting.event import load
    from reporting.quality import examine

    event = load(folder)
    loaded = time.perf_counter()
    found = examine(event)
    done = time.perf_counter()
    usage = resource.getrusage(resource.RUSAGE_SELF)
    told = {
        "load_s": loaded - begin,
        "check_s": done - loaded,
        "cpu_s": usage.ru_utime + usage.ru_stime,
        "gib": usage.ru_maxrss / 2**20,
        "checks": len(found.outcomes),
        "judged": sum(one.rows for one in found.outcomes),
        "findings": len(found.findings),
        "errors": sum(one.severity == "error" for one in found.findings),
    }
    print(json.dumps(told))
    return 0


def write(size: Size, folder: Path) -> int:
    """Write a sound event of a size and return its number of passages."""
    folder.mkdir(parents=True)
    _write_info(size, folder)
    lines = list(_course(size))
    with (folder / "controls.csv").open("w", newline="") as file:
        out = csv.writer(file)
        out.writerow(["leg", "seq", "code", "kind", "name", "km", "target_s", "starts_at"])
        for leg, seq, code, point, at, target, link in lines:
            if point == "finish":
                km = f"{at * SPEED_MS / 1000:.3f}"
                out.writerow([leg, seq, code, "PC", code, km, target, link])
    start = FIRST_START_S + np.arange(size.crews) * size.headway_s
    with (folder / "starts.csv").open("w") as file:
        file.write("number,leg,time\n")
        for leg in range(1, size.legs + 1):
            file.writelines(f"{n + 1},{leg},{_clock(s * 10_000)}\n" for n, s in enumerate(start))
    return _write_passages(lines, start, folder)


def _course(size: Size) -> Iterator[tuple[int, int, str, str, float, int, str]]:
    """Yield each line: leg, place, trial, point, seconds from the start, target, link."""
    per_leg = size.trials // size.legs
    for leg in range(1, size.legs + 1):
        at, before = 300.0, ""
        for seq in range(1, per_leg + 1):
            code, target = f"PC{(leg - 1) * per_leg + seq}", 8 + seq % 7
            link = before if (seq - 1) % CHAIN else ""
            if not link:
                at += 300
                yield leg, seq, code, "start", at, target, link
            at += target
            yield leg, seq, code, "finish", at, target, link
            before = code


def _write_info(size: Size, folder: Path) -> None:
    head = (
        'id = "benchmark"\nname = { it = "Prova", en = "Trial" }\nstart = 2025-06-17\n'
        'end = 2025-06-21\ntimezone = "Europe/Rome"\nrulebook = "aci-classica-2024"\n'
        '[provenance]\ntiming = "simulated"\nnote = { it = "prova", en = "trial" }\n'
    )
    legs = "".join(
        f'[[legs]]\nnumber = {leg}\ndate = 2025-06-{16 + leg}\nfrom = "A"\nto = "B"\n'
        for leg in range(1, size.legs + 1)
    )
    (folder / "event.toml").write_text(head + legs)
    with (folder / "entries.csv").open("w") as file:
        file.write("number,driver,codriver,make,model,year,category,coefficient\n")
        file.writelines(
            f"{n + 1},Pilota {n + 1},,Lancia,Aprilia,1938,RC2,1.38\n" for n in range(size.crews)
        )


def _write_passages(
    lines: list[tuple[int, int, str, str, float, int, str]], start: np.ndarray, folder: Path
) -> int:
    rng = np.random.default_rng(1)
    with (folder / "passages.csv").open("w") as file:
        file.write("number,control,point,time,source\n")
        for _, _, code, point, at, _, _ in lines:
            times = np.round((start + at + rng.normal(0, 0.05, len(start))) * 10_000).astype(int)
            file.writelines(
                f"{n + 1},{code},{point},{_clock(t)},test\n" for n, t in enumerate(times.tolist())
            )
    return len(lines) * len(start)


def _clock(ticks: int) -> str:
    """Write ten-thousandths of a second since midnight as a time of day."""
    whole, part = divmod(int(ticks), 10_000)
    whole %= DAY_S
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}.{part:04}"


if __name__ == "__main__":
    raise SystemExit(main())
