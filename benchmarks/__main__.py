"""Run every benchmark of this folder, or those named: ``python -m benchmarks scoring``.

Each runs in a process of its own. ``docs/performance.md`` keeps the machine, the versions, each
benchmark's method and what it printed last.
"""

from __future__ import annotations

import ast
import datetime as dt
import os
import platform
import subprocess
import sys
from importlib import metadata
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
REPORT = FOLDER.parent / "docs" / "performance.md"
ORDER = (
    "startup", "commands", "reports", "largest", "notebooks", "booklets", "imports", "scoring",
    "quality", "route", "footprint",
)  # fmt: skip
LIBRARIES = (
    "pandas", "numpy", "pyarrow", "polars", "plotly", "papermill", "nbclient", "nbconvert",
    "playwright", "weasyprint", "great-expectations", "distributed",
)  # fmt: skip


def main(names: list[str]) -> int:
    """Run ``names``, or every module here that does not begin with an underscore."""
    found = {file.stem: file for file in FOLDER.glob("*.py") if not file.stem.startswith("_")}
    unknown = [name for name in names if name not in found]
    if unknown:
        print(f"no benchmark {', '.join(unknown)}; there are: {', '.join(found)}", file=sys.stderr)
        return 2
    ordered = [*(name for name in ORDER if name in found), *sorted(set(found) - set(ORDER))]
    printed: dict[str, str] = {}
    failed = []
    for name in names or ordered:
        print(f"== {name}", flush=True)
        status, printed[name] = _run(found[name])
        failed += [name] if status else []
    whole = {**_earlier(), **printed} if names else printed
    if set(whole) >= set(found):
        REPORT.write_text(_report(found, whole), encoding="utf-8")
    if failed:
        print(f"limits not kept: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


def _run(file: Path) -> tuple[int, str]:
    """Run a benchmark; show what it prints as it comes, and return its status and all of it."""
    lines = []
    with subprocess.Popen(
        [sys.executable, "-u", str(file)], stdout=subprocess.PIPE, text=True, cwd=FOLDER.parent
    ) as running:
        for line in running.stdout or ():
            print(line, end="", flush=True)
            lines.append(line)
    return running.returncode, "".join(lines)


def _earlier() -> dict[str, str]:
    """Return what the benchmarks printed last, from the report."""
    text = REPORT.read_text(encoding="utf-8") if REPORT.exists() else ""
    sections = (part.partition("\n") for part in text.split("\n## ")[1:])
    return {name: rest.split("```\n")[1] for name, _, rest in sections}


def _report(found: dict[str, Path], printed: dict[str, str]) -> str:
    parts = [
        "# Performance",
        "",
        "Written by `make bench`; do not edit. Ways of doing the same run in turns, several times;",
        "medians, with the fastest and slowest run in brackets. Ratios carry over to other",
        "machines, seconds do not.",
        "",
        f"- Run on {dt.datetime.now(dt.UTC).date().isoformat()}: {_machine()}",
        f"- Python {platform.python_version()}, "
        + ", ".join(f"{name} {metadata.version(name)}" for name in LIBRARIES),
    ]
    for name, told in printed.items():
        parts += ["", f"## {name}", "", _method(found[name]), "", "```", told.rstrip(), "```"]
    return "\n".join(parts) + "\n"


def _method(file: Path) -> str:
    """Return a benchmark's own description, without how to run it."""
    words = ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or ""
    parts = words.split("\n\n")
    how_to_run = ("Run:", "python -m")
    return "\n\n".join(one for one in parts if not one.lstrip().startswith(how_to_run))


def _machine() -> str:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    processors = len(os.sched_getaffinity(0))
    return f"{platform.system()} {platform.machine()}, {processors} processors, {memory:.0f} GiB"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
