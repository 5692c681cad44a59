"""Data quality, metrics, and the long lists: activities, factors, the audit trail, claims."""

from __future__ import annotations

import math
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from reporting.footprint.classification import classification
from reporting.footprint.factor_names import factor_names
from reporting.frames import public_rows
from reporting.story.cell_text import DENSE
from reporting.story.facts import KILOGRAMS, PERCENT, TONNES
from reporting.story.footprint.inventory_words import TRANSPORT, chemical, scope_sign, unit
from reporting.story.footprint.tables import BASES, BLANK, figures, number, span, table
from reporting.story.print_sources import in_print
from reporting.story.table import Column, Row, Table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from reporting.footprint import Hit
    from reporting.story.footprint.telling import Footprint

CONTRIBUTIONS = 10


def tiers(fp: Footprint) -> Table:
    """Return how the quantities are known: tier, mass and share of the location-based total."""
    t = fp.voice.text
    rows: list[Row] = [
        {
            "tier": fp.tier(code),
            "location": fp.figure(f"/by_tier/{code}/location_kg", TONNES, 2)
            if code in fp.statement["by_tier"]
            else None,
            "share": fp.figure(f"/shares/by_tier/{code}", PERCENT, 1)
            if code in fp.statement["by_tier"]
            else None,
            "means": t(f"tier {code} means"),
        }
        for code in classification().tiers
    ]
    columns = [
        Column("tier", t("Tier")),
        Column("means", t("What it means")),
        number(fp, "location", "Location-based [t]"),
        number(fp, "share", "Share [%]"),
    ]
    return table(fp, "tiers", columns, rows, classes=DENSE)


def intervals(fp: Footprint) -> Table:
    """Return the 95 % intervals of both totals by each method."""
    t = fp.voice.text
    rows: list[Row] = [
        {
            "method": t("method figure"),
            **{b: fp.figure(f"/total_{b}_kg", TONNES, 2) for b in BASES},
        }
    ]
    for method, place in (("simulated", "total"), ("propagated", "propagated")):
        spans = {b: span(fp, f"/uncertainty/{place}_{b}_kg") for b in BASES}
        rows.append({"method": t(f"method {method}"), **spans})
    rows.append({"method": t("method dependent"), **{b: _bounds(fp, b) for b in BASES}})
    columns = [
        Column("method", t("Method")),
        number(fp, "location", "Location-based [t]"),
        number(fp, "market", "Market-based [t]"),
    ]
    return table(fp, "intervals", columns, rows, classes=DENSE)


def _bounds(fp: Footprint, basis: str) -> Markup:
    ends = (fp.figure(f"/uncertainty/dependent_{basis}_kg/{n}", TONNES, 2) for n in (0, 1))
    low, high = (one.markup(fp.voice) if one else "" for one in ends)
    return Markup("{}–{}").format(low, high)


def contributions(fp: Footprint) -> Table:
    """Return the activities that add most to the variance of the location-based total."""
    t = fp.voice.text
    shown = sorted(enumerate(fp.statement["tornado"]), key=lambda one: -one[1]["share_of_variance"])
    rows: list[Row] = [
        {
            "id": one["activity"],
            "what": fp.own(one, "description"),
            "kg": fp.figure(f"/tornado/{place}/location_kg", KILOGRAMS, 0),
            "spread": fp.figure(f"/tornado/{place}/spread", "", 2),
            "share": fp.figure(f"/tornado/{place}/share_of_variance", PERCENT, 1),
        }
        for place, one in shown[:CONTRIBUTIONS]
    ]
    columns = [
        Column("id", t("Line")),
        Column("what", t("What")),
        number(fp, "kg", "Location-based [kg]"),
        number(fp, "spread", "Spread ×/÷"),
        number(fp, "share", "Share of the variance [%]"),
    ]
    return table(fp, "contributions", columns, rows)


BRIEFLY = (
    "people_at_event", "women_at_event", "volunteers", "work_accidents", "safety_training_hours",
    "local_spending_share", "complaints", "board_members", "board_women",
)  # fmt: skip
"""The metrics of people and governance that four pages show, as far as they are known."""


def known(fp: Footprint, name: str) -> Table | None:
    """Return the few metrics of people and governance for a summary; None where none is known."""
    return _measures(fp, name, BRIEFLY)


def metrics(fp: Footprint, name: str, *groups: str) -> Table | None:
    """Return the known metrics of some groups; None where none is known.

    What a public row of ``indicators_social`` gives is left to the table of those rows.
    """
    given = {row["measure"] for row in public_rows(fp.event["indicators_social"])}
    stated = fp.statement["metrics"].items()
    return _measures(
        fp, name, [code for code, one in stated if one["group"] in groups and code not in given]
    )


