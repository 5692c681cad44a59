"""A PDF held against the rules of PDF/UA-1 that a machine can check (``pdf_ua.toml``), one by one.

Each check gives every thing that a rule is about, and whether it is as the rule wants; a rule that
nothing in the file is about does not apply. No public validator can be installed everywhere: this
is a plain reading of the rules with pikepdf and fontTools.
"""

from __future__ import annotations

import io
import re
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache, cached_property
from pathlib import Path
from typing import Any, NamedTuple

import pikepdf
from defusedxml.ElementTree import fromstring
from fontTools.ttLib import TTFont

Item = tuple[str, bool]
"""What was looked at, and whether it is as it should be."""

STANDARD = frozenset(
    [
        "Document",
        "Part",
        "Art",
        "Sect",
        "Div",
        "BlockQuote",
        "Caption",
        "TOC",
        "TOCI",
        "Index",
        "NonStruct",
        "Private",
        "P",
        "H",
        "H1",
        "H2",
        "H3",
        "H4",
        "H5",
        "H6",
        "L",
        "LI",
        "Lbl",
        "LBody",
        "Table",
        "TR",
        "TH",
        "TD",
        "THead",
        "TBody",
        "TFoot",
        "Span",
        "Quote",
        "Note",
        "Reference",
        "BibEntry",
        "Code",
        "Link",
        "Annot",
        "Ruby",
        "Warichu",
        "Figure",
        "Formula",
        "Form",
    ]
)
PARTS = ("THead", "TBody", "TFoot")
PAINTING = frozenset(
    [
        "Tj",
        "TJ",
        "'",
        '"',
        "f",
        "F",
        "f*",
        "B",
        "B*",
        "b",
        "b*",
        "S",
        "s",
        "sh",
        "Do",
        "EI",
        "INLINE",
        "IMAGE",
    ]
)
LANGUAGE = re.compile(r"[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*")


class Rule(NamedTuple):
    """One rule: clause and number, what it says, and the check that holds a file against it."""

    id: str
    says: str
    check: str


class Verdict(NamedTuple):
    """How a file stands to a rule: how many things it is about, and what is not as it should be."""

    items: int
    faults: tuple[str, ...]


@cache
def rules() -> tuple[Rule, ...]:
    """Return all rules."""
    text = Path(__file__).with_suffix(".toml").read_text(encoding="utf-8")
    return tuple(Rule(**one) for one in tomllib.loads(text)["rule"])


def judged(content: bytes) -> dict[str, Verdict]:
    """Return each rule's verdict on a PDF."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        file = File(content, pdf)
        found = {name: tuple(CHECKS[name](file)) for name in {one.check for one in rules()}}
    return {
        one.id: Verdict(
            len(found[one.check]), tuple(what for what, fine in found[one.check] if not fine)
        )
        for one in rules()
    }


class Element(NamedTuple):
    """One structure element: itself, its type, the element above, its kids that are elements."""

    node: Any
    kind: str
    above: Element | None
    kids: list[Element]

    def kid_kinds(self) -> list[str]:
        """Return the types of its kids."""
        return [kid.kind for kid in self.kids]


class Marked(NamedTuple):
    """A stretch of content that is painted: the tags around it, and the page."""

    page: int
    around: tuple[tuple[str, int | None], ...]


class File:
    """A PDF that is judged."""

    def __init__(self, content: bytes, pdf: pikepdf.Pdf) -> None:
        self.content, self.pdf, self.root = content, pdf, pdf.Root

    @cached_property
    def elements(self) -> list[Element]:
        """Every structure element, in reading order."""
        found: list[Element] = []

        def walk(node: Any, above: Element | None) -> None:
            element = Element(node, str(node.S).lstrip("/"), above, [])
            found.append(element)
            if above is not None:
                above.kids.append(element)
            for kid in _kids(node):
                if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
                    walk(kid, element)

        if "/StructTreeRoot" in self.root:
            for kid in _kids(self.root.StructTreeRoot):
                walk(kid, None)
        return found

    def of(self, *kinds: str) -> list[Element]:
        """Return the elements of some types."""
        return [one for one in self.elements if one.kind in kinds]

    @cached_property
    def annotations(self) -> list[tuple[int, Any]]:
        """Every annotation, with its page's number."""
        return [
            (number, one)
            for number, page in enumerate(self.pdf.pages, start=1)
            for one in page.get("/Annots", [])
        ]

    @cached_property
    def by_parent_number(self) -> dict[int, Any]:
        """The parent tree: number -> element, or the elements of a page's content."""
        numbers = list(self.root.StructTreeRoot.ParentTree.get("/Nums", []))
        return {int(numbers[at]): numbers[at + 1] for at in range(0, len(numbers), 2)}

    @cached_property
    def painted(self) -> list[Marked]:
        """Every stretch of painted content, page after page."""
        found = []
        for number, page in enumerate(self.pdf.pages):
            around: list[tuple[str, int | None]] = []
            for operands, operator in pikepdf.parse_content_stream(page):
                name = str(operator)
                if name in {"BMC", "BDC"}:
                    mark = operands[1].get("/MCID") if name == "BDC" else None
                    around.append((str(operands[0]), None if mark is None else int(mark)))
                elif name == "EMC":
                    around.pop()
                elif name in PAINTING:
                    found.append(Marked(number, tuple(around)))
        return found

    @cached_property
    def xmp(self) -> Any:
        """The metadata, as XML."""
        return fromstring(bytes(self.root.Metadata.read_bytes()))

    @cached_property
    def fonts(self) -> list[Any]:
        """Every font in the file."""
        return [
            one
            for one in self.pdf.objects
            if isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/Font"
        ]

    @cached_property
    def shown(self) -> dict[Any, set[int]]:
        """Font (its number in the file) -> the glyphs that pages show of it."""
        found: dict[Any, set[int]] = {}
        for page in self.pdf.pages:
            named = page.get("/Resources", {}).get("/Font", {})
            font: Any = None
            for operands, operator in pikepdf.parse_content_stream(page):
                if str(operator) == "Tf":
                    font = named[str(operands[0])]
                elif str(operator) in {"Tj", "TJ", "'", '"'} and font is not None:
                    text = operands[-1]
                    parts = text if isinstance(text, pikepdf.Array) else [text]
                    raw = b"".join(bytes(one) for one in parts if isinstance(one, pikepdf.String))
                    codes = {raw[at] << 8 | raw[at + 1] for at in range(0, len(raw) - 1, 2)}
                    found.setdefault(font.objgen, set()).update(codes)
        return found


