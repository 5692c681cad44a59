"""What is known about a route: its legs, and the whole of them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

from reporting.caveats import Caveat
from reporting.route.heights import Band, total
from reporting.route.lengths import Published, Reconciliation, rounded
from reporting.route.place_names import town
from reporting.route.places import BoundingBox, Crossing, Met, Waypoint

if TYPE_CHECKING:
    from reporting.route.measured import Measured

MadeUp = Literal["all", "controls", ""]


@dataclass(frozen=True, slots=True)
class LegRoute:
    """One leg of the route.

    Parameters
    ----------
    number, date, start, finish
        As ``event.toml`` has them; of a track alone the number is 1, the rest may be unknown.
    waypoints
        The places that the cars drive through, in order.
    reconciliation
        Published lengths against bound and measurement.
    crossing
        From the first place to the last.
    bbox
        West, south, east, north [degrees].
    derived_km
        Shortest and longest length by difference, for the one leg that nobody published.
    measured
        What the leg's track says; None without a track.
    met
        Places in the order in which the measured road passes them.
    daylight
        Sunrise at the start and sunset at the finish, local time; None where unknown.
    controls
        The controls that have a place, in order; `km` as measured where there is a track.
    """

    number: int
    date: dt.date | None
    start: str
    finish: str
    waypoints: tuple[Waypoint, ...]
    reconciliation: Reconciliation
    crossing: Crossing | None = None
    bbox: BoundingBox | None = None
    derived_km: tuple[Decimal, Decimal] | None = None
    measured: Measured | None = None
    met: tuple[Met, ...] = ()
    daylight: tuple[dt.datetime, dt.datetime] | None = None
    controls: tuple[Waypoint, ...] = ()

    @property
    def published(self) -> tuple[Published, ...]:
        """The published lengths of the leg."""
        return self.reconciliation.published

    @property
    def lower_bound_km(self) -> float | None:
        """The least length of the leg [km]."""
        return self.reconciliation.bound.km if self.reconciliation.bound else None

    def ends(self, language: str) -> tuple[str, str]:
        """Return where it begins and ends for readers of `language`, blank where unknown."""
        first, last = (town(end, self.waypoints, language) for end in (self.start, self.finish))
        return first, last

    def as_json(self) -> dict[str, Any]:
        """Return what is known about the leg, null where unknown."""
        crossing = self.crossing
        measured = self.measured.as_json() if self.measured else {}
        return {
            "number": self.number,
            "date": self.date.isoformat() if self.date else None,
            "from": self.start or None,
            "to": self.finish or None,
            "length_km": None,
            "ascent_m": None,
            "moving_time_s": None,
            "points": None,
            **measured,
            "published": [figure.as_json() for figure in self.published],
            "derived_km": [float(km) for km in self.derived_km] if self.derived_km else None,
            "lower_bound_km": rounded(self.lower_bound_km),
            "verdict": str(self.reconciliation.verdict),
            "reconciliation": self.reconciliation.as_json(),
            **shape_json(crossing),
            "bbox": list(self.bbox) if self.bbox else None,
            "sunrise": self.daylight[0].isoformat("T", "minutes") if self.daylight else None,
            "sunset": self.daylight[1].isoformat("T", "minutes") if self.daylight else None,
            "waypoints": len(self.waypoints),
            "met": [
                {
                    "name": met.place.name,
                    "kind": met.place.kind,
                    "along_km": round(met.along_km, 2),
                    "away_km": round(met.away_km, 2),
                    "or_along_km": None if met.other_km is None else round(met.other_km, 2),
                }
                for met in self.met
            ],
            "controls": [
                {
                    "code": control.code,
                    "kind": control.control,
                    "along_km": None if control.km is None else round(control.km, 2),
                }
                for control in self.controls
            ],
        }


@dataclass(frozen=True, slots=True, repr=False)
class Route:
    """The whole route of an event, or of one track.

    Parameters
    ----------
    name
        The event's id, or the track's file name.
    legs
        Leg by leg, in order.
    reconciliation
        Of the whole length.
    crossing
        From the event's start to its finish.
    bbox
        West, south, east, north [degrees] of every place on the route.
    countries, regions, provinces
        In the order in which the route first meets them.
    passes, unesco
        Passes driven over, World Heritage sites on the way.
    waypoints
        Every place of the table, those off the road too.
    caveats
        What whoever reads these figures must know.
    made_up
        What of it nobody drove or published: ``all``, with its tracks and lengths; ``controls``,
        their numbers and distances; empty where nothing.
    """

    name: str
    legs: tuple[LegRoute, ...]
    reconciliation: Reconciliation
    crossing: Crossing | None
    bbox: BoundingBox | None
    countries: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    provinces: tuple[str, ...] = ()
    passes: tuple[Waypoint, ...] = ()
    unesco: tuple[Waypoint, ...] = ()
    waypoints: tuple[Waypoint, ...] = ()
    caveats: tuple[Caveat, ...] = ()
    made_up: MadeUp = ""

    def __repr__(self) -> str:
        """Return which route it is."""
        return f"<route of {self.name}: {len(self.legs)} legs>"

    @property
    def published(self) -> tuple[Published, ...]:
        """The published lengths of the whole route."""
        return self.reconciliation.published

    @property
    def lower_bound_km(self) -> float | None:
        """The least length of the whole route [km]."""
        return self.reconciliation.bound.km if self.reconciliation.bound else None

    @property
    def measured(self) -> tuple[Measured, ...]:
        """What the tracks of the legs say; empty unless every leg has one."""
        found = tuple(leg.measured for leg in self.legs if leg.measured)
        return found if len(found) == len(self.legs) else ()

    @property
    def length_km(self) -> Band | None:
        """Length of all legs with its limits [km]; None unless every leg has a track."""
        lengths = [part.length_km for part in self.measured]
        return total(lengths) if lengths else None

    @property
    def ascent_m(self) -> Band | None:
        """Climb of all legs as a band [m]; None unless every leg has heights."""
        return self._heights("ascent")

    @property
    def descent_m(self) -> Band | None:
        """Descent of all legs as a band [m]; None unless every leg has heights."""
        return self._heights("descent")

    def _heights(self, which: str) -> Band | None:
        profiles = [part.profile for part in self.measured]
        known = [getattr(profile, which) for profile in profiles if profile]
        return total(known) if known and len(known) == len(profiles) else None

    @property
    def moving_time_s(self) -> float | None:
        """Time spent moving [s]; None unless every leg has a track with times."""
        times = [part.moving_s for part in self.measured]
        known = [time for time in times if time is not None]
        return sum(known) if known and len(known) == len(times) else None

    @property
    def highest(self) -> Waypoint | None:
        """The highest pass driven over, None where no height is known."""
        heights = [place for place in self.passes if place.elevation_m is not None]
        return max(heights, key=lambda place: place.elevation_m or 0.0, default=None)

    @property
    def sum_of_legs_km(self) -> tuple[Decimal, Decimal] | None:
        """Shortest and longest sum of the published legs [km]; None where a leg has none."""
        figures = [leg.reconciliation.figures for leg in self.legs]
        if not figures or any(leg.reconciliation.unpublished for leg in self.legs):
            return None
        low = sum((leg[0] for leg in figures), Decimal(0))
        return low, sum((leg[-1] for leg in figures), Decimal(0))

    def as_json(self) -> dict[str, Any]:
        """Return everything in the form of the contract (section 3), null where unknown."""
        crossing = self.crossing
        legs_sum = self.sum_of_legs_km
        return {
            "name": self.name,
            "legs": [leg.as_json() for leg in self.legs],
            "length_km": _central(self.length_km),
            "length_band_km": self.length_km.as_json(3) if self.length_km else None,
            "published": [figure.as_json() for figure in self.published]
            + [figure.as_json() for leg in self.legs for figure in leg.published],
            "published_sum_of_legs_km": [float(km) for km in legs_sum] if legs_sum else None,
            "verdict": str(self.reconciliation.verdict),
            "reconciliation": self.reconciliation.as_json(),
            **shape_json(crossing),
            "coast_to_coast": crossing.coast_to_coast if crossing else None,
            "lower_bound_km": rounded(self.lower_bound_km),
            "ascent_m": self.ascent_m.as_json() if self.ascent_m else None,
            "descent_m": self.descent_m.as_json() if self.descent_m else None,
            "moving_time_s": None if self.moving_time_s is None else round(self.moving_time_s),
            "points": sum(part.points for part in self.measured) or None,
            "bbox": list(self.bbox) if self.bbox else None,
            "countries": list(self.countries),
            "regions": list(self.regions),
            "provinces": list(self.provinces),
            "passes": [place.as_json() for place in self.passes],
            "unesco": [place.as_json() for place in self.unesco],
            "caveats": [caveat.as_json() for caveat in self.caveats],
        }


def shape_json(crossing: Crossing | None) -> dict[str, Any]:
    """Return where a route leads: from end to end, or how far out and back; null where unknown.

    A loop has no bearing and no way from end to end: `west_east_km` and `south_north_km` are its
    extent, as `extent_km` always is, and `farthest` is where it turns.
    """
    if crossing is None:
        names = ("shape", "west_east_km", "south_north_km", "great_circle_km", "bearing_deg")
        return dict.fromkeys((*names, "farthest", "extent_km"))
    loop, (across, up) = crossing.loop, crossing.extent_km
    name = crossing.farthest.name if crossing.farthest else ""
    return {
        "shape": "loop" if loop else "crossing",
        "west_east_km": rounded(across if loop else crossing.west_east_km),
        "south_north_km": rounded(up if loop else crossing.south_north_km),
        "great_circle_km": None if loop else rounded(crossing.great_circle_km),
        "bearing_deg": None if loop else rounded(crossing.bearing_deg, 1),
        "farthest": {"name": name or None, "km": rounded(crossing.farthest_km)},
        "extent_km": {"west_east": rounded(across), "south_north": rounded(up)},
    }


def _central(band: Band | None) -> float | None:
    return None if band is None else round(band.central, 3)
