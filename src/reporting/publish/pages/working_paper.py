"""A notebook that composes no report, as a page: a working paper, which says so on every page.

An analyst's own exploration goes out by the same menu as a report. Nobody has given its tables and
charts their words, so that the page says of all of it what it is and which notebook it comes from.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from markupsafe import Markup
from nbformat.v4 import new_output

from reporting.charts.chart import FOR_THE_ANALYST, FOR_THE_PAGE, PLOTLY_MIME
from reporting.language import LANGUAGES
from reporting.publish.pages import cell_outputs, dress, pasted_table
from reporting.publish.pages.document import (
    HTML_MIME,
    Chapter,
    Document,
    Figure,
    Fragment,
    Part,
    failure_of,
    figure_of,
    joined,
    outputs_of,
    quoted,
)
from reporting.publish.pages.page_words import words

if TYPE_CHECKING:
    from nbformat import NotebookNode

NOTICE_MIME = "application/vnd.reporting.notice+json"
"""Marks an output that says what its notebook's figures are: simulated times, of which event."""

Attachments = Mapping[str, Mapping[str, str]]
"""Pictures that a Markdown cell carries: name -> type -> content."""

BLOCKS_OWN = ("map", "sustainability", "journey")
"""Styles and scripts that the blocks of some reports bring, whichever are shown."""

_LANGUAGE = re.compile(r"^language(?:: \w+)? = [\"'](\w+)[\"']", re.MULTILINE)
_TITLE = re.compile(r"\A# +(.+)")
_HEADING = re.compile(r"^## +(.+)$", re.MULTILINE)
_CHAPTER = re.compile(r'class="chapter\b[^"]*"')
_ATTACHED = re.compile(r"!\[([^]]*)\]\(attachment:([^)\s]+)[^)]*\)")
_PICTURE = re.compile(r"!\[([^]]*)\]\([^)]*\)")


def read(notebook: NotebookNode, name: str) -> Document:
    """Return what an executed notebook shows, with its text, as a working paper.

    Parameters
    ----------
    notebook
        Any executed notebook.
    name
        Its file's name, which the page names as its source.

    Raises
    ------
    StepFailedError
        Where a cell holds an error or what no page can show.
    """
    paper = _WorkingPaper(_language(notebook), name)
    for number, cell in enumerate(notebook.cells, start=1):
        if cell.cell_type == "markdown":
            paper.write(number, cell.source, cell.get("attachments", {}))
        elif cell.cell_type == "raw" and not _for_others(cell.metadata):
            paper.write_plain(cell.source)
        for output in outputs_of(cell):
            paper.show(number, output)
    return paper.document()


def _for_others(metadata: Mapping[str, Any]) -> bool:
    """Tell whether a raw cell says for which other format it is."""
    kind = metadata.get("format") or metadata.get("raw_mimetype") or "text/plain"
    return str(kind) != "text/plain"


