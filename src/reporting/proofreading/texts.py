"""A text as it comes, plain, Markdown, HTML, DOCX or PDF, read into lines with their numbers.

Nothing of a file is run and nothing is fetched: XML is read without DTD, scripts, macros and
pictures are passed over, and what would unpack to more than the limits is refused.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.parsers.expat import ExpatError

from reporting.errors import InputError, UsageError
from reporting.strangers_xml import UnfitXmlError, read_xml

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

MOST_BYTES = 20_000_000
MOST_UNPACKED = 60_000_000
MOST_CHARACTERS = 2_000_000
MOST_UNCLOSED = 100  # the library looks for the end of each in all the rest
LONGEST_LINE = 20_000  # each number looks at its whole sentence
LONGEST_TAG = 100_000  # a tag's attributes are all kept before it is read
MOST_TAGS = 300_000
MOST_PAGES = 500
MOST_DRAWN = 20_000_000  # what draws all pages, unpacked: each sign of it is read
MOST_ON_A_PAGE = 5_000_000
MOST_XML = 20_000_000  # of one part: pictures may be larger
MOST_PARTS = 500

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PARTS = re.compile(r"word/(document|footnotes|endnotes|header\d*|footer\d*)\.xml")


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of a text.

    Parameters
    ----------
    number
        The line in a plain file, Markdown or HTML; the paragraph in a DOCX; counted over all pages
        in a PDF. From 1.
    text
        Its words, without markup.
    """

    number: int
    text: str


def read_text(path: Path) -> tuple[TextLine, ...]:
    """Return the lines of a text file.

    Parameters
    ----------
    path
        A ``.txt``, ``.md``, ``.html``, ``.docx`` or ``.pdf``; any other name is read as plain text.

    Raises
    ------
    UsageError
        Where there is no such file.
    InputError
        Where it is larger than the limits, or is not what its name says.
    """
    if not path.is_file():
        raise UsageError(f"There is no file {path}.")
    if path.stat().st_size > MOST_BYTES:
        raise InputError(f"{path.name} has more than {MOST_BYTES // 1_000_000} MB: split it.")
    reader = _READERS.get(path.suffix.lower(), _plain)
    lines = tuple(line for line in reader(path) if line.text.strip())
    if sum(len(line.text) for line in lines) > MOST_CHARACTERS:
        raise _too_many_characters(path)
    if any(len(line.text) > LONGEST_LINE for line in lines):
        raise _too_long(path)
    return lines


def _too_many_characters(path: Path) -> InputError:
    return InputError(f"{path.name} has more than {MOST_CHARACTERS:,} characters: split it.")


def _too_long(path: Path) -> InputError:
    return InputError(
        f"{path.name} has a line of more than {LONGEST_LINE:,} characters: "
        "break it into paragraphs."
    )


def _plain(path: Path) -> Iterator[TextLine]:
    for number, line in enumerate(_decoded(path).splitlines(), start=1):
        yield TextLine(number, line)


def _decoded(path: Path) -> str:
    content = path.read_bytes()
    if b"\0" in content[:4096] and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise InputError(f"{path.name} is no text: save it as txt, md, html, docx or pdf.")
    try:
        return content.decode(
            "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
        )
    except UnicodeDecodeError as fault:
        line = content[: fault.start].count(b"\n") + 1
        raise InputError(f"{path.name}:{line} is not UTF-8: save the text as UTF-8.") from None


# How far a pair of signs may be apart is bounded: a line of opening ones takes its length squared.
_LINK = re.compile(r"!?\[([^\]]{0,1000})\]\([^)]{0,2000}\)")
_EMPHASIS = re.compile(r"(?<!\w)([*_]{1,3})(?=\S)(.{1,500}?)(?<=\S)\1(?!\w)")
_MARKS = re.compile(r"^\s*(?:#{1,6}\s+|>\s?|[-*+]\s+|\|)|[`|]")


def _markdown(path: Path) -> Iterator[TextLine]:
    for line in _plain(path):
        if len(line.text) > LONGEST_LINE:
            raise _too_long(path)
        words = _EMPHASIS.sub(r"\2", _LINK.sub(r"\1", line.text))
        yield TextLine(line.number, _MARKS.sub(" ", words))


