"""How long an import takes: 62,000 passages read, compared and written in at most 5 s.

Run: python -m benchmarks imports

A file of 430 crews x 72 trials x 2 points into a package without passages; the same file with
every fiftieth time corrected; and once more, when all of it is known. Beside each what a user
would script in pandas: read both tables and their times, merge them by crew, control and point,
write what comes of it; it checks nothing, tells nothing and asks nobody. Either is a process of
its own, from the command to the table on the disk.
"""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pandas as pd
from _timing import in_turns, verdict

LIMIT_S, TIMES, RUNS = 5.0, 5.0, 3
COMMAND = Path(sys.executable).parent / "reporting"
CREWS, TRIALS = range(1, 431), range(1, 73)
SCRIPT = """
import sys
from pathlib import Path
import pandas as pd
file, table = map(Path, sys.argv[1:])
key = ["number", "control", "point"]
given = pd.read_csv(file, sep=";", dtype=str)
given.columns = [*key, "time"]
given["time"] = pd.to_timedelta(given["time"])
if table.exists():
    standing = pd.read_csv(table, dtype=str)
    standing["time"] = pd.to_timedelta(standing["time"])
    both = standing.merge(given, on=key, how="outer", suffixes=("_old", ""))
    given = both.assign(time=both["time"].fillna(both["time_old"]))[[*key, "time"]]
given.to_csv(table, index=False)
"""
EVENT = """\
id = "bench"
name = { it = "Prova", en = "Benchmark" }
start = 2025-04-11
end = 2025-04-11
timezone = "Europe/Rome"
rulebook = "aci-classica-2024"
provenance = { timing = "simulated", note = { it = "generati", en = "generated" } }
legs = [{ number = 1, date = 2025-04-11, from = "A", to = "B", published_km = [] }]
"""


def main() -> int:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        package, first, second = _written(folder)
        before = [package / "passages.csv", folder / "script.csv"]
        kept = []
        for label, file in (("new", first), ("corrected", second), ("known", second)):
            # Each run begins with what the one before this kind of run left.
            saved = [path.read_bytes() if path.exists() else None for path in before]

            def run(*command: object, at: int, saved: list[bytes | None] = saved) -> None:
                _put(before[at], saved[at])
                subprocess.run([*map(str, command)], check=True, capture_output=True)

            def ours(file: Path = file, run: Callable[..., None] = run) -> None:
                run(COMMAND, "import", package, file, "--yes", "--replace", at=0)

            def script(file: Path = file, run: Callable[..., None] = run) -> None:
                run(sys.executable, "-c", SCRIPT, file, before[1], at=1)

            measured = in_turns({"import": ours, "pandas": script}, RUNS, rehearse=True)
            for way, times in measured.items():
                print(f"{times}  {label}: {way}")
            import_s, script_s = (times.median for times in measured.values())
            kept += [
                verdict(f"{label}, seconds", import_s, LIMIT_S),
                verdict(f"{label}, times the script", import_s / script_s, TIMES),
            ]
    return 0 if all(kept) else 1


def _put(path: Path, data: bytes | None) -> None:
    path.unlink(missing_ok=True)
    if data is not None:
        path.write_bytes(data)


def _written(folder: Path) -> tuple[Path, Path, Path]:
    package = folder / "bench"
    shutil.rmtree(package, ignore_errors=True)
    package.mkdir()
    (package / "event.toml").write_text(EVENT, encoding="utf-8")
    entries = pd.DataFrame({"number": CREWS, "driver": "A", "year": 1938, "coefficient": "1"})
    controls = pd.DataFrame({"leg": 1, "seq": TRIALS, "code": [f"PC{t}" for t in TRIALS]})
    starts = {"number": CREWS, "leg": 1, "time": [_clock(100 * (14_400 + 60 * n)) for n in CREWS]}
    entries.to_csv(package / "entries.csv", index=False)
    controls.assign(kind="PC", target_s=20).to_csv(package / "controls.csv", index=False)
    pd.DataFrame(starts).to_csv(package / "starts.csv", index=False)
    rows = [
        [n, f"PC{t}", point, 100 * (14_400 + 60 * n + 600 * (t - 1)) + beyond]
        for t in TRIALS
        for n in CREWS
        for point, beyond in (("start", 0), ("finish", 2000 + n * t % 7))
    ]
    files = []
    for name, late in (("first", 0), ("second", 1)):
        lines = [
            f"{n};{code};{point};{_clock(at + (late if row % 50 == 0 else 0))}"
            for row, (n, code, point, at) in enumerate(rows)
        ]
        # A newer version of the same source has its name.
        path = folder / name / "times.csv"
        path.parent.mkdir()
        path.write_text("\n".join(["Numero;Prova;Punto;Ora", *lines, ""]), encoding="utf-8")
        files.append(path)
    return package, *files


def _clock(hundredths: int) -> str:
    seconds = hundredths // 100
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{hundredths % 100:02}"


if __name__ == "__main__":
    sys.exit(main())
