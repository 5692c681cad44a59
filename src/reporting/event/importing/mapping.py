"""``import.toml``: which channel, header or word of the timekeepers' files means what.

It lies in the package, is written by an import for the next time, and may be edited by hand.
"""

from __future__ import annotations

import json
import re
import tomllib
from decimal import Decimal
from fnmatch import fnmatch
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field, StringConstraints, ValidationError

from reporting.errors import InputError
from reporting.event.worded import Strict
from reporting.strangers_toml import read_toml

if TYPE_CHECKING:
    from collections.abc import Iterable

NAME = "import.toml"

_PLACE = re.compile(r"#[1-9]\d{0,2}", re.ASCII)

Treatment = Literal["take", "hold", "undo", "pass"]
Channel = Annotated[str, StringConstraints(to_upper=True, pattern=r"^[A-Za-z0-9]{1,8}$")]
"""C0 to C9 of ALGE devices, the number of an input of others, the loop of a decoder."""

TimeOfDay = Annotated[str, StringConstraints(pattern=r"^\d{2}:\d{2}(:\d{2})?$")]

_HEAD = """\
# How this event's timekeeping files are read (reporting import). Written for the next time;
# may be edited: file is a pattern (* stands for anything), the first rule that fits counts.
#
# double_s = "0.5"             two impulses of a passage within so many seconds are one
# [flags]                      treat lines of ALGE devices otherwise: take, hold, undo, pass
# m = "take"
# [[channels]]                 ALGE devices: a channel is a control's point
# [[sheets]]                   CSV and XLSX: headers are columns, times of a point, or fixed
"""


class _Rule(Strict):
    file: str = "*"

    def fits(self, name: str) -> bool:
        """Tell whether the rule is for a file of this name."""
        return fnmatch(name, self.file)

    @property
    def exact(self) -> bool:
        """Whether the rule names a single file."""
        return not set(self.file) & set("*?[")


class ChannelRule(_Rule):
    """A channel of a device: what stands on its line, all day or in a part of it.

    Parameters
    ----------
    since, until
        From when, and until before when, by the device's clock. Two controls may follow each
        other on one channel.
    """

    channel: Channel
    control: str
    point: str
    group: str | None = None
    since: TimeOfDay | None = None
    until: TimeOfDay | None = None

    def holds_at(self, time: str) -> bool:
        """Tell whether the rule holds for an impulse at a time of day."""
        clock = time if time[1] != ":" else f"0{time}"
        return (self.since or "") <= clock and (self.until is None or clock < self.until)


class SheetRule(_Rule):
    """A CSV file or a worksheet: what its headers mean.

    Parameters
    ----------
    sheet
        Name of the worksheet; None for any.
    columns
        Column of ``passages`` -> header, or ``#1``, ``#2``, ... in a file without one.
    header
        Every header of the file that the rule was learnt from; it then holds for files with
        these alone. None given: for every file that has those that the rule names.
    times
        ``control:point`` -> header of a column that holds the times of that point.
    fixed
        Column of ``passages`` -> what holds for the whole file.
    words
        Word in a cell -> the number, control or point that it means.
    """

    sheet: str | None = None
    columns: dict[Literal["number", "control", "point", "time", "source"], str] = Field(
        default_factory=dict
    )
    header: tuple[str, ...] = ()
    times: dict[str, str] = Field(default_factory=dict)
    fixed: dict[Literal["control", "point"], str] = Field(default_factory=dict)
    words: dict[str, str] = Field(default_factory=dict)

    @property
    def positional(self) -> bool:
        """Whether columns are named by their place (``#1``): the file has no header."""
        return bool(self.headers) and all(_PLACE.fullmatch(header) for header in self.headers)

    @property
    def headers(self) -> tuple[str, ...]:
        """Every header that the rule needs."""
        return (*self.columns.values(), *self.times.values())


class ImportMapping(Strict):
    """All that is known of how an event's timekeeping files are written.

    Parameters
    ----------
    double_s
        Within how many seconds two impulses of one passage are one.
    """

    double_s: Decimal = Field(default=Decimal(0), ge=0, le=3600)
    flags: dict[str, Treatment] = Field(default_factory=dict)
    channels: tuple[ChannelRule, ...] = ()
    sheets: tuple[SheetRule, ...] = ()

    def before(self, other: ImportMapping) -> ImportMapping:
        """Return both, the rules of this one first."""
        return ImportMapping(
            double_s=other.double_s,
            flags=other.flags | self.flags,
            channels=(*self.channels, *other.channels),
            sheets=(*self.sheets, *other.sheets),
        )


def read_mapping(path: Path) -> ImportMapping:
    """Read a mapping; an absent file is an empty one.

    Raises
    ------
    InputError
        When it is no TOML, or has keys or values that no mapping has.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return ImportMapping()
    except (OSError, UnicodeDecodeError) as error:
        message = f"{path.name} cannot be read: {error}. It must be a UTF-8 text."
        raise InputError(message) from None
    try:
        return ImportMapping.model_validate(read_toml(text))
    except tomllib.TOMLDecodeError as error:
        message = f"{path.name} is not valid TOML: {error}. Correct the line, or remove the file."
        raise InputError(message) from None
    except ValidationError as error:
        told = "; ".join(
            f"{'.'.join(str(part) for part in one['loc'])}: {one['msg']}"
            for one in error.errors(include_url=False)
        )
        raise InputError(f"{path.name}: {told}. Correct it, or remove the file.") from None


def mapping_text(known: str, rules: Iterable[ChannelRule | SheetRule]) -> str:
    """Return the text of a mapping with `rules` written behind what is `known` already.

    What stands there is kept to the letter, comments and all.
    """
    parts = [known.rstrip("\n") + "\n" if known.strip() else _HEAD]
    parts += [_channel(rule) if isinstance(rule, ChannelRule) else _sheet(rule) for rule in rules]
    return "\n".join(parts)


def _channel(rule: ChannelRule) -> str:
    entries = rule.model_dump(exclude_none=True)
    return "\n".join(["[[channels]]", *(f"{key} = {_text(entries[key])}" for key in entries), ""])


def _sheet(rule: SheetRule) -> str:
    lines = ["[[sheets]]", f"file = {_text(rule.file)}"]
    lines += [f"sheet = {_text(rule.sheet)}"] if rule.sheet else []
    lines += [f"header = [{', '.join(map(_text, rule.header))}]"] if rule.header else []
    for name in ("columns", "times", "fixed", "words"):
        entries = getattr(rule, name)
        inner = ", ".join(f"{_text(key)} = {_text(value)}" for key, value in entries.items())
        lines += [f"{name} = {{ {inner} }}"] if entries else []
    return "\n".join([*lines, ""])


def _text(value: str) -> str:
    r"""Write a TOML string.

    >>> _text('Ora "via"')
    '"Ora \\"via\\""'
    """
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
