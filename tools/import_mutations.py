"""Damages timekeepers' files of every layout and imports each: no traceback, no line lost.

python tools/import_mutations.py [HOW MANY] [SEED]
"""

from __future__ import annotations

import random
import sys
import tempfile
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from reporting.event import load
from support.mutated import layouts, lost_lines, mutated
from support.packages import good_tables, write_package


def main(count: int, seed: int) -> int:
    """Try `count` damaged files; return how many lost something."""
    draw, files = random.Random(seed), layouts()  # noqa: S311 - a seeded sample
    failures: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        tables = good_tables()
        del tables["passages"]
        event = load(write_package(folder, **tables))
        names = sorted(files)
        for at in range(count):
            layout = names[at % len(names)]
            text = mutated(files[layout], draw)
            try:
                lost = list(lost_lines(event, folder, layout, text))
            except Exception as error:  # noqa: BLE001 - what a mutation finds
                lost = [f"{type(error).__name__}: {error}"]
            if lost:
                failures[layout] += 1
                print(layout, lost, repr(text), sep="\n  ")
    print(f"{count} files in {len(names)} layouts, {failures.total()} with a loss or a traceback")
    return failures.total()


if __name__ == "__main__":
    asked = [int(word) for word in sys.argv[1:]] + [5000, 1][len(sys.argv) - 1 :]
    sys.exit(bool(main(*asked)))
