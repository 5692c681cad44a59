"""Whether keys stand once and references lead somewhere, over all tables of a package."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches

import numpy as np
import pandas as pd

from reporting.event.alike_keys import check_alike
from reporting.event.far_dates import check_far_dates
from reporting.event.findings import Severity
from reporting.event.schema import package_tables
from reporting.event.status_words import check_statuses
from reporting.event.story_text import check_story
from reporting.event.typed_tables import Book, Details, row_groups


def check_references(book: Book) -> None:
    """Find keys that stand twice or nearly so, dates far from the event, and what nobody knows.

    The latter are crews, legs, controls and facts that a row names.
    """
    _keys(book)
    check_alike(book)
    check_far_dates(book)
    _crews(book)
    _legs(book)
    _controls(book)
    check_story(book)
    check_statuses(book)


def _keys(book: Book) -> None:
    for name, table in package_tables().items():
        frame = book.tables[name]
        if not table.key or not len(frame):
            continue
        groups = row_groups(frame, table.key)
        later = pd.Series(groups).duplicated().to_numpy() & (groups >= 0)
        if not later.any():
            continue
        first = _first_places(groups, later)
        if name == "passages":
            _repeated_passages(book, later, first)
        else:
            details = _other_row(frame, first)
            book.flag("key-twice", name, table.key[0], later, details=details)


def _first_places(groups: np.ndarray, later: np.ndarray) -> Mapping[int, int]:
    """Return for each later row the place of the first one with the same key."""
    wanted = np.isin(groups, groups[later])
    first: dict[int, int] = {}
    same: dict[int, int] = {}
    for place in map(int, np.flatnonzero(wanted)):
        first[place] = same.setdefault(int(groups[place]), place)
    return first


def _other_row(frame: pd.DataFrame, first: Mapping[int, int]) -> Details:
    return lambda place: {"other": int(frame.index[first[place]])}


def _repeated_passages(book: Book, later: np.ndarray, first: Mapping[int, int]) -> None:
    frame = book.tables["passages"]
    times = frame["time"].to_numpy(dtype="datetime64[ns]").view("i8")
    places = np.flatnonzero(later)
    differs = later.copy()
    differs[places] = times[places] != times[[first[int(place)] for place in places]]
    details = _other_row(frame, first)
    book.flag("passage-conflict", "passages", "time", differs, details=details)
    book.flag("passage-repeated", "passages", "time", later & ~differs, details=details)


def _crews(book: Book) -> None:
    if not book.knows("entries"):
        return
    entered = book.tables["entries"]["number"].dropna()
    for name in ("starts", "passages"):
        numbers = book.tables[name]["number"]
        book.flag("crew-unknown", name, "number", ~numbers.isin(entered) & numbers.notna())
    numbers = book.tables["decisions"]["number"]
    known = {"*", *map(str, entered)}
    book.flag("crew-unknown", "decisions", "number", ~numbers.isin(known) & numbers.notna())


def _legs(book: Book) -> None:
    legs = [leg.number for leg in book.info.legs]
    expected = ", ".join(map(str, legs)) or "-"
    for name in ("controls", "starts", "actions", "sites"):
        numbers = book.tables[name]["leg"]
        unknown = ~numbers.isin(legs) & numbers.notna()
        book.flag("leg-unknown", name, "leg", unknown, details=lambda _: {"expected": expected})
    # A journey has places before its first leg (0) and after its last.
    around = [0, *legs, max(legs, default=0) + 1]
    for name in ("waypoints", "encounters"):
        numbers = book.tables[name]["leg"]
        unknown = ~numbers.isin(around) & numbers.notna()
        book.flag(
            "leg-unknown",
            name,
            "leg",
            unknown,
            details=lambda _: {"expected": expected},
            graded=Severity.WARNING,
        )


def _controls(book: Book) -> None:
    if not book.knows("controls"):
        return
    codes = [str(code) for code in book.tables["controls"]["code"].dropna()]
    for name, column in (
        ("detections", "control"),
        ("passages", "control"),
        ("decisions", "control"),
        ("controls", "starts_at"),
    ):
        frame = book.tables[name]
        unknown = ~frame[column].isin(codes) & frame[column].notna()
        book.flag("control-unknown", name, column, unknown, details=_nearest(frame[column], codes))


def _nearest(texts: pd.Series, codes: list[str]) -> Details:
    """Propose the control whose code comes nearest to what was written."""
    by_plain = {code.replace(" ", "").casefold(): code for code in codes}

    def details(place: int) -> Mapping[str, str]:
        plain = str(texts.iloc[place]).replace(" ", "").casefold()
        near = get_close_matches(plain, by_plain, n=1, cutoff=0.8)
        return {"hint": f" ({by_plain[near[0]]}?)" if near else ""}

    return details
