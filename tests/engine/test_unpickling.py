"""Results cross processes, builds and machines as bytes that cannot hold code."""

from __future__ import annotations

import os
import pickle
import pickletools
import re
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from tests.support.results import assert_same

from reporting.engine.unpickling import packed, unpacked
from reporting.errors import StepFailedError
from reporting.event import Event, load
from reporting.footprint import statement
from reporting.quality import examine
from reporting.route import measure
from reporting.scoring import score
from reporting.scoring.trail import trail

STEPS = {"score": score, "trail": trail, "measure": measure, "examine": examine}
STEPS["account"] = statement


@pytest.fixture(scope="module")
def event() -> Event:
    return load("demo-rally")


@pytest.mark.parametrize("step", STEPS)
def test_a_result_comes_back_as_it_was(event: Event, step: str) -> None:
    result = STEPS[step](event)
    assert_same(unpacked(packed(result)), result)


@pytest.mark.parametrize("step", STEPS)
def test_a_result_has_the_same_bytes_in_every_process(event: Event, step: str) -> None:
    """A set has another order in each: a step made again would seem to have changed."""
    written = {operation.name for operation, _, _ in pickletools.genops(packed(STEPS[step](event)))}
    assert not written & {"EMPTY_SET", "ADDITEMS", "FROZENSET"}


def test_arrays_and_columns_come_back_with_their_types() -> None:
    frame = pd.DataFrame(
        {
            "exact": pd.array(["1.50", None], dtype=pd.ArrowDtype(pa.decimal128(18, 2))),
            "number": pd.array([1, None], dtype="Int64"),
            "yes": pd.array([True, None], dtype="boolean"),
            "text": pd.array(["a", None], dtype="str"),
            "members": [(1, 2), ()],
            "share": [0.5, float("nan")],
        },
        index=pd.Index([7, 9], name="row"),
    )
    assert_same(unpacked(packed(frame)), frame)
    assert_same(unpacked(packed(frame.iloc[:0])), frame.iloc[:0])
    for array in (np.arange(6.0).reshape(2, 3), np.array([(1, 2), None], dtype=object)):
        assert_same(unpacked(packed(array)), array)
    assert unpacked(packed(MappingProxyType({"a": 1}))) == {"a": 1}


@pytest.mark.parametrize(
    "value",
    [
        pd.NaT,
        pd.NA,
        pd.Timedelta(seconds=3.5),
        pd.Timestamp("2025-01-01", tz="Europe/Rome"),
        pd.DatetimeIndex(["2025-01-01", pd.NaT], tz="Europe/Rome"),
        pd.Categorical(["b", "a", None], ["b", "a"], ordered=True),
        pd.Series([pd.NaT, pd.Timestamp("2025-01-01")], name="when"),
        pd.Series({"a": 1, "b": None}),
        pd.DataFrame({"mixed": [pd.NaT, pd.NA, None, 1], "word": pd.Categorical(list("abca"))}),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_frames_hold_comes_back_too(value: Any) -> None:
    again = unpacked(packed({"held": [value]}))["held"][0]
    assert type(again) is type(value)
    assert repr(again) == repr(value)


@pytest.mark.parametrize("value", [pd.Period("2025-01"), Path("a"), print, re.compile("")])
def test_what_would_be_refused_is_not_written(value: object) -> None:
    with pytest.raises(pickle.PicklingError, match="none of our results"):
        packed({"held": [value]})


class _Planted:
    def __init__(self, function: object, *args: object) -> None:
        self.parts = (function, args)

    def __reduce__(self) -> tuple[object, tuple[object, ...]]:
        return self.parts  # type: ignore[return-value]


def _raw(module: str, name: str) -> bytes:
    """Return a pickle that calls a name without arguments, also a name with dots."""
    words = (bytes([len(word)]) + word.encode() for word in (module, name))
    return b"\x80\x04" + b"".join(b"\x8c" + word for word in words) + b"\x93)R."


@pytest.mark.parametrize(
    "content",
    [
        pickle.dumps(_Planted(os.system, "touch ran")),
        pickle.dumps(_Planted(eval, "open('ran', 'w')")),
        pickle.dumps({"result": [_Planted(getattr, str, "upper")]}),
        pickle.dumps(np.arange(3)),
        pickle.dumps(np.dtype([("a", "O")])),
        pickle.dumps(pd.DataFrame({"a": [1]})),
        _raw("reporting.paths", "os.getcwd"),
        _raw("reporting.paths", "home"),
        _raw("reporting.engine.unpickling", "importlib.reload"),
        _raw("reporting.engine.unpickling", "packed"),
        _raw("reporting.engine.store", "Store"),
        _raw("reporting.cli.lab", "os"),
        _raw("decimal", "getcontext"),
        b"",
        b"not a pickle",
        b"\x80\x05\x8c",
    ],
)
def test_what_we_never_write_is_refused_before_it_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(StepFailedError, match="Nothing of it was run"):
        unpacked(content)
    assert not list(tmp_path.iterdir())


def test_bytes_are_never_taken_for_addresses_of_objects() -> None:
    honest = packed(np.arange(3))
    for kind in (b"|O8", b"O,O"):
        with pytest.raises(StepFailedError):
            unpacked(honest.replace(b"\x8c\x03<i8", b"\x8c\x03" + kind))


def test_a_column_that_points_outside_its_bytes_is_refused() -> None:
    honest = packed(pd.DataFrame({"text": pd.array(["one", "two", "three"], dtype="str")}))
    offsets = np.array([0, 3, 6, 11], dtype="<i8").tobytes()
    assert offsets in honest
    with pytest.raises(StepFailedError):
        unpacked(honest.replace(offsets, np.array([0, 3, 6, 1 << 40], dtype="<i8").tobytes()))
