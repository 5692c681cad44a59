"""Texts as people hand them in: read into lines, harmless whatever they hold."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from weasyprint import HTML

from reporting.errors import InputError, UsageError
from reporting.proofreading.texts import read_text

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def write_docx(path: Path, body: str, head: str = "", **more: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "word/document.xml", f"{head}<w:document {W}><w:body>{body}</w:body></w:document>"
        )
        for name, content in more.items():
            archive.writestr(f"word/{name}.bin", content)
    return path


def lines(path: Path) -> list[tuple[int, str]]:
    return [(line.number, line.text) for line in read_text(path)]


def test_a_plain_text_keeps_its_line_numbers(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("\ufeffUno\r\n\r\nDue 🏆\n", encoding="utf-8")
    assert lines(tmp_path / "a.txt") == [(1, "Uno"), (3, "Due 🏆")]


def test_markdown_is_read_without_its_marks(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("# Il *vincitore*\n\n- [Facchini](x.html), **1938**\n", "utf-8")
    assert lines(tmp_path / "a.md") == [(1, " Il vincitore"), (3, " Facchini, 1938")]


def test_a_page_is_read_as_it_shows_and_its_pictures_by_their_text(tmp_path: Path) -> None:
    page = "<style>p{}</style><script>alert(1)</script>\n<p>Uno <b>due</b>\ntre</p>\n"
    page += '<img src="http://x.invalid/a.png" alt="la BMW 328"><p>quattro &amp; cinque'
    (tmp_path / "a.html").write_text(page, "utf-8")
    assert lines(tmp_path / "a.html") == [
        (2, "Uno due tre"), (4, "la BMW 328"), (4, "quattro & cinque")
    ]  # fmt: skip


def test_a_word_document_is_read_by_paragraph_deleted_words_left_out(tmp_path: Path) -> None:
    body = "<w:p><w:r><w:t>Uno </w:t></w:r><w:r><w:t>due</w:t></w:r></w:p><w:p/>"
    body += "<w:p><w:del><w:r><w:delText>no</w:delText></w:r></w:del><w:r><w:t>sì</w:t></w:r></w:p>"
    made = write_docx(tmp_path / "a.docx", body, vbaProject=b"macro")
    assert lines(made) == [(1, "Uno due"), (3, "sì")]


def test_a_pdf_is_read_by_its_text(tmp_path: Path) -> None:
    HTML(string="<p>Una gara verde</p>").write_pdf(tmp_path / "a.pdf")
    assert lines(tmp_path / "a.pdf") == [(1, "Una gara verde")]


def test_an_external_entity_is_refused(tmp_path: Path) -> None:
    head = '<!DOCTYPE d [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    made = write_docx(tmp_path / "a.docx", "<w:p><w:r><w:t>&e;</w:t></w:r></w:p>", head)
    with pytest.raises(InputError, match="no sound"):
        read_text(made)


def test_a_document_that_unpacks_without_end_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="unpack"):
        read_text(write_docx(tmp_path / "a.docx", " " * 61_000_000))


def test_a_line_without_end_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("a" * 10_000_000, "utf-8")
    with pytest.raises(InputError, match="characters"):
        read_text(tmp_path / "a.txt")


@pytest.mark.parametrize("name", ["a.docx", "a.pdf", "a.txt"])
@pytest.mark.parametrize(
    "content", [b"\x00\x01\x02" * 50, b"%PDF-1.7\n1 0 obj\n<<\n", b"PK\x03\x04"]
)
def test_what_is_not_what_its_name_says_is_refused_in_a_sentence(
    name: str, content: bytes, tmp_path: Path
) -> None:
    (tmp_path / name).write_bytes(content)
    if name == "a.txt" and b"\0" not in content:
        assert lines(tmp_path / name)
        return
    with pytest.raises(InputError, match=name):
        read_text(tmp_path / name)


def test_a_byte_that_is_not_utf8_is_told_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"uno\ncitt\xe0\n")
    with pytest.raises(InputError, match=r"a\.txt:2 is not UTF-8"):
        read_text(tmp_path / "a.txt")


def test_a_file_that_is_not_there_is_wrong_use(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no file"):
        read_text(tmp_path / "nowhere.txt")
