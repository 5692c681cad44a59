"""Small events without end: what the race report says of each is held against its results.

``python tools/told_right.py FIRST LAST`` draws the events of these seeds, tells each in both
languages, and lists what is wrong; with ``--print`` each report is laid out for print, too, and
what would be cut is listed, and pages before a chapter's last that end in white by more than a
third. It is run by hand; the suite holds a few of the same events.
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
from reporting.publish.pages.figures import Drawer  # noqa: E402
from support.composed import composed  # noqa: E402
from support.recount import Recount  # noqa: E402
from support.report_in_print import ill_printed  # noqa: E402
from support.small_events import widened  # noqa: E402
from support.told_beside import contradictions_beside  # noqa: E402
from support.told_right import contradictions  # noqa: E402


def wrong(seed: int, folder: Path, drawer: Drawer | None) -> Iterator[str]:
    """Yield what is wrong with the reports on the event of a seed; printed with a `drawer`."""
    package = str(widened(seed).write(folder))
    for language in LANGUAGES:
        try:
            shown = composed("race", package, language)
            report = open_report("race", package, language)
            found: list[str] = []
            if report.standings is not None:
                recount = Recount(report.event, report.standings, report.voice)
                found += contradictions(recount, shown)
                found += contradictions_beside(recount, shown)
            found += ill_printed(shown, drawer, folder) if drawer else []
        except Exception:  # noqa: BLE001 - the next event is to be tried, too
            found = [traceback.format_exc(limit=-3)]
        yield from (f"{seed} {language}: {one}" for one in found)


def main() -> int:
    """Try the events of the seeds asked for; return 1 where anything is wrong."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("first", type=int)
    parser.add_argument("last", type=int)
    parser.add_argument("--print", action="store_true", dest="printed")
    asked = parser.parse_args()
    drawer = Drawer() if asked.printed else None
    found = 0
    for seed in range(asked.first, asked.last + 1):
        with tempfile.TemporaryDirectory() as folder:
            for one in wrong(seed, Path(folder), drawer):
                found += 1
                sys.stdout.write(f"{one}\n")
    if drawer:
        drawer.close()
    sys.stdout.write(f"{asked.last - asked.first + 1} events, {found} faults\n")
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
