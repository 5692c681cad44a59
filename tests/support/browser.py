"""A page opened in headless Chromium with the network cut, and what it said and asked for."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from choreographer import Browser
from choreographer.browsers import Chromium

from reporting.publish.pages.figures import browser_path


class _Cut(Chromium):
    """Chromium that finds no host."""

    def get_cli(self) -> list[str]:
        return [*super().get_cli(), "--host-resolver-rules=MAP * ~NOTFOUND"]


@dataclass
class Visit:
    """What a visit to a page saw.

    Parameters
    ----------
    answers
        The values of the expressions, in order.
    console
        What the page wrote to the console, and its uncaught errors.
    requests
        The addresses that it asked for.
    """

    answers: list[Any] = field(default_factory=list)
    console: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)


def visit(page: Path | str, *expressions: str, dark: bool = False, width: int = 1200) -> Visit:
    """Open `page`, let it settle, and evaluate JavaScript `expressions` in turn."""
    address = page if isinstance(page, str) else page.as_uri()
    return asyncio.run(_visit(address, expressions, dark, width))


async def _visit(address: str, expressions: tuple[str, ...], dark: bool, width: int) -> Visit:
    seen = Visit()

    async def note(event: dict[str, Any]) -> None:
        if event["method"] == "Network.requestWillBeSent":
            seen.requests.append(event["params"]["request"]["url"])
        else:
            seen.console.append(str(event["params"]))

    async with Browser(browser_path(), browser_cls=_Cut) as browser:
        tab = await browser.create_tab("about:blank")
        for name in ("Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Log.entryAdded"):
            tab.subscribe(name, note)
        tab.subscribe("Network.requestWillBeSent", note)
        for domain in ("Runtime", "Log", "Network", "Page"):
            await tab.send_command(f"{domain}.enable")
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        await tab.send_command("Emulation.setEmulatedMedia", {"features": [scheme]})
        size = {"width": width, "height": 1200, "deviceScaleFactor": 1, "mobile": False}
        await tab.send_command("Emulation.setDeviceMetricsOverride", size)
        loaded = tab.subscribe_once("Page.loadEventFired")
        await tab.send_command("Page.navigate", {"url": address})
        await asyncio.wait_for(loaded, 30)
        await asyncio.sleep(0.5)
        for expression in expressions:
            asked = {"expression": expression, "awaitPromise": True, "returnByValue": True}
            answer = await tab.send_command("Runtime.evaluate", asked)
            seen.answers.append(answer["result"].get("result", {}).get("value"))
            assert "exceptionDetails" not in answer["result"], answer
    return seen
