"""Ways to break the files of a package: bytes, names, ``event.toml``, tracks, workbooks."""

from __future__ import annotations

import csv
import io
import random
import re
import shutil
from collections.abc import Callable
from pathlib import Path

from openpyxl import Workbook
from openpyxl.utils.exceptions import IllegalCharacterError

Cell = str | float | bool | None

# What small texts have done: arrays too deep to follow, numbers too long to turn into digits.
DEEP = f"deep = {'[' * 5000}{']' * 5000}"
HUGE = f"huge = {'9' * 5000}"


def mutate_bytes(path: Path, chance: random.Random) -> None:
    """Change, cut, add or take out some bytes."""
    data = bytearray(path.read_bytes())
    for _ in range(chance.choice([1, 2, 20])):
        if not data:
            return
        place = chance.randrange(len(data))
        kind = chance.randrange(4)
        if kind == 0:
            data[place] = chance.randrange(256)
        elif kind == 1:
            del data[place:]
        elif kind == 2:
            data[place:place] = chance.choice(
                [b"\n", b'"', b",", b"\x00", b"\xff", b"\xef\xbb\xbf"]
            )
        else:
            del data[place : place + chance.randint(1, 50)]
    path.write_bytes(bytes(data))


def mutate_info(path: Path, chance: random.Random) -> None:
    """Take a line out of ``event.toml``, add one, or give a key another value."""
    lines = path.read_text("utf-8", "replace").splitlines()
    place = chance.randrange(max(len(lines), 1))
    kind = chance.randrange(4)
    if kind == 0:
        del lines[place : place + 1]
    elif kind == 1:
        lines.insert(
            place,
            chance.choice(
                [DEEP, HUGE, "id = 'x'", "[name]", "x = 1", "[legs]", "[[legs]]", "number = 1", "]"]
            ),
        )
    elif kind == 2 and lines:
        name = lines[place].partition("=")[0]
        value = chance.choice(
            ['""', "0", "-1", "[]", "{}", "2025-13-01", "1e400", "true", '"Europe/Roma"']
        )
        lines[place] = f"{name}= {value}"
    else:
        old, new = chance.choice(
            [("Rome", "Lord_Howe"), ("2025-04-11", "2025-03-30"), ("2025-04-12", "2025-10-26"),
             ("simulated", "none"), ("aci-classica-2024", "1000-miglia"),
             ("number = 2", "number = 1")]
        )  # fmt: skip
        lines = [line.replace(old, new) for line in lines]
    path.write_text("\n".join(lines) + "\n", "utf-8")


def mutate_files(folder: Path, chance: random.Random) -> None:
    """Lose, empty, double or rename a table."""
    tables = sorted(folder.glob("*.csv"))
    if not tables:
        return
    path = chance.choice(tables)
    kind = chance.randrange(4)
    if kind == 0:
        path.unlink()
    elif kind == 1:
        path.write_bytes(b"")
    elif kind == 2:
        shutil.copy(path, folder / chance.choice(["iscritti.csv", "tempi.csv", "boh.csv"]))
    else:
        path.rename(folder / chance.choice(["passages.csv", "entries.csv", "controls.csv"]))


def as_workbook(folder: Path, chance: random.Random) -> None:
    """Turn the tables into a workbook, with cells of the types that spreadsheets make."""
    book_of(folder, lambda cell: _typed(cell, chance), merge=chance.random() < 0.2)
    if (folder / "event.xlsx").exists() and chance.random() < 0.2:
        mutate_bytes(folder / "event.xlsx", chance)


def book_of(folder: Path, typed: Callable[[str], Cell], *, merge: bool = False) -> None:
    """Write every table as a sheet of ``event.xlsx`` in its place."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for path in sorted(folder.glob("*.csv")):
        if path.stem in {"emission_factors"}:  # stands beside the workbook
            continue
        sheet = book.create_sheet(path.stem[:31])
        text = path.read_bytes().decode("utf-8-sig", "replace")
        for row in csv.reader(io.StringIO(text.replace("\x00", ""), newline="")):
            try:
                sheet.append([typed(cell) for cell in row])
            except (IllegalCharacterError, ValueError):
                sheet.append(["?"])
        if merge:
            sheet.merge_cells("A2:B3")
        path.unlink()
    if book.worksheets:
        book.save(folder / "event.xlsx")


def _typed(cell: str, chance: random.Random) -> Cell:
    if cell == "":
        return None
    if chance.random() < 0.02:
        return chance.choice(["=A1", True, -1.5, 45758.4251, 1e300, "#N/A"])
    try:
        return float(cell) if len(cell) < 15 and chance.random() < 0.5 else cell
    except ValueError:
        return cell


def mutate_track(path: Path, chance: random.Random) -> None:
    """Break a GPX file: its numbers, its times, its points, its bytes."""
    text = path.read_text("utf-8", "replace")
    kind = chance.randrange(7)
    if kind == 0:
        mutate_bytes(path, chance)
        return
    if kind == 1:  # one attribute or value becomes nonsense
        places = [found.span(1) for found in re.finditer(r'[">]([-\d.:TZ]+)["<]', text)]
        if places:
            start, end = chance.choice(places)
            text = text[:start] + chance.choice(TRACK_VALUES) + text[end:]
    elif kind == 2:  # every time the same, or none
        time = chance.choice(["", "<time>2025-04-11T08:00:00Z</time>", "<time>x</time>"])
        text = re.sub(r"<time>.*?</time>", time, text)
    elif kind == 3:  # few points are left
        points = re.findall(r"<trkpt.*?</trkpt>", text, re.DOTALL)
        for point in points[chance.choice([0, 1, 2]) :]:
            text = text.replace(point, "", 1)
    elif kind == 4:  # the road lies elsewhere, or jumps there
        moved = f'lat="{chance.choice(["-", "8", "0"])}'
        text = re.sub(r'lat="4', moved, text, count=chance.choice([1, 0]))
    elif kind == 5:
        text = text.replace("<trkpt", "<wpt").replace("</trkpt>", "</wpt>")
    else:
        text = re.sub(r"<ele>.*?</ele>", f"<ele>{chance.choice(TRACK_VALUES)}</ele>", text)
    path.write_text(text, "utf-8")


TRACK_VALUES = (
    "", "0", "NaN", "inf", "-999", "1e400", "91", "181", "9" * 400, "1900-01-01T00:00:00Z",
    "2025-13-01T00:00:00Z", "2025-04-11T08:00:00", "46,5", "&#8238;", "\u0664",
)  # fmt: skip
