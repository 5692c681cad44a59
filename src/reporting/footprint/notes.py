"""Caveats of an inventory, all computed from it: nothing here is written by hand (rule 9)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from reporting.caveats import Caveat
from reporting.footprint.classification import classification
from reporting.footprint.factor_names import factor_in_words
from reporting.footprint.factors import PROXY, Factor
from reporting.footprint.lines import ZERO, InventoryLine, NotEstimated
from reporting.footprint.potentials import (
    CONVERTED,
    MIXED,
    depends,
    gwp_words,
    largest_change,
    potentials,
)
from reporting.language import in_each, number_in_each

if TYPE_CHECKING:
    from reporting.footprint.inventory import Inventory

SHOWN = 8
NEEDS_UPSTREAM = ("combustion", "tailpipe", "transport", "location")
CONTRACTUAL = ("contract", "supplier")
VINTAGES = ("earlier-year", "later-year")
HOW_READ = {
    "footprint-secondary": "secondary",
    "footprint-derived": "derived",
    "footprint-unverified": "",
}
"""A caveat, and the verification of the factors that it is about."""

_WITHOUT_RF = re.compile(r"flight-.*-no-rf$")
_WITH_RF = re.compile(r"flight-.*(?<!-no)-rf$")


def notes(inventory: Inventory, given_upstream: Sequence[str] = ()) -> tuple[Caveat, ...]:
    """Return what the reader of an inventory must know, the gravest first."""
    found = (
        *_about_data(inventory),
        *_about_gaps(inventory),
        *_about_factors(inventory),
        *_about_flights(inventory),
        *_about_upstream(inventory, given_upstream),
        *_about_bases(inventory),
        *_about_potentials(inventory),
        *_about_memo(inventory),
    )
    return tuple(found)


def _about_data(inventory: Inventory) -> Iterator[Caveat]:
    if inventory.questions:
        asked = [one.details["id"] for one in inventory.questions]
        details = {"count": len(asked), "lines": _list(dict.fromkeys(asked))}
        yield Caveat("footprint-questions", details)
    given = [line for line in inventory.lines if not line.by_rule]
    if inventory.forecast and given:
        yield Caveat("footprint-forecast")
    simulated = [line for line in given if line.activity.simulated]
    if simulated:
        yield Caveat("footprint-simulated", {"count": len(simulated), "of": len(given)})
    if not inventory.lines:
        return
    tiers = classification().tiers
    screening = [line for line in inventory.lines if line.activity.tier == "screening"]
    if screening:
        yield Caveat("footprint-screening", {"share": _share(inventory, screening)})
    primary = [line for line in inventory.lines if tiers[line.activity.tier].primary]
    yield Caveat("footprint-primary", {"share": _share(inventory, primary)})
    categories = classification().categories
    unusual = [line for line in given if line.scope not in categories[line.event_category].usual]
    if unusual:
        yield Caveat("footprint-scope-unusual", {"lines": _ids(unusual)})
    signed = [line for line in inventory.lines if line.activity.approval == "approved"]
    if any(line.activity.approval for line in inventory.lines):
        yield Caveat("footprint-approved", {"share": _share(inventory, signed)})
    untiered = [line for line in given if line.activity.tier_assumed]
    if untiered:
        yield Caveat("footprint-tier-missing", {"count": len(untiered), "lines": _ids(untiered)})
    assumed = [line for line in given if line.activity.pedigree.assumed]
    if assumed:
        yield Caveat("footprint-pedigree-assumed", {"count": len(assumed)})


def _about_gaps(inventory: Inventory) -> Iterator[Caveat]:
    gaps = inventory.not_estimated
    empty = [gap.event_category for gap in gaps if gap.activity is None]
    if empty:
        categories = classification().categories

        def named(language: str) -> str:
            return ", ".join(f"{code} {categories[code].in_language(language)}" for code in empty)

        yield Caveat("footprint-categories-missing", {"categories": in_each(named)})
    missing = [gap.activity.id for gap in gaps if gap.activity]
    if missing:
        details = {"count": len(missing), "lines": _list(missing)}
        yield Caveat("footprint-lines-not-estimated", details)
    recalled = [gap for gap in gaps if gap.reason.code == "not-estimated-recalled"]
    if recalled:
        yield Caveat("footprint-recalled", _recalled(recalled))


def _recalled(gaps: Sequence[NotEstimated]) -> dict[str, Any]:
    return {
        "factors": _named(gap.named for gap in gaps if gap.named),
        "lines": _list(gap.activity.id for gap in gaps if gap.activity),
    }


def _about_factors(inventory: Inventory) -> Iterator[Caveat]:
    lines = inventory.lines
    tests: dict[str, Callable[[InventoryLine], bool]] = {
        "footprint-proxy-country": lambda line: "proxy-country" in line.reasons,
        "footprint-country-unstated": _of_no_country,
        "footprint-declared-proxy": lambda line: PROXY in line.reasons,
        "footprint-vintage": lambda line: any(one in line.reasons for one in VINTAGES),
        "footprint-undated": lambda line: "undated" in line.reasons,
    }
    for code, test in tests.items():
        concerned = [line for line in lines if test(line)]
        if concerned:
            yield Caveat(code, _about(inventory, concerned))
    for code, how in HOW_READ.items():
        concerned = [line for line in lines if how in _readings(line)]
        if concerned:
            named = (one for line in concerned for one in _both_factors(line))
            own = [factor for factor in named if factor.verification == how]
            about = _about(inventory, [line for line in lines if line.factor.verification == how])
            details = {"count": len(concerned), "factors": _named(own)}
            yield Caveat(code, about | details)


def _both_factors(line: InventoryLine) -> tuple[Factor, Factor]:
    return line.factor, line.market_factor


def _readings(line: InventoryLine) -> set[str]:
    """Return how the factors of a line were read, of the grid and of the contract or the mix."""
    return {factor.verification for factor in _both_factors(line)}


def _of_no_country(line: InventoryLine) -> bool:
    """Tell whether a country's factor stands in a line that says of no country that it is there."""
    return bool(line.factor.country and not line.activity.country)


