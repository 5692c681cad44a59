"""What standings rest on without knowing it: crews that nobody saw, cars without a year."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from reporting.caveats import Caveat
from reporting.scoring.order import separated_by

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import pandas as pd

    from reporting.event import Event
    from reporting.scoring.rankings import Scored


def unknown(event: Event, scored: Scored, rankings: Mapping[str, pd.DataFrame]) -> Iterator[Caveat]:
    """Yield a caveat for each thing that is not known and that a position rests on.

    Parameters
    ----------
    event
        The event; who has any passage or decision has been seen.
    scored, rankings
        Its score, and the rankings made from it.
    """
    if unseen := _unseen(event, scored):
        yield Caveat("crews-unseen", {"numbers": ", ".join(map(str, unseen))})
    if _all_dropped(scored):
        rule = scored.rulebook.discard
        yield Caveat("trials-all-discarded", {"kinds": ", ".join(rule.kinds)})
    if ageless := _put_last_for_its_year(scored, rankings):
        yield Caveat("tie-year-unknown", {"numbers": ", ".join(map(str, ageless))})


def _unseen(event: Event, scored: Scored) -> list[int]:
    """Return the ranked crews that have no passage and no decision, and are not awaited."""
    passages, decisions = event["passages"], event["decisions"]
    if passages.empty:
        return []
    seen = {str(number) for number in passages["number"].dropna()}
    seen |= {str(number) for number in decisions["number"].dropna()}
    awaited = event.moment.on_the_way if event.moment else ()
    return [
        int(number)
        for number, status in zip(scored.sheet.crews, scored.status, strict=True)
        if status is None and str(number) not in seen and number not in awaited
    ]


def _all_dropped(scored: Scored) -> bool:
    """Tell whether a ranked crew has trials of the kinds that are discarded, and none is left."""
    if not scored.rulebook.discard.any:
        return False
    at = scored.sheet.course.of_kinds(scored.rulebook.discard.kinds)
    run = ~scored.sheet.void[at]
    left = run & ~scored.sheet.discarded[at]
    ranked = np.array([status is None for status in scored.status], dtype=bool)
    return bool((run.any(axis=0) & ~left.any(axis=0) & ranked).any())


def _put_last_for_its_year(scored: Scored, rankings: Mapping[str, pd.DataFrame]) -> list[int]:
    """Return the crews that stand behind equal ones only because their car's year is blank."""
    if "older_car" not in scored.rulebook.rank.ties:
        return []
    places = {int(number): at for at, number in enumerate(scored.sheet.crews)}
    blank = scored.entries["year"].isna().to_numpy(dtype=bool)
    if not blank.any():
        return []
    found: set[int] = set()
    for name, table in rankings.items():
        trophy = scored.of_trophy(name)
        trials = scored.trials(trophy if trophy.size else None)
        ranked = table.dropna(subset=["position", "number"])
        for _, equal in ranked.groupby("total", sort=False):
            crews = [places[int(number)] for number in equal["number"]]
            for crew in crews:
                others = [other for other in crews if blank[crew] and not blank[other]]
                ties = scored.rulebook.rank.ties
                if any(
                    separated_by(trials, ties, (crew, other)) == "older_car" for other in others
                ):
                    found.add(int(scored.sheet.crews[crew]))
    return sorted(found)
