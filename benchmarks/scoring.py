"""How long scoring takes: a whole 1000 Miglia in at most 1 s, and ten million passages.

Run: python -m benchmarks scoring

The 1000 Miglia: 430 crews x (144 PC + 9 PM of 2 detections + 21 CO + 30 CT), points family,
rankings included.
Ten million passages: 4,300 crews x 1,163 PC, penalties family, times in no order.

Beside each the sums of the time trials alone as a user would script them, in polars with whole
hundredths and in pandas with floats: no rules, no rankings.
"""

import datetime as dt
import os
import resource
import statistics
import sys
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import numpy as np
import pandas as pd
from _timing import Times, in_turns, verdict

from reporting.event import Event, EventInfo
from reporting.event.schema import package_tables
from reporting.paths import reference_folder
from reporting.scoring import Rulebook, load_rulebook, score

LIMIT_S = 1.0
TIMES, TIMES_HELD = 2.0, 3.0
OURS, POLARS = "ours: every rule, rankings", "polars by hand, whole hundredths, time trials alone"
START = pd.Timestamp("2025-06-17T08:00", tz="Europe/Rome")
SECOND = 1_000_000_000


def main() -> int:
    event = thousand_miles()
    rulebook = load_rulebook(reference_folder() / "rulebooks" / "1000-miglia.toml")
    exact = compare("430 crews, 204 controls", event, rulebook, runs=7)
    document = median(score(event, rulebook).as_json, runs=3)
    print(f"as_json               {document * 1000:7.0f} ms")
    big = made(crews=4_300, kinds={"PC": 1_163}, legs=4)
    rulebook = load_rulebook(reference_folder() / "rulebooks" / "aci-classica-2024.toml")
    held = big["passages"].memory_usage(deep=True).sum() / 2**20
    grown = peak_mib(lambda: score(big, rulebook))
    large = compare("4,300 crews, 1,163 time trials", big, rulebook, runs=3)
    print(f"memory at the peak    {grown:7,.0f} MiB more; the passages hold {held:,.0f} MiB")
    kept = [
        verdict("1000 Miglia, seconds", exact[OURS].median, LIMIT_S),
        verdict(
            "ten million, times polars by hand", large[OURS].median / large[POLARS].median, TIMES
        ),
        verdict("peak memory, times the passages", (grown + held) / held, TIMES_HELD),
    ]
    return 0 if all(kept) else 1


def compare(title: str, event: Event, rulebook: Rulebook, runs: int) -> dict[str, Times]:
    """Print and return how long scoring and the scripts take."""
    measured = in_turns(
        {
            OURS: lambda: score(event, rulebook),
            POLARS: polars_script(event),
            "pandas by hand, floats, time trials alone": lambda: with_pandas(event),
        },
        runs,
        rehearse=True,
    )
    print(f"{title}, {len(event['passages']):,} passages, medians of {runs} runs")
    for name, times in measured.items():
        print(f"{times}  {name}")
    return measured


def median(run: Callable[[], object], runs: int) -> float:
    run()
    times = []
    for _ in range(runs):
        begin = time.perf_counter()
        run()
        times.append(time.perf_counter() - begin)
    return statistics.median(times)