def _kids(node: Any) -> list[Any]:
    kids = node.get("/K", [])
    return list(kids) if isinstance(kids, pikepdf.Array) else [kids]


def identification(file: File) -> Iterator[Item]:
    yield "pdfuaid", b"http://www.aiim.org/pdfua/ns/id/" in file.root.Metadata.read_bytes()


def part(file: File) -> Iterator[Item]:
    parts = _identified(file, "part")
    yield f"part {parts}", parts == ["1"]


def amendment(file: File) -> Iterator[Item]:
    for name in ("amd", "corr"):
        for said in _identified(file, name):
            yield f"{name} {said}", bool(re.fullmatch(r"\d{4}", said))


def _identified(file: File, name: str) -> list[str]:
    """Return what the identification says of a name, as an element or as an attribute."""
    called = f"{{http://www.aiim.org/pdfua/ns/id/}}{name}"
    elements = [one.text or "" for one in file.xmp.iter(called)]
    return elements + [one.attrib[called] for one in file.xmp.iter() if called in one.attrib]


def prefix(file: File) -> Iterator[Item]:
    yield (
        "prefix",
        b'xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"'
        in bytes(file.root.Metadata.read_bytes()),
    )


def header(file: File) -> Iterator[Item]:
    yield "header", bool(re.match(rb"%PDF-1\.[0-7]\s", file.content))


def marked(file: File) -> Iterator[Item]:
    yield "Marked", bool(file.root.get("/MarkInfo", {}).get("/Marked", False))


def nesting(file: File) -> Iterator[Item]:
    for one in file.painted:
        names = [name == "/Artifact" for name, _ in one.around]
        yield f"page {one.page + 1}: {one.around}", len(set(names)) < 2


def everything_tagged(file: File) -> Iterator[Item]:
    numbers = {
        at: file.by_parent_number.get(int(page.get("/StructParents", -1)), [])
        for at, page in enumerate(file.pdf.pages)
    }
    for one in file.painted:
        marks = [mark for _, mark in one.around if mark is not None]
        tagged = any(
            mark < len(numbers[one.page])
            and isinstance(numbers[one.page][mark], pikepdf.Dictionary)
            for mark in marks
        )
        artifact = any(name == "/Artifact" for name, _ in one.around)
        yield f"page {one.page + 1}: {one.around}", tagged or artifact


def suspects(file: File) -> Iterator[Item]:
    yield "Suspects", not bool(file.root.get("/MarkInfo", {}).get("/Suspects", False))


def types(file: File) -> Iterator[Item]:
    mapped = set(file.root.StructTreeRoot.get("/RoleMap", {}).keys())
    for one in file.elements:
        yield one.kind, one.kind in STANDARD or f"/{one.kind}" in mapped


