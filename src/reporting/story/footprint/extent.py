"""How much of an event its totals hold, in the words that stand beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from reporting.story.footprint.telling import FEW

if TYPE_CHECKING:
    from reporting.story.footprint.telling import Footprint


def extent(fp: Footprint) -> Markup | None:
    """Return what the totals hold, or lack; None where nothing is missing.

    Where few categories are estimated they are named, else those that are missing, where few are.
    """
    if not fp.partial:
        return None
    estimated = list(fp.statement["by_category"])
    if fp.missing and (len(estimated) <= FEW or len(fp.missing) > FEW):
        of = fp.statement["coverage"]["categories"]
        pointer = "/coverage/categories_estimated"
        said = fp.counted(pointer, "n of categories estimated", of=of)
        named = fp.voice.list([fp.within(code) for code in estimated])
        return Markup("{}: {}").format(said, named) if len(estimated) <= FEW else said
    return Markup(fp.voice.text("left out", what=fp.missing_words))  # noqa: S704 - our own words