class _Words(HTMLParser):
    """Gathers what a page shows, each block with the line that it begins on."""

    _INLINE = frozenset(
        {"a", "abbr", "b", "bdi", "cite", "code", "del", "em", "font", "i", "img", "ins", "kbd"}
        | {"mark", "q", "s", "small", "span", "strong", "sub", "sup", "time", "u", "var", "wbr"}
    )
    _SIGNS = frozenset({"sub", "sup", "wbr"})
    _UNSEEN = frozenset({"script", "style", "template", "noscript", "svg"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[TextLine] = []
        self._words: list[str] = []
        self._begins = 1
        self._hidden = 0
        self._ended = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self._UNSEEN:
            self._hidden += 1
        elif tag not in self._INLINE:
            self.end_block()
        elif self._ended and tag not in self._SIGNS:
            self._words.append(" ")  # two boxes side by side are two words
        self._ended = False
        for name, value in attrs:
            if name == "alt" and value:
                self.lines.append(TextLine(self.getpos()[0], " ".join(value.split())))

    def handle_endtag(self, tag: str) -> None:
        if tag in self._UNSEEN:
            self._hidden = max(0, self._hidden - 1)
        elif tag not in self._INLINE:
            self.end_block()
        self._ended = tag in self._INLINE - self._SIGNS

    def handle_data(self, data: str) -> None:
        self._ended = False
        if self._hidden:
            return
        if not self._words and data.strip():
            blank = data[: len(data) - len(data.lstrip())]
            self._begins = self.getpos()[0] + blank.count("\n")
        if self._words or data.strip():
            self._words.append(data)

    def end_block(self) -> None:
        """Take what has been gathered as one line."""
        text = " ".join("".join(self._words).split())
        if text:
            self.lines.append(TextLine(self._begins, text))
        self._words = []


def _html(path: Path) -> Iterator[TextLine]:
    words = _Words()
    text = _decoded(path)
    if text.count("<") > text.count(">") + MOST_UNCLOSED:
        raise InputError(f"{path.name} is no HTML that can be read: its tags are not closed.")
    if text.count("<") > MOST_TAGS or any(len(part) > LONGEST_TAG for part in _tags(text)):
        raise InputError(f"{path.name} has more tags, or longer ones, than can be read: split it.")
    words.feed(text)
    words.close()
    words.end_block()
    yield from words.lines


def _tags(text: str) -> Iterator[str]:
    """Yield what stands between each ``<`` and the next ``>``."""
    for part in text.split("<")[1:]:
        yield part.partition(">")[0]


def _docx(path: Path) -> Iterator[TextLine]:
    words = _WordParagraphs(path)
    try:
        with zipfile.ZipFile(path) as archive:
            parts = sorted(name for name in archive.namelist() if _PARTS.fullmatch(name))
            if "word/document.xml" not in parts:
                raise InputError(f"{path.name} is no Word document: save it as .docx.")
            sizes = [archive.getinfo(name).file_size for name in parts]
            if max(sizes) > MOST_XML or sum(sizes) > MOST_UNPACKED or len(parts) > MOST_PARTS:
                raise InputError(f"{path.name} would unpack to more than the limit.")
            for name in parts:
                with archive.open(name) as stream:
                    read_xml(stream.read(MOST_XML + 1), words)
    except UnfitXmlError as fault:
        raise InputError(f"{path.name} is no sound .docx ({fault}): save it again.") from None
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, ValueError,
            NotImplementedError, ExpatError) as fault:  # fmt: skip
        reason = type(fault).__name__
        raise InputError(f"{path.name} is no sound .docx ({reason}): save it again.") from None
    yield from words.lines()


class _WordParagraphs:
    """Gathers the words of each paragraph, those of a box in it, too."""

    def __init__(self, path: Path) -> None:
        self.parser: Any = None
        self._path = path
        self._texts: list[list[str]] = []
        self._open: list[list[str]] = []
        self._characters = 0

    def start(self, tag: str, attributes: Any) -> None:
        del attributes
        if tag == _PARAGRAPH:
            self._texts.append([])
            self._open.append(self._texts[-1])
        elif tag in _WORD_SIGNS:
            self.data(_WORD_SIGNS[tag])
        self.parser.CharacterDataHandler = self.data if tag == _WORDS else None

    def end(self, tag: str) -> None:
        self.parser.CharacterDataHandler = None
        if tag == _PARAGRAPH:
            self._open.pop()

    def data(self, text: str) -> None:
        self._characters += len(text) * len(self._open)
        if self._characters > MOST_CHARACTERS:
            raise _too_many_characters(self._path)
        for paragraph in self._open:
            paragraph.append(text)

    def lines(self) -> Iterator[TextLine]:
        """Yield the paragraphs in the order in which they begin."""
        for number, words in enumerate(self._texts, start=1):
            yield TextLine(number, "".join(words))


_PARAGRAPH, _WORDS = f"{WORD[1:]}p", f"{WORD[1:]}t"
_SIGNS = {f"{WORD}tab": "\t", f"{WORD}br": " ", f"{WORD}noBreakHyphen": "-"}
_WORD_SIGNS = {tag[1:]: sign for tag, sign in _SIGNS.items()}


def text_of_node(node: Element) -> str:
    """Return the words of one node of a Word paragraph, without those of its children."""
    return (node.text or "") if node.tag == f"{WORD}t" else _SIGNS.get(node.tag, "")


def _pdf(path: Path) -> Iterator[TextLine]:
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    number = drawn = 0
    try:
        pages = PdfReader(path).pages
        if len(pages) > MOST_PAGES:
            raise InputError(f"{path.name} has more than {MOST_PAGES} pages: split it.")
        for page in pages:
            contents = page.get_contents()
            here = len(contents.get_data()) if contents is not None else 0
            drawn += here
            if drawn > MOST_DRAWN or here > MOST_ON_A_PAGE:
                raise InputError(f"{path.name} draws more than can be read: split it.")
            for line in page.extract_text().splitlines():
                number += 1
                yield TextLine(number, line)
    except InputError:
        raise
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, OSError,
            RecursionError) as fault:  # fmt: skip
        reason = type(fault).__name__
        raise InputError(f"{path.name} is no sound PDF ({reason}): export it again.") from None
    if not number:
        raise InputError(f"{path.name} has no text, only pictures: give the text it was made from.")


_READERS: dict[str, Callable[[Path], Iterator[TextLine]]] = {
    ".md": _markdown,
    ".markdown": _markdown,
    ".html": _html,
    ".htm": _html,
    ".docx": _docx,
    ".pdf": _pdf,
}
