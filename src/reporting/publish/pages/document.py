"""A report as its executed notebook says it: words for the page, chapters, fragments, figures.

This is the frozen description; :mod:`reporting.publish.pages.page` renders it, for screen or
for print.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from html import unescape
from typing import TYPE_CHECKING, Any

from reporting.charts.chart import FOR_THE_ANALYST, FOR_THE_PAGE, PLOTLY_MIME
from reporting.charts.theme import CLEAR, PAPER
from reporting.errors import StepFailedError
from reporting.language import LANGUAGES
from reporting.publish.pages import cell_outputs, dress

if TYPE_CHECKING:
    from nbformat import NotebookNode

PAGE_MIME = "application/vnd.reporting.page+json"
HTML_MIME = "text/html"

_CHAPTER = re.compile(r'<section\b[^>]*\bclass="[^"]*\bchapter\b[^"]*"[^>]*>')
_ID = re.compile(r'\bid="([^"]+)"')
_HEADING = re.compile(r"<h2\b[^>]*>(.*?)</h2>", re.DOTALL)
_TAG = re.compile(r"<[^>]+>")


@dataclass(frozen=True, slots=True)
class Fragment:
    """A piece of HTML that is trusted: it comes from autoescaped templates."""

    html: str


@dataclass(frozen=True)
class Figure:
    """A chart: the figure as plotly's JSON and the words around it.

    Parameters
    ----------
    name
        The figure's id within the page.
    plot
        ``data`` and ``layout`` in plotly's JSON.
    title, subtitle, source, alt, notice
        As in :class:`reporting.charts.chart.Chart`.
    """

    name: str
    plot: Mapping[str, Any]
    title: str
    subtitle: str
    source: str
    alt: str
    notice: str = ""

    @property
    def height(self) -> int:
        """The figure's height [CSS px] at the text's width of 720 px."""
        return int(self.plot.get("layout", {}).get("height") or 400)


Part = Fragment | Figure


@dataclass(frozen=True)
class Chapter:
    """One chapter: where its contents entry leads, its heading as plain text, and its parts."""

    id: str
    heading: str
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Document:
    """One report, ready to be rendered.

    Parameters
    ----------
    words
        What is said once: ``language`` and ``title`` at least.
    front
        The parts before the first chapter: the cover.
    chapters
        The chapters in order.
    """

    words: Mapping[str, Any]
    front: tuple[Part, ...] = ()
    chapters: tuple[Chapter, ...] = field(default_factory=tuple)

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Every figure, in order."""
        parts = [*self.front, *(part for chapter in self.chapters for part in chapter.parts)]
        return tuple(part for part in parts if isinstance(part, Figure))


def dumped(document: Document) -> bytes:
    """Return a document as JSON; the same document gives the same bytes."""
    return json.dumps(asdict(document), ensure_ascii=False, sort_keys=True).encode("utf-8")


def loaded(text: bytes) -> Document:
    """Return the document that :func:`dumped` wrote."""
    plain = json.loads(text)
    chapters = (
        Chapter(one["id"], one["heading"], _parts(one["parts"])) for one in plain["chapters"]
    )
    return Document(plain["words"], _parts(plain["front"]), tuple(chapters))


def _parts(plain: Sequence[dict[str, Any]]) -> tuple[Part, ...]:
    return tuple(Fragment(**one) if "html" in one else Figure(**one) for one in plain)


def read(notebook: NotebookNode) -> Document:
    """Return what an executed notebook shows to readers.

    Code, Markdown cells and the plain value of a last line are the analyst's and are left out, and
    so are warnings (the stream of errors) and the outputs of cells tagged ``remove-output`` or
    ``remove-cell``. Everything else that a cell shows stands on the page or is refused: HTML that
    the suite did not make, too, such as a bare frame.

    Raises
    ------
    StepFailedError
        Where a cell holds an error or what a page cannot show, a figure comes without its words,
        two parts share an id, or nothing says the page's language and title.
    """
    words: dict[str, Any] = {}
    parts: list[Part] = []
    for number, output in _outputs(notebook):
        data = output.get("data", {})
        if output.output_type == "error":
            raise failure_of(number, output)
        if PAGE_MIME in data:
            words |= data[PAGE_MIME]
        elif PLOTLY_MIME in data:
            parts.append(figure_of(output, number))
        elif HTML_MIME not in data:
            shown = cell_outputs.shown(number, output)
            parts += [Fragment(shown)] if shown else []
        elif (made_for := _made_for(output)) != FOR_THE_ANALYST:
            if made_for != FOR_THE_PAGE:
                raise cell_outputs.not_ours(number)
            parts.append(Fragment(dress.undressed(joined(data[HTML_MIME]))))
    missing = [name for name in ("language", "title") if not words.get(name)]
    if missing:
        raise StepFailedError(
            f"The notebook does not say the page's {' and '.join(missing)}: "
            f"one cell has to show an output of type {PAGE_MIME}."
        )
    if words["language"] not in LANGUAGES:
        raise StepFailedError(f"There are no pages in the language {words['language']!r}.")
    front, chapters = _bind(parts)
    return Document(words, front, _distinct(chapters))


