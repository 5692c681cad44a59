"""Standings as the JSON document of the contract (section 3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from reporting.exact import NANO, PENALTY_PLACES, plain
from reporting.frames import records
from reporting.scoring.score_frames import MARKS, has_score, weighted_points
from reporting.scoring.tally import TOTAL_PLACES
from reporting.scoring.times import NO_TIME

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from reporting.exact import Whole
    from reporting.scoring.rankings import Scored
    from reporting.scoring.standings import Standings

Cells = dict[int, dict[str, dict[str, Any]]]

_FLAGS = [flag for flag in MARKS if flag not in ("usable", "counts")]
_TWO_DECIMALS = ("total", "gap", "coefficient")


def document(standings: Standings) -> dict[str, Any]:
    """Return standings as plain values: decimals as strings, NA as None.

    Each crew's row has its controls: all of them, in a trophy's ranking those of the trophy;
    ``penalty`` is None where the control is annulled or still ahead of the crew, ``score`` outside
    the points family.
    """
    cells = _cells(standings.scored)
    controls = standings.controls
    codes = {name: list(group) for name, group in controls.groupby("trophy")["code"]}
    return {
        "event": standings.event,
        "rulebook": standings.rulebook.id,
        "status": standings.status,
        "revision": standings.revision,
        "issued_at": standings.issued_at and standings.issued_at.isoformat(),
        "moment": standings.moment and standings.moment.as_json(),
        "controls": [_plain_row(row) for row in records(controls)],
        "rankings": {
            name: [_row(row, cells, codes.get(name)) for row in records(table)]
            for name, table in standings.rankings.items()
        },
        "caveats": [caveat.as_json() for caveat in standings.caveats],
    }


def _row(row: Mapping[str, Any], cells: Cells, codes: list[str] | None) -> dict[str, Any]:
    shown = _plain_row(row)
    own = cells.get(shown["number"], {})
    return shown | {"controls": own if codes is None else {code: own[code] for code in codes}}


def _plain_row(row: Mapping[str, Any]) -> dict[str, Any]:
    return {str(name): _plain(str(name), value) for name, value in row.items()}


def _plain(name: str, value: Any) -> Any:
    if isinstance(value, list):
        return value
    if pd.isna(value):
        return None
    if hasattr(value, "as_tuple"):
        return _decimal(value, keep=TOTAL_PLACES if name in _TWO_DECIMALS else 0)
    return value if isinstance(value, str) else int(value)


def _decimal(value: Decimal, keep: int) -> str:
    sign, digits, exponent = value.as_tuple()
    whole = int("".join(map(str, digits))) * (-1 if sign else 1)
    return plain(whole, -int(exponent), keep)


def _cells(scored: Scored) -> Cells:
    """Return number -> code -> what the crew did there."""
    sheet = scored.sheet
    codes = list(sheet.course.controls["code"])
    weighted, places = weighted_points(scored)
    columns: list[list[list[Any]]] = [
        _texts(sheet.penalty, PENALTY_PLACES, ~sheet.void),
        _texts(weighted, places, has_score(scored)),
        _texts(sheet.deviation, NANO, sheet.deviation != NO_TIME),
        _flags(scored),
    ]
    by_crew: Cells = {}
    for at, number in enumerate(sheet.crews.tolist()):
        crew = zip(codes, *(column[at] for column in columns), strict=True)
        by_crew[number] = {
            code: {"penalty": penalty, "score": score, "deviation_s": deviation, "flags": flags}
            for code, penalty, score, deviation, flags in crew
        }
    return by_crew


def _texts(values: Whole, places: int, known: Whole) -> list[list[str | None]]:
    """Return texts crew by crew, from arrays of shape (controls, crews)."""
    wanted, which = np.unique(values[known], return_inverse=True)
    texts = np.array([None, *(plain(whole, places) for whole in wanted.tolist())], dtype=object)
    index = np.zeros(values.shape, dtype=np.int64)
    index[known] = which + 1
    found: list[list[str | None]] = texts[index.T].tolist()
    return found


def _flags(scored: Scored) -> list[list[list[str]]]:
    """Return the flags that are set, crew by crew."""
    bits = np.zeros(scored.sheet.penalty.shape, dtype=np.int64)
    for place, flag in enumerate(_FLAGS):
        bits |= getattr(scored.sheet, MARKS[flag]).astype(np.int64) << place
    sets = [
        [flag for place, flag in enumerate(_FLAGS) if bit >> place & 1]
        for bit in range(1 << len(_FLAGS))
    ]
    crews: Any = bits.T.tolist()
    return [[sets[bit] for bit in crew] for crew in crews]
