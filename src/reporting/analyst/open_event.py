"""One event as an analyst asks it: ``rp.open("demo-rally").standings()``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reporting.analyst import answer_charts, footprint_frames, route_frames
from reporting.analyst.answer import AnswerFrame
from reporting.analyst.arguments import spoken, texts
from reporting.analyst.result_answers import ResultAnswers

if TYPE_CHECKING:
    from reporting.analyst.what_if import WhatIf
    from reporting.charts import Chart, DrawnMap


class OpenEvent(ResultAnswers):
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

    Examples
    --------
    >>> import reporting as rp
    >>> rp.open("demo-rally").crews().attrs["units"]["displacement_cc"]
    'cm3'
    """

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

    def route(self) -> AnswerFrame:
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

    def profile(self) -> AnswerFrame:
        """Return the measured road point by point; empty for legs without a track.

        Returns
        -------
        DataFrame
            ``leg``, ``along_km`` [km], ``lat``, ``lon`` [degrees], ``elevation_m`` [m],
            ``speed_kmh`` [km/h]; NaN where the track says nothing. Drawn as the strip of heights.

        Examples
        --------
        >>> import reporting as rp
        >>> bool(rp.open("demo-rally").profile()["elevation_m"].notna().any())
        True
        """
        return self._answer(route_frames.profile(self.measured), self._drawn("height_strip"))

    def footprint(
        self, by: str = "category", *, measure: Any = (), exact: bool = False
    ) -> AnswerFrame:
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

        Returns
        -------
        DataFrame
            A row a category (scope, tier, line), masses ``location_kg`` and ``market_kg``
            [kg CO2e]; for ``crew`` one row, ``crews`` and the masses of each.

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
        taken = texts(measure, "measure", "hvo")
        table = footprint_frames.footprint(self.event, by, taken)
        draw = None if taken else self._drawn("footprint")
        return self._answer(table, draw, exact)

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
            For a chart, or a language, that there is none of; the known ones are named.

        Examples
        --------
        >>> import reporting as rp
        >>> rp.open("demo-rally").chart("matrix").name
        'trial-penalties'
        """
        asked = OpenEvent(self.event, spoken(language)) if language != "" else self
        vars(asked).update({key: vars(self)[key] for key in ("scored", "measured")
                            if key in vars(self)})  # fmt: skip
        return answer_charts.of_reports(name, asked)

    def what_if(
        self,
        *,
        annul: Any = None,
        set_time: Any = None,
        rulebook: Any = None,
        coefficient: Any = None,
        factor: Any = None,
        measure: Any = None,
        **others: Any,
    ) -> WhatIf:
        """Return what changes would do: standings, or the footprint, before and after.

        Parameters
        ----------
        annul
            A control's code, or several.
        set_time
            ``(number, control, point)`` -> time (``"10:12:13.45"``, or a timestamp).
        rulebook
            An id of ``data/reference/rulebooks``, or a TOML file.
        coefficient
            Crew -> its coefficient.
        factor
            Activity -> id of an emission factor.
        measure
            A measure of ``data/reference/what_if.toml``, or several.
        others
            Refused: a word that is none of these is not passed over.

        Returns
        -------
        WhatIf
            ``frame`` is the difference, a row a crew [penalties or points] or a category
            [kg CO2e]; ``plot()`` draws it.

        Raises
        ------
        UsageError
            For an unknown change, crew, control, activity or measure, and for none at all; what
            there is is named.
        InputError
            Where what became of the event has errors; the findings name the cells.

        Examples
        --------
        >>> import reporting as rp
        >>> rp.open("demo-rally").what_if(annul="PC3").changes
        ('PC3 annulled',)
        """
        from reporting.analyst.what_if import ask

        return ask(self.event, self.voice, annul=annul, set_time=set_time, rulebook=rulebook,
                   coefficient=coefficient, factor=factor, measure=measure, **others)  # fmt: skip
