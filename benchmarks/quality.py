"""How long loading and validating passages takes, all imports included, beside a polars script.

430 crews over 144 linked time trials (72,240 passages) in at most 10 s; 4,300 crews over 2,000
(10 million) in at most 90 s and 6 GiB. Every run is a process of its own, so that imports and
memory count; a few faults are planted, and each way has to find just those.

The peer is what an analyst would write by hand in polars: read the four files, then whole-column
checks (blanks, unknown crews and controls, a time twice, ends before starts, times against the
order, early starts, speeds, readings that repeat, crews too close, missing times). It tells
counts: no rows, no message, no clock drift, no decision of the stewards, and one wrong time makes
its neighbours wrong too.

Run: python -m benchmarks quality
     python benchmarks/quality.py 430x144     one of the sizes
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
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from _timing import in_turns, verdict

DAY_S, FIRST_START_S, SPEED_MS = 86_400, 6 * 3600, 11.0


PLANTED = {"crew-unknown": 7, "control-unknown": 5, "passage-conflict": 3}
OURS, POLARS = "ours: all checks, findings with their rows", "polars by hand: whole columns, counts"


@dataclass(frozen=True)
class Size:
    """How large an event is, and what its check may cost."""

    crews: int
    trials: int
    legs: int
    headway_s: int
    limit_s: float
    runs: int


SIZES = {
    "430x144": Size(430, 144, 4, 30, limit_s=10, runs=3),
    "4300x2000": Size(4300, 2000, 5, 5, limit_s=90, runs=2),
}
LIMIT_GIB = 6
CHAIN = 6
"""Trials linked in a row."""


def main() -> int:
    ways = {"--ours": _ours, "--polars": _polars}
    if sys.argv[1:2] and sys.argv[1] in ways:
        print(json.dumps(ways[sys.argv[1]](Path(sys.argv[2]))))
        return 0
    named = [name for name in sys.argv[1:] if name in SIZES]
    kept = [_measure(name, SIZES[name]) for name in named or SIZES]
    return 0 if all(kept) else 1


def _measure(name: str, size: Size) -> bool:
    with tempfile.TemporaryDirectory(prefix="quality-") as parent:
        folder = Path(parent) / "benchmark"
        passages = write(size, folder)
        told: dict[str, dict[str, Any]] = {}
        runs = {
            OURS: partial(_asked, "--ours", folder, told),
            POLARS: partial(_asked, "--polars", folder, told),
        }
        measured = in_turns(runs, size.runs)
    ours = told["--ours"]
    print(f"{size.crews} crews, {size.trials} trials, {passages:,} passages, {size.runs} runs")
    for way, times in measured.items():
        print(f"{times}  {way}")
    print(
        f"ours: load {ours['load_s']:.1f} s, check {ours['check_s']:.1f} s, {ours['gib']:.2f} GiB; "
        f"{ours['checks']} checks on {ours['judged']:,} values\n"
        f"polars: {told['--polars']['gib']:.2f} GiB"
    )
    ratio = measured[OURS].median / measured[POLARS].median
    print(f"for scale: {ratio:.1f} times the time of polars by hand")
    return verdict(f"{name}, seconds", measured[OURS].median, size.limit_s) & verdict(
        f"{name}, GiB", ours["gib"], LIMIT_GIB
    )


def _asked(way: str, folder: Path, told: dict[str, dict[str, Any]]) -> None:
    """Run one way in a process of its own; make sure that it found what was planted."""
    ran = subprocess.run(
        [sys.executable, __file__, way, str(folder)], capture_output=True, text=True, check=True
    )
    told[way] = json.loads(ran.stdout)
    told[way]["gib"] /= 2**20
    found = {check: told[way]["found"].get(check, 0) for check in PLANTED}
    assert found == PLANTED, found


def _ours(folder: Path) -> dict[str, Any]:
    """Load and check a package in this process; tell time, memory and what was found."""
    begin = time.perf_counter()
    from reporting.event import load
    from reporting.quality import examine

    event = load(folder)
    loaded = time.perf_counter()
    found = examine(event)
    return {
        "load_s": loaded - begin,
        "check_s": time.perf_counter() - loaded,
        "gib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss,
        "checks": len(found.outcomes),
        "judged": sum(one.rows for one in found.outcomes),
        "found": {one.check: one.failed for one in found.outcomes if one.failed},
    }


def _polars(folder: Path) -> dict[str, Any]:
    """Check a package as a script in polars would."""
    import polars as pl

    clock = pl.col("time").str.split_exact(":", 2).struct
    tick = (
        clock.field("field_0").cast(pl.Int64) * 36_000_000
        + clock.field("field_1").cast(pl.Int64) * 600_000
        + (clock.field("field_2").cast(pl.Float64) * 10_000).round().cast(pl.Int64)
    )
    text = {"time": pl.String}
    crews = pl.read_csv(folder / "entries.csv").select("number")
    starts = pl.read_csv(folder / "starts.csv", schema_overrides=text).with_columns(due=tick)
    lines = pl.read_csv(folder / "controls.csv").with_row_index("line")
    passages = pl.read_csv(folder / "passages.csv", schema_overrides=text).with_columns(at=tick)
    # A linked trial starts where the one before ends.
    begins = lines.select(
        control="code", origin=pl.when(pl.col("starts_at") != "").then("starts_at")
    ).with_columns(origin=pl.col("origin").fill_null(pl.col("control")))
    places = lines.select("line", "leg", "km", control="code")
    placed = (
        passages.join(places, on="control", how="left")
        .join(begins, on="control", how="left")
        .join(starts.select("number", "leg", "due"), on=["number", "leg"], how="left")
        .with_columns(order=2 * pl.col("line") + (pl.col("point") == "finish"))
        .sort("number", "leg", "order", maintain_order=True)
    )
    key = ["number", "control", "point"]
    finish = placed.filter(pl.col("point") == "finish")
    first = placed.filter(pl.col("point") == "start").select("number", "control", begun="at")
    linked = finish.select("number", origin="control", before="at")
    ended = finish.join(linked, on=["number", "origin"], how="left").join(
        first, on=["number", "control"], how="left"
    )
    along = ["number", "leg"]
    since = pl.col("at") - pl.col("at").shift(1).over(along)
    driven = pl.col("km") - pl.col("km").shift(1).over(along)
    timed = placed.with_columns(
        since=since, speed=pl.when(driven >= 2).then(driven / since * 36_000_000)
    )
    at_line = ["control", "point"]
    near = placed.sort("control", "point", "at").select(
        gap=pl.col("at") - pl.col("at").shift(1).over(at_line)
    )
    alike = placed.group_by(*at_line, "at").len()
    wanted = len(crews) * placed.select(at_line).unique().height
    counts = {
        "cell-blank": sum(passages.null_count().row(0)),
        "crew-unknown": passages.join(crews, on="number", how="anti").height,
        "control-unknown": passages.join(places, on="control", how="anti").height,
        "code-unknown": passages.filter(~pl.col("point").is_in(["start", "finish", "in"])).height,
        "passage-conflict": len(passages) - passages.select(key).unique().height,
        "finish-before-start": ended.filter(pl.col("at") <= pl.coalesce("begun", "before")).height,
        "passage-before-start": placed.filter(pl.col("due") - pl.col("at") > 600_000).height,
        "passage-disordered": timed.filter(pl.col("since") < 0).height,
        "speed-implausible": timed.filter(pl.col("speed") > 130).height,
        "clock-stuck": alike.filter(pl.col("len") > 2).height,
        "crews-too-close": near.filter(pl.col("gap") < 10_000).height,
        "crew-incomplete": wanted - placed.select(key).unique().height,
    }
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return {"gib": usage.ru_maxrss, "found": {name: int(n) for name, n in counts.items() if n}}


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
            rows = [
                f"{n + 1},{code},{point},{_clock(t)},test\n" for n, t in enumerate(times.tolist())
            ]
            file.writelines(rows)
        unknown = [row.replace(",", "9,", 1) for row in rows[-PLANTED["crew-unknown"] :]]
        nowhere = [row.replace(code, "PCX") for row in rows[: PLANTED["control-unknown"]]]
        file.writelines(unknown + nowhere + rows[: PLANTED["passage-conflict"]])
    return len(lines) * len(start) + sum(PLANTED.values())


def _clock(ticks: int) -> str:
    """Write ten-thousandths of a second since midnight as a time of day."""
    whole, part = divmod(int(ticks), 10_000)
    whole %= DAY_S
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}.{part:04}"


if __name__ == "__main__":
    raise SystemExit(main())
