"""Timekeepers' files in thirty layouts, damaged at random: is any line of them lost in silence?"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from reporting.errors import ReportingError
from reporting.event import Event
from reporting.event.importing import ChannelRule, Imported, SheetRule, Wishes, import_files
from reporting.event.importing.layouts import device_layouts, layout_of
from reporting.event.importing.readings import Reading

_TIME = re.compile(r"(?<!\d)\d{1,2}[:.hH]\d{2}[:.mM' ]\d{2}")
_SIGNS = ' ;,\t"|:.0197AaXxM-\u00e8\u20ac\x00\x1b\r\n'
CHANNELS = tuple(
    ChannelRule(channel=channel, control="PC1", point=point)
    for channel, point in (
        ("C0", "start"), ("C1", "finish"), ("1", "start"), ("2", "finish"), ("3", "start"),
        ("000", "start"), ("255", "finish"), ("0A", "start"), ("RR", "start"),
    )
)  # fmt: skip
_OF_COLUMNS = {"import-column-unread", "import-column-idle"}
_TIMES = [(n, f"08:1{n}:00", f"08:1{n}:20") for n in (1, 2, 3)]
_HEADERS = (
    "Numero{0}Prova{0}Punto{0}Ora", "N.{0}Controllo{0}Linea{0}Orario", "Bib{0}Stage{0}Line{0}Time",
    "Dossard{0}Controle{0}Ligne{0}Heure", "Startnummer{0}Kontrolle{0}Linie{0}Uhrzeit",
    "Dorsal{0}Tramo{0}Punto{0}Hora",
)  # fmt: skip


def layouts() -> dict[str, str]:
    """Return name of a file -> its text, one for each layout."""
    found = {f"{one.id}.txt": _dump(str(one.data["sample"]["text"])) for one in device_layouts()}
    for at, header in enumerate(_HEADERS):
        for sign in (";", "\t"):
            rows = [
                f"{n}{sign}PC1{sign}{point}{sign}{time},57"
                for n, *both in _TIMES
                for point, time in zip(("start", "finish"), both, strict=True)
            ]
            found[f"long{at}{ord(sign)}.csv"] = _text(header.format(sign), rows)
    wide = [f"{n};{start}.57;{finish}.61" for n, start, finish in _TIMES]
    found |= {
        "wide.csv": _text("N.;PC1 start;PC1 finish", wide),
        "quoted.csv": _text("N.,PC1 start", [f'{n},"{start},57"' for n, start, _ in _TIMES]),
        "PC1.csv": _text("N.;partenza;arrivo", wide),
        "titled.csv": _text("Rally di prova\nCronometristi\n\nN.;PC1 start;PC1 finish", wide),
        "two.csv": _text("N.;PC1;\n;start;finish", wide),
        "commas.csv": _text("numero,prova,ora", [f"{n},CO1,09:0{n}:00" for n in (1, 2, 3)]),
        "named.csv": _text("N.;PC1 start", [f"{n} Rossi Mario;{s},5" for n, s, _ in _TIMES]),
        "parts.csv": _text(
            "N.;Prova;Punto;Ore;Minuti;Secondi;Centesimi",
            [f"{n};PC1;start;8;1{n};0;57" for n in (1, 2, 3)],
        ),
        "half.csv": _text("Bib;PC1 start", [f"{n};{s}.57 AM" for n, s, _ in _TIMES]),
        "dotted.csv": _text("N.;CO1", [f"{n};09.0{n}.00,5" for n in (1, 2, 3)]),
        "stamps.csv": _text("N.;CT1;PC1 start", [f"{n};X;{s},5" for n, s, _ in _TIMES]),
        "dated.csv": _text("N.;CO1", [f"{n};11/04/2025 09:0{n}:00" for n in (1, 2, 3)]),
        "places.txt": "".join(f"{n};x;{s},57\n" for n, s, _ in _TIMES),
    }  # fmt: skip
    return found


def mutated(text: str, draw: random.Random) -> str:
    """Return a text with one to three accidents."""
    for _ in range(draw.randint(1, 3)):
        text = draw.choice(_ACCIDENTS)(text, draw)
    return text


def lost_lines(event: Event, folder: Path, name: str, text: str) -> Iterator[str]:
    """Yield each line with a time that an import of a file neither takes nor tells.

    So is one with more times than are taken, and one of which something else is taken than it
    says. An import that is refused as a whole, with its reason, loses nothing.
    """
    path = folder / name
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    rules: list[ChannelRule | SheetRule] = list(CHANNELS)
    if name == "places.txt":
        rules.append(
            SheetRule.model_validate(
                {"file": name, "columns": {"number": "#1"}, "times": {"PC1:start": "#3"}}
            )
        )
    try:
        done = import_files(event, [path], Wishes(rules=rules, choice="keep", rehearsal=True))
    except ReportingError:
        return
    if done.refused:
        return
    if done.read == 0:
        yield "nothing read and nothing said"
    taken = {one.row for one in done.merge.new.values()} | {one.row for one in done.findings}
    # A header that nobody understands is told for the whole table under it.
    for head in [one.row or 0 for one in done.findings if one.code == "import-header-unknown"]:
        last = min((row for row in taken if row and row > head), default=len(text))
        taken |= {*range(head, last)}
    lines = re.split("\r\n|\r|\n", text)
    layout = layout_of(lines)
    for row, line in enumerate(lines, 1):
        around = layout is not None and layout.is_furniture(line)
        if row not in taken and _TIME.search(line) and not around:
            yield f"{row}: {line!r}"
    yield from _misread(done, lines, quoted='"' in text)


def _misread(done: Imported, lines: Sequence[str], *, quoted: bool) -> Iterator[str]:
    """Yield each line with more times than are taken of it, or others."""
    each = Counter(one.row for one in done.merge.new.values())
    told = {one.row for one in done.findings}
    of_columns = any(one.code in _OF_COLUMNS for one in done.findings)
    for row, line in enumerate(lines, 1):
        if row not in told and not of_columns and 0 < each[row] < len(_TIME.findall(line)):
            yield f"{row}: only {each[row]} of the times of {line!r}"
    for one in done.merge.new.values():
        record = "\n".join(lines[one.row - 1 : one.row + (2 if quoted else 0)])
        if one.row not in told and not _says(record, one):
            yield f"{one.number} {one.control} {one.point} {one.time} taken of {record!r}"


def _says(record: str, one: Reading) -> bool:
    """Tell whether a record has the number and the digits of what was taken of it."""
    clock, _, fraction = one.time.rpartition("T")[2].partition(".")
    if ":" not in clock:
        return True
    hour, minute, second = map(int, clock.split(":"))
    finer = rf"\D+0*{fraction.strip('0')}" if fraction.strip("0") else ""
    to_second = rf"\D+0*{second}{finer}" if second or finer else ""
    hours = rf"(?:(?<!\d)|(?<=C[01])|(?<=000)|(?<=255))0*(?:{hour}|{hour - 12}|{hour + 24})"
    time = rf"{hours}\D+0*{minute}{to_second}"
    number = rf"(?<!\d)0*{one.number}(?!\d)"
    return bool(re.search(number, record) and re.search(time, record))


def _dump(text: str) -> str:
    """Return a sample with the numbers and times of the crews of the tests."""
    return re.sub(r"\b00?1[2-7]\b", "0001", text)


def _text(header: str, rows: list[str]) -> str:
    return "\n".join([header, *rows]) + "\n"


def _cut(text: str, draw: random.Random) -> str:
    return text[: draw.randrange(1, len(text) + 1)] if text else text


def _sign(text: str, draw: random.Random) -> str:
    at = draw.randrange(len(text) + 1)
    return text[:at] + draw.choice(_SIGNS) + text[at:]


def _gone(text: str, draw: random.Random) -> str:
    at = draw.randrange(len(text) + 1)
    return text[:at] + text[at + draw.randint(1, 4) :]


def _line(text: str, draw: random.Random) -> str:
    lines = text.split("\n")
    at, other = draw.randrange(len(lines)), draw.randrange(len(lines))
    kind = draw.randrange(4)
    if kind == 0:
        lines.insert(at, lines[other])
    elif kind == 1:
        del lines[at]
    elif kind == 2:
        lines[at], lines[other] = lines[other], lines[at]
    else:
        lines[at] += draw.choice([";", ",", ";08:15:00,5", ",57", " x"])
    return "\n".join(lines)


def _swapped(text: str, draw: random.Random) -> str:
    one, other = draw.choice([(",", "."), (";", ","), (":", "."), ("\n", "\r\n"), ("08:", "8:")])
    return text.replace(one, other)


_ACCIDENTS = (_cut, _sign, _sign, _gone, _line, _line, _swapped)
