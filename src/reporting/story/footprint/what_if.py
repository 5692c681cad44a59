"""What-if told: how a measure is called."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reporting.footprint.what_if import Variant
    from reporting.story.voice import Voice


def measure_name(variant: Variant, voice: Voice) -> str:
    """Return the name of a variant's measure, or that it is all of them together."""
    if "+" in variant.name:
        return voice.text("all measures")
    return str(getattr(variant.measure, voice.language))
