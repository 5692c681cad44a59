"""A piece of the kit as paragraphs: made once from its template, written in every format."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from reporting.language import typographic
from reporting.story.prose import environment, prose

if TYPE_CHECKING:
    from markupsafe import Markup

    from reporting.story.press.telling import PressStory

HEADINGS = ("h1", "h2")
_PARAGRAPHS = (*HEADINGS, "p", "li")


@dataclass(frozen=True, slots=True)
class PieceRun:
    """Words of a paragraph that look the same; `key` names the fact that they print."""

    text: str
    bold: bool = False
    key: str = ""


@dataclass(frozen=True, slots=True)
class PieceParagraph:
    """A paragraph: ``h1``, ``h2``, ``p`` or ``li``, and its runs."""

    tag: str
    style: str
    runs: Sequence[PieceRun]

    @property
    def text(self) -> str:
        """Its words."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True)
class Piece:
    """One text of the kit, in one language.

    Parameters
    ----------
    name, kind
        The file's stem; what it is (``release``, ``leg``, ``newsletter``, ``captions``, ``card``).
    html
        What its template rendered.
    """

    name: str
    kind: str
    html: Markup
    paragraphs: Sequence[PieceParagraph] = field(default=())

    @classmethod
    def rendered(cls, story: PressStory, name: str, kind: str, **context: object) -> Piece:
        """Return a piece from its template.

        Parameters
        ----------
        story
            What there is to tell.
        name, kind
            As above; the template is ``press/<language>/<kind>.html.j2``.
        context
            What else the template may name.
        """
        html = prose("press", kind, story.voice, p=story, **context)
        return cls(name, kind, html, tuple(paragraphs_of(html)))

    @property
    def title(self) -> str:
        """Its headline."""
        return next((one.text for one in self.paragraphs if one.tag == "h1"), self.name)

    @property
    def facts(self) -> list[tuple[str, str]]:
        """Each fact that it prints: its key and the words."""
        return [(run.key, run.text) for one in self.paragraphs for run in one.runs if run.key]

    @property
    def lines(self) -> list[str]:
        """Its paragraphs as plain text."""
        return [one.text for one in self.paragraphs]


def paragraphs_of(html: str) -> Iterator[PieceParagraph]:
    """Return what a template rendered as paragraphs.

    Examples
    --------
    >>> [one] = paragraphs_of('<p>A <span data-fact="leg.1.km">315 km</span> way</p>')
    >>> one.text, one.runs[1].key
    ('A 315 km way', 'leg.1.km')
    """
    reader = _ParagraphReader()
    reader.feed(html)
    reader.close()
    return iter(reader.paragraphs)


class _ParagraphReader(HTMLParser):
    """Reads the few marks that the templates of the kit use."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.paragraphs: list[PieceParagraph] = []
        self._tag = self._style = self._key = ""
        self._bold = False
        self._runs: list[PieceRun] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in _PARAGRAPHS:
            self._tag, self._style, self._runs = tag, given.get("class") or "", []
        elif tag == "b":
            self._bold = True
        elif tag == "span":
            self._key = given.get("data-fact") or ""

    def handle_endtag(self, tag: str) -> None:
        if tag in _PARAGRAPHS and any(run.text.strip() for run in self._runs):
            self.paragraphs.append(PieceParagraph(tag, self._style, _trimmed(self._runs)))
        if tag in _PARAGRAPHS:
            self._tag = ""
        elif tag == "b":
            self._bold = False
        elif tag == "span":
            self._key = ""

    def handle_data(self, data: str) -> None:
        if self._tag and data:
            self._runs.append(PieceRun(data, self._bold, self._key))


def _trimmed(runs: Sequence[PieceRun]) -> tuple[PieceRun, ...]:
    """Return the runs of a paragraph without blanks at its ends."""
    told = [run for run in runs if run.text]
    told[0] = replace(told[0], text=told[0].text.lstrip(" \n"))
    told[-1] = replace(told[-1], text=told[-1].text.rstrip(" \n"))
    return tuple(run for run in told if run.text)


def as_text(paragraphs: Iterable[PieceParagraph], notice: str = "") -> str:
    """Return paragraphs as plain text for a mail."""
    parts = [f"[{notice}]"] if notice else []
    parts += [f"- {one.text}" if one.tag == "li" else one.text for one in paragraphs]
    return "\n\n".join(parts).replace("\n\n- ", "\n- ") + "\n"


def as_page(piece: Piece, story: PressStory) -> str:
    """Return a piece as an HTML page that stands alone."""
    page = environment(story.voice.language).get_template("shared/press-page.html.j2")
    return typographic(page.render(piece=piece, p=story, language=story.voice.language))
