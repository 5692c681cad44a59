"""The data behind the reports, for others to work with: Parquet, CSV, XLSX and one JSON.

Parquet is exact and typed; CSV is UTF-8 with commas and decimal points; XLSX is for people. All
say inside where the times come from. A text that a spreadsheet would run as a formula is
neutralised: in CSV by an apostrophe before it, in XLSX by being stored as text.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reporting.event.dateless import save_dateless
from reporting.event.safe_cells import FORMULA_SIGNS, neutral
from reporting.language import LANGUAGES, in_each
from reporting.publish.data import catalogue
from reporting.publish.data import footprint as footprint_files
from reporting.publish.pages.page_words import words
from reporting.publish.reports.step_results import computed
from reporting.unfit_signs import writable

if TYPE_CHECKING:
    import pandas as pd

    from reporting.event import Event
    from reporting.route import Route
    from reporting.scoring import Standings

TIMING = "timing"


@dataclass(frozen=True)
class Dataset:
    """Tables that belong together: one workbook, and Parquet and CSV for each.

    Parameters
    ----------
    name
        The workbook's name; the first table has it too. Without one there is no workbook.
    tables
        Name -> frame.
    notes
        What a reader must know, one entry a sentence with its languages.
    timing
        Where the times come from; empty where the tables have none.
    """

    name: str
    tables: Mapping[str, pd.DataFrame]
    notes: Sequence[Mapping[str, Any]] = ()
    timing: str = ""


def write(event: Event, folder: Path) -> list[Path]:
    """Write every data file of `event` under `folder`.

    Returns
    -------
    list of Path
        The files, ``results.json`` last.
    """
    from reporting.route import measure
    from reporting.route import write as write_route
    from reporting.scoring import score

    standings = computed("score", event, score) if event.has("passages") else None
    route = computed("measure", event, measure)
    datasets = [_route(route)]
    if standings is not None:
        datasets.insert(0, _standings(event, standings))
    datasets.append(_package(event))
    whole = _document(event, standings, route)
    folder.mkdir(parents=True, exist_ok=True)
    files = [file for dataset in datasets for file in _write(dataset, event, folder)]
    files += write_route(route, folder)
    if whole["footprint"] is not None:
        files += _write_footprint(event, whole["footprint"], folder)
    rows = {name: len(table) for one in datasets for name, table in one.tables.items()}
    if whole["footprint"] is not None:
        stated = footprint_files.tables(whole["footprint"])
        rows |= {name: len(table) for name, table in stated.items()}
    described = catalogue.datapackage(event, rows)
    documents = {catalogue.PACKAGE_FILE: described, "results.json": whole}
    for name, content in documents.items():
        files.append(folder / name)
        text = json.dumps(content, ensure_ascii=False, indent=1)
        files[-1].write_text(f"{text}\n", encoding="utf-8")
    return files


def document(event: Event) -> dict[str, Any]:
    """Return what ``results.json`` would hold if `event` were built now."""
    from reporting.route import measure
    from reporting.scoring import score

    standings = score(event) if event.has("passages") else None
    # Through JSON and back: what is compared with a file is what a file would say.
    plain: dict[str, Any] = json.loads(json.dumps(_document(event, standings, measure(event))))
    return plain


def _standings(event: Event, standings: Standings) -> Dataset:
    import pandas as pd

    rankings = [
        table.assign(ranking=name) for name, table in standings.rankings.items() if len(table)
    ]
    whole = pd.concat(rankings, ignore_index=True)
    if "members" in whole:
        whole["members"] = [
            " ".join(map(str, crews)) if isinstance(crews, list | tuple) else None
            for crews in whole["members"]
        ]
    whole.insert(0, "ranking", whole.pop("ranking"))
    timing = event.info.provenance.timing
    tables = {
        "standings": whole,
        "penalties": standings.results,
        "detections": standings.detections,
    }
    return Dataset(
        "standings",
        {name: table.assign(**{TIMING: timing}) for name, table in tables.items() if len(table)},
        [one.as_json() for one in standings.caveats],
        timing,
    )


def _route(route: Route) -> Dataset:
    import pandas as pd

    document = route.as_json()
    legs = [_scalars(leg) | _spans(leg) for leg in document["legs"]]
    places = [_scalars(place.as_json()) for place in route.waypoints]
    tables = {"route": pd.DataFrame(legs), "places": pd.DataFrame(places)}
    return Dataset(
        "route",
        {name: table for name, table in tables.items() if len(table.columns)},
        document["caveats"],
    )


def _package(event: Event) -> Dataset:
    """Return the tables of the package that others need beside the results, as they were read."""
    timing = event.info.provenance.timing
    tables = {
        "crews": event["entries"].sort_values("number", kind="stable"),
        "controls": event["controls"].sort_values(["leg", "seq"], kind="stable"),
        "passages": event["passages"].assign(**{TIMING: timing}),
    }
    return Dataset("", {name: table for name, table in tables.items() if len(table)}, (), timing)


def _spans(leg: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a leg tells as limits or several figures, each in a column of its own."""
    length, climb = leg.get("length_band_km") or {}, leg.get("ascent_m") or {}
    derived = list(leg.get("derived_km") or [])
    return {
        "length_low_km": length.get("low"),
        "length_high_km": length.get("high"),
        "ascent_m": climb.get("central"),
        "ascent_low_m": climb.get("low"),
        "ascent_high_m": climb.get("high"),
        "descent_m": (leg.get("descent_m") or {}).get("central"),
        "derived_low_km": min(derived, default=None),
        "derived_high_km": max(derived, default=None),
        "derived_km": derived[0] if len(set(derived)) == 1 else None,
    }


