"""What the picture cards of a press kit say: rows or figures, and the words for who cannot see."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

if TYPE_CHECKING:
    from reporting.story.facts import Fact
    from reporting.story.press.press_parts import PressCrew, PressLeg
    from reporting.story.press.telling import PressStory

MOST_FIGURES = 4
MOST_ROWS = 5
"""Winners on one card: more of them stand on the next one."""


@dataclass(frozen=True, slots=True)
class CardRow:
    """A row: what stands over, in and under it, and its mark on the left."""

    head: Markup | str
    under: Markup | str = ""
    over: Markup | str = ""
    mark: Markup | str = ""


@dataclass(frozen=True, slots=True)
class CardFigure:
    """A figure with its unit, and one line of meaning."""

    value: Markup
    label: str


@dataclass(frozen=True)
class PictureCard:
    """A card.

    Parameters
    ----------
    name
        The files' stem: ``podium``, ``leg-1``, ``route``, ``trophies``, ``unesco``.
    title
        Its headline.
    under
        The line under it.
    rows, figures
        What it says.
    legs
        The legs whose map it shows; none for a card without a map.
    """

    name: str
    title: Markup | str
    under: Markup | str = ""
    rows: Sequence[CardRow] = ()
    figures: Sequence[CardFigure] = ()
    legs: Sequence[int] = ()

    @property
    def numbered(self) -> bool:
        """Whether its rows have marks."""
        return any(row.mark for row in self.rows)

    def alternative(self, story: PressStory) -> str:
        """Return the words for who cannot see it: everything that it says, in a sentence."""
        said = [
            " ".join(plain(part) for part in (row.mark, row.over, row.head, row.under) if part)
            for row in self.rows
        ]
        said += [f"{plain(one.value)} {one.label}" for one in self.figures]
        notice = f" {story.notice}." if story.notice else ""
        title = ", ".join(plain(part) for part in (self.title, self.under, story.name) if part)
        return f"{title}: {'; '.join(said)}.{notice}"


def plain(words: Markup | str) -> str:
    """Return words without their marks."""
    return words.striptags() if isinstance(words, Markup) else words


def cards_of(story: PressStory) -> Iterator[PictureCard]:
    """Yield the cards that there is something to say on."""
    t = story.voice.text
    if story.podium:
        rows = [CardRow(one.full, _car_and_gap(one), mark=one.numeral) for one in story.podium]
        title = story.after.capitalize() if story.goes_on else t("press podium")
        yield PictureCard("podium", title, _standing(story, said=story.goes_on), rows)
    for leg in story.run:
        words = Markup(t("press card leg", n="{}"))  # noqa: S704 - the catalogue's
        called = words.format(leg.number.markup(story.voice))
        title = Markup("{}: {}").format(called, leg.ends)
        number = int(leg.number.number)
        figures = _of_leg(story, leg)
        rows = [] if leg.way else [
            CardRow(one.full, _car_and_gap(one), mark=one.numeral) for one in leg.after
        ]  # fmt: skip
        if len(figures) > 1 or rows or leg.way:
            legs = (number,) if leg.way else ()
            yield PictureCard(f"leg-{number}", title, leg.day, rows, figures, legs)
    every = tuple(int(leg.number.number) for leg in story.legs if leg.way)
    figures = _of_route(story)
    if every or story.length:
        yield PictureCard("route", t("press route"), figures=figures, legs=every)
    rows = [
        CardRow(crew.full, crew.car, over=trophy.name)
        for trophy in story.trophies
        for crew in trophy.crews
    ]
    for at in range(0, len(rows), MOST_ROWS):
        name = f"trophies-{at // MOST_ROWS + 1}" if at else "trophies"
        under = _standing(story, said=False)
        yield PictureCard(name, t("press trophies"), under, rows[at : at + MOST_ROWS])
    if sites := story.every("unesco_site"):
        yield PictureCard("unesco", t("press unesco"), rows=[CardRow(site) for site in sites])


def _standing(story: PressStory, *, said: bool) -> str:
    """Return after what the standings are, unless that is said already, and if provisional."""
    after = "" if said else story.after
    provisional = story.voice.text("press provisional") if story.provisional else ""
    words = ", ".join(part for part in (after, provisional) if part)
    return words[:1].upper() + words[1:]


def _car_and_gap(crew: PressCrew) -> Markup:
    """Return the car and, where it may be told, how far the crew is behind."""
    if crew.behind is None:
        return Markup("{} \u00b7 {}").format(crew.car, crew.total) if crew.total else crew.car
    simulated = "press gap simulated" if crew.gap_simulated else "press gap"
    words = Markup(crew.voice.text(simulated, gap="{}"))  # noqa: S704 - the catalogue's
    return Markup("{} \u00b7 {}").format(crew.car, words.format(crew.behind))


def _of_leg(story: PressStory, leg: PressLeg) -> list[CardFigure]:
    t = story.voice.text
    figures = [CardFigure(km, t("press figure km"))] if (km := story.said(leg.km)) else []
    for name in ("places", "passes", "unesco_sites", "people", "controls.PC", "controls.PM"):
        fact = story.fact(f"leg.{leg.number.value}.{name}")
        if fact is not None:
            figures.append(_counted(story, fact, name))
    return figures[:MOST_FIGURES]


def _counted(story: PressStory, fact: Fact, name: str) -> CardFigure:
    """Return a count with what it counts, one of it or more."""
    words = story.voice.plural(f"press figure {name}", int(str(fact.value)))
    return CardFigure(fact.markup(story.voice), words)


def _of_route(story: PressStory) -> list[CardFigure]:
    t = story.voice.text
    figures = [CardFigure(story.length, t("press figure km"))] if story.length else []
    field = "cars" if story.fact("cars") else "field.starters"
    for key in ("event.legs", "countries", "regions", field, "crews", "controls.PC", "controls.PM"):
        fact = story.fact(key)
        if fact is not None and not fact.disputed:
            figures.append(_counted(story, fact, key.rpartition(".")[2]))
    return figures[:MOST_FIGURES]
