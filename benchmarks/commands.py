"""What commands of an event cost that need no report: `check` and `standings` of demo-rally.

Processor time of all their processes, at most 1.2 s each, beside what every such command has to
begin with: an interpreter that imports pandas. `check` examines the event as a build does, by the
same suites of expectations.
"""

import subprocess
import sys
from pathlib import Path

from _timing import in_turns, verdict

EVENT, LIMIT_S, RUNS = "demo-rally", 1.2, 9
WHY = (
    "the imports of pandas and of three rooms are more than half of it: what a build would refuse "
    "of standings, route and footprint is told here, so all three are opened"
)


def main() -> int:
    ours = str(Path(sys.executable).parent / "reporting")

    def run(*command: str) -> None:
        subprocess.run(command, check=True, capture_output=True)

    measured = in_turns(
        {
            "reporting check": lambda: run(ours, "check", EVENT),
            "reporting standings": lambda: run(ours, "standings", EVENT),
            "python -c 'import pandas'": lambda: run(sys.executable, "-c", "import pandas"),
        },
        RUNS,
        rehearse=True,
    )
    for name, times in measured.items():
        print(f"{times}  {name}")
    *commands, (_, bare) = measured.items()
    kept = [
        verdict(
            f"{name.removeprefix('reporting ')}, seconds of processor",
            times.worked,
            LIMIT_S,
            why=WHY,
        )
        for name, times in commands
    ]
    for name, times in commands:
        print(f"for scale: {times.worked / bare.worked:.1f} times pandas' import: {name}")
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())
