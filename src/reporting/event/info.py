"""Reading ``event.toml``: what is wrong with it is told key by key, with the line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import ValidationError

from reporting.errors import InputError
from reporting.event.collect import Collector
from reporting.event.findings import Severity
from reporting.event.model import EventInfo
from reporting.event.package import INFO
from reporting.event.photographs import read_picture
from reporting.event.printable import invisible, signs_in, unprintable
from reporting.event.schema import info_keys
from reporting.event.unfilled import is_first_note
from reporting.language import in_each
from reporting.paths import within
from reporting.reads import source
from reporting.strangers_toml import read_toml

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

Key = tuple[str | int, ...]

_TABLE = "event"
_AT_LINE = re.compile(r"\(at line (\d+), column \d+\)")


def read_info(folder: Path, collector: Collector) -> EventInfo:
    """Read and check ``event.toml``.

    Parameters
    ----------
    folder
        The package's folder.
    collector
        Takes every finding.

    Returns
    -------
    EventInfo
        What the file says; keys that nobody knows are left out (a warning).

    Raises
    ------
    InputError
        When the file is missing, is no TOML, or a key is missing or wrong: without it no table
        can be read. It carries the findings.
    """
    text = _text(folder, collector)
    try:
        raw = read_toml(text)
    except tomllib.TOMLDecodeError as error:
        at = _AT_LINE.search(str(error))
        row = int(at[1]) if at else None
        collector.add("event-no-toml", _TABLE, INFO, row=row, reason=_AT_LINE.sub("", str(error)))
        raise _refusal(collector) from None
    lines = key_lines(text)
    try:
        info = _validated(raw, lines, collector)
    except ValidationError as error:
        _report(error.errors(include_url=False), lines, collector)
        raise _refusal(collector) from None
    _report_signs(raw, lines, collector)
    for code, key, told in _still_to_write(info):
        row, column = _line(key, lines), _dotted(key)
        collector.add(code, _TABLE, INFO, row=row, column=column, **told)
    if not _sound(info, folder, lines, collector):
        raise _refusal(collector)
    return info


def _refusal(collector: Collector) -> InputError:
    findings = collector.findings()
    first = next(finding for finding in findings if finding.severity is Severity.ERROR)
    return InputError(f"{INFO}: {first.message()} {first.remedy()}", findings)


def _text(folder: Path, collector: Collector) -> str:
    path = folder / INFO
    try:
        if not within(path, folder):
            collector.add("file-outside", _TABLE, INFO)
            raise _refusal(collector)
        return source(path).read_bytes().decode("utf-8-sig")
    except OSError:
        collector.add("event-missing", _TABLE, INFO)
    except UnicodeDecodeError as error:
        row = error.object[: error.start].count(b"\n") + 1
        line = error.object.splitlines()[row - 1].decode("cp1252", "replace").strip()
        collector.add("encoding-not-utf8", _TABLE, INFO, row=row, value=line)
    raise _refusal(collector)


def _validated(raw: dict[str, Any], lines: Mapping[Key, int], collector: Collector) -> EventInfo:
    try:
        return EventInfo.model_validate(raw)
    except ValidationError as error:
        errors = error.errors(include_url=False)
        unknown = [found for found in errors if found["type"] == "extra_forbidden"]
        if not unknown:
            raise
    for found in unknown:
        _drop(raw, found["loc"])
        row, column = _line(found["loc"], lines), _dotted(found["loc"])
        collector.add("event-key-unknown", _TABLE, INFO, row=row, column=column)
    return EventInfo.model_validate(raw)


def _drop(raw: Any, key: Key) -> None:
    for part in key[:-1]:
        raw = raw[part]
    del raw[key[-1]]


def _report(errors: Iterable[ErrorDetails], lines: Mapping[Key, int], collector: Collector) -> None:
    for found in errors:
        key = found["loc"]
        missing = found["type"] == "missing"
        expected = _meaning(key)
        collector.add(
            "event-key-missing" if missing else "event-value",
            _TABLE,
            INFO,
            row=_line(key, lines),
            column=_dotted(key),
            value=None if missing else found["input"],
            expected=expected,
        )


def _report_signs(raw: Any, lines: Mapping[Key, int], collector: Collector) -> None:
    """Tell of signs in texts that nobody sees, or that no font of the reports has."""
    for key, text in _texts(raw, ()):
        for code, signs in (("text-invisible", invisible()), ("text-unprintable", unprintable())):
            if told := signs_in(text, signs)["signs"]:
                row, column = _line(key, lines), _dotted(key)
                collector.add(code, _TABLE, INFO, row=row, column=column, value=text, signs=told)


def _texts(part: Any, key: Key) -> Iterator[tuple[Key, str]]:
    if isinstance(part, str):
        yield key, part
    elif isinstance(part, dict | list):
        for name, one in part.items() if isinstance(part, dict) else enumerate(part):
            yield from _texts(one, (*key, name))


def _meaning(key: Key) -> Mapping[str, str]:
    """Return what is expected of a key, or of all the keys under it."""
    name = ".".join(str(part) for part in key if isinstance(part, str))
    keys = info_keys()
    if name in keys:
        return keys[name]
    under = ", ".join(other for other in keys if other.startswith(f"{name}."))
    return in_each(lambda _: under)


def _sound(info: EventInfo, folder: Path, lines: Mapping[Key, int], collector: Collector) -> bool:
    """Check what no single key tells; return whether the tables can be read."""

    def report(code: str, *key: str | int, value: object, **details: Any) -> None:
        row, column = _line(key, lines), _dotted(key)
        collector.add(code, _TABLE, INFO, row=row, column=column, value=value, **details)

    sound = True
    if not _zone_exists(info.timezone):
        report("event-value", "timezone", value=info.timezone, expected=_meaning(("timezone",)))
        sound = False
    if info.end < info.start:
        report("event-dates", "end", value=info.end, start=info.start)
    if info.id != folder.name:
        report("event-id-differs", "id", value=info.id, folder=folder.name)
    seen: set[int] = set()
    for place, leg in enumerate(info.legs):
        if leg.number in seen:
            report("event-leg-twice", "legs", place, "number", value=leg.number)
            sound = False
        seen.add(leg.number)
        if not info.start <= leg.date <= info.end:
            dates = {"start": info.start, "end": info.end}
            report("event-leg-outside", "legs", place, "date", value=leg.date, **dates)
    for place, picture in enumerate(info.pictures):
        if read_picture(folder, picture.file) is None:
            report("event-picture", "pictures", place, "file", value=picture.file)
            sound = False
    return sound


def _still_to_write(info: EventInfo) -> Iterator[tuple[str, Key, dict[str, Any]]]:
    """Yield code, key and details of what a new event keeps a place for and nobody has written."""
    for place, leg in enumerate(info.legs):
        for key, town in (("from", leg.start), ("to", leg.finish)):
            if not town:
                told = {"value": None, "leg": leg.number}
                yield "event-leg-unnamed", ("legs", place, key), told
    note = info.provenance.note
    if info.provenance.timing != "none" and is_first_note(note.it, note.en):
        yield "event-note-stale", ("provenance", "note"), {"value": note.it}


_NO_PLACES = frozenset({"localtime", "posixrules", "Factory", "right", "posix"})
"""Files beside the zones: this machine's own, one without a clock, others with leap seconds."""


