"""Collecting what makes a score impossible, so that all of it is told at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reporting.errors import InputError
from reporting.event.collect import Collector

if TYPE_CHECKING:
    from reporting.event import Event


_FILES = {"rulebook": "rulebook.toml"}


class Problems:
    """Findings on the tables of one event.

    Parameters
    ----------
    event
        The event whose files the findings name.
    """

    def __init__(self, event: Event) -> None:
        self._event = event
        self._collector = Collector()

    def add(
        self,
        code: str,
        table: str,
        column: str | None = None,
        row: int | None = None,
        value: object = None,
        **details: Any,
    ) -> None:
        """Note one problem in `table`; `row` is the line in its file."""
        source = self._event.sources.get(table)
        self._collector.add(
            code,
            table,
            source.name if source else _FILES.get(table, f"{table}.csv"),
            row=None if row is None else int(row),
            column=column,
            value=value,
            **details,
        )

    def stop_if_any(self) -> None:
        """Raise :class:`InputError` with everything noted so far, if anything was."""
        findings = self._collector.findings()
        if findings:
            raise InputError(f"{self._event.id} cannot be scored.", findings)
