"""Tables for readers: a frozen description first, then a pure rendering to HTML."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from markupsafe import Markup

from reporting.story.prose import fragment
from reporting.story.voice import Voice

Row = Mapping[str, Any]
Align = Literal["text", "number", "quantity", "mark"]


def shown(value: Any) -> str | Markup:
    """Return a value as it is: markup stays markup, everything else becomes text."""
    return value if isinstance(value, Markup) else str(value)


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table.

    Parameters
    ----------
    key
        The row's entry that it shows.
    head
        The words at its head, with the unit where there is one.
    align
        ``number`` sets figures of ours on the decimal mark, ``quantity`` given ones by their last
        digit, ``text`` flush left, ``mark`` in the middle.
    show
        Makes the cell's text from the value; by default as it is. None always shows as a dash.
    narrow
        Whether the column may be hidden on a small screen.
    """

    key: str
    head: str
    align: Align = "text"
    show: Callable[[Any], str | Markup] = shown
    narrow: bool = False


@dataclass(frozen=True)
class Table:
    """One table of a report.

    Parameters
    ----------
    name
        A word for ids and file names.
    caption
        What the table tells, one sentence.
    columns
        The columns, in order.
    rows
        The rows; an entry ``class`` becomes the row's class (``podium``, ``out``).
    source
        Where the figures come from.
    wide
        Whether it takes the page's full width instead of the text's.
    sortable
        Whether readers can sort and filter it on screen.
    notice
        A word where the figures are simulated or estimated.
    """

    name: str
    caption: str
    columns: Sequence[Column]
    rows: Sequence[Row]
    source: str
    wide: bool = False
    sortable: bool = False
    notice: str = ""
    classes: Sequence[str] = field(default_factory=tuple)

    @property
    def heading(self) -> str:
        """The column that says what a row is about: the first of words, else the first."""
        words = [column for column in self.columns if column.align == "text"]
        return (words or list(self.columns))[0].key

    def html(self, voice: Voice) -> Markup:
        """Return the table as an HTML figure, every cell escaped."""
        return fragment("table", voice, table=self, cell=_cell, key=_sort_key)


def _cell(column: Column, row: Row) -> str | Markup:
    value = row.get(column.key)
    return "\u2013" if value is None or value == "" else column.show(value)


def _sort_key(column: Column, row: Row) -> str:
    """Return what the cell sorts by: the number itself for numbers, else its text."""
    value = row.get(column.key)
    return "" if value is None else str(value)
