"""A page opened in headless Chromium with the network cut, and what it said and asked for."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from reporting.publish.pages.figures import browser_path

NO_HOSTS = "--host-resolver-rules=MAP * ~NOTFOUND"


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
    seen = Visit()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path(), args=[NO_HOSTS])
        tab = browser.new_page(
            viewport={"width": width, "height": 1200}, color_scheme="dark" if dark else "light"
        )
        tab.on("console", lambda said: seen.console.append(said.text))
        tab.on("pageerror", lambda error: seen.console.append(str(error)))
        tab.on("request", lambda request: seen.requests.append(request.url))
        tab.goto(address, timeout=30_000)
        tab.wait_for_timeout(500)
        seen.answers += [tab.evaluate(expression) for expression in expressions]
        browser.close()
    return seen
