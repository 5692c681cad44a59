"""What the stewards decided, told with its trail: before, after, and who moved."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from reporting.event.decision_rules import STATUS_TAKEN_BACK
from reporting.frames import in_language, present
from reporting.language import marks
from reporting.story.cell_text import DENSE, crew_names, filled
from reporting.story.cell_text import penalty as penalties
from reporting.story.table import Column, Row, Table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reporting.event.moment import EventMoment
    from reporting.scoring import Standings
    from reporting.scoring.trail import DecisionStep, PositionChange, Trail
    from reporting.story.race.telling import Race
    from reporting.story.voice import Voice

ARROW = "\u202f\u2192\u202f"
LISTED = 40
"""Crews of one decision that are listed by name; the data file holds them all."""

_EVERYONE = "*"
_SET_TIME = re.compile(r"(\w+)\s*=\s*(.+)")


def status_words(standings: Standings | None, voice: Voice) -> str:
    """Return how final the standings are: after which control, which revision, issued when."""
    words = voice.text(f"status {standings.status if standings is not None else 'none'}")
    if standings is None:
        return words
    if standings.moment is not None:
        words += ", " + moment_words(standings.moment, voice)
    if standings.revision is None:
        return words
    if standings.revision > 1 or standings.issued_at is not None:
        words += ", " + voice.text("revision", n=standings.revision)
    if standings.issued_at is not None:
        day, time = voice.date(standings.issued_at.date()), voice.clock(standings.issued_at)
        words += ", " + voice.text("issued", day=day, time=time)
    return words


def moment_words(moment: EventMoment, voice: Voice) -> str:
    """Return after which leg or control, and who is still on the way: ``after leg 1``."""
    if moment.whole_leg:
        words = voice.text("after leg", n=moment.leg)
    else:
        words = voice.text("after control", control=moment.control)
    crews = len(moment.on_the_way)
    return f"{words}, {voice.plural('crews on the way', crews)}" if crews else words


def decisions(race: Race, followed: Trail) -> Table | None:
    """Return each decision with what its crew had before and has after it; None without any."""
    if race.standings is None or not race.event.has("decisions"):
        return None
    t, voice = race.voice.text, race.voice
    rows = [row for step in followed.steps for row in _decision_rows(race, step)]
    columns = [
        Column("id", t("No.")),
        Column("crew", t("Crew")),
        Column("control", t("Control")),
        Column("action", t("Decision")),
        Column("penalty", t("trail penalty"), "number"),
        Column("total", t("trail total"), "number"),
        Column("position", t("trail position"), "number"),
        Column("moved", t("trail moved"), "number", voice.number),
    ]
    caption, source = t("caption trail"), t("source trail")
    return Table("decisions", caption, columns, rows, source, wide=True, notice=race.notice)


def moves(race: Race, followed: Trail) -> Table | None:
    """Return the overall positions that each decision changed; None where none was.

    Of a decision that moves half the field the best placed are listed, and how many more moved.
    """
    if race.standings is None or not race.event.has("decisions"):
        return None
    t, voice, names = race.voice.text, race.voice, crew_names(race)
    rows = [row for step in followed.steps for row in _move_rows(step, names, voice)]
    columns = [
        Column("id", t("Decision")),
        Column("number", t("No."), "number", voice.number),
        Column("crew", t("Crew")),
        Column("before", t("Before")),
        Column("after", t("Afterwards")),
        Column("total", t("trail total"), "number"),
    ]
    caption, source = t("caption moves"), t("source trail")
    table = Table(
        "moves", caption, columns, rows, source, notice=race.notice, sortable=True, classes=DENSE
    )
    return table if rows else None


def _decision_rows(race: Race, step: DecisionStep) -> list[Row]:
    """Return the rows of a step; who moved is said once where several were applied together."""
    moved = sum(move.moved for move in step.moves.get("overall", ()))
    return [
        {**_decision_row(race, step, one), "moved": moved if place == 0 else None}
        for place, one in enumerate(step.decisions)
    ]


def _decision_row(race: Race, step: DecisionStep, one: Mapping[str, Any]) -> Row:
    t, voice = race.voice.text, race.voice
    everyone = str(one["number"]) == _EVERYONE
    row: Row = {
        "id": one["id"],
        "crew": t("every crew") if everyone else crew_names(race).get(int(one["number"])),
        "control": filled(one["control"]),
        "action": _with_small(_action(one, voice), _grounds(one, voice)),
    }
    if everyone:
        return {**row, "penalty": t("does not count") if one["action"] == "annul" else None}
    return {**row, **_own(race, step, one)}


def _own(race: Race, step: DecisionStep, one: Mapping[str, Any]) -> Row:
    """Return what the decision's own crew had before and has after it."""
    voice, number = race.voice, int(one["number"])
    marks = {mark.control: mark for mark in step.marks if mark.number == number}
    others = [control for control in marks if control != one["control"]]
    cells: dict[str, Any] = {}
    if others and present(one["control"]):
        also = voice.text("also", controls=voice.list(others))
        cells["control"] = _with_small(str(one["control"]), also)
    if one["control"] in marks:
        mark = marks[one["control"]]
        show = _penalty(voice)
        cells["penalty"] = _arrow(show(mark.before.penalty), show(mark.after.penalty))
    for move in step.moves.get("overall", ()):
        if move.who == number and move.before and move.after:
            cells["total"] = _totals(move, voice)
            before, after = _place(move, "before", voice), _place(move, "after", voice)
            cells["position"] = _arrow(before, after)
    return cells


