"""The tables of the race report: standings, legs, trials and side rankings."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from babel import Locale
from markupsafe import Markup

from reporting.frames import in_language, present, records
from reporting.language import EN_DASH
from reporting.route.place_names import region
from reporting.story.cell_text import (
    DENSE,
    ROW_CLASS,
    coefficient,
    crew_and_car,
    crew_names,
    decimal,
    filled,
    gap,
    penalty,
    span,
    whole,
)
from reporting.story.race.race_facts import trial_name
from reporting.story.table import Column, Row, Table

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import pandas as pd

    from reporting.route import Waypoint
    from reporting.story.race.control_series import ControlSeries
    from reporting.story.race.leg_story import LegStory
    from reporting.story.race.telling import Race
    from reporting.story.voice import Voice

LEADING = 5
"""Crews shown of a side ranking."""


def standings(race: Race) -> Table:
    """Return the full overall standings, penalties by kind of control."""
    assert race.standings is not None
    t, voice = race.voice.text, race.voice
    overall = race.standings.rankings["overall"]
    known = set(race.standings.controls["kind"])
    parts = [(kind.lower(), kind) for kind in ("PC", "PM", "CO", "CT") if kind in known]
    parts += [
        (key, t(head))
        for key, head in (("added", "Added"), ("discarded", "Dropped"))
        if (overall[key] != 0).any()
    ]
    columns = [
        Column("position", t("Pos."), "number", voice.number),
        Column("number", t("No."), "number", voice.number),
        Column("crew", t("Crew")),
        *(Column(key, head, "number", penalty(voice), narrow=True) for key, head in parts),
        Column(
            "net",
            t("Net" if race.lower_wins else "Net points"),
            "number",
            penalty(voice),
            narrow=True,
        ),
        Column("coefficient", t("Coeff."), "number", coefficient(voice), narrow=True),
        Column("total", t("Total"), "number", lambda value: voice.number(value, 2)),
        Column("gap", t("Gap"), "number", gap(voice, lower_wins=race.lower_wins)),
    ]
    rows = [_standing_row(row, [key for key, _ in parts]) for row in records(overall)]
    return Table(
        "standings",
        t("caption standings" if race.lower_wins else "caption standings points"),
        columns,
        rows,
        race.source,
        wide=True,
        sortable=True,
        notice=race.notice,
    )


def _standing_row(row: Mapping[str, Any], parts: list[str]) -> Row:
    position = whole(row["position"])
    crew = crew_and_car(row)
    if position is None:
        crew += Markup(" · <b>{}</b>").format(row["status"])
    return {
        "position": position,
        "number": whole(row["number"]),
        "crew": crew,
        "class": ROW_CLASS.get(position, "") if position else "out",
        "coefficient": filled(row["coefficient"]),
        # Who is not classified has no total: what was missed after leaving was not driven.
        **{key: filled(row[key]) if position else None for key in (*parts, "net", "total", "gap")},
    }


def series(race: Race, told: LegStory) -> Table | None:
    """Return a leg's controls in series, with the best and the median crew; None without times."""
    if race.standings is None or not told.series:
        return None
    t, voice, names = race.voice.text, race.voice, crew_names(race)
    rows = [
        {
            "series": _series_name(one, voice),
            "best": _level(one.best, names, voice) if one.best else None,
            "best_penalty": one.best_penalty,
            "median_penalty": one.median_penalty,
            "hardest": one.hardest,
        }
        for one in told.series
    ]
    columns = [
        Column("series", t("Controls")),
        Column("best", t("Fewest penalties")),
        Column("best_penalty", t("Penalties"), "number", _level_places(rows, "best", voice)),
        Column("median_penalty", t("Median crew"), "number", _level_places(rows, "median", voice)),
        Column("hardest", t("Hardest trial"), "number", narrow=True),
    ]
    caption, source = t("caption series", n=told.number), race.source
    return Table(
        f"series-{told.number}", caption, columns, rows, source, classes=DENSE, notice=race.notice
    )


def _level_places(rows: Sequence[Row], which: str, voice: Voice) -> Callable[[Any], str]:
    """Return a function that shows a column of penalties, each with the decimals that one needs."""
    values = [Decimal(value) for row in rows if (value := row[f"{which}_penalty"]) is not None]
    places = [-int(value.normalize().as_tuple().exponent) for value in values]
    return lambda value: voice.number(value, max([0, *places]))


