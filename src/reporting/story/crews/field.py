"""The field: what all booklets share, computed once, as plain values.

Statistics of deviations are binary floating point in seconds; penalties, totals and gaps are the
standings' own decimals.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from reporting.frames import in_language, present, records
from reporting.language import in_each
from reporting.route.waypoints import places
from reporting.story.crews.awards import awards_of
from reporting.story.crews.set_times import timed_by_decision

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    import pandas as pd

    from reporting.event import Event
    from reporting.event.model import EventInfo
    from reporting.event.moment import EventMoment
    from reporting.route.places import Waypoint
    from reporting.scoring import Standings
    from reporting.scoring.rulebook import Rulebook
    from reporting.story.crews.awards import Award

RETIRED = "DNF"

TIMED = "timed"
"""The mark of a trial whose time a decision gave: no flag of the results."""

MARKS = ("annulled", "waiting", "averaged", "set", "discarded", "missed", TIMED, "capped")
"""What a penalty's letter tells, the first that holds."""


@dataclass(frozen=True, slots=True)
class Control:
    """One control and how the field did at it.

    Parameters
    ----------
    code, kind, leg, name
        As the package has them; the name by language.
    target_s
        Imposed time of a PC [s], exact; None for others.
    timed
        Crews with a usable time (PC).
    median_s, best_s
        Absolute deviation of the field [s]; None where nobody was timed, and for other kinds.
    low_s, high_s
        Quartiles of the field's signed deviations [s].
    point
        Latitude and longitude [degrees]; None where unknown.
    """

    code: str
    kind: str
    leg: int
    name: Mapping[str, str]
    target_s: Decimal | None = None
    timed: int = 0
    median_s: float | None = None
    best_s: float | None = None
    low_s: float | None = None
    high_s: float | None = None
    point: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """What one crew did at one control.

    Parameters
    ----------
    deviation_s
        Exact, late is positive; None without a time.
    penalty, score
        Exact; None where annulled or not yet run, and where there is no score.
    mark
        One of :data:`MARKS`, or empty.
    usable
        Whether a time was there to score.
    place
        Rank by absolute deviation among those timed at a PC; None without a time.
    points
        Deviations [s] at the detections of a PM.
    """

    deviation_s: Decimal | None
    penalty: Decimal | None
    score: Decimal | None
    mark: str
    usable: bool
    place: int | None = None
    points: tuple[Decimal | None, ...] = ()


NOT_DRIVEN = Cell(None, None, None, "", usable=False)
"""At a control that a crew never came to."""


@dataclass(frozen=True)
class Field:
    """An event's results, ready to be told to each crew.

    Parameters
    ----------
    info, rulebook, status, revision, issued_at
        Of the event and its standings.
    controls
        In running order.
    entries, rows
        Number -> row of the entry list; of the overall ranking.
    cells
        Number -> one cell a control.
    positions
        Number -> position after each control that counts; ranked crews only.
    after
        Indexes (in `controls`) of the controls that count, as long as each of `positions`.
    winner
        The number in the first place; None where nobody is ranked.
    moment
        After which control all this stands; None after the last one.
    awards
        Number -> what the crew won beside its place overall.
    places
        The places of the route, which know the names of its towns.
    median_s
        Median absolute deviation of all crews in all time trials [s]; None without any.
    """

    info: EventInfo
    rulebook: Rulebook
    status: str
    revision: int | None
    issued_at: Any
    controls: tuple[Control, ...]
    entries: Mapping[int, Mapping[str, Any]]
    rows: Mapping[int, Mapping[str, Any]]
    cells: Mapping[int, tuple[Cell, ...]]
    positions: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    after: tuple[int, ...] = ()
    winner: int | None = None
    moment: EventMoment | None = None
    awards: Mapping[int, tuple[Award, ...]] = field(default_factory=dict)
    places: tuple[Waypoint, ...] = ()
    median_s: float | None = None

    @property
    def simulated(self) -> bool:
        """Whether the times are made up."""
        return self.status == "simulated"

    @cached_property
    def ranked(self) -> tuple[int, ...]:
        """The ranked crews' numbers, from the first place on."""
        return tuple(number for number, row in self.rows.items() if present(row["position"]))

    def before(self, number: int) -> int | None:
        """Return the crew that stands next before `number`; None for the first, and those level."""
        mine = self.rows[number]["position"]
        better = [other for other in self.ranked if self.rows[other]["position"] < mine]
        return better[-1] if better else None

    def level(self, number: int) -> bool:
        """Tell whether `number` shares its place."""
        mine = self.rows[number]["position"]
        return [self.rows[other]["position"] for other in self.ranked].count(mine) > 1

    def level_at(self, at: int, place: int) -> bool:
        """Tell whether several crews share a place in the trial `at`."""
        return [cells[at].place for cells in self.cells.values()].count(place) > 1

    @cached_property
    def trials(self) -> tuple[int, ...]:
        """Indexes of the time trials."""
        return tuple(at for at, one in enumerate(self.controls) if one.kind == "PC")


