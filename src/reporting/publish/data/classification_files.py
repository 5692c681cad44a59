"""The classification to post at the finish: page for a phone, PDF for the board, workbook."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from reporting.aside import write_whole, written_aside
from reporting.event.safe_cells import neutral
from reporting.story.printed_lists import PrintedList, printed_lists

if TYPE_CHECKING:
    from reporting.event import Event
    from reporting.scoring import Standings
    from reporting.story.voice import Voice

STYLES = ("common.css", "index.css", "classification.css")


def write(
    standings: Standings,
    event: Event,
    folder: Path,
    language: str,
    protest_min: int | None = None,
) -> list[Path]:
    """Write the whole classification into `folder`.

    Parameters
    ----------
    standings, event
        The event as it was scored.
    folder
        Made where there is none.
    language
        Language of the files.
    protest_min
        How long protests are received after the time of publication [min]; None: not said.

    Returns
    -------
    list of Path
        ``classification.html``, ``.pdf`` and ``.xlsx``.
    """
    from reporting.publish.data.files import Dataset, write_workbook
    from reporting.publish.pages.printing import pdf_of
    from reporting.story.voice import Voice

    voice = Voice(language)
    folder.mkdir(parents=True, exist_ok=True)
    lists = printed_lists(standings, event, voice)
    title, page = _page(lists, standings, event, voice, protest_min)
    as_page, as_pdf, as_book = (
        folder / f"classification.{kind}" for kind in ("html", "pdf", "xlsx")
    )
    write_whole(as_page, page)
    write_whole(as_pdf, pdf_of(page, as_pdf.name, language, title))
    tables = {_sheet(one, at): _table(one) for at, one in enumerate(lists, 1)}
    notes = [caveat.as_json() for caveat in standings.caveats]
    timing = event.info.provenance.timing
    with written_aside(as_book) as aside:
        write_workbook(aside, Dataset("classification", tables, notes, timing), event)
    return [as_page, as_pdf, as_book]


def _page(
    lists: list[PrintedList],
    standings: Standings,
    event: Event,
    voice: Voice,
    protest_min: int | None,
) -> tuple[str, str]:
    from reporting.publish.pages import fonts
    from reporting.publish.pages.page import asset
    from reporting.story.decision_trail import status_words
    from reporting.story.prose import fragment

    name = event.info.name.in_language(voice.language)
    title = f"{name} \u2013 {voice.text('class title')}"
    page = fragment(
        "classification",
        voice,
        title=title,
        event_name=name,
        status=status_words(standings, voice),
        official=standings.status == "official",
        published=_published(standings.issued_at, protest_min, voice),
        caveats=[caveat.text(voice.language) for caveat in standings.caveats],
        lists=lists,
        style="\n".join([fonts.embedded_faces(), *map(asset, STYLES)]),
    )
    return title, str(page)


def _published(issued: dt.datetime | None, protest_min: int | None, voice: Voice) -> str:
    """Return when it was published and until when protests are received, as far as it is known."""
    if issued is None:
        said = [voice.text("class not published")]
        if protest_min is not None:
            said.append(voice.text("class protests after", minutes=protest_min))
        return " ".join(said)
    day, time = voice.date(issued.date()), voice.clock(issued)
    said = [voice.text("class published", day=day, time=time)]
    if protest_min is not None:
        until = issued + dt.timedelta(minutes=protest_min)
        day, time = voice.date(until.date()), voice.clock(until)
        said.append(voice.text("class protests until", day=day, time=time))
    return " ".join(said)


def _sheet(one: PrintedList, at: int) -> str:
    """Return the name of a list's worksheet: short, and no two the same."""
    plain = "".join(sign if sign.isalnum() or sign in " -_" else "-" for sign in one.key)
    return f"{at:02} {plain}"[:31]


def _table(one: PrintedList) -> pd.DataFrame:
    columns = [text for text, _ in one.head]
    rows = [[neutral(cell) for cell in row] for row in one.rows]
    return pd.DataFrame(rows, columns=columns)
