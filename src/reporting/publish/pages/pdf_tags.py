"""The tags of a PDF put in order, as whoever listens to it needs them (ISO 32000-1, 14.7 and 14.8).

WeasyPrint tags page after page: a table that breaks would be several, each with its head again,
and a paragraph or a list that breaks would end in the middle and begin again; a link would be
described by its address, once for each box in it; cells would name their headers by ids that no
tree lists. What is put right here is put right before the file is written.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from reporting.publish.pages.cut_text import laid_out

HEADS_ROW = "data-heads-row"
"""A cell with this attribute says what its row is about, though it looks like any other."""

_LINK = "/Link"
_WHOLE = {"/P", "/L", "/LI", "/LBody", "/Caption"}
"""What is one thing to a listener, though it stands on two pages."""

Tagged = list[tuple[Any, Any]]
"""WeasyPrint's boxes, each with its tag; one inside another comes before it."""


def keep_outermost_links(document: Any) -> None:
    """Leave one annotation for each line of a link, though boxes inside have its address too.

    Parameters
    ----------
    document
        WeasyPrint's laid-out document.
    """
    for page in document.pages:
        linked = {id(laid_out(box)) for *_, box in page.links}
        outer = set(_outermost(page._page_box, linked))  # noqa: SLF001 - there is no public way
        page.links = [link for link in page.links if id(laid_out(link[-1])) in outer]


@contextmanager
def tagging() -> Iterator[Tagged]:
    """Note which box each tag is made of, while WeasyPrint writes: there is no public way."""
    from weasyprint.pdf import tags

    build, tagged = tags._build_box_tree, Tagged()  # noqa: SLF001

    def noting(box: Any, *given: Any) -> Iterator[Any]:
        for tag in build(box, *given):
            tagged.append((box, tag))
            yield tag

    tags._build_box_tree = noting  # noqa: SLF001
    try:
        yield tagged
    finally:
        tags._build_box_tree = build  # noqa: SLF001


def put_in_order(document: Any, pdf: Any, tagged: Tagged) -> None:
    """Put the tags of a written document in order: WeasyPrint calls it before the file is closed.

    Parameters
    ----------
    document
        WeasyPrint's laid-out document.
    pdf
        The PDF as pydyf has it.
    tagged
        From :func:`tagging`.
    """
    tree = _Tree(pdf)
    for first, *later in _broken(tagged):
        for part in later:
            tree.go_on(first, part)
    for page in document.pages:
        for *_, address, _, box in page.links:
            if annotation := laid_out(box).link_annotation:
                annotation["Contents"] = tree.string(_words(box.element) or address)
    tree.name_inner_links()
    tree.give_items_bodies()
    tree.gather_in_lists()
    for tables in _fragments(document, tree).values():
        for later in tables[1:]:
            tree.join(tables[0], later)
        tree.caption(tables[0])
    tree.list_ids()


def _broken(tagged: Tagged) -> Iterator[list[Any]]:
    """Give the tags of each thing that breaks over pages, in the order of pages."""
    found: dict[tuple[int, str], dict[bytes, Any]] = {}
    for box, tag in tagged:
        if tag["S"] in _WHOLE and laid_out(box).element is not None:
            # The outermost of a page comes last: an unnamed box inside has the same element.
            found.setdefault((id(laid_out(box).element), tag["S"]), {})[tag["Pg"]] = tag
    yield from (list(parts.values()) for parts in found.values() if len(parts) > 1)


def _outermost(box: Any, linked: set[int]) -> Iterator[int]:
    box = laid_out(box)
    if id(box) in linked:
        yield id(box)
        return
    for child in box.all_children():
        yield from _outermost(child, linked)


def _words(element: Any) -> str:
    """Return what a link says; of a picture, what is said of it."""
    said = " ".join("".join(element.itertext()).split())
    return said or " ".join(one.get("alt", "") for one in element.iter("img"))


def _fragments(document: Any, tree: _Tree) -> dict[int, list[Any]]:
    """Return, of each table in the page, its tags in the order of pages; see to its headers."""
    found: dict[int, list[Any]] = {}
    for page in document.pages:
        for box in page._page_box.descendants():  # noqa: SLF001
            if not getattr(box, "is_table_wrapper", False):
                continue
            cells = [cell for cell in box.descendants() if hasattr(cell, "mark")]
            if not cells:
                continue
            for cell in cells:
                tree.head(cell)
            table = tree.ancestor(cells[0].mark, "/Table")
            tags = found.setdefault(id(box.element), [])
            if not any(table is one for one in tags):
                tags.append(table)
    return found


