"""The event package in memory: what ``event.toml`` says, and the typed tables."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, ConfigDict, Field

from reporting import reads
from reporting.errors import UsageError, no_such
from reporting.event.findings import Finding, has_errors
from reporting.event.unfilled import filled
from reporting.event.worded import Strict, Words

if TYPE_CHECKING:
    import pandas as pd

    from reporting.event.moment import EventMoment

EventId = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]


FIRST_DAY, LAST_DAY = dt.date(1950, 1, 1), dt.date(2199, 12, 31)
"""Days outside are no event's; the clocks of computers end not far behind."""

Day = Annotated[dt.date, Field(ge=FIRST_DAY, le=LAST_DAY)]


def _of_our_times(at: dt.datetime) -> dt.datetime:
    if not FIRST_DAY <= at.date() <= LAST_DAY:
        raise ValueError(f"a day between {FIRST_DAY} and {LAST_DAY} is expected")
    return at


class PublishedLength(Strict):
    """A length that somebody published [km], with who did."""

    value: Annotated[Decimal, Field(gt=0, allow_inf_nan=False)]
    source: str


class Leg(Strict):
    """One leg: a day's driving between two towns."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    number: Annotated[int, Field(ge=1, le=99)]
    date: Day
    start: Annotated[str, AfterValidator(filled)] = Field(alias="from")
    finish: Annotated[str, AfterValidator(filled)] = Field(alias="to")
    published_km: tuple[PublishedLength, ...] = ()
    track: str = ""


class Provenance(Strict):
    """Where the times come from; ``note`` is printed wherever they are shown.

    ``tables`` says that a whole package is made up, rows of every table, as for a demonstration.
    """

    timing: Literal["timekeeper", "simulated", "none"]
    tables: Literal["simulated"] | None = None
    note: Words


class StandingsState(Strict):
    """How final the standings are, as the organiser says; absent means provisional.

    ``at`` is when they were issued; without an offset it is the event's local time.
    """

    status: Literal["provisional", "official"] = "provisional"
    revision: Annotated[int, Field(ge=1)] = 1
    at: Annotated[dt.datetime, AfterValidator(_of_our_times)] | None = None

    def moment(self, zone: ZoneInfo) -> dt.datetime | None:
        """Return when they were issued, in the event's time zone; None where nobody said."""
        if self.at is None or self.at.tzinfo is None:
            return self.at and self.at.replace(tzinfo=zone)
        return self.at.astimezone(zone)


class EventName(Words):
    """The event's name; what Italian needs to speak of it is guessed from its first word if blank.

    Parameters
    ----------
    article
        The article before the Italian name: ``il``, ``lo``, ``la``, ``l'``, ``i``, ``gli``, ``le``.
    gender
        ``m`` or ``f``, for what agrees with it.
    """

    article: Literal["il", "lo", "la", "l'", "i", "gli", "le"] | None = None
    gender: Literal["m", "f"] | None = None


class Picture(Strict):
    """A photograph that a report shows: whose it is, and what a reader who sees none is told.

    Parameters
    ----------
    file
        A JPEG, PNG or WebP file in the package.
    place
        ``cover``, or the number of a leg.
    credit
        Who took it, or owns it.
    alt
        What is to be seen.
    """

    file: Annotated[str, Field(min_length=1)]
    place: Annotated[str, Field(pattern=r"^(cover|[1-9][0-9]?)$")] = "cover"
    credit: Annotated[str, Field(min_length=1)]
    alt: Words


class FootprintRules(Strict):
    """How the event's footprint is to be accounted for; absent: as the factors are published.

    ``gwp`` is the one set of warming potentials that its lines may be in.
    """

    gwp: Literal["AR4", "AR5", "AR6"] | None = None


class EventInfo(Strict):
    """What ``event.toml`` says (contract, section 1)."""

    id: EventId
    name: EventName
    start: Day
    end: Day
    timezone: str
    rulebook: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]*$")]
    provenance: Provenance
    legs: tuple[Leg, ...] = ()
    standings: StandingsState = StandingsState()
    footprint: FootprintRules = FootprintRules()
    pictures: tuple[Picture, ...] = ()

    @property
    def zone(self) -> ZoneInfo:
        """The event's time zone."""
        return ZoneInfo(self.timezone)


@dataclass(frozen=True, repr=False)
class Event:
    """An event package, loaded.

    Parameters
    ----------
    info
        What ``event.toml`` says.
    folder
        The package's folder.
    tables
        Name -> typed frame for every table of the contract; a table without a file is an empty
        frame with its columns. Each frame's index is named ``row`` and holds the line in the
        file (header = 1). Whole numbers are ``Int64``, texts ``str``, booleans ``boolean``,
        decimals ``object`` columns of :class:`decimal.Decimal` (None where blank), times
        ``datetime64[ns, <event zone>]``.
    sources
        Table -> file it was read from, for tables that have one.
    findings
        Everything noticed while reading, errors first.
    moment
        After which control the event is looked at; None for the whole of it.
    """

    info: EventInfo
    folder: Path
    tables: Mapping[str, pd.DataFrame]
    sources: Mapping[str, Path] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    moment: EventMoment | None = None

    def __repr__(self) -> str:
        """Return which event it is and how many rows its tables have."""
        rows = (f"{len(table)} {name}" for name, table in self.tables.items() if len(table))
        return f"<event {self.id}: {', '.join(rows) or 'no tables'}>"

    @property
    def id(self) -> str:
        """The event's id, also the name of its folder in ``reports``."""
        return self.info.id

    @property
    def ok(self) -> bool:
        """Whether no finding is an error."""
        return not has_errors(self.findings)

    def has(self, table: str) -> bool:
        """Tell whether `table` holds at least one row."""
        reads.note("holds", table)
        return len(self.tables[table]) > 0

    def counts(self) -> dict[str, int]:
        """Return the number of rows of every table, in the order of the contract."""
        return {name: len(self[name]) for name in self.tables}

    def with_tables(self, **changed: pd.DataFrame) -> Event:
        """Return the event with other rows for some tables, held to the rules of files.

        Raises
        ------
        UsageError
            For a table or a column that there is none of.
        InputError
            With a finding for each cell that no file may hold.
        """
        return _revisers[-1](self, changed)

    def narrowed(self, **rows: pd.DataFrame) -> Event:
        """Return the event with fewer of its own rows in some tables: they are fine already."""
        return replace(self, tables={**self.tables, **rows})

    def __getitem__(self, table: str) -> pd.DataFrame:
        """Return the typed frame of `table`.

        Raises
        ------
        UsageError
            For a table that there is none of; the known ones are named.
        """
        if table not in self.tables:
            raise UsageError(no_such("table", table, self.tables))
        reads.note("table", table)
        return self.tables[table]


_revisers: list[Callable[[Event, Mapping[str, pd.DataFrame]], Event]] = []


def revise_with(reviser: Callable[[Event, Mapping[str, pd.DataFrame]], Event]) -> None:
    """Have :meth:`Event.with_tables` call `reviser`: who reads events knows the rules of files."""
    _revisers.append(reviser)
