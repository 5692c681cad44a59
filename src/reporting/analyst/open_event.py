"""One event as an analyst asks it: ``rp.open("demo-rally").standings()``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from reporting.analyst import trial_frames
from reporting.analyst.plain_frames import plain
from reporting.errors import UsageError
from reporting.language import LANGUAGES

if TYPE_CHECKING:
    from reporting.analyst.what_if import WhatIf
    from reporting.charts.chart import Chart
    from reporting.charts.maps.drawn_map import DrawnMap
    from reporting.event import Event
    from reporting.footprint import Inventory
    from reporting.route import Route
    from reporting.scoring import Standings

CHARTS = ("coefficient", "height_strip", "lead", "map", "matrix", "precision", "trials")
BY = ("category", "scope", "tier", "line", "crew")


def events() -> pd.DataFrame:
    """Return the bundled events.

    Returns
    -------
    DataFrame
        ``event``, ``name``, ``starts``, ``ends`` (dates), ``timing`` (timekeeper, simulated or
        none); one row an event, the latest first.

    Examples
    --------
    >>> sorted(events()["event"])[:2]
    ['coppa-delle-alpi-2024', 'demo-rally']
    """
    from reporting.event import bundled, load

    rows = []
    for name in bundled():
        info = load(name).info
        rows.append({"event": name, "name": info.name.in_language(LANGUAGES[-1]),
                     "starts": pd.Timestamp(info.start), "ends": pd.Timestamp(info.end),
                     "timing": info.provenance.timing})  # fmt: skip
    return plain(pd.DataFrame(rows).sort_values("starts", ascending=False), "")


def open_event(where: str | Path) -> OpenEvent:
    """Open an event package: ``rp.open``.

    Parameters
    ----------
    where
        The id of a bundled event, or the path of a package's folder; behind an ``@`` the moment
        at which it is looked at.

    Raises
    ------
    UsageError
        For an unknown event; the known ones are named.
    InputError
        Where its tables have errors; the findings are named.

    Examples
    --------
    >>> open_event("demo-rally").standings()["position"].iloc[:3].tolist()
    [1, 2, 3]
    """
    from reporting.event import bundled
    from reporting.publish.gate import load_fit

    given: object = where
    if not isinstance(given, str | Path):
        kind = type(given).__name__
        known = ", ".join(bundled())
        raise UsageError(f"An event is its id ({known}) or the path of its folder, not a {kind}.")
    return OpenEvent(load_fit(str(where), "standings"))


def season(places: Iterable[str | Path]) -> pd.DataFrame:
    """Return the overall standings of several events, one below the other.

    Returns
    -------
    DataFrame
        As :meth:`OpenEvent.standings`; ``event`` tells them apart. Events without times are left
        out.

    Examples
    --------
    >>> season(["demo-rally", "experience-italy-2025"])["event"].nunique()
    2
    """
    opened = [open_event(where) for where in ([places] if isinstance(places, str) else places)]
    frames = [one.standings() for one in opened if one.event.has("passages")]
    if not frames:
        raise UsageError("None of these events has times.")
    whole = pd.concat(frames, ignore_index=True)
    whole.attrs = frames[0].attrs
    return whole


class OpenEvent:
    """An event, its results and what can be asked of them.

    Every answer is a fresh DataFrame: floats (``exact=True`` gives decimals), timestamps in the
    event's time zone, controls as ordered categories, an ``event`` column, and in ``attrs`` the
    unit and the meaning of each column.

    Parameters
    ----------
    event
        A loaded package, fit to be scored where it has times.
    """

    def __init__(self, event: Event) -> None:
        self.event = event

    def __repr__(self) -> str:
        """Return the event's card: what it is, what data there is, what one can ask."""
        info, event = self.event.info, self.event
        counts = {name: rows for name, rows in event.counts().items() if rows}
        timing = {"simulated": "SIMULATED times", "none": "no times"}.get(
            info.provenance.timing, "timekeepers' times"
        )
        return "\n".join(
            [
                f"{info.name.in_language(LANGUAGES[-1])} ({event.id}), {info.start} to {info.end}",
                f"  {timing}; rulebook {info.rulebook}",
                f"  {', '.join(f'{rows} {name}' for name, rows in counts.items())}",
                "  ask: standings trials controls crews compare lead consistency detections",
                "       route profile footprint facts findings chart what_if",
            ]
        )

    def standings(self, ranking: str = "overall", *, exact: bool = False) -> pd.DataFrame:
        """Return a ranking, first place first.

        Parameters
        ----------
        ranking
            ``overall``, or another of the rulebook's (``category:RC1``, a trophy's name).
        exact
            Decimals instead of floats.

        Raises
        ------
        UsageError
            For a ranking that there is none of; the known ones are named.
        """
        known = self._standings.rankings
        if ranking not in known:
            raise UsageError(f"There is no ranking {ranking!r}; there is {', '.join(known)}.")
        return self._plain(known[ranking], exact)

    def controls(self) -> pd.DataFrame:
        """Return the controls in running order."""
        return self._plain(self.event["controls"].sort_values(["leg", "seq"]))

    def crews(self) -> pd.DataFrame:
        """Return the entries with ``crew`` and ``car`` as one reads them."""
        table = self.event["entries"].copy()
        table.insert(1, "crew", _joined(table, ("driver", "codriver"), " - "))
        table.insert(2, "car", _joined(table, ("make", "model", "year"), " "))
        return self._plain(table)

    def trials(self, *, exact: bool = False) -> pd.DataFrame:
        """Return every control of every crew, tidy: one row each, in running order.

        Returns
        -------
        DataFrame
            ``number``, ``crew``, ``car``, ``control`` (ordered), ``kind``, ``leg``, ``seq``,
            ``target_s``, ``target_kmh``, ``start``, ``finish`` (as read), ``deviation_s``,
            ``error_s`` [s], ``penalty``, ``score``, ``running_total``, ``running_position`` and
            the marks ``usable``, ``missed``, ``capped``, ``annulled``, ``averaged``,
            ``dropped``, ``set``, ``counts``, ``decided``.
        """
        table = trial_frames.trials(self.event, self._standings)
        crews = self.crews().set_index("number")
        for place, name in enumerate(("crew", "car"), start=1):
            table.insert(place, name, table["number"].map(crews[name]))
        return self._plain(table, exact)

    def detections(self, *, exact: bool = False) -> pd.DataFrame:
        """Return what each crew did at each detection of the average trials."""
        return self._plain(self._standings.detections, exact)

    def lead(self) -> pd.DataFrame:
        """Return total, position and gap to the lead after each control, a row a crew."""
        return self._plain(self._standings.history)

    def consistency(self) -> pd.DataFrame:
        """Return how precise and how even each crew was in the time trials, the evenest first.

        Returns
        -------
        DataFrame
            ``number``, ``crew``, ``trials``, ``zeros``, ``mean_s``, ``median_s``, ``worst_s``
            (errors without sign [s]), ``bias_s`` (median deviation, late positive) and ``mad_s``
            (median absolute deviation from the crew's own median).
        """
        table = trial_frames.consistency(self._standings)
        table.insert(1, "crew", table["number"].map(self.crews().set_index("number")["crew"]))
        return self._plain(table)

    def compare(self, a: int, b: int) -> pd.DataFrame:
        """Return two crews control by control, and what lies between them so far.

        Parameters
        ----------
        a, b
            Numbers of the crews.

        Raises
        ------
        UsageError
            For a crew that there is none of.
        """
        table = self.trials()
        known = set(table["number"])
        for number in (a, b):
            if number not in known:
                raise UsageError(f"There is no crew {number!r}; numbers: {_listed(known)}.")
        return self._plain(trial_frames.compared(table, a, b))

    def route(self) -> pd.DataFrame:
        """Return the legs: length with its band, climb, what is known at least, moving time."""
        rows = []
        for leg in self._route.legs:
            told: Mapping[str, Any] = leg.as_json()
            band, climb = told.get("length_band_km") or {}, told.get("ascent_m") or {}
            down = told.get("descent_m") or {}
            rows.append({"leg": leg.number, "date": leg.date, "from": told["from"],
                         "to": told["to"], "length_km": told["length_km"],
                         "length_low_km": band.get("low"), "length_high_km": band.get("high"),
                         "lower_bound_km": told["lower_bound_km"], "ascent_m": climb.get("central"),
                         "descent_m": down.get("central"),
                         "moving_time_s": told["moving_time_s"]})  # fmt: skip
        return self._plain(pd.DataFrame(rows))

    def profile(self) -> pd.DataFrame:
        """Return the measured road point by point; empty for legs without a track.

        Returns
        -------
        DataFrame
            ``leg``, ``along_km``, ``lat``, ``lon``, ``speed_kmh``.
        """
        frames = [
            pd.DataFrame(
                {
                    "leg": leg.number,
                    "along_km": leg.measured.line.along_m / 1000,
                    "lat": leg.measured.line.lat,
                    "lon": leg.measured.line.lon,
                    "speed_kmh": leg.measured.line.speed_mps * 3.6,
                }
            )
            for leg in self._route.legs
            if leg.measured is not None
        ]
        columns = ["leg", "along_km", "lat", "lon", "speed_kmh"]
        return self._plain(pd.concat(frames) if frames else pd.DataFrame(columns=columns))

    def footprint(self, by: str = "category", *, exact: bool = False) -> pd.DataFrame:
        """Return the footprint on both bases [kg CO2e].

        Parameters
        ----------
        by
            ``category``, ``scope``, ``tier``, ``line``; ``crew`` spreads the total evenly over
            the crews that started.
        exact
            Decimals instead of floats.
        """
        if by not in BY:
            raise UsageError(f"A footprint is asked for by {', '.join(BY)}, not by {by!r}.")
        inventory = self._inventory
        if by == "line":
            rows = [
                {"id": line.id, "event_category": line.event_category, "scope": line.scope,
                 "description": line.activity.description, "quantity": line.activity.quantity,
                 "unit": line.activity.unit, "factor": line.factor.id, "tier": line.activity.tier,
                 "location_kg": line.location_kg, "market_kg": line.market_kg}
                for line in inventory.lines
            ]  # fmt: skip
            return self._plain(pd.DataFrame(rows), exact)
        total = inventory.total_location_kg
        if by == "crew":
            started = int((self.event["entries"]["status"] != "DNS").fillna(True).sum())
            if not started or total is None:
                raise UsageError(f"{self.event.id} has no crews that started, or no footprint.")
            market = inventory.total_market_kg
            each = {"location_kg": total / started, "market_kg": market and market / started}
            return self._plain(pd.DataFrame([{"crews": started, **each}]), exact)
        groups = getattr(inventory, f"by_{by}")
        rows = [
            {_NAMED[by]: name, "location_kg": kg.location_kg, "market_kg": kg.market_kg,
             "share": kg.location_kg / total if total else None}
            for name, kg in groups.items()
        ]  # fmt: skip
        return self._plain(pd.DataFrame(rows), exact)

    def facts(self) -> pd.DataFrame:
        """Return what others have published: ``key``, ``value``, ``unit``, ``source``..."""
        return self._plain(self.event["facts"])

    def findings(self, language: str = "en") -> pd.DataFrame:
        """Return everything that the checks say of the package, errors first."""
        from reporting.publish.gate import findings

        rows = [one.as_json(language) for one in findings(self.event)]
        columns = [
            "severity",
            "code",
            "table",
            "file",
            "row",
            "column",
            "value",
            "message",
            "remedy",
        ]
        table = pd.DataFrame(rows, columns=columns)
        return self._plain(table.drop(columns="code").assign(row=table["row"].astype("Int64")))

    def chart(self, name: str, language: str = "en") -> Chart | DrawnMap | None:
        """Return one of the reports' charts, marked as the reports mark it; None without data.

        Parameters
        ----------
        name
            ``coefficient``, ``height_strip``, ``lead``, ``map``, ``matrix``, ``precision``,
            ``trials``.
        language
            ``it`` or ``en``.
        """
        from reporting import charts
        from reporting.story.voice import Voice

        if name not in CHARTS:
            raise UsageError(f"There is no chart {name!r}; there is {', '.join(CHARTS)}.")
        voice = Voice(language)
        if name in ("map", "height_strip"):
            draw: Any = charts.route_map if name == "map" else charts.height_strip
            drawn: DrawnMap | None = draw(self._route, voice)
            return drawn
        simulated = self.event.info.provenance.timing == "simulated"
        notice = voice.text("Simulated times") if simulated else ""
        made: Chart | None = getattr(charts, name)(self._standings, voice, notice)
        return made

    def what_if(self, **changes: Any) -> WhatIf:
        """Return standings or footprint under changes; see :func:`reporting.analyst.what_if.ask`.

        Examples
        --------
        >>> open_event("demo-rally").what_if(annul="PC3").changes
        ('PC3 annulled',)
        """
        from reporting.analyst.what_if import ask

        return ask(self.event, **changes)

    @cached_property
    def _standings(self) -> Standings:
        from reporting.scoring import score

        if not self.event.has("passages"):
            raise UsageError(f"{self.event.id} has no times (passages): there is nothing to score.")
        return score(self.event)

    @cached_property
    def _route(self) -> Route:
        from reporting.route import measure

        return measure(self.event)

    @cached_property
    def _inventory(self) -> Inventory:
        from reporting.footprint import account
        from reporting.publish.gate import refuse_unfit

        if not self.event.has("activities"):
            raise UsageError(f"{self.event.id} has no activities: there is no footprint.")
        refuse_unfit(self.event, "footprint")
        return account(self.event)

    @cached_property
    def _order(self) -> tuple[str, ...]:
        controls = self.event["controls"].sort_values(["leg", "seq"])
        return tuple(dict.fromkeys(controls["code"].dropna()))

    def _plain(self, frame: pd.DataFrame, exact: bool = False) -> pd.DataFrame:
        return plain(frame, self.event.id, order=self._order, exact=exact)


_NAMED = {"category": "event_category", "scope": "scope", "tier": "tier"}


def _joined(table: pd.DataFrame, columns: Iterable[str], between: str) -> list[str]:
    rows = zip(*(table[name] for name in columns), strict=True)
    return [between.join(str(cell) for cell in row if pd.notna(cell)) for row in rows]


def _listed(numbers: Iterable[int]) -> str:
    ordered = sorted(numbers)
    return ", ".join(map(str, ordered[:40])) + (" ..." if len(ordered) > 40 else "")
