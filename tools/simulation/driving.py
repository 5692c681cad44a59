"""The drive: when each car passes each line.

The model. A car leaves at its due time and drives from stop to stop at the stretch's speed, a
little faster or slower each time. At a series it queues: cars start in the order in which they
came, a marshal's gap apart. Over a time trial its deviation from the imposed time is normal, with
the crew's own spread times the trial's difficulty; now and then a slip adds an exponential one,
mostly late. A linked trial starts at the real finish of the one before, so an error is not
carried on. At a detection of an average trial the deviation is normal. At a time control the crew
waits for its minute.

Times are whole ten-thousandths of a second since midnight, as a timing device prints them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from simulation.course import Control, Leg, Stop
from simulation.draws import Draws

TICKS = 10_000  # in a second
HUNDREDTH = TICKS // 100
MOST_REDRAWS = 100_000


@dataclass(frozen=True)
class Passage:
    """One row of ``passages``; `ticks` are ten-thousandths of a second since midnight."""

    number: int
    control: str
    point: str
    ticks: int


@dataclass
class Crew:
    """A crew on the road: how well it drives, where it is, and its own random numbers."""

    number: int
    spread_s: float
    spread_pm_s: float
    slips: float
    draws: Draws
    ticks: int = 0
    km: float = 0.0
    reference: int = 0
    retired: bool = False


@dataclass
class Drive:
    """One draw of the whole event.

    Parameters
    ----------
    plan
        The assumptions, as read from TOML.
    legs
        The course.
    attempt
        Which draw: another attempt is another luck, with the same skills.
    mean_errors
        (crew, trophy) -> mean deviation [s] that the crew's trials of the trophy must have: they
        are drawn again until they do.
    """

    plan: Mapping[str, Any]
    legs: Sequence[Leg]
    attempt: int
    mean_errors: Mapping[tuple[int, str], Decimal] = field(default_factory=dict)
    starts: list[tuple[int, int, int]] = field(default_factory=list)
    passages: list[Passage] = field(default_factory=list)
    times_read_elsewhere: dict[tuple[int, str], int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.model = self.plan["driving"]
        self.difficulty = self._difficulties()
        self.crews = [
            self._crew(number, entry) for number, entry in enumerate(self.plan["crews"], start=1)
        ]

    def run(self) -> list[Passage]:
        """Drive all legs and return the passages, in running order of the controls."""
        for leg in self.legs:
            running = [crew for crew in self.crews if not crew.retired]
            for place, crew in enumerate(running):
                due = leg.first_start + place * leg.gap_s
                self.starts.append((crew.number, leg.number, due))
                crew.ticks = crew.reference = due * TICKS
                crew.km = 0.0
            for stop in leg.stops:
                self._stop(stop)
        return self.passages

    # ------------------------------------------------------------------ who drives, over what
    def _difficulties(self) -> dict[str, float]:
        draws = Draws(self.plan["seed"], 0)
        sigma = self.model["difficulty_sigma"]
        codes = [control.code for leg in self.legs for control in leg.controls()]
        return {code: draws.lognormal(1.0, sigma) for code in codes}

    def _crew(self, number: int, entry: Mapping[str, Any]) -> Crew:
        skill, model = Draws(self.plan["seed"], 1, number), self.model
        spread = max(
            skill.lognormal(model["spread_median_s"], model["spread_sigma"]),
            model["spread_least_s"],
        )
        spread_pm = skill.lognormal(model["spread_pm_median_s"], model["spread_pm_sigma"])
        slips = skill.lognormal(model["slips_median"], model["spread_sigma"])
        return Crew(
            number,
            spread_s=entry.get("spread_s", spread),
            spread_pm_s=entry.get("spread_pm_s", spread_pm),
            slips=entry.get("slips", slips),
            draws=Draws(self.plan["seed"], 2, self.attempt, number),
        )

    # ------------------------------------------------------------------------ from stop to stop
    def _stop(self, stop: Stop) -> None:
        running = [crew for crew in self.crews if not crew.retired]
        for crew in running:
            speed = crew.draws.lognormal(stop.kmh, self.model["pace_sigma"])
            crew.ticks += round((stop.km - crew.km) / speed * 3600 * TICKS)
            crew.km = stop.end_km
        line = sorted(running, key=lambda crew: (crew.ticks, crew.number))
        visit = {
            "PC": self._series,
            "PM": self._average_trial,
            "CT": self._stamp,
            "CO": self._hand_in,
        }
        if stop.kind in visit:
            visit[stop.kind](stop, line)
        for crew in line:
            # People linger: up to a tenth more than the pause.
            crew.ticks += round(stop.pause_s * crew.draws.uniform(1.0, 1.1)) * TICKS

    def _queue(self, line: Sequence[Crew], least_s: float, jitter_s: float) -> None:
        free = 0
        for crew in line:
            crew.ticks = max(crew.ticks, free)
            free = crew.ticks + round((least_s + crew.draws.uniform(0, jitter_s)) * TICKS)

    def _to_the_start_line(self, line: Sequence[Crew]) -> None:
        for crew in line:
            crew.ticks += round(crew.draws.uniform(*self.model["settle_s"]) * TICKS)
        self._queue(line, self.model["least_gap_s"], self.model["gap_jitter_s"])

    # -------------------------------------------------------------------------------- time trials
    def _series(self, stop: Stop, line: Sequence[Crew]) -> None:
        for chain in stop.chains:
            line = [crew for crew in line if not crew.retired]
            self._to_the_start_line(line)
            for place, crew in enumerate(line, start=1):
                self._record(crew, chain[0], "start", crew.ticks)
                for control, finish in zip(chain, self._finishes(crew, chain), strict=True):
                    crew.ticks = finish
                    self._finish(crew, control, place)

    def _finishes(self, crew: Crew, chain: Sequence[Control]) -> list[int]:
        wanted = self.mean_errors.get((crew.number, chain[0].trophy))
        for _ in range(MOST_REDRAWS):
            ticks, finishes = crew.ticks, []
            for control in chain:
                ticks += int(control.target_s) * TICKS + self._deviation(crew, control)
                finishes.append(ticks)
            if wanted is None or _mean_error(crew.ticks, chain, finishes) == wanted:
                return finishes
        message = f"no draw of crew {crew.number} has a mean error of {wanted} s"
        raise ValueError(message)

    def _deviation(self, crew: Crew, control: Control) -> int:
        seconds = crew.draws.normal(crew.spread_s * self.difficulty[control.code])
        if crew.draws.uniform() < crew.slips:
            slip = crew.draws.exponential(self.model["slip_mean_s"])
            seconds += slip if crew.draws.uniform() < self.model["slip_late"] else -slip
        blocked = self._incident("blocked", control.code, crew.number)
        if blocked:
            seconds += blocked["seconds"]
        return round(seconds * TICKS)

    def _finish(self, crew: Crew, control: Control, place: int) -> None:
        seen = crew.ticks
        shifted = self._incident("shifted", control.code)
        if shifted and place >= shifted["from_place"]:
            seen += round(shifted["seconds"] * TICKS)
        if self._incident("unread", control.code, crew.number):
            self.times_read_elsewhere[crew.number, control.code] = seen
        elif not self._incident("missed", control.code, crew.number):
            self._record(crew, control, "finish", seen)
        crew.retired |= bool(self._incident("retired", control.code, crew.number))

    # ------------------------------------------------------------------------- the other controls
    def _average_trial(self, stop: Stop, line: Sequence[Crew]) -> None:
        control = stop.chains[0][0]
        self._to_the_start_line(line)
        for crew in line:
            start = crew.ticks
            self._record(crew, control, "start", start)
            for point, distance in enumerate(stop.detections_km, start=1):
                due = float(distance) / float(control.target_kmh) * 3600
                late = crew.draws.normal(crew.spread_pm_s * self.difficulty[control.code])
                self._record(crew, control, str(point), start + round((due + late) * TICKS))
            length = stop.end_km - stop.km
            crew.ticks = start + round(length / float(control.target_kmh) * 3600 * TICKS)

    def _stamp(self, stop: Stop, line: Sequence[Crew]) -> None:
        control = stop.chains[0][0]
        self._queue(line, self.model["stamp_gap_s"], self.model["gap_jitter_s"])
        for crew in line:
            if not self._incident("unstamped", control.code, crew.number):
                self._record(crew, control, "in", crew.ticks // TICKS * TICKS)

    def _hand_in(self, stop: Stop, line: Sequence[Crew]) -> None:
        control = stop.chains[0][0]
        minute = 60 * TICKS
        for crew in line:
            due = crew.reference + int(control.target_s) * TICKS
            late = self._incident("late", control.code, crew.number)
            early = self._incident("early", control.code, crew.number)
            due += minute * ((late["minutes"] if late else 0) - (early["minutes"] if early else 0))
            within = round(crew.draws.uniform(4, 52)) * TICKS
            crew.ticks = max(crew.ticks // TICKS * TICKS, due + within)
            crew.reference = crew.ticks // minute * minute
            self._record(crew, control, "in", crew.ticks)

    # ------------------------------------------------------------------------------------- records
    def _record(self, crew: Crew, control: Control, point: str, ticks: int) -> None:
        self.passages.append(Passage(crew.number, control.code, point, ticks))

    def _incident(self, kind: str, control: str, number: int | None = None) -> Any:
        for incident in self.plan["incidents"]:
            if (incident["kind"], incident["control"]) != (kind, control):
                continue
            if number is None or incident["number"] == number:
                return incident
        return None


def _mean_error(start: int, chain: Sequence[Control], finishes: Sequence[int]) -> Decimal:
    lines = [ticks // HUNDREDTH for ticks in (start, *finishes)]
    off = [
        abs(finish - begin - 100 * int(control.target_s))
        for begin, finish, control in zip(lines, lines[1:], chain, strict=False)
    ]
    return Decimal(sum(off)) / len(off) / 100
