"""XML as exporters write it: harmless faults are mended and told, others named in words."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar
from xml.etree.ElementTree import TreeBuilder
from xml.parsers import expat

from reporting.reads import source
from reporting.route.reading_share import tell_share
from reporting.route.refusal import refusal

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

CHUNK = 1 << 16

TRUNCATED, INVALID_TOKEN, MISMATCHED_TAG, UNDEFINED_ENTITY, UNBOUND_PREFIX = 3, 4, 7, 11, 27
"""Codes of expat's errors."""

MENDED = frozenset({INVALID_TOKEN, UNDEFINED_ENTITY, UNBOUND_PREFIX})
"""A bare ampersand in a name, a prefix without its declaration: nothing of the road is lost."""

FAULTS = {
    TRUNCATED: ("il file finisce prima della fine", "the file ends before its end"),
    INVALID_TOKEN: (
        "c'è un segno che in XML non può stare",
        "there is a sign that XML cannot hold",
    ),
    MISMATCHED_TAG: (
        "un elemento non è chiuso come è aperto",
        "an element is not closed as opened",
    ),
    UNDEFINED_ENTITY: ("c'è un'entità non dichiarata", "there is an undeclared entity"),
    UNBOUND_PREFIX: ("c'è un prefisso non dichiarato", "there is an undeclared prefix"),
}

_BARE_AMPERSAND = re.compile(rb"&(?!(?:#\w+|amp|lt|gt|quot|apos);)")
_TAG_PREFIX = re.compile(rb"(</?)[A-Za-z_][\w.-]*:(?=[A-Za-z_])")
_ATTRIBUTE_PREFIX = re.compile(rb"(\s)(?!xmlns:)([A-Za-z_][\w.-]*):([\w.-]+=)")


class XmlTarget(Protocol):
    """What a parser tells: elements as they open and close, and text."""

    parser: Any

    def start(self, tag: str, attributes: Any) -> None:
        """Take the begin of an element."""

    def end(self, tag: str) -> None:
        """Take the end of an element."""

    def data(self, text: str) -> None:
        """Take a piece of text."""


Told = TypeVar("Told", bound=XmlTarget)


def parsed(path: Path, target: Callable[[], Told]) -> tuple[Told, bool]:
    """Read an XML file into a target, without DTDs and entities.

    Parameters
    ----------
    path
        The file.
    target
        Makes a target; called anew where the file is read a second time.

    Returns
    -------
    tuple
        The target, and whether faults of the exporter had to be mended.

    Raises
    ------
    InputError
        For a file that is broken, or declares a DTD or entities.
    """
    try:
        return _fed(path, target(), None), False
    except expat.ExpatError as error:
        if error.code not in MENDED:
            raise _broken(path, error) from error
    text = source(path).read_bytes()
    text = _BARE_AMPERSAND.sub(b"&amp;", text)
    text = _ATTRIBUTE_PREFIX.sub(rb"\1\2_\3", _TAG_PREFIX.sub(rb"\1", text))
    try:
        return _fed(path, target(), text), True
    except expat.ExpatError as error:
        raise _broken(path, error) from error


@lru_cache(maxsize=256)
def local(tag: str) -> str:
    """Return an element's name without its namespace."""
    return tag.rsplit("}", 1)[-1]


def _fed(path: Path, target: Told, text: bytes | None) -> Told:
    """Feed a file to a target by expat itself, which stops at a DTD before anything is expanded.

    ElementTree's parser, that of defusedxml too, calls Python twice for each element.
    """
    parser = expat.ParserCreate(None, "}")
    parser.buffer_text = True
    parser.StartElementHandler = target.start
    parser.EndElementHandler = target.end
    parser.CharacterDataHandler = target.data

    def refused(*_: object) -> None:
        raise refusal("track-entities", path, row=parser.CurrentLineNumber)

    parser.StartDoctypeDeclHandler = refused
    parser.EntityDeclHandler = refused
    target.parser = parser
    if text is not None:
        parser.Parse(text, True)
        return target
    size = path.stat().st_size
    with source(path).open("rb") as stream:
        while chunk := stream.read(CHUNK):
            parser.Parse(chunk)
            tell_share(path.name, stream.tell() / max(size, 1))
    parser.Parse(b"", True)
    return target


def tree(path: Path) -> Element:
    """Return the root of a small XML file as a tree."""
    return parsed(path, _TreeTarget)[0].builder.close()


class _TreeTarget:
    """Builds a tree."""

    def __init__(self) -> None:
        self.parser: Any = None
        self.builder = TreeBuilder()

    def start(self, tag: str, attributes: Any) -> None:
        self.builder.start(tag, attributes)

    def end(self, tag: str) -> None:
        self.builder.end(tag)

    def data(self, text: str) -> None:
        self.builder.data(text)


def _broken(path: Path, error: expat.ExpatError) -> Exception:
    unknown = ("non è XML ben formato", "it is no well-formed XML")
    it, en = FAULTS.get(error.code, unknown)
    return refusal("track-broken", path, row=error.lineno, reason={"it": it, "en": en})
