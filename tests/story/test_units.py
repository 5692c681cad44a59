"""Units of files are free text: a word that nobody knows is shown as it stands."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from reporting.event import load
from reporting.footprint import statement
from reporting.story.footprint.lists import metrics
from reporting.story.footprint.telling import tell
from reporting.story.voice import Voice
from support.project import ROOT


@pytest.mark.parametrize("language", ["it", "en"])
def test_a_fact_in_another_unit_loses_no_report(tmp_path: Path, language: str) -> None:
    folder = tmp_path / "experience-italy-2025"
    shutil.copytree(ROOT / "data" / "events" / folder.name, folder)
    table = folder / "facts.csv"
    lines = table.read_text(encoding="utf-8").splitlines()
    place = lines[0].split(",").index("unit")
    kept = [line for line in lines if not line.startswith("training_hours")]
    cells = ["training_hours", "140", *[""] * (len(lines[0].split(",")) - 2)]
    cells[place] = "ore {x} di corso"
    table.write_text("\n".join([*kept, ",".join(cells)]) + "\n", encoding="utf-8")
    event = load(folder)
    footprint = tell(event, statement(event), Voice(language))
    groups = {one["group"] for one in footprint.statement["metrics"].values()}
    shown = metrics(footprint, "people", *groups)
    assert any(row["unit"] == "ore {x} di corso" for row in shown.rows)


def test_a_known_unit_is_shown_in_the_reader_s_words() -> None:
    assert Voice("it").unit("h") == Voice("it").text("unit h")
