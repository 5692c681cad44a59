"""What changed between two builds is told before anybody reads it in print."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from reporting.errors import InputError, UsageError
from reporting.event import load
from reporting.publish.data import files as datafiles
from reporting.publish.diff import Change, Difference, compare, read_build
from support.command import reporting
from support.packages import Rows, clock, good_tables, write_package

EVENT = "prova-uno"


def tables() -> dict[str, Rows]:
    """Return the usual tables, the crews no longer equal: 1, 2 and 3 hundredths late at PC1."""
    changed = good_tables()
    for row in changed["passages"]:
        if (row["control"], row["point"]) == ("PC1", "start"):
            row["time"] = clock(8 * 3600 + 60 * row["number"] + 600 - row["number"] / 100)
    return changed


def built(tmp_path: Path, name: str, change: Callable[[dict[str, Rows]], object] = len) -> Path:
    """Write what a build leaves of a package changed by `change`; return the folder of reports."""
    changed = tables()
    change(changed)
    event = load(write_package(tmp_path / f"{name}-package", timing="timekeeper", **changed))
    datafiles.write(event, tmp_path / name / EVENT / "data")
    return tmp_path / name


def difference(tmp_path: Path, change: Callable[[dict[str, Rows]], object]) -> Difference:
    old, new = built(tmp_path, "old"), built(tmp_path, "new", change)
    return compare(read_build(old, EVENT), read_build(new, EVENT))


def slow(changed: dict[str, Rows]) -> None:
    """Let crew 1 finish PC3 five hundredths late."""
    row = next(
        row
        for row in changed["passages"]
        if (row["number"], row["control"], row["point"]) == (1, "PC3", "finish")
    )
    row["time"] = clock(9 * 3600 + 60 + 620.05)


def test_the_same_package_built_twice_has_not_changed(tmp_path: Path) -> None:
    found = difference(tmp_path, len)
    assert found.same_results
    assert found.as_json()["same_results"] is True


def test_a_time_that_changed_is_told_with_penalty_totals_and_positions(tmp_path: Path) -> None:
    found = difference(tmp_path, slow)
    assert [(one.number, one.control, one.changes) for one in found.cells] == [
        (1, "PC3", {"penalty": Change("0", "5")})
    ]
    moves = {one.who: (one.position, one.total) for one in found.rankings["overall"]}
    assert moves[1] == (Change(1, 3), Change("1.38", "8.28"))
    assert moves[2] == (Change(2, 1), Change("2.76", "2.76"))
    assert not found.same_results


def test_a_status_a_driver_and_a_crew_that_left_are_told(tmp_path: Path) -> None:
    def change(changed: dict[str, Rows]) -> None:
        changed["entries"][0]["status"] = "DSQ"
        changed["entries"][1]["driver"] = "Altro"
        changed["entries"].pop()
        changed["starts"] = [row for row in changed["starts"] if row["number"] != 3]
        changed["passages"] = [row for row in changed["passages"] if row["number"] != 3]

    found = difference(tmp_path, change)
    moves = {one.who: one for one in found.rankings["overall"]}
    assert moves[1].others == {"status": Change(None, "DSQ")}
    assert moves[3].position == Change(3, None)
    assert found.crews == {2: {"driver": Change("Equipaggio 02", "Altro")}}


def test_provisional_standings_that_became_official_are_told(tmp_path: Path) -> None:
    old = built(tmp_path, "old")
    folder = tmp_path / "old-package" / EVENT
    info = folder / "event.toml"
    text = info.read_text(encoding="utf-8")
    info.write_text(text + '\n[standings]\nstatus = "official"\nrevision = 2\n', encoding="utf-8")
    datafiles.write(load(folder), tmp_path / "new" / EVENT / "data")
    found = compare(read_build(old, EVENT), read_build(tmp_path / "new", EVENT))
    assert found.headings == {
        "status": Change("provisional", "official"),
        "revision": Change(1, 2),
    }
    assert found.rankings == {}


def test_inputs_and_versions_are_told_from_the_manifests(tmp_path: Path) -> None:
    for name, hashes, version in (("old", "ab", "1"), ("new", "acd", "2")):
        folder = built(tmp_path, name) / EVENT
        manifest = {
            "inputs": [
                {"path": f"{sha}.csv" if sha != "c" else "b.csv", "sha256": sha} for sha in hashes
            ],
            "versions": {"pandas": version, "python": "3"},
        }
        (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    found = compare(read_build(tmp_path / "old", EVENT), read_build(tmp_path / "new", EVENT))
    assert found.inputs == {"b.csv": Change("b", "c"), "d.csv": Change(None, "d")}
    assert found.versions == {"pandas": Change("1", "2")}
    assert found.same_results


@pytest.mark.parametrize("where", ["old", f"old/{EVENT}", f"old/{EVENT}/data/results.json"])
def test_a_build_is_found_by_any_of_its_names(tmp_path: Path, where: str) -> None:
    built(tmp_path, "old")
    assert read_build(tmp_path / where, EVENT).standings["event"] == EVENT


def test_what_is_no_build_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no build"):
        read_build(tmp_path, EVENT)
    results = tmp_path / "results.json"
    for text, said in (("{", "cannot be read"), ("[]", "None"), ('{"event": "x"}', "'x'")):
        results.write_text(text, encoding="utf-8")
        with pytest.raises(InputError, match=said):
            read_build(results, EVENT)


def test_the_results_hold_the_trail_of_the_decisions(tmp_path: Path) -> None:
    def change(changed: dict[str, Rows]) -> None:
        changed["decisions"] = [
            {"id": "D1", "number": 3, "control": "", "action": "set_status", "value": "DSQ",
             "reason": "prova", "document": "", "decided_at": ""}
        ]  # fmt: skip

    results: dict[str, Any] = json.loads(
        (built(tmp_path, "one", change) / EVENT / "data" / "results.json").read_text()
    )
    (step,) = results["decisions"]
    assert step["decisions"] == ["D1"]
    assert step["rankings"]["overall"][-1]["after"]["status"] == "DSQ"


def test_the_command_tells_people_and_programs(tmp_path: Path) -> None:
    old, new = built(tmp_path, "old"), built(tmp_path, "new", slow)
    told = reporting("diff", EVENT, old, new)
    assert (told.exit_code, told.stderr) == (0, "")
    assert "1 -> 3  No. 1  Equipaggio 01 / Navigatore 01  total 1.38 -> 8.28" in told.stdout
    assert "PC3  No. 1  penalty 0 -> 5" in told.stdout
    # Without a second build: the package as it stands.
    now = reporting("diff", tmp_path / "new-package" / EVENT, old, "--json")
    assert json.loads(now.stdout)["rankings"].keys() >= {"overall"}
    assert reporting("diff", EVENT, tmp_path / "none", new).exit_code == 2


def test_the_command_tells_it_in_the_readers_language(tmp_path: Path) -> None:
    old, new = built(tmp_path, "old"), built(tmp_path, "new", slow)
    italian = reporting("diff", EVENT, old, new, "--lang", "it").stdout
    assert "overall: 3 posizioni e 3 righe cambiate" in italian
    assert "penalità: 1 cambiate" in italian
    assert "penalties: 1 changed" in reporting("diff", EVENT, old, new, "--lang", "en").stdout
