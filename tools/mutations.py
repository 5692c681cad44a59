"""Break event packages at random, thousands of them: no fault of an input may end in a traceback.

Every package is a sound one with one to four mutations: cells, rows, columns, headers, bytes,
files, clocks, ``event.toml``, or all of it as a workbook. Each is loaded, checked and, where it
has no errors, scored. What is told in the suite's own way (findings, ``ReportingError``) is fine;
any other exception is a crash, printed with the package's seed.

Great Expectations takes most of a second for each package, whatever stands in it. So most
packages are judged by a plain reading of the same suites (``plain_run``), and every twenty-fifth
by both: where Great Expectations and the plain reading disagree on a single row, that is a crash
as well.

Run: python tools/mutations.py --packages 5000 --jobs 2
Again, one of them: python tools/mutations.py --only 1234
"""

from __future__ import annotations

import argparse
import csv
import io
import math
import random
import shutil
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Mapping
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from reporting.event.collect import LIMIT
from reporting.quality.suites import _SEVERITY, Outcome, run, suite

EVERY = 25
ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

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


def _mutate_table(path: Path, chance: random.Random) -> None:
    text = path.read_bytes().decode("utf-8", "surrogateescape")
    rows = list(csv.reader(io.StringIO(text.replace("\x00", ""), newline="")))
    if not rows:
        return
    chance.choice(BY_ROWS)(rows, chance)
    out = io.StringIO(newline="")
    mark = chance.choice([",", ",", ",", ";", "\t"])
    csv.writer(out, delimiter=mark, lineterminator=chance.choice(["\n", "\r\n"])).writerows(rows)
    path.write_bytes(out.getvalue().encode("utf-8", "surrogateescape"))


def _mutate_bytes(path: Path, chance: random.Random) -> None:
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


def _mutate_info(path: Path, chance: random.Random) -> None:
    lines = path.read_text("utf-8", "replace").splitlines()
    place = chance.randrange(max(len(lines), 1))
    kind = chance.randrange(4)
    if kind == 0:
        del lines[place : place + 1]
    elif kind == 1:
        lines.insert(place, chance.choice(["x = 1", "[legs]", "[[legs]]", "number = 1", "]"]))
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


def _mutate_files(folder: Path, chance: random.Random) -> None:
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


def _as_workbook(folder: Path, chance: random.Random) -> None:
    """Turn the tables into a workbook, with cells of the types that spreadsheets make."""
    from openpyxl import Workbook
    from openpyxl.utils.exceptions import IllegalCharacterError

    book = Workbook()
    book.remove(book.worksheets[0])
    for path in sorted(folder.glob("*.csv")):
        sheet = book.create_sheet(path.stem[:31])
        text = path.read_bytes().decode("utf-8", "replace")
        for row in csv.reader(io.StringIO(text.replace("\x00", ""), newline="")):
            try:
                sheet.append([_typed(cell, chance) for cell in row])
            except (IllegalCharacterError, ValueError):
                sheet.append(["?"])
        if chance.random() < 0.2:
            sheet.merge_cells("A2:B3")
        path.unlink()
    if book.worksheets:
        book.save(folder / "event.xlsx")
        if chance.random() < 0.2:
            _mutate_bytes(folder / "event.xlsx", chance)


def _typed(cell: str, chance: random.Random) -> str | float | bool | None:
    if cell == "":
        return None
    if chance.random() < 0.02:
        return chance.choice(["=A1", True, -1.5, 45758.4251, 1e300, "#N/A"])
    try:
        return float(cell) if len(cell) < 15 and chance.random() < 0.5 else cell
    except ValueError:
        return cell


def broken_package(seed: int, parent: Path) -> Path:
    """Write the broken package of `seed` into `parent` and return its folder."""
    from support.packages import write_package

    chance = random.Random(seed)  # noqa: S311 - broken packages, not secrets
    if chance.random() < 0.9:
        folder = write_package(parent)
        decisions = "id,number,control,action,value,reason,document,decided_at\n"
        decisions += (
            "D1,*,PC3,annul,,r,d,2025-04-12T12:00:00\nD2,1,PC1,set_time,finish=08:11:20,r,d,\n"
        )
        (folder / "decisions.csv").write_text(decisions, "utf-8")
    else:
        folder = parent / "demo-rally"
        shutil.copytree(ROOT / "data" / "events" / "demo-rally", folder, dirs_exist_ok=True)
    for _ in range(chance.choice([1, 1, 2, 4])):
        tables = sorted(folder.glob("*.csv"))
        kind = chance.random()
        if kind < 0.72 and tables:
            _mutate_table(chance.choice(tables), chance)
        elif kind < 0.86 and tables:
            _mutate_bytes(chance.choice(tables), chance)
        elif kind < 0.93:
            _mutate_info(folder / "event.toml", chance)
        else:
            _mutate_files(folder, chance)
    if chance.random() < 0.12:
        _as_workbook(folder, chance)
    return folder


