"""A fact of the register: one figure or name that is known of an event, and who says so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

ProvenanceKind = Literal["measured", "published", "simulated", "screening", "computed"]
Audience = Literal["public", "officer", "internal"]

FIGURE = "figure"
"""The kind of a value that is a number; ``time``, ``date``, ``year`` and words are not counted."""


@dataclass(frozen=True, slots=True)
class RegisteredFact:
    """One figure or name that is known of an event.

    Parameters
    ----------
    key
        Its name: parts joined by full stops, such as ``leg.1.km``; a key may stand several times
        where sources disagree or where it is a list.
    value
        As data have it: decimals with a full stop, dates and times as ISO 8601.
    unit
        The unit's sign; empty for counts and words.
    source, address
        Who says so, or how it was computed; where it can be read, if anywhere.
    provenance
        ``published`` by somebody, ``measured`` or ``simulated`` times, a ``screening`` estimate,
        ``computed`` from any of these.
    audience
        Who may be told: the ``public``, an ``officer`` who knows how it was estimated, or nobody
        outside (``internal``).
    spellings
        Language -> how it is written there, where it differs from the value.
    qualifier
        How the source hedges it: ``about``, ``over``, ``almost``.
    kind
        ``figure``, or what else the value is: ``date``, ``time``, ``year``, ``country``, words.
    decimals
        The rounding: how many decimals are printed; all that the value has where None.
    note
        What else the source says of it.
    remarks
        Language -> the note, as it is written there.
    labels
        Language -> what it is called, where its table says so.
    """

    key: str
    value: str
    source: str
    unit: str = ""
    address: str = ""
    provenance: ProvenanceKind = "published"
    audience: Audience = "public"
    spellings: Mapping[str, str] = field(default_factory=dict)
    qualifier: str = ""
    kind: str = "words"
    decimals: int | None = None
    note: str = ""
    remarks: Mapping[str, str] = field(default_factory=dict, hash=False)
    labels: Mapping[str, str] = field(default_factory=dict, hash=False)

    def as_json(self) -> dict[str, Any]:
        """Return the fact as plain values."""
        return {
            "key": self.key,
            "value": self.value,
            "unit": self.unit,
            "decimals": self._rounding(),
            "source": self.source,
            "address": self.address or None,
            "provenance": self.provenance,
            "audience": self.audience,
            "qualifier": self.qualifier or None,
            "spellings": dict(self.spellings),
        }

    def _rounding(self) -> int | None:
        if self.decimals is not None or self.kind != FIGURE:
            return self.decimals
        return len(self.value.partition(".")[2])

    def matches(self, search: str) -> bool:
        """Tell whether every word of a search stands in key, value, source or a spelling."""
        whole = " ".join([self.key, self.value, self.source, *self.spellings.values()]).casefold()
        return all(word in whole for word in search.casefold().split())
