"""The gate of data quality: what an assurer would ask of the activities before adding them up.

Doubles, evidence, years, orders of magnitude, signatures. The limits are data with their sources
(``data/reference/plausibility.toml``); beyond one, the check asks, and an approved line has
answered.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from reporting.errors import InputError
from reporting.event.findings import Finding, Severity
from reporting.event.worded import Strict, Worded, Words
from reporting.footprint import description_questions, factor_questions, instrument_questions
from reporting.footprint.classification import classification
from reporting.footprint.description_questions import Doubts, Family
from reporting.footprint.intensities import denominators
from reporting.footprint.lines import CREDITS, ZERO
from reporting.footprint.repeated_lines import Ask, repeated
from reporting.footprint.runs import published_runs
from reporting.footprint.signatures import answered, signed_after, unsigned
from reporting.language import in_each, number_in_each
from reporting.paths import reference_folder
from reporting.reads import remembered, source
from reporting.today import is_over

if TYPE_CHECKING:
    import datetime as dt

    from reporting.event import Event
    from reporting.footprint.activities import Activity
    from reporting.footprint.lines import InventoryLine, NotEstimated
    from reporting.footprint.register import Register


class RowLimits(Worded):
    """The most that one line holds, by the factor's unit, and who says so."""

    source_it: str
    source_en: str
    lowest: dict[str, Decimal]
    lowest_of_keys: dict[str, Decimal]
    limits: dict[str, Decimal]


class LimitPerUnit(Words):
    """What all lines of a kind hold together for one of a denominator, and who says so."""

    categories: tuple[str, ...]
    unit: str
    of: str
    low: Decimal
    high: Decimal
    source_it: str
    source_en: str


class Benchmark(Worded):
    """What a much larger event published of a category, and where."""

    category: str
    tonnes: Decimal
    source_it: str
    source_en: str


class Plausibility(Strict):
    """The whole file."""

    version: str
    years: int
    previous_edition: Decimal
    benchmark: Decimal
    own_factor: Decimal
    instrument: Decimal
    instrument_months: int
    no_evidence: tuple[str, ...]
    estimated: tuple[str, ...]
    line: RowLimits
    per: tuple[LimitPerUnit, ...]
    benchmarks: tuple[Benchmark, ...]
    doubts: Doubts
    families: tuple[Family, ...]


def examine(
    event: Event,
    activities: Sequence[Activity],
    lines: Sequence[InventoryLine],
    factors: Register,
) -> tuple[Finding, ...]:
    """Return what is not believed of the activities.

    Parameters
    ----------
    event
        The loaded package: its dates, and the denominators that it gives.
    activities
        All of its activities.
    lines
        What became of them.
    factors
        The register that they were accounted with, the package's own factors in it.

    Returns
    -------
    tuple of Finding
        Each with row, column, value and what to do: errors for what cannot be, warnings for what
        has to be asked, in the order of the checks.
    """
    given = [line for line in lines if not line.by_rule]
    rules = _rules(reference_folder() / "plausibility.toml")
    ask = partial(_asked, event.info.start)
    return (
        *repeated(activities, given, ask),
        *_zeros(activities, ask),
        *_untold(activities, ask),
        *_evidence(activities, rules),
        *_early(event, activities, ask),
        *_years(event, activities, rules.years),
        *_places(activities),
        *factor_questions.questions(event, factors, rules.own_factor),
        *instrument_questions.questions(lines, rules.instrument, rules.instrument_months, ask),
        *description_questions.questions(activities, given, rules.families, rules.doubts, ask),
        *_line_limits(given, rules.line, ask),
        *_per_limits(event, given, rules.per, ask),
        *unsigned(activities, event.info.start),
        *_after_publication(event, activities),
        *_against_others(lines, rules, ask),
        *_against_previous(event, lines, rules.previous_edition, ask),
    )


