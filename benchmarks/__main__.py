"""Run every benchmark of this folder, or those that are named: ``python -m benchmarks scoring``."""

import runpy
import sys
from pathlib import Path

FOLDER = Path(__file__).parent


def main(names: list[str]) -> int:
    """Run ``names``, or every module here that does not begin with an underscore."""
    found = {
        file.stem: file for file in sorted(FOLDER.glob("*.py")) if not file.stem.startswith("_")
    }
    unknown = [name for name in names if name not in found]
    if unknown:
        print(f"no benchmark {', '.join(unknown)}; there are: {', '.join(found)}", file=sys.stderr)
        return 2
    for name in names or found:
        print(f"== {name}", flush=True)
        runpy.run_path(str(found[name]), run_name="__main__")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
