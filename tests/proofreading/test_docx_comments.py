"""The marked copy as DOCX: comments stand at the words, everything else stays."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn

from reporting.errors import InputError
from reporting.event import load
from reporting.proofreading.docx_comments import commented
from reporting.proofreading.factcheck import factcheck
from reporting.proofreading.texts import read_text
from support.command import reporting

EVENT = "experience-italy-2025"
WORDS = "Erano 28 vetture al via, "


def written(path: Path) -> Path:
    """Write a document with a heading, a bold word in a sentence, a link and its language."""
    document = docx.Document()
    document.add_heading("La gara", level=1)
    paragraph = document.add_paragraph(WORDS)
    paragraph.add_run("tre regioni").bold = True
    paragraph.add_run(" e 4 siti UNESCO.")
    link = docx.oxml.OxmlElement("w:hyperlink")
    address = document.part.relate_to(
        "https://1000miglia.it", docx.opc.constants.RELATIONSHIP_TYPE.HYPERLINK, is_external=True
    )
    link.set(qn("r:id"), address)
    link.append(paragraph.add_run("1000miglia.it")._r)
    paragraph._p.append(link)
    for tag in document.styles.element.iter(qn("w:lang")):
        tag.set(qn("w:val"), "it-IT")
    document.save(str(path))
    return path


def marked(path: Path) -> bytes:
    lines = read_text(path)
    return commented(path, lines, factcheck(lines, load(EVENT)))


def at(document: docx.document.Document) -> list[tuple[str, str]]:
    """Return the words between the marks of each comment, and the comment."""
    comments = {str(one.comment_id): one.text for one in document.comments}
    spans = []
    for number, comment in comments.items():
        words, inside = "", False
        for node in document.element.iter():
            if node.tag == qn("w:commentRangeStart") and node.get(qn("w:id")) == number:
                inside = True
            elif node.tag == qn("w:commentRangeEnd") and node.get(qn("w:id")) == number:
                inside = False
            elif inside and node.tag == qn("w:t"):
                words += node.text
        spans.append((words, comment))
    return spans


def test_comments_stand_at_the_words_and_the_rest_stays(tmp_path: Path) -> None:
    path = written(tmp_path / "post.docx")
    document = docx.Document(io.BytesIO(marked(path)))
    assert [paragraph.text for paragraph in document.paragraphs] == [
        paragraph.text for paragraph in docx.Document(str(path)).paragraphs
    ]
    spans = at(document)
    assert [words for words, _ in spans] == ["28", "tre", "4"]
    assert spans[0][1].startswith("contradicted, count: 28 (known: 27;")
    (bold,) = [run.text for run in document.paragraphs[1].runs if run.bold and run.text == "tre"]
    assert bold


def test_a_plain_text_gets_a_marked_document(tmp_path: Path) -> None:
    text, copy = tmp_path / "post.txt", tmp_path / "copy.docx"
    text.write_text("27 auto in gara.\n\n28 auto al via.\n", encoding="utf-8")
    reporting("factcheck", EVENT, text, "--marked", copy)
    assert [words for words, _ in at(docx.Document(str(copy)))] == ["27", "28"]


def with_part(path: Path, name: str, content: bytes) -> Path:
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return path


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("word/vbaProject.bin", b"macro", "macros"),
        (
            "word/theme/more.xml",
            b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x/>',
            "DTD",
        ),
        ("word/media/bomb.bin", b"\0" * 61_000_000, "limit"),
    ],
)
def test_a_hostile_document_is_refused(
    tmp_path: Path, name: str, content: bytes, reason: str
) -> None:
    path = with_part(written(tmp_path / "post.docx"), name, content)
    with pytest.raises(InputError, match=reason):
        commented(path, (), ())


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("[Content_Types].xml", None),
        ("_rels/.rels", None),
        ("word/styles.xml", None),
        ("word/styles.xml", b"<a>" * 100_000),
        ("word/styles.xml", b"<a"),
        ("[Content_Types].xml", b"<a>" * 1000 + b"</a>" * 1000),
    ],
)
def test_a_document_that_word_would_not_open_is_not_copied_and_says_so(
    tmp_path: Path, name: str, content: bytes | None
) -> None:
    path, copy = tmp_path / "post.docx", tmp_path / "copy.docx"
    with (
        zipfile.ZipFile(written(tmp_path / "sound.docx")) as sound,
        zipfile.ZipFile(path, "w") as archive,
    ):
        for part in sound.namelist():
            given = content if part == name else sound.read(part)
            if given is not None:
                archive.writestr(part, given)
    done = reporting("factcheck", EVENT, path, "--marked", copy)
    assert done.exit_code == 1
    assert "post.docx can be read, but not copied" in done.stderr
    assert not copy.exists()


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_keeps_comments_headings_links_and_language(tmp_path: Path) -> None:
    source = tmp_path / "in" / "post.docx"
    source.parent.mkdir()
    source.write_bytes(marked(written(tmp_path / "post.docx")))
    subprocess.run(
        ["soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/profile",
         "--convert-to", "docx:MS Word 2007 XML", "--outdir", tmp_path / "out", source],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    document = docx.Document(str(tmp_path / "out" / "post.docx"))
    assert [words for words, _ in at(document)] == ["28", "tre", "4"]
    assert document.paragraphs[0].style.name == "Heading 1"
    assert any(rel.target_ref.startswith("https://1000miglia.it")
               for rel in document.part.rels.values() if rel.is_external)  # fmt: skip
    languages = {tag.get(qn("w:val")) for tag in document.styles.element.iter(qn("w:lang"))}
    assert "it-IT" in languages