def not_estimated(gaps: Iterable[NotEstimated]) -> tuple[Finding, ...]:
    """Return a note for each activity that is in no total, with the reason."""
    return tuple(
        gap.activity.finding(
            "footprint-not-estimated",
            "quantity" if gap.reason.code == "not-estimated-no-quantity" else "factor",
            reason=in_each(gap.reason.text),
        )
        for gap in gaps
        if gap.activity
    )


def _evidence(activities: Sequence[Activity], rules: Plausibility) -> Iterator[Finding]:
    for one in activities:
        if one.tier != "measured" or one.quantity is None:
            continue
        words = one.evidence.casefold().strip(" .")
        if words in rules.no_evidence or not re.search(r"\w", words):
            yield one.finding("footprint-evidence-missing", "evidence")
        elif any(re.search(rf"\b{word}", words) for word in rules.estimated):
            yield one.finding("footprint-evidence-estimate", "evidence")


def _early(event: Event, activities: Sequence[Activity], ask: Ask) -> Iterator[Finding]:
    """Yield every line that is measured of an event that has not been held yet."""
    if is_over(event.info.end):
        return
    for one in activities:
        if one.tier == "measured" and one.quantity is not None and one.year >= event.info.end.year:
            yield ask(one, "footprint-measured-early", "tier", end=event.info.end.isoformat())


def _years(event: Event, activities: Sequence[Activity], around: int) -> Iterator[Finding]:
    first, last = event.info.start.year - around, event.info.end.year + around
    for one in activities:
        if not first <= one.year <= last:
            yield one.finding("footprint-year", "year", first=first, last=last)


def _places(activities: Sequence[Activity]) -> Iterator[Finding]:
    """Yield every line whose country is not that of its place."""
    for one in activities:
        if one.place_country and one.country != one.place_country:
            details = {"place": one.place, "other": one.place_country}
            yield one.finding("footprint-country-contradicted", "country", **details)


def _line_limits(given: Sequence[InventoryLine], rules: RowLimits, ask: Ask) -> Iterator[Finding]:
    said = in_each(partial(rules.in_language, name="source"))
    first: dict[str, InventoryLine] = {}
    amounts: dict[str, Decimal] = {}
    for line in given:
        first.setdefault(line.activity.id, line)
        amounts[line.activity.id] = amounts.get(line.activity.id, ZERO) + line.amount
    for name, line in first.items():
        unit, amount = line.factor.unit, amounts[name]
        low, high = _lowest(line, rules), rules.limits.get(unit, amount)
        if 0 < amount < low or amount > high:
            code = "footprint-implausible" if amount > high else "footprint-implausible-small"
            shown = {"amount": amount, "limit": high if amount > high else low}
            told = {key: _as_written(value) for key, value in shown.items()}
            yield ask(line.activity, code, "quantity", unit=unit, source=said, **told)


def _lowest(line: InventoryLine, rules: RowLimits) -> Decimal:
    """Return the least that is believed of a line, by its factor's key, else by its unit."""
    of_keys = rules.lowest_of_keys.items()
    of_key = (least for key, least in of_keys if line.factor.key.startswith(key))
    return next(of_key, rules.lowest.get(line.factor.unit, ZERO))


def _per_limits(
    event: Event, given: Sequence[InventoryLine], rules: Sequence[LimitPerUnit], ask: Ask
) -> Iterator[Finding]:
    known = denominators(event)
    for rule in rules:
        own = [
            line
            for line in given
            if line.event_category in rule.categories and line.factor.unit == rule.unit
        ]
        if not own or not known.get(rule.of):
            continue
        per = sum((line.amount for line in own), ZERO) / known[rule.of]
        if rule.low <= per <= rule.high:
            continue
        largest = max(own, key=lambda line: line.amount).activity
        shown = {"per": Decimal(f"{per:.3g}"), "low": rule.low, "high": rule.high}
        details = {name: _as_written(value) for name, value in shown.items()} | {"unit": rule.unit}
        details |= {"what": in_each(rule.in_language), "of": in_each(_denominator(rule.of))}
        why = in_each(partial(rule.in_language, name="source"))
        yield ask(largest, "footprint-implausible-per", "quantity", source=why, **details)


