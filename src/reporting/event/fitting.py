"""Whether the rows of a package make sense for the kind of their control."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from reporting.event.schema import points_of_kind
from reporting.event.typed_tables import Book, Details, row_groups

_TARGETS = {"PC": "target_s", "CO": "target_s", "PM": "target_kmh"}


def check_fit(book: Book) -> None:
    """Check targets, order, links, detections, and the points of passages."""
    _check_controls(book)
    _check_points(book)


def _check_controls(book: Book) -> None:
    controls = book.tables["controls"]
    if not len(controls):
        return
    if book.timed:
        _targets(book, controls)
    places = row_groups(controls, ("leg", "seq"))
    twice = pd.Series(places).duplicated().to_numpy() & (places >= 0)
    book.flag("seq-twice", "controls", "seq", twice)
    _links(book, controls)
    _detections(book, controls)


def _targets(book: Book, controls: pd.DataFrame) -> None:
    """Check what a score needs: a target, and where an average trial is detected."""
    for kind, column in _TARGETS.items():
        lacking = (controls["kind"] == kind) & controls[column].isna()
        if kind == "PM":
            lacking &= ~controls["code"].isin(_timed_by_table(book.tables["detections"]))
        book.flag("target-missing", "controls", column, lacking, details=_of_kind(kind))
    if "detections" not in book.unread:
        detected = book.tables["detections"]["control"]
        lacking = (controls["kind"] == "PM") & ~controls["code"].isin(detected)
        book.flag("average-without-detections", "controls", "code", lacking)


def _timed_by_table(detections: pd.DataFrame) -> set[str]:
    """Return the average trials of which every detection has its own imposed time."""
    if "target_s" not in detections:
        return set()
    whole = detections["target_s"].notna().groupby(detections["control"]).all()
    return set(whole[whole].index)


def _of_kind(kind: str) -> Details:
    return lambda _: {"kind": kind}


def _links(book: Book, controls: pd.DataFrame) -> None:
    """Check that a linked trial starts at an earlier PC of its leg, and no chain is a circle."""
    by_code = controls.dropna(subset=["code"]).drop_duplicates("code").set_index("code")
    links = {str(code): str(origin) for code, origin in by_code["starts_at"].dropna().items()}
    problems: dict[str, list[int]] = {}
    for place, (code, kind, leg, seq, origin) in enumerate(
        controls[["code", "kind", "leg", "seq", "starts_at"]].itertuples(index=False)
    ):
        if pd.isna(origin) or pd.isna(code) or origin not in by_code.index:
            continue
        before = by_code.loc[origin]
        if kind != "PC" or before["kind"] != "PC":
            problems.setdefault("link-not-trial", []).append(place)
        elif _is_circle(code, links):
            problems.setdefault("link-circular", []).append(place)
        elif pd.isna([leg, seq, before["leg"], before["seq"]]).any():
            continue
        elif leg != before["leg"] or seq <= before["seq"]:
            problems.setdefault("link-order", []).append(place)
    for problem, places in problems.items():
        where = np.isin(np.arange(len(controls)), places)
        book.flag(problem, "controls", "starts_at", where)


def _is_circle(code: str, links: Mapping[str, str]) -> bool:
    seen: set[str] = set()
    here: str | None = code
    while here is not None and here not in seen:
        seen.add(here)
        here = links.get(here)
    return here == code


def _detections(book: Book, controls: pd.DataFrame) -> None:
    detections = book.tables["detections"]
    if "detections" in book.unread:
        return
    kinds = _kind_of(controls)
    found = detections["control"].map(kinds)
    book.flag("detection-not-average", "detections", "control", found.notna() & (found != "PM"))
    ordered = detections.assign(place=np.arange(len(detections))).dropna(
        subset=["control", "point", "distance_km"]
    )
    ordered = ordered.sort_values(["control", "point"], kind="stable")
    distance = ordered["distance_km"].astype(float)
    same = ordered["control"] == ordered["control"].shift()
    shorter = same & (distance <= distance.shift())
    where = np.isin(np.arange(len(detections)), ordered["place"][shorter])
    book.flag("detection-order", "detections", "distance_km", where)


def _kind_of(controls: pd.DataFrame) -> dict[str, str]:
    known = controls.dropna(subset=["code", "kind"]).drop_duplicates("code")
    return dict(zip(known["code"], known["kind"], strict=True))


def _check_points(book: Book) -> None:
    passages = book.tables["passages"]
    if not len(passages) or not book.knows("controls"):
        return
    groups = row_groups(passages, ("control", "point"))
    distinct, first, places = np.unique(groups, return_index=True, return_inverse=True)
    pairs = passages[["control", "point"]].iloc[first].itertuples(index=False)
    fits = Points(book)
    verdicts = [
        fits.verdict(str(control), str(point)) if group >= 0 else None
        for group, (control, point) in zip(distinct, pairs, strict=True)
    ]
    controls = passages["control"]
    for code in sorted({verdict for verdict in verdicts if verdict}):
        where = np.array([verdict == code for verdict in verdicts])[places]
        book.flag(
            code,
            "passages",
            "point",
            where,
            details=lambda place: {
                "control": controls.iloc[place],
                "expected": fits.expected(controls.iloc[place]),
            },
        )


class Points:
    """The points that each control has."""

    def __init__(self, book: Book) -> None:
        controls = book.tables["controls"]
        self.kinds = _kind_of(controls)
        self._linked = set(controls.loc[controls["starts_at"].notna(), "code"].dropna())
        detections = book.tables["detections"].dropna(subset=["control", "point"])
        self._read = "detections" not in book.unread
        self._detected: dict[str, list[str]] = {}
        for control, point in detections[["control", "point"]].itertuples(index=False):
            self._detected.setdefault(control, []).append(str(point))

    def verdict(self, control: str, point: str) -> str | None:
        """Return the code of what is wrong with a passage at this point; None where nothing."""
        kind = self.kinds.get(control)
        if kind is None:
            return None
        if point in points_of_kind(kind):
            linked = point == "start" and control in self._linked
            return "point-of-linked-trial" if linked else None
        if kind == "PM" and point.isdigit():
            known = point in self._detected.get(control, ()) or not self._read
            return None if known else "detection-unknown"
        return "point-idle" if kind == "PM" and point == "finish" else "point-misfit"

    def expected(self, control: str) -> str:
        """Return the points of a control, for a message."""
        kind = self.kinds.get(control)
        return ", ".join(
            [*(points_of_kind(kind) if kind else ()), *self._detected.get(control, [])]
        )
