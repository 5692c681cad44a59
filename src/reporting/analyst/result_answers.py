"""What an event's results answer: standings, trials, the lead, two crews, one car."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reporting.analyst import answer_charts, route_frames, trial_frames
from reporting.analyst.answer import AnswerFrame
from reporting.analyst.arguments import known_name
from reporting.analyst.package_answers import PackageAnswers
from reporting.errors import UsageError

if TYPE_CHECKING:
    import pandas as pd

    from reporting.analyst.package_answers import Draw


class ResultAnswers(PackageAnswers):
    """What is asked of times and standings; each needs an event with times.

    The last column, ``timing``, says where they come from (timekeeper or simulated).
    """

    def standings(self, ranking: str = "overall", *, exact: bool = False) -> AnswerFrame:
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
        table = known[known_name(ranking, known, "ranking")]
        return self._of_times(table, self._drawn("coefficient"), exact)

    def trials(self, *, exact: bool = False) -> AnswerFrame:
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

        Raises
        ------
        UsageError
            For an event without times.

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
        return self._of_times(table, self._drawn("trials"), exact)

    def detections(self, *, exact: bool = False) -> AnswerFrame:
        """Return what each crew did at each detection of the average trials.

        Parameters
        ----------
        exact
            Decimals instead of floats.

        Returns
        -------
        DataFrame
            A row a crew and detection: ``number``, ``control``, ``point``, ``deviation_s`` [s],
            ``penalty`` [penalties].

        Raises
        ------
        UsageError
            For an event without times.

        Examples
        --------
        >>> import reporting as rp
        >>> bool((rp.open("demo-rally").detections()["penalty"] >= 0).all())
        True
        """
        return self._of_times(self.scored.detections, exact=exact)

    def lead(self) -> AnswerFrame:
        """Return total, position and gap to the lead after each control; drawn as the lead.

        Returns
        -------
        DataFrame
            A row a crew and control: ``number``, ``control``, ``leg``, ``seq``, ``total``,
            ``position``, ``gap`` [penalties or points].

        Examples
        --------
        >>> import reporting as rp
        >>> rp.open("demo-rally").lead().plot().name
        'gap-to-lead'
        """
        return self._of_times(self.scored.history, self._drawn("lead"))

    def consistency(self) -> AnswerFrame:
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
        return self._of_times(table, self._drawn("precision"))

    def compare(self, a: int, b: int) -> AnswerFrame:
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
            For a crew that there is none of, or the same twice; the numbers are named.

        Examples
        --------
        >>> import reporting as rp
        >>> rp.open("demo-rally").compare(1, 3).plot().name
        'compare'
        """
        pair = self._known_crew(a), self._known_crew(b)
        if pair[0] == pair[1]:
            raise UsageError(f"Two crews are compared, not {pair[0]} with itself.")
        both = trial_frames.compared(self.trials(), *pair)
        names = [f"{number} {self._crew(number)}" for number in pair]
        return self._of_times(both, lambda: answer_charts.compared(both, names, self))

    def speed(self, car: int) -> AnswerFrame:
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
        number = self._known_crew(car)
        table = route_frames.speeds(self.event, number)
        return self._of_times(table, lambda: answer_charts.speeds(table, self._crew(number), self))

    def _of_times(
        self, table: pd.DataFrame, draw: Draw | None = None, exact: bool = False
    ) -> AnswerFrame:
        """Return an answer whose every row says where the times come from, wherever it goes."""
        timing = self.event.info.provenance.timing
        return self._answer(table.assign(timing=timing), draw, exact)
