"""The rulebook: the rules of a regularity event as data (contract, section 2)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from itertools import pairwise
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from reporting.event.model import EventId
from reporting.event.worded import Strict, Words
from reporting.exact import NANO, PENALTY_PLACES, scaled
from reporting.language import in_each
from reporting.scoring.knockout_rule import Knockout
from reporting.scoring.rule_numbers import OverMax, Penalty, Points, Resolution, Seconds

OVERALL = "overall"
_RATES = frozenset({"per_unit", "early_per_unit", "late_per_unit"})
TrialKind = Literal["PC", "PM"]
UnitRounding = Literal["truncate", "up", "half_even"]
Tie = Literal["most_zeros", "most_ones", "smallest_sum_of_squares", "older_car", "best_first_trial"]


class TimedTrial(Strict):
    """What one deviation from an imposed time costs; read to a resolution of its own if given."""

    unit_s: Seconds
    resolution: Resolution | None = None
    per_unit: Penalty | None = None
    early_per_unit: Penalty | None = None
    late_per_unit: Penalty | None = None
    rounding: UnitRounding
    cap: Penalty | None = None
    missed: Penalty
    score_table: tuple[tuple[Penalty, Points], ...] | None = None

    @model_validator(mode="after")
    def _rates_are_said_once(self) -> Self:
        pair = (self.early_per_unit, self.late_per_unit)
        both = all(rate is not None for rate in pair)
        neither = all(rate is None for rate in pair)
        if not (neither if self.per_unit is not None else both):
            raise PydanticCustomError("rulebook-rates", "per_unit, or early and late")
        return self

    @model_validator(mode="after")
    def _table_rises_from_zero(self) -> Self:
        listed = [penalty for penalty, _ in self.score_table or ()]
        rises = all(low < high for low, high in pairwise(listed))
        if self.score_table is not None and not (rises and listed[:1] == [0]):
            raise PydanticCustomError("rulebook-score-table", "rising from 0")
        return self

    @property
    def early(self) -> Decimal:
        """Penalties for each unit of earliness."""
        return self._rate(self.early_per_unit)

    @property
    def late(self) -> Decimal:
        """Penalties for each unit of lateness."""
        return self._rate(self.late_per_unit)

    def _rate(self, own: Decimal | None) -> Decimal:
        rate = self.per_unit if own is None else own
        assert rate is not None
        return rate


class AverageTrial(TimedTrial):
    """What a detection of an average trial costs, and how its detections make one penalty."""

    detections: Literal["sum", "worst", "mean"]


class TimeControl(Strict):
    """What each minute before or after the due minute costs.

    Parameters
    ----------
    unit_s
        What times are cut to, and lateness is counted in [s]: a minute where nothing is said.
    grace_min
        Minutes of lateness that are free, over the controls of a whole leg.
    """

    unit_s: Seconds = Decimal(60)
    grace_min: int = Field(default=0, ge=0)
    early_per_min: Penalty
    late_per_min: Penalty
    late_cap: Penalty | None = None
    max_late_min: int | None = Field(default=None, ge=0)
    over_max: OverMax | None = None
    missed: Penalty

    @model_validator(mode="after")
    def _maximum_has_a_consequence(self) -> Self:
        if (self.max_late_min is None) != (self.over_max is None):
            raise PydanticCustomError("rulebook-over-max", "max_late_min and over_max together")
        return self

    @model_validator(mode="after")
    def _unit_is_a_part_of_a_minute(self) -> Self:
        unit = scaled(self.unit_s, NANO)
        rates = (self.early_per_min, self.late_per_min)
        minute = 60 * 10**NANO
        whole = all(scaled(rate, PENALTY_PLACES) * unit % minute == 0 for rate in rates)
        if minute % unit or not whole:
            raise PydanticCustomError("rulebook-unit", "a unit that divides a minute")
        return self


class PassageControl(Strict):
    """What a missing stamp costs."""

    missed: Penalty


Section = TimedTrial | TimeControl | PassageControl
SECTIONS = {
    "PC": "time_trial",
    "PM": "average_trial",
    "CO": "time_control",
    "CT": "passage_control",
}
"""Kind of control -> the rulebook's section for it."""


