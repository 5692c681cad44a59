"""Reading exports: each row of a planned sheet becomes passages, or a line of the list."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from reporting.event.findings import Severity
from reporting.event.importing.beside_numbers import CrewNames
from reporting.event.importing.clock import clock, is_coarse
from reporting.event.importing.column_marks import ColumnMarks
from reporting.event.importing.doubtful_rows import RowJudges, without_uneven
from reporting.event.importing.header_words import header_words, says_no_time
from reporting.event.importing.readings import Reading
from reporting.event.importing.row_times import RowTimes
from reporting.event.schema import STAMP, is_stamp, normal
from reporting.event.worksheet import UNCALCULATED

if TYPE_CHECKING:
    from reporting.event.importing.cell_grid import CellGrid
    from reporting.event.importing.header_layout import HeaderLayout
    from reporting.event.importing.known_names import KnownNames
    from reporting.event.importing.readings import Listing

# What may be a time that slipped to where none is read.
_LIKE_A_TIME = re.compile(r"\d{1,2}[:hH]\d{2}[:mM' ]\d{2}|\d{1,2}\.\d{2}\.\d{2},\d")
_WHOLE_SECONDS = re.compile(r"\d{1,2}[:.]\d{2}[:.]\d{2}")
SHOWN_OF_COLUMN = 3
_NUMBER = re.compile(r"(?:#|(?:[Nn](?:[.°º]|[or]\.?)? ?)?)(\d{1,5})(?:[.,]0+)?")
# Number and crew in one cell; a single letter is not a name but part of another number (12 A,
# 12 bis), and a time in it is one that slipped there.
_NUMBER_AND_NAME = re.compile(
    r"(\d{1,5})(?:\.? *[-\u2013:)] *|\.? +)(?!(?:bis|ter|quater)\b)([^\W\d_]{2}(?!.*\d[:.]\d).*)",
    re.IGNORECASE,
)


def read_sheet(
    grid: CellGrid, plan: HeaderLayout, course: KnownNames, listing: Listing
) -> list[Reading]:
    """Read the rows under a header.

    Parameters
    ----------
    grid
        The cells.
    plan
        What the columns are.
    course
        The crews and controls that there are.
    listing
        Takes a finding for each row or cell that becomes no passage.
    """
    reader = _Rows(grid, plan, course, listing)
    for row, text in grid.broken:
        listing.add("import-row-quoting", row, value=text or None)
    for row in grid.hidden:
        listing.add("import-row-hidden", row)
    for texts in grid.veiled:
        listing.add("import-column-hidden", value=", ".join(texts[:SHOWN_OF_COLUMN]))
    for row, text in grid.struck:
        listing.add("import-cell-struck", row, value=text)
    for row, cells in grid.rows:
        if row < plan.row and _like_a_passage(cells):
            listing.add("import-row-above", row, value=_shown(cells))
    found = [
        reading for row, cells in grid.rows if row > plan.row for reading in reader.read(row, cells)
    ]
    reader.crews.tell(listing)
    return without_uneven(found, listing)


class _Rows:
    def __init__(
        self, grid: CellGrid, plan: HeaderLayout, course: KnownNames, listing: Listing
    ) -> None:
        self._grid, self._plan, self._course, self._listing = grid, plan, course, listing
        self._below = [(row, cells) for row, cells in grid.rows if row > plan.row]
        below = [cells for _, cells in self._below]
        self._ragged = len({len(cells) for cells in below}) > 1
        self._places = [*plan.times.values(), *filter(None, [plan.columns.get("time")])]
        # A crew's name is never a time, even if every row has slipped.
        self._names = plan.names
        unread = [*plan.idle, *plan.nameless(len(plan.cells))]
        self._without_times = {*self._names, *_mostly_without_times(below, unread)}
        self._stamped = not plan.times or any(
            control in course.stamped for control, _ in plan.times
        )
        self._leg = next((at for at in plan.idle if normal(plan.cells[at]) in _leg_words()), None)
        self._times, self._judges = RowTimes(plan, course), RowJudges(plan)
        self._marks = {
            at: ColumnMarks([cells[at] for cells in below if at < len(cells) and cells[at]])
            for at in self._places
        }
        self.crews = CrewNames(course)

    def read(self, row: int, cells: Sequence[str]) -> Iterator[Reading]:
        if self._grid.covered:
            cells = self._with_merged(row, cells)
        if self._shifted(cells):
            width = len(self._plan.cells)
            self._listing.add(
                "import-row-shifted", row, value=_shown(cells), found=len(cells), expected=width
            )
            return
        text = self._meant(self._cell(cells, "number"))
        found = _NUMBER.fullmatch(text) or _NUMBER_AND_NAME.fullmatch(text)
        if found is None:
            self._tell("import-row-unknown", row, "number", _shown(cells))
            return
        number = int(found[1])
        if number not in self._course.numbers:
            self._tell("import-number-unknown", row, "number", text)
            return
        if doubt := self._judges.doubt(cells) or self._odd(text, number):
            column, value = doubt
            self._listing.add("import-row-doubtful", row, column=column, value=value)
            return
        names = [cells[at] for at in self._names if at < len(cells)]
        self.crews.see(row, number, " ".join([*names, *found.groups()[1:]]))
        if self._plan.times and not self._plan.by_point:
            yield from self._wide(row, cells, number)
        else:
            yield from self._long(row, cells, number)

    def _odd(self, text: str, number: int) -> tuple[str, str] | None:
        """Return header and content of a number that is written as no other, and may be none.

        A sign in front takes a row out, where others have none; a word behind it that is not of
        the crew's name is another text, where few have one.
        """
        form = _form(text)
        if form == "plain":
            return None
        header = self._plan.cells[self._plan.columns["number"]]
        strange = not {*normal(text).split()} & self._course.crew_words[number]
        few = 2 * self._forms["named"] < self._forms.total()
        odd = self._forms["plain"] if form == "marked" else form == "named" and few and strange
        return (header, text) if odd else None

    @cached_property
    def _forms(self) -> Counter[str]:
        """How many numbers are written in which way."""
        return Counter(_form(self._cell(cells, "number")) for _, cells in self._below)

    def _long(self, row: int, cells: Sequence[str], number: int) -> Iterator[Reading]:
        word = self._plan.fixed.get("control") or self._cell(cells, "control")
        control = self._course.control_named(self._meant(word))
        if control is None:
            self._tell("import-control-unknown", row, "control", word)
            return
        if self._plan.by_point:
            yield from self._of_control(row, cells, number, control)
            return
        word = self._plan.fixed.get("point") or self._cell(cells, "point")
        point = self._course.point_named(self._meant(word)) if word else None
        point = self._course.only_point(control) if not word else point
        if point is None or not self._course.fits(control, point):
            self._tell_point(row, control, word)
            return
        text = self._times.text(cells, self._plan.columns.get("time"))
        yield from self._timed(row, text, (number, control, point), cells)

    def _of_control(
        self, row: int, cells: Sequence[str], number: int, control: str
    ) -> Iterator[Reading]:
        """Read a row of one control that has a column for each of its points."""
        for (_, point), at in self._plan.times.items():
            text = self._times.text(cells, at)
            if text and not self._course.fits(control, point):
                if not says_no_time(text):
                    self._tell_point(row, control, self._plan.cells[at])
            elif text:
                yield from self._timed(row, text, (number, control, point), cells)

    def _tell_point(self, row: int, control: str, word: str) -> None:
        self._listing.add(
            "import-point-unknown",
            row,
            column="point",
            value=word or None,
            control=control,
            expected=self._course.points.expected(control),
        )

    def _wide(self, row: int, cells: Sequence[str], number: int) -> Iterator[Reading]:
        texts = {place: self._times.text(cells, at) for place, at in self._plan.times.items()}
        if not any(texts.values()) and _LIKE_A_TIME.search(" ".join(cells)):
            self._tell("import-time-unreadable", row, "time", _shown(cells))
        for (control, point), text in texts.items():
            if text:
                yield from self._timed(row, text, (number, control, point), cells)

    def _timed(
        self, row: int, text: str, key: tuple[int, str, str], cells: Sequence[str]
    ) -> Iterator[Reading]:
        number, control, point = key
        leg = self._said_leg(cells) if self._leg is not None else ""
        if text and leg not in ("", str(self._course.leg_of(control))):
            column = self._plan.cells[self._leg or 0]
            self._listing.add("import-row-doubtful", row, column=column, value=leg)
            return
        time = self._times.read(text, cells, control)
        if time is None and control in self._course.stamped and is_stamp(text):
            time = STAMP
        if other := self._doubted(text, time, (control, point)):
            self._listing.add(
                "import-mark-doubtful", row, column="time", value=text, control=control, other=other
            )
            return
        if not text:
            self._listing.add("import-time-blank", row, column="time", control=control, point=point)
        elif time is None and says_no_time(text):
            self._tell("import-time-none", row, "time", text)
        elif text == UNCALCULATED:
            code, graded = "formula-without-value", Severity.WARNING
            self._listing.add(code, row, column="time", value=text, graded=graded)
        elif time is None:
            self._tell("import-time-unreadable", row, "time", self._times.dated(text, cells))
        elif is_coarse(text) and control in self._course.trials:
            self._listing.add("import-time-coarse", row, column="time", value=text, control=control)
        else:
            source = self._listing.source(row, self._cell(cells, "source"))
            yield Reading(number, control, point, time, source, self._listing.place, row)

    def _doubted(self, text: str, time: str | None, place: tuple[str, str]) -> str | None:
        """Return another cell of the column that leaves open what a number or a cross says."""
        at = self._plan.times.get(place, self._plan.columns.get("time"))
        if at not in self._marks or time is None:
            return None
        marks = self._marks[at]
        if time == STAMP:
            return marks.against_stamp(text)
        return marks.against_time(text) if place in self._plan.times else None

    def _said_leg(self, cells: Sequence[str]) -> str:
        """Return the number of the leg that a row says it is of; empty where it says none."""
        found = re.fullmatch(r"\D*(\d{1,2})\D*", "".join(cells[self._leg :][:1]))
        return str(int(found[1])) if found else ""

    def _with_merged(self, row: int, cells: Sequence[str]) -> Sequence[str]:
        """Return a row with what merged cells say; of a time that several rows share, it is told.

        Whose such a time is nobody says.
        """
        whole = list(cells)
        for name, at in self._plan.columns.items():
            said = self._grid.covered.get((row, at), "") if name != "time" else ""
            if said and not "".join(whole[at : at + 1]):
                whole += [""] * (at + 1 - len(whole))
                whole[at] = said
        for at in self._places:
            if shared := self._grid.covered.get((row, at)):
                self._listing.add("import-cell-merged", row, column="time", value=shared)
        return whole

    def _shifted(self, cells: Sequence[str]) -> bool:
        """Tell whether a row does not stand under its header: a decimal comma makes two cells.

        So does one in the last column that has a header, where the rows are of several widths or
        the header is as wide as they only by chance.
        """
        width = len(self._plan.cells)
        if not self._grid.delimiter:
            return False
        if any(cells[width:]):
            return True
        split = [at for at in self._places if _split(cells, at)]
        blank = [at for at in split if at + 1 < width and not self._plan.cells[at + 1]]
        if blank or self._slipped(cells):
            return True
        if self._grid.delimiter != ",":
            return False
        unread = [at for at in split if at + 1 in {*self._plan.idle, *range(width, len(cells))}]
        cut = [at for at in split if at + 1 in self._places]
        return bool(cut) or bool(unread and (self._ragged or self._to_the_hundredth(cells)))

    def _slipped(self, cells: Sequence[str]) -> bool:
        """Tell whether a time stands where other rows have none, and the row is no sound one.

        It is too short, or has something else where times are.
        """
        if not any(at < len(cells) and clock(cells[at]) for at in self._without_times):
            return False
        there = [cells[at] for at in self._places if at < len(cells) and cells[at]]
        odd = any(
            clock(t) is None and not says_no_time(t) and not (self._stamped and is_stamp(t))
            for t in there
        )
        return odd or len(cells) < len(self._plan.cells)

    def _to_the_hundredth(self, cells: Sequence[str]) -> bool:
        word = self._plan.fixed.get("control") or self._cell(cells, "control")
        return bool(self._plan.times) or self._course.control_named(word) in self._course.trials

    def _cell(self, cells: Sequence[str], column: str) -> str:
        at = self._plan.columns.get(column)
        return cells[at] if at is not None and at < len(cells) else ""

    def _meant(self, word: str) -> str:
        return self._plan.words.get(normal(word), word) if self._plan.words else word

    def _tell(self, code: str, row: int, column: str, value: str) -> None:
        self._listing.add(code, row, column=column, value=value or None)


def _like_a_passage(cells: Sequence[str]) -> bool:
    """Tell whether a row above the header seems to be one of the table."""
    begun = _NUMBER.fullmatch(cells[0]) and re.search(r"\d{2}", " ".join(cells[1:]))
    return bool(begun or any(map(clock, cells)) or _LIKE_A_TIME.search(" ".join(cells)))


def _form(number: str) -> str:
    """Tell how a number is written: plain, marked by a sign in front, with a name; else nothing."""
    if number.startswith("#"):
        return "marked"
    return "plain" if _NUMBER.fullmatch(number) else "named" if number[:1].isdigit() else ""


def _leg_words() -> frozenset[str]:
    return header_words()["leg"]


def _mostly_without_times(rows: Sequence[Sequence[str]], places: Sequence[int]) -> list[int]:
    times = {at: sum(1 for cells in rows if at < len(cells) and clock(cells[at])) for at in places}
    return [at for at, count in times.items() if 2 * count <= len(rows)]


def _split(cells: Sequence[str], at: int) -> bool:
    """Tell whether a time without decimals is followed by what may be its decimals."""
    if at + 1 >= len(cells) or not _WHOLE_SECONDS.fullmatch(cells[at]):
        return False
    return re.fullmatch(r"[0-9]{1,4}", cells[at + 1]) is not None


def _shown(cells: Sequence[str]) -> str:
    return " | ".join(cell for cell in cells if cell)
