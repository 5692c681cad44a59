"""The tables of what was published before: years side by side, and what was restated since."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from reporting.footprint.classification import classification
from reporting.language import NO_BREAK_SPACE
from reporting.story.cell_text import DENSE
from reporting.story.facts import KILOGRAMS, TONNES, Fact
from reporting.story.footprint.inventory_words import typeset, unit
from reporting.story.footprint.tables import BASES, figures, number, table
from reporting.story.table import Column, Row, Table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reporting.story.footprint.telling import Footprint


def years(fp: Footprint) -> Table | None:
    """Return editions and published runs side by side; None where there is one alone."""
    runs = fp.statement["year_on_year"]
    if not runs:
        return None
    codes = [
        code for code in classification().categories if any(code in r["by_category"] for r in runs)
    ]
    rows: list[Row] = [
        {"name": f"{code} {fp.category(code)}", **dict(_cells(fp, f"by_category/{code}/"))}
        for code in codes
    ]
    for basis in BASES:
        cells = {
            f"run{n}": fp.figure(f"/year_on_year/{n}/total_{basis}_kg", TONNES, 2)
            for n in range(len(runs))
        }
        rows.append({"name": fp.voice.text(f"Total {basis}-based"), **cells, "class": "total"})
    heads = [
        fp.voice.text("run head", year=run["year"], state=fp.voice.text(f"state {run['state']}"))
        for run in runs
    ]
    columns = [
        Column("name", fp.voice.text("Event category")),
        *(Column(f"run{n}", head, "number", figures(fp)) for n, head in enumerate(heads)),
    ]
    return table(fp, "years", columns, rows, classes=DENSE)


def _cells(fp: Footprint, inner: str) -> Iterator[tuple[str, Fact | None]]:
    for n in range(len(fp.statement["year_on_year"])):
        yield f"run{n}", fp.figure(f"/year_on_year/{n}/{inner}location_kg", TONNES, 2)


def restatements(fp: Footprint) -> Table | None:
    """Return what is no longer as it was published: old, new, reason; None where all is."""
    rows = list(_changes(fp))
    t = fp.voice.text
    columns = [
        Column("what", t("What")),
        Column("basis", t("Basis")),
        number(fp, "old", "Published [kg]"),
        number(fp, "new", "Now [kg]"),
        Column("reason", t("Reason")),
    ]
    return table(fp, "restatements", columns, rows) if rows else None


def _changes(fp: Footprint) -> Iterator[Row]:
    t = fp.voice.text
    for index, change in enumerate(fp.statement["restatements"]):
        total = change["what"].startswith("total_")
        for basis in BASES:
            place = f"/restatements/{index}/{{}}_{basis}_kg"
            old, new = (fp.figure(place.format(when), KILOGRAMS, 1) for when in ("old", "new"))
            same = old and new and old.value == new.value
            if not (old or new) or (not total and basis == "market" and _as_location(change)):
                continue
            yield {
                "what": fp.voice.text(f"Total {basis}-based")
                if total
                else _line(fp, change["what"]),
                "basis": t(f"{basis}-based"),
                "old": old,
                "new": new,
                "reason": _why(fp, change) if not same else None,
                "class": "total" if total else "",
            }


def _line(fp: Footprint, name: str) -> Markup:
    """Return a line's id with what was done; of one that is no longer there the id alone."""
    known = [*fp.statement["lines"], *fp.statement["not_estimated"], *fp.statement["memo"]["lines"]]
    own = next((one for one in known if one["id"] == name), None)
    told = fp.own(own, "description") if own else ""
    return Markup("{} <small>{}</small>").format(name, told) if told else Markup("{}").format(name)


def _why(fp: Footprint, change: dict[str, Any]) -> str:
    """Return why a line changed; a quantity that was corrected with its unit."""
    said = typeset(change["reason"][fp.voice.language], fp.voice)
    if change["reason"]["code"] != "restated-quantity":
        return said
    (line,) = (one for one in fp.statement["lines"] if one["id"] == change["what"])
    as_given = line["amount"] == line["quantity"]
    return f"{said}{NO_BREAK_SPACE}{unit(line['unit' if as_given else 'factor_unit'], fp.voice)}"


def _as_location(change: dict[str, Any]) -> bool:
    """Tell whether a change is the same on both bases."""
    return all(
        change[f"{when}_location_kg"] == change[f"{when}_market_kg"] for when in ("old", "new")
    )
