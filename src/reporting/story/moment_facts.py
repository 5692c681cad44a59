"""When each crew was where: its start on each leg, its first and last time at each place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from reporting.frames import records
from reporting.story.registered_fact import RegisteredFact

if TYPE_CHECKING:
    from reporting.event import Event

_CLOCK = re.compile(r"\d\d:\d\d")


def moment_facts(event: Event) -> Iterator[RegisteredFact]:
    """Yield when crews started and passed, as ``moment.<number>.<leg>.<place>``.

    Parameters
    ----------
    event
        The package: its starts and, where it is timed, its passages. Of several times at one
        place the first and the last are told.
    """
    made_up = event.info.provenance.timing == "simulated"
    for (number, leg, place), times in _times(event).items():
        ends = [found[0] for time in (min(times), max(times)) if (found := _CLOCK.search(time))]
        for clock in dict.fromkeys(ends):
            yield RegisteredFact(
                f"moment.{number}.{leg}.{place}",
                clock,
                "starts.csv; passages.csv",
                provenance="simulated" if made_up else "measured",
                audience="internal" if made_up else "public",
                kind="time",
            )


def _times(event: Event) -> dict[tuple[str, int, str], list[str]]:
    times: dict[tuple[str, int, str], list[str]] = {}
    towns = {leg.number: leg.start for leg in event.info.legs}
    for row in records(event.tables["starts"]) if event.has("starts") else ():
        if (leg := int(row["leg"])) in towns:
            times.setdefault((str(row["number"]), leg, towns[leg]), []).append(str(row["time"]))
    controls = {
        str(row["code"]): (int(row["leg"]), re.sub(r" \d+$", "", str(row["name"])))
        for row in (records(event.tables["controls"]) if event.has("controls") else ())
    }
    for row in records(event.tables["passages"]) if event.has("passages") else ():
        if (control := str(row["control"])) in controls:
            key = (str(row["number"]), *controls[control])
            times.setdefault(key, []).append(str(row["time"]))
    return times
