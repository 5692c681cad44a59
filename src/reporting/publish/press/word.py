"""A piece as a Word document: headings, lists, links and the language of its readers."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Any

from reporting.language import locale_of

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph

    from reporting.publish.press.pieces import Piece
    from reporting.story.press.telling import PressStory

SANS, SERIF = "Source Sans 3", "Source Serif 4 Display"
_STYLES = {"h1": "Heading 1", "h2": "Heading 2", "li": "List Bullet"}
_SIZES = {"Normal": 10.5, "Heading 1": 22, "Heading 2": 14}
_EPOCH = (1980, 1, 1, 0, 0, 0)
_INK = "1B1B1B"


def as_docx(piece: Piece, story: PressStory) -> bytes:
    """Return a piece as DOCX; the same piece gives the same bytes.

    Parameters
    ----------
    piece, story
        The piece; the event that it tells of, with sources and mark.
    """
    import docx

    document = docx.Document()
    _dress(document, story.voice.language)
    _sign(document, piece, story)
    if story.notice:
        mark = document.sections[0].header.paragraphs[0]
        mark.add_run(f"{story.notice} \u00b7 {story.name}").bold = True
        document.add_paragraph(f"{story.notice}. {story.voice.text('press simulated note')}")
    for one in piece.paragraphs:
        paragraph = document.add_paragraph(style=_STYLES.get(one.tag))
        for run in one.runs:
            paragraph.add_run(run.text).bold = run.bold or None
    if story.sources:
        document.add_heading(story.voice.text("press sources"), level=2)
        for source, address in story.sources:
            _link(document.add_paragraph(style="List Bullet"), source, address)
    return _packed(document)


def _dress(document: Document, language: str) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    for name, size in _SIZES.items():
        style: Any = document.styles[name]
        style.font.size = Pt(size)
        style.font.color.rgb = RGBColor.from_string(_INK)
        face = SERIF if name.startswith("Heading") else SANS
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for kind in list(fonts.attrib):
            del fonts.attrib[kind]
        for kind in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
            fonts.set(qn(kind), face)
    # The language of what has none of its own: spelling is checked and read aloud in it.
    for tag in document.styles.element.iter(qn("w:lang")):
        tag.set(qn("w:val"), locale_of(language).replace("_", "-"))


def _sign(document: Document, piece: Piece, story: PressStory) -> None:
    import datetime as dt

    core, info = document.core_properties, story.event.info
    core.title, core.author, core.comments = piece.title, "1000 Miglia Srl", ""
    core.language, core.subject = locale_of(story.voice.language).replace("_", "-"), story.name
    core.created = core.modified = dt.datetime.combine(info.end, dt.time())
    core.last_modified_by = ""


def _link(paragraph: Paragraph, words: str, address: str) -> None:
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    link = OxmlElement("w:hyperlink")
    link.set(
        qn("r:id"), paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    )
    run = paragraph.add_run(words)
    run.underline = True
    link.append(run._r)  # noqa: SLF001 - python-docx writes no links itself
    paragraph._p.append(link)  # noqa: SLF001


def _packed(document: Document) -> bytes:
    """Return the document with its files dated alike."""
    written, packed = io.BytesIO(), io.BytesIO()
    document.save(written)
    with (
        zipfile.ZipFile(written) as source,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            info = zipfile.ZipInfo(name, _EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(info, source.read(name))
    return packed.getvalue()
