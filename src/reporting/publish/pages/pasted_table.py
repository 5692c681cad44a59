"""A table that pandas shows in a notebook, read cell by cell and set anew: no HTML of its own."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from markupsafe import Markup

MOST_COLUMNS = 10
MOST_ROWS = 60
_NUMBER = re.compile(r"[-+−]?[\d.,]+(?:e[-+]?\d+)?%?|NaN|NaT|<NA>|None", re.IGNORECASE)


@dataclass(frozen=True)
class PastedCell:
    """One cell: its text, whether it is a head, how many columns and rows it spans."""

    text: str
    head: bool
    columns: int = 1
    rows: int = 1

    @property
    def is_number(self) -> bool:
        """Whether it holds a figure, or stands for one that is missing."""
        return bool(_NUMBER.fullmatch(self.text.strip()))

    def html(self, tag: str, *, number: bool) -> Markup:
        """Return the cell, escaped; figures, and what heads them, to the right."""
        spans = f"{_span('colspan', self.columns)}{_span('rowspan', self.rows)}"
        return Markup('<{tag} class="{align}"{spans}>{text}</{tag}>').format(
            tag=Markup(tag),  # noqa: S704 - th or td
            align="number" if number else "text",
            spans=Markup(spans),  # noqa: S704 - whole numbers
            text=self.text.strip(),
        )


@dataclass
class PastedTable:
    """The rows of a table, those of its head first.

    Parameters
    ----------
    head, body
        Rows of cells.
    """

    head: list[list[PastedCell]] = field(default_factory=list)
    body: list[list[PastedCell]] = field(default_factory=list)

    @property
    def left_out(self) -> tuple[int, int]:
        """How many rows and columns :meth:`html` leaves out."""
        wide = max((len(row) for row in self.body), default=0)
        return max(0, len(self.body) - MOST_ROWS), max(0, wide - MOST_COLUMNS)

    def html(self) -> Markup:
        """Return the table for a page, as much of it as a page is wide."""
        numbers = [cell.is_number for cell in self.body[0]] if self.body else []
        head = Markup("").join(_row_of_heads(cells, numbers) for cells in self.head)
        body = Markup("").join(map(_row, self.body[:MOST_ROWS]))
        return Markup(
            '<div class="scroll"><table class="data"><thead>{}</thead>'
            "<tbody>{}</tbody></table></div>"
        ).format(head, body)


class _TableReader(HTMLParser):
    """Collects the cells of the tables in a text; everything else is passed over."""

    def __init__(self) -> None:
        super().__init__()
        self.tables: list[PastedTable] = []
        self._in_head = False
        self._row: list[PastedCell] | None = None
        self._cell: tuple[bool, dict[str, str]] | None = None
        self._text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self.tables.append(PastedTable())
        elif tag in ("thead", "tbody"):
            self._in_head = tag == "thead"
        elif tag == "tr":
            self._row = []
        elif tag in ("td", "th"):
            self._cell = tag == "th", {name: value or "" for name, value in attrs}
            self._text = []

    def handle_data(self, data: str) -> None:
        if self._cell is not None:
            self._text.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th") and self._cell is not None and self._row is not None:
            head, said = self._cell
            columns, rows = (_whole(said.get(name)) for name in ("colspan", "rowspan"))
            self._row.append(PastedCell("".join(self._text), head, columns, rows))
            self._cell = None
        elif tag == "tr" and self._row is not None and self.tables:
            table = self.tables[-1]
            (table.head if self._in_head else table.body).append(self._row)
            self._row = None


def read(html: str) -> list[PastedTable]:
    """Return the tables in what a cell shows as HTML.

    Examples
    --------
    >>> import pandas as pd
    >>> [table] = read(pd.DataFrame({"a": ["<b>"]}).to_html())
    >>> str(table.html())[-58:]
    '<td class="text">&lt;b&gt;</td></tr></tbody></table></div>'
    """
    reader = _TableReader()
    reader.feed(html)
    return [table for table in reader.tables if table.head or table.body]


def _row(cells: list[PastedCell]) -> Markup:
    shown = Markup("").join(
        cell.html("th" if cell.head else "td", number=cell.is_number)
        for cell in cells[:MOST_COLUMNS]
    )
    return Markup("<tr>{}</tr>").format(shown)


def _row_of_heads(cells: list[PastedCell], numbers: list[bool]) -> Markup:
    """Return a row of heads, each aligned as its column is where it heads one."""
    aligned = numbers if len(numbers) == len(cells) else [False] * len(cells)
    pairs = zip(cells[:MOST_COLUMNS], aligned, strict=False)
    shown = Markup("").join(cell.html("th", number=number) for cell, number in pairs)
    return Markup("<tr>{}</tr>").format(shown)


def _whole(text: str | None) -> int:
    return int(text) if text and text.isdigit() and 0 < int(text) <= MOST_COLUMNS else 1


def _span(name: str, over: int) -> str:
    return f' {name}="{over}"' if over > 1 else ""
