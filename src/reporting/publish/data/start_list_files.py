"""A start list as people and devices want it: page and PDF to post, workbook, rows to load."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reporting.aside import write_whole, written_aside
from reporting.event.safe_cells import neutral
from reporting.story.names import crew_full

if TYPE_CHECKING:
    from reporting.event import Event
    from reporting.scoring.start_order import StartList, StartRow

STYLES = ("common.css", "index.css", "start-list.css")


def write(listed: StartList, event: Event, folder: Path, language: str) -> list[Path]:
    """Write the start list of a leg into `folder`.

    Returns
    -------
    list of Path
        ``start-list-leg<n>.html``, ``.pdf``, ``.xlsx`` and ``.csv``: the last has number, leg and
        time as the table ``starts`` has them, for the devices at the start and for the package.
    """
    from reporting.publish.data.files import Dataset, write_workbook
    from reporting.publish.pages.printing import pdf_of

    folder.mkdir(parents=True, exist_ok=True)
    title, page = _page(listed, event, language)
    name = f"start-list-leg{listed.leg}"
    paths = [folder / f"{name}.{kind}" for kind in ("html", "pdf", "xlsx", "csv")]
    as_page, as_pdf, as_book, as_rows = paths
    write_whole(as_page, page)
    write_whole(as_pdf, pdf_of(page, as_pdf.name, language, title))
    timing = event.info.provenance.timing
    with written_aside(as_book) as aside:
        write_workbook(aside, Dataset("starts", {"starts": _table(listed)}, timing=timing), event)
    lines = [f"{one.number},{listed.leg},{_clock(one)}" for one in listed.starts]
    write_whole(as_rows, "\n".join(["number,leg,time", *lines]) + "\n")
    return paths


def _page(listed: StartList, event: Event, language: str) -> tuple[str, str]:
    from reporting.publish.pages import fonts
    from reporting.publish.pages.page import asset
    from reporting.story.decision_trail import moment_words
    from reporting.story.prose import fragment
    from reporting.story.voice import Voice

    voice = Voice(language)
    name = event.info.name.in_language(language)
    title = f"{name} \u2013 {voice.text('start list', n=listed.leg)}"
    simulated = event.info.provenance.timing == "simulated"
    order = voice.text(f"start order {listed.order}")
    if listed.standings is not None:
        said = [voice.text(f"status {listed.standings}")] if not simulated else []
        said += [moment_words(listed.moment, voice)] if listed.moment else []
        order += f" ({', '.join(said)})" if said else ""
    page = fragment(
        "start-list",
        voice,
        title=title,
        event_name=name,
        listed=listed,
        order=order,
        crew=lambda one: crew_full(asdict(one)),
        rows=[(place, one, _clock(one)) for place, one in enumerate(listed.starts, 1)],
        simulated=simulated,
        style="\n".join([fonts.embedded_faces(), *map(asset, STYLES)]),
    )
    return title, str(page)


def _table(listed: StartList) -> Any:
    import pandas as pd

    columns = ("number", "driver", "codriver", "make", "model", "year", "category")
    return pd.DataFrame(
        [
            {"position": place, "time": _clock(one)}
            | {name: neutral(getattr(one, name)) for name in columns}
            for place, one in enumerate(listed.starts, 1)
        ],
        columns=["position", "time", *columns],
    )


def _clock(row: StartRow) -> str:
    """Return a start's time of day to the second, or as fine as it is."""
    return "" if row.time is None else row.time.time().isoformat()