class _WorkingPaper:
    """Collects chapters and their parts, in order."""

    def __init__(self, language: str, name: str) -> None:
        self._w = words(language)
        self._language, self._name = language, name
        self._title = ""
        self._chapters: list[tuple[str, list[Part]]] = []
        self._figures = 0
        self._notices: dict[str, None] = {}  # each once, in order

    def write(self, number: int, source: str, attached: Attachments) -> None:
        """Set a Markdown cell: its first heading is the page's, those below open chapters.

        What is attached to it is shown where it stands.
        """
        text = source.strip()
        if not self._title and (title := _TITLE.match(text)):
            self._title, text = title[1].strip(), text[title.end() :]
        before, *rest = _HEADING.split(text)
        self._tell(number, before, attached)
        for heading, inner in zip(rest[::2], rest[1::2], strict=True):
            self._chapters.append((heading.strip(), []))
            self._tell(number, inner, attached)

    def write_plain(self, text: str) -> None:
        """Set text as it is."""
        if text.strip():
            self._add(Fragment(str(Markup('<pre class="plain">{}</pre>').format(text.rstrip()))))

    def show(self, number: int, output: Any) -> None:
        """Set an output of the cell `number`."""
        data = output.get("data", {})
        if NOTICE_MIME in data:
            self._notices[str(data[NOTICE_MIME]["notice"])] = None
        if output.output_type == "error":
            raise failure_of(number, output)
        if PLOTLY_MIME in data:
            self._add(self._figure(number, output))
        elif HTML_MIME in data:
            self._html(number, output)
        elif not self._plain(output):
            self._add(*map(Fragment, filter(None, [cell_outputs.shown(number, output)])))

    def document(self) -> Document:
        """Return the page."""
        title = self._title or self._name
        status, origin = self._w["working-paper"], self._w["working-paper-text"]
        notice = " \u00b7 ".join([status, title, *self._notices])
        band = " ".join([origin.format(notebook=self._name), *(f"{one}." for one in self._notices)])
        cover = Markup(
            '<section class="cover" id="cover"><p class="kicker">{0}</p><h1>{1}</h1>'
            '<p class="band"><b>{0}</b> {2}</p></section>'
        ).format(status, title, band)
        said = {
            "language": self._language, "title": title, "report": "working-paper",
            "report_title": status, "running_head": title, "notice": notice,
            "notice_text": band, "description": band, "extras": BLOCKS_OWN,
        }  # fmt: skip
        chapters = [
            Chapter(f"part-{place}", heading, (_opening(place, heading), *parts))
            for place, (heading, parts) in enumerate(self._chapters, start=1)
        ]
        return Document(said, (Fragment(str(cover)),), tuple(chapters))

    def _add(self, *parts: Part) -> None:
        if parts and not self._chapters:
            self._chapters.append((self._w["notebook"], []))
        for part in parts:
            self._chapters[-1][1].append(part)

    def _tell(self, number: int, text: str, attached: Attachments) -> None:
        begin = 0
        for found in _ATTACHED.finditer(text):
            if bundle := attached.get(unquote(found[2])):
                words = {"alt": found[1], "caption": found[1]}
                picture = new_output("display_data", data=bundle, metadata=words)
                self._say(text[begin : found.start()])
                self._add(Fragment(cell_outputs.shown(number, picture)))
                begin = found.end()
        self._say(text[begin:])

    def _say(self, text: str) -> None:
        if text.strip():
            self._add(Fragment(f'<div class="prose">{_markdown(text)}</div>'))

    def _plain(self, output: Any) -> bool:
        """Set what a cell prints, or the value of its last line; False where it is neither."""
        text = ""
        if output.output_type == "stream":
            text = joined(output.text) if output.name == "stdout" else ""
        elif set(output.data) == {"text/plain"}:
            text = joined(output.data["text/plain"])
        else:
            return False
        self.write_plain(text)
        return True

    def _html(self, number: int, output: Any) -> None:
        made_for = output.metadata.get(HTML_MIME, {}).get("reporting")
        html = joined(output.data[HTML_MIME])
        if made_for == FOR_THE_PAGE:
            # Chapters are this page's: what a report would open as one is a section of it.
            self._add(Fragment(_CHAPTER.sub("", dress.undressed(html))))
        elif made_for != FOR_THE_ANALYST:
            tables = pasted_table.read(html)
            if not tables:
                raise cell_outputs.not_ours(number)
            self._add(*(Fragment(self._table(table)) for table in tables))

    def _table(self, table: pasted_table.PastedTable) -> str:
        left = zip(("rows", "columns"), table.left_out, strict=True)
        more = " ".join(self._w[f"left-out-{what}"].format(count=n) for what, n in left if n)
        return str(
            Markup(
                '<figure class="table pasted">{}{}<p class="source">{}: {}. {}</p></figure>'
            ).format(self._mark(), table.html(), self._w["source"], self._source(), more)
        )

    def _mark(self) -> Markup:
        marks = (Markup('<span class="notice">{}</span>').format(one) for one in self._notices)
        shown = Markup(" ").join(marks)
        return Markup('<p class="caption">{}</p>').format(shown) if shown else shown

    def _source(self) -> str:
        return self._w["working-paper-source"].format(notebook=self._name)

    def _figure(self, number: int, output: Any) -> Figure:
        self._figures += 1
        plot = output.data[PLOTLY_MIME]
        if output.metadata.get(PLOTLY_MIME, {}).get("reporting"):
            ours = figure_of(output, number)
            given = {name: getattr(ours, name) for name in ("title", "subtitle", "source", "alt")}
            plot, given["notice"] = ours.plot, ours.notice
        else:
            plot = quoted({**plot, **_as_vectors(plot)})
            cell_outputs.refuse_undrawn(f"Cell {number}: a chart", plot)
            title = str((plot["layout"].pop("title", None) or {}).get("text") or "")
            heading = self._chapters[-1][0] if self._chapters else self._name
            given = {"title": title or heading, "subtitle": "", "alt": title or heading,
                     "source": self._source(), "notice": ", ".join(self._notices)}  # fmt: skip
        return Figure(name=f"figure-{self._figures}", plot=plot, **given)


def _as_vectors(plot: Mapping[str, Any]) -> dict[str, Any]:
    """Return a figure with its points drawn one by one, where plotly express chose WebGL."""
    traces = [
        {**one, "type": "scatter"} if one.get("type") == "scattergl" else dict(one)
        for one in plot.get("data", [])
    ]
    return {"data": traces, "layout": dict(plot.get("layout", {}))}


def _language(notebook: NotebookNode) -> str:
    """Return the language that the notebook's last parameter of that name says; else English."""
    said: Iterator[str] = (
        found
        for cell in reversed(notebook.cells)
        if cell.cell_type == "code"
        for found in _LANGUAGE.findall(cell.source)
    )
    return next((one for one in said if one in LANGUAGES), "en")


def _markdown(text: str) -> str:
    import mistune

    # Pictures would be fetched; raw HTML is shown as it is written.
    render = mistune.create_markdown(escape=True, plugins=["table"])
    return str(render(_PICTURE.sub(r"\1", text)))


def _opening(place: int, heading: str) -> Fragment:
    opened = Markup('<section class="chapter{}" id="part-{}"><h2>{}</h2>')
    # The chapters of an exploration are short: they follow on the same page.
    return Fragment(str(opened.format(" run-on" if place > 1 else "", place, heading)))
