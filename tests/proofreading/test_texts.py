"""Texts as people hand them in: read into lines, harmless whatever they hold."""

from __future__ import annotations

import io
import socket
import time
import zipfile
import zlib
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


def deep(start: str, end: str, times: int) -> str:
    return start * times + end * times


TOO_MUCH = {
    "a long line.docx": "<w:p><w:r><w:t>" + "27 auto " * 300_000 + "</w:t></w:r></w:p>",
    "entities in entities.docx": "<w:p><w:r><w:t>&j;</w:t></w:r></w:p>",
    "paragraphs in paragraphs.docx": deep("<w:p><w:r><w:t>a</w:t></w:r>", "</w:p>", 3000),
    "paragraphs without end.docx": "<w:p><w:r><w:t>a</w:t></w:r></w:p>" * 700_000,
    "a tag without end.html": "<p " + 'a="b" ' * 100_000 + ">27",
    "tags without end.html": "<div>" * 400_000 + "27",
    "brackets without end.md": "[" * 400_000,
}
LAUGHS = '<!DOCTYPE l [<!ENTITY a "aaaaaaaaaa">'
LAUGHS += "".join(
    f'<!ENTITY {chr(98 + at)} "{f"&{chr(97 + at)};" * 10}">' for at in range(9)
) + "]>"  # fmt: skip


@pytest.mark.parametrize("name", TOO_MUCH)
def test_what_would_take_minutes_is_refused_within_seconds(name: str, tmp_path: Path) -> None:
    path, begun = tmp_path / name, time.process_time()
    if path.suffix == ".docx":
        write_docx(path, TOO_MUCH[name], LAUGHS if "entities" in name else "")
    else:
        path.write_text(TOO_MUCH[name], "utf-8")
    with pytest.raises(InputError, match=path.stem):
        read_text(path)
    assert time.process_time() - begun < 20


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (deep("<a>", "</a>", 1_000_000), "more than 256 deep"),
        (deep("<w:p>", "</w:p>", 1_000_000), "more than 256 deep"),
        ("<w:p/>" * 2_500_000, "2 million elements"),
    ],
)
def test_levels_and_elements_without_end_are_refused_where_they_become_too_many(
    tmp_path: Path, body: str, reason: str
) -> None:
    path = write_docx(tmp_path / "a.docx", body)
    begun = time.process_time()
    with pytest.raises(InputError, match=reason):
        read_text(path)
    assert time.process_time() - begun < 20  # unread to the end: without a limit it is minutes


def test_a_box_in_a_paragraph_is_read_with_it_and_alone(tmp_path: Path) -> None:
    box = "<w:p><w:r><w:t>due</w:t><w:tab/><w:t>tre</w:t></w:r></w:p>"
    body = f"<w:p><w:r><w:t>Uno </w:t><w:box>{box}</w:box><w:t> fine</w:t></w:r></w:p>"
    body += "<w:p><w:r>no<w:t>quattro</w:t>no</w:r></w:p>"
    assert lines(write_docx(tmp_path / "a.docx", body)) == [
        (1, "Uno due\ttre fine"), (2, "due\ttre"), (3, "quattro")
    ]  # fmt: skip


def test_an_archive_within_a_document_is_no_document(tmp_path: Path) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("more", b"\0" * 1_000_000)
    with zipfile.ZipFile(tmp_path / "a.docx", "w") as archive:
        archive.writestr("word/document.xml", inner.getvalue())
    with pytest.raises(InputError, match="no sound"):
        read_text(tmp_path / "a.docx")


def test_a_document_of_many_parts_is_refused(tmp_path: Path) -> None:
    parts = {f"header{number}": b"<x/>" for number in range(600)}
    made = write_docx(tmp_path / "a.docx", "<w:p/>")
    with zipfile.ZipFile(made, "a") as archive:
        for name, content in parts.items():
            archive.writestr(f"word/{name}.xml", content)
    with pytest.raises(InputError, match="unpack"):
        read_text(made)


def pdf(path: Path, *objects: bytes) -> Path:
    """Write a PDF of some objects, the first of which is its catalogue."""
    content, starts = b"%PDF-1.7\n", []
    for number, each in enumerate(objects, start=1):
        starts.append(len(content))
        content += b"%d 0 obj\n" % number + each + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % start for start in starts)
    size = len(objects) + 1
    end = b"xref\n0 %d\n0000000000 65535 f \n" % size + table
    end += b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (size, len(content))
    path.write_bytes(content + end)
    return path


def drawn(content: bytes) -> bytes:
    packed = zlib.compress(content, 9)
    head = b"<</Length %d/Filter/FlateDecode>>stream\n" % len(packed)
    return head + packed + b"\nendstream"


PAGES = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R"
PAGE += b"/Resources<</Font<</F 5 0 R>>>>>>"
FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
WORDS = drawn(b"BT /F 12 Tf (Al via 27 vetture.) Tj ET")


def test_a_script_in_a_pdf_is_not_run(tmp_path: Path) -> None:
    script = b"<</Type/Catalog/Pages 2 0 R/OpenAction<</S/JavaScript/JS(while\\(1\\){})>>>>"
    assert lines(pdf(tmp_path / "a.pdf", script, PAGES, PAGE, WORDS, FONT)) == [
        (1, "Al via 27 vetture.")
    ]


CATALOGUE = b"<</Type/Catalog/Pages 2 0 R>>"
ENDLESS = {
    "pages that are their own": (CATALOGUE, b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 9>>"),
    "contents that are their own": (CATALOGUE, PAGES, PAGE, b"4 0 R", FONT),
    "pages twice in pages": (
        CATALOGUE,
        *(b"<</Type/Pages/Kids[%d 0 R %d 0 R]/Count 2>>" % (at, at) for at in range(3, 40)),
        b"<</Type/Page/MediaBox[0 0 9 9]>>",
    ),
    "words without end": (
        CATALOGUE, PAGES, PAGE, drawn(b"BT /F 12 Tf " + b"(a) Tj " * 2_000_000 + b"ET"), FONT,
    ),
    "blanks without end": (CATALOGUE, PAGES, PAGE, drawn(b" " * 90_000_000), FONT),
    "arrays in arrays": (
        CATALOGUE, PAGES, PAGE[:-2] + b"/X " + b"[" * 90_000 + b"]" * 90_000 + b">>", WORDS, FONT,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", ENDLESS)
def test_a_pdf_without_end_is_refused_within_seconds(name: str, tmp_path: Path) -> None:
    made = pdf(tmp_path / f"{name}.pdf", *ENDLESS[name])
    begun = time.process_time()
    with pytest.raises(InputError, match=name):
        read_text(made)
    assert time.process_time() - begun < 8


def test_nothing_remote_is_fetched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    page = '<img src="http://x.invalid/a.png" alt="la BMW"><iframe src="file:///etc/passwd">'
    (tmp_path / "a.html").write_text(f"{page}</iframe><p>Al via 27 vetture.", "utf-8")
    assert [text for _, text in lines(tmp_path / "a.html")] == ["la BMW", "Al via 27 vetture."]
    made = write_docx(tmp_path / "a.docx", "<w:p><w:r><w:t>Al via 27 vetture.</w:t></w:r></w:p>")
    with zipfile.ZipFile(made, "a") as archive:
        archive.writestr(
            "word/_rels/document.xml.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            '<Relationship Id="r" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
            'relationships/image" Target="http://x.invalid/a.png" TargetMode="External"/>'
            "</Relationships>",
        )
    assert lines(made) == [(1, "Al via 27 vetture.")]