def _about_flights(inventory: Inventory) -> Iterator[Caveat]:
    """Tell the flights that leave out what a flight does to the climate beside its CO2."""
    bare = [line for line in inventory.lines if _WITHOUT_RF.match(line.factor.key)]
    if bare:
        mixed = any(_WITH_RF.match(line.factor.key) for line in inventory.lines)
        code = "footprint-rf-mixed" if mixed else "footprint-rf-left-out"
        yield Caveat(code, {"lines": _ids(bare), "share": _share(inventory, bare)})


def _about_upstream(inventory: Inventory, given: Sequence[str]) -> Iterator[Caveat]:
    if given:
        yield Caveat("footprint-upstream-given", {"lines": _list(given)})
    covered = {line.activity.id for line in inventory.lines if line.by_rule} | set(given)
    bare = [
        line
        for line in inventory.lines
        if line.factor.basis in NEEDS_UPSTREAM and line.activity.id not in covered
    ]
    if bare:
        details = {"count": len(bare), "lines": _ids(bare)}
        yield Caveat("footprint-upstream-missing", details)
    of_others = [
        line for line in inventory.lines if line.by_rule and line.activity.scope not in ("1", "2")
    ]
    if of_others:
        kg = sum((line.location_kg for line in of_others), ZERO)
        yield Caveat("footprint-upstream-of-others", {"kg": number_in_each(kg, 0)})


def _about_bases(inventory: Inventory) -> Iterator[Caveat]:
    for flag in ("residual-zero", "market-is-location", "tailpipe-zero"):
        concerned = [line for line in inventory.lines if flag in line.flags]
        if concerned:
            yield Caveat(f"footprint-{flag}", {"lines": _ids(concerned)})
    yield from _about_residual(inventory)
    contracts = [line for line in inventory.lines if line.market_factor.basis in CONTRACTUAL]
    bare = [line for line in contracts if line.activity.instrument is None]
    if bare:
        yield Caveat("footprint-instrument-undocumented", {"lines": _ids(bare)})
    abroad = [line for line in contracts if _of_another_market(line)]
    if abroad:
        yield Caveat("footprint-instrument-market", {"lines": _ids(abroad)})
    unsplit = [line for line in inventory.lines if not line.factor.is_split]
    if unsplit and inventory.total_location_kg:
        yield Caveat("footprint-gases-not-split", {"share": _share(inventory, unsplit)})


