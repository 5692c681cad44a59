"""What changed between two builds, told before anything is published: standings first.

Builds are compared by what they left: ``data/results.json`` and ``manifest.json``. Nothing is
scored again, unless the package as it stands now is asked for in place of the new build.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from reporting.errors import InputError, UsageError
from reporting.publish.building.manifest import NAME

RESULTS = Path("data") / "results.json"
_HEADINGS = ("status", "moment", "revision", "issued_at", "rulebook")
_PLACE = ("position", "net", "coefficient", "total", "status")
_CREW = ("driver", "codriver", "make", "model", "year")
_CELL = ("penalty", "score")
_BESIDE = frozenset({"standings", "decisions", "event"})

Document = Mapping[str, Any]


@dataclass(frozen=True)
class FinishedBuild:
    """What one build left.

    Parameters
    ----------
    where
        As it is called: a path, or the words for a package that was not built.
    results
        ``results.json``.
    manifest
        ``manifest.json``; empty where there is none.
    """

    where: str
    results: Document
    manifest: Document = field(default_factory=dict)

    @property
    def standings(self) -> Document:
        """The standings; empty where the event has no times."""
        return self.results.get("standings") or {}


@dataclass(frozen=True)
class Change:
    """One thing that is another one now; None where it was not there, or is there no longer."""

    before: Any
    after: Any


@dataclass(frozen=True)
class RankingChange:
    """A crew or team of a ranking: what of its place changed.

    Parameters
    ----------
    who
        A crew's number, or a team's name.
    name
        The crew, to be read.
    position, total
        Before and after, changed or not.
    others
        Net, coefficient and status, those that changed.
    """

    who: int | str
    name: str
    position: Change
    total: Change
    others: Mapping[str, Change] = field(default_factory=dict)

    @property
    def moved(self) -> bool:
        """Whether the position is another one."""
        return bool(self.position.before != self.position.after)


@dataclass(frozen=True)
class CellChange:
    """What a crew has at a control: penalty and score, those that changed."""

    number: int
    control: str
    changes: Mapping[str, Change]


@dataclass(frozen=True)
class Difference:
    """What changed from one build to another.

    Parameters
    ----------
    event, old, new
        The event's id, and what was compared.
    headings
        Status, revision, time of issue and rulebook, those that changed.
    rankings
        Ranking -> everybody whose place changed, in the new order; unchanged rankings are absent.
    cells
        Every crew and control whose penalty or score changed.
    crews
        Number -> what of driver, co-driver and car changed.
    caveats
        Codes of the caveats that came and went.
    sections
        Other parts of the results that differ: ``route``, ``published_results``, ...
    inputs, versions
        File or library -> its hash or version in both builds, those that changed.
    """

    event: str
    old: str
    new: str
    headings: Mapping[str, Change]
    rankings: Mapping[str, Sequence[RankingChange]]
    cells: Sequence[CellChange]
    crews: Mapping[int, Mapping[str, Change]]
    caveats: Change
    sections: Sequence[str]
    inputs: Mapping[str, Change]
    versions: Mapping[str, Change]

    @property
    def same_results(self) -> bool:
        """Whether every published figure is the same."""
        told = (self.headings, self.rankings, self.cells, self.crews, self.sections)
        return not any(told) and not (self.caveats.before or self.caveats.after)

    def as_json(self) -> dict[str, Any]:
        """Return the difference as plain values."""
        return {"same_results": self.same_results, **asdict(self)}


def read_build(where: Path, event: str) -> FinishedBuild:
    """Read what a build left.

    Parameters
    ----------
    where
        A folder of reports, an event's folder in it, or a ``results.json``.
    event
        The event's id.

    Raises
    ------
    UsageError
        When there is no build of the event.
    InputError
        When its results cannot be read, or are another event's.
    """
    for results in (where / event / RESULTS, where / RESULTS, where):
        if results.is_file():
            document = _json(results)
            break
    else:
        message = (
            f"There is no build of {event} at {where}: a folder of reports, an event's folder in "
            "it, or a results.json is expected."
        )
        raise UsageError(message)
    if not isinstance(document, dict) or document.get("event") != event:
        found = document.get("event") if isinstance(document, dict) else None
        raise InputError(f"{results} holds the results of {found!r}, not of {event!r}.")
    beside = results.parent.parent / NAME
    manifest = _json(beside) if results.name == RESULTS.name and beside.is_file() else {}
    return FinishedBuild(str(where), document, manifest if isinstance(manifest, dict) else {})


def compare(old: FinishedBuild, new: FinishedBuild) -> Difference:
    """Tell what changed from `old` to `new`.

    Parameters
    ----------
    old, new
        Two builds of one event.
    """
    rankings = dict(_rankings(old.standings, new.standings))
    before, after = _by_number(old.standings), _by_number(new.standings)
    return Difference(
        event=str(new.results["event"]),
        old=old.where,
        new=new.where,
        headings=_changes(old.standings, new.standings, _HEADINGS),
        rankings=rankings,
        cells=tuple(_cells(before, after)),
        crews={
            number: found
            for number in before.keys() & after.keys()
            if (found := _changes(before[number], after[number], _CREW))
        },
        caveats=_came_and_went(old.standings, new.standings),
        sections=tuple(_sections(old.results, new.results)),
        inputs=_listed(old.manifest, new.manifest, "inputs"),
        versions=_changes(
            old.manifest.get("versions", {}),
            new.manifest.get("versions", {}),
            sorted({*old.manifest.get("versions", {}), *new.manifest.get("versions", {})})
            if old.manifest and new.manifest
            else (),
        ),
    )


def _json(path: Path) -> Any:
    try:
        return json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError) as error:
        raise InputError(f"{path} cannot be read: {error}. Build the event again.") from None


def _rankings(old: Document, new: Document) -> Iterator[tuple[str, tuple[RankingChange, ...]]]:
    before, after = old.get("rankings", {}), new.get("rankings", {})
    for name in dict.fromkeys([*after, *before]):
        moves = tuple(_moves(_rows(before.get(name, ())), _rows(after.get(name, ()))))
        if moves:
            yield name, moves


def _rows(rows: Sequence[Document]) -> dict[int | str, Document]:
    return {_who(row): row for row in rows}


def _who(row: Document) -> int | str:
    return row["number"] if row.get("number") is not None else str(row.get("team"))


def _moves(
    before: Mapping[int | str, Document], after: Mapping[int | str, Document]
) -> Iterator[RankingChange]:
    for who in dict.fromkeys([*after, *before]):
        old, new = before.get(who, {}), after.get(who, {})
        changed = _changes(old, new, _PLACE)
        if changed:
            others = {
                name: found for name, found in changed.items() if name not in ("position", "total")
            }
            yield RankingChange(
                who,
                _called(new or old),
                Change(old.get("position"), new.get("position")),
                Change(old.get("total"), new.get("total")),
                others,
            )


def _called(row: Document) -> str:
    crew = " / ".join(str(row[name]) for name in ("driver", "codriver") if row.get(name))
    return crew or str(row.get("team") or "")


def _by_number(standings: Document) -> dict[int, Document]:
    rows = standings.get("rankings", {}).get("overall", ())
    return {int(row["number"]): row for row in rows}


def _cells(before: Mapping[int, Document], after: Mapping[int, Document]) -> Iterator[CellChange]:
    """Yield the changes at controls of the crews that are in both builds."""
    for number, new in after.items():
        old = before.get(number)
        if old is None:
            continue
        was, now = old.get("controls", {}), new.get("controls", {})
        for control in dict.fromkeys([*now, *was]):
            found = _changes(was.get(control, {}), now.get(control, {}), _CELL)
            if found:
                yield CellChange(number, control, found)


def _changes(old: Document, new: Document, names: Sequence[str]) -> dict[str, Change]:
    return {
        name: Change(old.get(name), new.get(name))
        for name in names
        if not _equal(old.get(name), new.get(name))
    }


def _equal(one: Any, other: Any) -> bool:
    """Tell whether two values are the same: decimals by what they are worth.

    >>> _equal("12.30", "12.3"), _equal("0", None), _equal("a", "b")
    (True, False, False)
    """
    if one == other:
        return True
    try:
        return Decimal(one) == Decimal(other)
    except (InvalidOperation, TypeError, ValueError):
        return False


def _came_and_went(old: Document, new: Document) -> Change:
    before = [str(one.get("code")) for one in old.get("caveats", ())]
    after = [str(one.get("code")) for one in new.get("caveats", ())]
    return Change(
        [code for code in before if code not in after],
        [code for code in after if code not in before],
    )


def _sections(old: Document, new: Document) -> Iterator[str]:
    for name in sorted((old.keys() | new.keys()) - _BESIDE):
        if old.get(name) != new.get(name):
            yield name


def _listed(old: Document, new: Document, name: str) -> dict[str, Change]:
    """Return the files of a manifest that changed, came or went; none where one has no manifest."""
    if not old or not new:
        return {}
    before = {one["path"]: one["sha256"] for one in old.get(name, ())}
    after = {one["path"]: one["sha256"] for one in new.get(name, ())}
    return _changes(before, after, sorted(before.keys() | after.keys()))