class _Tree:
    """The structure tree of a PDF while it is still pydyf's."""

    def __init__(self, pdf: Any) -> None:
        import pydyf

        self._pydyf, self._pdf, self._objects = pydyf, pdf, pdf.objects
        self._root = self._at(pdf.catalog["StructTreeRoot"])

    def string(self, text: str) -> Any:
        """Return `text` as PDF has it."""
        return self._pydyf.String(text)

    def ancestor(self, element: Any, kind: str) -> Any:
        """Return the nearest element of a kind that `element` is in."""
        while element.get("S") != kind:
            element = self._at(element["P"])
        return element

    def name_inner_links(self) -> None:
        """Call what is in a link, and is none itself, a span."""
        for element, above in self._walk(self._document()):
            if element["S"] == _LINK and not self._annotated(element):
                element["S"] = "/Span" if above["S"] == _LINK else "/NonStruct"

    def give_items_bodies(self) -> None:
        """Put what stands in an item of a list, beside its label, into its body."""
        for item, _ in list(self._walk(self._document())):
            loose = [kid for kid in self._kids(item) if kid.get("S") not in {"/Lbl", "/LBody"}]
            if item["S"] != "/LI" or not loose:
                continue
            moved = [kid.reference for kid in loose]
            body = self._pydyf.Dictionary(
                {"Type": "/StructElem", "S": "/LBody", "Pg": item["Pg"], "P": item.reference}
            )
            body["K"] = self._pydyf.Array(moved)
            self._pdf.add_object(body)
            for kid in loose:
                kid["P"] = body.reference
            rest = [kid for kid in item["K"] if kid not in moved]
            item["K"] = self._pydyf.Array([*rest, body.reference])

    def gather_in_lists(self) -> None:
        """Put what stands between the items of a list, in a line, into the item before it."""
        for whole, _ in list(self._walk(self._document())):
            last = None
            for kid in self._kids(whole) if whole["S"] == "/L" else ():
                if kid.get("S") in {"/LI", "/L", "/Caption"}:
                    last = kid if kid["S"] == "/LI" else last
                elif last is not None:
                    body = self._kids(last)[-1]
                    body["K"].append(kid.reference)
                    kid["P"] = body.reference
                    whole["K"].remove(kid.reference)

    def head(self, cell: Any) -> None:
        """Say of a header what it heads; make one of a cell that heads its row."""
        mark, attributes = cell.mark, cell.element.attrib
        if HEADS_ROW in attributes and mark["S"] == "/TD":
            mark["S"], mark["ID"] = "/TH", self.string(f"row-{mark.number}")
            mark["A"]["Scope"] = "/Row"
            for other in self._kids(self._at(mark["P"])):
                if other is not mark and "Headers" in other["A"]:
                    other["A"]["Headers"].insert(0, mark["ID"])
        elif mark["S"] == "/TH":
            mark["A"]["Scope"] = "/Row" if attributes.get("scope") == "row" else "/Column"

    def go_on(self, first: Any, later: Any) -> None:
        """Put what stands on a later page into the tag that it began in."""
        for kid in self._kids(later):
            kid["P"] = first.reference
            first["K"].append(kid.reference)
        self._at(later["P"])["K"].remove(later.reference)

    def join(self, table: Any, later: Any) -> None:
        """Make one table of two: the later one's rows go to the first, its repeated head goes."""
        head = next((kid for kid in self._kids(table) if kid["S"] == "/THead"), None)
        for kid in self._kids(later):
            if kid["S"] == "/THead" and head is not None:
                self._drop(kid, head, later)
            else:
                kid["P"] = table.reference
                table["K"].append(kid.reference)
        self._at(later["P"])["K"].remove(later.reference)

    def caption(self, table: Any) -> None:
        """Put a table's caption, which stands before it, into it."""
        element = table
        for _ in range(2):
            above = self._at(element["P"])
            place = above["K"].index(element.reference)
            before = self._at(above["K"][place - 1]) if place else None
            if before is not None and before.get("S") == "/Caption":
                above["K"].pop(place - 1)
                before["P"] = table.reference
                table["K"].insert(0, before.reference)
                return
            element = above

    def list_ids(self) -> None:
        """List every id in the tree of ids (table 322: required where there are ids)."""
        named = [
            (element["ID"].string, element)
            for element, _ in self._walk(self._document())
            if "ID" in element
        ]
        names = self._pydyf.Array()
        for name, element in sorted(named, key=lambda one: one[0]):
            names += [self.string(name), element.reference]
        if named:
            self._root["IDTree"] = self._pydyf.Dictionary({"Names": names})

    def _drop(self, head: Any, first: Any, later: Any) -> None:
        """Make a repeated head an artifact; who named its headers names those of the first."""
        same = {}
        for ours, theirs in zip(self._headers(first), self._headers(head), strict=True):
            same[theirs.string] = ours
        for element, _ in self._walk(later):
            if "Headers" in element.get("A", {}):
                names = element["A"]["Headers"]
                names[:] = [same.get(name.string, name) for name in names]
        for element, _ in self._walk(head):
            for mark in element["K"]:
                if isinstance(mark, int):
                    self._make_artifact(element, mark)

    def _headers(self, head: Any) -> list[Any]:
        return [element["ID"] for element, _ in self._walk(head) if "ID" in element]

    def _make_artifact(self, element: Any, mark: int) -> None:
        page = self._at(element["Pg"])
        content = self._at(page["Contents"]).stream
        at = next(
            at
            for at, part in enumerate(content)
            if isinstance(part, self._pydyf.Dictionary) and part.get("MCID") == mark
        )
        content[at - 1 : at + 2] = ["/Artifact", b"BMC"]
        numbers = self._at(self._root["ParentTree"])["Nums"]
        of_page = numbers[numbers.index(page["StructParents"]) + 1]
        of_page[mark] = "null"

    def _document(self) -> Any:
        return self._at(self._root["K"][0])

    def _annotated(self, element: Any) -> bool:
        return any(kid.get("Type") == "/OBJR" for kid in self._kids(element))

    def _walk(self, element: Any) -> Iterator[tuple[Any, Any]]:
        """Give every element below `element`, each with the one above it."""
        for kid in self._kids(element):
            if kid.get("Type") == "/StructElem":
                yield kid, element
                yield from self._walk(kid)

    def _kids(self, element: Any) -> list[Any]:
        return [self._at(kid) for kid in element["K"] if isinstance(kid, bytes)]

    def _at(self, reference: bytes) -> Any:
        return self._objects[int(reference.split()[0])]
