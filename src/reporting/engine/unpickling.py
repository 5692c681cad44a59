"""Results as bytes that hold no code: between processes, between builds, from a cluster.

They are pickles, because results are objects of ours, but a closed kind of them. Who writes to a
reports folder, or answers for a cluster, may put anything there: so only classes that are plain
data of ours are made again, and frames, arrays and columns only by the functions of this module,
which check what they are given. Everything else is refused before it is called.
"""

from __future__ import annotations

import enum
import importlib
import io
import pickle
from collections.abc import Callable, Mapping
from dataclasses import is_dataclass
from functools import singledispatch
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pyarrow as pa
from pydantic import BaseModel

from reporting.errors import StepFailedError

_OURS = "reporting."
_PLAIN = {
    "builtins": {"bytearray", "complex", "frozenset", "set", "slice"},
    "datetime": {"date", "datetime", "time", "timedelta", "timezone"},
    "decimal": {"Decimal"},
    "fractions": {"Fraction"},
    "zoneinfo": {"ZoneInfo"},
    "pandas": {"BooleanDtype", "Float64Dtype", "Int64Dtype", "NA", "StringDtype"},
}
"""What is made again besides our own: values that do nothing when they are made."""


def packed(result: object) -> bytes:
    """Return a result as bytes; the same result gives the same bytes.

    Raises
    ------
    pickle.PicklingError
        Where it holds what :func:`unpacked` would refuse.
    """
    stream = io.BytesIO()
    _Writer(stream, protocol=5).dump(result)
    return stream.getvalue()


def unpacked(content: bytes) -> Any:
    """Return what :func:`packed` was given.

    Raises
    ------
    StepFailedError
        Where `content` holds what :func:`packed` never writes; nothing of it has run.
    """
    try:
        return _Reader(io.BytesIO(content)).load()
    except Exception as fault:  # noqa: BLE001 - whatever planted bytes lead to
        raise StepFailedError(
            f"A result that was kept or sent is not one of ours ({fault}). Nothing of it was run. "
            "If nobody but you writes to the reports folder, remove its .cache and build again."
        ) from None


class _Writer(pickle.Pickler):
    def reducer_override(self, value: Any) -> Any:
        """Return how libraries' objects are made again: by functions of this module alone."""
        return _made_of(value)


@singledispatch
def _made_of(value: object) -> Any:
    kind = value if isinstance(value, type) else type(value)
    named = getattr(value, "__name__", None)
    if not (_is_known(kind) or value is pd.NA or _MAKERS.get(str(named)) is value):
        raise pickle.PicklingError(f"{kind.__module__}.{kind.__qualname__} is none of our results")
    return NotImplemented


@_made_of.register
def _(value: BaseModel) -> Any:
    # A model knows which of its fields were given as a set of names: it has another order in each
    # process, and what is the same result would have other bytes.
    values = {name: getattr(value, name) for name in type(value).model_fields}
    return model, (type(value), values, sorted(value.model_fields_set))


@_made_of.register
def _(value: MappingProxyType) -> Any:  # type: ignore[type-arg]
    return frozen, (dict(value),)


@_made_of.register
def _(value: ZoneInfo) -> Any:
    return ZoneInfo, (value.key,)


@_made_of.register
def _(value: np.ndarray) -> Any:
    content = value.ravel().tolist() if value.dtype.kind == "O" else value.tobytes()
    return array, (value.dtype.str, value.shape, content)


@_made_of.register
def _(value: np.generic) -> Any:
    return scalar, (value.dtype.str, value.tobytes())


@_made_of.register
def _(value: pd.Timestamp) -> Any:
    return timestamp, (value.isoformat(), str(value.tz) if value.tz else None)


@_made_of.register(type(pd.NaT))
def _(value: Any) -> Any:  # noqa: ARG001 - there is one alone
    return timestamp, ("NaT", None)


@_made_of.register
def _(value: pd.Timedelta) -> Any:
    return duration, (value.isoformat(),)


@_made_of.register
def _(value: pd.CategoricalDtype) -> Any:
    return category, (value.categories, bool(value.ordered))


@_made_of.register
def _(value: pd.Categorical) -> Any:
    return words, (value.codes, value.dtype)


@_made_of.register
def _(value: pd.DatetimeTZDtype) -> Any:
    return zoned, (value.unit, str(value.tz))


@_made_of.register
def _(value: pd.Series) -> Any:
    return series, (_values(value), value.index, value.name)


@_made_of.register(pd.BooleanDtype)
@_made_of.register(pd.Int64Dtype)
@_made_of.register(pd.Float64Dtype)
def _(value: Any) -> Any:
    return type(value), ()


@_made_of.register
def _(value: pd.ArrowDtype) -> Any:
    return arrow_type, (bytes(pa.schema([("", value.pyarrow_dtype)]).serialize()),)


@_made_of.register
def _(value: pd.api.extensions.ExtensionArray) -> Any:
    table = pa.table({"": pa.array(value)})
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as stream:
        stream.write_table(table)
    return column, (value.dtype, bytes(sink.getvalue()))


@_made_of.register
def _(value: pd.RangeIndex) -> Any:
    return range_index, (value.start, value.stop, value.step, value.name)