def role_map(file: File) -> Iterator[Item]:
    roles = file.root.StructTreeRoot.get("/RoleMap", {})
    mapped = {str(name)[1:]: str(to)[1:] for name, to in roles.items()}
    for name in mapped:
        seen, at = set(), name
        while at in mapped and at not in seen:
            seen.add(at)
            at = mapped[at]
        yield name, name not in STANDARD and at in STANDARD


def metadata(file: File) -> Iterator[Item]:
    yield "Metadata", isinstance(file.root.get("/Metadata"), pikepdf.Stream)


def title(file: File) -> Iterator[Item]:
    titles = file.xmp.iter("{http://purl.org/dc/elements/1.1/}title")
    said = ["".join(one.itertext()).strip() for one in titles]
    yield f"title {said}", any(said)


def display_title(file: File) -> Iterator[Item]:
    preferences = file.root.get("/ViewerPreferences", {})
    yield "DisplayDocTitle", bool(preferences.get("/DisplayDocTitle", False))


def tree(file: File) -> Iterator[Item]:
    yield "StructTreeRoot", "/StructTreeRoot" in file.root and bool(file.elements)


def parents(file: File) -> Iterator[Item]:
    for one in file.elements:
        above = file.root.StructTreeRoot if one.above is None else one.above.node
        yield one.kind, "/P" in one.node and one.node.P.objgen == above.objgen


def language(file: File) -> Iterator[Item]:
    yield "Lang of the catalogue", bool(str(file.root.get("/Lang", "")))


def language_tags(file: File) -> Iterator[Item]:
    tags = [str(file.root.get("/Lang", ""))]
    tags += [str(one.node.Lang) for one in file.elements if "/Lang" in one.node]
    for one in tags:
        yield one, bool(LANGUAGE.fullmatch(one))


def table_kids(file: File) -> Iterator[Item]:
    for one in file.of("Table"):
        kinds = one.kid_kinds()
        inner = [kind for kind in kinds if kind != "Caption"]
        at_edge = "Caption" not in kinds[1:-1] and kinds.count("Caption") < 2
        yield f"{kinds[:6]}", at_edge and set(inner) <= {"TR", *PARTS}


def _within(*above: str, kinds: tuple[str, ...]) -> Callable[[File], Iterator[Item]]:
    def check(file: File) -> Iterator[Item]:
        for one in file.of(*kinds):
            place = one.above.kind if one.above else ""
            yield f"{one.kind} in {place}", place in above

    return check


def _holding(*allowed: str, kinds: tuple[str, ...]) -> Callable[[File], Iterator[Item]]:
    def check(file: File) -> Iterator[Item]:
        for one in file.of(*kinds):
            yield f"{one.kind} of {one.kid_kinds()[:6]}", set(one.kid_kinds()) <= set(allowed)

    return check


def one_head(file: File) -> Iterator[Item]:
    for one in file.of("Table"):
        count = Counter(one.kid_kinds())
        yield f"{count}", max(count["THead"], count["TFoot"]) < 2


def has_body(file: File) -> Iterator[Item]:
    for one in file.of("Table"):
        kinds = one.kid_kinds()
        if {"THead", "TFoot"} & set(kinds):
            yield f"{kinds[:6]}", "TBody" in kinds


def grid(file: File) -> Iterator[Item]:
    for table in file.of("Table"):
        rows = list(_below(table, "TR"))
        taken: Counter[tuple[int, int]] = Counter()
        for at, row in enumerate(rows):
            column = 0
            for cell in row.kids:
                while taken[at, column]:
                    column += 1
                wide, high = _span(cell, "/ColSpan"), _span(cell, "/RowSpan")
                for down in range(high):
                    for right in range(wide):
                        taken[at + down, column + right] += 1
                column += wide
        lengths = Counter(row for row, _ in taken if taken[row, _])
        whole = set(lengths) == set(range(len(rows))) and len(set(lengths.values())) <= 1
        yield (
            f"rows of {sorted(set(lengths.values()))} cells",
            whole and max(taken.values(), default=1) == 1,
        )


def _below(element: Element, kind: str) -> Iterator[Element]:
    for kid in element.kids:
        if kid.kind == kind:
            yield kid
        elif kid.kind in PARTS:
            yield from _below(kid, kind)


def _attribute(element: Element, name: str) -> Any:
    attributes = element.node.get("/A", {})
    listed = attributes if isinstance(attributes, pikepdf.Array) else [attributes]
    return next((one[name] for one in listed if name in one), None)


