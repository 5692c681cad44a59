"""What the tables of an event package look like, read from ``tables.toml``."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache, cached_property, lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Literal

from reporting.language import in_each

ColumnType = Literal[
    "whole", "decimal", "text", "boolean", "time", "country", "code", "point", "crew",
    "calendar", "figure",
]  # fmt: skip
LONGEST_HEADER = 200
"""Signs; a longer cell names no column."""

Presence = Literal["required", "expected", "optional", "extra"]


@dataclass(frozen=True)
class Code:
    """One code of a code list, its meaning and the Italian words that are read for it."""

    code: str
    words: Mapping[str, str]
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class ColumnSchema:
    """One column of a table.

    Parameters
    ----------
    name, type
        The contract's name and the kind of value.
    words
        What it holds, a sentence in each language.
    presence
        ``required``: an error without the column; ``expected``: a warning; ``optional``;
        ``extra``: beyond the contract, in the frame only where the file has it.
    blank
        Whether a cell may be blank; by default only a required column's may not.
    unit
        The unit of the value.
    minimum, maximum
        Limits, both allowed.
    codes
        The codes that are accepted, for the types ``code`` and ``point``.
    aliases
        Italian headers that are read for it.
    yielding
        Those of the aliases that mean another column, unknown to us, where the file has a header
        of this one beside them.
    example
        What a cell may hold, by language; empty where the words say enough.
    unknown
        Whether a blank yes or no is not known; otherwise it means no.
    around
        How many years before its event and after it a date may be; None where nobody says.
    """

    name: str
    type: ColumnType
    words: Mapping[str, str]
    presence: Presence = "optional"
    blank: bool = True
    unit: str | None = None
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    codes: tuple[Code, ...] = ()
    aliases: tuple[str, ...] = ()
    yielding: tuple[str, ...] = ()
    example: Mapping[str, str] = field(default_factory=dict)
    unknown: bool = False
    around: tuple[int, int] | None = None

    @property
    def limits(self) -> str:
        """The least and the most that a value may be, in signs: 1 - 5, ≥ 0, ≤ 9, or nothing."""
        low, high = self.minimum, self.maximum
        if low is not None and high is not None:
            return f"{low} - {high}"
        return f"≥ {low}" if low is not None else f"≤ {high}" if high is not None else ""

    @cached_property
    def readings(self) -> Mapping[str, str]:
        """Every spelling (normalised) that is read for a code -> the code."""
        return {
            normal(word): entry.code
            for entry in self.codes
            for word in (*entry.aliases, entry.code)
        }


@dataclass(frozen=True)
class TableSchema:
    """One table: its columns, its key, when an event must have it, and rows in it."""

    name: str
    words: Mapping[str, str]
    columns: Mapping[str, ColumnSchema]
    key: tuple[str, ...] = ()
    order: tuple[str, ...] = ()
    needed: Literal["timed", "never"] = "never"
    rows: bool = False
    place: Literal["package", "reference"] = "package"
    aliases: tuple[str, ...] = ()

    @cached_property
    def _headers(self) -> Mapping[str, str]:
        return {
            normal(word): column.name
            for column in self.columns.values()
            for word in (*column.aliases, column.name)
        }

    def column_for(self, header: str) -> str | None:
        """Return the column that a header of a file names; None where none does.

        Case, accents, punctuation and a unit in brackets do not matter.

        >>> package_tables()["entries"].column_for("Cilindrata (cc)")
        'displacement_cc'
        """
        if len(header) > LONGEST_HEADER:
            return None
        known = self._headers.get(normal(header))
        if known or not {"(", "["} & {*header}:
            return known
        return self._headers.get(normal(re.sub(r"[\[(][^\[\]()]*[\])]", " ", header)))

    def columns_for(self, headers: Sequence[str]) -> list[str | None]:
        """Return the column that each header of a file names; None where none does.

        One that gives way to another of the same column is something finer: *Classe* beside
        *Raggruppamento*, both of which may be the category.
        """
        names = [self.column_for(text) if text else None for text in headers]
        yields = [self._yields(text) for text in headers]
        firm = {name for name, gives_way in zip(names, yields, strict=True) if not gives_way}
        return [
            None if gives_way and name in firm else name
            for name, gives_way in zip(names, yields, strict=True)
        ]

    def _yields(self, header: str) -> bool:
        column = self.columns.get(self.column_for(header) or "")
        return column is not None and normal(header) in map(normal, column.yielding)


@lru_cache(1 << 14)
def normal(word: str) -> str:
    """Reduce a header, sheet name or code to what is compared.

    >>> normal(" Località "), normal("N° gara"), normal("driver_country")
    ('localita', 'n gara', 'driver country')
    """
    kept = word.replace("°", " ").replace("º", " ").casefold()
    if not kept.isascii():
        plain = unicodedata.normalize("NFKD", kept)
        kept = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return " ".join(re.findall(r"[^\W_]+", kept))


@cache
def all_tables() -> Mapping[str, TableSchema]:
    """Return every table that the data reference describes, in the order of ``tables.toml``."""
    lists = code_lists()
    return MappingProxyType(
        {name: _table(name, entry, lists) for name, entry in _data()["tables"].items()}
    )


def code_lists() -> Mapping[str, tuple[Code, ...]]:
    """Return every code list by its name."""
    return {name: _codes(entries) for name, entries in _data()["codes"].items()}


@cache
def _data() -> Mapping[str, Any]:
    text = files("reporting.event").joinpath("tables.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def info_keys() -> Mapping[str, Mapping[str, str]]:
    """Return every key of ``event.toml`` (dotted) -> what it holds, in ``it`` and ``en``."""
    keys: Mapping[str, Mapping[str, str]] = _data()["event"]
    return keys


@cache
def package_tables() -> Mapping[str, TableSchema]:
    """Return the tables that an event package may hold."""
    return MappingProxyType(
        {name: table for name, table in all_tables().items() if table.place == "package"}
    )


@cache
def table_for(name: str) -> str | None:
    """Return the package table that a file or sheet called `name` holds; None for any other.

    >>> table_for("Iscritti"), table_for("passages"), table_for("note")
    ('entries', 'passages', None)
    """
    names = {
        normal(word): table.name
        for table in package_tables().values()
        for word in (*table.aliases, table.name)
    }
    return names.get(normal(name))


def points_of_kind(kind: str) -> tuple[str, ...]:
    """Return the points of a kind of control, apart from the detections of an average trial.

    >>> points_of_kind("PC")
    ('start', 'finish')
    """
    return tuple(_data()["points"][kind])


def is_total(text: str) -> bool:
    """Tell whether a key is none but says that its row is a sum.

    >>> is_total("TOTALE:"), is_total("Total-01")
    (True, False)
    """
    return normal(text) in _data()["totals"]["words"]


STAMP = "X"
"""What an import writes for a stamp without a time."""


def is_stamp(text: str) -> bool:
    """Tell whether a cell says that a passage control was passed, without saying when.

    >>> is_stamp("X"), is_stamp("sì"), is_stamp("17"), is_stamp("0"), is_stamp("no")
    (True, True, True, False, False)
    """
    if re.fullmatch(r"\d{1,5}", text, re.ASCII):
        return int(text) > 0
    return (normal(text) or text) in _stamps()


@cache
def _stamps() -> frozenset[str]:
    words: list[str] = _data()["stamps"]["words"]
    return frozenset(normal(word) or word for word in words)


def _codes(entries: Mapping[str, Mapping[str, Any]]) -> tuple[Code, ...]:
    return tuple(
        Code(code, in_each(entry.__getitem__), tuple(entry.get("aliases", ())))
        for code, entry in entries.items()
    )


def _table(
    name: str, entry: Mapping[str, Any], lists: Mapping[str, tuple[Code, ...]]
) -> TableSchema:
    return TableSchema(
        name=name,
        words=in_each(entry.__getitem__),
        columns=MappingProxyType(
            {key: _column(key, column, lists) for key, column in entry["columns"].items()}
        ),
        key=tuple(entry.get("key", ())),
        order=tuple(entry.get("order", ())),
        needed=entry.get("needed", "never"),
        rows=entry.get("rows", False),
        place=entry.get("place", "package"),
        aliases=tuple(entry.get("aliases", ())),
    )


def _column(
    name: str, entry: Mapping[str, Any], lists: Mapping[str, tuple[Code, ...]]
) -> ColumnSchema:
    presence = entry.get("presence", "optional")
    listed = entry.get("codes", "point" if entry["type"] == "point" else None)
    return ColumnSchema(
        name=name,
        type=entry["type"],
        words=in_each(entry.__getitem__),
        presence=presence,
        blank=entry.get("blank", presence != "required"),
        unit=entry.get("unit"),
        minimum=Decimal(str(entry["min"])) if "min" in entry else None,
        maximum=Decimal(str(entry["max"])) if "max" in entry else None,
        codes=lists[listed] if listed else (),
        aliases=tuple(entry.get("aliases", ())),
        yielding=tuple(entry.get("yielding", ())),
        example=_example(entry.get("example", {})),
        unknown=entry.get("unknown", False),
        around=tuple(entry["around"]) if "around" in entry else None,
    )


def _example(written: str | Mapping[str, str]) -> Mapping[str, str]:
    """Return an example by language; one that is the same in all is written once."""
    return in_each(lambda _: written) if isinstance(written, str) else written
