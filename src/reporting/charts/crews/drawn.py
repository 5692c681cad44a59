"""A drawing with its words."""

from __future__ import annotations

import base64
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Drawn:
    """A chart of a booklet.

    Parameters
    ----------
    svg
        The drawing.
    title, subtitle
        The finding; what is drawn, in which unit.
    alt
        Alternative text.
    """

    svg: str
    title: str
    subtitle: str
    alt: str

    @property
    def address(self) -> str:
        """The drawing as a data address, for an image."""
        packed = base64.b64encode(self.svg.encode("utf-8")).decode("ascii")
        return f"data:image/svg+xml;base64,{packed}"
