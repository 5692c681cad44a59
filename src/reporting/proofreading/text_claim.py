"""What a text states of an event, with its verdict."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

Verdict = Literal["confirmed", "contradicted", "unsupported"]


@dataclass(frozen=True, slots=True)
class TextClaim:
    """What a text states, held against what is known.

    Parameters
    ----------
    line
        The line in the file.
    text
        The sentence.
    kind
        ``count``, ``length``, ``car``, ``year``, ``position`` and so on.
    stated, expected
        What stands there, and what is known; empty where nothing is.
    verdict
        ``confirmed``, ``contradicted`` or ``unsupported``.
    source
        Who says what is known.
    start
        Where in the sentence it stands, in characters; None where it is said of all of it.
    """

    line: int
    text: str
    kind: str
    stated: str
    expected: str = ""
    verdict: Verdict = "unsupported"
    source: str = ""
    start: int | None = None

    @property
    def in_words(self) -> str:
        """What was found, for the margin of the text."""
        expected = f" (known: {self.expected}; {self.source})" if self.expected else ""
        return f"{self.verdict}, {self.kind}: {self.stated}{expected}"

    def as_json(self) -> dict[str, Any]:
        """Return the claim as plain values, as the contract names them."""
        return {
            "line": self.line,
            "text": self.text,
            "kind": self.kind,
            "stated": self.stated,
            "expected": self.expected or None,
            "verdict": self.verdict,
            "source": self.source or None,
        }
