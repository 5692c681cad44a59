"""Reading what timing devices send and dump: fixed columns, flags, marks, a last line.

How each device writes is a layout (:mod:`reporting.event.importing.layouts`). No line is dropped:
it is taken, or passed over as something that holds no time, or told as a finding.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from reporting.event.findings import Severity
from reporting.event.importing.clock import clock
from reporting.event.importing.layouts import AlgeLine, DeviceLayout, device_layouts
from reporting.event.importing.readings import BY_HAND, Reading
from reporting.language import in_each

if TYPE_CHECKING:
    from reporting.event.importing.known_names import KnownNames
    from reporting.event.importing.mapping import ChannelRule, ImportMapping
    from reporting.event.importing.readings import Listing

_CLOCK = re.compile(r"\d{1,2}:\d{2}:\d{2}[.,]\d{1,5}|\d{1,2}:\d{2}:\d{2}")
_NO_DATE = re.compile(r"[0\D]*")


def parse_line(text: str) -> AlgeLine | None:
    """Read one line of any device; None where it is none of one that is known.

    >>> line = parse_line(" 0035 C0M 21:46:36.3900 00")
    >>> line.number, line.channel, line.by_hand, line.time, line.group
    (35, 'C0', True, '21:46:36.3900', '00')
    >>> parse_line("n0034")
    AlgeLine(flag='n', number=34, channel='', by_hand=False, time='', group='', date='')
    >>> parse_line("PROG: BACKUP") is None
    True
    """
    return next(filter(None, (layout.parse(text) for layout in device_layouts())), None)


def read_dump(
    lines: Sequence[str],
    layout: DeviceLayout,
    mapping: ImportMapping,
    course: KnownNames,
    listing: Listing,
) -> list[Reading]:
    """Read a dump.

    Parameters
    ----------
    lines
        The file's lines.
    layout
        How the device writes.
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
    return _Dump(layout, mapping, course, listing).read(lines)


class _Dump:
    def __init__(
        self,
        layout: DeviceLayout,
        mapping: ImportMapping,
        course: KnownNames,
        listing: Listing,
    ) -> None:
        self._layout, self._course, self._listing = layout, course, listing
        self._rules = [rule for rule in mapping.channels if rule.fits(listing.file)]
        self._treated = mapping.flags
        self._readings: dict[int, tuple[AlgeLine, Reading]] = {}
        self._unmapped: dict[tuple[str, str], tuple[int, int]] = {}
        self._calculated: dict[str, int] = {}

    def read(self, lines: Sequence[str]) -> list[Reading]:
        ended = ranking = False
        for row, text in enumerate(lines, start=1):
            if self._layout.says("dump_end", text):
                ended, ranking = True, False
            elif self._layout.says("ranking_begins", text):
                ranking = True
            elif not self._layout.is_furniture(text):
                self._line(row, text, ranking)
        self._tell_unmapped()
        if self._calculated and not self._readings and not self._unmapped:
            row, kinds = min(self._calculated.values()), ", ".join(sorted(self._calculated))
            self._listing.add("alge-no-impulse", row, value=kinds)
        if not ended and "dump_end" in self._layout.data:
            self._listing.add("alge-end-missing", len(lines) or 1)
        return [reading for _, reading in self._readings.values()]

    def _line(self, row: int, text: str, ranking: bool) -> None:
        line = self._layout.parse(text)
        calculated = self._layout.data.get("channels", {})
        flag = self._layout.data["flags"].get(line.flag) if line else None
        if ranking:
            self._listing.add("alge-ranking-line", row, value=text.strip())
        elif line is None or flag is None:
            self._tell_unknown(row, text)
        elif kind := next((one for one in calculated if line.channel[:2] == one[:2]), None):
            self._calculated.setdefault(line.channel, row)
            meaning = _words(calculated[kind])
            self._listing.add("alge-calculated", row, value=text.strip(), meaning=meaning)
        else:
            self._treat(row, text, line, flag)

    def _treat(self, row: int, text: str, line: AlgeLine, flag: Mapping[str, str]) -> None:
        action = self._treated.get(line.flag, flag["do"])
        if action == "pass":
            self._listing.add("alge-passed", row, value=text.strip(), meaning=_words(flag))
        elif not line.channel or not (time := self._time(line)):
            self._tell_unknown(row, text)
        elif action == "take":
            self._take(row, line, flag, time)
        elif action == "undo":
            self._undo(row, text, line, flag)
        else:
            self._listing.add(
                "alge-held", row, value=text.strip(), flag=line.flag, meaning=_words(flag)
            )

    def _time(self, line: AlgeLine) -> str | None:
        """Return the time as the contract has it, with its date where the device prints one."""
        if not _CLOCK.fullmatch(line.time):
            return None
        dated = line.date and not _NO_DATE.fullmatch(line.date)
        return clock(f"{line.date} {line.time}", self._course.days) if dated else line.time

    def _take(self, row: int, line: AlgeLine, flag: Mapping[str, str], time: str) -> None:
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
                line.number, rule.control, rule.point, time, source, self._listing.file, row
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

    def _tell_unknown(self, row: int, text: str) -> None:
        device = _words(self._layout.data["name"])
        self._listing.add("alge-line-unknown", row, value=text.rstrip(), device=device)

    def _tell_unmapped(self) -> None:
        for (channel, group), (row, count) in self._unmapped.items():
            self._listing.add(
                "channel-unmapped", row, value=channel, count=count, group=group or "--"
            )


def _words(entry: Mapping[str, str]) -> dict[str, str]:
    return in_each(entry.__getitem__)