def field_of(event: Event, standings: Standings) -> Field:
    """Return the field of a scored event.

    Parameters
    ----------
    event, standings
        The package and what scoring it gave.
    """
    overall = standings.rankings["overall"]
    told = standings.history
    told = told[told["apart"]] if told["apart"].any() else told
    codes = [str(code) for code in standings.controls["code"]]
    ranked = overall.dropna(subset=["position"])
    errors = standings.trial_errors["error_s"]
    return Field(
        info=event.info,
        rulebook=standings.rulebook,
        status=standings.status,
        revision=standings.revision,
        issued_at=standings.issued_at,
        controls=_controls(event, standings),
        entries={int(row["number"]): row for row in records(event["entries"])},
        rows={int(row["number"]): row for row in records(overall)},
        cells=_cells(event, standings),
        positions={
            int(str(number)): tuple(int(place) for place in rows["position"])
            for number, rows in told[told["number"].isin(ranked["number"])].groupby("number")
        },
        after=tuple(codes.index(str(code)) for code in told["control"].unique()),
        winner=int(ranked["number"].iloc[0]) if len(ranked) else None,
        moment=standings.moment,
        awards=awards_of(event, standings),
        places=places(event),
        median_s=float(errors.median()) if len(errors) else None,
    )


def _controls(event: Event, standings: Standings) -> tuple[Control, ...]:
    table = {str(row["code"]): row for row in records(event["controls"])}
    spread = _spread(standings)
    return tuple(
        Control(
            code=str(row["code"]),
            kind=str(row["kind"]),
            leg=int(row["leg"]),
            name=_names(table[str(row["code"])]),
            target_s=_target(table[str(row["code"])]),
            point=_point(table[str(row["code"])]),
            **spread.get(str(row["code"]), {}),
        )
        for row in records(standings.controls)
    )


def _names(row: Mapping[str, Any]) -> Mapping[str, str]:
    return in_each(partial(in_language, row, "name"))


def _target(row: Mapping[str, Any]) -> Decimal | None:
    timed = row["kind"] == "PC" and present(row["target_s"])
    return Decimal(row["target_s"]) if timed else None


def _point(row: Mapping[str, Any]) -> tuple[float, float] | None:
    if not (present(row.get("lat")) and present(row.get("lon"))):
        return None
    return float(row["lat"]), float(row["lon"])


def _spread(standings: Standings) -> dict[str, dict[str, Any]]:
    """Return what each control's trial says of the field: code -> fields of its Control."""
    columns = ["median_s", "best_s", "low_s", "high_s"]
    summary = standings.trial_summary
    spread = zip(summary.index, summary["crews"], records(summary[columns]), strict=True)
    return {str(code): {"timed": int(crews), **values} for code, crews, values in spread}


def _cells(event: Event, standings: Standings) -> dict[int, tuple[Cell, ...]]:
    """Return every crew's cells; the results stand control by control, crews in one order.

    A crew that retired did not miss what lay ahead of it then: there it has no penalty.
    """
    results = standings.results
    crews = int(results["number"].nunique())
    numbers = [int(number) for number in results["number"].iloc[:crews]]
    columns = {name: _grid(results[name], crews) for name in ("deviation_s", "penalty", "score")}
    flags = [name for name in MARKS if name != TIMED]
    marks = {name: _grid(results[name], crews) for name in (*flags, "usable")}
    timed = standings.trial_errors
    rank = timed.groupby("control")["error_s"].rank(method="min")
    keys = zip(timed["number"], timed["control"], strict=True)
    places = {key: int(at) for key, at in zip(keys, rank, strict=True)}
    points = _points(standings)
    codes = [str(code) for code in standings.controls["code"]]
    marks[TIMED] = timed_by_decision(event, codes, numbers)
    status = standings.rankings["overall"].set_index("number")["status"]
    cells = {
        number: tuple(
            Cell(
                **{name: _filled(grid[at, crew]) for name, grid in columns.items()},
                mark=next((name for name in MARKS if marks[name][at, crew]), ""),
                usable=bool(marks["usable"][at, crew]),
                place=places.get((number, code)),
                points=points.get((number, code), ()),
            )
            for at, code in enumerate(codes)
        )
        for crew, number in enumerate(numbers)
    }
    return {
        number: _driven(own) if status.get(number) == RETIRED else own
        for number, own in cells.items()
    }


def _driven(cells: tuple[Cell, ...]) -> tuple[Cell, ...]:
    """Return the cells of a crew that retired: blank behind the last control it was seen at."""
    last = max((at for at, cell in enumerate(cells) if cell.usable), default=-1)
    return tuple(
        NOT_DRIVEN if at > last and cell.mark == "missed" else cell for at, cell in enumerate(cells)
    )


def _grid(column: pd.Series[Any], crews: int) -> np.ndarray[Any, Any]:
    return column.to_numpy(dtype=object).reshape(-1, crews)


def _filled(value: Any) -> Decimal | None:
    return Decimal(value) if present(value) else None


def _points(standings: Standings) -> dict[tuple[int, str], tuple[Decimal | None, ...]]:
    found: dict[tuple[int, str], list[Decimal | None]] = {}
    for row in records(standings.detections):
        key = int(row["number"]), str(row["control"])
        found.setdefault(key, []).append(_filled(row["deviation_s"]))
    return {key: tuple(values) for key, values in found.items()}
