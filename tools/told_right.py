"""Small events without end: what the race report says of each is held against its results.

``python tools/told_right.py FIRST LAST`` draws the events of these seeds, tells each in both
languages, and lists what is wrong.
It is run by hand; the suite holds a few of the same events.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import traceback
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from reporting.language import LANGUAGES  # noqa: E402
from reporting.publish import open_report  # noqa: E402
from reporting.publish.reports.race import RaceReport  # noqa: E402
from reporting.story.race import tables  # noqa: E402
from support.composed import words_of  # noqa: E402
from support.small_events import drawn  # noqa: E402
from support.told_right import Recount, contradictions  # noqa: E402

PARTS = ("day", "podium", "route", "legs", "standings", "trials", "trophies")


def told(report: RaceReport) -> str:
    """Return the words of the report's prose, cards and standings: all of it but its charts."""
    blocks = [report.cover(), report.pulls(), report.prose("days"), report.prose("lead")]
    blocks += [report.chapter(part) for part in PARTS]
    for leg in report.race.legs:
        series, after = tables.series(report.race, leg), tables.after(report.race, leg)
        blocks += [report.prose("leg", leg=leg), report.table(series), report.table(after)]
    blocks += [report.table(tables.standings(report.race)), report.trophy_cards()]
    return words_of(list(blocks))


def wrong(seed: int, folder: Path) -> Iterator[str]:
    """Yield what is wrong with the reports on the event of a seed."""
    package = drawn(seed).write(folder)
    for language in LANGUAGES:
        try:
            report = open_report("race", str(package), language)
            text = told(report)
        except Exception:  # noqa: BLE001 - the next event is to be tried, too
            yield f"{seed} {language}: {traceback.format_exc(limit=-3)}"
            continue
        if report.standings is None:
            continue
        recount = Recount(report.event, report.standings, report.voice)
        yield from (f"{seed} {language}: {one}" for one in contradictions(recount, text))


def main() -> int:
    """Try the events of the seeds asked for; return 1 where anything is wrong."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("first", type=int)
    parser.add_argument("last", type=int)
    asked = parser.parse_args()
    found = 0
    for seed in range(asked.first, asked.last + 1):
        with tempfile.TemporaryDirectory() as folder:
            for one in wrong(seed, Path(folder)):
                found += 1
                sys.stdout.write(f"{one}\n")
    sys.stdout.write(f"{asked.last - asked.first + 1} events, {found} faults\n")
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
