"""A sound package loads into typed frames, however its tables were written."""

from __future__ import annotations

import csv
import datetime as dt
import random
import shutil
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest

from reporting.event import Event, bundled, load, locate
from reporting.event.schema import package_tables
from support.packages import (
    csv_text,
    entry,
    event_toml,
    good_tables,
    replace_in,
    write_package,
    write_workbook,
)

ITALIAN = {
    "entries": {
        "number": "Numero di gara",
        "driver": "Conduttore",
        "codriver": "Navigatore",
        "driver_country": "Nazione pilota",
        "codriver_country": "Nazione navigatore",
        "make": "Marca",
        "model": "Modello",
        "year": "Anno",
        "displacement_cc": "Cilindrata (cc)",
        "category": "Categoria",
        "coefficient": "Coefficiente",
        "team": "Scuderia",
        "ladies": "Dame",
        "under_30": "Under 30",
        "status": "Stato",
    },
    "passages": {
        "number": "N°",
        "control": "Controllo",
        "point": "Punto",
        "time": "Orario",
        "source": "Fonte",
    },
}
ITALIAN_POINTS = {"start": "Partenza", "finish": "Arrivo", "in": "timbro"}


def renamed(rows: list[dict], names: dict[str, str]) -> list[dict]:
    return [{names[column]: value for column, value in row.items()} for row in rows]


def same_tables(first: Event, second: Event) -> None:
    for name in package_tables():
        pd.testing.assert_frame_equal(first[name], second[name], obj=name)


def test_a_sound_package_has_no_findings(tmp_path: Path) -> None:
    event = load(write_package(tmp_path))
    assert event.findings == ()
    assert event.ok
    assert event.id == "prova-uno"
    assert event.counts()["passages"] == 30
    assert event.sources["entries"].name == "entries.csv"


def test_the_bundled_events_have_no_errors() -> None:
    assert bundled()
    for name in bundled():
        event = load(name)
        assert [
            finding.as_json() for finding in event.findings if finding.severity == "error"
        ] == []


def test_columns_have_the_types_of_the_data_reference(tmp_path: Path) -> None:
    event = load(write_package(tmp_path))
    entries, passages = event["entries"], event["passages"]
    assert entries["number"].dtype == "Int64"
    assert entries["driver"].dtype == "str"
    assert entries["ladies"].dtype == "boolean"
    assert entries["coefficient"].tolist() == [Decimal("1.38")] * 3
    assert entries["status"].isna().all()
    assert str(passages["time"].dtype) == "datetime64[ns, Europe/Rome]"
    assert passages.index.name == "row"
    assert passages.index[0] == 2
    first = passages["time"].iloc[0]
    assert first == pd.Timestamp("2025-04-11T08:11:00+02:00")


def test_absent_tables_are_empty_frames_with_their_columns(tmp_path: Path) -> None:
    event = load(write_package(tmp_path))
    assert not event.has("decisions")
    assert list(event["decisions"].columns)[:3] == ["id", "number", "control"]
    assert str(event["decisions"]["decided_at"].dtype) == "datetime64[ns, Europe/Rome]"
    assert event["waypoints"]["leg"].dtype == "Int64"


def test_an_event_without_times_needs_no_table(tmp_path: Path) -> None:
    folder = write_package(tmp_path, timing="none", facts=[{"key": "crews", "value": 30}])
    for table in ("facts",):
        (folder / f"{table}.csv").unlink()
    assert load(folder).findings == ()


def test_controls_of_an_event_without_times_need_no_target(tmp_path: Path) -> None:
    controls = good_tables()["controls"]
    for row in controls:
        row["target_s"] = row["target_kmh"] = ""
    event = load(write_package(tmp_path, timing="none", controls=controls))
    assert event.findings == ()


