"""An evening: two dozen kinds of files for one event, from the first to official standings."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from reporting.event import load
from reporting.event.importing import ChannelRule, Imported, SheetRule, Wishes, import_files
from reporting.publish.data.files import document
from reporting.scoring import score
from support.command import reporting
from support.packages import clock, control, entry, event_toml, write_package

CREWS = range(1, 13)
LEG = ({"number": 1, "date": "2025-04-11", "from": "A", "to": "B"},)


def cost(crew: int, trial: int) -> int:
    """Return by how many hundredths a crew is late in a trial."""
    return crew * trial % 7


@dataclass
class Sheet:
    """What one timekeeper hands over."""

    text: str
    name: str = ""
    rules: Callable[[str, str], list[Any]] = field(default=lambda name, code: [])
    double: Decimal | None = None


Times = list[tuple[int, str, str]]
"""Number, start and finish to the hundredth."""


def times(trial: int) -> Times:
    begun = {crew: 8 * 3600 + 60 * crew + 600 * (trial - 1) for crew in CREWS}
    return [
        (crew, clock(at)[:-2], clock(at + 20 + cost(crew, trial) / 100)[:-2])
        for crew, at in begun.items()
    ]


def lines(given: Times, start: str, finish: str, end: str = "") -> Sheet:
    """Return a device's lines: `start` and `finish` are formats of number and time."""
    text = "".join(
        f"{form.format(n=crew, t=time)}\n"
        for crew, *both in given
        for form, time in zip((start, finish), both, strict=True)
    )
    return Sheet(text + end)


def channels(start: str, finish: str) -> Callable[[str, str], list[Any]]:
    return lambda name, code: [
        ChannelRule(file=name, channel=start, control=code, point="start"),
        ChannelRule(file=name, channel=finish, control=code, point="finish"),
    ]


def device(given: Times, form: str, ports: tuple[str, str], end: str = "") -> Sheet:
    sheet = lines(given, form.replace("CH", ports[0]), form.replace("CH", ports[1]), end)
    sheet.rules = channels(*ports)
    return sheet


def long(header: str, sign: str, start: str = "start", finish: str = "finish") -> Any:
    """Return a maker of one row a passage."""
    row = sign.join(("{n}", "CODE", "POINT", "{t}"))
    return lambda given: lines(
        given, row.replace("POINT", start), row.replace("POINT", finish)
    ).text.join((header.replace(";", sign) + "\n", ""))


def wide(header: str, form: str = "{n};{s};{f}") -> Any:
    """Return a maker of one row a crew."""
    return lambda given: "".join(
        [header + "\n", *(form.format(n=n, s=s, f=f) + "\n" for n, s, f in given)]
    )


def parts(given: Times) -> str:
    rows = [
        ";".join([str(n), "CODE", point, *time[:8].split(":"), time[9:]])
        for n, *both in given
        for point, time in zip(("start", "finish"), both, strict=True)
    ]
    return "\n".join(["Numero;Prova;Punto;Ore;Minuti;Secondi;Centesimi", *rows, ""])


def with_doubles(given: Times) -> str:
    """Return rows of front and rear wheel: the second impulse is a tenth later."""
    rows = [
        f"{n};CODE;start;{s}\n{n};CODE;start;{s[:-2]}99\n{n};CODE;finish;{f}" for n, s, f in given
    ]
    return "\n".join(["N.;Prova;Punto;Ora", *rows, ""])


KINDS: dict[str, Any] = {
    "alge.txt": lambda g: device(g, " {n:04} CH  {t}00 00", ("C0", "C1"), "  ALGE-TIMING\n"),
    "tag.txt": lambda g: device(g, "TN {n:4}   CH {t}000 01234", ("1", "2")),
    "fds.txt": lambda g: device(g, "TN    1 {n:4} MCH     {t}000     0", ("3", "4")),
    "microgate.txt": lambda g: device(g, "{n:03}  CH{t}0  ", ("000", "255")),
    "rr.txt": lambda g: device(
        g, "#P;1;{n};2025-04-11;{t}0;0;4;A3;;1;1;CH;0;5;3;21;0;B;1;;77", ("7", "8")
    ),
    "wiclax.txt": lambda g: device(g, "{n:05};11-04-2025 {t}0;CH;1;;0", ("0A", "0B")),
    "it.csv": long("Numero;Prova;Punto;Ora", ";", "partenza", "arrivo"),
    "en.csv": long("Bib;Stage;Line;Time of day", "\t"),
    "fr.csv": long("Dossard;Contr\u00f4le;Ligne;Heure", ";", "d\u00e9part", "arriv\u00e9e"),
    "de.csv": long("Startnummer;Kontrolle;Linie;Uhrzeit", ";", "Start", "Ziel"),
    "es.csv": long("Dorsal;Tramo;Punto;Hora", ";", "salida", "llegada"),
    "wide.csv": wide("N.;CODE start;CODE finish"),
    "CODE.csv": wide("N.;partenza;arrivo"),
    "quoted.csv": wide("N.,CODE start,CODE finish", '{n},"{s}","{f}"'),
    "titled.csv": wide("Rally di prova\n\nN.;CODE start;CODE finish"),
    "two.csv": wide("N.;CODE;\n;start;finish"),
    "named.csv": wide("N.;CODE start;CODE finish", "{n} Rossi Mario;{s};{f}"),
    "parts.csv": parts,
    "half.csv": wide("Bib;CODE start;CODE finish", "{n};{s} AM;{f} AM"),
    "dated.csv": wide("N.;CODE start;CODE finish", "{n};11/04/2025 {s};2025-04-11 {f}"),
    "places.txt": wide("", "{n};x;{s};{f}"),
    "sheet.xlsx": wide("N.;CODE start;CODE finish"),
    "pipes.csv": wide("N.|CODE start|CODE finish", "{n}|{s}|{f}"),
    "wheels.csv": with_doubles,
}  # fmt: skip