@_made_of.register
def _(value: pd.Index) -> Any:
    return index, (_values(value), value.name)


@_made_of.register
def _(value: pd.DataFrame) -> Any:
    held = [_values(value.iloc[:, at]) for at in range(value.shape[1])]
    return frame, (value.columns, held, value.index)


def _values(held: pd.Series | pd.Index) -> Any:
    return held.to_numpy() if isinstance(held.dtype, np.dtype) else held.array


class _Reader(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        """Return a class or function by name, where it is one that may be called."""
        if name in _PLAIN.get(module, ()):
            return getattr(importlib.import_module(module), name)
        if module == __name__ and name in _MAKERS:
            return _MAKERS[name]
        if module.startswith(_OURS) and "." not in name:
            kind = getattr(importlib.import_module(module), name, None)
            if _is_plain_data(kind) and kind.__module__ == module:
                return kind
        raise pickle.UnpicklingError(f"{module}.{name}")


def _is_known(kind: type) -> bool:
    """Tell whether a reader makes objects of a class."""
    plain = kind.__qualname__ in _PLAIN.get(kind.__module__, ())
    return plain or (kind.__module__.startswith(_OURS) and _is_plain_data(kind))


def _is_plain_data(kind: Any) -> bool:
    """Tell whether a class of ours only holds values."""
    if not isinstance(kind, type):
        return False
    return is_dataclass(kind) or issubclass(kind, enum.Enum) or hasattr(kind, "model_fields")


def frozen(mapping: dict[Any, Any]) -> Mapping[Any, Any]:
    """Return a mapping that nobody can change."""
    return MappingProxyType(dict(mapping))


def model(kind: type[BaseModel], values: dict[str, Any], given: list[str]) -> BaseModel:
    """Return a model of ours as it was, its values checked when it was first made."""
    return kind.model_construct(set(given), **values)


def array(kind: str, shape: tuple[int, ...], content: bytes | list[Any]) -> np.ndarray:
    """Return an array of numbers from its bytes, or of objects from their list."""
    if isinstance(content, bytes):
        return np.frombuffer(content, _number(kind)).reshape(shape).copy()
    made = np.empty(len(content), dtype=object)
    made[:] = content
    return made.reshape(shape)


def scalar(kind: str, content: bytes) -> Any:
    """Return a single number of numpy's."""
    return array(kind, (1,), content)[0]


def timestamp(text: str, zone: str | None) -> pd.Timestamp:
    """Return a moment."""
    moment = pd.Timestamp(text)
    return moment if zone is None else moment.tz_convert(zone)


def duration(text: str) -> pd.Timedelta:
    """Return a length of time."""
    return pd.Timedelta(text)


def category(values: pd.Index, ordered: bool) -> pd.CategoricalDtype:
    """Return the type of a column of words that are known."""
    return pd.CategoricalDtype(values, ordered=ordered)


def words(codes: Any, kind: pd.CategoricalDtype) -> pd.Categorical:
    """Return a column of words that are known."""
    return pd.Categorical.from_codes(codes, dtype=kind)


def zoned(unit: Any, zone: str) -> pd.DatetimeTZDtype:
    """Return the type of a column of moments in a zone."""
    return pd.DatetimeTZDtype(unit, zone)


def arrow_type(schema: bytes) -> Any:
    """Return the type of a column that Arrow holds."""
    return pd.ArrowDtype(pa.ipc.read_schema(pa.py_buffer(schema)).field(0).type)


def column(kind: Any, content: bytes) -> Any:
    """Return a column of a frame; what Arrow was given is checked in full."""
    with pa.ipc.open_stream(content) as stream:
        table = stream.read_all()
    table.validate(full=True)
    return kind.__from_arrow__(table.column(0))


def range_index(start: int, stop: int, step: int, name: Any) -> pd.RangeIndex:
    """Return the index of a frame whose rows are counted."""
    return pd.RangeIndex(start, stop, step, name=name)


def index(values: Any, name: Any) -> pd.Index:
    """Return an index of values."""
    made: pd.Index[Any] = pd.Index(values, name=name, copy=False)
    return made


def series(values: Any, rows: pd.Index, name: Any) -> pd.Series:
    """Return a column with its rows' names."""
    return pd.Series(values, index=rows, name=name, copy=False)


def frame(columns: pd.Index, values: list[Any], rows: pd.Index) -> pd.DataFrame:
    """Return a frame of columns."""
    made = pd.DataFrame(dict(enumerate(values)), index=rows, copy=False)
    made.columns = columns
    return made


_MAKERS: Mapping[str, Callable[..., Any]] = {
    maker.__name__: maker
    for maker in (
        frozen,
        model,
        array,
        scalar,
        timestamp,
        duration,
        category,
        words,
        zoned,
        arrow_type,
        column,
        range_index,
        index,
        series,
        frame,
    )
}


def _number(kind: str) -> np.dtype[Any]:
    """Return a type of plain numbers; one with objects in it would take bytes for addresses."""
    made = np.dtype(kind)
    if made.kind not in "biufcmMSU" or made.fields is not None:
        raise ValueError(f"an array of {kind}")
    return made