def _measures(fp: Footprint, name: str, codes: Sequence[str]) -> Table | None:
    t, language, stated = fp.voice.text, fp.voice.language, fp.statement["metrics"]
    rows: list[Row] = [
        {
            "metric": stated[code][language],
            "value": fp.figure(f"/metrics/{code}/value", "", _decimals(fp, codes, code)),
            "unit": fp.voice.unit(stated[code]["unit"]) if stated[code]["unit"] else BLANK,
            "sources": _metric_sources(fp, stated[code]),
        }
        for code in codes
        if stated[code]["value"] is not None
    ]
    columns = [
        Column("metric", t("Metric")),
        number(fp, "value", "Value"),
        Column("unit", t("Unit")),
        Column("sources", t("From")),
    ]
    return table(fp, name, columns, rows, source=_origin(fp, codes)) if rows else None


def _origin(fp: Footprint, codes: Sequence[str]) -> str:
    """Return where metrics come from: the inventory, the event's tables, or both."""
    known = fp.statement["metrics"]
    given = [*fp.statement["lines"], *fp.statement["not_estimated"]]
    lines = {one["id"] for one in given}
    behind = [code for code in codes if known[code]["value"] is not None]
    named: set[str] = set()
    while behind:  # a metric of metrics comes from what these come from
        sources = set(known[behind.pop()]["sources"])
        named |= sources - set(known)
        behind += [code for code in sources & set(known) if known[code]["value"] is not None]
    parts = [fp.source] if named & lines else []
    parts += [fp.voice.text("source package tables")] if named - lines else []
    return "; ".join(parts)


def digits(value: float | None) -> int | None:
    """Return the decimals to print: all that a value has, or as many as show two of its digits."""
    if value is None or value == round(value, 2):
        return None
    return max(1, 1 - math.floor(math.log10(abs(value))))


def _decimals(fp: Footprint, codes: Sequence[str], code: str) -> int | None:
    """Return the decimals of a metric: those of all in its unit, where none of them is whole."""
    stated = fp.statement["metrics"]
    alike = [stated[one]["value"] for one in codes if stated[one]["unit"] == stated[code]["unit"]]
    values = [value for value in alike if value is not None]
    if any(float(value).is_integer() for value in values):
        return digits(stated[code]["value"])
    return max(digits(value) or -_exponent(value) for value in values)


def _exponent(value: float) -> int:
    return int(Decimal(str(value)).normalize().as_tuple().exponent)


def _metric_sources(fp: Footprint, one: dict[str, Any]) -> str:
    """Return the lines, the facts' publishers or the other metrics that a metric comes from.

    A part that nobody knows is in no sum, so that it is not named.
    """
    known = fp.statement["metrics"]
    named = [
        fp.lowered(known[name][fp.voice.language]) if name in known else fp.publisher(name)
        for name in one["sources"]
        if name not in known or known[name]["value"] is not None
    ]
    return ", ".join(named)


def _annex(fp: Footprint) -> dict[str, Any]:
    """Return how the long lists look; what their units' signs mean stands under them."""
    short = any(unit(one["factor_unit"], fp.voice) in TRANSPORT for one in fp.statement["lines"])
    source = fp.voice.text("source annex", source=fp.source) if short else fp.source
    return {"wide": True, "sortable": True, "classes": DENSE, "source": source}


def activities(fp: Footprint) -> Table:
    """Return the activity data: what was done, how much, how it is known, on what evidence."""
    t = fp.voice.text
    rows: list[Row] = [
        {
            "id": line["id"],
            "what": _evidence(fp, line),
            "quantity": fp.figure(f"/lines/{place}/quantity"),
            "unit": unit(line["unit"], fp.voice),
            "country": line["country"],
            "tier": fp.tier(line["tier"]),
            "pedigree": "-".join(map(str, line["pedigree"])),
        }
        for place, line in enumerate(fp.statement["lines"])
        if not line["by_rule"]
    ]
    columns = [
        Column("id", t("Line")),
        Column("what", t("Activity and evidence")),
        number(fp, "quantity", "Quantity"),
        Column("unit", t("Unit")),
        Column("country", t("Country"), narrow=True),
        Column("tier", t("Tier")),
        Column("pedigree", t("Pedigree"), narrow=True),
    ]
    return table(fp, "activities", columns, rows, **_annex(fp))


