"""Photographs of a package: on the cover and at a leg, with whose they are and what they show."""

from __future__ import annotations

import base64
import io
import re
from pathlib import Path

import pytest
from PIL import Image

from reporting.errors import InputError
from reporting.event import load
from reporting.publish import open_report
from support.packages import LEGS, event_toml, good_tables, write_package

PICTURES = """
[[pictures]]
file = "cover.png"
credit = "Foto <Rossi>"
alt = { it = "L'arrivo", en = "The finish" }

[[pictures]]
file = "leg.jpg"
place = "2"
credit = "Bianchi"
alt = { it = "Il via", en = "The start" }
"""


def package(folder: Path, *files: str) -> Path:
    legs = event_toml(legs=LEGS)
    home = write_package(folder, info=legs + PICTURES, **good_tables())
    taken = Image.Exif()
    taken[0x010F] = "Camera"
    for file in files:
        Image.new("RGB", (2400, 1200), "navy").save(home / file, exif=taken)
    return home


def test_the_cover_shows_the_photograph_with_its_credit_and_no_trace_of_the_camera(
    tmp_path: Path,
) -> None:
    home = package(tmp_path, "cover.png", "leg.jpg")
    report = open_report("race", str(home), "en")
    cover = report.cover().html
    assert 'alt="The finish"' in cover
    assert "Photograph: Foto &lt;Rossi&gt;" in cover
    packed = re.search(r'src="data:image/jpeg;base64,([^"]+)"', cover)
    assert packed is not None
    with Image.open(io.BytesIO(base64.b64decode(packed[1]))) as shown:
        assert shown.size == (1800, 900)
        assert not shown.getexif()
    assert 'alt="The start"' in report.photograph(2).html
    assert report.photograph(1).html == ""


def test_a_photograph_that_is_not_there_is_refused_by_its_line(tmp_path: Path) -> None:
    home = package(tmp_path, "cover.png")
    (home / "leg.jpg").write_text("no picture")
    with pytest.raises(InputError) as refused:
        load(home)
    (finding,) = [one for one in refused.value.findings if one.code == "event-picture"]
    assert (finding.column, finding.value) == ("pictures[2].file", "leg.jpg")
    assert finding.row is not None
