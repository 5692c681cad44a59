"""The course: controls, trials and detections, laid along the places that were published.

Nobody published where on the road a control stood. The published length of a leg is spread over
the straight lines between its waypoints, in proportion; the lines of a series follow one another
at the distance that its imposed times take at the series' speed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from pyproj import Geod

WGS84 = Geod(ellps="WGS84")
AFTER_SERIES_KM = 0.4


@dataclass(frozen=True)
class Control:
    """One row of ``controls``.

    `assumed` names the columns that nobody published; ``row`` among them: that there are as many
    trials in the series.
    """

    leg: int
    code: str
    kind: str
    name: str
    name_en: str
    km: float
    lat: str
    lon: str
    target_s: str = ""
    target_kmh: str = ""
    starts_at: str = ""
    trophy: str = ""
    source: str = ""
    assumed: str = ""


@dataclass(frozen=True)
class Stop:
    """One place where the cars stop: a series of time trials, another control, or a pause.

    Parameters
    ----------
    kind
        PC, PM, CT, CO or ``pause``.
    km, end_km
        Where it begins and ends [km from the leg's start].
    kmh
        Road speed from the stop before [km/h].
    pause_s
        What every car waits there [s].
    chains
        The time trials, chain by chain; the other controls as one chain of one.
    detections_km
        The detection points of an average trial [km from its start], as written.
    """

    kind: str
    km: float
    end_km: float
    kmh: float
    pause_s: int = 0
    chains: tuple[tuple[Control, ...], ...] = ()
    detections_km: tuple[str, ...] = ()


@dataclass(frozen=True)
class Leg:
    """One leg: when its first car starts [s since midnight], the gap [s] and the stops."""

    number: int
    first_start: int
    gap_s: int
    stops: tuple[Stop, ...]

    def controls(self) -> Iterator[Control]:
        """Give the leg's controls in running order."""
        for stop in self.stops:
            for chain in stop.chains:
                yield from chain


@dataclass
class _Layout:
    """What laying a leg's stops has to remember."""

    places: Mapping[str, Mapping[str, str]]
    along_km: Mapping[str, float]
    counts: Counter[str]
    leg: int = 0
    km: float = 0.0
    stops: list[Stop] = field(default_factory=list)

    def code(self, kind: str) -> str:
        self.counts[kind] += 1
        return f"{kind}{self.counts[kind]}"


def seconds(clock: str) -> int:
    """Return seconds since midnight of ``HH:MM:SS``."""
    hours, minutes, rest = clock.split(":")
    return int(hours) * 3600 + int(minutes) * 60 + int(rest)


def lay(plan: Mapping[str, Any], waypoints: Sequence[Mapping[str, str]]) -> tuple[Leg, ...]:
    """Lay the plan's legs along the waypoints.

    Parameters
    ----------
    plan
        The assumptions, as read from TOML.
    waypoints
        The rows of the package's ``waypoints.csv``.

    Raises
    ------
    ValueError
        Where a stop would lie before the end of the one before it.
    """
    counts: Counter[str] = Counter()
    legs = []
    for entry in plan["legs"]:
        on_road = [
            row
            for row in waypoints
            if row["leg"] == str(entry["number"]) and row["kind"] != "unesco"
        ]
        layout = _Layout(
            places={row["name"]: row for row in on_road},
            along_km=_along(on_road, Decimal(entry["length_km"])),
            counts=counts,
            leg=entry["number"],
        )
        for stop in entry["stops"]:
            _place(layout, stop)
        legs.append(
            Leg(
                entry["number"],
                seconds(entry["first_start"]),
                entry["gap_s"],
                tuple(layout.stops),
            )
        )
    return tuple(legs)


def _along(rows: Sequence[Mapping[str, str]], length_km: Decimal) -> dict[str, float]:
    lons = [float(row["lon"]) for row in rows]
    lats = [float(row["lat"]) for row in rows]
    lines = WGS84.line_lengths(lons, lats)
    scale = float(length_km) / sum(lines)
    along, total = {}, 0.0
    for row, line in zip(rows, [0.0, *lines], strict=True):
        total += line
        along[row["name"]] = total * scale
    return along


def _place(layout: _Layout, stop: Mapping[str, Any]) -> None:
    kind, km = stop["kind"], layout.along_km[stop["place"]]
    if layout.stops and km <= layout.km:
        if layout.stops[-1].kind != "PC":
            message = f"{stop['place']} lies at {km:.1f} km, before {layout.km:.1f} km"
            raise ValueError(message)
        km = layout.km + AFTER_SERIES_KM
    chains, end_km = _chains(layout, stop, km)
    layout.km = end_km
    layout.stops.append(
        Stop(
            kind=kind,
            km=km,
            end_km=end_km,
            kmh=stop["kmh"],
            pause_s=60 * stop.get("pause_min", 0),
            chains=chains,
            detections_km=tuple(stop.get("detections_km", ())),
        )
    )


def _chains(
    layout: _Layout, stop: Mapping[str, Any], km: float
) -> tuple[tuple[tuple[Control, ...], ...], float]:
    kind = stop["kind"]
    if kind == "pause":
        return (), km
    if kind == "PC":
        return _series(layout, stop, km)
    single = Control(
        **_named(layout, stop, stop.get("name", stop["place"]), stop.get("name_en", "")),
        code=layout.code(kind),
        km=km,
        target_s=str(stop.get("target_s", "")),
        target_kmh=stop.get("target_kmh", ""),
        assumed={"PM": "km target_kmh", "CO": "km target_s", "CT": "km"}[kind],
    )
    return ((single,),), km + float(stop.get("length_km", 0))


def _series(
    layout: _Layout, stop: Mapping[str, Any], km: float
) -> tuple[tuple[tuple[Control, ...], ...], float]:
    label, english = stop.get("name", stop["place"]), stop.get("name_en", "")
    assumed = "km target_s" if stop.get("counted") else "row km target_s"
    chains: list[tuple[Control, ...]] = []
    done = 0
    for targets in stop["chains"]:
        if chains:
            km += AFTER_SERIES_KM
        chain: list[Control] = []
        for target in targets:
            km += target * stop["trial_kmh"] / 3600
            done += 1
            chain.append(
                Control(
                    **_named(
                        layout, stop, f"{label} {done}", f"{english} {done}" if english else ""
                    ),
                    code=layout.code("PC"),
                    km=km,
                    target_s=str(target),
                    starts_at=chain[-1].code if chain else "",
                    trophy=stop.get("trophy", ""),
                    assumed=assumed,
                )
            )
        chains.append(tuple(chain))
    return tuple(chains), km


def _named(layout: _Layout, stop: Mapping[str, Any], name: str, name_en: str) -> dict[str, Any]:
    place = layout.places[stop["place"]]
    return {
        "leg": layout.leg,
        "kind": stop["kind"],
        "name": name,
        "name_en": name_en,
        "lat": place["lat"],
        "lon": place["lon"],
        "source": stop["published"],
    }
