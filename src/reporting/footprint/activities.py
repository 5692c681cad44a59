"""Activities: the rows of an event's table, typed, with what a blank cell stands for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from reporting.event.alike_keys import as_read
from reporting.event.findings import Finding
from reporting.footprint.classification import PEDIGREE, classification
from reporting.footprint.factors import country_code
from reporting.frames import in_language, records

if TYPE_CHECKING:
    from reporting.event import Event

TABLE = "activities"
UNTIERED = "screening"
TEXTS = ("description", "evidence", "note")
PLACES = ("name", "name_en", "municipality")
_INSTRUMENT = {
    "instrument": "kind",
    "instrument_id": "certificate",
    "instrument_mwh": "mwh",
    "instrument_from": "start",
    "instrument_to": "end",
    "instrument_cancelled": "cancelled",
    "instrument_market": "market",
}


@dataclass(frozen=True, slots=True)
class Instrument:
    """What an activity says of the instrument behind its contract.

    Parameters
    ----------
    kind
        ``go``, ``ppa``, ``supplier_mix``.
    certificate
        Its number; a certificate counts once, however many lines name it.
    mwh
        How much it is for [MWh]; None: the whole line (never for guarantees of origin).
    start, end, cancelled
        Its period, and when it was cancelled (date, month or year).
    market
        Country in which it was issued.
    """

    kind: str
    certificate: str = ""
    mwh: Decimal | None = None
    start: str = ""
    end: str = ""
    cancelled: str = ""
    market: str | None = None

    def missing(self) -> tuple[str, ...]:
        """Return the columns without which it proves nothing.

        A guarantee of origin has a number, an amount and its cancellation; a power purchase
        agreement a number; whatever it is, it is for more than nothing.
        """
        needed = {
            "instrument_id": (self.certificate, ("go", "ppa")),
            "instrument_mwh": (self.mwh, ("go",)),
            "instrument_cancelled": (self.cancelled, ("go",)),
        }
        return tuple(
            name
            for name, (value, kinds) in needed.items()
            if (self.kind in kinds and not value) or (name == "instrument_mwh" and value == 0)
        )

    @property
    def identity(self) -> str:
        """What tells one certificate from another, however its number is written; may be blank."""
        return as_read(self.certificate)

    def as_json(self) -> dict[str, Any]:
        """Return the instrument as plain values."""
        return asdict(self) | {"mwh": None if self.mwh is None else float(self.mwh)}

    def holds_in(self, year: int) -> bool:
        """Tell whether a year lies in the period, as far as the period is given."""
        after = not self.start or int(self.start[:4]) <= year
        return after and (not self.end or year <= int(self.end[:4]))


@dataclass(frozen=True, slots=True)
class Pedigree:
    """Five scores, 1 (best) to 5, in the order of the contract's columns.

    Parameters
    ----------
    scores
        Reliability, completeness, temporal, geographical, technological.
    assumed
        How many of the five were blank and stand for the tier's usual score.
    """

    scores: tuple[int, ...]
    assumed: int = 0


@dataclass(frozen=True, slots=True)
class Activity:
    """One row of ``activities``.

    Parameters
    ----------
    row
        The line in the file (header = 1).
    id
        Unique in the event.
    event_category, scope
        One of each: nothing can be counted twice.
    description
        In words.
    quantity, unit
        How much, and the unit cell as written (``kg``, ``t -> kg``); None where blank.
    factor
        A factor's id or key; None where blank.
    year, country
        Of the activity; a blank year is the event's.
    tier
        ``measured``, ``calculated`` or ``screening`` (also where blank).
    evidence, note
        The document behind it; why it is not estimated.
    pedigree
        The five scores.
    file
        The file it stands in.
    tier_assumed
        Whether the tier was blank.
    basis
        What the factor is about, where its own row does not say.
    instrument
        The instrument behind a contract.
    covers
        Activities of which this line is the upstream, or the biogenic CO2.
    place, place_country
        A place of the package, and its country.
    english
        Description, evidence and note in English, from the optional columns ``description_en``,
        ``evidence_en`` and ``note_en``.
    """

    row: int
    id: str
    event_category: str
    scope: str
    description: str
    quantity: Decimal | None
    unit: str | None
    factor: str | None
    year: int
    country: str | None
    tier: str
    evidence: str
    note: str
    pedigree: Pedigree
    file: str
    tier_assumed: bool = False
    basis: str = ""
    instrument: Instrument | None = None
    covers: tuple[str, ...] = ()
    place: str = ""
    place_country: str | None = None
    approval: str = ""
    approved_by: str = ""
    approved_on: str = ""
    english: Mapping[str, str] = field(default_factory=dict)

    def text(self, column: str, language: str) -> str:
        """Return description, evidence or note in `language`, as far as the package has it."""
        words = {column: getattr(self, column), f"{column}_en": self.english.get(column)}
        return in_language(words, column, language)

    @property
    def simulated(self) -> bool:
        """Whether the evidence says that the quantity was made up."""
        words = classification().simulated.words
        return any(word in self.evidence.casefold() for word in words)

    def finding(self, code: str, column: str, **details: Any) -> Finding:
        """Return a finding on one of its cells."""
        owner = self.instrument if column in _INSTRUMENT else self
        cell = getattr(owner, _INSTRUMENT.get(column, column), None)
        value = None if cell is None else " ".join(cell) if isinstance(cell, tuple) else str(cell)
        told = {"id": self.id, **details}
        return Finding(code, TABLE, self.file, self.row, column, value, details=told)


def read_activities(event: Event) -> tuple[Activity, ...]:
    """Return the rows of the event's table ``activities``, in the order of the file."""
    source = event.sources.get(TABLE)
    file = source.name if source else f"{TABLE}.csv"
    frame = event[TABLE]
    year, places = event.info.start.year, _countries(event)
    return tuple(
        _activity(int(row), dict(zip(frame.columns, cells, strict=True)), year, file, places)
        for row, *cells in frame.itertuples()
    )


