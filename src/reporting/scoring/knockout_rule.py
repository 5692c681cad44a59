"""The rule of a knock-out: crews one against one, round by round (``[[knockout]]``)."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from reporting.event.worded import Strict, Words

_Round = Annotated[tuple[str, ...], Field(min_length=1)]


class Knockout(Strict):
    """A ranking by single elimination; its controls count for nothing else.

    Parameters
    ----------
    id, name
        As of a ranking.
    rounds
        The controls of each round, the first round first.
    draw
        The numbers as they were drawn: the first against the second, and so on, then the winners
        of neighbouring pairs; 0 where nobody was drawn.
    seeded
        How many of the overall ranking enter, in place of a draw: the first against the last.
    coefficient
        Whether the car's coefficient multiplies a round's penalties.
    """

    id: Annotated[str, Field(pattern=r"^[a-z0-9]+([_-][a-z0-9]+)*$")]
    name: Words | None = None
    rounds: Annotated[tuple[_Round, ...], Field(min_length=1, max_length=9)]
    draw: tuple[int, ...] | None = None
    seeded: int | None = Field(default=None, ge=2)
    coefficient: bool = False

    @property
    def controls(self) -> frozenset[str]:
        """The codes of all its controls."""
        return frozenset(code for codes in self.rounds for code in codes)

    @property
    def places(self) -> int:
        """How many crews its first round has room for."""
        return 1 << len(self.rounds)

    @model_validator(mode="after")
    def _crews_fill_the_rounds(self) -> Self:
        if (self.draw is None) == (self.seeded is None):
            raise PydanticCustomError("rulebook-knockout", "a draw, or how many are seeded")
        drawn = [number for number in self.draw or () if number]
        twice = len(set(drawn)) < len(drawn)
        fits = self.draw is None or len(self.draw) == self.places
        if twice or not fits or (self.seeded or 0) > self.places:
            raise PydanticCustomError("rulebook-knockout", "each crew once, a place for each")
        return self
