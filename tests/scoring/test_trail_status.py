"""How final the standings are stands in the package, with revision and time."""

from __future__ import annotations

from pathlib import Path

import pytest

from reporting.errors import InputError
from reporting.event import load
from reporting.scoring import score
from support.packages import write_package


def package(tmp_path: Path, lines: str, timing: str = "timekeeper") -> Path:
    folder = write_package(tmp_path, timing=timing)
    info = folder / "event.toml"
    text = info.read_text(encoding="utf-8")
    info.write_text(
        text.replace("[provenance]", f"[standings]\n{lines}\n[provenance]"), encoding="utf-8"
    )
    return folder


def test_standings_are_provisional_until_somebody_says_otherwise(tmp_path: Path) -> None:
    document = score(load(write_package(tmp_path, timing="timekeeper"))).as_json()
    found = document["status"], document["revision"], document["issued_at"]
    assert found == ("provisional", 1, None)


def test_official_standings_carry_revision_and_time(tmp_path: Path) -> None:
    lines = 'status = "official"\nrevision = 3\nat = 2025-04-12T18:30:00'
    document = score(load(package(tmp_path, lines))).as_json()
    found = document["status"], document["revision"], document["issued_at"]
    assert found == ("official", 3, "2025-04-12T18:30:00+02:00")


def test_simulated_times_never_become_official(tmp_path: Path) -> None:
    document = score(load(package(tmp_path, 'status = "official"', "simulated"))).as_json()
    assert (document["status"], document["revision"]) == ("simulated", None)


@pytest.mark.parametrize(
    ("lines", "column"),
    [
        ('status = "final"', "standings.status"),
        ("revision = 0", "standings.revision"),
        ('at = "soon"', "standings.at"),
    ],
)
def test_a_wrong_status_is_told_with_its_key_and_line(
    tmp_path: Path, lines: str, column: str
) -> None:
    with pytest.raises(InputError) as caught:
        load(package(tmp_path, lines))
    (finding,) = caught.value.findings
    assert (finding.code, finding.column, finding.row) == ("event-value", column, 9)