def _span(cell: Element, name: str) -> int:
    return int(_attribute(cell, name) or 1)


def list_kids(file: File) -> Iterator[Item]:
    for one in file.of("L"):
        kinds = one.kid_kinds()
        yield (
            f"L of {kinds[:6]}",
            set(kinds) <= {"L", "LI", "Caption"} and "Caption" not in kinds[1:],
        )
    yield from _holding("Lbl", "LBody", kinds=("LI",))(file)


def list_parents(file: File) -> Iterator[Item]:
    yield from _within("L", kinds=("LI",))(file)
    yield from _within("LI", kinds=("LBody",))(file)


def contents_types(file: File) -> Iterator[Item]:
    yield from _within("TOC", kinds=("TOCI",))(file)
    yield from _holding("TOC", "TOCI", "Caption", kinds=("TOC",))(file)


def figures(file: File) -> Iterator[Item]:
    for one in file.of("Figure"):
        yield "Figure", bool(str(one.node.get("/Alt", "")) or str(one.node.get("/ActualText", "")))


def formulas(file: File) -> Iterator[Item]:
    for one in file.of("Formula"):
        yield "Formula", bool(str(one.node.get("/Alt", "")))


def headings(file: File) -> Iterator[Item]:
    levels = [int(one.kind[1]) for one in file.elements if re.fullmatch(r"H[1-6]", one.kind)]
    for before, level in zip([0, *levels], levels, strict=False):
        yield f"H{before} to H{level}", level <= before + 1


def plain_headings(file: File) -> Iterator[Item]:
    numbered = any(re.fullmatch(r"H[1-6]", one.kind) for one in file.elements)
    for one in file.of("H"):
        alone = one.above is None or one.above.kid_kinds().count("H") == 1
        yield "H", alone and not numbered


def headers(file: File) -> Iterator[Item]:
    for table in file.of("Table"):
        cells = [cell for row in _below(table, "TR") for cell in row.kids]
        scoped = all(_attribute(cell, "/Scope") is not None for cell in cells if cell.kind == "TH")
        for cell in cells:
            if cell.kind == "TD":
                named = len(_attribute(cell, "/Headers") or ()) > 0
                yield "TD", named or (scoped and any(one.kind == "TH" for one in cells))


def named_headers(file: File) -> Iterator[Item]:
    listed = [
        str(one) for one in list(file.root.StructTreeRoot.get("/IDTree", {}).get("/Names", []))[::2]
    ]
    known = {str(one.node.ID) for one in file.elements if "/ID" in one.node}
    yield "the tree of ids is sorted and whole", sorted(known) == listed
    for one in file.of("TD", "TH"):
        for name in _attribute(one, "/Headers") or ():
            yield f"header {name}", str(name) in known


def notes(file: File) -> Iterator[Item]:
    ids = Counter(str(one.node.get("/ID", "")) for one in file.of("Note"))
    for name, count in ids.items():
        yield name, bool(name) and count == 1


def layers(file: File) -> Iterator[Item]:
    if "/OCProperties" in file.root:
        given = file.root.OCProperties
        for one in [given.D, *given.get("/Configs", [])]:
            yield "layers", bool(str(one.get("/Name", ""))) and "/AS" not in one


def attachments(file: File) -> Iterator[Item]:
    for one in file.pdf.objects:
        if isinstance(one, pikepdf.Dictionary) and "/EF" in one:
            yield "file", bool(str(one.get("/F", ""))) and bool(str(one.get("/UF", "")))


def forms(file: File) -> Iterator[Item]:
    if "/AcroForm" in file.root:
        yield "XFA", "/XFA" not in file.root.AcroForm


def encryption(file: File) -> Iterator[Item]:
    if file.pdf.is_encrypted:
        yield "P", bool(int(file.pdf.trailer.Encrypt.get("/P", 0)) & 512)


def other_annotations(file: File) -> Iterator[Item]:
    for page, one in file.annotations:
        if one.Subtype != "/Link":
            yield f"page {page}: {one.Subtype}", False  # none is made here: look at it, then


def tab_order(file: File) -> Iterator[Item]:
    for number, page in enumerate(file.pdf.pages, start=1):
        if len(page.get("/Annots", [])):
            yield f"page {number}", page.get("/Tabs") == "/S"


