"""A copy of a text as DOCX, what was found in it as comments at the words."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reporting.errors import InputError
from reporting.proofreading.text_claim import TextClaim
from reporting.proofreading.texts import MOST_UNPACKED, WORD, TextLine, text_of_node

if TYPE_CHECKING:
    from docx.document import Document

AUTHOR, INITIALS = "Fact check", "FC"
_MACROS = "vbaproject"


def commented(path: Path, lines: Sequence[TextLine], claims: Iterable[TextClaim]) -> bytes:
    """Return a copy of a text as DOCX with a comment at the words of each claim.

    Parameters
    ----------
    path
        The text. Of a DOCX everything else stays as it is; of another file the lines are taken.
    lines
        Its lines, as :func:`~reporting.proofreading.texts.read_text` reads them.
    claims
        What was found in them.

    Raises
    ------
    InputError
        For a DOCX with macros or a DTD, that would unpack to more than the limit, or of which Word
        would not open a copy either.
    """
    if path.suffix.lower() != ".docx":
        return _of_lines(lines, claims)
    _refuse_hostile(path)
    try:
        return _of_document(path, claims)
    except MemoryError:
        raise
    except Exception as fault:
        reason = type(fault).__name__
        raise InputError(
            f"{path.name} can be read, but not copied ({reason}): save it again, or --marked .html."
        ) from fault


def _of_document(path: Path, claims: Iterable[TextClaim]) -> bytes:
    import docx

    document = docx.Document(str(path))
    return _written(document, dict(enumerate(document.element.iter(f"{WORD}p"), start=1)), claims)


def _of_lines(lines: Sequence[TextLine], claims: Iterable[TextClaim]) -> bytes:
    import docx

    document = docx.Document()
    paragraphs = {line.number: document.add_paragraph(line.text)._p for line in lines}  # noqa: SLF001
    return _written(document, paragraphs, claims)


def _written(
    document: Document, paragraphs: Mapping[int, Any], claims: Iterable[TextClaim]
) -> bytes:
    for claim in claims:
        paragraph = paragraphs.get(claim.line)
        if paragraph is not None:  # what stands in a foot of the page has no comments
            _comment(document, paragraph, claim)
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def _refuse_hostile(path: Path) -> None:
    """Refuse what another program would open with harm: macros, entities, bombs."""
    with zipfile.ZipFile(path) as archive:
        parts = archive.infolist()
        if sum(part.file_size for part in parts) > MOST_UNPACKED:
            raise InputError(f"{path.name} would unpack to more than the limit.")
        for part in parts:
            if _MACROS in part.filename.lower():
                raise InputError(f"{path.name} has macros: save it as .docx without them.")
            if part.filename.endswith((".xml", ".rels")) and b"<!DOCTYPE" in archive.read(part):
                raise InputError(f"{path.name} is no sound .docx (a DTD): save it again.")


def _comment(document: Document, paragraph: Any, claim: TextClaim) -> None:
    from docx.text.run import Run

    runs = list(_at_the_words(paragraph, claim))
    if runs:
        ends = [Run(run, document._body) for run in (runs[0], runs[-1])]  # noqa: SLF001
        document.add_comment(ends, claim.in_words, AUTHOR, INITIALS)


def _at_the_words(paragraph: Any, claim: TextClaim) -> Iterator[Any]:
    """Yield the runs of the words that state a claim: cut where they begin and end."""
    runs = [run for run in paragraph.iter(f"{WORD}r") if _text(run)]
    whole = "".join(map(_text, runs)).casefold()
    for words in (claim.stated, claim.text):
        start = whole.find(words.casefold())
        if words and start >= 0:
            break
    else:
        start, words = 0, whole
    end, at = start + len(words), 0
    for run in runs:
        length = len(_text(run))
        first, last = max(start - at, 0), min(end - at, length)
        if first < last:
            yield _cut(run, first, last)
        at += length


def _cut(run: Any, first: int, last: int) -> Any:
    """Return the part of a run between two characters, as a run of its own where it can be one."""
    words = run.findall(f"{WORD}t")
    others = [node for node in run if node.tag not in (f"{WORD}t", f"{WORD}rPr")]
    if len(words) != 1 or others:
        return run
    text = words[0].text or ""
    for part, before in ((text[:first], True), (text[last:], False)):
        if part:
            beside = deepcopy(run)
            _say(beside, part)
            (run.addprevious if before else run.addnext)(beside)
    _say(run, text[first:last])
    return run


def _say(run: Any, text: str) -> None:
    words = run.find(f"{WORD}t")
    words.text = text
    words.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")


def _text(run: Any) -> str:
    return "".join(map(text_of_node, run))