def _outputs(notebook: NotebookNode) -> Iterator[tuple[int, Any]]:
    for number, cell in enumerate(notebook.cells, start=1):
        yield from ((number, output) for output in outputs_of(cell))


def outputs_of(cell: NotebookNode) -> Iterator[Any]:
    """Yield what a cell shows to others: not what its tags keep for the analyst, but errors."""
    left_out = cell_outputs.LEFT_OUT.intersection(cell.metadata.get("tags", ()))
    for output in cell.get("outputs", ()):
        if not left_out or output.output_type == "error":
            yield output


def failure_of(number: int, output: Any) -> StepFailedError:
    """Return the error that a cell ended with, told by its number."""
    return StepFailedError(f"Cell {number} failed: {output.ename}: {output.evalue}")


def _made_for(output: Any) -> str:
    """Return whom the suite made an output's HTML for; nobody where it is not the suite's."""
    return str(output.get("metadata", {}).get(HTML_MIME, {}).get("reporting", ""))


def figure_of(output: Any, number: int) -> Figure:
    """Return the chart that an output shows, with its words.

    Raises
    ------
    StepFailedError
        For a bare figure, and for one that pages cannot draw.
    """
    words = output.metadata.get(PLOTLY_MIME, {}).get("reporting")
    if words is None or not words.get("alt"):
        raise StepFailedError(
            f"Cell {number} shows a figure without its words: wrap it in "
            "reporting.chart(figure, title, source), which asks for them."
        )
    known = ("name", "title", "subtitle", "source", "alt", "notice")
    plot = output.data[PLOTLY_MIME]
    cell_outputs.refuse_undrawn(f"Cell {number}: the chart {words.get('name', '')!r}", plot)
    layout = dict(plot.get("layout", {}))
    if layout.get("paper_bgcolor") == PAPER:
        layout["paper_bgcolor"] = CLEAR
    kept = quoted({"data": plot.get("data", []), "layout": layout})
    return Figure(plot=kept, **{name: words.get(name, "") for name in known})


def quoted(value: Any, key: str = "") -> Any:
    """Return plotly's JSON with every font family in quotes.

    Browsers drop an unquoted name with a word that begins with a digit (Source Sans 3), silently.

    Examples
    --------
    >>> quoted({"font": {"family": "Source Sans 3, serif", "size": 12}})
    {'font': {'family': "'Source Sans 3', serif", 'size': 12}}
    """
    if isinstance(value, dict):
        return {name: quoted(inner, name) for name, inner in value.items()}
    if isinstance(value, list):
        return [quoted(inner, key) for inner in value]
    if key == "family" and isinstance(value, str):
        names = [name.strip(" '\"") for name in value.split(",")]
        return ", ".join(f"'{name}'" if " " in name else name for name in names)
    return value


def joined(value: str | Sequence[str]) -> str:
    """Return a text that a notebook may keep line by line."""
    return value if isinstance(value, str) else "".join(value)


def _bind(parts: Sequence[Part]) -> tuple[tuple[Part, ...], tuple[Chapter, ...]]:
    """Sort the parts into the front and the chapters that they stand in."""
    front: list[Part] = []
    bound: list[tuple[str, str, list[Part]]] = []
    for part in parts:
        opening = _CHAPTER.search(part.html) if isinstance(part, Fragment) else None
        if opening and isinstance(part, Fragment):
            bound.append((_id(opening[0]), _heading(part.html), [_opened(part.html)]))
        else:
            (bound[-1][2] if bound else front).append(part)
    return tuple(front), tuple(Chapter(one, head, tuple(inner)) for one, head, inner in bound)


def _id(tag: str) -> str:
    named = _ID.search(tag)
    if named is None:
        raise StepFailedError(f"A chapter has no id, so the contents cannot lead to it: {tag}")
    return named[1]


def _heading(html: str) -> str:
    found = _HEADING.search(html)
    if found is None:
        raise StepFailedError("A chapter has no <h2>, so the contents cannot name it.")
    return unescape(_TAG.sub("", found[1])).strip()


def _opened(html: str) -> Fragment:
    """Return the fragment with its chapter left open, for the parts that follow it."""
    closed = html.count("</section>") == html.count("<section")
    end = html.rstrip()
    return Fragment(end.removesuffix("</section>") if closed else end)


def _distinct(chapters: tuple[Chapter, ...]) -> tuple[Chapter, ...]:
    ids = [chapter.id for chapter in chapters]
    ids += [p.name for c in chapters for p in c.parts if isinstance(p, Figure)]
    twice = sorted({one for one in ids if ids.count(one) > 1})
    if twice:
        raise StepFailedError(f"Two parts of the page have the same id: {', '.join(twice)}.")
    return chapters
