"""Figures for print: plotly's own JavaScript draws them as SVG in one headless Chromium tab.

A browser for each figure takes seconds; one tab kept open draws a figure in some 65 ms. The
browser runs beside this process, is closed surely, and started again where it has died.
"""

from __future__ import annotations

import asyncio
import base64
import json
import os
import shutil
import tempfile
import threading
from collections.abc import Coroutine, Mapping
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import unquote

import reporting
from reporting.errors import StepFailedError, ToolMissingError
from reporting.publish.pages import fonts
from reporting.publish.pages.cell_outputs import points
from reporting.publish.pages.hatches import seamless
from reporting.publish.pages.heatmaps import as_vectors

if TYPE_CHECKING:
    from choreographer import Browser
    from choreographer.browser_async import Tab

WIDTH_PX = 720
START_TIMEOUT_S = 60
DRAW_TIMEOUT_S = 60
CHARACTERS_PER_SECOND = 50_000  # of a figure: the patience grows with it
DRAWINGS_PER_BROWSER = 400  # a tab that draws for ever grows for ever
PLOTLY_JS = Path(reporting.__file__).parent / "assets" / "vendor" / "plotly-cartesian.min.js"
BROWSER_VARIABLE = "BROWSER_PATH"
BROWSERS = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)

# plotly names the parts of a drawing at random; seeded by the figure, the same figure gives the
# same bytes, and two figures on a page still differ. The generator is mulberry32.
_DRAW = """async function draw(seed, plot, width, height) {
  Math.random = () => {
    seed = (seed + 0x6D2B79F5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const image = await Plotly.toImage(
    {data: plot.data, layout: plot.layout, config: {staticPlot: true}},
    {format: 'svg', width, height});
  return image;
}"""

_RASTER = """async function raster(svg, width, height) {
  const image = new Image();
  image.src = 'data:image/svg+xml;charset=utf-8,' + encodeURIComponent(svg);
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  canvas.getContext('2d').drawImage(image, 0, 0, width, height);
  return canvas.toDataURL('image/png');
}"""


def browser_path() -> str:
    """Return the browser to draw with.

    Raises
    ------
    ToolMissingError
        Where there is none, with the command that brings one.
    """
    named = os.environ.get(BROWSER_VARIABLE)
    if named:
        if shutil.which(named):
            return named
        raise ToolMissingError(f"{BROWSER_VARIABLE} names {named!r}, which cannot be run.")
    for name in BROWSERS:
        found = shutil.which(name)
        if found:
            return found
    raise ToolMissingError(
        "No Chromium was found to draw the charts with. On Debian: "
        "apt-get install chromium-headless-shell. Elsewhere: name a Chromium or Chrome in the "
        f"environment variable {BROWSER_VARIABLE}."
    )


def _seed(drawn: str) -> int:
    return int.from_bytes(sha256(drawn.encode()).digest()[:4], "big", signed=True)