def _after_publication(event: Event, activities: Sequence[Activity]) -> Iterator[Finding]:
    """Yield the signatures of after the last version of this event that was published."""
    try:
        own = [run.frozen_on for run in published_runs(event) if run.event == event.id]
    except InputError:
        return  # a run that cannot be read is told where runs are opened
    if own:
        yield from signed_after(activities, max(own))


def _against_previous(
    event: Event, lines: Sequence[InventoryLine], times: Decimal, ask: Ask
) -> Iterator[Finding]:
    """Yield the largest line of each category that is far from the last edition before this one."""
    try:
        others = [run for run in published_runs(event) if run.event != event.id]
    except InputError:
        return  # a run that cannot be read is told where runs are opened
    before = [run for run in others if int(run.result["year"]) < event.info.start.year]
    known = before[-1].result["by_category"] if before else {}
    for code in dict.fromkeys(line.event_category for line in lines):
        own = [line for line in lines if line.event_category == code]
        now = sum((line.location_kg for line in own), ZERO)
        then = Decimal(str(known.get(code, {}).get("location_kg") or 0))
        if then and now and not 1 / times <= now / then <= times:
            largest = max(own, key=lambda line: line.location_kg).activity
            shown = {"now": number_in_each(now, 0), "then": number_in_each(then, 0)}
            details = {"category": code, **shown}
            yield ask(
                largest, "footprint-far-from-before", "quantity", run=before[-1].event, **details
            )


def _against_others(
    lines: Sequence[InventoryLine], rules: Plausibility, ask: Ask
) -> Iterator[Finding]:
    """Yield the largest line of each category that is far above what a larger event published."""
    for one in rules.benchmarks:
        own = [line for line in lines if line.event_category == one.category]
        now = sum((line.location_kg for line in own), ZERO) / 1000
        if now > rules.benchmark * one.tonnes:
            largest = max(own, key=lambda line: line.location_kg).activity
            told = {"now": number_in_each(now, 0), "then": number_in_each(one.tonnes, 0)}
            said = in_each(partial(one.in_language, name="source"))
            details = {"category": one.category, "source": said, **told}
            yield ask(largest, "footprint-far-from-others", "quantity", **details)


def _denominator(code: str) -> Callable[[str], str]:
    return next(one for one in classification().intensity if one.code == code).in_language


def _as_written(value: Decimal) -> dict[str, str]:
    """Return a number with the decimals that it has, as each language writes it."""
    return number_in_each(value, max(0, -int(value.as_tuple().exponent)))


def _zeros(activities: Sequence[Activity], ask: Ask) -> Iterator[Finding]:
    """Yield every quantity of 0: whether it was measured or is not known looks alike."""
    for one in activities:
        if one.quantity == 0:
            yield ask(one, "footprint-quantity-zero", "quantity")


def _untold(activities: Sequence[Activity], ask: Ask) -> Iterator[Finding]:
    """Yield every line beside the totals that does not say what it is: bought, taken out, saved."""
    for one in activities:
        if one.event_category == CREDITS and one.quantity is not None and not one.basis:
            yield ask(one, "footprint-credit-untold", "basis")


def _asked(
    start: dt.date, activity: Activity, code: str, column: str, /, **more: object
) -> Finding:
    """Return a finding that asks; of an approved line a note, since somebody has answered."""
    found = activity.finding(code, column, **more)
    if not answered(activity, start):
        return found
    values = (found.code, found.table, found.file, found.row, found.column, found.value)
    return Finding(*values, details=found.details, graded=Severity.NOTE)


@remembered
def _rules(path: Path) -> Plausibility:
    return Plausibility.model_validate(tomllib.loads(source(path).read_text(encoding="utf-8")))
