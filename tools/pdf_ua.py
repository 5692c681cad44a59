"""Hold built PDFs against the rules of PDF/UA-1, or read one aloud in the order of its tags.

``rules`` writes ``docs/pdf-ua.md``: every rule that a machine can check, how many things in the
PDFs of the bundled events it is about, and how many are not as it says. ``read`` prints what a
screen reader says of one PDF, from start to end.

Run: python tools/pdf_ua.py rules reports
     python tools/pdf_ua.py read reports/demo-rally/it/race.pdf
"""

from __future__ import annotations

import io
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from support.pdf_ua import Element, File, Verdict, judged, rules, to_unicode  # noqa: E402

PAGE = ROOT / "docs" / "pdf-ua.md"
HEAD = """# PDF/UA-1, rule by rule

Written by `python tools/pdf_ua.py rules reports`; do not edit. Every PDF says that it is PDF/UA-1
(ISO 14289-1:2014). These are the rules of that standard that a machine can check, by clause and
number as the veraPDF consortium's validation profile counts them. A dash: nothing in the file is
what the rule is about, so it does not apply. A number: so many things were looked at, and all are
as the rule says; `n!m` would say that m of them are not. `tests/support/pdf_ua.py` has the checks,
`tests/publish/test_pdf_tags.py` runs them on a page with all that reports have.

"""
Texts = dict[tuple[Any, int], tuple[float, str]]
SPOKEN = {"H1", "H2", "H3", "H4", "H5", "H6", "P", "Caption", "LI", "TR", "Figure"}


def table(folder: Path) -> str:
    """Return the page for all PDFs under a folder, one column for each kind of report."""
    booklets = dict.fromkeys(folder.glob("*/crews/*/*.pdf"), "booklet")
    files = booklets | {path: path.stem for path in folder.glob("*/*/*.pdf")}
    verdicts: dict[str, list[dict[str, Verdict]]] = defaultdict(list)
    for path, kind in sorted(files.items()):
        verdicts[kind].append(judged(path.read_bytes()))
    kinds = sorted(verdicts)
    counts = ", ".join(f"{len(verdicts[kind])} {kind}" for kind in kinds)
    lines = [f"{len(files)} PDFs: {counts}.\n", f"| rule | says | {' | '.join(kinds)} |"]
    lines.append("|---|---|" + "--:|" * len(kinds))
    for rule in rules():
        cells = [_cell([one[rule.id] for one in verdicts[kind]]) for kind in kinds]
        lines.append(f"| {rule.id} | {rule.says} | {' | '.join(cells)} |")
    return HEAD + "\n".join(lines) + "\n"


def _cell(verdicts: list[Verdict]) -> str:
    items = sum(one.items for one in verdicts)
    faults = sum(len(one.faults) for one in verdicts)
    return f"{items}!{faults}" if faults else str(items or "\u2013")


def read(content: bytes) -> Iterator[str]:
    """Give what is said of a PDF, line by line."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        file = File(content, pdf)
        texts = _texts(file)
        for element in file.elements:
            inside = element.above
            while inside is not None and inside.kind not in SPOKEN:
                inside = inside.above
            if element.kind in SPOKEN and inside is None:
                yield _said(element, texts)


def _said(element: Element, texts: Texts) -> str:
    if element.kind == "Figure":
        return f"[figure] {element.node.get('/Alt', '')}"
    if element.kind == "TR":
        cells = (f"{'*' * (kid.kind == 'TH')}{_words(kid, texts)}" for kid in element.kids)
        return "| " + " | ".join(cells)
    mark = {"P": "", "LI": "- ", "Caption": "[caption] "}.get(element.kind, f"[{element.kind}] ")
    return mark + _words(element, texts)


def _words(element: Element, texts: Texts) -> str:
    """Return the words of an element; what stands on another line is another word."""
    said, last = "", None
    for line, text in _pieces(element, texts):
        said += text if line == last or not said else f" {text}"
        last = line
    return said


def _pieces(element: Element, texts: Texts) -> Iterator[tuple[float, str]]:
    if element.kind == "Figure":
        yield -1, f"[{element.node.get('/Alt', '')}]"
        return
    kids, at = element.node.get("/K", []), iter(element.kids)
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, int):
            yield texts.get((element.node.Pg.objgen, int(kid)), (-1, ""))
        elif "/S" in kid:
            yield from _pieces(next(at), texts)


def _texts(file: File) -> Texts:
    """Return page and mark -> the height of its line and the text that is shown there."""
    found: Texts = {}
    for page in file.pdf.pages:
        resources = page.get("/Resources", {}).get("/Font", {})
        fonts = {name: to_unicode(font) for name, font in resources.items()}
        marks: list[int | None] = []
        known, line = dict[int, str](), 0.0
        for operands, operator in pikepdf.parse_content_stream(page):
            name = str(operator)
            if name in {"BMC", "BDC"}:
                mark = operands[1].get("/MCID") if name == "BDC" else None
                marks.append(None if mark is None else int(mark))
            elif name == "EMC":
                marks.pop()
            elif name == "Tm":
                line = round(float(operands[5]), 1)
            elif name == "Tf":
                known = fonts[str(operands[0])]
            elif name in {"Tj", "TJ"} and marks and marks[-1] is not None:
                place = (page.objgen, marks[-1])
                before = found.get(place, (line, ""))[1]
                found[place] = (line, before + _decoded(operands[-1], known))
    return found


def _decoded(text: Any, known: dict[int, str]) -> str:
    parts = text if isinstance(text, pikepdf.Array) else [text]
    raw = b"".join(bytes(one) for one in parts if isinstance(one, pikepdf.String))
    return "".join(known.get(raw[at] << 8 | raw[at + 1], "") for at in range(0, len(raw) - 1, 2))


def main() -> None:
    """Do what the command line asks for."""
    what, path = sys.argv[1], Path(sys.argv[2])
    if what == "rules":
        PAGE.write_text(table(path), encoding="utf-8")
    else:
        print("\n".join(" ".join(line.split()) for line in read(path.read_bytes())))


if __name__ == "__main__":
    main()
