"""The territory that an event crosses: what its own tables and tracks say, leg by leg, counted.

Municipalities, regions, countries and World Heritage sites are those of the route; hours of
presence go from the first to the last crew that a place's controls recorded.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from math import floor
from typing import TYPE_CHECKING

from babel import Locale

from reporting.frames import present, records
from reporting.language import EN_DASH
from reporting.route.geodesy import between
from reporting.route.place_names import region, town
from reporting.route.protected_areas import protected_areas
from reporting.route.waypoints import BOTH, names_met
from reporting.story.cell_text import DENSE
from reporting.story.facts import Fact
from reporting.story.names import way
from reporting.story.table import Column, Row, Table

if TYPE_CHECKING:
    import pandas as pd

    from reporting.event import Event
    from reporting.route import LegRoute, Route, Waypoint
    from reporting.route.protected_areas import ProtectedAreas
    from reporting.story.voice import Voice

    Span = tuple[pd.Timestamp, pd.Timestamp]
    Spans = Mapping[str, Span]

NEAR_KM = 5.0
"""A control belongs to the place of the route that is nearest, within this distance."""


def spans(event: Event) -> Spans:
    """Return, by control, the minutes of the first and of the last passage of the crews."""
    seen = event["passages"].dropna(subset=["time"]).groupby("control", sort=False)["time"]
    return {str(code): (_minute(times.min()), _minute(times.max())) for code, times in seen}


def _minute(moment: pd.Timestamp) -> pd.Timestamp:
    return moment.replace(second=0, microsecond=0, nanosecond=0)


@dataclass(frozen=True)
class Territory:
    """What an event crosses, in a reader's language.

    Parameters
    ----------
    event, route
        The package, and its route as measured.
    voice
        The reader's language.
    passed
        First and last passage at each control, as :func:`spans` gives them.
    made_up
        What stands beside the tables of a package that is made up; empty for a real one.
    """

    event: Event
    route: Route
    voice: Voice
    passed: Spans
    made_up: str = ""

    @property
    def known(self) -> bool:
        """Whether any place of the route is known."""
        return bool(self._places)

    @property
    def _places(self) -> list[Waypoint]:
        return [place for place in self.route.waypoints if place.on_the_road]

    @property
    def municipalities(self) -> list[str]:
        """The municipalities of the route's places, in the order of the road."""
        return list(dict.fromkeys(self._municipalities(self._places)))

    @property
    def regions(self) -> list[str]:
        """The regions, in the order of the road."""
        return [region(name, self.voice.language) for name in self.route.regions]

    @property
    def countries(self) -> list[str]:
        """The countries by name, in the order of the road."""
        names = Locale.parse(self.voice.locale).territories
        return [names.get(code, code) for code in self.route.countries]

    @property
    def unesco(self) -> list[str]:
        """The World Heritage sites on the way."""
        return [place.called(self.voice.language) for place in self.route.unesco]

    def _municipalities(self, places: Iterable[Waypoint]) -> Iterator[str]:
        for place in places:
            for name in filter(None, map(str.strip, place.municipality.split(BOTH))):
                yield town(name, self.route.waypoints, self.voice.language)

    def fact(self, name: str) -> Fact:
        """Return how many municipalities, regions, countries or sites there are."""
        return Fact(name, len(getattr(self, name)), self.voice.text("source counted"))

    @cached_property
    def presence(self) -> Mapping[tuple[int, str], Span]:
        """First and last passage of the crews, by leg and place, in the order of the road."""
        found: dict[tuple[int, str], Span] = {}
        for control in records(self.event["controls"]):
            span = self.passed.get(str(control["code"]))
            if span is None:
                continue
            key = (int(control["leg"]), self._place_of(control))
            first, last = found.get(key, span)
            found[key] = (min(first, span[0]), max(last, span[1]))
        return found

    def _place_of(self, control: Mapping[str, object]) -> str:
        """Return the place of the route that a control stands in, else the control's own name."""
        if present(control["lat"]) and present(control["lon"]):
            here = (float(str(control["lat"])), float(str(control["lon"])))
            own = [place for place in self._places if place.leg == control["leg"]]
            near = min(((between(here, one.point)[0], one) for one in own), default=None, key=_far)
            if near is not None and near[0] <= NEAR_KM * 1000:
                return near[1].called(self.voice.language)
        return str(control["name"])

    def legs(self) -> Table | None:
        """Return the legs: way, places, municipalities, kilometres by country; None without any."""
        t = self.voice.text
        rows = [self._leg(leg) for leg in self.route.legs if leg.waypoints]
        measured = any(leg.measured for leg in self.route.legs)
        heads = {
            "way": "Leg",
            "municipalities": "Municipalities",
            "regions": "Regions",
            "countries": "Countries, km where measured" if measured else "Countries",
            "sites": "World Heritage and passes" if self.unesco else "Passes",
        }
        columns = [
            Column(key, t(head)) for key, head in heads.items() if any(row[key] for row in rows)
        ]
        if not rows:
            return None
        source = t("source territory" if measured else "source route places")
        table = Table("legs", t("caption legs"), columns, rows, source, wide=True, classes=DENSE)
        return replace(table, notice=self.made_up)

    def _leg(self, leg: LegRoute) -> Row:
        names = Locale.parse(self.voice.locale).territories
        measured = leg.measured.countries_km if leg.measured else {}
        on_road = [one for one in leg.waypoints if one.on_the_road]
        codes = list(measured) or list(dict.fromkeys(o.country for o in on_road if o.country))
        far = whole_parts(measured)
        told = [
            f"{names.get(code, code)} ({self.voice.quantity(far[code], 'km', 0)})"
            if code in far
            else names.get(code, code)
            for code in codes
        ]
        sites = [one for one in leg.waypoints if one.kind == "unesco" or one.is_pass]
        return {
            "way": f"{leg.number}. {way(*leg.ends(self.voice.language))}".rstrip(". "),
            "municipalities": _once(self._municipalities(on_road)),
            "regions": _once(
                region(name, self.voice.language) for name in names_met(on_road, "region")
            ),
            "countries": ", ".join(told),
            "sites": _once(one.called(self.voice.language) for one in sites),
        }

    @cached_property
    def _areas(self) -> ProtectedAreas | None:
        return protected_areas(self.event)

    @property
    def knows_protected(self) -> bool:
        """Whether kilometres in protected areas can be told: outlines and a track are there."""
        return bool(self._areas and any(leg.measured for leg in self.route.legs))

    def protected(self) -> Table | None:
        """Return the kilometres of the road in protected areas; None without outlines or track."""
        if not self._areas or not self.knows_protected:
            return None
        t, rows, english = self.voice.text, list[Row](), self.voice.language != "it"
        for leg in self.route.legs:
            if leg.measured is None:
                continue
            found, together = self._areas.kilometres(leg.measured.line)
            names = [name[english] for name in found]
            told = zip(names, found.values(), strict=True)
            rows.append(
                {
                    "way": f"{leg.number}. {way(*leg.ends(self.voice.language))}".rstrip(". "),
                    "areas": ", ".join(f"{name} ({self._km(km)})" for name, km in told),
                    "km": self._km(together),
                }
            )
        heads = {"way": "Leg", "areas": "Protected areas, km", "km": "Together, km"}
        columns = [Column(key, t(head)) for key, head in heads.items()]
        said = t("source protected", source=self._areas.source[english])
        return Table(
            "protected",
            t("caption protected"),
            columns,
            rows,
            said,
            notice=self.made_up,
            classes=DENSE,
        )

    def _km(self, km: float) -> str:
        return self.voice.quantity(Decimal(str(km)), "km", 1)

    def hours(self) -> Table | None:
        """Return when and how long the event was in each place; None without any time."""
        t = self.voice.text
        rows: list[Row] = [
            {
                "place": place,
                "leg": str(leg),
                "span": f"{self.voice.clock(first)}{EN_DASH}{self.voice.clock(last)}",
                "hours": self._hours((last - first).total_seconds()),
            }
            for (leg, place), (first, last) in self.presence.items()
        ]
        if not rows:
            return None
        heads = {"place": "Place", "leg": "Leg", "span": "First to last crew", "hours": "Presence"}
        columns = [Column(key, t(head)) for key, head in heads.items()]
        notice = t("Simulated times") if self.event.info.provenance.timing == "simulated" else ""
        source = t("source presence")
        caption = t("caption presence")
        return Table("presence", caption, columns, rows, source, notice=notice, classes=DENSE)

    def _hours(self, seconds: float) -> str:
        minutes = round(seconds / 60)
        return self.voice.text("hours and minutes", h=minutes // 60, m=f"{minutes % 60:02d}")


def whole_parts(parts: Mapping[str, float]) -> dict[str, Decimal]:
    """Return parts rounded to whole numbers that add up to their rounded sum.

    Those that rounding down takes most from are rounded up, as many as the sum asks for.

    Examples
    --------
    >>> {code: int(km) for code, km in whole_parts({"AT": 127.7, "IT": 7.4}).items()}
    {'AT': 128, 'IT': 7}
    """
    below = {name: floor(part) for name, part in parts.items()}
    short = round(sum(parts.values())) - sum(below.values())
    up = sorted(parts, key=lambda name: below[name] - parts[name])[:short]
    return {name: Decimal(whole + (name in up)) for name, whole in below.items()}


def _far(found: tuple[float, Waypoint]) -> float:
    return found[0]


def _once(names: Iterator[str] | Sequence[str]) -> str:
    """Return names that may repeat, each once, in their order."""
    return ", ".join(dict.fromkeys(name for name in names if name))