def _about_residual(inventory: Inventory) -> Iterator[Caveat]:
    """Tell which residual mixes stand in the market-based figure, and how near they are."""
    tests: dict[str, Callable[[InventoryLine], bool]] = {
        "footprint-residual-used": lambda line: bool(line.market_factor.id),
        "footprint-residual-co2": lambda line: not depends(line.market_factor),
        "footprint-residual-vintage": lambda line: (
            line.market_factor.year != (line.activity.year or line.market_factor.year)
        ),
    }
    lines = [line for line in inventory.lines if line.market_factor.basis == "residual"]
    for code, test in tests.items():
        concerned = [line for line in lines if test(line)]
        if concerned:
            named = _named(line.market_factor for line in concerned)
            yield Caveat(code, {"factors": named, "lines": _ids(concerned)})


def _of_another_market(line: InventoryLine) -> bool:
    instrument = line.activity.instrument
    market = instrument.market if instrument else None
    return market is not None and market != line.activity.country


def _about_potentials(inventory: Inventory) -> Iterator[Caveat]:
    """Tell the sets of warming potentials that are mixed, and how much that can matter."""
    concerned = [line for line in inventory.lines if depends(line.factor)]
    known = {*potentials(), MIXED}
    weights: dict[str, Decimal] = {}
    for line in concerned:
        if line.factor.gwp in known:
            weights[line.factor.gwp] = weights.get(line.factor.gwp, ZERO) + line.location_kg
    if len(weights) > 1:
        main = max((name for name in weights if name != MIXED), key=weights.__getitem__)
        changes = [(line.amount, largest_change(line.factor, main)) for line in concerned]
        most = sum((amount * change for amount, change in changes if change), ZERO)
        words = [gwp_words(name) for name in sorted(weights)]
        named = in_each(lambda language: ", ".join(word[language] for word in words))
        details = {"sets": named, "main": main, "kg": number_in_each(most, 0)}
        yield Caveat("footprint-gwp-mixed", details)
    unknown = [line for line in concerned if line.factor.gwp not in known]
    if unknown:
        yield Caveat("footprint-gwp-unknown", _about(inventory, unknown))
    converted = [line for line in inventory.lines if CONVERTED in line.reasons]
    if converted:
        yield Caveat("footprint-gwp-converted", _about(inventory, converted))


def _about_memo(inventory: Inventory) -> Iterator[Caveat]:
    if inventory.biogenic_unknown:
        unknown = inventory.biogenic_unknown
        details = {"count": len(unknown), "lines": _list(unknown)}
        yield Caveat("footprint-biogenic-unknown", details)
    if inventory.credits_kg:
        yield Caveat("footprint-credits-apart", {"kg": number_in_each(inventory.credits_kg, 0)})


def _about(inventory: Inventory, lines: Sequence[InventoryLine]) -> dict[str, Any]:
    return {
        "count": len(lines),
        "share": _share(inventory, lines),
        "factors": _named(line.factor for line in lines),
    }


def _named(factors: Iterable[Factor]) -> dict[str, str]:
    """Return the first factors as readers of each language call them, and how many more."""
    facts = [asdict(one) for one in set(factors)]

    def said(language: str) -> str:
        names = sorted({factor_in_words(one, language) for one in facts})
        more = f" (+{len(names) - SHOWN})" if len(names) > SHOWN else ""
        return "; ".join(names[:SHOWN]) + more

    return in_each(said)


def _share(inventory: Inventory, lines: Sequence[InventoryLine]) -> dict[str, str]:
    """Return the percentage of the location-based total, written for each language."""
    share = inventory.share_of_location(lines)
    return number_in_each(Decimal(str((share or 0.0) * 100)), 1)


def _ids(lines: Iterable[InventoryLine]) -> str:
    return _list(line.activity.id for line in lines)


def _list(names: Iterable[str]) -> str:
    """Return the first names in the order of people, and how many more there are."""
    every = sorted(names, key=_numbers_by_value)
    more = f" (+{len(every) - SHOWN})" if len(every) > SHOWN else ""
    return ", ".join(every[:SHOWN]) + more


def _numbers_by_value(name: str) -> list[tuple[int, str]]:
    """Return a key by which E3-1 stands before E12-1, in whatever order the rows stand."""
    return [(int(part or 0), text) for text, part in re.findall(r"(\D*)(\d{0,18})", name)]
