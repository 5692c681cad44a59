"""The full classification as results services print it: every ranking, and trial by trial."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from reporting.frames import present, records
from reporting.language import EN_DASH
from reporting.scoring.rulebook import OVERALL
from reporting.story.crews.field import MARKS
from reporting.story.names import car, crew_full

if TYPE_CHECKING:
    from decimal import Decimal

    import pandas as pd

    from reporting.event import Event
    from reporting.scoring import Standings
    from reporting.story.voice import Voice

ACROSS = 16
"""Controls side by side in a table of penalties; more are the next table's."""

_PARTS = ("pc", "pm", "co", "ct", "added", "discarded")


@dataclass(frozen=True)
class PrintedList:
    """One list of the classification.

    Parameters
    ----------
    key
        Its name for files.
    title
        What it is of.
    head
        The columns' headers, and whether they hold numbers.
    rows
        Texts, as many as columns.
    note
        What signs in it mean; empty without any.
    """

    key: str
    title: str
    head: Sequence[tuple[str, bool]]
    rows: Sequence[Sequence[str]]
    note: str = ""


def printed_lists(standings: Standings, event: Event, voice: Voice) -> list[PrintedList]:
    """Return the overall ranking, the rulebook's others, each nation's, and every penalty."""
    lists = [_overall(standings, event, voice)]
    for name, table in standings.rankings.items():
        if name != OVERALL and len(table):
            lists.append(_ranking(name, table, standings, voice))
    lists += _nations(standings, event, voice)
    return [*lists, *_penalties(standings, voice)]


def _overall(standings: Standings, event: Event, voice: Voice) -> PrintedList:
    t, table = voice.text, standings.rankings[OVERALL]
    used = [part for part in _PARTS if any(value for value in table[part])]
    names = {part: part.upper() for part in _PARTS} | {
        "added": t("Added"),
        "discarded": t("Dropped"),
    }
    category = dict(zip(event["entries"]["number"], event["entries"]["category"], strict=True))
    head = [(t("Pos."), True), (t("No."), True), (t("Crew"), False), (t("Car"), False)]
    head += [(t("class category"), False), *((names[part], True) for part in used)]
    head += [(t(name), True) for name in ("Net", "Coeff.", "Total", "Gap")]
    rows = []
    for row in records(table):
        of = category.get(row["number"])
        rows.append(
            [
                *_who(row),
                str(of) if present(of) else "",
                *(_figure(voice, row[part]) for part in used),
                _figure(voice, row["net"]),
                _figure(voice, row["coefficient"], 2),
                _figure(voice, row["total"], 2),
                _figure(voice, row["gap"], 2),
            ]
        )
    return PrintedList(OVERALL, t("class overall"), head, rows)


def _ranking(name: str, table: pd.DataFrame, standings: Standings, voice: Voice) -> PrintedList:
    t, teams = voice.text, "team" in table
    identifier, _, value = name.partition(":")
    ruled = [one for one in standings.rulebook.ranking if one.id == identifier]
    title = ruled[0].name.in_language(voice.language) if ruled and ruled[0].name else identifier
    head = [(t("Pos."), True)]
    head += (
        [(t("class team"), False), (t("class members"), False)]
        if teams
        else [(t("No."), True), (t("Crew"), False), (t("Car"), False)]
    )
    head += [(t("Total"), True), (t("Gap"), True)]
    rows = [
        [
            *(
                [_place(row), row["team"], ", ".join(map(str, row["members"]))]
                if teams
                else _who(row)
            ),
            _figure(voice, row["total"], 2),
            _figure(voice, row["gap"], 2),
        ]
        for row in records(table)
    ]
    return PrintedList(name, f"{title} {EN_DASH} {value}" if value else title, head, rows)


def _nations(standings: Standings, event: Event, voice: Voice) -> Iterator[PrintedList]:
    """Yield a list for each nation of drivers, where there is more than one."""
    t, entries = voice.text, event["entries"]
    country = dict(zip(entries["number"], entries["driver_country"], strict=True))
    table = standings.rankings[OVERALL].dropna(subset=["position"])
    nations = sorted({str(code) for code in country.values() if present(code)})
    head = [(t("Pos."), True), (t("class overall place"), True), (t("No."), True)]
    head += [(t("Crew"), False), (t("Car"), False), (t("Total"), True)]
    for nation in nations if len(nations) > 1 else ():
        mine = table[[country.get(number) == nation for number in table["number"]]]
        places = mine["position"].rank(method="min").astype("Int64")
        rows = [
            [str(place), *_who(row), _figure(voice, row["total"], 2)]
            for place, row in zip(places, records(mine), strict=True)
        ]
        if rows:
            yield PrintedList(f"nation:{nation}", t("class nation", nation=nation), head, rows)


def _penalties(standings: Standings, voice: Voice) -> Iterator[PrintedList]:
    """Yield what every crew has at every control, leg by leg."""
    t, document = voice.text, standings.as_json()
    crews = document["rankings"][OVERALL]
    legs: dict[int, list[str]] = {}
    for control in document["controls"]:
        legs.setdefault(control["leg"], []).append(control["code"])
    for leg, codes in legs.items():
        for part, first in enumerate(range(0, len(codes), ACROSS), 1):
            across = codes[first : first + ACROSS]
            cells = [[_cell(row["controls"][code], voice) for code in across] for row in crews]
            marks = {mark for line in cells for _, mark in line}
            note = "; ".join(
                f"{voice.text(f'crew mark {mark}')} {voice.text(f'crew marked {mark}')}"
                for mark in MARKS
                if mark in marks
            )
            head = [(t("Pos."), True), (t("No."), True), (t("Crew"), False)]
            yield PrintedList(
                f"leg{leg}-{part}",
                t("class trial by trial", leg=leg, first=across[0], last=across[-1]),
                [*head, *((code, True) for code in across)],
                [
                    [*_who(row)[:3], *(text for text, _ in line)]
                    for row, line in zip(crews, cells, strict=True)
                ],
                note,
            )


def _cell(cell: Mapping[str, Any], voice: Voice) -> tuple[str, str]:
    """Return a penalty with its mark, and which mark it is."""
    mark = next((one for one in MARKS if one in cell["flags"]), "")
    sign = voice.text(f"crew mark {mark}") if mark else ""
    return f"{'' if cell['penalty'] is None else cell['penalty']}{sign}", mark


def _who(row: Mapping[str, Any]) -> list[str]:
    return [_place(row), str(row["number"]), crew_full(row), car(row)]


def _place(row: Mapping[str, Any]) -> str:
    if present(row["position"]):
        return str(row["position"])
    return str(row["status"]) if present(row["status"]) else EN_DASH


def _figure(voice: Voice, value: Decimal, places: int | None = None) -> str:
    return voice.number(value, places) if present(value) else ""