def _series_name(one: ControlSeries, voice: Voice) -> Markup:
    """Return a series' codes and name, with how many of what it is in small print below."""
    codes = EN_DASH.join(dict.fromkeys((one.codes[0], one.codes[-1])))
    kind = {"PC": "n time trials", "PM": "n average trials"}.get(one.kind)
    notes = [voice.plural(kind, len(one.codes)) if kind else voice.text(f"kind {one.kind}")]
    if one.annulled:
        whole = one.annulled == len(one.codes) == 1
        notes.append(voice.text("annulled") if whole else voice.plural("n annulled", one.annulled))
    notes += [one.trophy] if one.trophy else []
    shown = Markup("{} {}").format(codes, one.name)
    return shown + Markup(" <small>{}</small>").format(" \u00b7 ".join(notes))


def after(race: Race, told: LegStory) -> Table | None:
    """Return the first positions after a leg; None where nobody came that far."""
    if not told.after:
        return None
    t, voice = race.voice.text, race.voice
    rows = [
        {
            "position": one.position,
            "crew": one.crew,
            "total": one.total,
            "gap": one.gap,
            "before": one.before,
            "class": ROW_CLASS[1] if one.position == 1 else "",
        }
        for one in told.after[:LEADING]
    ]
    columns = [
        Column("position", t("Pos."), "number", voice.number),
        Column("crew", t("Crew")),
        Column("total", t("Total"), "number", lambda value: voice.number(value, 2)),
        Column("gap", t("Gap"), "number", gap(voice, lower_wins=race.lower_wins)),
    ]
    if any(one.before for one in told.after):
        columns.append(Column("before", t("Before the leg"), "number", voice.number, narrow=True))
    return Table(
        f"after-{told.number}",
        t("caption after leg", n=told.number),
        columns,
        rows,
        race.source,
        classes=DENSE,
        notice=race.notice,
    )


def leg(race: Race, told: LegStory) -> Table:
    """Return one leg's controls in running order, or its places where there are no times."""
    return _leg_controls(race, told) if race.standings is not None else _leg_places(race, told)


def _leg_controls(race: Race, told: LegStory) -> Table:
    assert race.standings is not None
    t, voice = race.voice.text, race.voice
    summary = race.standings.trial_summary
    names = crew_names(race)
    controls = race.event["controls"]
    for_nobody = race.standings.results.groupby("control")["annulled"].all()
    rows = [
        _control_row(row, summary, names, voice, annulled=for_nobody.get(row["code"], False))
        for row in records(controls[controls["leg"] == told.number].sort_values("seq"))
    ]
    columns = [
        Column("code", t("Code")),
        Column("name", t("Name")),
        Column("kind", t("Kind"), narrow=True),
        Column("km", t("km"), "number", lambda value: voice.number(value, 1), narrow=True),
        Column("imposed", t("Imposed"), "number"),
        Column("best", t("Sharpest")),
        Column("best_s", t("Best [s]"), "number", lambda value: voice.number(value, 2)),
        Column("median_s", t("Median error [s]"), "number", lambda value: voice.number(value, 2)),
    ]
    return Table(
        f"leg-{told.number}",
        t("caption leg", n=told.number),
        columns,
        rows,
        t("source leg simulated") if race.simulated else race.source,
        wide=True,
        classes=DENSE,
        notice=race.notice,
    )


def _control_row(
    row: Mapping[str, Any],
    summary: pd.DataFrame,
    names: Mapping[int, str],
    voice: Voice,
    *,
    annulled: bool,
) -> Row:
    shown: dict[str, Any] = {
        "code": row["code"],
        "name": in_language(row, "name", voice.language),
        "kind": voice.text(f"kind {row['kind']}"),
        "km": filled(row["km"]),
        "imposed": _imposed(row, voice),
    }
    if row["code"] in summary.index:
        trial = summary.loc[row["code"]]
        shown |= {
            "best": _level(trial["best"], names, voice),
            "best_s": decimal(trial["best_s"]),
            "median_s": decimal(trial["median_s"]),
        }
    if annulled:
        shown["best"] = voice.text("annulled" if row["kind"] in ("PC", "PM") else "action annul")
    return shown


def _imposed(row: Mapping[str, Any], voice: Voice) -> str | None:
    """Return the imposed time [s or min] or mean speed [km/h] of a control."""
    if present(row["target_kmh"]):
        return voice.quantity(row["target_kmh"], "km/h")
    if not present(row["target_s"]):
        return None
    if row["kind"] == "CO":
        hours, rest = divmod(Decimal(row["target_s"]), 3600)
        parts = zip((hours, *divmod(rest, 60)), ("h", "min", "s"), strict=True)
        return " ".join(voice.quantity(count, unit, 0) for count, unit in parts if count)
    return voice.quantity(row["target_s"], "s", 2)


