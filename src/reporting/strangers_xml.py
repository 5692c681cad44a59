"""XML that anybody may have written: without DTD and entities, no deeper than a program writes.

What is too deep is refused where it becomes so, while it is read: a tree of a million levels costs
seconds to make, and as long again to take apart.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol
from xml.parsers import expat

DEEPEST = 256
"""Levels of a document: as many as libxml2, and so office programs, read at all."""

MOST_ELEMENTS = 2_000_000
"""300 MB as a tree in memory; a car that tells its place every second for 80 hours."""


class XmlTarget(Protocol):
    """What a parser tells: elements as they open and close, and text."""

    parser: Any

    def start(self, tag: str, attributes: Any) -> None:
        """Take the begin of an element."""

    def end(self, tag: str) -> None:
        """Take the end of an element."""

    def data(self, text: str) -> None:
        """Take a piece of text."""


class UnfitXmlError(ValueError):
    """XML that is no document of a program: a DTD, levels or elements without end."""


def parser_into(target: XmlTarget, refused: Callable[..., None]) -> Any:
    """Return a parser that tells a target, and stops at a DTD before anything is expanded.

    It is expat itself: ElementTree's parser, that of defusedxml too, calls Python twice for each
    element.

    Parameters
    ----------
    target
        What is told; its ``parser`` is set.
    refused
        Called at a DTD or an entity: raises.
    """
    parser = expat.ParserCreate(None, "}")
    parser.buffer_text = True
    parser.StartElementHandler = target.start
    parser.EndElementHandler = target.end
    parser.CharacterDataHandler = target.data
    parser.StartDoctypeDeclHandler = refused
    parser.EntityDeclHandler = refused
    target.parser = parser
    return parser


def read_xml(content: bytes, target: XmlTarget) -> None:
    """Tell a target what a document holds.

    Raises
    ------
    UnfitXmlError
        For a DTD, for more than :data:`DEEPEST` levels or :data:`MOST_ELEMENTS` elements.
    xml.parsers.expat.ExpatError
        For a document that is broken.
    """
    parser = parser_into(target, _refuse_dtd)
    depth = elements = 0

    def start(tag: str, attributes: Any) -> None:
        nonlocal depth, elements
        depth += 1
        elements += 1
        if depth > DEEPEST:
            raise UnfitXmlError(f"nested more than {DEEPEST} deep")
        if elements > MOST_ELEMENTS:
            raise UnfitXmlError(f"more than {MOST_ELEMENTS // 1_000_000} million elements")
        target.start(tag, attributes)

    def end(tag: str) -> None:
        nonlocal depth
        depth -= 1
        target.end(tag)

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.Parse(content, True)


def _refuse_dtd(*_: object) -> None:
    raise UnfitXmlError("a DTD")
