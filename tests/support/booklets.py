"""Reading booklets back: words and pages of a PDF."""

from __future__ import annotations

import io
import random
import subprocess
from pathlib import Path
from typing import Any

import pikepdf

from support.packages import Rows, clock, control, entry, passage

Edition = tuple[Path, dict[str, Any]]
"""The folder of an event's booklets, and their list."""


def text_of(pdf: Path | bytes, page: int | None = None) -> str:
    """Return the words of a PDF, spaces of every kind as one."""
    chosen = ["-f", str(page), "-l", str(page)] if page else []
    content = pdf if isinstance(pdf, bytes) else pdf.read_bytes()
    done = subprocess.run(
        ["pdftotext", *chosen, "-layout", "-", "-"], input=content, capture_output=True, check=True
    )
    return " ".join(done.stdout.decode().split())


def pages_of(pdf: Path | bytes) -> int:
    with pikepdf.open(io.BytesIO(pdf) if isinstance(pdf, bytes) else pdf) as document:
        return len(document.pages)


LONG = {"PC": 144, "PM": 9, "CO": 21, "CT": 30}
"""Controls of each kind, as many as a whole 1000 Miglia has."""

STEP_S = 240


def long_tables() -> dict[str, Rows]:
    """Return 12 crews with long names at 204 controls over two legs, four minutes apart."""
    chance = random.Random(27)
    kinds = [kind for kind, count in LONG.items() for _ in range(count)]
    chance.shuffle(kinds)
    tables: dict[str, Rows] = {
        "entries": [
            entry(
                number,
                driver=f"Massimiliano Alessandro Bernardini della Massa-Castellani {number}",
                codriver=f"Maria Antonietta Hohenwart-Gerlachstein von Rabensberg {number}",
                model="Aprilia Sport Spider Zagato prototipo",
            )
            for number in range(1, 13)
        ]
    }
    for name in ("controls", "detections", "starts", "passages"):
        tables[name] = []
    for leg, first in ((1, kinds[:102]), (2, kinds[102:])):
        since = 0
        for seq, kind in enumerate(first, start=1):
            code = f"{kind}{(leg - 1) * 102 + seq}"
            due = STEP_S * seq
            tables["controls"].append(
                control(
                    leg, seq, code, kind,
                    name=f"Circuito di Castelnuovo di Garfagnana {seq}", km=str(seq * 2.5),
                    lat=str(40 + seq / 60), lon=str(15 + leg),
                    target_s={"PC": 20, "CO": due - since}.get(kind, ""),
                )
            )  # fmt: skip
            if kind == "PM":
                tables["detections"].append({"control": code, "point": 1, "distance_km": 1})
            since = due if kind == "CO" else since
            tables["passages"] += _long_passages(code, kind, 8 * 3600 + due, chance)
        tables["starts"] += [
            {"number": number, "leg": leg, "time": clock(8 * 3600 + 60 * number)}
            for number in range(1, 13)
        ]
    return tables


def _long_passages(code: str, kind: str, at: int, chance: random.Random) -> Rows:
    lines: dict[str, tuple[tuple[str | int, int], ...]] = {
        "PC": (("start", 0), ("finish", 20)),
        "PM": (("start", 0), (1, 90)),
    }
    return [
        passage(number, code, point, clock(at + 60 * number + after + chance.gauss(0.05, 0.02)))
        for number in range(1, 13)
        for point, after in lines.get(kind, (("in", 0),))
    ]
