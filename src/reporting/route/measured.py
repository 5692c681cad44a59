"""What a track says: length, times, climb, where it runs, each with how it was found."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from reporting.caveats import Caveat
from reporting.language import number_in_each
from reporting.route import areas, basemap
from reporting.route.cleaning import Cleaned, Gap, clean
from reporting.route.geodesy import between, short_steps_m, wrapped
from reporting.route.heights import Band, Profile, profile, standing_noise
from reporting.route.methods import methods
from reporting.route.motion import Motion, motion, noise_m, usual_s
from reporting.route.road_line import RoadLine, joined_line
from reporting.route.rounded_positions import chain_km, rounded_m, widened, without_steps
from reporting.route.track import TimesKind

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reporting.route.track import Track

    Numbers = NDArray[np.float64]

KM = 1000.0
_OF_A_LINE = ("track-via-points", "track-untimed")
"""What is told of a line without times, and not of positions that were rounded."""

LEAST_GAP_M = 50.0
"""Where pieces of a file follow one another more closely than this, nothing is missing."""


@dataclass(frozen=True)
class Measured:
    """A track, measured.

    Parameters
    ----------
    length_km
        Length with its limits: what was driven in sight of the satellites, and gaps that were
        driven through, as straight lines at least.
    driven_km, bridged_km
        The two parts of it.
    moving_s, standing_s, elapsed_s
        Times [s]; None without times.
    points, spikes
        Points in the file, and those of them taken out as jumps.
    gaps
        Every gap, driven through or not.
    noise_m
        How much positions scatter [m].
    profile
        Heights along the road and the climb; None where heights are missing.
    bbox
        West, south, east, north [degrees].
    sinuosity
        Length over the geodesic from start to finish; None where they are one place.
    countries_km, regions_km, provinces_km
        Kilometres by ISO code, and by ISTAT's names within Italy.
    line
        The road as measured.
    caveats
        What was noticed.
    begins
        When the recording begins, UTC; None without times.
    """

    length_km: Band
    driven_km: float
    bridged_km: float
    moving_s: float | None
    standing_s: float | None
    elapsed_s: float | None
    points: int
    spikes: int
    gaps: tuple[Gap, ...]
    noise_m: float
    profile: Profile | None
    bbox: tuple[float, float, float, float]
    sinuosity: float | None
    countries_km: dict[str, float]
    regions_km: dict[str, float]
    provinces_km: dict[str, float]
    line: RoadLine
    caveats: tuple[Caveat, ...]
    begins: dt.datetime | None = None

    @property
    def mean_kmh(self) -> float | None:
        """Mean speed while moving [km/h]; None without times."""
        if not self.moving_s:
            return None
        return self.length_km.central / self.moving_s * 3600

    def speed_quantiles_kmh(self, shares: Sequence[float]) -> list[float] | None:
        """Return the speeds [km/h] below which the car kept for these shares of its points."""
        moving = self.line.speed_mps[self.line.speed_mps > methods()["standing"]["speed_mps"]]
        if not moving.size:
            return None
        return [float(speed) * 3.6 for speed in np.quantile(moving, shares)]

    def _speeds_json(self) -> dict[str, float] | None:
        """Return the speeds that were kept under for half, 90 % and 99 % of the moving points."""
        found = self.speed_quantiles_kmh([0.5, 0.9, 0.99])
        return (
            dict(zip(("p50", "p90", "p99"), [round(v, 1) for v in found], strict=True))
            if found
            else None
        )

    def as_json(self) -> dict[str, Any]:
        """Return the measures, null where unknown."""
        heights = self.profile
        return {
            "length_km": round(self.length_km.central, 3),
            "length_band_km": self.length_km.as_json(3),
            "driven_km": round(self.driven_km, 3),
            "bridged_km": round(self.bridged_km, 3),
            "gaps": len(self.gaps),
            "moving_time_s": _whole(self.moving_s),
            "standing_time_s": _whole(self.standing_s),
            "elapsed_time_s": _whole(self.elapsed_s),
            "mean_speed_kmh": None if self.mean_kmh is None else round(self.mean_kmh, 1),
            "speed_kmh": self._speeds_json(),
            "points": self.points,
            "spikes": self.spikes,
            "noise_m": round(self.noise_m, 2),
            "ascent_m": heights.ascent.as_json() if heights else None,
            "descent_m": heights.descent.as_json() if heights else None,
            "highest_m": round(heights.highest[0]) if heights else None,
            "steepest_km": _steepest(heights),
            "sinuosity": None if self.sinuosity is None else round(self.sinuosity, 3),
            "countries_km": _rounded(self.countries_km),
            "regions_km": _rounded(self.regions_km),
            "provinces_km": _rounded(self.provinces_km),
        }


def _whole(seconds: float | None) -> int | None:
    return None if seconds is None else round(seconds)


def _rounded(kilometres: dict[str, float]) -> dict[str, float]:
    return {name: round(km, 2) for name, km in kilometres.items()}


def _steepest(heights: Profile | None) -> dict[str, float] | None:
    if heights is None or heights.steepest is None:
        return None
    gradient, begin = heights.steepest
    return {"gradient": round(gradient, 4), "from_km": round(begin / KM, 2)}


def measure_points(track: Track) -> Measured:
    """Measure a track: spikes out, gaps apart, noise smoothed, standing left out.

    Parameters
    ----------
    track
        At least two points.
    """
    if grid := rounded_m(track):
        return _of_rounded(track, grid)
    cleaned = clean(track)
    noise = noise_m(cleaned.runs)
    interval = usual_s(cleaned.runs)
    motions = [motion(run, noise, interval) for run in cleaned.runs]
    line = joined_line(motions, cleaned.gaps)
    heights = _profile(cleaned, motions, line)
    driven = math.fsum(part.metres for part in motions) / KM
    bridged = math.fsum(gap.metres for gap in cleaned.gaps if gap.driven) / KM
    timed = track.timed
    steps = np.diff(line.along_m)
    return Measured(
        length_km=_length(motions, bridged, interval, _drawn_every_m(cleaned), timed=timed),
        driven_km=driven,
        bridged_km=bridged,
        moving_s=_moving(motions, cleaned.gaps) if timed else None,
        standing_s=_standing(motions, cleaned.gaps) if timed else None,
        elapsed_s=float((track.time[-1] - track.time[0]) / np.timedelta64(1, "s"))
        if timed
        else None,
        points=len(track),
        spikes=cleaned.spikes,
        gaps=cleaned.gaps,
        noise_m=noise,
        profile=heights,
        bbox=_box(line),
        sinuosity=_sinuosity(line, driven + bridged),
        countries_km=areas.kilometres_in(line.lat, line.lon, steps, basemap.lands(_box(line))),
        regions_km=areas.kilometres_in(line.lat, line.lon, steps, basemap.italian_regions()),
        provinces_km=areas.kilometres_in(line.lat, line.lon, steps, basemap.italian_provinces()),
        line=line,
        caveats=(
            *track.caveats,
            *_rests(track, cleaned, motions),
            *_caveats(cleaned, noise, interval, heights, timed=timed),
        ),
        begins=_begins(track),
    )


def _of_rounded(track: Track, grid: float) -> Measured:
    """Measure a track in steps as the simplest line within its rounding."""
    stairs = chain_km(track)
    details = {"metres": number_in_each(grid, 0), "steps": number_in_each(stairs, 1)}
    note = Caveat("track-rounded", details)
    line = replace(without_steps(track, grid), clock=TimesKind.NONE).noting(note)
    measured = measure_points(line)
    told = tuple(one for one in measured.caveats if one.code not in _OF_A_LINE)
    length, begins = widened(measured.length_km, stairs), _begins(track)
    return replace(measured, points=len(track), length_km=length, caveats=told, begins=begins)


def _begins(track: Track) -> dt.datetime | None:
    """Return when a recording begins, UTC; None without times."""
    if not track.timed:
        return None
    begins: dt.datetime = track.time[0].astype("datetime64[s]").item()
    return begins


def _length(
    motions: Sequence[Motion], bridged: float, interval: float, every_m: float, *, timed: bool
) -> Band:
    """Return a length [km] with its limits.

    Noise, or a planner's drawing, either way; what may be noise in a slow drive; bends cut by
    sparse fixes or by a drawing; a road's bends through a gap, or between via points.
    """
    limits = methods()
    sparse = limits["sparse"]
    driven = math.fsum(part.metres for part in motions) / KM
    lost = math.fsum(part.lost_m for part in motions) / KM
    relative = limits["noise" if timed else "drawn"]["relative"]
    cut, more = 0.0, 0.0
    if interval > sparse["interval_s"]:
        cut = lost * (sparse["bends"] + sparse["bends_per_s"] * interval)
        more = lost * (sparse["more_per_s"] + sparse["more_per_s2"] * interval) * interval
        more *= 1 + sparse["more_rough"] * lost / max(driven, 1e-9)
    elif timed:
        cut = lost
    else:
        more = lost * sparse["drawn"]
        if every_m > sparse["via_m"]:
            more += driven * limits["gap"]["detour"]
    length = driven + bridged
    return Band(
        max((length - cut) * (1 - relative), 0.0),
        length,
        length * (1 + relative) + more + bridged * limits["gap"]["detour"],
    )


def _drawn_every_m(cleaned: Cleaned) -> float:
    """Return the usual step of a line without times [m]; 0 of a recording."""
    if cleaned.runs[0].timed:
        return 0.0
    steps = [short_steps_m(run.lat, run.lon) for run in cleaned.runs if len(run) > 1]
    return float(np.median(np.concatenate(steps))) if steps else 0.0


def _moving(motions: Sequence[Motion], gaps: Sequence[Gap]) -> float:
    through = math.fsum(gap.seconds for gap in gaps if gap.driven)
    return math.fsum(part.moving_s for part in motions) + through


def _standing(motions: Sequence[Motion], gaps: Sequence[Gap]) -> float:
    waited = math.fsum(gap.seconds for gap in gaps if not gap.driven and not gap.carried)
    return math.fsum(part.standing_s for part in motions) + waited


def _profile(cleaned: Cleaned, motions: Sequence[Motion], line: RoadLine) -> Profile | None:
    heights = np.concatenate([run.elevation_m for run in cleaned.runs])
    noises = [
        standing_noise(run.elevation_m, ~part.moving, part.seconds)
        for run, part in zip(cleaned.runs, motions, strict=True)
        if part.seconds is not None
    ]
    return profile(line.along_m, heights, max(noises, default=0.0))


def _box(line: RoadLine) -> tuple[float, float, float, float]:
    """Return west, south, east, north; across the date line west is more than east (RFC 7946)."""
    west, east = wrapped(np.array([line.lon.min(), line.lon.max()])).tolist()
    return west, float(line.lat.min()), east, float(line.lat.max())


def _sinuosity(line: RoadLine, km: float) -> float | None:
    direct, _ = between((line.lat[0], line.lon[0]), (line.lat[-1], line.lon[-1]))
    return km * KM / direct if direct > KM / 10 else None


def _caveats(
    cleaned: Cleaned, noise: float, interval: float, heights: Profile | None, *, timed: bool
) -> Iterator[Caveat]:
    if not timed:
        yield Caveat("track-untimed")
    if cleaned.spikes:
        yield Caveat("track-spikes", {"count": cleaned.spikes})
    if (every := _drawn_every_m(cleaned)) > methods()["sparse"]["via_m"]:
        yield Caveat("track-via-points", {"metres": number_in_each(round(every, -1), 0)})
    yield from _of_gaps(cleaned.gaps)
    if interval > methods()["sparse"]["interval_s"]:
        yield Caveat("track-sparse", {"seconds": number_in_each(interval, 0)})
    if noise >= methods()["noise"]["least_m"]:
        shown = number_in_each(noise, 1)
        yield Caveat("track-noise", {"metres": shown})
    if heights is None:
        yield Caveat("track-heights-missing")
    elif heights.terrain_m:
        shown = number_in_each(heights.terrain_m / KM, 1)
        yield Caveat("track-heights-terrain", {"km": shown})


def _rests(track: Track, cleaned: Cleaned, motions: Sequence[Motion]) -> Iterator[Caveat]:
    """Tell of a recording that goes on after a night's rest: it is of more than one day's leg."""
    if not track.timed:
        return
    rest = methods()["standing"]["night_s"]
    driven = _driven_s(cleaned, motions)
    count = int((driven[1:, 0] - driven[:-1, 1] >= rest).sum())
    if count:
        begin, end = (track.time[at].astype("datetime64[D]").item().isoformat() for at in (0, -1))
        details = {"hours": number_in_each(rest / 3600, 0), "begin": begin, "end": end}
        yield Caveat("track-days", {"count": count + 1, **details})


def _driven_s(cleaned: Cleaned, motions: Sequence[Motion]) -> Numbers:
    """Return begin and end [s] of every step that was driven, and of gaps driven through."""
    spells = []
    for run, part in zip(cleaned.runs, motions, strict=True):
        if part.seconds is not None:
            at = part.seconds + run.time[0].astype(np.int64) / 1e9
            spells.append(np.column_stack([at[:-1], at[1:]])[part.moving])
    for one, other, gap in zip(cleaned.runs, cleaned.runs[1:], cleaned.gaps, strict=False):
        if gap.driven:
            ends = np.array([[one.time[-1], other.time[0]]]).astype(np.int64) / 1e9
            spells.append(ends)
    driven = np.concatenate([np.empty((0, 2)), *spells])
    return driven[np.argsort(driven[:, 0], kind="stable")]


def _of_gaps(gaps: Sequence[Gap]) -> Iterator[Caveat]:
    driven = [gap for gap in gaps if gap.driven and gap.metres >= LEAST_GAP_M]
    if driven:
        km = math.fsum(gap.metres for gap in driven) / KM
        shown = number_in_each(km, 1)
        yield Caveat("track-gaps", {"count": len(driven), "km": shown})
    carried = [gap for gap in gaps if gap.carried]
    if carried:
        shown = number_in_each(math.fsum(gap.metres for gap in carried) / KM, 1)
        yield Caveat("track-transfers", {"count": len(carried), "km": shown})
    jumps = [gap for gap in gaps if not gap.driven and not gap.carried and gap.metres > KM]
    if jumps:
        shown = number_in_each(math.fsum(gap.metres for gap in jumps) / KM, 1)
        yield Caveat("track-jumps", {"count": len(jumps), "km": shown})