def by_place(name: str, code: str) -> list[Any]:
    columns = {
        "columns": {"number": "#1"},
        "times": {f"{code}:start": "#3", f"{code}:finish": "#4"},
    }
    return [SheetRule.model_validate({"file": name, **columns})]


def handed_over(folder: Path, kind: str, trial: int) -> tuple[Path, Sheet]:
    """Write the file of a kind for a trial."""
    code = f"PC{trial}"
    made = KINDS[kind](times(trial))
    sheet = made if isinstance(made, Sheet) else Sheet(made)
    path = folder / kind.replace("CODE", code)
    text = sheet.text.replace("CODE", code)
    if kind == "places.txt":
        sheet.rules, text = by_place, text.lstrip("\n")
    if kind == "wheels.csv":
        sheet.double = Decimal(1)
    if path.suffix == ".xlsx":
        book = Workbook()
        for row in text.splitlines():
            book.active.append(row.split(";"))  # type: ignore[union-attr]
        book.save(path)
    else:
        path.write_text(text, encoding="utf-8")
    return path, sheet


def nets(package: Path) -> dict[int, int]:
    overall = score(load(package)).rankings["overall"]
    return {int(n): int(net) for n, net in zip(overall["number"], overall["net"], strict=True)}


def statuses(package: Path) -> dict[int, Any]:
    overall = score(load(package)).rankings["overall"]
    return dict(zip(overall["number"], overall["status"], strict=True))


def kept(package: Path, folder: Path) -> Path:
    """Write the results as a build leaves them; return the file."""
    path = folder / "results.json"
    path.write_text(json.dumps(document(load(package))), encoding="utf-8")
    return path


def test_an_evening_from_the_first_file_to_official_standings(tmp_path: Path) -> None:
    trials = range(1, len(KINDS) + 1)
    package = write_package(
        tmp_path,
        info=event_toml(timing="timekeeper", legs=LEG),
        entries=[entry(crew, coefficient="1") for crew in CREWS],
        controls=[control(1, trial, f"PC{trial}", "PC", target_s=20) for trial in trials],
        starts=[{"number": n, "leg": 1, "time": clock(8 * 3600 + 60 * n)} for n in CREWS],
    )

    def taken(files: list[tuple[Path, Sheet, str]], **more: Any) -> Imported:
        rules = [rule for path, sheet, code in files for rule in sheet.rules(path.name, code)]
        wishes = Wishes(rules=rules, double_s=files[0][1].double, **more)
        return import_files(load(package), [path for path, _, _ in files], wishes)

    files = [
        (*handed_over(tmp_path, kind, trial), f"PC{trial}") for trial, kind in enumerate(KINDS, 1)
    ]
    for some in (files[:-1], files[-1:]):
        done = taken(some)
        said = [(one.file, one.code, one.row, one.value) for one in done.findings][:5]
        assert (done.refused, len(done.merge.new)) == (False, 2 * len(CREWS) * len(some)), said
        assert {one.counts["new"] for one in done.understood} == {2 * len(CREWS)}
    expected = {crew: sum(cost(crew, trial) for trial in trials) for crew in CREWS}
    assert nets(package) == expected
    provisional, before = kept(package, tmp_path), dict(expected)

    # A corrected file: number 12 was never there.
    trial = list(KINDS).index("wide.csv") + 1
    corrected = files[trial - 1]
    path = corrected[0]
    rows = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(row for row in rows if not row.startswith("12;")), encoding="utf-8")
    assert taken([corrected]).refused
    assert len(taken([corrected], choice="replace").merge.withdrawn) == 2
    expected[12] += 300 - cost(12, trial)
    assert nets(package) == expected

    # A decision, and one that is taken back on appeal; then they are official.
    decided = "id,number,control,action,value,reason,document,decided_at\n"
    decided += "D1,3,,add_penalty,100,x,,\nD2,5,,set_status,DSQ,x,,\n"
    (package / "decisions.csv").write_text(decided, encoding="utf-8")
    expected[3] += 100
    assert nets(package) == expected
    assert statuses(package)[5] == "DSQ"
    appeal = decided + "D3,5,,set_status,classified,appeal,,\n"
    (package / "decisions.csv").write_text(appeal, encoding="utf-8")
    with (package / "event.toml").open("a", encoding="utf-8") as file:
        file.write('\n[standings]\nstatus = "official"\n')
    assert (nets(package), score(load(package)).status) == (expected, "official")
    assert not any(isinstance(status, str) for status in statuses(package).values())

    # What has changed from the provisional to the official ones, told before it is published.
    told = reporting("diff", package, provisional, "--json")
    difference = json.loads(told.stdout)
    assert difference["headings"]["status"] == {"before": "provisional", "after": "official"}
    changed = {
        one["who"]: (int(one["others"]["net"]["before"]), int(one["others"]["net"]["after"]))
        for one in difference["rankings"]["overall"]
        if "net" in one["others"]
    }
    assert changed == {crew: (before[crew], expected[crew]) for crew in (3, 12)}
    cells = [(one["number"], one["control"]) for one in difference["cells"]]
    assert cells == [(12, f"PC{trial}")]
    in_words = reporting("diff", package, provisional, "--lang", "it").stdout
    assert "stato: Classifica provvisoria -> Classifica ufficiale" in in_words
    assert not {"net", "penalty", "status", "total"} & set(in_words.split())
