"""What ``data/reference/footprint.toml`` says: scopes, categories, bases, tiers, pedigree."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Annotated

from pydantic import Field

from reporting.event.worded import Strict, Words
from reporting.paths import reference_folder
from reporting.reads import remembered, source

PEDIGREE = ("reliability", "completeness", "temporal", "geographical", "technological")
Scores = Annotated[tuple[int, ...], Field(min_length=5, max_length=5)]
Factors = Annotated[tuple[Decimal, ...], Field(min_length=5, max_length=5)]


class _Bounded(Words):
    forbidden: tuple[str, ...]

    def forbids(self, scope: str) -> bool:
        """Tell whether a line of this kind can never have `scope`; ``3`` stands for all 3.x."""
        return scope in self.forbidden or scope.partition(".")[0] in self.forbidden


class Category(_Bounded):
    """An event category (E1-E13, M1, M2), with why some scopes are closed to it.

    ``usual`` are the scopes that its lines are expected in; another one is told, not refused.
    """

    usual: tuple[str, ...]
    why_it: str
    why_en: str


class Basis(_Bounded):
    """What a factor is about, with its basic uncertainty (95 % basis, GSD squared)."""

    basic: Decimal


class Tier(Words):
    """How the quantity is known; ``scores`` stand in for a pedigree that is blank.

    ``narrowest`` is the least GSD squared that a line of the tier has, whatever its scores.
    """

    primary: bool
    narrowest: Decimal = Decimal(1)
    scores: Scores


class Lookup(Strict):
    """How factors are looked for, and what is made from them by rule."""

    country_bound: frozenset[str]
    country_bound_bases: frozenset[str]
    with_biogenic: frozenset[str]
    location: str
    residual: str
    upstream_scope: str


class Simulated(Strict):
    """Words in ``evidence`` that tell a made-up quantity."""

    words: tuple[str, ...]


class IntensityRule(Words):
    """A denominator: a counted table, else the first fact with a figure, else a product of such.

    ``unit`` is its sign, blank for a count.
    """

    code: str
    facts: tuple[str, ...]
    counted: str | None = None
    product: tuple[tuple[str, ...], ...] = ()
    unit: str = ""


class Classification(Strict):
    """The whole file."""

    version: str
    scopes: dict[str, Words]
    categories: dict[str, Category]
    bases: dict[str, Basis]
    lookup: Lookup
    pedigree: dict[str, Factors]
    tiers: dict[str, Tier]
    simulated: Simulated
    intensity: tuple[IntensityRule, ...]


def classification() -> Classification:
    """Return the classification of the reference folder."""
    return _read(reference_folder() / "footprint.toml")


@remembered
def _read(path: Path) -> Classification:
    return Classification.model_validate(tomllib.loads(source(path).read_text(encoding="utf-8")))
