"""Trophies and side rankings as cards: who won, with what result, and what the award is."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from reporting.frames import in_language, present, records
from reporting.language import EN_DASH
from reporting.scoring.analysis import contested
from reporting.story.cell_text import crew_names, signed_gap, whole
from reporting.story.names import car, crew_full, persons, ranking_name
from reporting.story.print_sources import in_print
from reporting.story.race.race_facts import HUNDREDTHS, hundredths
from reporting.story.race.tie_breaks import tie_word

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import pandas as pd

    from reporting.story.race.telling import Race

FOLLOWING = 2
"""Places after the first that a card shows."""

MOST_LEVEL = 3
"""Crews at the first place that are still named."""

OVERALL = "overall"


@dataclass(frozen=True, slots=True)
class PlaceTaken:
    """A crew or a team in a card: its place, who it is, its car or its crews, its result."""

    position: int
    crew: str
    car: str
    result: str


@dataclass(frozen=True, slots=True)
class TrophyCard:
    """A trophy or a side ranking.

    Parameters
    ----------
    name
        What it is called.
    first, following
        The first place, and the next ones.
    level
        How many share the first place where they are too many to be named; else 0.
    note, prize, sponsor
        As published; empty where nobody did.
    computed
        Whether the result is computed; else it is as published, by `source`.
    confirmed
        Whether it was published that the same crew won.
    withheld
        Whether places after the first are left out: nobody published them, and who is said to
        have taken them did not, as far as is known.
    notice
        The word beside simulated figures.
    """

    name: str
    first: Sequence[PlaceTaken]
    following: Sequence[PlaceTaken]
    level: int
    note: str
    prize: str
    sponsor: str
    computed: bool
    confirmed: bool
    withheld: bool
    source: str
    notice: str


def trophy_cards(race: Race) -> list[TrophyCard]:
    """Return a card for each trophy and side ranking: computed ones, then those published alone."""
    published = _published(race)
    computed = list(_computed(race, published))
    names = {card.name for card in computed}
    alone = [_as_published(name, rows, race) for name, rows in published.items()]
    return [*computed, *(card for card in alone if not _same(card.name, names))]


def _same(name: str, names: set[str]) -> bool:
    """Whether a published ranking is a computed one: ``Supercar`` is ``Category – Supercar``."""
    return any(name in (one, one.rpartition(f" {EN_DASH} ")[2]) for one in names)


def _published(race: Race) -> dict[str, list[dict[str, Any]]]:
    """Return the published rankings but the overall one: name -> rows by position."""
    rows: dict[str, list[dict[str, Any]]] = {}
    for row in records(race.event["published_results"].sort_values("position")):
        if row["ranking"] != OVERALL:
            rows.setdefault(str(row["ranking"]), []).append(row)
    return rows


def _computed(race: Race, published: Mapping[str, list[dict[str, Any]]]) -> Iterator[TrophyCard]:
    if race.standings is None:
        return
    for key, ranking in race.standings.rankings.items():
        rows = records(ranking.dropna(subset=["position"]))
        if key == OVERALL or not rows:
            continue
        computed = ranking_name(race.standings.rulebook, key, race.voice.language)
        unit = _Unit.of(race, key)
        name = next((other for other in published if _same(other, {computed})), computed)
        stated = published.get(name, [])
        note = _stated(stated, "note", race)
        placed = [
            PlaceTaken(
                int(row["position"]),
                *_who(race, row),
                unit.of_row(row, rows[0], with_error=not note),
            )
            for row in rows
        ]
        awarded = contested(race.standings, key)
        placed = placed if awarded else []
        first = [one for one in placed if one.position == 1]
        behind = [one for one in placed if one.position > 1][:FOLLOWING]
        following = _not_invented(behind, stated) if race.simulated else behind
        yield TrophyCard(
            name,
            first if len(first) <= MOST_LEVEL else [],
            following,
            len(first) if len(first) > MOST_LEVEL else 0,
            note if awarded else race.voice.text("trophy without trials"),
            _stated(stated, "prize", race),
            _stated(stated, "sponsor", race),
            computed=True,
            confirmed=len(first) == 1 and first[0].crew in map(crew_full, stated[:1]),
            withheld=len(following) < len(behind),
            source=race.source,
            notice=race.notice,
        )


def _not_invented(
    places: Sequence[PlaceTaken], stated: Sequence[Mapping[str, Any]]
) -> list[PlaceTaken]:
    """Return the simulated places that were published too; all where nothing is of the ranking.

    Where others have said who won, the rest is a real result that is not known: real people
    would stand in places that they never took.
    """
    if not stated:
        return list(places)
    taken = {(whole(row["position"]), crew_full(row)) for row in stated}
    return [one for one in places if (one.position, one.crew) in taken]


@dataclass(frozen=True, slots=True)
class _Unit:
    """How the results of a ranking are written: its unit, and which way its gaps run."""

    race: Race
    ranking: str
    controls: pd.DataFrame | None
    lower_wins: bool

    @classmethod
    def of(cls, race: Race, key: str) -> _Unit:
        """Return the unit of a ranking: a trophy and a knock-out always count penalties."""
        assert race.standings is not None
        if key in {one.id for one in race.standings.rulebook.knockout}:
            return cls(race, key, None, lower_wins=True)
        controls = race.standings.controls
        own = controls[controls["trophy"] == key]
        of_trophy = len(own) > 0
        return cls(race, key, own if of_trophy else None, of_trophy or race.lower_wins)

    def of_row(self, row: Mapping[str, Any], best: Mapping[str, Any], *, with_error: bool) -> str:
        """Return a row's result; of the `best` one the mean error too, over time trials alone.

        Where a published note stands on the card the error is left to it.
        """
        first = row is best
        voice = self.race.voice
        word = "n penalties" if self.lower_wins else "n points"
        shown = voice.plural(word, Decimal(row["total"]))
        if not present(row["gap"]):
            return shown  # in a knock-out everyone drove other rounds
        if not first and not row["gap"]:
            level = row["position"] == best["position"]
            return shown if level else f"{shown}, {self._behind(row, best)}"
        if not first:
            places = 2 if Decimal(row["total"]) % 1 or Decimal(row["gap"]) % 1 else 0
            return f"{shown}, {signed_gap(row['gap'], voice, places, lower_wins=self.lower_wins)}"
        error = self._mean_error(row) if with_error else ""
        return f"{shown} \u00b7 {error}" if error else shown

    def _behind(self, row: Mapping[str, Any], best: Mapping[str, Any]) -> str:
        """Return that a rule for ties put a row behind another, and which, in words."""
        standings, voice = self.race.standings, self.race.voice
        assert standings is not None
        words = voice.text("after the tie-break")
        if not present(row.get("number")):
            return words
        numbers = int(best["number"]), int(row["number"])
        how = tie_word(standings, *numbers, voice, self.ranking)
        return f"{words} ({how})" if how else voice.text("with more controls missed")

    def _mean_error(self, row: Mapping[str, Any]) -> str:
        if self.controls is None or set(self.controls["kind"]) != {"PC"}:
            return ""
        assert self.race.standings is not None
        errors = self.race.standings.trial_errors
        own = errors[errors["control"].isin(self.controls["code"])]
        own = own[own["number"] == row["number"]]["error_s"]
        if len(own) != len(self.controls):
            return ""
        voice = self.race.voice
        shown = voice.quantity(hundredths(own.mean()), voice.text(HUNDREDTHS), 1)
        return voice.text("mean error of", error=shown)


def _who(race: Race, row: Mapping[str, Any]) -> tuple[str, str]:
    """Return a crew and its car; a team and the crews whose results count for it."""
    members = row.get("members")
    if isinstance(members, list):
        names = crew_names(race)
        shown = [str(persons(names[number])) for number in members]
        return str(row["team"]), Markup(race.voice.list(shown))  # noqa: S704 - escaped by persons
    return crew_full(row), car(row)


def _as_published(name: str, rows: list[dict[str, Any]], race: Race) -> TrophyCard:
    placed = [
        PlaceTaken(whole(row["position"]) or 1, crew_full(row), car(row), _value(row, race))
        for row in rows
    ]
    told = [str(row["source"]) for row in rows]
    return TrophyCard(
        name,
        [one for one in placed if one.position == 1],
        [one for one in placed if one.position > 1][:FOLLOWING],
        0,
        _stated(rows, "note", race),
        _stated(rows, "prize", race),
        _stated(rows, "sponsor", race),
        computed=False,
        confirmed=False,
        withheld=False,
        source=in_print("; ".join(dict.fromkeys(told)), race.voice.language),
        notice="",
    )


def _value(row: Mapping[str, Any], race: Race) -> str:
    if not present(row["value"]):
        return ""
    try:
        return race.voice.number(Decimal(str(row["value"])))
    except ArithmeticError:
        return str(row["value"])


def _stated(rows: Sequence[Mapping[str, Any]], column: str, race: Race) -> str:
    return next((in_language(row, column, race.voice.language) for row in rows), "")
