"""One event as an analyst asks it: ``rp.open("demo-rally").standings()``."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pandas as pd

from reporting.analyst import answer_charts, footprint_frames, route_frames, trial_frames
from reporting.analyst.answer import Answer, answer
from reporting.analyst.crew_names import crew_of, listed_numbers
from reporting.analyst.plain_frames import plain
from reporting.errors import UsageError

if TYPE_CHECKING:
    from reporting.analyst.what_if import WhatIf
    from reporting.charts import Chart, DrawnMap
    from reporting.event import Event
    from reporting.route import Route
    from reporting.scoring import Standings
    from reporting.story.voice import Voice

Draw = Callable[[], "Chart | DrawnMap | None"]


class OpenEvent:
    """An event, its results and what can be asked of them.

    Every answer is a fresh DataFrame: floats (``exact=True`` gives decimals), timestamps in the
    event's time zone, controls as ordered categories, an ``event`` column, and in ``attrs`` the
    unit and the meaning of each column. ``.plot()`` gives the report's chart of it.

    Parameters
    ----------
    event
        A loaded package, fit to be scored where it has times.
    language
        Of charts and messages: ``it`` or ``en``.
    """

    def __init__(self, event: Event, language: str = "en") -> None:
        self.event = event
        self.language = language

    def __repr__(self) -> str:
        """Return the event's card: what it is, what data there is, what one can ask."""
        info, event = self.event.info, self.event
        counts = {name: rows for name, rows in event.counts().items() if rows}
        timing = {"simulated": "SIMULATED times", "none": "no times"}.get(
            info.provenance.timing, "timekeepers' times"
        )
        name = info.name.in_language(self.language)
        return "\n".join(
            [
                f"{name} ({event.id}), {info.start} to {info.end}",
                f"  {timing}; rulebook {info.rulebook}",
                f"  {', '.join(f'{rows} {name}' for name, rows in counts.items())}",
                "  ask: standings trials controls crews compare lead consistency detections",
                "       route profile speed footprint facts findings chart what_if",
            ]
        )

    def standings(self, ranking: str = "overall", *, exact: bool = False) -> Answer:
        """Return a ranking, first place first; drawn as what the coefficient changed.

        Parameters
        ----------
        ranking
            ``overall``, or another of the rulebook's (``category:RC1``, a trophy's name).
        exact
            Decimals instead of floats.

        Returns
        -------
        DataFrame
            A row a crew: ``position``, ``number``, who and what car, ``net``, ``coefficient``,
            ``total``, ``gap`` [penalties or points], ``status``.

        Raises
        ------
        UsageError
            For a ranking that there is none of; the known ones are named.

        Examples
        --------
        >>> import reporting as rp
        >>> rp.open("demo-rally").standings()["position"].iloc[:3].tolist()
        [1, 2, 3]
        """
        known = self.scored.rankings
        if ranking not in known:
            raise UsageError(f"There is no ranking {ranking!r}; there is {', '.join(known)}.")
        return self._answer(known[ranking], self._drawn("coefficient"), exact)

    def controls(self) -> Answer:
        """Return the controls in running order; drawn as the map.

        Returns
        -------
        DataFrame
            ``leg``, ``seq``, ``code`` (ordered), ``kind``, ``name``, ``km``, ``lat``, ``lon``
            [degrees], ``target_s`` [s], ``target_kmh`` [km/h], ``starts_at``, ``trophy``.

        Examples
        --------
        >>> import reporting as rp
        >>> str(rp.open("demo-rally").controls()["code"].cat.categories[0])
        'CO1'
        """
        return self._answer(self.event["controls"].sort_values(["leg", "seq"]), self._drawn("map"))

    def crews(self) -> Answer:
        """Return the entries, ``crew`` and ``car`` as one reads them; a row a crew.

        Examples
        --------
        >>> import reporting as rp
        >>> rp.open("demo-rally").crews()["number"].is_unique
        True
        """
        table = self.event["entries"].copy()
        table.insert(1, "crew", crew_of(table, ("driver", "codriver"), " - "))
        table.insert(2, "car", crew_of(table, ("make", "model", "year"), " "))
        return self._answer(table)

    def trials(self, *, exact: bool = False) -> Answer:
        """Return every control of every crew, tidy: one row each, in running order.

        Parameters
        ----------
        exact
            Decimals instead of floats.

        Returns
        -------
        DataFrame
            ``number``, ``crew``, ``car``, ``control`` (ordered), ``kind``, ``leg``, ``seq``,
            ``target_s``, ``target_kmh``, ``start``, ``finish`` (as read), ``deviation_s``,
            ``error_s`` [s], ``penalty``, ``score``, ``running_total``, ``running_position`` and
            the marks ``usable``, ``missed``, ``capped``, ``annulled``, ``averaged``,
            ``dropped``, ``set``, ``counts``, ``decided``. Drawn as the hardest trials.

        Examples
        --------
        >>> import reporting as rp
        >>> trials = rp.open("demo-rally").trials()
        >>> float(trials[trials["kind"] == "PC"]["error_s"].median()) < 1
        True
        """
        table = trial_frames.trials(self.event, self.scored)
        crews = self.crews().set_index("number")
        for place, name in enumerate(("crew", "car"), start=1):
            table.insert(place, name, table["number"].map(crews[name]))
        return self._answer(table, self._drawn("trials"), exact)

    def detections(self, *, exact: bool = False) -> Answer:
        """Return what each crew did at each detection of the average trials.

        Returns
        -------
        DataFrame
            ``number``, ``control``, ``point``, ``deviation_s`` [s], ``penalty``...

        Examples
        --------
        >>> import reporting as rp
        >>> bool((rp.open("demo-rally").detections()["penalty"] >= 0).all())
        True
        """
        return self._answer(self.scored.detections, exact=exact)

    def lead(self) -> Answer:
        """Return total, position and gap to the lead after each control; drawn as the lead.

        Examples
        --------
        >>> import reporting as rp
        >>> rp.open("demo-rally").lead().plot().name
        'lead'
        """
        return self._answer(self.scored.history, self._drawn("lead"))

    def consistency(self) -> Answer:
        """Return how precise and how even each crew was in the time trials, the evenest first.

        Returns
        -------
        DataFrame
            ``number``, ``crew``, ``trials``, ``zeros``, ``mean_s``, ``median_s``, ``worst_s``
            (errors without sign [s]), ``bias_s`` (median deviation, late positive) and ``mad_s``
            (median absolute deviation from the crew's own median). Drawn as the precision.

        Examples
        --------
        >>> import reporting as rp
        >>> rp.open("demo-rally").consistency()["mad_s"].is_monotonic_increasing
        True
        """
        table = trial_frames.consistency(self.scored)
        table.insert(1, "crew", table["number"].map(self.crews().set_index("number")["crew"]))
        return self._answer(table, self._drawn("precision"))

    def compare(self, a: int, b: int) -> Answer:
        """Return two crews control by control, and what lies between them so far.

        Parameters
        ----------
        a, b
            Numbers of the crews.

        Returns
        -------
        DataFrame
            ``control``, ``kind``, ``leg``, ``seq``, deviations [s] and penalties of both,
            ``difference`` and ``difference_so_far`` (first less second) [penalties].

        Raises
        ------
        UsageError
            For a crew that there is none of; the numbers are named.

        Examples
        --------
        >>> import reporting as rp
        >>> rp.open("demo-rally").compare(1, 3).plot().name
        'compare'
        """
        table = self.trials()
        for number in (a, b):
            self._refuse_unknown(number)
        both = trial_frames.compared(table, a, b)
        names = [f"{number} {self._crew(number)}" for number in (a, b)]
        return self._answer(both, lambda: answer_charts.compared(both, names, self))

    def speed(self, car: int) -> Answer:
        """Return how fast one car was from control to control, by its times and the roadbook.

        Parameters
        ----------
        car
            Number of the crew.

        Returns
        -------
        DataFrame
            ``leg``, ``control_from``, ``control``, ``km`` (of the control), ``distance_km``,
            ``elapsed_s`` [s], ``speed_kmh`` [km/h]: means that hold stops; NaN where a time or
            a distance is unknown. The speed along a recorded track is in :meth:`profile`.

        Raises
        ------
        UsageError
            For a crew that there is none of; the numbers are named.

        Examples
        --------
        >>> import reporting as rp
        >>> bool(rp.open("demo-rally").speed(1)["speed_kmh"].median() < 90)
        True
        """
        self._refuse_unknown(car)
        table = route_frames.speeds(self.event, car)
        return self._answer(table, lambda: answer_charts.speeds(table, self._crew(car), self))

    def route(self) -> Answer:
        """Return the legs: length with its band, climb, what is known at least, moving time.

        Returns
        -------
        DataFrame
            A row a leg; lengths [km], heights [m], ``moving_time_s`` [s]; NaN where unknown.
            Drawn as the map.

        Examples
        --------
        >>> import reporting as rp
        >>> rp.open("demo-rally").route()["leg"].tolist()
        [1, 2]
        """
        return self._answer(route_frames.legs(self.measured), self._drawn("map"))

    def profile(self) -> Answer:
        """Return the measured road point by point; empty for legs without a track.

        Returns
        -------
        DataFrame
            ``leg``, ``along_km`` [km], ``lat``, ``lon`` [degrees], ``elevation_m`` [m],
            ``speed_kmh`` [km/h]; NaN where the track says nothing. Drawn as the strip of heights.

        Examples
        --------
        >>> import reporting as rp
        >>> rp.open("demo-rally").profile()["elevation_m"].notna().any()
        True
        """
        return self._answer(route_frames.profile(self.measured), self._drawn("height_strip"))

    def footprint(self, by: str = "category", *, measure: Any = (), exact: bool = False) -> Answer:
        """Return the footprint on both bases [kg CO2e]; drawn as the report's waterfall.

        Parameters
        ----------
        by
            ``category``, ``scope``, ``tier``, ``line``; ``crew`` spreads the total evenly over
            the crews that started.
        measure
            A measure of ``data/reference/what_if.toml`` taken, such as ``hvo``, or several.
        exact
            Decimals instead of floats.

        Raises
        ------
        UsageError
            For another `by`, an unknown measure, or an event without activities.

        Examples
        --------
        >>> import reporting as rp
        >>> rally = rp.open("demo-rally")
        >>> now, then = rally.footprint("crew"), rally.footprint("crew", measure="hvo")
        >>> bool(then["location_kg"].iloc[0] < now["location_kg"].iloc[0])
        True
        """
        table = footprint_frames.footprint(self.event, by, measure)
        draw = None if measure else self._drawn("footprint")
        return self._answer(table, draw, exact)

    def facts(self) -> Answer:
        """Return what others have published: ``key``, ``value``, ``unit``, ``source``...

        Examples
        --------
        >>> import reporting as rp
        >>> "source" in rp.open("demo-rally").facts()
        True
        """
        return self._answer(self.event["facts"])

    def findings(self, language: str = "") -> Answer:
        """Return everything that the checks say of the package, errors first.

        Parameters
        ----------
        language
            ``it`` or ``en``; as the event was opened, if none.

        Examples
        --------
        >>> import reporting as rp
        >>> set(rp.open("demo-rally").findings()["severity"]) <= {"warning", "note"}
        True
        """
        from reporting.publish.gate import findings

        columns = ["severity", "table", "file", "row", "column", "value", "message", "remedy"]
        rows = [one.as_json(language or self.language) for one in findings(self.event)]
        table = pd.DataFrame(rows, columns=columns)
        return self._answer(table.assign(row=table["row"].astype("Int64")))

    def chart(self, name: str, language: str = "") -> Chart | DrawnMap | None:
        """Return one of the reports' charts, marked as the reports mark it; None without data.

        Parameters
        ----------
        name
            ``coefficient``, ``footprint``, ``height_strip``, ``lead``, ``map``, ``matrix``,
            ``precision``, ``trials``.
        language
            ``it`` or ``en``; as the event was opened, if none.

        Raises
        ------
        UsageError
            For a chart that there is none of; the known ones are named.

        Examples
        --------
        >>> import reporting as rp
        >>> rp.open("demo-rally").chart("matrix").name
        'matrix'
        """
        spoken = OpenEvent(self.event, language) if language else self
        vars(spoken).update({key: vars(self)[key] for key in ("scored", "measured")
                             if key in vars(self)})  # fmt: skip
        return answer_charts.of_reports(name, spoken)

    def what_if(self, **changes: Any) -> WhatIf:
        """Return standings or footprint under changes; see :func:`reporting.analyst.what_if.ask`.

        Examples
        --------
        >>> import reporting as rp
        >>> rp.open("demo-rally").what_if(annul="PC3").changes
        ('PC3 annulled',)
        """
        from reporting.analyst.what_if import ask

        return ask(self.event, self.voice, **changes)

    @cached_property
    def voice(self) -> Voice:
        """The language of charts and messages, with its numbers and dates."""
        from reporting.story.voice import Voice

        return Voice(self.language)

    @property
    def notice(self) -> str:
        """The word beside simulated figures; empty otherwise."""
        simulated = self.event.info.provenance.timing == "simulated"
        return self.voice.text("Simulated times") if simulated else ""

    @cached_property
    def scored(self) -> Standings:
        """The standings as the scoring room gives them, exact.

        Raises
        ------
        UsageError
            For an event without times.
        """
        from reporting.scoring import score

        if not self.event.has("passages"):
            raise UsageError(f"{self.event.id} has no times (passages): there is nothing to score.")
        return score(self.event)

    @cached_property
    def measured(self) -> Route:
        """The route as the route room measures it."""
        from reporting.route import measure

        return measure(self.event)

    @cached_property
    def _order(self) -> tuple[str, ...]:
        controls = self.event["controls"].sort_values(["leg", "seq"])
        return tuple(dict.fromkeys(controls["code"].dropna()))

    def _crew(self, number: int) -> str:
        crews = self.crews()
        return str(crews["crew"][crews["number"] == number].iloc[0])

    def _refuse_unknown(self, number: object) -> None:
        known = set(self.event["entries"]["number"].dropna())
        if number not in known:
            raise UsageError(f"There is no crew {number!r}; numbers: {listed_numbers(known)}.")

    def _drawn(self, name: str) -> Draw:
        return lambda: answer_charts.of_reports(name, self)

    def _answer(self, frame: pd.DataFrame, draw: Draw | None = None, exact: bool = False) -> Answer:
        made = plain(frame, self.event.id, order=self._order, exact=exact)
        return answer(made, draw)