def _countries(event: Event) -> dict[str, str]:
    """Return the country of every place that the package knows: by name, and by municipality."""
    frame = event["waypoints"]
    found: dict[str, set[str]] = {}
    for row in records(frame):
        for name in {row[key] for key in PLACES if key in row} - {None}:
            found.setdefault(str(name).casefold(), set()).add(str(row["country"] or ""))
    return {name: one for name, (one, *more) in found.items() if one and not more}


def _activity(
    row: int, cells: Mapping[str, Any], year: int, file: str, places: Mapping[str, str]
) -> Activity:
    text = {name: _text(cells.get(name)) for name in cells}
    place = text.get("place") or ""
    there = country_code(places.get(place.casefold()))
    tier = text.get("tier") or UNTIERED
    return Activity(
        row=row,
        id=text.get("id") or f"row-{row}",
        event_category=text["event_category"] or "",
        scope=text["scope"] or "",
        description=text.get("description") or "",
        quantity=None if text.get("quantity") is None else Decimal(str(cells["quantity"])),
        unit=text.get("unit"),
        factor=text.get("factor"),
        year=int(text.get("year") or year),
        country=country_code(text.get("country")) or there,
        tier=tier,
        evidence=text.get("evidence") or "",
        note=text.get("note") or "",
        pedigree=_pedigree(text, tier),
        file=file,
        tier_assumed=text.get("tier") is None,
        basis=text.get("basis") or "",
        instrument=_instrument(text),
        covers=tuple((text.get("covers") or "").replace(",", " ").replace(";", " ").split()),
        place=place,
        place_country=there,
        approval=text.get("approval") or "",
        approved_by=text.get("approved_by") or "",
        approved_on=text.get("approved_on") or "",
        english={name: words for name in TEXTS if (words := text.get(f"{name}_en"))},
    )


def _instrument(text: Mapping[str, str | None]) -> Instrument | None:
    """Return the instrument of a row; None where it names none."""
    if not text.get("instrument"):
        return None
    values: dict[str, Any] = {name: text.get(column) or "" for column, name in _INSTRUMENT.items()}
    mwh = text.get("instrument_mwh")
    market = country_code(values["market"])
    return Instrument(**values | {"mwh": Decimal(mwh) if mwh else None, "market": market})


def _pedigree(text: Mapping[str, str | None], tier: str) -> Pedigree:
    usual = classification().tiers[tier].scores
    given = [text.get(name) for name in PEDIGREE]
    scores = tuple(int(own or default) for own, default in zip(given, usual, strict=True))
    return Pedigree(scores, sum(own is None for own in given))


def _text(cell: Any) -> str | None:
    """Return a cell as text, None where it is blank."""
    import pandas as pd

    if cell is None or pd.isna(cell) or not str(cell).strip():
        return None
    return str(cell).strip()