@pytest.mark.parametrize("delimiter", [";", "\t", ","])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_an_italian_spreadsheet_reads_like_the_plain_one(
    tmp_path: Path, delimiter: str, mark: str
) -> None:
    plain = load(write_package(tmp_path / "plain"))
    tables = good_tables()
    for row in tables["entries"]:
        row |= {"coefficient": "1,38", "ladies": "falso", "under_30": "NO"}
    for row in tables["passages"]:
        row["time"] = row["time"].replace(".", ",")
        row["point"] = ITALIAN_POINTS.get(row["point"], row["point"])
    folder = write_package(tmp_path / "italian", **tables)
    for name, names in ITALIAN.items():
        text = csv_text(renamed(tables[name], names), delimiter=delimiter)
        text = text.replace("\n", "\r\n")
        (folder / f"{name}.csv").write_text(mark + text, encoding="utf-8", newline="")
    italian = load(folder)
    assert italian.findings == ()
    same_tables(plain, italian)


def test_a_workbook_reads_like_the_csv_files(tmp_path: Path) -> None:
    plain = load(write_package(tmp_path / "plain"))
    tables = good_tables()
    for row in tables["passages"] + tables["starts"]:
        row["time"] = dt.time.fromisoformat(row["time"])
    for row in tables["entries"]:
        row |= {"coefficient": 1.38, "ladies": False}
    folder = tmp_path / "book" / "prova-uno"
    folder.mkdir(parents=True)
    (folder / "event.toml").write_text(event_toml(), encoding="utf-8")
    sheets = dict(
        zip(
            ["Iscritti", "Controlli", "Rilevamenti", "Partenze", "Passaggi"],
            tables.values(),
            strict=True,
        )
    )
    write_workbook(folder / "event.xlsx", sheets)
    book = load(folder)
    assert book.findings == ()
    same_tables(plain, book)
    assert book.sources["passages"].name == "event.xlsx"


def test_rows_are_counted_as_lines_of_the_file(tmp_path: Path) -> None:
    tables = good_tables()
    tables["entries"][0]["team"] = "Scuderia\nDue"
    folder = write_package(tmp_path, **tables)
    replace_in(folder / "starts.csv", "2,1,", "\n2,1,")
    event = load(folder)
    assert event.findings == ()
    assert event["entries"].index.tolist() == [2, 4, 5]
    assert event["entries"]["team"].iloc[0] == "Scuderia\nDue"
    assert event["starts"].index.tolist() == [2, 3, 5, 6, 7, 8]


def test_an_unknown_column_is_kept_as_text_and_noted(tmp_path: Path) -> None:
    tables = good_tables()
    for row in tables["entries"]:
        row["Hotel"] = "Excelsior"
    event = load(write_package(tmp_path, **tables))
    (finding,) = event.findings
    assert (finding.code, finding.severity, finding.row) == ("column-unknown", "note", 1)
    assert event.ok
    assert event["entries"]["Hotel"].tolist() == ["Excelsior"] * 3


def test_a_companion_column_is_there_only_where_the_file_has_it(tmp_path: Path) -> None:
    tables = good_tables()
    tables["controls"][0]["name_en"] = "Sorrento"
    event = load(write_package(tmp_path, **tables))
    assert event.findings == ()
    assert event["controls"]["name_en"].iloc[0] == "Sorrento"
    assert "reason_en" not in event["decisions"]


def test_a_cell_with_a_comma_or_a_quote_in_quotes_is_one_cell(tmp_path: Path) -> None:
    driver = 'Mario "il Rosso" Bianchi, conte'
    event = load(
        write_package(
            tmp_path, **good_tables() | {"entries": [entry(1, driver=driver), entry(2), entry(3)]}
        )
    )
    assert event["entries"]["driver"].iloc[0] == driver


def test_codes_are_read_in_any_case_and_in_italian(tmp_path: Path) -> None:
    tables = good_tables()
    tables["entries"][0]["status"] = "ritirato"
    tables["entries"][1]["status"] = "dns"
    tables["controls"][0]["kind"] = "pc"
    event = load(write_package(tmp_path, **tables))
    assert event.findings == ()
    assert event["entries"]["status"].tolist()[:2] == ["DNF", "DNS"]
    assert event["controls"]["kind"].iloc[0] == "PC"


