"""Metrics beside the emissions: energy, water, waste, people, money (``metrics.toml``)."""

from __future__ import annotations

import csv
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reporting.event.numbers import read_decimal
from reporting.event.worded import Strict, Words
from reporting.footprint.activities import Activity
from reporting.footprint.lines import ZERO, as_number
from reporting.footprint.units import (
    UnitError,
    canonical,
    convert,
    convertible,
    is_unit,
    read_unit,
    same_unit,
)
from reporting.frames import present, public_facts, public_rows
from reporting.language import in_each
from reporting.paths import reference_folder
from reporting.reads import remembered, source

if TYPE_CHECKING:
    from reporting.event import Event
    from reporting.footprint.inventory import Inventory


class MetricRule(Words):
    """Where one metric comes from: activities, facts, or other metrics."""

    group: str
    unit: str = ""
    factors: tuple[str, ...] = ()
    bases: tuple[str, ...] = ()
    ending: str = ""
    facts: tuple[str, ...] = ()
    sum: tuple[str, ...] = ()
    less: tuple[str, ...] = ()
    share: tuple[str, ...] = ()
    ratio: tuple[str, ...] = ()
    times: int = 1
    calorific: bool = False
    outside: bool = False


class MetricRules(Strict):
    """The whole file."""

    groups: dict[str, dict[str, str]]
    parts: dict[str, tuple[str, ...]]
    metrics: dict[str, MetricRule]


@dataclass(frozen=True, slots=True)
class Metric:
    """One metric.

    Parameters
    ----------
    code, rule
        Which, with its words and its group.
    value
        None: not available.
    unit
        Of the value; blank for a count.
    sources
        Activities' ids, or who published the facts.
    """

    code: str
    rule: MetricRule
    value: Decimal | None
    unit: str
    sources: tuple[str, ...] = ()

    @property
    def expected(self) -> bool:
        """Whether the value is in the unit that its rule expects; one without a unit is."""
        return not self.unit or same_unit(self.unit, self.rule.unit)

    def as_json(self) -> dict[str, Any]:
        """Return the metric with its words."""
        return {
            "code": self.code,
            "group": self.rule.group,
            **in_each(self.rule.in_language),
            "value": as_number(self.value),
            "unit": self.unit,
            "sources": list(self.sources),
        }


@dataclass(frozen=True, slots=True)
class _Said:
    """What is said in figures: the facts, and the package's own public rows on people."""

    publisher: str
    facts: list[dict[str, Any]]
    indicators: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class _Use:
    """A quantity of something: the activity, and what its factor is called and about."""

    activity: Activity
    quantity: Decimal
    unit: str
    names: tuple[str, ...]
    bases: frozenset[str]


def metrics(event: Event, inventory: Inventory) -> Mapping[str, Metric]:
    """Return every metric, in the order of ``metrics.toml``; value None where nothing is known.

    Parameters
    ----------
    event
        The facts come from its table ``facts``.
    inventory
        The quantities come from its lines, and from lines that are not estimated.
    """
    uses = tuple(_uses(inventory))
    own = [row for row in public_rows(event["indicators_social"]) if of_edition(row, event)]
    said = _Said(event.id, public_facts(event["facts"]), own)
    found: dict[str, Metric] = {}
    for code, rule in _rules(reference_folder() / "metrics.toml").metrics.items():
        found[code] = (
            _of_fuels(code, rule, inventory)
            if rule.calorific
            else _metric(code, rule, said, uses, found)
        )
    return found


def metric_fact_keys() -> frozenset[str]:
    """Return the keys of the facts that metrics are made of."""
    rules = _rules(reference_folder() / "metrics.toml").metrics.values()
    return frozenset(key for rule in rules for key in rule.facts)


def of_edition(row: Mapping[str, Any], event: Event) -> bool:
    """Tell whether a row is about this edition: its period is blank, or in the event's years.

    What an earlier year counted is no figure of this one.
    """
    years = range(event.info.start.year, event.info.end.year + 1)
    return not present(row["period"]) or int(str(row["period"])[:4]) in years


def metric_units() -> Mapping[str, str]:
    """Return the unit of every metric, blank for a count."""
    rules = _rules(reference_folder() / "metrics.toml").metrics
    return {code: rule.unit for code, rule in rules.items()}


def measure_units() -> Mapping[str, str]:
    """Return the unit of every measure that a row of ``indicators_social`` may be."""
    rules = _rules(reference_folder() / "metrics.toml").metrics.values()
    return {key: rule.unit for rule in rules for key in rule.facts}


def shares_of_measures() -> tuple[tuple[str, str], ...]:
    """Return which measure is a part of which: none can be larger than its whole."""
    rules = _rules(reference_folder() / "metrics.toml")
    return tuple((part, whole) for whole, parts in rules.parts.items() for part in parts)


def metric_facts() -> frozenset[str]:
    """Return the keys of ``facts``, and measures of ``indicators_social``, that metrics read."""
    rules = _rules(reference_folder() / "metrics.toml").metrics.values()
    return frozenset(key for rule in rules for key in rule.facts)


def metric_groups() -> Mapping[str, Mapping[str, str]]:
    """Return the groups of metrics, each with its name by language."""
    return _rules(reference_folder() / "metrics.toml").groups


def _metric(
    code: str,
    rule: MetricRule,
    said: _Said,
    uses: tuple[_Use, ...],
    found: Mapping[str, Metric],
) -> Metric:
    if rule.facts:
        return _of_facts(code, rule, said)
    if rule.sum:
        return _of_metrics(code, rule, found)
    if rule.share or rule.ratio:
        return _of_two(code, rule, found)
    return _of_activities(code, rule, uses)


