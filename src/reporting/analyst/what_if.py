"""What if: decisions, rules, coefficients, factors or measures changed, every name checked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sized
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import pandas as pd

from reporting.analyst import changed_results, what_if_charts
from reporting.analyst.arguments import by_name, known_name, refuse_untimed, texts
from reporting.analyst.plain_frames import plain
from reporting.errors import UsageError, described
from reporting.event import Event

if TYPE_CHECKING:
    from reporting.charts.chart import Chart
    from reporting.footprint import Inventory
    from reporting.story.voice import Voice

OF_RESULTS = ("annul", "set_time", "rulebook", "coefficient")
OF_FOOTPRINT = ("factor", "measure")
_FACTOR = '{"E3-01": "hvo"}'

_SIDES = ("before", "after")


@dataclass(frozen=True, repr=False)
class WhatIf:
    """What changes would do.

    Parameters
    ----------
    changes
        Each change as a sentence.
    before, after
        The documents of the contract: standings, or footprint totals by category [kg CO2e].
    frame
        The difference, a row a crew or a category.
    draw
        Makes the chart of it.
    caveat
        What must be known of the difference; empty where nothing.

    Examples
    --------
    >>> import reporting as rp
    >>> rp.open("demo-rally").what_if(coefficient={1: 2}).touched["number"].tolist()[-1]
    1
    """

    changes: tuple[str, ...]
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    frame: pd.DataFrame
    draw: Callable[[], Chart]
    caveat: str = ""

    def __repr__(self) -> str:
        """Return the changes, how many rows they touch, and what must be known of it."""
        said = f"{'; '.join(self.changes)}: {len(self.touched)} of {len(self.frame)} rows change"
        return f"{said}. {self.caveat}" if self.caveat else said

    @property
    def touched(self) -> pd.DataFrame:
        """The rows of :attr:`frame` in which anything changes: a total, a mass, a place."""
        rows = self.frame["change"].fillna(0) != 0
        if "position_after" in self.frame:
            before, after = (self.frame[f"position_{when}"].fillna(0) for when in _SIDES)
            rows |= before != after
        return self.frame[rows]

    def _repr_html_(self) -> str:
        html: str = self.frame.to_html(max_rows=40)
        return html

    def as_json(self) -> dict[str, Any]:
        """Return ``changes``, ``before``, ``after``, as ``reporting what-if --json`` prints them.

        Examples
        --------
        >>> import reporting as rp
        >>> rp.open("demo-rally").what_if(measure="hvo").as_json()["changes"]
        ['measure hvo']
        """
        return {"changes": list(self.changes), "before": self.before, "after": self.after}

    def plot(self) -> Chart:
        """Return the chart of the difference: who gains, or which category changes.

        Examples
        --------
        >>> import reporting as rp
        >>> rp.open("demo-rally").what_if(annul="PC3").plot().name
        'what-if'
        """
        return self.draw()


def ask(event: Event, voice: Voice | None = None, **changes: Any) -> WhatIf:
    """Return what changes would do to the standings, or to the footprint, of `event`.

    Parameters
    ----------
    event
        A loaded package.
    voice
        The language of its sentences and its chart; English if none.
    changes
        ``annul`` (a control's code, or several), ``set_time`` ((number, control, point) ->
        time), ``rulebook`` (an id of ``data/reference/rulebooks``, or a TOML file),
        ``coefficient`` (number -> coefficient); or ``factor`` (activity -> factor),
        ``measure`` (a name of ``what_if.toml``, or several).

    Raises
    ------
    UsageError
        For an unknown change, crew, control, activity or measure, for none, for changes of results
        and of the footprint at once, and for a plain value where names with values are meant.
    InputError
        Where what became of the event has errors; the findings name the cells.
    """
    asked = {name: value for name, value in changes.items() if not _is_nothing(value)}
    known = (*OF_RESULTS, *OF_FOOTPRINT)
    for name in asked:
        known_name(name, known, "change")
    if not asked:
        raise UsageError(f"What if what? Nothing is asked; there is {', '.join(known)}.")
    of_results = {name: value for name, value in asked.items() if name in OF_RESULTS}
    of_footprint = {name: value for name, value in asked.items() if name in OF_FOOTPRINT}
    if of_results and of_footprint:
        raise UsageError("Ask for the standings and for the footprint one after the other.")
    from reporting.story.voice import Voice

    voice = voice or Voice("en")
    if of_results:
        return _results(event, voice, **of_results)
    return _footprint(event, voice, **of_footprint)


def _is_nothing(value: object) -> bool:
    return value is None or (
        isinstance(value, Sized) and not isinstance(value, str) and not len(value)
    )


def _results(
    event: Event,
    voice: Voice,
    *,
    annul: object = None,
    set_time: object = None,
    rulebook: object = None,
    coefficient: object = None,
) -> WhatIf:
    from reporting.scoring import score

    refuse_untimed(event)
    codes = texts(annul, "annul", "PC3")
    rows = [
        {"number": "*", "control": changed_results.control_of(event, code), "action": "annul"}
        for code in codes
    ]
    told = [voice.text("what if annulled", code=code) for code in codes]
    for (number, control, point), time in changed_results.set_times(event, set_time):
        rows.append({"number": str(number), "control": control, "action": "set_time",
                     "value": f"{point}={time}"})  # fmt: skip
        place = {"number": number, "control": control, "point": point, "time": time}
        told.append(voice.text("what if set time", **place))
    changed = changed_results.decided(event, rows) if rows else event
    exact = changed_results.coefficients(event, coefficient)
    if exact:
        changed = changed_results.weighted(changed, exact)
        told += [
            voice.text("what if other coefficient", number=number, value=value)
            for number, value in exact.items()
        ]
    rules = None if rulebook is None else changed_results.other_rules(rulebook)
    told += [voice.text("what if other rules", name=rulebook)] if rules else []
    before, after = score(event), score(changed, rules)
    better = [one.rulebook.higher_is_better for one in (before, after)]
    comparable = better[0] == better[1]
    ranked = [one.rankings["overall"] for one in (before, after)]
    frame = changed_results.moved(event, *ranked, comparable=comparable)
    draw = partial(what_if_charts.gains, frame, "; ".join(told), event, voice,
                   higher_is_better=better[1] if comparable else None)  # fmt: skip
    caveat = "" if comparable else voice.text("what if other unit")
    return WhatIf(tuple(told), before.as_json(), after.as_json(), frame, draw, caveat)


def _footprint(event: Event, voice: Voice, factor: object = None, measure: object = None) -> WhatIf:
    from reporting.footprint import Kilograms, account
    from reporting.footprint.what_if import what_if

    named = {} if factor is None else by_name(factor, "factor", _FACTOR)
    measures = texts(measure, "measure", "hvo")
    told = [
        voice.text("what if other factor", activity=one, factor=other)
        for one, other in named.items()
    ]
    changed = _refactored(event, named) if named else event
    before, after, variant = account(event), None, None
    if measures:
        variant = what_if(changed, measures)
        after = variant.after
        told += [voice.text("what if with measure", name=name) for name in measures]
    after = after or account(changed)
    _refuse_lost(named, after)
    codes = list(dict.fromkeys((*before.by_category, *after.by_category)))
    # A category without a line weighs nothing: that is its sum, not an unknown.
    none = Kilograms()
    old, new = ([one.by_category.get(code, none).location_kg for code in codes]
                for one in (before, after))  # fmt: skip
    change = [b - a for a, b in zip(old, new, strict=True)]
    columns = {"event_category": codes, "before": old, "after": new, "change": change}
    frame = plain(pd.DataFrame(columns), event.id)
    draw = partial(what_if_charts.masses, frame, "; ".join(told), event, voice)
    if variant is not None and not factor:  # the reports draw a measure themselves
        draw = partial(what_if_charts.measure, variant, event, voice)
    return WhatIf(tuple(told), before.as_json(), after.as_json(), frame, draw)


def _refactored(event: Event, factor: Mapping[object, object]) -> Event:
    table = event["activities"].copy()
    for activity, name in factor.items():
        rows = table["id"] == known_name(activity, table["id"].dropna(), "activity")
        if not (isinstance(name, str) and name.strip()):
            raise UsageError(f"A factor is named by its id, not {described(name)}.")
        table.loc[rows, "factor"] = name
    return event.with_tables(activities=table)


def _refuse_lost(factor: Mapping[object, object], after: Inventory) -> None:
    """Refuse a factor by which a line is no longer estimated: its mass would seem to be saved."""
    for gap in after.not_estimated:
        if gap.activity is not None and gap.activity.id in factor:
            name = factor[gap.activity.id]
            why = gap.reason.text("en")
            raise UsageError(f"With the factor {name} {gap.activity.id} has no estimate: {why}")
