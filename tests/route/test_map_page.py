"""The page of the maps in a browser: it fits, zooms, pans, says what marks are, links profiles."""

from __future__ import annotations

from pathlib import Path

import pytest

from reporting.charts import page_map
from reporting.event import load
from reporting.publish.data.map_files import map_page, map_parts
from reporting.publish.pages.page import asset
from reporting.route import measure
from reporting.story.voice import Voice
from support.browser import visit

pytestmark = pytest.mark.slow

SHOWN = "[...document.querySelectorAll('.linked')].filter(one => one.offsetParent !== null)"
MAP = f"{SHOWN}[0].querySelector('.pane')"
STRIP = f"{SHOWN}[0].querySelector('.strip .pane')"
VIEW = f"{MAP}.querySelector('svg').getAttribute('viewBox')"


def key(pane: str, name: str) -> str:
    event = f"new KeyboardEvent('keydown', {{key: '{name}', bubbles: true}})"
    return f"({pane}.dispatchEvent({event}), {VIEW})"


def wheel(delta: int) -> str:
    return (
        f"(() => {{ const p = {MAP}, b = p.getBoundingClientRect(); p.dispatchEvent(new WheelEvent("
        f"'wheel', {{deltaY: {delta}, ctrlKey: true, bubbles: true, cancelable: true, "
        f"clientX: b.left + b.width / 2, clientY: b.top + b.height / 2}})); return {VIEW}; }})()"
    )


def pinch() -> str:
    def finger(name: str, number: int, share: float) -> str:
        return (
            f"p.dispatchEvent(new PointerEvent('{name}', {{pointerId: {number}, bubbles: true, "
            f"clientX: b.left + b.width * {share}, clientY: b.top + b.height / 2}}));"
        )

    steps = [("pointerdown", 1, 0.45), ("pointerdown", 2, 0.55), ("pointermove", 1, 0.3)]
    steps += [("pointermove", 2, 0.7), ("pointerup", 1, 0.3), ("pointerup", 2, 0.7)]
    return (
        f"(() => {{ const p = {MAP}, b = p.getBoundingClientRect(); p.setPointerCapture = () => 0; "
        f"{' '.join(finger(*step) for step in steps)} return {VIEW}; }})()"
    )


def over_strip(share: float) -> str:
    """Point at a share of the profile; return the words there, and whether the map shows it."""
    return (
        f"(() => {{ const s = {STRIP}.querySelector('svg'), b = s.getBoundingClientRect(); "
        f"s.dispatchEvent(new PointerEvent('pointermove', {{bubbles: true, clientX: b.left + "
        f"b.width * {share}, clientY: b.top + 30}})); return [s.querySelector('.here text')"
        f".textContent, {MAP}.querySelector('.here').getAttribute('visibility'), "
        f"{MAP}.querySelector('.here').getAttribute('transform')]; }})()"
    )


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    voice, event = Voice("it"), load("demo-rally")
    path = tmp_path_factory.mktemp("maps") / "map.html"
    path.write_text(map_page(map_parts(event, measure(event), voice, None), voice), "utf-8")
    return path


@pytest.mark.parametrize(("width", "drawn"), [(360, "0 0 400 "), (1200, "0 0 1080 ")])
def test_the_page_fits_zooms_pans_and_links_map_and_profile(page: Path, width: int, drawn: str):
    overflow = "document.documentElement.scrollWidth <= window.innerWidth"
    mark = f"{MAP}.querySelector('.mark')"
    said = f"({mark}.focus(), {MAP}.querySelector('.tip').textContent)"
    apart = (
        f"{MAP}.previousElementSibling.className === 'zoom' && "
        f"{MAP}.previousElementSibling.getBoundingClientRect().bottom <= "
        f"{MAP}.getBoundingClientRect().top"
    )
    seen = visit(
        page,
        apart,
        overflow,
        VIEW,
        key(MAP, "+"),
        key(MAP, "ArrowLeft"),
        key(MAP, "0"),
        wheel(-300),
        key(MAP, "0"),
        pinch(),
        key(MAP, "0"),
        over_strip(0.3),
        over_strip(0.8),
        said,
        "document.fonts.check(\"12px 'Source Sans 3'\")",
        width=width,
    )
    buttons_apart, fits, *views = seen.answers
    whole, zoomed, panned, back, wheeled, _, pinched, _, first, second, tip, fonts = views
    assert buttons_apart
    assert fits
    assert whole.startswith(drawn)
    assert float(zoomed.split()[2]) == pytest.approx(float(whole.split()[2]) / 1.5)
    assert float(panned.split()[0]) < float(zoomed.split()[0])
    assert back == whole
    assert float(wheeled.split()[2]) < float(whole.split()[2]) / 2
    assert float(pinched.split()[2]) < float(whole.split()[2]) / 2
    assert first[0].startswith(("7", "8", "9", "10"))
    assert "km" in first[0]
    assert first[1] == "visible"
    assert first[2] != second[2]
    assert len(tip) > 5
    assert fonts
    assert seen.requests == [page.as_uri(), "data:,"] or seen.requests == [page.as_uri()]
    assert seen.console == []


def test_a_reports_map_is_drawn_for_phones_too_and_hidden_on_paper():
    route, voice = measure(load("demo-rally")), Voice("en")
    shown = page_map(route, voice)
    assert shown is not None
    html = shown._repr_html_()
    assert html.count("<svg") == 2
    assert 'class="phones"' in html
    assert shown.phone is not None
    assert 'viewBox="0 0 400 ' in shown.phone.svg
    assert ".phones { display: none; }" in asset("print.css")
