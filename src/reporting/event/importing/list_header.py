"""What the columns of an entry list or a start list are, and a row of it as a table's cells."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from reporting.event import countries
from reporting.event.schema import normal, package_tables

if TYPE_CHECKING:
    from reporting.event.schema import TableSchema

PEOPLE = ("driver", "codriver")


@dataclass(frozen=True)
class ListHeader:
    """The header of a list.

    Parameters
    ----------
    row, cells
        Its line, and what stands there.
    places
        What a column holds -> its places: a column of the table, ``driver.surname``,
        ``driver.given``, ``crew`` or ``car``.
    others
        Header of a column that the table does not know -> its place.
    """

    row: int
    cells: Sequence[str]
    places: Mapping[str, Sequence[int]]
    others: Mapping[str, int] = field(default_factory=dict)

    @property
    def doubtful(self) -> Mapping[str, Sequence[int]]:
        """What could be more than one column -> the places of these."""
        return {name: found for name, found in self.places.items() if len(found) > 1}

    def shown(self) -> list[str]:
        """Return what its columns are, as people read it: ``number = N.``."""
        return [f"{name} = {self.cells[found[0]]}" for name, found in self.places.items()]

    def values(self, cells: Sequence[str]) -> dict[str, str]:
        """Return a row as column of the table -> text; columns that the list lacks are left out."""
        said = {
            name: cells[found[0]] if found[0] < len(cells) else ""
            for name, found in self.places.items()
        }
        values = {name: text for name, text in said.items() if name not in ("crew", "car")}
        for person in PEOPLE:
            parts = [values.pop(f"{person}.{part}", None) for part in ("surname", "given")]
            if parts[0] is not None:
                # In capitals the family name is known, however many words it has.
                values[person] = " ".join(filter(None, (parts[0].upper(), parts[1])))
        if "crew" in said:
            values |= dict(zip(PEOPLE, _two_people(said["crew"]), strict=True))
        if "car" in said:
            values |= dict(zip(("make", "model"), _make_and_model(said["car"]), strict=True))
        values |= {name: cells[at] for name, at in self.others.items() if at < len(cells)}
        return values


def list_header(row: int, cells: Sequence[str], table: TableSchema) -> ListHeader:
    """Return what the columns under a row of headers are."""
    places: dict[str, list[int]] = {}
    others: dict[str, int] = {}
    for at, (text, own) in enumerate(zip(cells, table.columns_for(cells), strict=True)):
        name = _meaning(text, own, table, places) if text else None
        if name:
            places.setdefault(name, []).append(at)
        elif text:
            others.setdefault(text, at)
    if "number" not in places and "car" in places:
        places["number"] = places.pop("car")
    if {"make", "car"} <= places.keys():
        places["model"] = [*places.get("model", []), *places.pop("car")]
    if "driver" in places or "driver.surname" in places:
        others |= {cells[at]: at for at in places.pop("crew", [])}
    return ListHeader(row, cells, places, others)


def names_a_part(text: str, table: TableSchema) -> bool:
    """Tell whether a cell below a header names a part of a column: a surname, a given name."""
    known = list_words()
    words = {word for kind in ("surname", "given", "whole", "nation", "first", "second")
             for word in known[kind]}  # fmt: skip
    return {*normal(text).split()} <= words or table.column_for(text) is not None


def as_yes(text: str) -> str:
    """Return what a cell of a column of yes and no says; unknown words as they stand.

    >>> as_yes("X"), as_yes("no"), as_yes("-"), as_yes("forse")
    ('true', '', '', 'forse')
    """
    word = normal(text)
    return (
        "true" if word in list_words()["yes"] else "" if word in list_words()["nothing"] else text
    )


def as_nation(text: str) -> str:
    """Return a country's code; that of a car's plate of one letter as ISO has it.

    >>> as_nation("I"), as_nation("ITA"), as_nation("D")
    ('ITA', 'ITA', 'DEU')
    """
    code = text.strip("()[]. ").upper()
    sign: str = list_words()["signs"].get(code, code)
    return sign if countries.country_code(sign) else text


def _meaning(
    text: str, own: str | None, table: TableSchema, before: Mapping[str, object]
) -> str | None:
    """Return what a column holds, by its header and the columns before it.

    `own` is the column of the table that the header names.
    """
    entries = table.name == "entries"
    if entries and normal(text) in list_words()["car"]:
        return "car"
    if package_tables()["passages"].column_for(text) == "number":
        return "number"
    if not entries:
        return own
    words = {*normal(text).split()}
    kind = _kind(words)
    if kind is None or kind == "both":
        return "crew" if kind else own
    ending = {"nation": "_country", "whole": ""}.get(kind, f".{kind}")
    person = _person(words) or ("codriver" if f"driver{ending}" in before else "driver")
    return f"{person}{ending}"


def _kind(words: set[str]) -> str | None:
    """Return which kind of column the words of a header speak of: a nation, a part of a name."""
    known = list_words()
    rest = words - {*known["first"], *known["second"], "e", "and", "und", "et", "y", "del", "n"}
    if not rest:
        return "whole" if any(len(word) > 1 for word in words) else None
    for kind in ("nation", "both", "whole"):
        if rest <= {*known[kind]}:
            return kind
    if rest <= {*known["surname"], *known["given"]}:
        surname = bool(rest & {*known["surname"]})
        given = bool(rest & {*known["given"]} - {"name"}) or rest == {"name"}
        return "whole" if surname and given else "surname" if surname else "given"
    return None


def _person(words: set[str]) -> str | None:
    known = list_words()
    second = bool(words & {*known["second"]})
    return "codriver" if second else "driver" if words & {*known["first"]} else None


def _two_people(text: str) -> tuple[str, str]:
    for sign in list_words()["between"]:
        first, found, second = text.partition(sign)
        if found and first.strip() and second.strip():
            return first.strip(), second.strip()
    return text, ""


def _make_and_model(text: str) -> tuple[str, str]:
    """Return the make and the model of a car in one cell.

    >>> _make_and_model("Alfa Romeo 6C 1750"), _make_and_model("LANCIA / Aprilia")
    (('Alfa Romeo', '6C 1750'), ('LANCIA', 'Aprilia'))
    """
    first, sign, second = text.partition("/")
    if sign and first.endswith(" ") and second.startswith(" "):
        return first.strip(), second.strip()
    words = text.split()
    two = normal(" ".join(words[:2])) in map(normal, list_words()["makes"])
    cut = 2 if two else 1
    return " ".join(words[:cut]), " ".join(words[cut:])


@cache
def list_words() -> Mapping[str, Any]:
    """Return the words of lists by kind."""
    text = files("reporting.event.importing").joinpath("lists.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
