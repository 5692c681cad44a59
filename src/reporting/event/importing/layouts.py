"""Layouts of timing devices: how each writes its lines, and what an import does with them.

A layout is a file of ``layouts/``: patterns of lines with named parts (``number``, ``channel``,
``time``; ``flag``, ``mark``, ``group``, ``date`` where there are any), what a file of it looks
like, what stands around the lines, and for each sign what is done. A sample with the readings
that it gives is part of it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

LONGEST_LINE = 200
SEARCHED = 500
"""In how many lines a layout is looked for."""


@dataclass(frozen=True, slots=True)
class AlgeLine:
    """One line of a device, in the terms of ALGE's.

    Parameters
    ----------
    flag
        The sign in front; empty for a good time.
    number
        The number that the device knew; 0 for none.
    channel
        ``C0`` to ``C9``, ``RT`` and others; empty for a line without a time.
    by_hand
        Whether the impulse came from the keypad.
    time
        The time as printed, with a point before its decimals; empty where there is none.
    group
        Two digits; empty where there are none.
    date
        The date as printed; empty where there is none.
    """

    flag: str
    number: int
    channel: str = ""
    by_hand: bool = False
    time: str = ""
    group: str = ""
    date: str = ""


@dataclass(frozen=True)
class DeviceLayout:
    """The layout of a kind of devices, as its file says."""

    id: str
    data: Mapping[str, Any]
    lines: Sequence[re.Pattern[str]]
    looks_like: re.Pattern[str]
    furniture: Sequence[re.Pattern[str]]

    def parse(self, text: str) -> AlgeLine | None:
        """Read one line; None where it is none of these devices'."""
        if len(text) > LONGEST_LINE:
            return None
        found = next(filter(None, (line.fullmatch(text.rstrip()) for line in self.lines)), None)
        if found is None:
            return None
        part = {name: value or "" for name, value in found.groupdict().items()}
        number, flag = part["number"].strip(), part.get("flag", "").strip()
        if number and not number.isdecimal():
            return None  # blanks within it: a line that was cut
        if not part["channel"]:
            return AlgeLine(flag, int(number)) if number else None
        return AlgeLine(
            flag=flag,
            number=int(number or 0),
            channel=part["channel"].upper(),
            by_hand=part.get("mark") == "M",
            time=part["time"].strip().replace(",", "."),
            group=part.get("group", ""),
            date=part.get("date", ""),
        )

    def is_furniture(self, text: str) -> bool:
        """Tell whether a line is what the device prints around its times."""
        return any(pattern.match(text[:LONGEST_LINE]) for pattern in self.furniture)

    def says(self, key: str, text: str) -> bool:
        """Tell whether a line is the one that the layout's `key` describes, if it has one."""
        return key in self.data and re.match(self.data[key], text[:LONGEST_LINE]) is not None


@cache
def device_layouts() -> tuple[DeviceLayout, ...]:
    """Return every layout, by id."""
    folder = files("reporting.event.importing").joinpath("layouts")
    names = sorted(one.name for one in folder.iterdir() if one.name.endswith(".toml"))
    return tuple(
        _layout(name.removesuffix(".toml"), folder.joinpath(name).read_text(encoding="utf-8"))
        for name in names
    )


def layout_of(lines: Sequence[str]) -> DeviceLayout | None:
    """Return the layout that most lines of a text look like; None where none does."""
    head = [line[:LONGEST_LINE] for line in lines[:SEARCHED]]
    fits = {one.id: sum(map(bool, map(one.looks_like.match, head))) for one in device_layouts()}
    best = max(device_layouts(), key=lambda one: fits[one.id])
    return best if fits[best.id] else None


def _layout(name: str, text: str) -> DeviceLayout:
    data = tomllib.loads(text)
    return DeviceLayout(
        name,
        data,
        [re.compile(line) for line in data["lines"]],
        re.compile(data["looks_like"]),
        [re.compile(line) for line in data["furniture"]],
    )
