"""The evidence pack: everything with its hash; missing files listed, changed ones refused."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import shutil
import zipfile
from pathlib import Path

import pytest
from typer.testing import CliRunner

from reporting.cli import app
from support.command import reporting
from support.project import ROOT


@pytest.fixture
def demo(tmp_path: Path) -> Path:
    source = ROOT / "data" / "events" / "demo-rally"
    return Path(shutil.copytree(source, tmp_path / "demo-rally"))


def run(*arguments: object) -> tuple[int, str]:
    done = CliRunner().invoke(app, [str(one) for one in arguments])
    return done.exit_code, done.stdout


def test_the_pack_holds_what_an_assurer_needs_each_file_with_its_hash(demo: Path) -> None:
    out = demo.parent / "pack.zip"
    status, said = run("evidence", demo, "--out", out, "--json")
    assert status == 0
    with zipfile.ZipFile(out) as pack:
        names = set(pack.namelist())
        manifest = json.loads(pack.read("manifest.json"))
        for one in manifest["files"]:
            content = pack.read(one["file"])
            assert hashlib.sha256(content).hexdigest() == one["sha256"]
            assert len(content) == one["bytes"]
        signed = list(csv.DictReader(io.StringIO(pack.read("sign-offs.csv").decode())))
        factors = list(csv.DictReader(io.StringIO(pack.read("factors.csv").decode())))
        index = list(csv.DictReader(io.StringIO(pack.read("index.csv").decode())))
    assert {one["file"] for one in manifest["files"]} == names - {"manifest.json"}
    assert names >= {"inventory/footprint.xlsx", "runs/demo-rally-v1.json", "manifest.json"}
    assert names >= {f"evidence/{path.name}" for path in (demo / "evidence").iterdir()}
    assert {one["state"] for one in manifest["evidence"]} == {"present"}
    assert {one["table"] for one in signed} >= {"policies", "statements", "evidence_files"}
    assert all(one["publisher"] and one["source"] for one in factors)
    assert len(index) > 200
    assert manifest["inputs"]["activities.csv"]
    assert json.loads(said)["missing"] == []


def test_the_same_package_gives_the_same_bytes(demo: Path) -> None:
    packs = [demo.parent / "one.zip", demo.parent / "two.zip"]
    assert [run("evidence", demo, "--out", out)[0] for out in packs] == [0, 0]
    assert packs[0].read_bytes() == packs[1].read_bytes()


def test_a_missing_file_is_listed_with_the_rows_that_name_it(demo: Path) -> None:
    (demo / "evidence" / "ricevute-hvo.txt").unlink()
    out = demo.parent / "pack.zip"
    status, said = run("evidence", demo, "--out", out, "--json")
    found = json.loads(said)
    assert status == 0
    assert found["missing"] == ["evidence/ricevute-hvo.txt"]
    (one,) = [entry for entry in found["evidence"] if entry["state"] == "missing"]
    assert {place.partition(":")[0] for place in one["rows"]} == {"actions", "evidence_files"}
    assert out.is_file()


def test_a_changed_file_is_refused_by_name_and_nothing_is_written(demo: Path) -> None:
    (demo / "evidence" / "codice-fornitori.txt").write_text("altro", encoding="utf-8")
    out = demo.parent / "pack.zip"
    status, said = run("evidence", demo, "--out", out, "--json")
    (finding,) = json.loads(said)["findings"]
    assert status == 1
    assert (finding["code"], finding["table"]) == ("evidence-changed", "evidence_files")
    assert (finding["row"], finding["column"]) == (3, "sha256")
    assert "evidence/codice-fornitori.txt" in finding["message"]
    assert not out.exists()


@pytest.mark.parametrize(
    "name", ["evidence/../../secret.txt", "evidence/link.txt", "/etc/hostname"]
)
def test_a_name_that_leads_out_of_the_package_is_refused(demo: Path, name: str) -> None:
    secret = demo.parent / "secret.txt"
    secret.write_text("secret", encoding="utf-8")
    (demo / "evidence" / "link.txt").symlink_to(secret)
    table = demo / "evidence_files.csv"
    text = table.read_text(encoding="utf-8")
    table.write_text(f"{text}{name},,,,,,,public\n", encoding="utf-8")
    status, said = run("evidence", demo, "--out", demo.parent / "pack.zip", "--json")
    assert status == 1
    assert [one["code"] for one in json.loads(said)["findings"]] == ["evidence-outside"]


def test_what_is_for_the_organiser_alone_stays_at_home(demo: Path) -> None:
    table = demo / "evidence_files.csv"
    secret = demo / "evidence" / "contratto.txt"
    secret.write_text("riservato", encoding="utf-8")
    text = table.read_text(encoding="utf-8")
    table.write_text(f"{text}evidence/contratto.txt,,,,,,,internal\n", encoding="utf-8")
    out = demo.parent / "pack.zip"
    assert run("evidence", demo, "--out", out)[0] == 0
    with zipfile.ZipFile(out) as pack:
        assert "evidence/contratto.txt" not in pack.namelist()
        told = {
            one["file"]: one["state"] for one in json.loads(pack.read("manifest.json"))["evidence"]
        }
    assert told["evidence/contratto.txt"] == "withheld"


def test_the_pack_goes_into_a_folder_that_is_named(demo: Path, tmp_path: Path) -> None:
    folder = tmp_path / "packs"
    folder.mkdir()
    done = reporting("evidence", demo, "--out", folder)
    assert done.exit_code == 0
    assert [path.name for path in folder.iterdir()] == ["demo-rally-evidence.zip"]
