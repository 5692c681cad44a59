"""Building reports: what a build leaves, what it leaves alone, what it refuses."""

from __future__ import annotations

import csv
import json
import re
from functools import partial
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from openpyxl import load_workbook

from reporting.engine.staging import locked
from reporting.errors import InputError, StepFailedError, UsageError
from reporting.publish import build as build_reports
from reporting.publish.building.manifest import intact, read
from reporting.publish.building.reports_index import render
from support.home import (
    EVENT,
    HIDDEN,
    PLAIN,
    assert_whole,
    built_home,
    change,
    files,
    manifest,
    write_home,
)
from support.notebooks import CHART, write_notebook
from support.packages import good_tables, replace_in

pytestmark = pytest.mark.slow

build = partial(build_reports, reports=("race",))

STEPS = ("execute", "figures", "html", "pdf")
FORMULA = '=HYPERLINK("http://example.org/","<b>x</b>")'


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict]:
    """Return the reports of a small event with a chart and a hostile name, and the manifest."""
    tables = good_tables()
    tables["entries"][0]["driver"] = FORMULA
    home = write_home(tmp_path_factory.mktemp("home"), *PLAIN, CHART, **tables)
    told = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("REPORTING_HOME", str(home))
        whole = build(
            out=home / "reports",
            progress=lambda event, report, step, state: told.update({(report, step): state}),
        )
    assert set(told.values()) == {"done"}
    assert {(f"{one}/race", step) for one in ("it", "en") for step in STEPS} < set(told)
    return home / "reports", whole


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a home with a small event, the process's own."""
    monkeypatch.setenv("REPORTING_HOME", str(tmp_path / "home"))
    return write_home(tmp_path / "home")


@pytest.fixture
def standing(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """Return such a home with the Italian race report of a chart in its ``reports``."""
    made = built_home(tmp_path_factory, tmp_path / "standing")
    monkeypatch.setenv("REPORTING_HOME", str(made))
    return made


def test_a_build_leaves_what_the_contract_says(built: tuple[Path, dict]) -> None:
    out, _ = built
    made = set(files(out / EVENT))
    assert {f"{one}/race.{kind}" for one in ("it", "en") for kind in ("html", "png", "pdf")} <= made
    page = (out / EVENT / "it" / "race.html").read_text(encoding="utf-8")
    assert '<meta property="og:image" content="race.png">' in page
    assert {"notebooks/race.it.ipynb", "notebooks/race.en.ipynb", "manifest.json"} <= made
    assert {
        f"data/{one}.{kind}"
        for one in ("standings", "route")
        for kind in ("parquet", "csv", "xlsx")
    } <= made
    assert "data/results.json" in made
    assert sorted(path.name for path in out.iterdir() if path.name.startswith(".")) == HIDDEN
    assert_whole(out)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("outputs", 5),
        ("outputs", [{"path": 1, "bytes": 1, "sha256": "x"}]),
        ("inputs", ["x"]),
        ("inputs", None),
        ("parameters", {"reports": "race"}),
        ("name", "x"),
        ("headlines", {"it": "x"}),
        ("start", 2025),
        ("titles", {"it/race": ["x"]}),
        ("event", "javascript:alert(1)//"),
    ],
)
def test_a_manifest_of_another_shape_counts_as_none(
    built: tuple[Path, dict], tmp_path: Path, key: str, value: object
) -> None:
    folder = tmp_path / EVENT
    folder.mkdir()
    told = json.loads((built[0] / EVENT / "manifest.json").read_bytes())
    file = folder / "manifest.json"
    file.write_text(json.dumps(told), encoding="utf-8")
    assert read(folder) is not None
    file.write_text(json.dumps(told | {key: value}), encoding="utf-8")
    assert read(folder) is None
    file.write_text("[" * 100_000, encoding="utf-8")
    assert read(folder) is None


def test_the_manifest_tells_inputs_versions_durations_and_outputs(built: tuple[Path, dict]) -> None:
    out, whole = built
    told = manifest(out)
    assert told["parameters"] == {"reports": ["race"], "languages": ["en", "it"]}
    assert {"data/events/prova-uno/passages.csv", "notebooks/race.ipynb"} <= {
        one["path"] for one in told["inputs"]
    }
    assert all(re.fullmatch("[0-9a-f]{64}", one["sha256"]) for one in told["inputs"])
    assert {"python", "plotly", "weasyprint", "pandas", "reporting"} <= set(told["versions"])
    assert {"it/race execute", "it/race html", "it/race pdf", "data"} <= set(told["durations_s"])
    assert whole["events"] == {EVENT: told}
    assert [one["path"] for one in whole["outputs"]] == [
        f"{EVENT}/{one['path']}" for one in told["outputs"]
    ]


