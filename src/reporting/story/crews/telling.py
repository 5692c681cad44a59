"""One crew's booklet in one language: its names, its figures, its sentences."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from statistics import median
from textwrap import shorten
from typing import TYPE_CHECKING, Any

from reporting.frames import present
from reporting.language import EN_DASH
from reporting.story.anonymous_names import localised_row
from reporting.story.cell_text import coefficient, coefficient_places, decimal, gap, penalty
from reporting.story.crews import rows
from reporting.story.decision_trail import moment_words
from reporting.story.facts import Fact, Facts
from reporting.story.names import car, crew_full, crew_short, ranking_name
from reporting.story.prose import prose

if TYPE_CHECKING:
    from collections.abc import Mapping

    from markupsafe import Markup

    from reporting.story.crews.awards import Award
    from reporting.story.crews.field import Cell, Control, Field
    from reporting.story.crews.rows import BookletRow
    from reporting.story.voice import Voice

LONGEST_NOTE = 380
"""Letters of a package's note on its times that the foot of a page has room for."""

OPTIONAL = (
    "position", "net", "total", "coefficient", "gap", "gap_before", "best_trial", "best_error",
    "best_place", "best_timed", "median_error", "field_error",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Total:
    """One figure under the names: its words and its value."""

    label: str
    value: str


@dataclass(frozen=True)
class Booklet:
    """What one crew's booklet says.

    Parameters
    ----------
    field
        The event's results.
    number
        The crew.
    voice
        The reader's language.
    """

    field: Field
    number: int
    voice: Voice

    @property
    def row(self) -> Mapping[str, Any]:
        """The crew's row of the overall ranking."""
        return localised_row(self.field.rows[self.number], self.voice.language)

    @property
    def cells(self) -> tuple[Cell, ...]:
        """What it did at each control."""
        return self.field.cells[self.number]

    @property
    def status(self) -> str:
        """DNS, DNF, DSQ, OTL, or empty for a ranked crew."""
        return str(self.row["status"]) if present(self.row["status"]) else ""

    @property
    def position(self) -> int | None:
        """Its final position; None where it is not ranked."""
        return int(self.row["position"]) if present(self.row["position"]) else None

    @property
    def names(self) -> list[str]:
        """Driver and codriver, as entered; the unnamed as the reader's language calls them."""
        entry = localised_row(self.field.entries[self.number], self.voice.language)
        return [str(entry[key]) for key in ("driver", "codriver") if present(entry.get(key))]

    @property
    def crew(self) -> str:
        """Both names on one line."""
        return crew_full(self.row) or self.voice.text("crew number", n=self.number)

    @property
    def car(self) -> str:
        """Make, model and year."""
        return car(self.row)

    @property
    def event(self) -> str:
        """The event's name."""
        return self.field.info.name.in_language(self.voice.language)

    @property
    def dates(self) -> str:
        """The event's days."""
        return self.voice.days(self.field.info.start, self.field.info.end)

    @property
    def notice(self) -> str:
        """The word for made-up times; empty for real ones."""
        return self.voice.text("Simulated times") if self.field.simulated else ""

    @property
    def provisional(self) -> str:
        """What the page says of results that may still change; empty for official ones."""
        return "" if self.notice or self.field.status == "official" else self.state

    @property
    def provenance(self) -> str:
        """Where the times come from, in the package's own sentence."""
        note = self.field.info.provenance.note.in_language(self.voice.language)
        return shorten(note[:1].upper() + note[1:], LONGEST_NOTE, placeholder="…")

    @property
    def title(self) -> str:
        """The file's title."""
        said = self.voice.text("crew title", n=self.number, crew=self.crew, event=self.event)
        return f"{said} ({self.notice.lower()})" if self.notice else said

    @property
    def result(self) -> str:
        """The position, or what the status means."""
        if self.position is None:
            return self.voice.text(f"crew status {self.status}")
        return self.voice.ordinal(self.position)

    @cached_property
    def totals(self) -> list[Total]:
        """The figures under the names; of a crew that is not ranked only what was measured."""
        shown = penalty(self.voice)
        text, row, facts = self.voice.text, self.row, self.facts
        found = [Total(text("crew total position"), self.result)]
        if self.position is not None:
            factor = row["coefficient"]
            kind = "points" if self.field.rulebook.higher_is_better else "penalties"
            found += [
                Total(text(f"crew total net {kind}"), shown(row["net"])),
                Total(
                    text("crew total coefficient"),
                    coefficient(self.voice)(factor) if present(factor) else EN_DASH,
                ),
                Total(text("crew total total"), self.voice.number(Decimal(row["total"]), 2)),
                Total(text("crew total gap"), self._gap(facts["gap"])),
                Total(text("crew total gap before"), self._gap(facts["gap_before"])),
            ]
        else:
            timed, of = (self.voice.number(len(ones)) for ones in (self.timed, self.counting))
            found.append(Total(text("crew total timed"), f"{timed} / {of}"))
        best = facts["best_trial"]
        error = facts["best_error"]
        if best is not None and error is not None:
            found.append(Total(text("crew total zeros"), self.voice.number(self.zeros)))
            found.append(Total(text("crew total best", code=best.value), error.show(self.voice)))
        return found

    def _gap(self, fact: Fact | None) -> str:
        lower_wins = not self.field.rulebook.higher_is_better
        show = gap(self.voice, lower_wins=lower_wins)
        return EN_DASH if fact is None else str(show(fact.number))

    @cached_property
    def counting(self) -> tuple[Cell, ...]:
        """What it did in the time trials that were not annulled for it."""
        mine = (self.cells[at] for at in self.field.trials)
        return tuple(cell for cell in mine if cell.mark != "annulled")

    @property
    def timed(self) -> tuple[Cell, ...]:
        """Those of them that it has a time in."""
        return tuple(cell for cell in self.counting if cell.usable)

    @property
    def zeros(self) -> int:
        """Time trials without a penalty."""
        return sum(cell.penalty == 0 for cell in self.timed)

    @cached_property
    def facts(self) -> Facts:
        """Every figure that the prose may state."""
        source = self.voice.text("source simulated" if self.notice else "source computed")
        counted = self.voice.text("source counted")
        found = [
            Fact("classified", len(self.field.ranked), source),
            Fact("crews", len(self.field.rows), counted),
            Fact("counting", len(self.counting), counted),
            Fact("timed", len(self.timed), source),
            Fact("zeros", self.zeros, source),
            *self._ranked_facts(source),
            *self._trial_facts(source),
        ]
        return Facts(*found, unknown=OPTIONAL)

    def _ranked_facts(self, source: str) -> list[Fact]:
        if self.position is None:
            return []
        row = self.row
        found = [
            Fact("position", self.position, source),
            Fact("net", Decimal(row["net"]).normalize(), source),
            Fact("total", Decimal(row["total"]), source, "", 2),
        ]
        if present(row["coefficient"]):
            factor = Decimal(row["coefficient"])
            places = coefficient_places(factor)
            found.append(Fact("coefficient", factor, "entries", "", places))
        if self.position > 1:
            found.append(Fact("gap", Decimal(row["gap"]), source, "", 2))
        other = self.field.before(self.number)
        if other is not None:
            gap = Decimal(row["gap"]) - Decimal(self.field.rows[other]["gap"])
            found.append(Fact("gap_before", gap, source, "", 2))
        return found

    def _trial_facts(self, source: str) -> list[Fact]:
        best = self.best
        if best is None:
            return []
        control, cell = best
        places = rows.places_of(self.field)
        mine = [
            abs(float(cell.deviation_s))
            for cell in (self.cells[at] for at in self.field.trials)
            if cell.place is not None and cell.deviation_s is not None
        ]
        name = control.name[self.voice.language]
        return [
            Fact("best_trial", control.code, source),
            Fact("best_name", f"{control.code} {name}".strip(), source),
            Fact("best_error", abs(cell.deviation_s or Decimal(0)), source, "s", places),
            Fact("best_place", cell.place or 0, source),
            Fact("best_timed", control.timed, source),
            Fact("median_error", decimal(median(mine)) or Decimal(0), source, "s", places),
            Fact("field_error", decimal(self.field.median_s) or Decimal(0), source, "s", places),
        ]

    @property
    def best_shared(self) -> bool:
        """Whether others were as near in the crew's best trial."""
        best = self.best
        if best is None or best[1].place is None:
            return False
        return self.field.level_at(self.field.controls.index(best[0]), best[1].place)

    @cached_property
    def best(self) -> tuple[Control, Cell] | None:
        """The crew's best trial: by rank in it, then by deviation, then the first."""
        timed = [
            (cell.place, abs(cell.deviation_s or Decimal(0)), at)
            for at in self.field.trials
            if (cell := self.cells[at]).place is not None
        ]
        if not timed:
            return None
        at = min(timed)[2]
        return self.field.controls[at], self.cells[at]

    @cached_property
    def lead(self) -> Markup:
        """The sentence under the figures."""
        return self._prose("lead" if self.position is not None else "out")

    @cached_property
    def method(self) -> Markup:
        """How the figures were made, and from what."""
        return self._prose("method")

    @property
    def awards(self) -> list[str]:
        """What it won beside its place overall, each with the place."""
        return [self._award(one) for one in self.field.awards.get(self.number, ())]

    def _award(self, award: Award) -> str:
        name = ranking_name(self.field.rulebook, award.ranking, self.voice.language)
        place = self.voice.ordinal(award.position)
        alone = "alone" if award.of == 1 else "of"
        kind = "published" if not award.of else "level" if award.level else alone
        return self.voice.text(f"crew award {kind}", name=name, place=place, of=award.of)

    @cached_property
    def certificate(self) -> Markup:
        """What the certificate says of the crew."""
        return self._prose("certificate" if self.position is not None else "participation")

    def _prose(self, name: str) -> Markup:
        return prose("crews", name, self.voice, booklet=self, facts=self.facts, state=self.state)

    @property
    def state(self) -> str:
        """How final the standings are, with revision and moment where they have them."""
        said = self.voice.text(f"status {self.field.status}")
        if self.field.moment is not None:
            said += ", " + moment_words(self.field.moment, self.voice)
        if self.field.revision is None:
            return said
        parts = [said, self.voice.text("crew revision", n=self.field.revision)]
        if self.field.issued_at is not None:
            moment = self.field.issued_at
            parts.append(f"{self.voice.date(moment.date())}, {self.voice.clock(moment)}")
        return ", ".join(parts)

    @property
    def rulebook(self) -> str:
        """The rulebook's name."""
        return self.field.rulebook.name.in_language(self.voice.language)

    @cached_property
    def trials(self) -> list[BookletRow]:
        """The time trials, line by line."""
        return rows.trial_lines(self.field, self.number, self.voice)

    @cached_property
    def controls(self) -> list[BookletRow]:
        """The other controls, line by line."""
        return rows.control_lines(self.field, self.number, self.voice)


def slug(row: Mapping[str, Any]) -> str:
    """Return the crew's surnames as they may stand in a file's name, at most 60 letters.

    Examples
    --------
    >>> slug({"driver": "Ósk Þórsdóttir", "codriver": "Jürgen Weiß"})
    'thorsdottir-weiss'
    >>> slug({"driver": "../<b>", "codriver": None})
    'b'
    >>> slug({"driver": None})
    'crew'
    """
    plain = crew_short(row).translate(_LETTERS)
    folded = unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode().lower()
    words = "".join(sign if sign.isalnum() else " " for sign in folded).split()
    return "-".join(words)[:60].strip("-") or "crew"


_LETTERS = str.maketrans(
    {"þ": "th", "Þ": "th", "ß": "ss", "ø": "o", "Ø": "o", "đ": "d", "ł": "l", "Ł": "l",
     "æ": "ae", "Æ": "ae", "œ": "oe", "\u2013": " ", "\u00a0": " "}
)  # fmt: skip
