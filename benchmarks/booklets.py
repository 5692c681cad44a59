"""How long the booklets of a whole 1000 Miglia take: 430 crews, two pages each.

Run: python -m benchmarks booklets

430 crews x 60 and x 144 time trials (with 9 PM, 21 CO, 30 CT), long names, a map. Measured from the
scored event to the checked files on disk, with two processes; the limit is 40 s and 2 GiB for all
processes together (proportional set size, so that shared pages count once).

Through a Dask cluster of two worker processes on this machine, started before, it may take 1.3
times that.

Beside it the same pages printed the way a user would script it: a fresh process for each booklet
that calls ``HTML(...).write_pdf()`` once. A sample of them is measured, one after another, and
scaled to 430 booklets on as many processes.
"""

import json
import math
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from _timing import verdict
from distributed import Client

from reporting.engine.dask.cluster import Cluster
from reporting.engine.store import Store
from reporting.engine.workers import Workers
from reporting.event import Event
from reporting.paths import reference_folder
from reporting.publish.crews.booklet_pdf import STYLE
from reporting.publish.crews.booklet_steps import BookletSteps
from reporting.publish.crews.composing import Composer
from reporting.publish.pages import fonts
from reporting.publish.pages.page import asset
from reporting.route import measure
from reporting.scoring import load_rulebook, score
from reporting.story.crews.field import field_of
from scoring import made

LIMIT_S, LIMIT_MIB, CLUSTER = 40.0, 2048.0, 1.3
WHY = (
    "WeasyPrint lays out and writes each crew's two pages for itself, and that is most of it; what "
    "booklets share (the map, the styles, the fonts) is read and drawn once a process"
)
CREWS, JOBS, SAMPLE = 430, 2, 4
COURSES = {
    "430 crews, 60 trials": {"PC": 60, "PM": 6, "CO": 8, "CT": 8},
    "430 crews, 144 trials": {"PC": 144, "PM": 9, "CO": 21, "CT": 30},
}
PEER = """
import sys
from weasyprint import HTML
html = sys.stdin.read()
HTML(string=html, base_url=sys.argv[2]).write_pdf(sys.argv[1], pdf_variant="pdf/ua-1")
"""


def main() -> int:
    found = rows()
    for row in found:
        print(
            f"{row['case']:24} through a cluster {row['cluster_s']:6.1f} s\n"
            f"{row['case']:24} ours {row['seconds']:6.1f} s "
            f"({row['share_of_limit']:.2f} of the limit; {row['processor_s']:.0f} s of processor), "
            f"{row['peak_mib']:6,.0f} MiB; a process each {row['peer_seconds']:6.0f} s "
            f"(scaled from {row['peer_sample']}), {row['times_faster']:.1f} times"
        )
    kept = [
        told
        for row in found
        for told in (
            verdict(f"{row['case']}, seconds", row["seconds"], LIMIT_S, why=WHY),
            verdict(f"{row['case']}, MiB of all processes", row["peak_mib"], LIMIT_MIB),
            verdict(
                f"{row['case']}, cluster, times ours", row["cluster_s"] / row["seconds"], CLUSTER
            ),
        )
    ]
    return 0 if all(kept) else 1


def rows(
    crews: int = CREWS,
    jobs: int = JOBS,
    sample: int = SAMPLE,
    courses: Mapping[str, dict[str, int]] = COURSES,
) -> list[dict[str, Any]]:
    """Return one row a case: seconds, peak memory [MiB], and the peer's seconds, scaled."""
    return [_row(case, kinds, crews, jobs, sample) for case, kinds in courses.items()]


def _row(case: str, kinds: dict[str, int], crews: int, jobs: int, sample: int) -> dict[str, Any]:
    booklets = opened(crews, kinds)
    wanted = tuple((number, "it" if number % 2 else "en") for number in range(1, crews + 1))
    before = _processor_s()
    with Watch() as watch:
        seconds = ours(booklets, wanted, Workers(jobs))
    used = _processor_s() - before
    with tempfile.TemporaryDirectory() as folder, two_workers(Path(folder)) as address:
        through = ours(booklets, wanted, Cluster(address))
    each = peer(booklets, wanted[:sample])
    scaled = each * crews / jobs
    return {
        "case": case,
        "crews": crews,
        "seconds": seconds,
        "processor_s": used,
        "limit_s": LIMIT_S,
        "cluster_s": through,
        "share_of_limit": seconds / LIMIT_S,
        "peak_mib": watch.peak_mib,
        "limit_mib": LIMIT_MIB,
        "peer_seconds": scaled,
        "peer_sample": min(sample, crews),
        "times_faster": scaled / seconds,
    }


def _processor_s() -> float:
    """Return the processor time of this process and of all that it started [s]."""
    ticks = 0
    for process in _family({os.getpid()}):
        with suppress(OSError):
            fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
            ticks += sum(map(int, fields[11:15]))  # its own, and of its children that have ended
    return ticks / os.sysconf("SC_CLK_TCK")


