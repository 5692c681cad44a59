"""What is common to all answers of an event: its package, its language, what is computed once."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pandas as pd

from reporting.analyst import answer_charts
from reporting.analyst.answer import AnswerFrame, answer
from reporting.analyst.arguments import crew_number, refuse_untimed, spoken, switch
from reporting.analyst.crew_names import crew_of
from reporting.analyst.plain_frames import plain
from reporting.errors import UnknownNameError, no_such

if TYPE_CHECKING:
    from reporting.charts import Chart, DrawnMap
    from reporting.event import Event
    from reporting.route import Route
    from reporting.scoring import Standings
    from reporting.story.voice import Voice

Draw = Callable[[], "Chart | DrawnMap | None"]


class PackageAnswers:
    """What an event's package says, and what its other answers are made from.

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

    def __getattr__(self, name: str) -> Any:
        """Say what can be asked instead; what Python itself looks for is simply not there."""
        if name.startswith("_"):
            raise AttributeError(name)
        asked = [one for one in dir(type(self)) if not one.startswith("_")]
        raise UnknownNameError(no_such("question", name, asked))

    def controls(self) -> AnswerFrame:
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
        'CT1'
        """
        return self._answer(self.event["controls"].sort_values(["leg", "seq"]), self._drawn("map"))

    def crews(self) -> AnswerFrame:
        """Return the entries, with ``crew`` and ``car`` as one reads them.

        Returns
        -------
        DataFrame
            A row a crew: ``number``, ``crew``, ``car``, the columns of ``entries``.

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

    def facts(self) -> AnswerFrame:
        """Return what others have published.

        Returns
        -------
        DataFrame
            A row a figure: ``key``, ``value``, ``unit``, ``source``, ``published_at``, ``note``.

        Examples
        --------
        >>> import reporting as rp
        >>> "source" in rp.open("demo-rally").facts()
        True
        """
        return self._answer(self.event["facts"])

    def findings(self, language: str = "") -> AnswerFrame:
        """Return everything that the checks say of the package, errors first.

        Returns
        -------
        DataFrame
            A row a finding: ``severity``, ``table``, ``file``, ``row`` (header = 1), ``column``,
            ``value``, ``message``, ``remedy``.

        Parameters
        ----------
        language
            ``it`` or ``en``; as the event was opened, if none.

        Raises
        ------
        UsageError
            For another language.

        Examples
        --------
        >>> import reporting as rp
        >>> set(rp.open("demo-rally").findings()["severity"]) <= {"warning", "note"}
        True
        """
        from reporting.publish.gate import findings

        columns = ["severity", "table", "file", "row", "column", "value", "message", "remedy"]
        said = spoken(language) if language != "" else self.language
        rows = [one.as_json(said) for one in findings(self.event)]
        table = pd.DataFrame(rows, columns=columns)
        return self._answer(table.assign(row=table["row"].astype("Int64")))

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

        refuse_untimed(self.event)
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

    def _known_crew(self, number: object) -> int:
        return crew_number(number, self.event["entries"]["number"].dropna())

    def _drawn(self, name: str) -> Draw:
        return lambda: answer_charts.of_reports(name, self)

    def _answer(
        self, frame: pd.DataFrame, draw: Draw | None = None, exact: bool = False
    ) -> AnswerFrame:
        made = plain(frame, self.event.id, order=self._order, exact=switch(exact, "exact"))
        return answer(made, draw)