class CoefficientRule(Strict):
    """Where the car's coefficient applies, beyond the trials, and which formula proposes it.

    The formula ``year`` is ACI Sport's ``1.YY``. It proposes: only the entry list decides.
    """

    on_controls: bool = False
    formula: Literal["year"] | None = None


class Discard(Strict):
    """How many of a crew's worst trials are dropped, and whether a capped one may be.

    Parameters
    ----------
    worst
        How many are dropped.
    best
        How many count, the others are dropped (best laps); in place of `worst`.
    each_leg
        Whether that holds on each leg, else over the event.
    kinds
        Of which kinds of trials.
    """

    worst: int = Field(default=0, ge=0)
    best: int | None = Field(default=None, ge=1)
    each_leg: bool = False
    kinds: Annotated[tuple[TrialKind, ...], Field(min_length=1)] = ("PC",)
    capped: bool = False

    @property
    def any(self) -> bool:
        """Whether anything may be dropped."""
        return self.worst > 0 or self.best is not None

    @model_validator(mode="after")
    def _worst_or_best(self) -> Self:
        if self.worst and self.best is not None:
            raise PydanticCustomError("rulebook-discard", "worst or best")
        return self


class Rank(Strict):
    """What separates equal totals, in this order.

    Parameters
    ----------
    ties
        The ways, in this order.
    kinds
        Over which kinds of trials.
    fewest_missed_first
        Whether controls that were missed ("fails") come before the total.
    """

    ties: tuple[Tie, ...] = ()
    kinds: Annotated[tuple[TrialKind, ...], Field(min_length=1)] = ("PC",)
    fewest_missed_first: bool = False


class Ranking(Strict):
    """One ranking beside the overall one."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9]+([_-][a-z0-9]+)*$")]
    name: Words | None = None
    by: str | tuple[str, ...] | None = None
    where: Literal["ladies", "under_30"] | None = None
    best: int | None = Field(default=None, ge=1)
    distinct: str | None = None
    coefficient: bool

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the entry list whose values have a list each, alone or together."""
        return (self.by,) if isinstance(self.by, str) else self.by or ()

    @model_validator(mode="after")
    def _one_way_of_choosing(self) -> Self:
        if sum(way is not None for way in (self.by, self.where, self.best)) > 1 or (
            self.distinct is not None and self.best is None
        ):
            raise PydanticCustomError("rulebook-ranking", "one of by, where, best")
        return self


class SpecialRule(Strict):
    """What holds at some controls in place of the general rule of their kind.

    Which ones: those named, those of some legs, the last of its kind on each leg; where more is
    said, those that all of it holds for. A section is the general one with other values for some
    keys.
    """

    controls: tuple[str, ...] | None = None
    legs: tuple[int, ...] | None = None
    last_of_leg: bool = False
    time_trial: TimedTrial | None = None
    average_trial: AverageTrial | None = None
    time_control: TimeControl | None = None
    passage_control: PassageControl | None = None

    @model_validator(mode="after")
    def _says_where_and_what(self) -> Self:
        where = self.controls is not None or self.legs is not None or self.last_of_leg
        if not where or not any(self.section(kind) for kind in SECTIONS):
            raise PydanticCustomError("rulebook-special", "where, and at least one section")
        return self

    def section(self, kind: str) -> Section | None:
        """Return its section for controls of `kind`."""
        section: Section | None = getattr(self, SECTIONS[kind])
        return section

    def holds(self, code: str, leg: int, *, last: bool) -> bool:
        """Tell whether it holds at a control; `last`: the last one of its kind on the leg."""
        return (
            (self.controls is None or code in self.controls)
            and (self.legs is None or leg in self.legs)
            and (last or not self.last_of_leg)
        )


class GroupTarget(Strict):
    """An imposed time or average that is another one for some cars.

    Parameters
    ----------
    controls
        Where.
    column, value
        For whom: those with this value in a column of the entry list.
    target_s, target_kmh
        The imposed time (PC), the time allowed (CO), or the imposed average (PM).
    """

    controls: Annotated[tuple[str, ...], Field(min_length=1)]
    column: str = "category"
    value: str
    target_s: Seconds | None = None
    target_kmh: Penalty | None = None

    @model_validator(mode="after")
    def _one_target(self) -> Self:
        if (self.target_s is None) == (self.target_kmh is None):
            raise PydanticCustomError("rulebook-target", "target_s or target_kmh")
        return self

    @property
    def said(self) -> tuple[str, Decimal]:
        """Which column of the controls it replaces, and with what."""
        if self.target_s is not None:
            return "target_s", self.target_s
        assert self.target_kmh is not None
        return "target_kmh", self.target_kmh