def ours(
    booklets: Composer, wanted: tuple[tuple[int, str], ...], workers: Workers | Cluster
) -> float:
    """Print the booklets into a store; return the seconds."""
    with tempfile.TemporaryDirectory() as folder, workers:
        steps = BookletSteps("bench", Store(Path(folder)), workers)
        began = time.perf_counter()
        composed = (booklets.compose(*one) for one in wanted)
        made = steps.made(composed, lambda *_: None, len(wanted))
        seconds = time.perf_counter() - began
    assert len({one.composed.key for one in made}) == len(wanted)
    return seconds


@contextmanager
def two_workers(folder: Path) -> Iterator[str]:
    """Start a scheduler and two workers of one thread each; give the address."""
    file = folder / "scheduler.json"
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    dask = [sys.executable, "-m", "dask"]
    here = ["--host", "127.0.0.1", "--no-dashboard"]
    place = ["--nthreads", "1", "--local-directory", str(folder / "scratch")]
    with ExitStack() as stack:
        scheduler = [*dask, "scheduler", *here, "--port", "0", "--scheduler-file", str(file)]
        stack.callback(subprocess.Popen(scheduler, **quiet).terminate)
        while not file.exists():
            time.sleep(0.1)
        for _ in range(2):
            worker = [*dask, "worker", "--scheduler-file", str(file), *here, *place]
            stack.callback(subprocess.Popen(worker, **quiet).terminate)
        address = json.loads(file.read_text())["address"]
        with Client(address, set_as_default=False) as client:
            client.wait_for_workers(2, timeout=60)
        yield address


def opened(crews: int, kinds: dict[str, int]) -> Composer:
    """Return a synthetic event, scored, with long names and places along a road."""
    event = with_places(made(crews=crews, kinds=kinds, legs=5))
    book = load_rulebook(reference_folder() / "rulebooks" / "aci-classica-2024.toml")
    field = field_of(event, score(event, book))
    return Composer(field, measure(event))


def with_places(event: Event) -> Event:
    """Return the event with long names, and controls along a curve from Brescia to Rome."""
    controls, entries = event["controls"].copy(), event["entries"].copy()
    along = np.linspace(0, 1, len(controls))
    controls["lat"] = [round(45.5 - 3.6 * float(one), 5) for one in along]
    controls["lon"] = [round(10.2 + 2.3 * one + 0.9 * math.sin(9 * one), 5) for one in along]
    controls["km"] = [Decimal(at) for at in range(len(controls))]
    names = [f"Circuito di Castelnuovo di Garfagnana {at}" for at in range(len(controls))]
    controls["name"] = pd.array(names, dtype="str")
    for column, words in NAMES.items():
        told = [f"{words} {number}" for number in entries["number"]]
        entries[column] = pd.array(told, dtype="str")
    return Event(
        event.info, event.folder, {**event.tables, "controls": controls, "entries": entries}
    )


NAMES = {
    "driver": "Massimiliano Alessandro Bernardini della Massa",
    "codriver": "Maria Antonietta Castellani-Hohenwart",
    "make": "Alfa Romeo",
    "model": "6C 1750 Gran Sport Spider Zagato",
}


def peer(booklets: Composer, wanted: tuple[tuple[int, str], ...]) -> float:
    """Return the seconds of one booklet printed by a process of its own."""
    sheets = asset(STYLE)
    pages = [booklets.compose(*one).page.html for one in wanted]
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        for at, page in enumerate(pages):
            html = page.replace("</head>", f"<style>{sheets}</style></head>")
            subprocess.run(
                [sys.executable, "-c", PEER, f"{folder}/{at}.pdf", folder],
                input=html.encode(),
                env=fonts.environment(),
                check=True,
                capture_output=True,
            )
    return (time.perf_counter() - began) / len(pages)


class Watch:
    """Watches the memory of the processes that this one starts, and of theirs [MiB]."""

    def __init__(self) -> None:
        self.peak_mib = 0.0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> "Watch":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._over.wait(0.3):
            started = _family({os.getpid()}) - {os.getpid()}
            self.peak_mib = max(self.peak_mib, sum(map(_pss_mib, started)))


def _family(roots: set[int]) -> set[int]:
    """Return processes and all that they started."""
    parents: dict[int, int] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        parents[int(stat.parent.name)] = int(fields[1])
    found = set(roots)
    while more := {one for one, parent in parents.items() if parent in found} - found:
        found |= more
    return found


def _pss_mib(process: int) -> float:
    try:
        text = Path(f"/proc/{process}/smaps_rollup").read_text()
    except OSError:
        return 0.0
    lines = (line.split() for line in text.splitlines())
    return next((int(line[1]) / 1024 for line in lines if line[0] == "Pss:"), 0.0)


if __name__ == "__main__":
    sys.exit(main())