def test_the_index_leads_to_every_report_in_both_languages(built: tuple[Path, dict]) -> None:
    out, _ = built
    html = (out / "index.html").read_text(encoding="utf-8")
    links = re.findall(r'href="((?!data:)[^"]+)"', html)
    assert {f"{EVENT}/{one}/race.{kind}" for one in ("it", "en") for kind in ("html", "pdf")} <= {
        *links
    }
    assert all((out / link).is_file() for link in links)
    assert "Tempi simulati" in html
    assert "Simulated times" in html


def test_the_index_leads_to_booklets_and_press_kit_that_stand(
    built: tuple[Path, dict], tmp_path: Path
) -> None:
    told = read(built[0] / EVENT)
    assert told is not None
    home = tmp_path / EVENT
    pieces = [
        {"path": f"it/{name}", "kind": kind}
        for name, kind in (("release.html", "release"), ("leg-2.html", "leg"), ("a.png", "card"))
    ]
    for path in ("crews/index.html", "press/kit.json"):
        (home / path).parent.mkdir(parents=True)
        (home / path).write_text(json.dumps({"pieces": pieces}))
    page = render([told], tmp_path)
    assert f'href="{EVENT}/crews/index.html"' in page
    assert "crews.zip" not in page
    assert f'<a href="{EVENT}/press/it/leg-2.html">tappa 2</a>' in page
    assert "a.png" not in page


def test_data_files_say_that_times_are_simulated(built: tuple[Path, dict]) -> None:
    data = built[0] / EVENT / "data"
    table = pq.read_table(data / "standings.parquet")
    assert set(table.column("timing").to_pylist()) == {"simulated"}
    assert table.schema.metadata[b"timing"] == b"simulated"
    assert b"Times made for a test" in table.schema.metadata[b"notes"]
    rows = list(csv.DictReader((data / "penalties.csv").open(encoding="utf-8")))
    assert {row["timing"] for row in rows} == {"simulated"}
    notes = load_workbook(data / "standings.xlsx").worksheets[0]
    said = [str(row[0]) for row in notes.iter_rows(values_only=True)]
    assert {"Tempi simulati", "Simulated times"} <= set(said)
    results = json.loads((data / "results.json").read_text(encoding="utf-8"))
    assert results["provenance"]["timing"] == results["standings"]["status"] == "simulated"


def test_no_spreadsheet_runs_a_text_of_the_package(built: tuple[Path, dict]) -> None:
    data = built[0] / EVENT / "data"
    (first, *_) = csv.DictReader((data / "standings.csv").open(encoding="utf-8"))
    drivers = [row["driver"] for row in csv.DictReader((data / "standings.csv").open("r"))]
    assert f"'{FORMULA}" in drivers
    assert not [name for name in drivers if name.startswith("=")]
    sheet = load_workbook(data / "standings.xlsx")["standings"]
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value == FORMULA]
    assert cells
    assert all(cell.data_type == "s" and cell.quotePrefix for cell in cells)
    exact = pq.read_table(data / "standings.parquet").column("driver").to_pylist()
    assert FORMULA in exact
    assert first["position"] == "1"


def test_totals_stay_exact_in_every_file(built: tuple[Path, dict]) -> None:
    data = built[0] / EVENT / "data"
    totals = pq.read_table(data / "standings.parquet").column("total")
    assert str(totals.type).startswith("decimal")
    results = json.loads((data / "results.json").read_text(encoding="utf-8"))
    told = [row["total"] for row in results["standings"]["rankings"]["overall"]]
    assert told == [str(one) for one in totals.to_pylist()[: len(told)]]


