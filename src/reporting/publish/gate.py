"""The one gate: what must be in order before a package is scored, measured, accounted or reported.

Every command, build and notebook opens a package through here, so that none of them shows what
another refuses, and ``reporting check`` tells beforehand what any of them would refuse.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from reporting.errors import InputError
from reporting.event.findings import Finding, refuse_errors
from reporting.event.package import INFO

if TYPE_CHECKING:
    from pathlib import Path

    from reporting.event import Event
    from reporting.scoring import Standings

Purpose = Literal["standings", "route", "footprint"]


def load_fit(where: str | Path, *purposes: Purpose, as_run: bool = True) -> Event:
    """Load an event as far as it has been run, fit for `purposes`; see :func:`refuse_unfit`."""
    from reporting.event import load, load_as_run

    event = load_as_run(where) if as_run else load(where)
    refuse_unfit(event, *purposes)
    return event


def load_scored(where: str | Path) -> tuple[Event, Standings]:
    """Load an event as far as it has been run, and score it: once, while the gate looks at it.

    Raises
    ------
    InputError
        As :func:`load_fit` for the standings.
    """
    from reporting.event import load_as_run
    from reporting.quality import check
    from reporting.scoring import score

    event = load_as_run(where)
    try:
        scored = score(event)
    except InputError:
        refuse_unfit(event, "standings")
        raise
    refuse_errors(event.id, check(event))
    return event, scored


def refuse_unfit(event: Event, *purposes: Purpose) -> None:
    """Refuse an event that has errors where they matter.

    Parameters
    ----------
    event
        A loaded package. What its tables cannot be read for matters to every purpose.
    purposes
        What it is to be used for; none for everything, as in a report.

    Raises
    ------
    InputError
        With all findings that concern the purposes.
    """
    refuse_errors(event.id, findings(event, *purposes))


def findings(
    event: Event, *purposes: Purpose, examined: tuple[Finding, ...] | None = None
) -> tuple[Finding, ...]:
    """Return everything that is to be said about a package, errors first, each finding once.

    Whatever is opened for the purposes is opened here: the rulebook and the score, the tracks,
    the activities with their factors and published runs.

    Parameters
    ----------
    event, purposes
        As in :func:`refuse_unfit`.
    examined
        What the quality room has found, where it was asked already.
    """
    found = list(event.findings)
    for purpose in purposes or _OPENED:
        for finding in _OPENED[purpose](event, examined):
            if finding not in found:
                found.append(finding)
    from reporting.event.collect import in_order

    return in_order(found)


def _scored(event: Event, examined: tuple[Finding, ...] | None) -> Iterator[Finding]:
    from reporting.quality import check
    from reporting.scoring import load_rulebook, score

    found = check(event) if examined is None else examined
    yield from found
    # What both notice the quality room tells with more of its place.
    noticed = {(one.code, one.table) for one in found}
    refused = _refused(load_rulebook, event) or _refused(score, event)
    yield from (one for one in refused if (one.code, one.table) not in noticed)


def _measured(event: Event, _: object) -> Iterator[Finding]:
    from reporting.route.event_tracks import track_findings
    from reporting.route.place_findings import place_findings
    from reporting.route.protected_areas import area_findings

    yield from track_findings(event)
    yield from place_findings(event)
    yield from area_findings(event)


def _accounted(event: Event, _: object) -> Iterable[Finding]:
    from reporting.footprint import check, check_commitments, check_targets, published_runs

    if event.has("activities"):  # without them nobody asks for factors, which may not be there
        yield from check(event)
    yield from check_commitments(event)
    refused = _refused(published_runs, event)
    yield from refused
    if event.has("targets"):
        yield from check_targets(event, () if refused else published_runs(event))


def _refused(opened: Callable[[Event], object], event: Event) -> tuple[Finding, ...]:
    try:
        opened(event)
    except InputError as error:
        said = Finding("package-refused", "event", INFO, details={"reason": str(error)})
        return error.findings or (said,)
    return ()


_OPENED: Mapping[Purpose, Callable[[Event, tuple[Finding, ...] | None], Iterable[Finding]]] = (
    MappingProxyType({"standings": _scored, "route": _measured, "footprint": _accounted})
)
