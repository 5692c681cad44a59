"""The legs of an event, as a press kit tells them: the way, its places, who was met on it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from markupsafe import Markup

from reporting.frames import present, records
from reporting.story.press.press_parts import PressLeg, PressPlace, marked_words

if TYPE_CHECKING:
    from reporting.event import Event, Leg
    from reporting.story.facts import Fact
    from reporting.story.press.press_rankings import PressRankings
    from reporting.story.register_view import RegisterView

PLANNED = {
    "PC": "n time trials", "PM": "n average trials", "CO": "n time controls",
    "CT": "n passage controls",
}  # fmt: skip
"""How many controls of a kind a leg has, in the catalogue's words."""

_BESIDE = ("unesco", "venue")


@dataclass(frozen=True)
class PressLegs:
    """The legs of an event, as far as its register may tell them.

    Parameters
    ----------
    event
        The package, without errors.
    view
        What of its register may be told, in the reader's language.
    rankings
        Who leads after each of them.
    """

    event: Event
    view: RegisterView
    rankings: PressRankings

    def in_order(self) -> list[PressLeg]:
        """Return them in order."""
        return [self._leg(leg) for leg in self.event.info.legs]

    def _leg(self, leg: Leg) -> PressLeg:
        view, number, say = self.view, leg.number, self.view.voice
        key = f"leg.{number}"
        name, date, start, finish = (
            fact
            for part in ("number", "date", "from", "to")
            if (fact := view.fact(f"{key}.{part}"))
        )
        places = [row for row in self._rows("waypoints") if row["leg"] == number]
        of_kind = {
            kind: [row for row in places if row["kind"] == kind] for kind in ("unesco", "pass")
        }
        return PressLeg(
            name,
            date,
            marked_words(date.key, say.weekday(leg.date), date.source),
            start.markup(say),
            finish.markup(say),
            view.fact(f"{key}.km"),
            [self._place(row) for row in places if row["kind"] not in _BESIDE],
            [fact for row in of_kind["unesco"] if (fact := view.fact(f"{_key(row)}.name"))],
            [self._pass(row) for row in of_kind["pass"]],
            [self._person(row) for row in self._rows("encounters") if row["leg"] == number],
            {kind: fact for kind in PLANNED if (fact := view.fact(f"{key}.controls.{kind}"))},
            self.rankings.scored(f"after_leg.{number}"),
        )

    def _rows(self, table: str) -> list[dict[str, object]]:
        return records(self.event[table]) if self.event.has(table) else []

    def _place(self, row: Mapping[str, object]) -> PressPlace:
        name = self.view.fact(f"{_key(row)}.name")
        assert name is not None
        control = str(row["control"]) if present(row.get("control")) else ""
        slug = _slug(str(row["name"]))
        here = (key for key in self._trials if key.removeprefix("time_trials_") in slug)
        trials = [fact for key in here if (fact := self.view.fact(key)) is not None]
        return PressPlace(name.markup(self.view.voice), control, trials[0] if trials else None)

    @cached_property
    def _trials(self) -> list[str]:
        """The keys of the trials that were announced at a place."""
        return [
            key
            for key in self.view.keys("time_trials_")
            if "_leg_" not in key and self.view.provenance(key) == "published"
        ]

    def _pass(self, row: Mapping[str, object]) -> tuple[Fact, Fact | None]:
        name = self.view.fact(f"{_key(row)}.name")
        assert name is not None
        height = row.get("height_fact")
        return name, self.view.fact(str(height)) if present(height) else None

    def _person(self, row: Mapping[str, object]) -> Markup:
        key = f"encounter.{row['leg']}.{row['seq']}"
        person, role = self.view.fact(f"{key}.person"), self.view.fact(f"{key}.role")
        assert person is not None
        name = person.markup(self.view.voice)
        return Markup("{} ({})").format(name, role) if role else name


def _key(row: Mapping[str, object]) -> str:
    return f"place.{row['leg']}.{row['seq']}"


def _slug(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    return "_".join(re.findall(r"[a-z0-9]+", plain))
