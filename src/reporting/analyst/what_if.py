"""What if: decisions, rules, coefficients, factors or measures changed, every name checked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any

import pandas as pd

from reporting.analyst import what_if_charts
from reporting.analyst.plain_frames import exact_of, plain
from reporting.errors import UsageError
from reporting.event import Event
from reporting.frames import records

if TYPE_CHECKING:
    from reporting.charts.chart import Chart
    from reporting.scoring import Rulebook
    from reporting.story.voice import Voice

OF_RESULTS = ("annul", "set_time", "rulebook", "coefficient")
OF_FOOTPRINT = ("factor", "measure")
MAPPINGS = {
    "set_time": '{(7, "PC3", "finish"): "10:12:13"}',
    "coefficient": "{3: 1.2}",
    "factor": '{"E3-01": "hvo"}',
}
"""Changes that name what they change -> how they are written."""

_TELLS = "what if"


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
    """

    changes: tuple[str, ...]
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    frame: pd.DataFrame
    draw: Callable[[], Chart]

    def __repr__(self) -> str:
        """Return the changes and how many rows they touch."""
        touched = int((self.frame["change"].fillna(0) != 0).sum())
        return f"{'; '.join(self.changes)}: {touched} of {len(self.frame)} rows change"

    def _repr_html_(self) -> str:
        html: str = self.frame.to_html(max_rows=40)
        return html

    def as_json(self) -> dict[str, Any]:
        """Return ``changes``, ``before`` and ``after``."""
        return {"changes": list(self.changes), "before": self.before, "after": self.after}

    def plot(self) -> Chart:
        """Return the chart of the difference: who gains, or which category changes."""
        return self.draw()


