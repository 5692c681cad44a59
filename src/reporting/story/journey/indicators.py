"""Figures on a territory and its places: ``data/reference/indicators.csv``, each with its source.

A recalled value is never read in, so no page can print one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from reporting import paths
from reporting.frames import in_language, present, records
from reporting.language import EN_DASH, gap
from reporting.reads import remembered
from reporting.story.print_sources import in_print

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from reporting.story.voice import Voice

RECALLED = "recalled"
_RANGE = re.compile(r"(?<=\d)-(?=\d)")


@dataclass(frozen=True, slots=True)
class Indicator:
    """One figure with everything that a reader needs to judge it.

    Parameters
    ----------
    name
        What is measured, in the reader's language.
    value
        The figure, or a text such as ``22-34``; None where it is not published.
    unit, year, area, note
        In the reader's language; a year may be a period or say that the page has no date.
    source, address
        Who published it, as printed, and where.
    qualifier
        How the source hedges it: ``about``, ``over``, ``almost``; empty for none.
    measure, topic
        Words that tell which figures can stand in one chart, and in which section.
    place
        The place of a journey that it belongs to; empty for none.
    since, until
        First and last year of a change, where both are known.
    """

    name: str
    value: Decimal | str | None
    unit: str
    year: str
    area: str
    source: str
    address: str
    note: str
    qualifier: str
    measure: str
    topic: str
    place: str
    since: int | None
    until: int | None

    @property
    def number(self) -> Decimal:
        """The figure, for charts.

        Raises
        ------
        TypeError
            Where it is a text or not published.
        """
        if isinstance(self.value, Decimal):
            return self.value
        raise TypeError(f"The indicator {self.name!r} is not a number: {self.value!r}")

    @property
    def numeric(self) -> bool:
        """Whether a chart can draw it."""
        return isinstance(self.value, Decimal)

    def bare(self, voice: Voice) -> str:
        """Return the figure without its unit; "not published" where there is none."""
        if self.value is None:
            return voice.text("not published")
        if isinstance(self.value, str):
            return _RANGE.sub(EN_DASH, self.value)
        shown = voice.number(self.value)
        return voice.text(f"hedge {self.qualifier}", figure=shown) if self.qualifier else shown

    def show(self, voice: Voice) -> str:
        """Return the figure with its unit; "not published" where there is none."""
        shown = self.bare(voice)
        if self.value is None or not self.unit:
            return shown
        return f"{shown}{gap(self.unit, voice.language)}{self.unit}"

    @property
    def year_and_source(self) -> str:
        """Year and source in brackets' words: ``2023; ISTAT``."""
        return f"{self.year}; {self.source}"


def indicators(voice: Voice) -> tuple[Indicator, ...]:
    """Return every indicator that may be printed, in the order of the file.

    Raises
    ------
    InputError
        Where the file has errors.
    """
    return _indicators(voice.language, str(paths.reference_folder()))


@remembered
def _indicators(language: str, folder: str) -> tuple[Indicator, ...]:
    from pathlib import Path

    from reporting.event.findings import refuse_errors
    from reporting.event.loader import read_table

    path = Path(folder) / "indicators.csv"
    if not path.exists():
        return ()
    frame, findings = read_table(path, "indicators")
    refuse_errors(path.name, findings)
    rows = records(frame)
    return tuple(_indicator(row, language) for row in rows if row["status"] != RECALLED)


def _indicator(row: Mapping[str, Any], language: str) -> Indicator:
    def said(column: str) -> str:
        """Return a cell in the reader's language: this table is English, others beside it."""
        return in_language(row, column, language).strip()

    return Indicator(
        name=said("indicator"),
        value=_value(row["value"]),
        unit=said("unit"),
        year=_RANGE.sub(EN_DASH, said("year")),
        area=said("area"),
        source=in_print(said("source"), language),
        address=_plain(row, "address"),
        note=said("note"),
        qualifier=_plain(row, "qualifier"),
        measure=_plain(row, "measure"),
        topic=_plain(row, "topic"),
        place=_plain(row, "place"),
        since=_year(row, "since"),
        until=_year(row, "until"),
    )


def of_measure(found: Sequence[Indicator], *measures: str) -> list[Indicator]:
    """Return the indicators of some measures, in the order in which the measures are named."""
    return [one for measure in measures for one in found if one.measure == measure]


def sources(drawn: Sequence[Indicator]) -> str:
    """Return the sources of some indicators, each with its years.

    Examples
    --------
    >>> sources([])
    ''
    """
    years: dict[str, list[str]] = {}
    for one in drawn:
        years.setdefault(one.source, []).append(one.year)
    return "; ".join(
        f"{source} ({', '.join(dict.fromkeys(told))})" for source, told in years.items()
    )


def _value(text: Any) -> Decimal | str | None:
    if not present(text):
        return None
    try:
        return Decimal(str(text))
    except InvalidOperation:
        return str(text)


def _plain(row: Mapping[str, Any], column: str) -> str:
    return str(row[column]).strip() if present(row.get(column)) else ""


def _year(row: Mapping[str, Any], column: str) -> int | None:
    text = _plain(row, column)
    return int(text) if text.isdigit() else None