def test_nothing_is_built_twice_unless_asked(built: tuple[Path, dict], standing: Path) -> None:
    assert built[1]["built"] == [EVENT]
    out = standing / "reports"
    before = files(out)
    again = build(out=out, languages=["it"])
    assert (again["built"], again["unchanged"]) == ([], [EVENT])
    assert files(out / EVENT) == {
        k.removeprefix(f"{EVENT}/"): v for k, v in before.items() if "/" in k
    }
    assert build(out=out, languages=["it"], force=True)["built"] == [EVENT]
    assert_whole(out)
    told = read(out / EVENT)
    assert told is not None
    assert intact(out / EVENT, told)
    (out / EVENT / "it" / "race.html").write_text("spoilt")
    assert not intact(out / EVENT, told)


def test_another_language_joins_the_reports_of_the_same_inputs_only(standing: Path) -> None:
    home, out = standing, standing / "reports"
    page, printed = (out / EVENT / "it" / f"race.{kind}" for kind in ("html", "pdf"))
    assert "../en/race.html" not in page.read_text(encoding="utf-8")
    before = printed.read_bytes()
    build(out=out, languages=["en"])
    assert printed.read_bytes() == before
    assert "../en/race.html" in page.read_text(encoding="utf-8")
    assert "../it/race.html" in (out / EVENT / "en" / "race.html").read_text(encoding="utf-8")
    assert manifest(out)["parameters"]["languages"] == ["en", "it"]
    assert_whole(out)
    change(home, "Un'altra")
    build(out=out, languages=["en"])
    assert not (out / EVENT / "it").exists()
    assert manifest(out)["parameters"]["languages"] == ["en"]
    assert "it/race" not in (out / "index.html").read_text(encoding="utf-8")


def test_what_no_build_has_made_stays_where_it_stands(standing: Path) -> None:
    """A map that another command wrote, somebody's own notes: not the build's to remove."""
    home, out = standing, standing / "reports"
    drawn, notes = out / EVENT / "map" / "it" / "map.svg", out / EVENT / "it" / "notes.txt"
    for path in (drawn, notes):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("mine", encoding="utf-8")
    for language in ("it", "en"):
        change(home, f"Un'altra {language}")
        build(out=out, languages=[language])
        assert (drawn.read_text(), notes.read_text()) == ("mine", "mine")
        whole = read(out / EVENT)
        assert whole is not None
        assert intact(out / EVENT, whole)
        told = {one["path"] for one in manifest(out)["outputs"]}
        assert not told & {"map/it/map.svg", "it/notes.txt"}
    assert not (out / EVENT / "it" / "race.html").exists()


def test_a_build_that_fails_leaves_the_last_one_whole(standing: Path) -> None:
    home, out = standing, standing / "reports"
    before = files(out)
    write_notebook(home / "notebooks" / "race.ipynb", *PLAIN, "1 / 0")
    with pytest.raises(StepFailedError, match=r"race\.ipynb, cell 6 failed: ZeroDivisionError"):
        build(out=out)
    assert files(out) == before | {".lock": files(out)[".lock"]}


def test_a_package_with_errors_stops_everything_with_its_findings(home: Path) -> None:
    replace_in(
        home / "data" / "events" / EVENT / "event.toml", "2025-04-11\nend", "2025-13-11\nend"
    )
    with pytest.raises(InputError) as failed:
        build(out=home / "reports")
    assert failed.value.findings
    assert not (home / "reports" / EVENT).exists()


def test_two_builds_do_not_write_at_once(home: Path) -> None:
    out = home / "reports"
    with locked(out), pytest.raises(StepFailedError, match="Another build"):
        build(out=out)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"events": ["nowhere"]}, "nowhere"),
        ({"reports": ["rally"]}, "'rally'"),
        ({"languages": ["de"]}, "de"),
        ({"languages": []}, "no language"),
        ({"jobs": 0}, "at least 1"),
    ],
)
def test_wrong_use_is_told(home: Path, given: dict, told: str) -> None:
    with pytest.raises(UsageError, match=told):
        build(out=home / "reports", **given)


def test_two_packages_of_one_id_are_refused(home: Path, tmp_path: Path) -> None:
    other = write_home(tmp_path / "other") / "data" / "events" / EVENT
    with pytest.raises(UsageError, match="Two of the packages"):
        build([EVENT, str(other)], out=home / "reports")


def test_the_reports_cannot_be_a_file(home: Path) -> None:
    (home / "reports").write_text("")
    with pytest.raises(UsageError, match="not a folder"):
        build(out=home / "reports")
