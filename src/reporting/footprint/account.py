"""Accounting: an event's activities become its inventory."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reporting.caveats import Caveat
from reporting.errors import InputError
from reporting.event import refuse_unloaded
from reporting.event.findings import Finding
from reporting.footprint.activities import Activity, read_activities
from reporting.footprint.classification import classification
from reporting.footprint.estimate import estimate
from reporting.footprint.factors import Factor, factor_from_row
from reporting.footprint.given_lines import matched
from reporting.footprint.intensities import intensities
from reporting.footprint.inventory import Inventory, Kilograms
from reporting.footprint.lines import BIOGENIC, InventoryLine, MemoLine, NotEstimated
from reporting.footprint.notes import notes
from reporting.footprint.plausibility import examine, not_estimated
from reporting.footprint.purchased_energy import overused
from reporting.footprint.register import Register, register
from reporting.footprint.uncertainty import uncertainty
from reporting.today import is_over

if TYPE_CHECKING:
    from reporting.event import Event

FACTORS = "emission_factors"
NEEDED = ("event", "activities", FACTORS)


@dataclass(frozen=True)
class _Parts:
    """What all activities together became; `findings` refuse them."""

    lines: tuple[InventoryLine, ...]
    memo: tuple[MemoLine, ...]
    gaps: tuple[NotEstimated, ...]
    given_upstream: tuple[str, ...]
    findings: tuple[Finding, ...]


def account(event: Event) -> Inventory:
    """Return the footprint of an event.

    Parameters
    ----------
    event
        A loaded package; its tables ``activities`` and (optional) ``emission_factors`` are used,
        with the factors of ``data/reference`` behind them.

    Returns
    -------
    Inventory
        Lines in exact decimals [kg CO2e], memo, gaps, intensities, uncertainty and caveats. A
        package without activities gives an inventory whose totals are None.

    Raises
    ------
    InputError
        With one finding for each cell that is wrong: a scope that the category cannot have, a
        factor that is unknown or does not fit the scope, a unit that the factor is not per, a
        negative quantity.
    UsageError
        For what is no loaded event.
    """
    refuse_unloaded(event, "account")
    factors, findings = _usable(event)
    activities = [] if findings else read_activities(event)
    parts = _collect(activities, factors)
    findings += parts.findings
    if findings:
        message = f"The activities of {event.id} cannot be accounted for: {len(findings)} errors."
        raise InputError(message, findings)
    asked = examine(event, activities, parts.lines, factors)
    return _inventory(event, factors, parts, asked)


def check(event: Event) -> tuple[Finding, ...]:
    """Return everything that keeps the activities of `event` from being accounted for, or believed.

    The findings of the loader on the tables concerned; then the room's own on single cells; then
    those of the gate of data quality (doubles, evidence, years, orders of magnitude), and what is
    not estimated, with the reason.
    """
    refuse_unloaded(event, "check")
    if not event.has("activities"):
        return _loaded(event)
    factors, findings = _usable(event)
    if findings:
        return findings
    activities = read_activities(event)
    parts = _collect(activities, factors)
    asked = examine(event, activities, parts.lines, factors)
    return (*parts.findings, *asked, *not_estimated(parts.gaps))


def _usable(event: Event) -> tuple[Register, tuple[Finding, ...]]:
    """Return the register, and what is wrong before any activity can be looked at."""
    loaded = _loaded(event)
    return (register(), loaded) if loaded else event_register(event)


def _loaded(event: Event) -> tuple[Finding, ...]:
    return tuple(f for f in event.findings if f.table in NEEDED and f.severity == "error")


def event_register(event: Event) -> tuple[Register, tuple[Finding, ...]]:
    """Return the reference factors with those of the package, and what is wrong with the latter.

    Rows of a package's ``emission_factors`` are added; the same id wins.
    """
    source = event.sources.get(FACTORS)
    file = source.name if source else f"{FACTORS}.csv"
    found: list[Factor] = []
    findings: list[Finding] = []
    frame = event[FACTORS]
    rows = list(zip(frame.index, frame.to_dict("records"), strict=True))
    for row, cells in rows:
        try:
            found.append(factor_from_row({str(k): v for k, v in cells.items()}))
        except InputError as error:
            details = {"problem": str(error)}
            code = "footprint-factor-invalid"
            name = str(cells["id"])
            findings.append(Finding(code, FACTORS, file, int(row), "id", name, details))
    wanted = event.info.footprint.gwp
    return register().with_rows(found).in_gwp(wanted), tuple(findings)


def _collect(activities: Iterable[Activity], factors: Register) -> _Parts:
    """Put the estimates together; upstream and biogenic lines that are given are not made again."""
    estimates = [estimate(one, factors) for one in activities]
    upstream = matched([line for one in estimates for line in one.lines], _upstream_key)
    biogenic = matched([line for one in estimates for line in one.memo], _biogenic_key)
    own = [finding for one in estimates for finding in one.findings]
    return _Parts(
        lines=upstream.rows,
        memo=biogenic.rows,
        gaps=tuple(one.gap for one in estimates if one.gap),
        given_upstream=upstream.covered,
        findings=(*own, *upstream.findings, *biogenic.findings, *overused(upstream.rows)),
    )


def _upstream_key(line: InventoryLine) -> str:
    return line.factor.key if line.factor.basis in ("upstream", "losses") else ""


def _biogenic_key(line: MemoLine) -> str:
    """Return the key of the published row of the same biogenic CO2, blank where there is none."""
    if line.event_category != BIOGENIC or line.factor is None:
        return ""
    return line.factor.biogenic or line.factor.key


def _inventory(
    event: Event, factors: Register, parts: _Parts, asked: tuple[Finding, ...]
) -> Inventory:
    gaps = (*parts.gaps, *_empty_categories(parts))
    sums = Kilograms.of(parts.lines)
    inventory = Inventory(
        event=event.id,
        name=event.info.name,
        year=event.info.start.year,
        lines=parts.lines,
        memo=parts.memo,
        not_estimated=gaps,
        intensities=(intensities(event, sums.location_kg, sums.market_kg) if parts.lines else ()),
        uncertainty=uncertainty(parts.lines),
        caveats=(),
        factor_set=factors.sha256,
        questions=tuple(one for one in asked if one.severity != "note"),
        answered=tuple(one for one in asked if one.severity == "note"),
        forecast=not is_over(event.info.end),
    )
    return inventory.with_caveats(notes(inventory, parts.given_upstream))


def _empty_categories(parts: _Parts) -> Iterable[NotEstimated]:
    """Name every category of which nothing at all is known; memo items need not exist."""
    known = {line.event_category for line in parts.lines}
    known |= {gap.event_category for gap in parts.gaps}
    for code, category in classification().categories.items():
        if code not in known and not category.forbids("3.other"):
            yield NotEstimated(code, Caveat("not-estimated-no-data"))