def _move_rows(step: DecisionStep, names: Mapping[int, str], voice: Voice) -> list[Row]:
    moved = [move for move in step.moves.get("overall", ()) if move.moved]
    if len(moved) <= LISTED:
        return [_move_row(step, move, names, voice) for move in moved]
    shown = sorted(moved, key=_best)[:LISTED]
    more = voice.plural("more moved", len(moved) - LISTED)
    rows = [_move_row(step, move, names, voice) for move in shown]
    return [*rows, {"id": ", ".join(step.ids), "crew": more}]


def _best(move: PositionChange) -> int:
    """Return the better of both positions; a crew that was or is unranked comes first."""
    places = [place.position for place in (move.before, move.after) if place is not None]
    return min(0 if position is None else position for position in places)


def _move_row(
    step: DecisionStep, move: PositionChange, names: Mapping[int, str], voice: Voice
) -> Row:
    return {
        "id": ", ".join(step.ids),
        "number": move.who,
        "crew": names.get(int(move.who)),
        "before": _place(move, "before", voice),
        "after": _place(move, "after", voice),
        "total": _totals(move, voice),
    }


def _totals(move: PositionChange, voice: Voice) -> str:
    before, after = (
        "" if place is None or place.total is None else voice.number(place.total, 2)
        for place in (move.before, move.after)
    )
    return _arrow(before, after)


def _place(move: PositionChange, when: str, voice: Voice) -> str:
    place = move.before if when == "before" else move.after
    if place is None or place.position is None:
        return (place.status if place else None) or ""
    return voice.ordinal(place.position)


def _arrow(before: str, after: str) -> str:
    return after if before == after else f"{before}{ARROW}{after}"


def _penalty(voice: Voice) -> Any:
    show = penalties(voice)
    return lambda value: voice.text("does not count") if value is None else show(value)


def _action(one: Mapping[str, Any], voice: Voice) -> str:
    """Return what was decided, with its value where it has one."""
    said = voice.text(f"action {one['action']}")
    value = str(one["value"]).strip() if present(one["value"]) else ""
    if one["action"] == "set_status" and value.casefold() in STATUS_TAKEN_BACK:
        return voice.text("status taken back")
    if not value:
        return said
    if found := _SET_TIME.fullmatch(value):
        mark, _ = marks(voice.language)
        point, time = found[1], re.sub("[.,]", mark, found[2])
        named = voice.text(f"point {point}") if not point.isdigit() else point
        return f"{said}: {named} {time}"
    number = re.fullmatch(r"[+-]?\d+([.,]\d+)?", value)
    return f"{said}: {voice.number(Decimal(value.replace(',', '.'))) if number else value}"


def _grounds(one: Mapping[str, Any], voice: Voice) -> str:
    """Return why, by which document and when, as far as the table says."""
    said = [in_language(one, part, voice.language) for part in ("reason", "document")]
    moment = one.get("decided_at")
    if moment is not None and present(moment):
        said.append(f"{voice.date(moment.date())}, {voice.clock(moment)}")
    return " \u00b7 ".join(filter(None, said))


def _with_small(text: str, small: str | None) -> Markup:
    shown = Markup("{}").format(text)
    return shown + Markup(" <small>{}</small>").format(small) if small else shown