def _of_two(code: str, rule: MetricRule, found: Mapping[str, Metric]) -> Metric:
    """Divide one metric by another: not where one is in a unit that nobody expects of it."""
    names = rule.share or rule.ratio
    part, whole = (found[name] for name in names)
    value = None
    if part.value is not None and whole.value and part.expected and whole.expected:
        value = part.value / whole.value * (100 if rule.share else rule.times)
    return Metric(code, rule, value, rule.unit, tuple(names))


def _of_fuels(code: str, rule: MetricRule, inventory: Inventory) -> Metric:
    """Return the energy of the fuels that were burnt, by their net calorific values.

    Of the organiser's own, where one has none the sum is not known, and its sources name the lines
    that lack it. Of what others burnt it is a part at best, of the fuels that are known as such.
    """
    values = _calorific_values(reference_folder() / "calorific_values.csv")
    burnt = [
        line
        for line in inventory.lines
        if (line.scope.startswith("3") if rule.outside else line.scope == "1")
        and not line.by_rule
        and line.factor.basis in ("combustion", "tailpipe")
    ]
    lacking = [line for line in burnt if (line.factor.key, line.factor.unit) not in values]
    if rule.outside:
        burnt, lacking = [line for line in burnt if line not in lacking], []
    if lacking or not burnt:
        return Metric(code, rule, None, rule.unit, tuple(one.activity.id for one in lacking))
    kwh = sum((one.amount * values[one.factor.key, one.factor.unit] for one in burnt), ZERO)
    sources = tuple(dict.fromkeys(line.activity.id for line in burnt))
    return Metric(code, rule, convert(kwh, "kWh", rule.unit), rule.unit, sources)


def _of_activities(code: str, rule: MetricRule, uses: tuple[_Use, ...]) -> Metric:
    unit = canonical(rule.unit)
    quantities: list[Decimal] = []
    sources: list[str] = []
    for use in uses:
        if not _matches(rule, use):
            continue
        try:
            quantities.append(convert(use.quantity, use.unit, unit))
        except UnitError:
            continue
        sources.append(use.activity.id)
    value = sum(quantities, ZERO) if quantities else None
    return Metric(code, rule, value, unit, tuple(sources))


def _of_facts(code: str, rule: MetricRule, said: _Said) -> Metric:
    """Return the first readable figure of ``facts``, else the one of ``indicators_social``.

    Where sources disagree the first stands, named; one in another unit is converted, or keeps its
    own where it cannot be.
    """
    for row in said.facts:
        if row["key"] not in rule.facts:
            continue
        value = read_decimal(str(row["value"]).strip())
        if value is None:
            continue
        unit = row["unit"] if isinstance(row["unit"], str) else ""
        if is_unit(unit) and is_unit(rule.unit) and convertible(unit, rule.unit):
            value, unit = convert(value, unit, rule.unit), rule.unit
        return Metric(code, rule, value, unit, (str(row["source"]),))
    for one in said.indicators:
        if one["measure"] in rule.facts and present(one["value"]):
            return Metric(code, rule, Decimal(one["value"]), rule.unit, (said.publisher,))
    return Metric(code, rule, None, rule.unit)


def _of_metrics(code: str, rule: MetricRule, found: Mapping[str, Metric]) -> Metric:
    """Add metrics up; what is taken away must be known, and what is there but has no value."""
    other = [found[name] for name in (*rule.sum, *rule.less)]
    if any(one.value is not None and not one.expected for one in other):
        return Metric(code, rule, None, rule.unit)
    added = [found[name].value for name in rule.sum]
    taken = [found[name].value for name in rule.less]
    known = [value for value in added if value is not None]
    broken = [name for name in rule.sum if found[name].value is None and found[name].sources]
    if not known or broken or any(value is None for value in taken):
        return Metric(code, rule, None, rule.unit)
    value = sum(known, ZERO) - sum((value for value in taken if value is not None), ZERO)
    return Metric(code, rule, value, rule.unit, (*rule.sum, *rule.less))


def _matches(rule: MetricRule, use: _Use) -> bool:
    """Tell whether a quantity belongs to a metric, by its factor's names or what it is about."""
    named = [name for name in use.names if name.startswith(rule.factors)]
    if rule.ending:
        pattern = re.compile(rf"-(?:{rule.ending})(?:-|$)")
        return any(pattern.search(name) for name in named)
    return bool(named or use.bases & set(rule.bases))


def _uses(inventory: Inventory) -> Iterator[_Use]:
    """Yield the quantities of all lines that were given, estimated or not."""
    for line in inventory.lines:
        if not line.by_rule or line.scope == "2":
            names = (line.factor.id, line.factor.key)
            bases = frozenset({line.factor.basis, line.market_factor.basis})
            yield _Use(line.activity, line.amount, line.factor.unit, names, bases)
    for gap in inventory.not_estimated:
        activity = gap.activity
        if activity and activity.quantity is not None and activity.unit and activity.factor:
            unit = read_unit(activity.unit)[0]
            # A factor that was only recalled enters no total; what was used is known all the same.
            own = (gap.named.id, gap.named.key) if gap.named else ()
            bases = frozenset({gap.named.basis}) if gap.named else frozenset[str]()
            yield _Use(activity, activity.quantity, unit, (activity.factor, *own), bases)


@remembered
def _calorific_values(path: Path) -> Mapping[tuple[str, str], Decimal]:
    with source(path).open(encoding="utf-8", newline="") as file:
        return {(r["key"], r["unit"]): Decimal(r["kwh_net"]) for r in csv.DictReader(file)}


@remembered
def _rules(path: Path) -> MetricRules:
    return MetricRules.model_validate(tomllib.loads(source(path).read_text(encoding="utf-8")))
