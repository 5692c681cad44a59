"""Several events, one below the other: ``rp.season([...]).standings()``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property, wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from reporting.analyst.answer import AnswerFrame, answer
from reporting.analyst.arguments import spoken
from reporting.analyst.simulated_mark import show_mark
from reporting.errors import UnknownNameError, UsageError, described, machine_fault, no_such

if TYPE_CHECKING:
    from reporting.analyst.open_event import OpenEvent

NEEDS = {
    "standings": "passages", "trials": "passages", "consistency": "passages",
    "detections": "passages", "crews": "entries", "controls": "controls", "route": "",
    "footprint": "activities", "facts": "facts",
}  # fmt: skip
"""Answers that stack -> the table that an event must have for it."""


def season(places: Iterable[str | Path] | None = None, language: str = "en") -> Season:
    """Return several events as one; nothing is opened before it is asked for.

    Parameters
    ----------
    places, language
        Ids or paths (every bundled event if none); as in ``rp.open``.

    Raises
    ------
    UsageError
        For what is no list, for an empty one, and for an unknown language.

    Examples
    --------
    >>> season(["demo-rally", "experience-italy-2025"]).standings()["event"].nunique()
    2
    """
    from reporting.event import bundled

    given: object = bundled() if places is None else places
    if isinstance(given, str | Path):
        given = (given,)
    listed = tuple(given) if isinstance(given, Iterable) and not isinstance(given, Mapping) else ()
    if not listed:
        known = ", ".join(bundled())
        raise UsageError(f"A season is a list of events ({known}), not {described(places)}.")
    return Season(listed, spoken(language))


class Season:
    """Events whose answers stand one below the other; ``event`` tells them apart.

    ``standings``, ``trials``, ``consistency``, ``detections``, ``crews``, ``controls``, ``route``,
    ``footprint`` and ``facts`` are asked as of one event. An event that has no data for it is left
    out, and named in ``attrs["left_out"]``.

    Parameters
    ----------
    places, language
        As in :func:`season`.

    Examples
    --------
    >>> Season(("demo-rally",)).crews()["event"].unique().tolist()
    ['demo-rally']
    """

    def __init__(self, places: tuple[str | Path, ...], language: str = "en") -> None:
        self.places = places
        self.language = language

    def __repr__(self) -> str:
        """Return which events, and what can be asked."""
        named = ", ".join(str(place) for place in self.places)
        return f"A season of {len(self.places)} events: {named}\n  ask: {' '.join(NEEDS)} parquet"

    def __dir__(self) -> Iterable[str]:
        return [*super().__dir__(), *NEEDS]

    def __getattr__(self, name: str) -> Any:
        if name not in NEEDS:
            raise UnknownNameError(no_such("question to a season", name, [*NEEDS, "parquet"]))
        from reporting.analyst.open_event import OpenEvent

        @wraps(getattr(OpenEvent, name))
        def stacked(*given: Any, **options: Any) -> AnswerFrame:
            return self._stacked(name, *given, **options)

        return stacked

    @property
    def frame(self) -> AnswerFrame:
        """The overall standings of all of them."""
        return self._stacked("standings")

    def parquet(self, folder: str | Path) -> list[Path]:
        """Write every answer as one Parquet file, which DuckDB, Polars and R read.

        Parameters
        ----------
        folder
            Made where there is none; files in it are replaced.

        Returns
        -------
        list of Path
            ``standings.parquet`` and its companions; ``from 'folder/trials.parquet'`` in DuckDB.

        Raises
        ------
        UsageError
            For what is no path.
        StepFailedError
            Where it cannot be written to.

        Examples
        --------
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     files = Season(("demo-rally",)).parquet(folder)
        >>> files[0].name
        'standings.parquet'
        """
        given: object = folder
        if not isinstance(given, str | Path):
            raise UsageError(f"A folder is a path, not {described(given)}.")
        target = Path(given)
        try:
            target.mkdir(parents=True, exist_ok=True)
        except OSError as fault:
            raise machine_fault(fault) or UsageError(f"{target}: {fault.strerror}.") from None
        files = []
        for name, table in NEEDS.items():
            if any(not table or one.event.has(table) for one in self._opened):
                files.append(target / f"{name}.parquet")
                _storable(self._stacked(name)).to_parquet(files[-1], index=False)
        return files

    @cached_property
    def _opened(self) -> tuple[OpenEvent, ...]:
        from reporting.analyst.opening import open_event

        opened = tuple(open_event(place, self.language) for place in self.places)
        ids = [one.event.id for one in opened]
        twice = sorted({one for one in ids if ids.count(one) > 1})
        if twice:
            raise UsageError(
                f"{', '.join(twice)} stands there more than once: the column event would not tell "
                "one from the other. Give another copy an id of its own in its event.toml."
            )
        return opened

    def _stacked(self, name: str, *given: Any, **options: Any) -> AnswerFrame:
        table = NEEDS[name]
        has = [one for one in self._opened if not table or one.event.has(table)]
        if not has:
            raise UsageError(f"None of these events has {table}: there are no {name} to stack.")
        for one in has:
            show_mark(one.event, self.language)
        frames = [getattr(one, name)(*given, **options) for one in has]
        whole = pd.concat([pd.DataFrame(_uncategorised(frame)) for frame in frames],
                          ignore_index=True)  # fmt: skip
        for key in ("units", "meaning"):
            whole.attrs[key] = {c: words for one in frames for c, words in one.attrs[key].items()}
        whole.attrs["left_out"] = [one.event.id for one in self._opened if one not in has]
        return answer(whole)


def _uncategorised(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame whose controls are texts: each event has its own order of them."""
    return frame.astype(dict.fromkeys(_categories(frame), "str"))


def _categories(frame: pd.DataFrame) -> Iterator[str]:
    return (str(name) for name in frame.select_dtypes("category"))


def _storable(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame without what Parquet has no place for: lists, and blanks of no type."""
    made = pd.DataFrame(frame)
    made.attrs = {}
    for name in [name for name in made if made[name].dtype == "object"]:
        made[name] = [None if cell is None or cell is pd.NA else
                      " ".join(map(str, cell)) if isinstance(cell, list | tuple) else str(cell)
                      for cell in made[name]]  # fmt: skip
        made[name] = made[name].astype("str")
    return made
