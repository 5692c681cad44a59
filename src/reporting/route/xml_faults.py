"""XML as exporters write it: harmless faults are mended and told, others named in words."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from xml.etree.ElementTree import TreeBuilder
from xml.parsers import expat

from reporting.reads import source
from reporting.route.reading_share import tell_share
from reporting.route.refusal import refusal
from reporting.route.route_words import route_words
from reporting.strangers_xml import MOST_ELEMENTS, XmlTarget, parser_into

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

CHUNK = 1 << 16
LONGEST_TAG = 1 << 20
"""Bytes: expat begins a tag anew with every chunk, so that a long one takes its length squared."""
DEEPEST = 100
"""Levels of a tree in memory."""

TRUNCATED, INVALID_TOKEN, MISMATCHED_TAG, UNDEFINED_ENTITY = 3, 4, 7, 11
UNKNOWN_ENCODING, UNBOUND_PREFIX = 18, 27
"""Codes of expat's errors."""

MENDED = frozenset({INVALID_TOKEN, UNDEFINED_ENTITY, UNBOUND_PREFIX})
"""A bare ampersand in a name, a prefix without its declaration: nothing of the road is lost."""

FAULTS = {
    TRUNCATED: "truncated",
    INVALID_TOKEN: "invalid_token",
    MISMATCHED_TAG: "mismatched_tag",
    UNDEFINED_ENTITY: "undefined_entity",
    UNKNOWN_ENCODING: "unknown_encoding",
    UNBOUND_PREFIX: "unbound_prefix",
}
"""Code -> what is said of it in ``words.toml``."""

_ENCODING = re.compile(rb'(<\?xml[^>]*?) encoding=["\']([\w.-]+)["\']')
_BARE_AMPERSAND = re.compile(rb"&(?!(?:#\w+|amp|lt|gt|quot|apos);)")
_TAG_PREFIX = re.compile(rb"(</?)[A-Za-z_][\w.-]*:(?=[A-Za-z_])")
_ATTRIBUTE_PREFIX = re.compile(rb"(\s)(?!xmlns:)([A-Za-z_][\w.-]*):([\w.-]+=)")


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
        try:
            return _fed(path, target(), None), False
        except (ValueError, LookupError):  # an encoding that expat does not know
            return _fed(path, target(), _in_utf8(path)), False
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
    """Feed a file to a target."""

    def refused(*_: object) -> None:
        raise refusal("track-entities", path, row=parser.CurrentLineNumber)

    parser = parser_into(target, refused)
    if text is not None:
        parser.Parse(text, True)
        return target
    size = path.stat().st_size
    with source(path).open("rb") as stream:
        while chunk := stream.read(CHUNK):
            parser.Parse(chunk)
            if stream.tell() - parser.CurrentByteIndex > LONGEST_TAG:
                raise _refused(path, parser.CurrentLineNumber, "too_long")
            tell_share(path.name, stream.tell() / max(size, 1))
    parser.Parse(b"", True)
    return target


def tree(path: Path) -> Element:
    """Return the root of a small XML file as a tree."""
    return parsed(path, lambda: _TreeTarget(path))[0].builder.close()


class _TreeTarget:
    """Builds a tree."""

    def __init__(self, path: Path) -> None:
        self.parser: Any = None
        self.path, self.elements, self.depth = path, 0, 0
        self.builder = TreeBuilder()

    def start(self, tag: str, attributes: Any) -> None:
        self.elements += 1
        if self.elements > MOST_ELEMENTS:
            unit = {"it": "milioni di elementi", "en": "million elements"}
            limit = MOST_ELEMENTS // 1_000_000
            raise refusal("track-too-large", self.path, limit=limit, unit=unit)
        self.depth += 1
        if self.depth > DEEPEST:
            raise _refused(self.path, self.parser.CurrentLineNumber, "too_deep")
        self.builder.start(tag, attributes)

    def end(self, tag: str) -> None:
        self.depth -= 1
        self.builder.end(tag)

    def data(self, text: str) -> None:
        self.builder.data(text)


def _in_utf8(path: Path) -> bytes:
    """Return a file in UTF-8, where Python knows the encoding that it declares."""
    raw = source(path).read_bytes()
    declared = _ENCODING.search(raw[:200])
    try:
        text = raw.decode(declared[2].decode() if declared else "utf-8")
    except (LookupError, UnicodeDecodeError) as error:
        raise _refused(path, 1, FAULTS[UNKNOWN_ENCODING]) from error
    return _ENCODING.sub(rb"\1", text.encode(), count=1)


def _broken(path: Path, error: expat.ExpatError) -> Exception:
    return _refused(path, error.lineno, FAULTS.get(error.code, "ill_formed"))


def _refused(path: Path, row: int, fault: str) -> Exception:
    return refusal("track-broken", path, row=row, reason=route_words()["xml"][fault])
