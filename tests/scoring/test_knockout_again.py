"""Knock-outs of random events, played a second time from the text of the rule alone."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

import pytest

from reporting.errors import InputError
from reporting.scoring import Rulebook
from support.packages import Rows, entry
from support.scored import pc, rules, scored

MISSED = 300
NOBODY = 0


class UndecidedError(Exception):
    """Two crews are equal in their round and in the overall ranking."""


@dataclass
class Cup:
    """A knock-out: what each crew paid at each control, and the overall ranking before it."""

    costs: Mapping[tuple[int, str], int]
    coefficients: Mapping[int, Decimal]
    positions: Mapping[int, int]
    out: frozenset[int]
    rounds: Sequence[Sequence[str]]
    entries: Rows
    won: Counter[int] = field(default_factory=Counter)
    paid: Counter[int] = field(default_factory=Counter)

    def paid_in(self, crew: int, number: int) -> int:
        return sum(self.costs.get((crew, code), MISSED) for code in self.rounds[number])

    def meet(self, one: int, other: int, number: int) -> int:
        """Return who goes on: the lower penalties, then who is in front; without a status."""
        there = [crew for crew in (one, other) if crew != NOBODY]
        for crew in there:
            self.paid[crew] += self.paid_in(crew, number)
        fit = [crew for crew in there if crew not in self.out]
        if len(fit) == 2:
            weighed = [self.paid_in(crew, number) * self.coefficients[crew] for crew in fit]
            places = [self.positions[crew] for crew in fit]
            first, second = zip(weighed, places, strict=True)
            if first == second:
                raise UndecidedError
            fit = [fit[0] if first < second else fit[1]]
        winner = fit[0] if fit else NOBODY
        self.won[winner] += 1
        return winner

    def drawn(self, crews: Sequence[int]) -> int:
        """Return the winner of a half of the draw: whoever wins its halves meets last."""
        if len(crews) == 1:
            return crews[0]
        middle = len(crews) // 2
        one, other = self.drawn(crews[:middle]), self.drawn(crews[middle:])
        return self.meet(one, other, len(crews).bit_length() - 2)

    def seeded(self, crews: Sequence[int]) -> None:
        """Play the first against the last; the winner has the place of the better one."""
        for number in range(len(self.rounds)):
            middle = len(crews) // 2
            pairs = zip(crews[:middle], reversed(crews[middle:]), strict=True)
            crews = [self.meet(one, other, number) for one, other in pairs]


def made(draw: random.Random) -> tuple[Cup, Rulebook]:
    """Return a random knock-out and its rulebook."""
    crews = list(range(1, draw.randint(3, 10)))
    count = draw.randint(1, 3)
    rounds = [[f"PC{2 * at + extra}" for extra in (1, 2)[: draw.randint(1, 2)]]
              for at in range(1, count + 1)]  # fmt: skip
    codes = ["PC1", *(code for one in rounds for code in one)]
    few = draw.random() < 0.3
    costs = {(crew, code): draw.randrange(3 if few else 250)
             for crew in crews for code in codes if draw.random() < 0.9}  # fmt: skip
    statuses = {crew: "DNF" for crew in crews if draw.random() < 0.15}
    values = {crew: Decimal(draw.choice(["1", "1.3", "1.55"])) for crew in crews}
    weighed = draw.random() < 0.5
    totals = {crew: costs.get((crew, "PC1"), MISSED) * values[crew] for crew in crews}
    ranked = {crew: total for crew, total in totals.items() if crew not in statuses}
    positions = {crew: 1 + sum(other < mine for other in ranked.values())
                 for crew, mine in ranked.items()}  # fmt: skip
    places = 1 << count
    chosen: dict[str, object] = {"seeded": draw.randint(2, places)}
    if draw.random() < 0.5:
        drawn = draw.sample(crews, min(len(crews), places))
        drawn += [NOBODY] * (places - len(drawn))
        draw.shuffle(drawn)
        chosen = {"draw": drawn}
    book = rules(
        knockout=[{"id": "cup", "rounds": rounds, "coefficient": weighed, **chosen}],
        rank={"ties": []},
    )
    compared = values if weighed else dict.fromkeys(crews, Decimal(1))
    entries = [entry(n, coefficient=str(values[n]), status=statuses.get(n, "")) for n in crews]
    return Cup(costs, compared, positions, frozenset(statuses), rounds, entries), book


@pytest.mark.parametrize("seed", range(120))
def test_a_knockout_played_again_has_the_same_winner_and_places(seed: int) -> None:
    cup, book = made(random.Random(seed))
    (rule,) = book.knockout
    ranked = sorted(cup.positions, key=lambda crew: (cup.positions[crew], crew))
    entered = list(rule.draw or ranked[: rule.seeded])
    entered += [NOBODY] * (rule.places - len(entered))
    times = {
        place: ("10:00:00", f"10:00:{10 + cost // 100}.{cost % 100:02}")
        for place, cost in cup.costs.items()
    }
    codes = ["PC1", *(code for one in rule.rounds for code in one)]
    controls = [pc(code, 10) for code in codes]
    try:
        cup.drawn(entered) if rule.draw else cup.seeded(entered)
    except UndecidedError:
        with pytest.raises(InputError) as refused:
            scored(controls, times, book, entries=cup.entries)
        assert "score-knockout-tie" in {one.code for one in refused.value.findings}
        return
    table = scored(controls, times, book, entries=cup.entries).rankings["cup"]
    found = {
        int(one.number): (int(one.position), int(one.rounds), int(one.net))
        for one in table.itertuples()
    }
    there = [crew for crew in entered if crew != NOBODY]
    assert found == {
        crew: (
            1 + sum(cup.won[other] > cup.won[crew] for other in there),
            cup.won[crew],
            cup.paid[crew],
        )
        for crew in there
    }
