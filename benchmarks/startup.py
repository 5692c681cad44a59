"""How long `reporting --help` takes beyond `python -c pass`, warm."""

import subprocess
import sys
from pathlib import Path

from _timing import in_turns, verdict

LIMIT_S, RUNS = 0.25, 15


def main() -> int:
    ours = str(Path(sys.executable).parent / "reporting")

    def run(*command: str) -> None:
        subprocess.run(command, check=True, capture_output=True)

    measured = in_turns(
        {
            "reporting --help": lambda: run(ours, "--help"),
            "python -c pass": lambda: run(sys.executable, "-c", "pass"),
        },
        RUNS,
        rehearse=True,
    )
    for name, times in measured.items():
        print(f"{times}  {name}")
    helped, bare = (times.median for times in measured.values())
    return 0 if verdict("seconds of difference", helped - bare, LIMIT_S) else 1


if __name__ == "__main__":
    sys.exit(main())