def _zone_exists(name: str) -> bool:
    if name.partition("/")[0] in _NO_PLACES:
        return False
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def _dotted(key: Key) -> str:
    """Write a key as people do, counting from 1: ``legs[2].date``."""
    return "".join(
        f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in key
    ).removeprefix(".")


def _line(key: Key, lines: Mapping[Key, int]) -> int | None:
    """Return the line of a key, or of the nearest table around it."""
    for length in range(len(key), 0, -1):
        if key[:length] in lines:
            return lines[key[:length]]
    return None


def key_lines(text: str) -> dict[Key, int]:
    r"""Return the line on which each key and table of a TOML text stands.

    Good enough for messages: keys inside an inline table or a text over several lines are
    answered by the line that begins them.

    >>> key_lines("id = 1\n[[legs]]\nnumber = 1\n[[legs]]\nnumber = 2")[("legs", 1, "number")]
    5
    """
    lines: dict[Key, int] = {}
    counts: dict[Key, int] = {}
    base: Key = ()
    for number, whole in enumerate(text.splitlines(), start=1):
        line = whole.lstrip()
        # Patterns without a choice between neighbours: a line of blanks costs what it is long.
        if table := re.match(r"\[\[([^\[\]]+)\]\]", line):
            name = _parts(table[1])
            base = (*name, counts.setdefault(name, 0))
            counts[name] += 1
            lines.setdefault(base, number)
        elif table := re.match(r"\[([^\[\]]+)\]", line):
            base = _parts(table[1])
            lines.setdefault(base, number)
        elif assigned := re.match(r"([\w.\"'\s-]+)=", line):
            lines.setdefault((*base, *_parts(assigned[1])), number)
    return lines


def _parts(name: str) -> Key:
    return tuple(part.strip().strip("\"'") for part in name.split("."))