def peak_mib(run: Callable[[], object]) -> float:
    """Return how much more memory a run takes at its peak, measured in a child [MiB]."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        run()
        after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        os.write(write, str((after - before) / 1024).encode())
        os._exit(0)
    os.close(write)
    with os.fdopen(read) as told:
        grown = float(told.read())
    os.waitpid(child, 0)
    return grown


def thousand_miles() -> Event:
    return made(crews=430, kinds={"PC": 144, "PM": 9, "CO": 21, "CT": 30}, legs=5)


def made(crews: int, kinds: dict[str, int], legs: int) -> Event:
    """Return an event with random deviations; a passage in a hundred is missing."""
    rng = np.random.default_rng(1927)
    numbers = np.arange(1, crews + 1)
    controls = _controls(rng, kinds, legs)
    tables = {
        name: pd.DataFrame(columns=list(table.columns)) for name, table in package_tables().items()
    }
    tables["entries"] = _entries(rng, numbers)
    tables["controls"] = controls
    tables["detections"] = _detections(controls)
    tables["starts"] = _starts(numbers, legs)
    tables["passages"] = _passages(rng, controls, numbers)
    info = EventInfo.model_validate(
        {
            "id": "bench",
            "name": {"it": "Prova", "en": "Benchmark"},
            "start": START.date(),
            "end": START.date() + dt.timedelta(days=legs - 1),
            "timezone": "Europe/Rome",
            "rulebook": "1000-miglia",
            "provenance": {"timing": "simulated", "note": {"it": "generati", "en": "generated"}},
        }
    )
    return Event(info, Path("nowhere"), tables)


def _controls(rng: np.random.Generator, kinds: dict[str, int], legs: int) -> pd.DataFrame:
    kind = rng.permutation([kind for kind, count in kinds.items() for _ in range(count)])
    leg = np.sort(rng.integers(1, legs + 1, len(kind)))
    code = [f"{one}{place}" for place, one in enumerate(kind)]
    target = {"PC": Decimal(20), "CO": Decimal(600)}
    return pd.DataFrame(
        {
            "leg": pd.array(leg, dtype="Int64"),
            "seq": pd.array(np.arange(len(kind)), dtype="Int64"),
            "code": pd.array(code, dtype="str"),
            "kind": pd.array(kind, dtype="str"),
            "name": pd.array(code, dtype="str"),
            "target_s": [target.get(one) for one in kind],
            "target_kmh": [Decimal(49) if one == "PM" else None for one in kind],
            "starts_at": pd.array([None] * len(kind), dtype="str"),
            "trophy": pd.array(
                ["Trofeo" if at < 8 else None for at in range(len(kind))], dtype="str"
            ),
        }
    )


def _entries(rng: np.random.Generator, numbers: np.ndarray) -> pd.DataFrame:
    year = rng.integers(1927, 1958, len(numbers))
    none = pd.array([None] * len(numbers), dtype="str")
    return pd.DataFrame(
        {
            "number": pd.array(numbers, dtype="Int64"),
            "driver": pd.array([f"Driver {number}" for number in numbers], dtype="str"),
            "codriver": none,
            "make": none,
            "model": none,
            "year": pd.array(year, dtype="Int64"),
            "category": pd.array(rng.choice(["RC1", "RC2", "RC3"], len(numbers)), dtype="str"),
            "coefficient": [Decimal(100 + one % 100) / 100 for one in year.tolist()],
            "team": pd.array(rng.choice(["Uno", "Due", "Tre"], len(numbers)), dtype="str"),
            "ladies": pd.array(rng.random(len(numbers)) < 0.1, dtype="boolean"),
            "under_30": pd.array(rng.random(len(numbers)) < 0.1, dtype="boolean"),
            "status": none,
        }
    )


def _detections(controls: pd.DataFrame) -> pd.DataFrame:
    codes = controls.loc[controls["kind"] == "PM", "code"]
    points = [(code, point) for code in codes for point in (1, 2)]
    return pd.DataFrame(
        {
            "control": pd.array([code for code, _ in points], dtype="str"),
            "point": pd.array([point for _, point in points], dtype="Int64"),
            "distance_km": [Decimal(point) for _, point in points],
        }
    )


def _starts(numbers: np.ndarray, legs: int) -> pd.DataFrame:
    leg, number = np.repeat(np.arange(1, legs + 1), len(numbers)), np.tile(numbers, legs)
    due = START.value + leg * 86_400 * SECOND + number * 60 * SECOND
    return pd.DataFrame(
        {
            "number": pd.array(number, dtype="Int64"),
            "leg": pd.array(leg, dtype="Int64"),
            "time": _times(due),
        }
    )


def _times(nanoseconds: np.ndarray) -> pd.Series:
    return (
        pd.Series(nanoseconds.view("datetime64[ns]"))
        .dt.tz_localize("UTC")
        .dt.tz_convert("Europe/Rome")
    )


def _passages(
    rng: np.random.Generator, controls: pd.DataFrame, numbers: np.ndarray
) -> pd.DataFrame:
    due_s = {"PC": {"start": 0.0, "finish": 20.0}, "CO": {"in": 0.0}, "CT": {"in": 0.0},
             "PM": {"start": 0.0, "1": 3600 / 49, "2": 7200 / 49}}  # fmt: skip
    control, point, offset = [], [], []
    clock = np.zeros(10)
    for at, (kind, leg) in enumerate(zip(controls["kind"], controls["leg"], strict=True)):
        clock[leg] += 600 if kind == "CO" else 0
        for name, seconds in due_s[kind].items():
            control.append(at)
            point.append(name)
            offset.append(leg * 86_400 + clock[leg] + seconds)
    shape = (len(control), len(numbers))
    noise = rng.normal(0, 50_000_000, shape).astype(np.int64)
    time = START.value + (np.array(offset)[:, None] * SECOND).astype(np.int64)
    time = time + numbers * 60 * SECOND + noise
    keep = np.flatnonzero(rng.random(time.size) > 0.01)
    rng.shuffle(keep)
    row, crew = keep // len(numbers), keep % len(numbers)
    codes = controls["code"].array
    return pd.DataFrame(
        {
            "number": pd.array(numbers[crew], dtype="Int64"),
            "control": codes.take(np.array(control)[row]),
            "point": pd.array(point, dtype="str").take(row),
            "time": _times(time.reshape(-1)[keep]),
        }
    )


def with_pandas(event: Event) -> pd.Series:
    """Return PC penalties by crew: pivot, subtract, round, in floats."""
    passages = event["passages"]
    trials = event["controls"].query("kind == 'PC'")["code"]
    timed = passages[passages["control"].isin(trials)].set_index(["number", "control"])
    hundredths = timed["time"].to_numpy("datetime64[ns]").view(np.int64) // 10_000_000
    seconds = pd.Series(hundredths / 100, index=timed.index)
    start, finish = (seconds[timed["point"] == point] for point in ("start", "finish"))
    penalty = ((finish - start - 20).abs() * 100).round().clip(upper=300).fillna(300)
    return penalty.groupby(level="number").sum().sort_values()


def polars_script(event: Event) -> Callable[[], object]:
    """Return a query of PC penalties by crew: join, subtract, in whole hundredths."""
    import polars as pl

    trials = event["controls"].query("kind == 'PC'")["code"].tolist()
    hundredth = pl.col("time").dt.timestamp("ns") // 10_000_000
    timed = pl.from_pandas(event["passages"]).lazy().filter(pl.col("control").is_in(trials))
    keys = ["number", "control"]
    start = timed.filter(pl.col("point") == "start").select(*keys, start=hundredth)
    finish = timed.filter(pl.col("point") == "finish").select(*keys, finish=hundredth)
    late = (pl.col("finish") - pl.col("start") - 2000).abs().clip(upper_bound=300).fill_null(300)
    joined = start.join(finish, on=keys, how="full", coalesce=True)
    return joined.group_by("number").agg(late.sum().alias("net")).sort("net").collect


if __name__ == "__main__":
    sys.exit(main())
