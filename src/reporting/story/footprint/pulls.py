"""The opening figures of the sustainability report, and its three drivers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reporting.story.footprint.statement_figure import KILOGRAMS, PERCENT, TONNES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markupsafe import Markup

    from reporting.story.footprint.telling import Footprint


@dataclass(frozen=True, slots=True)
class Pull:
    """One opening figure: value, unit, label and meaning; the notice where it is an estimate."""

    value: Markup | str
    unit: str
    label: str
    meaning: Markup | str
    notice: str = ""


@dataclass(frozen=True, slots=True)
class Driver:
    """One of the largest categories: its name, mass and share."""

    name: str
    share: Markup
    mass: Markup


def footprint_pulls(fp: Footprint) -> list[Pull]:
    """Return the figures that a board asks for first."""
    return [*_totals(fp), *_intensity(fp), _primary(fp), _coverage(fp), *_spread(fp)]


def _totals(fp: Footprint) -> Iterator[Pull]:
    t = fp.voice.text
    for basis in ("location", "market"):
        found = fp.figure(f"/total_{basis}_kg", TONNES, 1)
        meaning = fp.interval(f"/uncertainty/total_{basis}_kg")
        label = t(f"Total {basis}-based")
        if found:
            yield Pull(found.html(fp.voice), t("t CO2e"), label, meaning, fp.notice)


def _intensity(fp: Footprint) -> Iterator[Pull]:
    """Return the first intensity, where there is one."""
    for one in fp.statement["intensities"][:1]:
        found = fp.figure("/intensities/0/location_kg", KILOGRAMS, 0)
        number = "/intensities/0/denominator"
        count = fp.counted(number, "n crews") if one["per"] == "crew" else fp.show(number)
        if found:
            yield Pull(
                found.html(fp.voice),
                fp.voice.text("kg CO2e"),
                one[fp.voice.language].capitalize(),
                _safe(fp.voice.text("pull intensity", n=count)),
                fp.notice,
            )


def _primary(fp: Footprint) -> Pull:
    t = fp.voice.text
    return Pull(fp.percent("/shares/primary"), "", t("pull primary"), t("pull primary means"))


def _coverage(fp: Footprint) -> Pull:
    t = fp.voice.text
    value = t(
        "pull coverage value",
        n=fp.show("/coverage/categories_estimated"),
        of=fp.show("/coverage/categories"),
    )
    means = t("pull coverage means" if fp.partial else "pull coverage complete")
    return Pull(_safe(value), "", t("pull coverage"), means)


def _spread(fp: Footprint) -> Iterator[Pull]:
    """Return what part of the variance the most uncertain activity makes."""
    if not fp.estimated:
        return
    t = fp.voice.text
    places = range(len(fp.statement["tornado"]))
    first = max(places, key=lambda n: fp.statement["tornado"][n]["share_of_variance"])
    what = fp.own(fp.statement["tornado"][first], "description")
    value = fp.figure(f"/tornado/{first}/share_of_variance", PERCENT, 0)
    shown = value.html(fp.voice, PERCENT) if value else ""
    yield Pull(shown, "", t("pull variance"), t("pull variance means", what=what))


def _safe(text: str) -> Markup:
    from markupsafe import Markup

    return Markup(text)  # noqa: S704 - our own words around escaped figures


def drivers(fp: Footprint) -> list[Driver]:
    """Return the largest categories, the largest first."""
    return [
        Driver(
            fp.category(code),
            fp.percent(f"/by_category/{code}/share_of_location"),
            fp.tonnes(f"/by_category/{code}/location_kg"),
        )
        for code in fp.drivers
    ]
