"""Shared by all tests.

``pyproject.toml`` puts ``tests`` on the path (``pythonpath``), so that every test can write
``from support.packages import write_package``; ``tests/support`` holds no tests.
"""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xdist.scheduler import LoadFileScheduling

# Tests run offline: pytest-socket (in pyproject.toml) lets this process connect to this machine
# alone; its children (kernels, the browser) are sent to a proxy that nobody runs.
NOWHERE = "http://127.0.0.1:9"

TOGETHER = {
    "journey": ("tests/journey/",),
    "reports of bundled events": (
        "tests/reports/test_place_names.py",
        "tests/reports/test_readers_pages.py",
        "tests/sustainability/test_plain_statements.py",
    ),
}
"""Name -> beginnings of files whose tests read the same reports: one worker composes them."""


def pytest_configure(config: pytest.Config) -> None:
    """Cut child processes off the network before any of them starts."""
    for scheme in ("http", "https", "ftp", "all"):
        os.environ[f"{scheme}_proxy"] = os.environ[f"{scheme.upper()}_PROXY"] = NOWHERE
    os.environ["no_proxy"] = os.environ["NO_PROXY"] = "localhost,127.0.0.1,::1"
    # What a shell starts in the background ignores Ctrl-C, as its children do; some tests send it.
    if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that have slow tests: a long one at the end would run alone."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadFileScheduling | None:
    """Keep a file with one worker, and so files that share what takes long to compose."""
    if config.getoption("dist") != "loadfile":
        return None
    from xdist.scheduler import LoadFileScheduling

    class Together(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            file = super()._split_scope(nodeid)
            return next((name for name in TOGETHER if file.startswith(TOGETHER[name])), file)

    config.option.loadscopereorder = False  # by number of tests: the long ones would come last
    return Together(config, log)


@pytest.fixture(autouse=True)
def same_home() -> Iterator[None]:
    """Hold every test to the home that it found: left behind, it is the next test's data."""
    before = os.environ.get("REPORTING_HOME")
    yield
    assert os.environ.get("REPORTING_HOME") == before