def links(file: File) -> Iterator[Item]:
    tagged = Counter(
        kid.Obj.objgen
        for one in file.of("Link")
        for kid in _kids(one.node)
        if isinstance(kid, pikepdf.Dictionary) and kid.get("/Type") == "/OBJR"
    )
    for page, one in file.annotations:
        if one.Subtype == "/Link":
            said = str(one.get("/Contents", "")).strip()
            yield f"page {page}: {said}", tagged[one.objgen] == 1 and bool(said)
    for one in file.of("Link"):
        above = one.above
        while above is not None and above.kind != "Link":
            above = above.above
        yield "link in a link", above is None


def forms_of_content(file: File) -> Iterator[Item]:
    for one in file.pdf.objects:
        if isinstance(one, pikepdf.Stream) and one.get("/Subtype") == "/Form":
            tagged = any(
                str(operator) == "BDC" and "/MCID" in operands[1]
                for operands, operator in pikepdf.parse_content_stream(one)
            )
            yield "form", "/Ref" not in one and not tagged


def fonts(file: File) -> Iterator[Item]:
    for one in file.fonts:
        if one.Subtype == "/Type0":
            yield f"{one.BaseFont}", one.Encoding in ("/Identity-H", "/Identity-V")
        elif one.Subtype in ("/CIDFontType2", "/CIDFontType0"):
            embedded = any(name in one.FontDescriptor for name in ("/FontFile2", "/FontFile3"))
            mapped = one.Subtype == "/CIDFontType0" or "/CIDToGIDMap" in one
            yield f"{one.BaseFont}", embedded and mapped
        elif one.Subtype != "/Type3":
            yield f"{one.BaseFont} {one.Subtype}", False  # none is made here: look at it, then


def simple_fonts(file: File) -> Iterator[Item]:
    for one in file.fonts:
        if one.Subtype == "/TrueType":
            yield f"{one.BaseFont}", False  # as above


def glyphs(file: File) -> Iterator[Item]:
    for font, program in _programs(file):
        known = program["maxp"].numGlyphs
        for glyph in sorted(file.shown.get(font.objgen, ())):
            yield f"{font.BaseFont} {glyph}", glyph < known


def widths(file: File) -> Iterator[Item]:
    for font, program in _programs(file):
        said = _said_widths(font.DescendantFonts[0])
        scale, order = 1000 / program["head"].unitsPerEm, program.getGlyphOrder()
        for glyph in sorted(file.shown.get(font.objgen, ())):
            real = program["hmtx"][order[glyph]][0] * scale
            yield f"{font.BaseFont} {glyph}", abs(said.get(glyph, 1000) - real) <= 1


def _said_widths(font: Any) -> dict[int, float]:
    found: dict[int, float] = {}
    listed = list(font.get("/W", []))
    while listed:
        first, second = int(listed.pop(0)), listed.pop(0)
        if isinstance(second, pikepdf.Array):
            found |= {first + at: float(width) for at, width in enumerate(second)}
        else:
            found |= dict.fromkeys(range(first, int(second) + 1), float(listed.pop(0)))
    return found


def _programs(file: File) -> Iterator[tuple[Any, TTFont]]:
    for font in file.fonts:
        if font.Subtype == "/Type0":
            descriptor = font.DescendantFonts[0].FontDescriptor
            stream = descriptor.get("/FontFile2", descriptor.get("/FontFile3"))
            yield font, TTFont(io.BytesIO(stream.read_bytes()))


def unicode(file: File) -> Iterator[Item]:
    for font in file.fonts:
        if font.Subtype == "/Type0":
            known = to_unicode(font)
            for glyph in sorted(file.shown.get(font.objgen, ())):
                said = known.get(glyph, "")
                fine = bool(said) and not {"\0", "\ufeff", "\ufffe"} & set(said) and glyph != 0
                yield f"{font.BaseFont} {glyph} {said!r}", fine


def to_unicode(font: Any) -> dict[int, str]:
    """Return what each glyph of a font means, as the file says it."""
    text = font.ToUnicode.read_bytes().decode("ascii", "replace") if "/ToUnicode" in font else ""
    listed = "".join(re.findall(r"beginbfchar(.*?)endbfchar", text, re.DOTALL))
    pairs = re.findall(r"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>", listed)
    return {int(a, 16): bytes.fromhex(b).decode("utf-16-be", "replace") for a, b in pairs}


CHECKS: dict[str, Callable[[File], Iterator[Item]]] = {
    **{
        name: value
        for name, value in vars().items()
        if callable(value) and name in {r.check for r in rules()}
    },
    "row_parents": _within("Table", *PARTS, kinds=("TR",)),
    "part_parents": _within("Table", kinds=PARTS),
    "cell_parents": _within("TR", kinds=("TH", "TD")),
    "row_kids": _holding("TH", "TD", kinds=("TR",)),
    "part_kids": _holding("TR", kinds=PARTS),
}
