"""A page as a picture: Chromium lays it out, tells what it shows, and draws it as PNG."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from typing import Any

from reporting.errors import StepFailedError
from reporting.publish.pages.figures import Drawer

PATIENCE_S = 60

# Letters shrink step by step until nothing is cut; what is still cut then is told.
_SHOW = """async (page, width, height) => {
  document.open(); document.write(page); document.close();
  await document.fonts.ready;
  const boxes = [...document.querySelectorAll("header, h1, .under-title, .notice, .rows, "
    + ".rows .words > *, .mark, .figures, .value, .label, footer, footer span")];
  const cut = () => boxes.filter((box) => {
    const at = box.getBoundingClientRect(), foot = document.querySelector("footer");
    const beside = document.body.matches(".wide") && box.closest("main") || box.closest("footer");
    const low = beside ? height : foot.getBoundingClientRect().top;
    return box.scrollWidth > box.clientWidth + 1 && getComputedStyle(box).display !== "inline"
      || at.right > width - 8 || at.left < 0 || at.bottom > low + 1 || at.top < 0;
  });
  const root = document.documentElement.style;
  for (let scale = 1; scale >= 0.62 && cut().length; scale -= 0.04) root.setProperty("--s", scale);
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  return JSON.stringify({
    cut: cut().map((box) => box.innerText),
    text: document.body.innerText,
    facts: [...document.querySelectorAll("[data-fact]")]
      .map((one) => [one.dataset.fact, one.textContent]),
  });
}"""


@dataclass(frozen=True, slots=True)
class Photograph:
    """A page as it was shown.

    Parameters
    ----------
    png
        The picture.
    lines
        Its text layer: every word that it shows, line by line.
    facts
        Each fact that it shows: its key and the words.
    cut
        Words that did not fit, whatever their size.
    """

    png: bytes
    lines: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    cut: tuple[str, ...]


class Camera(Drawer):
    """Draws pages as PNG, one at a time; closed as a drawer is."""

    def picture(self, page: str, width: int, height: int) -> Photograph:
        """Return a page as it is shown in a window.

        Parameters
        ----------
        page
            HTML that stands alone; nothing is fetched for it.
        width, height
            The window [pixels].

        Raises
        ------
        ToolMissingError
            Where no browser can be started.
        StepFailedError
            Where it does not draw.
        """
        with self._turn:
            for attempt in (1, 2):
                try:
                    self._open_browser()
                    shown, png = self._wait(self._shoot(page, width, height), PATIENCE_S)
                    break
                except StepFailedError:
                    raise
                except Exception as fault:  # whatever a dying browser lets fall
                    self._close_browser()
                    if attempt == 2:
                        reason = f"{type(fault).__name__}: {fault}".rstrip(": ")
                        raise StepFailedError(f"Chromium drew no picture ({reason}).") from fault
        lines = tuple(line.strip() for line in shown["text"].splitlines() if line.strip())
        facts = tuple((key, text) for key, text in shown["facts"])
        return Photograph(png, lines, facts, tuple(shown["cut"]))

    async def _shoot(self, page: str, width: int, height: int) -> tuple[dict[str, Any], bytes]:
        if self._tab is None:
            raise StepFailedError("Chromium shows no page to draw on.")
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        await self._tab.send_command("Emulation.setDeviceMetricsOverride", size)
        answer = await self._tab.send_command(
            "Runtime.evaluate",
            {
                "expression": f"({_SHOW})(...{json.dumps([page, width, height])})",
                "awaitPromise": True,
                "returnByValue": True,
            },
        )
        result = answer.get("result", {})
        if "exceptionDetails" in result or "result" not in result:
            details = result.get("exceptionDetails", answer)
            said = details.get("exception", {}).get("description") or json.dumps(details)[:300]
            raise StepFailedError(f"Chromium could not show it: {said.splitlines()[0]}")
        taken = await self._tab.send_command("Page.captureScreenshot", {"format": "png"})
        return json.loads(result["result"]["value"]), base64.b64decode(taken["result"]["data"])
