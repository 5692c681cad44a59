"""The opening figures of every report: five or six that matter, each with one line of meaning."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from markupsafe import Markup

from reporting.language import EN_DASH
from reporting.route.place_names import region
from reporting.story.facts import KILOGRAMS, TONNES
from reporting.story.names import way

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from reporting.story.facts import Fact, Facts
    from reporting.story.footprint.telling import Footprint
    from reporting.story.journey.telling import Journey
    from reporting.story.quality.telling import Quality
    from reporting.story.race.telling import Race
    from reporting.story.voice import Voice

# Candidates in order of interest; those that an event lacks, or counts as none, drop out.
OF_A_RACE = (
    "total_km", "countries", "regions", "unesco", "crews", "highest_pass_m", "winner_margin",
    "west_east_km", "farthest_km", "time_trials", "zeros", "average_trials", "legs",
)  # fmt: skip
OF_A_JOURNEY = (
    "met", "legs", "countries", "total_km", "expert_cars", "themes", "places", "passes",
)  # fmt: skip
OF_TIMING = ("passages", "completeness", "checks", "errors", "warnings", "notes")

_AREAS = ("countries", "regions")
SHOWN = 6
SHOWN_OF_A_RACE = 4


@dataclass(frozen=True, slots=True)
class OpeningFigure:
    """One opening figure: value, unit, label and meaning, ready to print."""

    value: Markup | str
    unit: str
    label: str
    meaning: Markup | str
    notice: str = ""
    key: str = ""
    source: str = ""


def of_race(race: Race) -> list[OpeningFigure]:
    """Return the opening figures of a race, at most four."""
    # One country, or one region, says nothing.
    known = _known(race.facts, OF_A_RACE)
    known = [fact for fact in known if fact.number > (1 if fact.key in _AREAS else 0)]
    if "countries" in (fact.key for fact in known):
        known = [fact for fact in known if fact.key != "regions"]
    return [
        OpeningFigure(
            _value(fact.leading, race.voice),
            race.score_word if fact.key == "winner_margin" else fact.unit,
            _of_race_label(race, fact),
            _of_race_means(race, fact),
            race.notice_of(fact),
            fact.key,
            fact.source,
        )
        for fact in known[:SHOWN_OF_A_RACE]
    ]


def of_journey(journey: Journey) -> list[OpeningFigure]:
    """Return the opening figures of a journey, at most six."""
    known = [fact for fact in _known(journey.facts, OF_A_JOURNEY) if fact.number > 0]
    return [
        OpeningFigure(
            _value(fact, journey.voice),
            fact.unit,
            journey.voice.text(f"journey pull {fact.key}"),
            _of_journey_means(journey, fact),
            key=fact.key,
            source="; ".join(dict.fromkeys(one.source for one in fact.variants)),
        )
        for fact in known[:SHOWN]
    ]


def of_quality(quality: Quality) -> list[OpeningFigure]:
    """Return the opening figures: what was checked, how complete it is, what was found."""
    voice = quality.voice
    wanted = ("crews", "controls", "judged", "missing", "running")
    facts = {key: quality.facts.get(key) for key in wanted}
    told = {key: fact.show(voice) if fact else "" for key, fact in facts.items()}
    return [
        OpeningFigure(
            _value(fact, voice),
            fact.unit,
            voice.text(f"quality pull {fact.key}"),
            voice.text(f"quality meaning {fact.key}", **told),
            quality.notice if fact.key == "passages" else "",
            fact.key,
            fact.source,
        )
        for fact in _known(quality.facts, OF_TIMING)
    ]


def of_footprint(fp: Footprint) -> list[OpeningFigure]:
    """Return the figures that a board asks for first; the notice where they are estimates."""
    return [*_totals(fp), *_intensity(fp), _primary(fp), _coverage(fp), *_spread(fp)]


def _known(facts: Facts, wanted: Sequence[str]) -> list[Fact]:
    return [fact for key in wanted if (fact := facts.get(key)) is not None]


def _value(fact: Fact, voice: Voice) -> str:
    """Return the value without unit; of a disputed one both values, or the range of several."""
    if not fact.disputed:
        shown = voice.number(fact.number, fact.decimals)
        return voice.text(f"hedge {fact.qualifier}", figure=shown) if fact.qualifier else shown
    values = [replace(one, unit="").show(voice) for one in fact.ordered]
    if len(values) == 2:
        return voice.list(values, "or")
    if fact.ordered[0].qualifier or fact.ordered[-1].qualifier:
        # An open end closes no range: the figure is the organiser's, the meaning has them all.
        return replace(fact.leading, unit="").show(voice)
    return f"{values[0]}{EN_DASH}{values[-1]}"


def _of_race_label(race: Race, fact: Fact) -> str:
    """Return what a figure is: of a count, in the number that it has."""
    label = f"pull {fact.key}"
    if isinstance(fact.value, int) and not fact.unit:
        return race.voice.plural(label, fact.number)
    if race.after and fact.key == "winner_margin":
        label += " so far"
    return race.voice.text(label, direction=race.eastward)


def _of_race_means(race: Race, fact: Fact) -> str:
    text, voice = race.voice.text, race.voice
    if fact.disputed:
        return text("meaning disputed", n=voice.number(len(fact.variants)))
    classified, passages = race.facts.get("classified"), race.facts.get("pc_passages")
    if fact.key == "crews" and classified is None:
        return text("meaning crews published")
    lists = {
        "countries": race.areas,
        "regions": [region(name, race.voice.language) for name in race.route.regions],
        "unesco": race.unesco,
        "legs": [named for leg in race.legs if (named := way(leg.start, leg.finish))],
    }
    return text(
        f"meaning {fact.key}",
        classified=voice.plural("n classified", classified.number) if classified else "",
        passages=passages.show(voice) if passages else "",
        list=voice.list(lists.get(fact.key, [])),
        name=race.highest_pass,
    )


def _of_journey_means(journey: Journey, fact: Fact) -> str:
    voice, stages, facts = journey.voice, journey.stages, journey.facts
    if fact.disputed:
        return voice.text("journey meaning disputed", values=fact.show(voice))
    met = [sum(not one.of_organiser for one in day.people) for day in journey.days]
    own, days = facts["own_people"], facts["travel_days"] or facts["legs"]
    apart = voice.plural("journey n own", own.number) if own and own.number else ""
    return voice.text(
        f"journey meaning {fact.key}",
        per=voice.text(
            "journey themes one a leg" if _theme_for_each_leg(journey) else "journey themes of legs"
        ),
        apart=voice.text("journey closing theme apart") if _closing_theme(journey) else "",
        split=voice.list([voice.number(count) for count in met]),
        own=voice.text("journey own apart", own=apart) if apart else "",
        closing=voice.text("journey closing apart") if journey.closing else "",
        countries=voice.list(list(journey.countries)),
        start=stages[0].start if stages else "",
        finish=stages[-1].finish if stages else "",
        days=voice.plural("journey n travel days", days.number) if days else "",
    )


def _theme_for_each_leg(journey: Journey) -> bool:
    """Tell whether each leg has a theme that no other has."""
    themes = [day.themes for day in journey.stages]
    return all(len(own) == 1 for own in themes) and len(set(themes)) == len(themes)


def _closing_theme(journey: Journey) -> bool:
    """Tell whether the closing day has a theme that is none of the legs'."""
    legs = {theme for day in journey.stages for theme in day.themes}
    return journey.closing is not None and bool(set(journey.closing.themes) - legs)