def ask(event: Event, voice: Voice | None = None, **changes: Any) -> WhatIf:
    """Return what changes would do to the standings, or to the footprint, of `event`.

    Parameters
    ----------
    event
        A loaded package.
    voice
        The language of its chart; English if none.
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
    asked = {name: value for name, value in changes.items() if value not in (None, (), [], {})}
    unknown = sorted(set(asked) - {*OF_RESULTS, *OF_FOOTPRINT})
    if unknown or not asked:
        known = ", ".join((*OF_RESULTS, *OF_FOOTPRINT))
        raise UsageError(f"What if what? {', '.join(unknown) or 'Nothing'} is asked; {known}.")
    of_results = {name: value for name, value in asked.items() if name in OF_RESULTS}
    of_footprint = {name: value for name, value in asked.items() if name in OF_FOOTPRINT}
    if of_results and of_footprint:
        raise UsageError("Ask for the standings and for the footprint one after the other.")
    _refuse_plain(asked)
    from reporting.story.voice import Voice

    voice = voice or Voice("en")
    if of_results:
        return _results(event, voice, **of_results)
    return _footprint(event, voice, **of_footprint)


def _refuse_plain(asked: Mapping[str, Any]) -> None:
    for name, shape in MAPPINGS.items():
        if name in asked and not isinstance(asked[name], Mapping):
            given = f"{asked[name]!r} ({type(asked[name]).__name__})"
            raise UsageError(f"{name} is written {name}={shape}, not {name}={given}.")


def _results(
    event: Event,
    voice: Voice,
    *,
    annul: str | Iterable[str] = (),
    set_time: Mapping[tuple[int, str, str], object] | None = None,
    rulebook: str = "",
    coefficient: Mapping[int, object] | None = None,
) -> WhatIf:
    from reporting.scoring import score

    before = score(event)
    codes = [annul] if isinstance(annul, str) else list(annul)
    rows = [{"number": "*", "control": code, "action": "annul"} for code in codes]
    told = [f"{code} annulled" for code in codes]
    for (number, control, point), time in (set_time or {}).items():
        rows.append({"number": str(number), "control": control, "action": "set_time",
                     "value": f"{point}={_clock(time)}"})  # fmt: skip
        told.append(f"crew {number} at {control}, {point}: {_clock(time)}")
    changed = _decided(event, rows) if rows else event
    if coefficient:
        changed = _weighted(changed, coefficient)
        told += [f"crew {number}: coefficient {value}" for number, value in coefficient.items()]
    rules = _rules(rulebook) if rulebook else None
    told += [f"rulebook {rulebook}"] if rulebook else []
    after = score(changed, rules)
    frame = _moved(event, before.rankings["overall"], after.rankings["overall"])
    draw = partial(
        what_if_charts.gains, frame, "; ".join(told), event, voice,
        higher_is_better=after.rulebook.higher_is_better,
    )  # fmt: skip
    return WhatIf(tuple(told), before.as_json(), after.as_json(), frame, draw)


def _decided(event: Event, rows: list[dict[str, str]]) -> Event:
    stamped = [
        {"id": f"{_TELLS} {place}", "reason": _TELLS, "document": _TELLS, **row}
        for place, row in enumerate(rows, start=1)
    ]
    return event.with_tables(decisions=pd.concat([event["decisions"], pd.DataFrame(stamped)]))


def _weighted(event: Event, coefficient: Mapping[int, object]) -> Event:
    table = event["entries"].copy()
    known = set(table["number"].dropna())
    strange = [number for number in coefficient if number not in known]
    if strange:
        raise UsageError(f"There is no crew {', '.join(map(str, strange))} in {event.id}.")
    exact = {number: exact_of(value) for number, value in coefficient.items()}
    pairs = zip(table["number"], table["coefficient"], strict=True)
    table["coefficient"] = pd.Series(
        [exact.get(number, old) for number, old in pairs], index=table.index, dtype="object"
    )
    return event.with_tables(entries=table)


def _rules(name: str) -> Rulebook:
    from reporting import paths
    from reporting.scoring import load_rulebook

    folder = paths.reference_folder() / "rulebooks"
    known = sorted(file.stem for file in folder.glob("*.toml"))
    if name in known:
        return load_rulebook(folder / f"{name}.toml")
    if str(name).endswith(".toml"):
        return load_rulebook(str(name))
    raise UsageError(f"There is no rulebook {name!r}; there is {', '.join(known)}.")


def _moved(event: Event, before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """Return who gains: totals and positions before and after, the order of after."""
    old = before.set_index("number")
    table = pd.DataFrame(
        {
            "number": after["number"],
            "crew": [" - ".join(str(one) for one in (row["driver"], row["codriver"])
                                if pd.notna(one)) for row in records(after)],
            "before": [old["total"].get(number) for number in after["number"]],
            "after": list(after["total"]),
            "position_before": pd.array([old["position"].get(n) for n in after["number"]], "Int64"),
            "position_after": after["position"].array,
        }
    )  # fmt: skip
    pairs = zip(table["before"], table["after"], strict=True)
    table["change"] = pd.Series(
        [None if pd.isna(a) or pd.isna(b) else Decimal(b) - Decimal(a) for a, b in pairs],
        dtype="object",
    )
    table["gained"] = table["position_before"] - table["position_after"]
    return plain(table, event.id)


def _footprint(
    event: Event,
    voice: Voice,
    factor: Mapping[str, str] | None = None,
    measure: str | Iterable[str] = (),
) -> WhatIf:
    from reporting.footprint import Kilograms, account
    from reporting.footprint.what_if import what_if

    told = [f"activity {one}: factor {other}" for one, other in (factor or {}).items()]
    changed = _refactored(event, factor) if factor else event
    before, after, variant = account(event), None, None
    if measure:
        variant = what_if(changed, measure)
        after = variant.after
        told += [f"measure {name}" for name in variant.name.split("+")]
    after = after or account(changed)
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


def _refactored(event: Event, factor: Mapping[str, str]) -> Event:
    table = event["activities"].copy()
    for activity, name in factor.items():
        rows = table["id"] == activity
        if not bool(rows.any()):
            known = ", ".join(map(str, table["id"].dropna()))
            raise UsageError(f"There is no activity {activity!r}; there is {known}.")
        table.loc[rows, "factor"] = name
    return event.with_tables(activities=table)


def _clock(time: object) -> str:
    return time.isoformat() if isinstance(time, pd.Timestamp) else str(time)