def _evidence(fp: Footprint, line: Mapping[str, Any]) -> Markup:
    """Return what was done and the evidence; of a screening estimate its note, too."""
    under = [fp.own(line, "evidence"), fp.own(line, "note") if line["tier"] == "screening" else ""]
    # One part of several ends like a sentence, or the next would read on from it.
    told = [one.rstrip(" .") for one in dict.fromkeys(under) if one]
    small = Markup(" <small>{}</small>").format(". ".join(told)) if told else ""
    return Markup("{}").format(fp.own(line, "description")) + small


def factors(fp: Footprint) -> Table:
    """Return the factors that were used: value, unit, year, publisher, licence, verification."""
    t = fp.voice.text
    rows: list[Row] = [
        {
            "id": Markup("{} {}").format(one["id"], _called(fp, one)),
            "value": fp.figure(f"/factors/{place}/kgco2e_per_unit"),
            "unit": unit(one["unit"], fp.voice),
            "year": str(one["year"]) if one["year"] else None,
            "country": one["country"],
            "publisher": _published(fp, one),
            "verification": t(f"verification {one['verification']}"),
        }
        for place, one in enumerate(fp.statement["factors"])
    ]
    columns = [
        Column("id", t("Factor")),
        number(fp, "value", "kg CO2e per unit"),
        Column("unit", t("Unit")),
        Column("year", t("Year")),
        Column("country", t("Country"), narrow=True),
        Column("publisher", t("Publisher, licence, cell")),
        Column("verification", t("Check")),
    ]
    looks = _annex(fp)
    looks["source"] = t("source factors", source=looks["source"])
    return table(fp, "factors", columns, rows, notice="", **looks)


def _published(fp: Footprint, factor: Mapping[str, Any]) -> Markup:
    """Return who published a factor, on what terms and where: each part told from the next."""
    language = fp.voice.language
    under = " · ".join(
        in_print(one, language) for one in (factor["licence"], factor["cell"]) if one
    )
    said = in_print(factor["publisher"], language)
    return Markup("{} <small>{}</small>").format(said, chemical(under))


def _called(fp: Footprint, factor: Mapping[str, Any]) -> Markup:
    """Return what a factor is called in the reader's language, else as its publisher calls it."""
    name = factor_names().get(factor["key"])
    own = factor.get(f"activity_{fp.voice.language}", "")
    if name is None and own:
        return Markup("<small>{}</small>").format(chemical(own))
    if name is None:
        return Markup('<small lang="en">{}</small>').format(chemical(factor["activity"]))
    return Markup("<small>{}</small>").format(chemical(name.in_language(fp.voice.language)))


def audit(fp: Footprint) -> Table:
    """Return every line: amount, factor and what comes out on both bases."""
    t = fp.voice.text
    rows: list[Row] = [
        {
            "id": line["id"],
            "scope": scope_sign(line["scope"], fp.voice),
            "amount": fp.figure(f"/lines/{place}/amount"),
            "unit": unit(line["factor_unit"], fp.voice),
            "factor": line["factor"],
            **{b: fp.figure(f"/lines/{place}/{b}_kg", KILOGRAMS, 1) for b in BASES},
            "spread": fp.figure(f"/uncertainty/gsd_squared/{line['id']}", "", 2),
        }
        for place, line in enumerate(fp.statement["lines"])
    ]
    sums = {basis: fp.figure(f"/total_{basis}_kg", KILOGRAMS, 1) for basis in BASES}
    blank = dict.fromkeys(("scope", "amount", "unit", "factor", "spread"), BLANK)
    rows.append({"id": t("Totals"), **blank, **sums, "class": "total"})
    columns = [
        Column("id", t("Line")),
        Column("scope", t("Scope")),
        number(fp, "amount", "Amount"),
        Column("unit", t("Unit")),
        Column("factor", t("Factor")),
        number(fp, "location", "Location-based [kg]"),
        number(fp, "market", "Market-based [kg]"),
        Column("spread", t("Spread ×/÷"), "number", figures(fp), narrow=True),
    ]
    return table(fp, "audit", columns, rows, **_annex(fp))


def claims(fp: Footprint, hits: Sequence[Hit]) -> Table | None:
    """Return what the claims check found in the report's own text; None where it found nothing."""
    t = fp.voice.text
    rows: list[Row] = [
        {"text": hit.text, "sentence": hit.sentence, "law": hit.law, "advice": hit.advice}
        for hit in hits
    ]
    columns = [
        Column("text", t("Words")),
        Column("sentence", t("Sentence")),
        Column("law", t("Rule")),
        Column("advice", t("What to do")),
    ]
    return (
        table(fp, "claims", columns, rows, notice="", source=t("source claims")) if rows else None
    )
