"""How far a build is, as a table on the terminal, and how far the reading of a track."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Self

from rich.console import Console
from rich.live import Live
from rich.progress import BarColumn, Progress, TaskID, TaskProgressColumn, TextColumn
from rich.table import Table as RichTable

STEPS = ("execute", "figures", "html", "pdf")
SHARED = ("validate", "data")
_SIGNS = {"waits": "[dim]\u00b7[/]", "runs": "[yellow]\u2026[/]", "done": "[green]\u2713[/]"}
_KEPT = "[dim]\u2713[/]"


@contextmanager
def reading_bar() -> Iterator[None]:
    """Show a bar on a terminal while large tracks are read; it vanishes at the end."""
    from reporting.route.reading_share import watched

    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        rows: dict[str, TaskID] = {}

        def show(name: str, share: float) -> None:
            if name not in rows:
                rows[name] = bar.add_task(name, total=1.0)
            bar.update(rows[name], completed=share, visible=share < 1.0)

        with watched(show):
            yield


class LiveTable:
    """A live table; a context manager. It vanishes at the end."""

    def __init__(self) -> None:
        self._states: dict[tuple[str, str], dict[str, str]] = {}
        self._live = Live(console=Console(stderr=True), transient=True, auto_refresh=False)

    def __enter__(self) -> Self:
        self._live.start()
        return self

    def __exit__(self, *raised: object) -> None:
        self._live.stop()

    def tell(self, event: str, report: str, step: str, state: str) -> None:
        """Note the state of a step and show it."""
        self._states.setdefault((event, report), {})[step] = state
        self._live.update(self._shown(), refresh=True)

    def _shown(self) -> RichTable:
        table = RichTable(box=None, pad_edge=False)
        for heading in ("event", "report", *STEPS):
            table.add_column(heading)
        for (event, report), states in sorted(dict(self._states).items()):
            steps = STEPS if report else SHARED
            cells = [
                f"{_sign(states.get(step, 'waits'))} {'' if report else step}" for step in steps
            ]
            table.add_row(event, report, *cells)
        return table


def _sign(state: str) -> str:
    return _SIGNS.get(state, _KEPT)
