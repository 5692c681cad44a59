"""The data files: the same columns and types for every event, described beside them."""

from __future__ import annotations

import csv
import json
import tomllib
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from reporting.event import load
from reporting.publish.data import files
from reporting.publish.data.catalogue import (
    PACKAGE_FILE,
    arrow,
    column_words,
    datapackage,
    fitted,
    outputs,
)
from reporting.route import measure
from support.packages import good_tables, write_package
from support.project import ROOT


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return the data of a small event with times and of one with facts and a footprint alone."""
    small = load(write_package(tmp_path_factory.mktemp("package"), **good_tables()))
    written = {}
    for event in (small, load("coppa-delle-alpi-2024")):
        written[event.id] = tmp_path_factory.mktemp(event.id)
        files.write(event, written[event.id])
    return written


def resources(folder: Path) -> dict[str, dict]:
    package = json.loads((folder / PACKAGE_FILE).read_text(encoding="utf-8"))
    return {one["name"]: one for one in package["resources"]}


def test_every_table_has_the_catalogues_columns_and_types_whatever_the_event(
    folders: dict[str, Path],
) -> None:
    for event, folder in folders.items():
        for name, resource in resources(folder).items():
            table = pq.read_table(folder / f"{name}.parquet")
            assert table.schema.names == [column.name for column in outputs()[name].columns]
            empty = arrow(name, fitted(name, table.to_pandas().iloc[:0], event))
            assert table.schema.equals(empty.schema), name
            assert set(table.column("event").to_pylist()) == {event}
            assert table.num_rows == resource["rows"]


def test_files_of_different_events_stack(folders: dict[str, Path]) -> None:
    both = set.intersection(*(set(resources(folder)) for folder in folders.values()))
    assert {"route", "places", "controls"} <= both
    for name in both:
        tables = [pq.read_table(folder / f"{name}.parquet") for folder in folders.values()]
        whole = pa.concat_tables([table.replace_schema_metadata(None) for table in tables])
        assert len(set(whole.column("event").to_pylist())) == 2


def test_the_data_package_describes_every_csv_file(folders: dict[str, Path]) -> None:
    for folder in folders.values():
        described = resources(folder)
        assert {f"{name}.csv" for name in described} == {one.name for one in folder.glob("*.csv")}
        for name, resource in described.items():
            with (folder / resource["path"]).open(encoding="utf-8") as stream:
                rows = list(csv.DictReader(stream))
            fields = resource["schema"]["fields"]
            assert [field["name"] for field in fields] == list(rows[0])
            assert all(field["description"] for field in fields)
            assert len(rows) == resource["rows"], name


def test_crews_controls_passages_and_detections_are_files_too(folders: dict[str, Path]) -> None:
    assert {"crews", "controls", "passages", "detections"} <= set(resources(folders["prova-uno"]))


def test_nothing_that_a_leg_says_in_one_figure_is_lost() -> None:
    known = {column.name for column in outputs()["route"].columns}
    for leg in measure(load("demo-rally")).as_json()["legs"]:
        single = {key for key, value in leg.items() if not isinstance(value, dict | list)}
        assert single <= known


def test_an_unknown_is_blank_and_exact_decimals_stay_exact() -> None:
    import pandas as pd

    frame = pd.DataFrame({"number": [1, None], "total": ["12.30", None], "strange": [1, 2]})
    table = arrow("standings", fitted("standings", frame, "e"))
    assert [str(one) for one in table.column("total").to_pylist()] == ["12.30", "None"]
    assert table.column("number").to_pylist() == [1, None]
    assert "strange" not in table.schema.names


def test_every_word_of_the_catalogue_is_used_and_in_both_languages() -> None:
    for name, entry in column_words().items():
        assert set(entry) == {"type", "unit", "it", "en"}, name
        assert entry["it"]
        assert entry["en"]
    overriding = {name for name in column_words() if "." in name}
    tables = {name.partition(".")[0] for name in overriding}
    assert tables <= set(outputs())
    assert datapackage(load("demo-rally"), {})["resources"] == []


def test_every_data_file_has_a_name_in_the_index() -> None:
    folder = ROOT / "src" / "reporting" / "publish"
    named = tomllib.loads((folder / "pages" / "words.toml").read_text(encoding="utf-8"))
    files = tomllib.loads((folder / "data" / "outputs.toml").read_text(encoding="utf-8"))
    assert {name for name in [*files, "datapackage"] if f"data-{name}" not in named} == set()