def _scalars(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return what of `record` fits a table's cells; published figures as one text."""
    flat = {
        name: value for name, value in record.items() if not isinstance(value, dict | list | tuple)
    }
    published = [f"{one['value']} ({one['source']})" for one in record.get("published", ())]
    return flat | ({"published_km": "; ".join(published)} if published else {})


def _document(event: Event, standings: Standings | None, route: Route) -> dict[str, Any]:
    from reporting.footprint import statement
    from reporting.scoring.trail import trail

    info = event.info
    return {
        "event": info.id,
        "name": in_each(info.name.in_language),
        "start": info.start.isoformat(),
        "end": info.end.isoformat(),
        "provenance": {
            "timing": info.provenance.timing,
            "note": in_each(info.provenance.note.in_language),
        },
        "standings": standings.as_json() if standings else None,
        "decisions": computed("trail", event, trail).as_json() if standings else [],
        "route": route.as_json(),
        "footprint": computed("account", event, statement) if event.has("activities") else None,
        "published_results": json.loads(
            event["published_results"].to_json(orient="records", date_format="iso")
        ),
    }


def _write_footprint(event: Event, stated: Mapping[str, Any], folder: Path) -> Iterator[Path]:
    """Write the audit trail and its companions, and the workbook that recomputes the totals."""
    from reporting.publish.data.inventory_workbook import write_inventory

    dataset = Dataset("footprint", footprint_files.tables(stated), stated["caveats"])
    yield from _write_tables(dataset, event, folder)
    yield write_inventory(folder / "footprint.xlsx", stated, footprint_files.notes(event, stated))


def _write(dataset: Dataset, event: Event, folder: Path) -> Iterator[Path]:
    yield from _write_tables(dataset, event, folder)
    if dataset.name:
        yield write_workbook(folder / f"{dataset.name}.xlsx", dataset, event)


def _write_tables(dataset: Dataset, event: Event, folder: Path) -> Iterator[Path]:
    for name, table in dataset.tables.items():
        frame = catalogue.fitted(name, table, event.id)
        yield _write_parquet(name, frame, folder, dataset, event)
        yield _write_csv(frame, folder / f"{name}.csv")


def _write_parquet(
    name: str, frame: pd.DataFrame, folder: Path, dataset: Dataset, event: Event
) -> Path:
    import pyarrow.parquet as pq

    path, table = folder / f"{name}.parquet", catalogue.arrow(name, frame)
    said = {
        "event": event.id,
        "timing": dataset.timing,
        "notes": " ".join(note["en"] for note in dataset.notes),
    }
    pq.write_table(table.replace_schema_metadata(said), path)
    return path


def _write_csv(table: pd.DataFrame, path: Path) -> Path:
    shown = table.copy()
    for column in shown.select_dtypes(["str", "object"]):
        shown[column] = [neutral(one) if isinstance(one, str) else one for one in shown[column]]
    shown.to_csv(path, index=False, encoding="utf-8", lineterminator="\n")
    return path


def write_workbook(path: Path, dataset: Dataset, event: Event) -> Path:
    """Write the tables of a set as a workbook, what must be known of them first."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    _write_notes(book.create_sheet(words(LANGUAGES[0])["read-me"]), dataset, event)
    for name, table in dataset.tables.items():
        sheet = book.create_sheet(name)
        sheet.freeze_panes = "A2"
        rows = table.astype(object).where(table.notna(), None)
        sheet.append([_cell(sheet, column, bold=True) for column in table.columns])
        for row in rows.itertuples(index=False, name=None):
            sheet.append([_cell(sheet, value) for value in row])
        sheet.auto_filter.ref = f"A1:{_letter(len(table.columns))}{len(table) + 1}"
    save_dateless(book, path)
    return path


def _write_notes(sheet: Any, dataset: Dataset, event: Event) -> None:
    sheet.column_dimensions["A"].width = 100
    info = event.info
    for language in LANGUAGES:
        sheet.append([_cell(sheet, info.name.in_language(language), bold=True)])
        if dataset.timing == "simulated":
            sheet.append([_cell(sheet, words(language)["simulated"], bold=True)])
        if dataset.timing:
            sheet.append([_cell(sheet, info.provenance.note.in_language(language))])
        for note in dataset.notes:
            sheet.append([_cell(sheet, note[language])])
        sheet.append([])


def _cell(sheet: Any, value: Any, *, bold: bool = False) -> Any:
    """Return a cell that shows `value` and never computes it."""
    if not isinstance(value, str):
        return value
    return _text_cell(sheet, value, bold=bold)


def _text_cell(sheet: Any, text: str, *, bold: bool) -> Any:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    cell = WriteOnlyCell(sheet, writable(text))
    if text.startswith(FORMULA_SIGNS):
        cell.data_type = "s"
        cell.quotePrefix = True
    if bold:
        cell.font = Font(bold=True)
    return cell


def _letter(column: int) -> str:
    from openpyxl.utils import get_column_letter

    return str(get_column_letter(column))
