"""What an inventory's intensities are per, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reporting.footprint.intensities import computed_lengths
from reporting.story.event_words import EventWords

if TYPE_CHECKING:
    from collections.abc import Mapping


class IntensityWords(EventWords):
    """The intensities of a statement; whoever tells a footprint has one."""

    statement: Mapping[str, Any]

    @property
    def each_intensity(self) -> list[str]:
        """What the emissions are given per, each once, as it stands within a sentence."""
        names = (one[self.voice.language] for one in self.statement["intensities"])
        return list(dict.fromkeys(names))

    @property
    def single_length(self) -> bool:
        """Whether an intensity divides by the one length that quantities were computed with."""
        per_km = [one["per"] for one in self.statement["intensities"] if one["per"] == "car_km"]
        return len(per_km) == 1 and bool(computed_lengths(self.event))

    @property
    def disputed_denominator(self) -> bool:
        """Whether sources give different denominators of one intensity."""
        codes = [one["per"] for one in self.statement["intensities"]]
        return len(codes) > len(set(codes))

    def counts_entries(self, intensity: Mapping[str, Any]) -> bool:
        """Tell whether an intensity is per crew on the list of entries, started or not."""
        return bool(intensity["denominator_source"] == f"entries ({self.statement['event']})")