def test_findings_come_errors_first_and_then_by_line(tmp_path: Path) -> None:
    tables = good_tables()
    tables["passages"][9]["time"] = "8.11"
    tables["passages"][3]["time"] = "8.11"
    tables["entries"][0]["Hotel"] = "Excelsior"
    tables["entries"][2]["year"] = "MCM"
    found = [(f.severity, f.table, f.row) for f in load(write_package(tmp_path, **tables)).findings]
    assert found == [
        ("error", "entries", 4),
        ("error", "passages", 5),
        ("error", "passages", 11),
        ("note", "entries", 1),
    ]


def test_a_problem_on_every_line_is_told_a_thousand_times_and_then_counted(tmp_path: Path) -> None:
    tables = good_tables()
    tables["facts"] = [
        {"key": "k", "value": 1, "unit": "", "source": "", "published_at": ""}
    ] * 1500
    findings = load(write_package(tmp_path, **tables)).findings
    assert sum(finding.code == "cell-blank" for finding in findings) == 1000
    (rest,) = (finding for finding in findings if finding.code == "more-of-the-same")
    assert rest.severity == "error"
    assert "500" in rest.message()


def test_a_class_beside_a_category_is_a_column_of_its_own(tmp_path: Path) -> None:
    tables = good_tables()
    tables["entries"] = [
        {"Raggruppamento" if key == "category" else key: value for key, value in row.items()}
        | {"Classe": "fino a 1600"}
        for row in tables["entries"]
    ]
    event = load(write_package(tmp_path, **tables))
    assert event.ok
    assert set(event["entries"]["category"]) == {"RC2"}
    assert set(event["entries"]["Classe"]) == {"fino a 1600"}


def test_a_class_alone_is_the_category(tmp_path: Path) -> None:
    tables = good_tables()
    tables["entries"] = [
        {"Classe" if key == "category" else key: value for key, value in row.items()}
        for row in tables["entries"]
    ]
    assert set(load(write_package(tmp_path, **tables))["entries"]["category"]) == {"RC2"}


@pytest.mark.parametrize(("value", "ok"), [("", True), ("classified", True), ("forse", False)])
def test_a_status_that_was_set_can_be_taken_back(tmp_path: Path, value: str, ok: bool) -> None:
    tables = good_tables()
    tables["decisions"] = [
        {"id": "D1", "number": 1, "control": "", "action": "set_status", "value": "DSQ"},
        {"id": "D2", "number": 1, "control": "", "action": "set_status", "value": value},
    ]
    assert load(write_package(tmp_path, **tables)).ok is ok


def test_a_blank_status_takes_nothing_back_where_none_was_set(tmp_path: Path) -> None:
    tables = good_tables()
    tables["decisions"] = [
        {"id": "D1", "number": 2, "control": "", "action": "set_status", "value": "DSQ"},
        {"id": "D2", "number": 1, "control": "", "action": "set_status", "value": ""},
    ]
    found = [one for one in load(write_package(tmp_path, **tables)).findings if one.row == 3]
    assert "decision-value" in [one.code for one in found]


@pytest.mark.parametrize("name", ["demo-rally", "coppa-delle-alpi-2024"])
def test_rows_stand_in_their_tables_order_however_they_were_written(
    name: str, tmp_path: Path
) -> None:
    shuffled = tmp_path / name
    shutil.copytree(locate(name), shuffled)
    ordered = [table for table, schema in package_tables().items() if schema.order]
    for table in ordered:
        if (path := shuffled / f"{table}.csv").exists():
            with path.open(encoding="utf-8", newline="") as opened:
                header, *rows = csv.reader(opened)
            random.Random(table).shuffle(rows)
            with path.open("w", encoding="utf-8", newline="") as written:
                csv.writer(written).writerows([header, *rows])
    as_it_is, other = load(name), load(shuffled)
    for table in ordered:
        pd.testing.assert_frame_equal(
            as_it_is[table].reset_index(drop=True), other[table].reset_index(drop=True)
        )
