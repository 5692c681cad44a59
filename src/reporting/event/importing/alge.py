"""Reading the dumps of ALGE Timy and TdC devices: fixed columns, flags, marks, a last line.

What each sign means, and what is done with its line, stands in ``alge.toml``. No line is dropped:
it is taken, or passed over as something that holds no time, or told as a finding.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from reporting.event.findings import Severity
from reporting.event.importing.readings import BY_HAND, Reading
from reporting.language import in_each

if TYPE_CHECKING:
    from reporting.event.importing.known_names import KnownNames
    from reporting.event.importing.mapping import ChannelRule, ImportMapping
    from reporting.event.importing.readings import Listing

# Sign, number, a blank (or the lane of a parallel race), channel and its mark, time, group, rank.
_LINE = re.compile(
    r"(?P<flag>.)(?P<number>[ \d]{4})[ br]?"
    r"(?:(?P<channel>[A-Za-z][A-Za-z0-9])(?P<mark>[ \w])[ ]?"
    r"(?P<time>\d{1,2}:\d{2}:\d{2}(?:[.,]\d{0,4})?|[ ]*[\d.,]+)[ ]*"
    r"(?P<group>\d{2})?(?P<rank>[ ]?\d{1,4})?)?\s*"
)
# The Timy3's manual shows the same with blanks between sign, number and channel.
_SPACED = re.compile(
    r"(?P<flag>\S?)\s+(?P<number>\d{1,4})\s+(?P<channel>[Cc]\d)(?P<mark>M?)\s+"
    r"(?P<time>\d{1,2}:\d{2}:\d{2}[.,]\d{0,4})\s*(?P<group>\d{2})?(?P<rank>\s*\d{1,4})?\s*"
)
# TAG Heuer's CP 520 to 545: a kind of line, number, M for an impulse by hand, input, time, day.
_TAG = re.compile(
    r"(?P<flag>T[N=+-])\s+(?P<number>\d{1,4})\s+(?P<mark>M?)\s*(?P<channel>\d{1,2})\s+"
    r"(?P<time>\d{1,2}:\d{2}:\d{2}[.,]\d{1,5})(?:\s+(?P<group>\d{1,5}))?\s*"
)
LONGEST_LINE = 200
_CLOCK = re.compile(r"\d{1,2}:\d{2}:\d{2}[.,]\d{1,5}|\d{1,2}:\d{2}:\d{2}")
_LOOKS_LIKE_IT = re.compile(r".?\s*\d{1,4}[ br]?\s*[A-Za-z][A-Za-z0-9].?\s+\d{1,2}:\d{2}:\d{2}")


@dataclass(frozen=True, slots=True)
class AlgeLine:
    """One line of a dump.

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
    """

    flag: str
    number: int
    channel: str = ""
    by_hand: bool = False
    time: str = ""
    group: str = ""


@cache
def signs() -> Mapping[str, Any]:
    """Return ``alge.toml``: what devices write, and what is done with it."""
    text = files("reporting.event.importing").joinpath("alge.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def parse_line(text: str) -> AlgeLine | None:
    """Read one line; None where it is none of a device's.

    >>> parse_line(" 0035 C0M 21:46:36.3900 00")
    AlgeLine(flag='', number=35, channel='C0', by_hand=True, time='21:46:36.3900', group='00')
    >>> parse_line("n0034")
    AlgeLine(flag='n', number=34, channel='', by_hand=False, time='', group='')
    >>> parse_line("PROG: BACKUP") is None
    True
    """
    if len(text) > LONGEST_LINE:
        return None
    text = text.rstrip()
    found = _TAG.fullmatch(text) or _LINE.fullmatch(text) or _SPACED.fullmatch(text)
    if found is None:
        return None
    number = found["number"].strip()
    if found["channel"] is None:
        return AlgeLine(found["flag"].strip(), int(number)) if number else None
    return AlgeLine(
        flag=found["flag"].strip(),
        number=int(number or 0),
        channel=found["channel"].upper(),
        by_hand=found["mark"] == "M",
        time=found["time"].strip().replace(",", "."),
        group=found["group"] or "",
    )


def is_dump(lines: Sequence[str]) -> bool:
    """Tell whether a text looks like a dump: its last line, or one of a device's with a time."""
    end = re.compile(signs()["dump_end"])
    looks = end.match, _LOOKS_LIKE_IT.match, _TAG.fullmatch
    return any(look(line[:LONGEST_LINE]) for line in lines[:500] for look in looks)


def read_dump(
    lines: Sequence[str], mapping: ImportMapping, course: KnownNames, listing: Listing
) -> list[Reading]:
    """Read a dump.

    Parameters
    ----------
    lines
        The file's lines.
    mapping
        Which channel is which control and point, and flags that are treated otherwise.
    course
        The crews and controls that there are.
    listing
        Takes a finding for each line that becomes no passage.

    Returns
    -------
    list of Reading
        In the order of the file.
    """
    return _Dump(mapping, course, listing).read(lines)


