"""The tables of the emissions: boundary, categories, scopes, gases, memo, intensities."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from reporting.footprint.classification import classification
from reporting.footprint.factor_names import factor_in_words
from reporting.language import EN_DASH, NO_BREAK_SPACE
from reporting.story.cell_text import DENSE
from reporting.story.facts import KILOGRAMS, PERCENT, TONNES, Fact
from reporting.story.footprint.inventory_words import chemical, rate_unit, scope_sign
from reporting.story.table import Column, Row, Table, shown

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from reporting.story.footprint.telling import Footprint

BASES = ("location", "market")
BLANK = NO_BREAK_SPACE
"""What stands in a cell of a row of totals that has nothing to say."""

FIFTEEN = tuple(f"3.{number}" for number in range(1, 16))
"""The categories of scope 3; what crews, guests and the public cause stands in none."""

GASES = ("co2", "ch4", "n2o", "not_split")


def figures(fp: Footprint) -> Callable[[Any], str | Markup]:
    """Return a function that prints figures with their addresses, other things as they are."""

    def show(value: Any) -> str | Markup:
        return value.markup(fp.voice) if isinstance(value, Fact) else shown(value)

    return show


def number(fp: Footprint, key: str, head: str, *, narrow: bool = False) -> Column:
    """Return a column of figures."""
    return Column(key, fp.voice.text(head), "number", figures(fp), narrow=narrow)


def table(fp: Footprint, name: str, columns: list[Column], rows: list[Row], **more: Any) -> Table:
    """Return a table with the words of its name, the inventory as source, the notice."""
    given = {"source": fp.source, "notice": fp.notice} | more
    return Table(name, fp.voice.text(f"caption {name}"), columns, rows, **given)


def span(fp: Footprint, pointer: str, decimals: int = 2) -> Markup:
    """Return both ends of an interval, in tonnes."""
    ends = (fp.figure(f"{pointer}/{end}", TONNES, decimals) for end in ("low", "high"))
    low, high = (one.markup(fp.voice) if one else Markup("") for one in ends)
    return Markup("{}{}{}").format(low, EN_DASH, high) if low and high else Markup("")


def boundary(fp: Footprint) -> Table:
    """Return every event category: in the totals, with how many lines, or not estimated."""
    t = fp.voice.text
    rows = [_category_state(fp, code) for code in classification().categories if code[0] == "E"]
    columns = [
        Column("code", t("Code")),
        Column("category", t("Event category")),
        Column("state", t("In the totals"), show=figures(fp)),
        number(fp, "lines", "Lines"),
    ]
    return table(fp, "boundary", columns, rows, notice="", classes=DENSE)


def _category_state(fp: Footprint, code: str) -> Row:
    known = code in fp.statement["by_category"]
    gaps = [gap for gap in fp.statement["not_estimated"] if gap["event_category"] == code]
    why = [gap["reason"][fp.voice.language] for gap in gaps if gap["id"] is None]
    lines = ", ".join(gap["id"] for gap in gaps if gap["id"] is not None)
    if lines and not known:
        why.append(fp.voice.text("see lines", lines=lines))
    state = fp.voice.text("not estimated")
    if known:
        state = fp.voice.text("estimated except" if lines else "estimated", lines=lines)
    return {
        "code": code,
        "category": fp.category(code),
        "state": f"{state}: {chemical(why[0])}" if why else state,
        "lines": fp.figure(f"/by_category/{code}/lines") if known else None,
        "class": "" if known else "out",
    }


def exclusions(fp: Footprint) -> Table | None:
    """Return every line that is in no total, and why; None where there is none.

    Whole categories of which nothing is known stand in :func:`boundary`.
    """
    t, language = fp.voice.text, fp.voice.language
    rows = [
        {
            "code": gap["id"],
            "what": fp.own(gap, "description"),
            "scope": scope_sign(gap["scope"], fp.voice),
            "reason": _reason(fp, index, gap, language),
        }
        for index, gap in enumerate(fp.statement["not_estimated"])
        if gap["id"] is not None
    ]
    columns = [
        Column("code", t("Line")),
        Column("what", t("What")),
        Column("scope", t("Scope"), narrow=True),
        Column("reason", t("Why it is not estimated")),
    ]
    return table(fp, "exclusions", columns, list(rows), notice="") if rows else None


def _reason(fp: Footprint, index: int, gap: dict[str, Any], language: str) -> Markup:
    """Return the reason, and which factors could stand in if somebody decides so."""
    said = Markup("{}").format(chemical(gap["reason"][language]))
    for place, offer in enumerate(gap["offers"]):
        found = fp.figure(f"/not_estimated/{index}/offers/{place}/kgco2e_per_unit")
        value = found.markup(fp.voice) if found else ""
        per = f"kg{NO_BREAK_SPACE}CO₂e/{rate_unit(offer['unit'], fp.voice)}"
        words = fp.voice.text("could stand in", factor=factor_in_words(offer, language))
        said += Markup(" <small>{}: {}{}{}</small>").format(words, value, NO_BREAK_SPACE, per)
    return said


def categories(fp: Footprint) -> Table:
    """Return the emissions by event category: both bases, share, primary data, interval."""
    t = fp.voice.text
    rows: list[Row] = [_category(fp, code) for code in fp.statement["by_category"]]
    rows.append(
        _totals(fp)
        | {
            "code": BLANK,
            "tiers": BLANK,
            "share": BLANK,
            "category": t("Totals"),
            "interval": span(fp, "/uncertainty/total_location_kg"),
            "class": "total",
        }
    )
    columns = [
        Column("code", t("Code")),
        Column("category", t("Event category")),
        number(fp, "location", "Location-based [t]"),
        number(fp, "market", "Market-based [t]"),
        number(fp, "share", "Share [%]", narrow=True),
        Column("tiers", t("Tier"), narrow=True),
        Column("interval", t("Interval [t]"), "number", figures(fp)),
    ]
    return table(fp, "categories", columns, rows, wide=True, classes=DENSE)


def _category(fp: Footprint, code: str) -> Row:
    place = f"/by_category/{code}"
    tiers = fp.statement["by_category_tier"][code]
    used = [fp.tier(name) for name, sums in tiers.items() if sums["location_kg"]]
    return {
        "code": code,
        "category": fp.category(code),
        **{basis: fp.figure(f"{place}/{basis}_kg", TONNES, 2) for basis in BASES},
        "share": fp.figure(f"{place}/share_of_location", PERCENT, 1),
        "tiers": ", ".join(used),
        "interval": span(fp, f"/uncertainty/by_category/{code}/location_kg"),
    }


def _totals(fp: Footprint) -> dict[str, Any]:
    return {basis: fp.figure(f"/total_{basis}_kg", TONNES, 2) for basis in BASES}


def scopes(fp: Footprint) -> Table:
    """Return the emissions by scope, location- and market-based, with both totals."""
    t = fp.voice.text
    rows: list[Row] = [
        {
            "scope": scope_sign(code, fp.voice),
            "name": fp.scope(code),
            **{b: fp.figure(f"/by_scope/{code}/{b}_kg", TONNES, 2) for b in BASES},
            "share": fp.figure(f"/shares/by_scope/{code}/location", PERCENT, 1),
        }
        for code in fp.statement["by_scope"]
    ]
    places = [n for n, code in enumerate(fp.statement["by_scope"]) if code in FIFTEEN]
    if len(places) > 1:  # their sum closes them: what stands after it is none of them
        rows.insert(places[-1] + 1, _fifteen(fp))
    rows.append(
        _totals(fp) | {"scope": BLANK, "name": t("Totals"), "share": BLANK, "class": "total"}
    )
    columns = [
        Column("scope", t("Scope")),
        Column("name", t("What it holds")),
        number(fp, "location", "Location-based [t]"),
        number(fp, "market", "Market-based [t]"),
        number(fp, "share", "Share [%]", narrow=True),
    ]
    return table(fp, "scopes", columns, rows, classes=DENSE)


def _fifteen(fp: Footprint) -> Row:
    """Return the row of the 15 categories of scope 3 together."""
    return {
        "scope": BLANK,
        "name": fp.voice.text("All of scope 3"),
        **{b: fp.figure(f"/scope_sums/3/{b}_kg", TONNES, 2) for b in BASES},
        "share": fp.figure("/scope_sums/3/share_of_location", PERCENT, 1),
        "class": "subtotal",
    }


def gases(fp: Footprint) -> Table | None:
    """Return both totals by gas, as far as the publishers of the factors split them.

    A gas that no factor tells apart is a dash, not 0; None where nothing is estimated.
    """
    if not fp.estimated:
        return None
    rows: list[Row] = [
        {
            "gas": fp.voice.text(f"gas {gas}"),
            **{b: _of_gas(fp, b, gas) for b in BASES},
        }
        for gas in GASES
    ]
    sums = {basis: fp.figure(f"/total_{basis}_kg", KILOGRAMS, 1) for basis in BASES}
    rows.append(sums | {"gas": fp.voice.text("Totals"), "class": "total"})
    columns = [
        Column("gas", fp.voice.text("Gas")),
        number(fp, "location", "Location-based [kg]"),
        number(fp, "market", "Market-based [kg]"),
    ]
    return table(fp, "gases", columns, rows, classes=DENSE)


def _of_gas(fp: Footprint, basis: str, gas: str) -> Fact | None:
    pointer = f"/by_gas/{basis}_kg/{gas}"
    return fp.figure(pointer, KILOGRAMS, 1) if fp.read(pointer) else None


def memo(fp: Footprint) -> Table | None:
    """Return what stands beside the totals; None where there is nothing."""
    t = fp.voice.text
    rows = [
        {
            "id": line["id"],
            "kind": fp.category(line["event_category"]),
            "description": fp.own(line, "description"),
            "kg": fp.figure(f"/memo/lines/{index}/kg", KILOGRAMS, 1),
        }
        for index, line in enumerate(fp.statement["memo"]["lines"])
    ]
    columns = [
        Column("id", t("Line")),
        Column("kind", t("Kind")),
        Column("description", t("What")),
        number(fp, "kg", "Outside the totals [kg]"),
    ]
    return table(fp, "memo", columns, list(rows), classes=DENSE) if rows else None


def intensities(fp: Footprint) -> Table | None:
    """Return both totals per named denominator; None where there is no denominator."""
    t, language = fp.voice.text, fp.voice.language
    rows = [
        {
            "per": t("per crew entered") if fp.counts_entries(one) else one[language],
            "count": _count(fp, index, one["per"]),
            "by": _denominator(fp, one),
            **{
                b: fp.figure(f"/intensities/{index}/{b}_kg", KILOGRAMS, _digits(one[f"{b}_kg"]))
                for b in BASES
            },
        }
        for index, one in enumerate(fp.statement["intensities"])
    ]
    columns = [
        Column("per", t("Intensity")),
        number(fp, "count", "Denominator"),
        number(fp, "location", "Location-based [kg]"),
        number(fp, "market", "Market-based [kg]"),
        Column("by", t("Denominator from")),
    ]
    return table(fp, "intensities", columns, list(rows)) if rows else None


def _count(fp: Footprint, index: int, code: str) -> Markup | None:
    """Return how many, with the unit that its rule gives."""
    units = {rule.code: rule.unit for rule in classification().intensity}
    found = fp.figure(f"/intensities/{index}/denominator")
    return fp.with_unit(found, units[code]) if found else None


def _denominator(fp: Footprint, intensity: Mapping[str, Any]) -> str:
    """Return who says how many, without the keys of the facts; our own counts in words."""
    if fp.counts_entries(intensity):
        return fp.voice.text("counted entries")
    said = intensity["denominator_source"].split(" × ")
    named = (part.partition(": ")[2] or part for part in said)
    return " × ".join(dict.fromkeys(fp.publisher(name) for name in named))


def _digits(value: float) -> int:
    """Return the decimals that leave about three figures that say something."""
    return 3 if value < 10 else 1