def _level(numbers: Sequence[int], names: Mapping[int, str], voice: Voice) -> str:
    if len(numbers) == 1:
        return names[numbers[0]]
    return voice.text("{n} crews level", n=voice.number(len(numbers)))


def _leg_places(race: Race, told: LegStory) -> Table:
    t, voice = race.voice.text, race.voice
    places = [place for place in race.route.waypoints if place.leg == told.number]
    countries = Locale.parse(voice.locale).territories

    def lies(place: Waypoint) -> str:
        area = region(place.region, voice.language)
        return ", ".join(filter(None, (area, countries.get(place.country, place.country))))

    rows = [
        {
            "name": place.called(voice.language),
            "kind": voice.text(f"place {place.kind}"),
            "region": lies(place),
            "height": decimal(place.elevation_m) if place.elevation_confidence == "seen" else None,
        }
        for place in places
    ]
    columns = [
        Column("name", t("Place")),
        Column("kind", t("Kind")),
        Column("region", t("Region")),
        Column("height", t("Height [m]"), "number", lambda value: voice.number(value, 0)),
    ]
    return Table(
        f"leg-{told.number}",
        t("caption leg places", n=told.number),
        columns,
        rows,
        t("source places"),
    )


def leaders(race: Race) -> Table:
    """Return who led, from which trial to which."""
    assert race.standings is not None
    t, voice = race.voice.text, race.voice
    rows = [
        {
            "crew": race.listed(turn.crews),
            "first": turn.stint.first,
            "last": turn.stint.last,
            "trials": turn.stint.trials,
        }
        for turn in race.turns
    ]
    columns = [
        Column("crew", t("Leader")),
        Column("first", t("From control")),
        Column("last", t("To control")),
        Column("trials", t("Controls in the lead"), "number", voice.number),
    ]
    return Table("leaders", t("caption leaders"), columns, rows, race.source, notice=race.notice)


def precision(race: Race) -> Table:
    """Return every classified crew's precision in the time trials."""
    assert race.standings is not None
    t, voice, names = race.voice.text, race.voice, crew_names(race)
    told = race.standings.precision
    # Crews of one mean error are level: their order in the table is no result.
    ranks = told["mean_s"].round(9).rank(method="min").astype(int)
    rows = [
        {
            "rank": int(rank),
            "crew": names[int(str(number))],
            **{key: decimal(row[key]) for key in row.index},
        }
        for rank, (number, row) in zip(ranks, told.iterrows(), strict=True)
    ]
    columns = [
        Column("rank", t("Pos."), "number", voice.number),
        Column("crew", t("Crew")),
        Column("mean_s", t("Mean error [s]"), "number", lambda value: voice.number(value, 3)),
        Column("median_s", t("Median error [s]"), "number", lambda value: voice.number(value, 3)),
        Column("worst_s", t("Worst [s]"), "number", lambda value: voice.number(value, 2)),
        Column("zeros", t("Zeros"), "number", lambda value: voice.number(value, 0)),
        Column("passages", t("Passages"), "number", lambda value: voice.number(value, 0)),
    ]
    return Table(
        "precision",
        t("caption precision"),
        columns,
        rows,
        race.source,
        sortable=True,
        classes=DENSE,
        notice=race.notice,
    )


def trials(race: Race) -> Table:
    """Return the time trials, hardest first."""
    assert race.standings is not None
    t, voice = race.voice.text, race.voice
    summary = race.standings.trial_summary.sort_values("median_s", ascending=False)
    rows = [
        {
            "trial": trial_name(summary, str(control)),
            "median_s": decimal(row["median_s"]),
            "spread": span(row["q1_s"], row["q3_s"], voice),
            "best_s": decimal(row["best_s"]),
            "zeros": int(row["zeros"]),
            "missed": int(row["missed"]),
        }
        for control, row in summary.iterrows()
    ]
    columns = [
        Column("trial", t("Trial")),
        Column("median_s", t("Median error [s]"), "number", lambda value: voice.number(value, 3)),
        Column("spread", t("Middle half [s]"), "number"),
        Column("best_s", t("Best [s]"), "number", lambda value: voice.number(value, 2)),
        Column("zeros", t("Zeros"), "number", voice.number),
        Column("missed", t("Missed"), "number", voice.number),
    ]
    return Table(
        "trials", t("caption trials"), columns, rows, race.source, sortable=True, notice=race.notice
    )