class _Dump:
    def __init__(self, mapping: ImportMapping, course: KnownNames, listing: Listing) -> None:
        self._course, self._listing = course, listing
        self._rules = [rule for rule in mapping.channels if rule.fits(listing.file)]
        self._treated = mapping.flags
        self._readings: dict[int, tuple[AlgeLine, Reading]] = {}
        self._unmapped: dict[tuple[str, str], tuple[int, int]] = {}
        self._calculated: dict[str, int] = {}

    def read(self, lines: Sequence[str]) -> list[Reading]:
        ended = ranking = False
        for row, text in enumerate(lines, start=1):
            if re.match(signs()["dump_end"], text):
                ended, ranking = True, False
            elif re.match(signs()["ranking_begins"], text):
                ranking = True
            elif not self._is_furniture(text):
                self._line(row, text, ranking)
        self._tell_unmapped()
        if self._calculated and not self._readings and not self._unmapped:
            row, kinds = min(self._calculated.values()), ", ".join(sorted(self._calculated))
            self._listing.add("alge-no-impulse", row, value=kinds)
        if not ended and not any(map(_TAG.fullmatch, lines)):
            self._listing.add("alge-end-missing", len(lines) or 1)
        return [reading for _, reading in self._readings.values()]

    def _is_furniture(self, text: str) -> bool:
        return any(re.match(pattern, text[:LONGEST_LINE]) for pattern in signs()["furniture"])

    def _line(self, row: int, text: str, ranking: bool) -> None:
        line = parse_line(text)
        flag = signs()["flags"].get(line.flag) if line else None
        if ranking:
            self._listing.add("alge-ranking-line", row, value=text.strip())
        elif line is None or flag is None:
            self._listing.add("alge-line-unknown", row, value=text.rstrip())
        elif line.channel in signs()["channels"] or line.channel.startswith("KM"):
            self._calculated.setdefault(line.channel, row)
            words = signs()["channels"].get(line.channel, signs()["channels"]["KMH"])
            self._listing.add("alge-calculated", row, value=text.strip(), meaning=_words(words))
        else:
            self._treat(row, text, line, flag)

    def _treat(self, row: int, text: str, line: AlgeLine, flag: Mapping[str, str]) -> None:
        action = self._treated.get(line.flag, flag["do"])
        if action == "pass":
            self._listing.add("alge-passed", row, value=text.strip(), meaning=_words(flag))
        elif not line.channel or not _CLOCK.fullmatch(line.time):
            self._listing.add("alge-line-unknown", row, value=text.rstrip())
        elif action == "take":
            self._take(row, line, flag)
        elif action == "undo":
            self._undo(row, text, line, flag)
        else:
            self._listing.add(
                "alge-held", row, value=text.strip(), flag=line.flag, meaning=_words(flag)
            )

    def _take(self, row: int, line: AlgeLine, flag: Mapping[str, str]) -> None:
        rule = self._rule(line)
        if rule is None:
            key = line.channel, line.group
            first, count = self._unmapped.get(key, (row, 0))
            self._unmapped[key] = first, count + 1
        elif line.number not in self._course.numbers:
            self._listing.add("import-number-unknown", row, value=str(line.number))
        else:
            marks = [line.channel, flag.get("note", ""), BY_HAND if line.by_hand else ""]
            source = self._listing.source(row, " ".join(mark for mark in marks if mark))
            reading = Reading(
                line.number, rule.control, rule.point, line.time, source, self._listing.file, row
            )
            self._readings[row] = line, reading

    def _undo(self, row: int, text: str, line: AlgeLine, flag: Mapping[str, str]) -> None:
        taken = [
            other
            for other, (before, _) in self._readings.items()
            if (before.number, before.channel, before.time)
            == (line.number, line.channel, line.time)
        ]
        for other in taken:
            del self._readings[other]
        code = "alge-undone" if taken else "alge-undone-nothing"
        graded = Severity.WARNING if line.flag == "d" else None
        self._listing.add(
            code,
            row,
            value=text.strip(),
            graded=graded,
            meaning=_words(flag),
            other=", ".join(map(str, taken)),
        )

    def _rule(self, line: AlgeLine) -> ChannelRule | None:
        fitting = [
            rule
            for rule in self._rules
            if rule.channel == line.channel
            and rule.group in (None, line.group)
            and rule.holds_at(line.time)
        ]
        # A rule for one group, or for fewer files, comes before one for all.
        return max(fitting, key=lambda rule: (rule.group is not None, rule.exact), default=None)

    def _tell_unmapped(self) -> None:
        for (channel, group), (row, count) in self._unmapped.items():
            self._listing.add(
                "channel-unmapped", row, value=channel, count=count, group=group or "--"
            )


def _words(entry: Mapping[str, str]) -> dict[str, str]:
    return in_each(entry.__getitem__)
