#!/usr/bin/env python3
"""Break event packages at random, thousands of them: no fault of an input may end in a traceback.

    .venv/bin/python tools/mutate.py --packages 10000 --jobs 2
    .venv/bin/python tools/mutate.py --only 1234          # again, one of them
    .venv/bin/python tools/mutate.py --work report        # compose a report of those that pass
    .venv/bin/python tools/mutate.py --work relations     # sound ones, written otherwise

Every package is a sound one with one to four mutations: cells, rows, columns, headers, bytes,
files, clocks, tracks, ``event.toml``, or all of it as a workbook. check, standings, footprint and
route run on each, in a child that is held to 20 s of processor a command and 2 GiB. An answer or a
refusal in the suite's own way is fine (status 0 or 1); anything else is printed with the package's
seed. Where Great Expectations and a plain reading of the same suites disagree on a single row, that
is a crash as well.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections import Counter
from multiprocessing import get_context
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "tests")]

from mutations import judging  # noqa: E402 - found on the path above

WORK = {
    "commands": judging.commands_on_broken,
    "report": judging.report_on_broken,
    "relations": judging.relations_on_sound,
}
GOOD = {"passes", "refused", "composed", "same"}


def judge_block(given: tuple[str, list[int]]) -> list[judging.Judgement]:
    """Judge the packages of some seeds, one after the other."""
    work, seeds = given
    return [judging.judge(seed, WORK[work]) for seed in seeds]


def begin_worker() -> None:
    """Make a worker ready: the children that it forks have imported everything."""
    os.environ["REPORTING_HOME"] = str(HERE.parent)
    judging.preload()


def main() -> int:
    """Judge the packages that the command line asks for; 1 where any went wrong."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--work", choices=WORK, default="commands")
    parser.add_argument("--packages", type=int, default=1000)
    parser.add_argument("--first", type=int, default=0, help="seed of the first package")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--only", type=int, help="judge the package of one seed")
    given = parser.parse_args()
    first = given.first if given.only is None else given.only
    seeds = list(range(first, first + (given.packages if given.only is None else 1)))
    blocks = [(given.work, seeds[at : at + 50]) for at in range(0, len(seeds), 50)]
    begin, tally, wrong, slowest, largest = time.perf_counter(), Counter[str](), 0, 0.0, 0.0
    with get_context("spawn").Pool(given.jobs, begin_worker) as pool:
        for block in pool.imap(judge_block, blocks):
            for one in block:
                tally[one.ended] += 1
                slowest, largest = max(slowest, one.seconds), max(largest, one.memory_mib)
                if one.ended not in GOOD:
                    wrong += 1
                    print(f"--only {one.seed}: {one.ended}\n{one.wrong}", flush=True)
            print(
                f"{sum(tally.values())} packages, {time.perf_counter() - begin:.0f} s: "
                f"{dict(tally)}; slowest {slowest:.1f} s, largest {largest:.0f} MiB",
                flush=True,
            )
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
