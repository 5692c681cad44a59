"""How long the reports of a whole 1000 Miglia take: both languages, HTML and PDF.

Run: python -m benchmarks largest

430 crews x (144 PC + 9 PM of 2 detections + 21 CO + 30 CT), five legs, names and places of some
length, as a package of CSV files. Measured is `reporting build` into an empty folder, with two
tasks at once: the race report, its annex and the quality of the timing. The limit is 90 s.

Beside it, for scale, the same command for the bundled demonstration of 20 crews and 17 controls.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import pandas as pd
from _timing import in_turns, verdict
from booklets import with_places

from reporting.event import Event
from scoring import thousand_miles

LIMIT_S = 90.0
BIN = Path(sys.executable).parent
REPORTS = ("race", "race-annex", "timing-quality")
OURS, SMALL = "430 crews, 204 controls", "demo-rally: 20 crews, 17 controls"


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="largest-") as parent:
        folder = Path(parent)
        package = folder / "packages" / "whole-miglia"
        write(apart(with_places(thousand_miles())), package)
        measured = in_turns(
            {
                OURS: lambda: build(folder, str(package)),
                SMALL: lambda: build(folder, "demo-rally"),
            },
            runs=1,
        )
    for name, times in measured.items():
        print(f"{times}  {name}")
    kept = verdict("seconds for all reports of the 1000 Miglia", measured[OURS].median, LIMIT_S)
    print(f"for scale: {measured[OURS].median / measured[SMALL].median:.1f} times the small one")
    return 0 if kept else 1


def build(parent: Path, event: str) -> None:
    """Build the reports of an event into a new folder."""
    out = tempfile.mkdtemp(dir=parent)
    asked = [word for report in REPORTS for word in ("--report", report)]
    command = [str(BIN / "reporting"), "build", event, *asked, "--jobs", "2", "--out", out]
    ran = subprocess.run(command, capture_output=True, check=False)
    if ran.returncode:
        raise SystemExit(f"{' '.join(command)}: {ran.stderr.decode()[-2000:]}")
    made = list(Path(out).glob("*/*/*.pdf"))
    assert len(made) == len(REPORTS) * 2, made


def apart(event: Event) -> Event:
    """Return the event with three minutes more from each control to the next of its leg."""
    order = event["controls"].groupby("leg").cumcount() * pd.Timedelta(minutes=3)
    later = event["passages"]["control"].map(
        dict(zip(event["controls"]["code"], order, strict=True))
    )
    passages = event["passages"].assign(time=event["passages"]["time"] + later)
    return Event(event.info, event.folder, {**event.tables, "passages": passages})


def write(event: Event, package: Path) -> None:
    """Write an event as a package: its sheet and a CSV file for each table with rows."""
    package.mkdir(parents=True)
    info, days = event.info, event["starts"].groupby("leg")["time"].min().dt.date
    legs = "".join(
        f"[[legs]]\nnumber = {leg}\ndate = {day}\n"
        f'from = "Castelnuovo {leg}"\nto = "Castelnuovo {leg + 1}"\n'
        for leg, day in days.items()
    )
    (package / "event.toml").write_text(
        f'id = "{package.name}"\nstart = {min(days)}\nend = {max(days)}\n'
        f'timezone = "{info.timezone}"\nrulebook = "{info.rulebook}"\n'
        '[name]\nit = "Prova di grandezza"\nen = "Test of size"\n'
        '[provenance]\ntiming = "simulated"\nnote.it = "generati"\nnote.en = "generated"\n' + legs,
        encoding="utf-8",
    )
    for name, table in event.tables.items():
        if len(table):
            shown = table.dropna(axis="columns", how="all")
            clocks = {
                column: shown[column].dt.strftime("%Y-%m-%dT%H:%M:%S.%f").str.slice(0, 23)
                for column in shown
                if isinstance(shown[column].dtype, pd.DatetimeTZDtype)
            }
            shown.assign(**clocks).to_csv(package / f"{name}.csv", index=False)


if __name__ == "__main__":
    sys.exit(main())
