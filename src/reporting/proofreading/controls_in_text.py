"""Controls of a sentence: which kind is said to stand at a place, held to what stands there."""

from __future__ import annotations

import re
from collections.abc import Iterator

from reporting.proofreading.place_mentions import PlaceMention
from reporting.proofreading.sentence import Sentence
from reporting.proofreading.text_claim import TextClaim
from reporting.proofreading.wording import comparable, phrase, whole, words

_REACH = 60
"""How many characters behind its kind a control's place may stand."""


def controls_of(sentence: Sentence) -> Iterator[TextClaim]:
    """Yield the controls that a sentence puts at a place."""
    if sentence.crews or not sentence.places:
        return  # who won there, or was late, is nothing that the way tells
    stops = sentence.known.way.stops
    for kind, told in words()["controls"].items():
        for found in whole(told).finditer(sentence.plain):
            place = _place_of(sentence, found.start(), found.end())
            if place is None and (
                _all_before(sentence, found.start())
                or _is_here(sentence, found.start())
                or _is_captioned(sentence, found.start())
            ):
                place = sentence.places[0]
            if place is None or sentence.negated(found.start()):
                continue
            kinds = {stop.control for stop in stops.get(place.name, ()) if stop.control}
            kinds |= _in_the_table(sentence, place)
            if kinds:
                low, high = min(found.start(), place.start), max(found.end(), place.end)
                stated = sentence.text[low:high]
                yield sentence.claim(
                    "control", stated, " / ".join(sorted(kinds)), "waypoints.csv",
                    right=kind in kinds, at=place.start,
                )  # fmt: skip
            elif place.name in stops:  # on the way, where no source tells a control
                low, high = min(found.start(), place.start), max(found.end(), place.end)
                yield sentence.unsupported("control", sentence.text[low:high])


_TABLE = {
    "PC": "time_trials", "PM": "average_trials", "CT": "passage_controls", "CO": "time_controls",
}  # fmt: skip


def _in_the_table(sentence: Sentence, place: PlaceMention) -> set[str]:
    """Return the kinds of the controls that the table of controls has at a place."""
    known, town = sentence.known, sentence.known.way.town
    return {
        sign
        for sign, name in _TABLE.items()
        for key in known.keys(f"controls_at.{name}.")
        if town(comparable(key.rpartition(".")[2])) == town(place.name)
    }


def _all_before(sentence: Sentence, start: int) -> bool:
    """Tell whether all places of a sentence stand before its one control, and have their own."""
    kinds = [
        kind for kind, told in words()["controls"].items() if whole(told).search(sentence.plain)
    ]
    stops, first = sentence.known.way.stops, sentence.places[0]
    at = phrase("controls_in_text", "at_first").search(sentence.plain[: first.start])
    leads = phrase("controls_in_text", "further_on").search(sentence.plain)
    return bool(at) and not leads and len(kinds) == 1 and all(
        place.end <= start and any(stop.control for stop in stops.get(place.name, ()))
        for place in sentence.places
    )  # fmt: skip


def _is_here(sentence: Sentence, start: int) -> bool:
    """Tell whether the one control of a sentence is where its one place is: "at X, just a stamp".

    Nothing between them may lead away from the place, and nothing before it only pass it.
    """
    kinds = [
        found.start()
        for told in words()["controls"].values()
        for found in whole(told).finditer(sentence.plain)
    ]
    place = sentence.places[0]
    towns = {sentence.known.way.town(one.name) for one in sentence.places}
    between = sentence.plain[place.end : start]
    at, leads = (phrase("controls_in_text", name) for name in ("in_place", "leads_away"))
    return bool(
        kinds == [start]
        and len(towns) == 1
        and 0 < len(between) < _HERE
        and at.search(sentence.plain[: place.start])
        and phrase("controls_in_text", "one").search(between)
        and not leads.search(sentence.plain[: start + _HERE])
    )


def _is_captioned(sentence: Sentence, start: int) -> bool:
    """Tell whether a caption begins with its one place, and then tells of one control there."""
    place = sentence.places[0]
    towns = {sentence.known.way.town(one.name) for one in sentence.places}
    label = phrase("controls_in_text", "label").fullmatch(sentence.plain[: place.start])
    ended = phrase("controls_in_text", "label_ends").match(sentence.plain[place.end :])
    between = phrase("controls_in_text", "which").sub(" ", sentence.plain[place.end : start])
    leads = phrase("controls_in_text", "leads_away").search(between)
    kinds = [
        found.start()
        for told in words()["controls"].values()
        for found in whole(told).finditer(sentence.plain)
    ]
    return bool(label and ended and not leads and len(towns) == 1 and kinds == [start])


_HERE = 100
"""How many characters part a place and the control that is there, at most."""


def _without_asides(plain: str) -> str:
    """Return a text with what a relative clause tells blanked: "the stamp, which ..., was at"."""
    return phrase("controls_in_text", "aside").sub(lambda found: " " * len(found[0]), plain)


_NAME_BEHIND = re.compile(r"\s[A-Z]")


def _place_of(sentence: Sentence, start: int, end: int) -> PlaceMention | None:
    """Return the place that a control is said to stand at: the first behind it, or in brackets."""
    plain = _without_asides(sentence.plain)
    for place in sentence.places:
        if plain[place.start] == " ":
            continue
        told = len(" ".join(plain[end : place.start].split()))
        if end <= place.start and told < _REACH:
            between = plain[end : place.start]
            if between == " " or phrase("controls_in_text", "at").fullmatch(between):
                return place
            break
    before = [place for place in sentence.places if place.end <= start]
    listed = _NAME_BEHIND.match(sentence.text, end)  # "CT Corvara, PM Terento": of Terento
    bracket = phrase("controls_in_text", "bracket")
    if before and not listed and bracket.fullmatch(plain[before[-1].end : start]):
        return before[-1]
    return None
