"""Ways to break a table: cells, columns, rows, clocks. Each takes the rows, its header first."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Callable
from pathlib import Path

NASTY = (
    "", " ", "0", "-1", "-20", "1e9", "9" * 30, "1,5", "1.234,5", "NaN", "inf", "-inf", "null",
    "None", "=1+1", "=HYPERLINK(\"x\")", "@cmd", "a\x07b", "\x00", "\ufeff", "Città", "CittÃ ",
    "日本", "💥", "\u202eabc",
    "x" * 5000, "'", '"', "<script>alert(1)</script>", "{0}", "%s", "{value}",
    "00:00:00", "23:59:59.9999999", "24:00:00", "25:61:00", "8:5:3", "02:30:00",
    "2025-03-30T02:30:00", "2025-10-26T02:30:00", "1900-01-01T00:00:00", "9999-12-31T23:59:59",
    "2025-04-11T10:00:00+14:00", "2025-04-11", "10:00:00Z", "true", "forse", "*", "DNS", "PC1",
    "PM1", "CO1", "start", "finish", "in", "1", "2", "3", "99", "99999", "CO", "PM", "annul",
    "set_time", "finish=10:00:00", "add_penalty", "1.7976931348623157e308", "5e-324", "-0",
)  # fmt: skip

Rows = list[list[str]]


def _cell(rows: Rows, chance: random.Random) -> None:
    row = chance.choice(rows)
    if row:
        row[chance.randrange(len(row))] = chance.choice(NASTY)


def _column(rows: Rows, chance: random.Random) -> None:
    place, value = chance.randrange(max(len(rows[0]), 1)), chance.choice(NASTY)
    for row in rows[1:]:
        if place < len(row):
            row[place] = value


def _swap_columns(rows: Rows, chance: random.Random) -> None:
    first, second = (chance.randrange(max(len(rows[0]), 1)) for _ in range(2))
    for row in rows[chance.randint(0, 1) :]:
        if max(first, second) < len(row):
            row[first], row[second] = row[second], row[first]


def _drop_column(rows: Rows, chance: random.Random) -> None:
    place = chance.randrange(max(len(rows[0]), 1))
    for row in rows:
        del row[place : place + 1]


def _drop_rows(rows: Rows, chance: random.Random) -> None:
    start = chance.randrange(len(rows))
    del rows[start : start + chance.choice([1, 1, 3, 1000])]


def _repeat_row(rows: Rows, chance: random.Random) -> None:
    row = list(chance.choice(rows))
    if row and chance.random() < 0.5:
        row[chance.randrange(len(row))] = chance.choice(NASTY)
    rows.insert(chance.randint(0, len(rows)), row)


def _shuffle(rows: Rows, chance: random.Random) -> None:
    body = rows[1:]
    chance.shuffle(body)
    rows[1:] = body


def _copy_cell(rows: Rows, chance: random.Random) -> None:
    place = chance.randrange(max(len(rows[0]), 1))
    source = chance.choice(rows)
    for row in chance.sample(rows, min(len(rows), chance.choice([1, 2, 5]))):
        if place < len(row) and place < len(source):
            row[place] = source[place]


def _move_clock(rows: Rows, chance: random.Random) -> None:
    """Move some clock by hours, or let it stand still."""
    hours = chance.choice([-23, -12, -1, 1, 12, 23])
    still = chance.random() < 0.3
    begin = chance.randrange(len(rows))
    kept = ""
    for row in rows[begin : begin + chance.choice([1, 4, 40])]:
        for place, text in enumerate(row):
            if len(text) >= 8 and text[2:3] == ":" and text[:2].isdigit():
                kept = kept or text
                moved = f"{(int(text[:2]) + hours) % 24:02}{text[2:]}"
                row[place] = kept if still else moved


def _ragged(rows: Rows, chance: random.Random) -> None:
    row = chance.choice(rows)
    if chance.random() < 0.5:
        row += [chance.choice(NASTY)] * chance.choice([1, 3])
    else:
        del row[chance.randint(0, len(row)) :]


BY_ROWS: tuple[Callable[[Rows, random.Random], None], ...] = (
    _cell, _cell, _cell, _cell, _column, _swap_columns, _drop_column, _drop_rows, _repeat_row,
    _shuffle, _copy_cell, _copy_cell, _move_clock, _move_clock, _ragged,
)  # fmt: skip


def mutate_table(path: Path, chance: random.Random) -> None:
    """Break the table in `path` in one way, and write it with some other separator."""
    text = path.read_bytes().decode("utf-8", "surrogateescape")
    rows = list(csv.reader(io.StringIO(text.replace("\x00", ""), newline="")))
    if not rows:
        return
    chance.choice(BY_ROWS)(rows, chance)
    out = io.StringIO(newline="")
    mark = chance.choice([",", ",", ",", ";", "\t"])
    csv.writer(out, delimiter=mark, lineterminator=chance.choice(["\n", "\r\n"])).writerows(rows)
    path.write_bytes(out.getvalue().encode("utf-8", "surrogateescape"))