def _completed(special: Any, general: Mapping[str, Any]) -> Any:
    """Return a special rule whose sections have what only the general ones say."""
    if not isinstance(special, dict):
        return special
    whole = dict(special)
    for name in SECTIONS.values():
        own, common = special.get(name), general.get(name)
        if isinstance(own, dict) and isinstance(common, dict):
            # Rates are said together: one for both sides, or one for each.
            rates = _RATES if _RATES & own.keys() else frozenset()
            kept = {key: value for key, value in common.items() if key not in rates}
            whole[name] = kept | own
    return whole


def _in_each(source: Any) -> Any:
    """Read one text as that of every language: the contract has one, a table has one of each."""
    return in_each(lambda _: source) if isinstance(source, str) else source


SourceWords = Annotated[Words, BeforeValidator(_in_each)]
"""Where rules were read: one text for every language, or one for each."""


class Rulebook(Strict):
    """The rules that an event is scored by (contract, section 2).

    Raises
    ------
    pydantic.ValidationError
        For a key that is missing, unknown or has a value outside what the contract allows;
        :func:`reporting.scoring.load_rulebook` tells it as findings.
    """

    id: EventId
    name: Words
    source: SourceWords
    assumed: Words | None = None
    family: Literal["penalties", "points"]
    resolution: Resolution
    quantise: Literal["truncate", "half_even"]
    quantise_on: Literal["time_of_day", "elapsed"]
    time_trial: TimedTrial | None = None
    average_trial: AverageTrial | None = None
    time_control: TimeControl | None = None
    passage_control: PassageControl | None = None
    coefficient: CoefficientRule = CoefficientRule()
    discard: Discard = Discard()
    rank: Rank = Rank()
    ranking: tuple[Ranking, ...] = ()
    special: tuple[SpecialRule, ...] = ()
    target: tuple[GroupTarget, ...] = ()
    knockout: tuple[Knockout, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _special_rules_are_completed(cls, data: Any) -> Any:
        if not isinstance(data, dict) or not isinstance(data.get("special"), list):
            return data
        return data | {"special": [_completed(one, data) for one in data["special"]]}

    @model_validator(mode="after")
    def _family_fits(self) -> Self:
        said: tuple[Rulebook | SpecialRule, ...] = (self, *self.special)
        trials = [trial for one in said for trial in (one.time_trial, one.average_trial) if trial]
        tables = [trial.score_table is not None for trial in trials]
        if not (all(tables) if self.family == "points" else not any(tables)):
            raise PydanticCustomError("rulebook-family-table", "score_table in the points family")
        if self.family == "points" and self.discard.any:
            raise PydanticCustomError("rulebook-family-discard", "no discards in points")
        return self

    @model_validator(mode="after")
    def _rankings_are_told_apart(self) -> Self:
        ids = [OVERALL, *(one.id for one in self.ranking), *(one.id for one in self.knockout)]
        if len(set(ids)) < len(ids):
            raise PydanticCustomError("rulebook-ranking-ids", "ids that differ")
        return self

    @property
    def higher_is_better(self) -> bool:
        """Whether points are collected (else penalties)."""
        return self.family == "points"

    def rule_at(self, kind: str, code: str, leg: int, *, last: bool) -> Section | None:
        """Return the section that holds at a control; None where there is none for its kind.

        Parameters
        ----------
        kind, code, leg
            Kind (PC, PM, CO, CT), code and leg of the control.
        last
            Whether it is the last one of its kind on its leg. Of several special rules that hold
            the last in the rulebook is taken.
        """
        rule: Section | None = getattr(self, SECTIONS[kind])
        for special in self.special:
            if special.holds(code, leg, last=last):
                rule = special.section(kind) or rule
        return rule
