"""Lengths: as published, as bounded from below, and what comes of holding them together."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any


class Verdict(StrEnum):
    """How the published lengths stand against one another and against what was computed."""

    CONSISTENT = "consistent"
    CONFLICT = "conflict"
    IMPOSSIBLE = "impossible"
    NOT_PUBLISHED = "not published"


@dataclass(frozen=True, slots=True)
class Published:
    """A length that somebody published [km].

    Parameters
    ----------
    km
        The figure as it was published.
    source
        Who published it, where.
    leg
        The leg it speaks of, None for the whole event.
    note, note_en
        What the source adds ("about", "planned"), in Italian and in English.
    derived
        Whether nobody published it as such: a sum or a difference of published figures.
    qualifier
        How the source hedges it: ``about``, ``over``, ``almost``; empty for none.
    """

    km: Decimal
    source: str
    leg: int | None = None
    note: str = ""
    note_en: str = ""
    derived: bool = False
    qualifier: str = ""

    @property
    def limits(self) -> tuple[float, float]:
        """Between what the figure may stand for: half a unit of its last digit either way [km]."""
        half = float(Decimal(1).scaleb(int(self.km.as_tuple().exponent))) / 2
        return float(self.km) - half, float(self.km) + half

    def as_json(self) -> dict[str, Any]:
        """Return the figure with its source."""
        return {
            "leg": self.leg,
            "value": float(self.km),
            "unit": "km",
            "source": self.source,
            "note": self.note_en or self.note or None,
            "derived": self.derived,
        }


@dataclass(frozen=True, slots=True)
class Bound:
    """The least length that a route through its places can have.

    Parameters
    ----------
    km
        Geodesics from place to place, summed.
    certain_km
        The same if every place lay as far off as its position allows: nothing shorter is
        possible.
    points
        Places chained.
    """

    km: float
    certain_km: float
    points: int


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """Published lengths held against one another, the bound and the measurement.

    Parameters
    ----------
    verdict
        The outcome in a word.
    published
        Every figure, longest first.
    bound
        The lower bound, None where the places are unknown.
    measured_km
        Length by the track with its lower and upper limit, None without a track.
    too_short
        Figures below the bound.
    """

    verdict: Verdict
    published: tuple[Published, ...]
    bound: Bound | None = None
    measured_km: tuple[float, float, float] | None = None
    too_short: tuple[Published, ...] = ()

    @property
    def figures(self) -> tuple[Decimal, ...]:
        """The different figures, shortest first."""
        return tuple(sorted({figure.km for figure in self.published}))

    @property
    def printed(self) -> tuple[Published, ...]:
        """What somebody published as such, shortest first, each figure once."""
        found = sorted(self.published, key=lambda figure: figure.km)
        return tuple({one.km: one for one in reversed(found) if not one.derived}.values())[::-1]

    @property
    def derived(self) -> tuple[Decimal, ...]:
        """What only follows from other figures, shortest first."""
        return tuple(sorted(set(self.figures) - {figure.km for figure in self.printed}))

    @property
    def unpublished(self) -> bool:
        """Whether nobody published a length as such."""
        return all(figure.derived for figure in self.published)

    @property
    def spread_km(self) -> Decimal | None:
        """Longest less shortest published figure [km]; None where nothing was published."""
        figures = self.figures
        return figures[-1] - figures[0] if figures else None

    @property
    def detour(self) -> tuple[float, float] | None:
        """Shortest and longest published figure as multiples of the bound."""
        if not self.published or self.bound is None or not self.bound.km:
            return None
        figures = self.figures
        return float(figures[0]) / self.bound.km, float(figures[-1]) / self.bound.km

    def as_json(self) -> dict[str, Any]:
        """Return verdict, figures and differences."""
        return {
            "verdict": str(self.verdict),
            "spread_km": None if self.spread_km is None else float(self.spread_km),
            "lower_bound_km": rounded(self.bound.km if self.bound else None),
            "certain_km": rounded(self.bound.certain_km if self.bound else None),
            "measured_km": [rounded(km) for km in self.measured_km] if self.measured_km else None,
            "differences": [
                {
                    **figure.as_json(),
                    "from_bound_km": rounded(self._from_bound(figure)),
                    "from_measured_km": rounded(self._from_measured(figure)),
                }
                for figure in self.published
            ],
        }

    def _from_bound(self, figure: Published) -> float | None:
        return None if self.bound is None else float(figure.km) - self.bound.km

    def _from_measured(self, figure: Published) -> float | None:
        return None if self.measured_km is None else float(figure.km) - self.measured_km[1]


def rounded(value: float | None, decimals: int = 3) -> float | None:
    """Return a number for JSON, None where it is unknown."""
    return None if value is None else round(value, decimals)