class Drawer:
    """Draws figures as SVG, one at a time; closed with ``close`` or as a context manager.

    Any thread may ask. The browser starts with the first drawing, or with ``start``.

    Examples
    --------
    >>> with Drawer() as drawer:  # doctest: +SKIP
    ...     svg = drawer.svg({"data": [{"y": [1, 2]}], "layout": {}}, height=300)
    """

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._browser: Browser | None = None
        self._tab: Tab | None = None
        self._room: tempfile.TemporaryDirectory[str] | None = None
        self._turn = threading.RLock()
        self._drawn = 0
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the browser; the drawer draws no more."""
        if self._loop.is_closed() or not self._thread.is_alive():
            return
        try:
            self._close_browser()
        finally:
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join(timeout=5)
            if not self._thread.is_alive():
                self._loop.close()

    def svg(
        self, plot: Mapping[str, Any], height: int, width: int = WIDTH_PX, name: str = ""
    ) -> str:
        """Return `plot` drawn as SVG text.

        Parameters
        ----------
        plot
            ``data`` and ``layout`` in plotly's JSON.
        height, width
            The drawing's size [CSS px].
        name
            What the chart is called where it cannot be drawn.

        Raises
        ------
        ToolMissingError
            Where no browser can be started.
        StepFailedError
            Where plotly refuses the figure, it takes longer than 60 s, or the browser dies twice
            over it; told with the chart's name and its number of points.
        """
        with self._turn:
            try:
                arguments = json.dumps([as_vectors(plot), width, height])
                call = f"({_DRAW})({_seed(arguments)}, ...{arguments})"
                return seamless(unquote(self._evaluated(call).partition(",")[2]))
            except StepFailedError as fault:
                called = f"The chart {name!r}" if name else "A chart"
                raise StepFailedError(f"{called} of {points(plot):,} points: {fault}") from fault

    def png(self, svg: str, width: int, height: int) -> bytes:
        """Return a drawing as a picture of so many pixels.

        Parameters
        ----------
        svg
            The drawing; its fonts are those of our assets.
        width, height
            The picture's size [pixels].

        Raises
        ------
        ToolMissingError
            Where no browser can be started.
        StepFailedError
            Where it cannot be drawn.
        """
        with self._turn:
            packed = self._evaluated(f"({_RASTER})(...{json.dumps([svg, width, height])})")
            return base64.b64decode(packed.partition(",")[2])

    def start(self) -> None:
        """Start the browser now, so that the first drawing does not wait for it.

        Raises
        ------
        ToolMissingError
            Where no browser can be started.
        """
        with self._turn:
            self._open_browser()

    def _evaluated(self, call: str) -> str:
        """Return what a call in the page gives; a browser that died over it is asked again."""
        if self._drawn >= DRAWINGS_PER_BROWSER:
            self._close_browser()
            self._drawn = 0
        for attempt in (1, 2):
            try:
                self._open_browser()
                patience = DRAW_TIMEOUT_S + len(call) / CHARACTERS_PER_SECOND
                drawn = str(self._wait(self._answer(call), patience))
                self._drawn += 1
                return drawn
            except (StepFailedError, ToolMissingError):
                raise
            except TimeoutError:  # the same again would take as long
                self._close_browser()
                raise StepFailedError(
                    f"Chromium did not draw it within {DRAW_TIMEOUT_S} s. Draw fewer points."
                ) from None
            except Exception as fault:  # whatever a dying browser lets fall
                self._close_browser()
                if attempt == 2:
                    reason = f"{type(fault).__name__}: {fault}".rstrip(": ")
                    raise StepFailedError(f"Chromium could not draw it ({reason}).") from fault
        raise AssertionError("unreachable")

    async def _answer(self, call: str) -> str:
        if self._tab is None:
            raise StepFailedError("Chromium shows no page to draw on.")
        answer = await self._tab.send_command(
            "Runtime.evaluate",
            {"expression": call, "awaitPromise": True, "returnByValue": True},
        )
        result = answer.get("result", {})
        if "exceptionDetails" in result or "result" not in result:
            details = result.get("exceptionDetails", answer)
            said = details.get("exception", {}).get("description") or json.dumps(details)[:300]
            raise StepFailedError(f"It could not be drawn: {said.splitlines()[0]}")
        return str(result["result"]["value"])

    def _open_browser(self) -> None:
        if self._browser is None:
            path = browser_path()
            try:
                self._wait(self._start(path), START_TIMEOUT_S)
            except StepFailedError:
                raise
            except Exception as fault:
                self._close_browser()
                raise ToolMissingError(
                    f"Chromium ({path}) could not be started: {type(fault).__name__}: {fault}"
                ) from fault

    async def _start(self, path: str) -> None:
        from choreographer import Browser
        from choreographer.browsers import Chromium

        class OurChromium(Chromium):
            def get_env(self) -> dict[str, str]:
                return {**fonts.environment(), "TMPDIR": tempfile.gettempdir()}

            def get_cli(self) -> list[str]:
                # The headless shell opens no page of itself, and two seconds were spent hoping.
                return [*super().get_cli(), "about:blank"]

        self._room = tempfile.TemporaryDirectory(prefix="reporting-", ignore_cleanup_errors=True)
        page = Path(self._room.name) / "draw.html"
        page.write_text(
            f"<!doctype html><meta charset='utf-8'><script src='{PLOTLY_JS.as_uri()}'></script>",
            encoding="utf-8",
        )
        self._browser = Browser(path, browser_cls=OurChromium)
        await self._browser.open()
        self._tab = await self._browser.create_tab(page.as_uri())
        await self._ready(self._tab)

    async def _ready(self, tab: Tab) -> None:
        """Wait until plotly.js stands in the page."""
        for _ in range(600):
            answer = await tab.send_command(
                "Runtime.evaluate", {"expression": "typeof Plotly", "returnByValue": True}
            )
            if answer.get("result", {}).get("result", {}).get("value") == "object":
                return
            await asyncio.sleep(0.05)
        raise StepFailedError("plotly.js did not load in Chromium.")

    def _close_browser(self) -> None:
        browser, self._browser, self._tab = self._browser, None, None
        if browser is not None:
            try:
                # Ctrl-C at a terminal has ended it already: then there is nobody to be polite to.
                self._wait(browser.close(), 15 if browser.subprocess.poll() is None else 2)
            except Exception:  # noqa: BLE001 - it is going away; what counts is that it is gone
                if browser.subprocess.poll() is None:
                    browser.subprocess.kill()
        if self._room is not None:
            self._room.cleanup()
            self._room = None

    def _wait(self, job: Coroutine[Any, Any, Any], timeout: float) -> Any:
        return asyncio.run_coroutine_threadsafe(job, self._loop).result(timeout)