def _totals(fp: Footprint) -> Iterator[OpeningFigure]:
    t = fp.voice.text
    for basis in ("location", "market"):
        found = fp.figure(f"/total_{basis}_kg", TONNES, 1)
        meaning = fp.interval(f"/uncertainty/total_{basis}_kg")
        label = t(f"Total {basis}-based")
        if found:
            yield OpeningFigure(found.markup(fp.voice), t("t CO2e"), label, meaning, fp.notice)


def _intensity(fp: Footprint) -> Iterator[OpeningFigure]:
    """Return the first intensity, where there is one."""
    for one in fp.statement["intensities"][:1]:
        found = fp.figure("/intensities/0/location_kg", KILOGRAMS, 0)
        number = "/intensities/0/denominator"
        crews = "n crews entered" if fp.counts_entries(one) else "n crews"
        count = fp.counted(number, crews) if one["per"] == "crew" else fp.show(number)
        if found:
            yield OpeningFigure(
                found.markup(fp.voice),
                fp.voice.text("kg CO2e"),
                one[fp.voice.language].capitalize(),
                _safe(fp.voice.text("pull intensity", n=count)),
                fp.notice,
            )


def _primary(fp: Footprint) -> OpeningFigure:
    t = fp.voice.text
    shown = fp.percent("/shares/primary")
    return OpeningFigure(shown, "", t("pull primary"), t("pull primary means"), _made_up(fp))


def _coverage(fp: Footprint) -> OpeningFigure:
    t = fp.voice.text
    value = t(
        "pull coverage value",
        n=fp.show("/coverage/categories_estimated"),
        of=fp.show("/coverage/categories"),
    )
    means = t("pull coverage means" if fp.missing else "pull coverage complete")
    return OpeningFigure(_safe(value), "", t("pull coverage"), means, _made_up(fp))


def _spread(fp: Footprint) -> Iterator[OpeningFigure]:
    """Return what part of the variance the most uncertain activity makes."""
    if not fp.estimated:
        return
    t = fp.voice.text
    places = range(len(fp.statement["tornado"]))
    first = max(places, key=lambda n: fp.statement["tornado"][n]["share_of_variance"])
    what = fp.own(fp.statement["tornado"][first], "description")
    shown = fp.percent(f"/tornado/{first}/share_of_variance") if fp.statement["tornado"] else ""
    means = t("pull variance means", what=what)
    yield OpeningFigure(shown, "", t("pull variance"), means, _made_up(fp))


def _made_up(fp: Footprint) -> str:
    """Return what stands beside a share or a count: the notice, where the data are made up."""
    return fp.notice if fp.synthetic else ""


def _safe(text: str) -> Markup:
    return Markup(text)  # noqa: S704 - our own words around escaped figures
