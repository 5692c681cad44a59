"""Names in charts are shown as tables show them: nothing of a file is read as markup."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from reporting.charts.race.coefficient import coefficient
from reporting.charts.race.lead import lead
from reporting.charts.race.trial_charts import matrix, precision, trials
from reporting.event import load
from reporting.scoring import Standings, score
from reporting.story.voice import Voice
from support.project import ROOT
from support.small_events import SmallEvent

LINK = "<a href='http://127.0.0.1:9/x'>Rossi</a>"


@pytest.fixture(scope="module")
def standings(tmp_path_factory: pytest.TempPathFactory) -> Standings:
    folder = tmp_path_factory.mktemp("named") / "demo-rally"
    shutil.copytree(ROOT / "data" / "events" / "demo-rally", folder)
    table = folder / "entries.csv"
    lines = table.read_text(encoding="utf-8").splitlines()
    place = lines[0].split(",").index("driver")
    for at in range(1, len(lines)):
        cells = lines[at].split(",")
        cells[place] = f"{LINK} %{{y}} <b>{at}</b>"
        lines[at] = ",".join(cells)
    table.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return score(load(folder))


def texts(part: Any) -> Iterator[str]:
    if isinstance(part, str):
        yield part
    elif isinstance(part, dict):
        for inner in part.values():
            yield from texts(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from texts(inner)


@pytest.mark.parametrize("draw", [lead, precision, matrix, coefficient, trials])
def test_no_name_becomes_a_link_bold_or_a_field(standings: Standings, draw: Any) -> None:
    chart = draw(standings, Voice("it"))
    shown = list(texts(json.loads(chart.figure.to_json())))
    assert not [text for text in shown if "<a" in text or "</a" in text]
    assert not [text for text in shown if "Rossi" in text and ("%{y}" in text or "<b>1" in text)]
    if draw is not trials:
        assert any("Rossi&lt;/a&gt;" in text for text in shown)


def test_a_matrix_of_one_crew_has_room_for_the_names_under_it(tmp_path: Path) -> None:
    folder = SmallEvent(crews=1, home=1, long=True).write(tmp_path)
    chart = matrix(score(load(folder)), Voice("it"))
    assert chart is not None
    lines = max(label.count("<br>") + 1 for label in chart.figure.layout.xaxis.ticktext)
    assert chart.figure.layout.height >= 16 + 8 + 16 + lines * 16 + 40