def run_one(seed: int) -> tuple[int, str, str]:
    """Return the seed, how the package of `seed` ended, and the traceback of a crash."""
    from reporting.errors import ReportingError
    from reporting.event import has_errors, load
    from reporting.quality import check
    from reporting.scoring import score

    with tempfile.TemporaryDirectory(prefix="mutation-") as parent:
        folder = broken_package(seed, Path(parent))
        try:
            event = load(folder)
            findings = check(event)
            for finding in findings[:200]:
                finding.as_json("it")
                finding.as_json("en")
            if has_errors(findings):
                return seed, "errors told", ""
            if event.has("passages"):
                score(event)
        except ReportingError:
            return seed, "refused", ""
        except Exception:  # noqa: BLE001 - this is what the run looks for
            return seed, "CRASH", traceback.format_exc()
    return seed, "sound" if not findings else "only warnings and notes", ""


def plain_run(frames: Mapping[str, Any], parameters: Mapping[str, Any]) -> list[Outcome]:
    """Judge measured tables by their suites with plain comparisons, as an oracle."""
    return [
        _plain_outcome(table, frame, one, parameters)
        for table, frame in frames.items()
        for one in suite(table)["expectations"]
    ]


def _plain_outcome(
    table: str, frame: Any, one: Mapping[str, Any], parameters: Mapping[str, Any]
) -> Outcome:
    given = {
        name: parameters[value["$PARAMETER"]] if isinstance(value, dict) else value
        for name, value in one["kwargs"].items()
    }
    values = frame[given["column"]]
    blank = values.isna().to_numpy()
    kind, judged = one["type"], ~blank
    if kind == "expect_column_values_to_not_be_null":
        failed, judged = blank, blank | True
    elif kind == "expect_column_values_to_be_in_set":
        failed = judged & ~values.isin(given["value_set"]).to_numpy()
    elif kind == "expect_column_values_to_match_regex":
        failed = judged & ~values.fillna("").astype(str).str.match(given["regex"]).to_numpy(bool)
    else:
        failed = judged & ~_between(values.to_numpy(float), given)
    return Outcome(
        table=table,
        check=one["meta"]["check"],
        severity=_SEVERITY[one["severity"]],
        column=one["meta"]["column"],
        measured=given["column"],
        rows=int(judged.sum()),
        failed=int(failed.sum()),
        places=tuple(int(row) for row in frame.index[failed][:LIMIT]),
        tells=tuple(one["meta"].get("tells", ())),
        limits={name: given.get(name) for name in ("min_value", "max_value", "value_set")},
    )


def _between(values: Any, given: Mapping[str, Any]) -> Any:
    low, high = given.get("min_value", -math.inf), given.get("max_value", math.inf)
    above = values > low if given.get("strict_min") else values >= low
    below = values < high if given.get("strict_max") else values <= high
    return above & below


def both_runs(frames: Mapping[str, Any], parameters: Mapping[str, Any]) -> list[Outcome]:
    """Judge by Great Expectations and plainly; they must agree on every row."""
    real, plain = run(frames, parameters), plain_run(frames, parameters)
    for one, other in zip(real, plain, strict=True):
        if _judged(one) != _judged(other):
            message = f"Great Expectations: {_judged(one)}; plainly: {_judged(other)}"
            raise AssertionError(message)
    return real


def _judged(one: Outcome) -> tuple[Any, ...]:
    return one.table, one.check, one.measured, one.rows, one.failed, one.places


def run_block(seeds: list[int]) -> list[tuple[int, str, str]]:
    """Run the packages of `seeds`, one after the other."""
    from reporting.quality import examination

    found = []
    for seed in seeds:
        examination.run = both_runs if seed % EVERY == 0 else plain_run
        found.append(run_one(seed))
    return found


def main() -> int:
    """Run the packages that the command line asks for; 1 where any crashed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--packages", type=int, default=5000)
    parser.add_argument("--first", type=int, default=0, help="seed of the first package")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--only", type=int, help="run the package of one seed")
    given = parser.parse_args()
    first = given.first if given.only is None else given.only
    seeds = list(range(first, first + (given.packages if given.only is None else 1)))
    blocks = [seeds[at : at + 50] for at in range(0, len(seeds), 50)]
    begin, tally, crashes = time.perf_counter(), Counter[str](), list[int]()
    with get_context("spawn").Pool(given.jobs, maxtasksperchild=10) as pool:
        for block in pool.imap(run_block, blocks):
            tally.update(how for _, how, _ in block)
            for seed, how, trace in block:
                if how == "CRASH":
                    crashes.append(seed)
                    print(f"--only {seed}\n{trace}", flush=True)
            done = sum(tally.values())
            print(
                f"{done} packages, {time.perf_counter() - begin:.0f} s: {dict(tally)}", flush=True
            )
    return 1 if crashes else 0


if __name__ == "__main__":
    raise SystemExit(main())
