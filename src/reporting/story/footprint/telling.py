"""The footprint as readers meet it: every figure with its address in the statement.

A page states no figure of its own. Each is read from the statement by a JSON pointer (RFC 6901)
and carries it (``data-ref``) with the power of ten it is shown in (``data-scale``), so that a test,
or an assurer, can hold every printed figure against ``results.json``.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from reporting.footprint.classification import classification
from reporting.footprint.lines import BESIDE, CREDITS
from reporting.frames import in_language, present, public_rows
from reporting.language import EN_DASH, NO_BREAK_SPACE, article, gap
from reporting.story.facts import KILOGRAMS, PERCENT, SCALES, TONNES, Fact
from reporting.story.footprint.intensity_words import IntensityWords
from reporting.story.footprint.inventory_words import chemical, typeset
from reporting.story.voice import Voice

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from reporting.event import Event

ROOT = "/footprint"
"""Where the statement stands in ``results.json``."""

DOUBLES = ("footprint-double", "footprint-double-document", "footprint-two-units")
"""What the check of the data calls a line that it takes for another's double."""

FEW = 4
"""So many missing categories are named; more are counted."""


@dataclass(frozen=True, repr=False)
class Footprint(IntensityWords):
    """An event's footprint in a reader's language.

    Parameters
    ----------
    event
        The loaded package.
    statement
        What :func:`reporting.footprint.statement` gave.
    voice
        The reader's language.
    """

    event: Event
    statement: Mapping[str, Any]
    voice: Voice

    @property
    def estimated(self) -> bool:
        """Whether there is any line in the totals."""
        return bool(self.statement["lines"])

    @property
    def notice(self) -> str:
        """What stands beside every figure that is made up or a screening estimate."""
        nature = self.statement["nature"]
        return "" if nature == "compiled" else self.voice.text(f"nature {nature}")

    @property
    def nature_words(self) -> str:
        """What the figures are, in a sentence: how much of them is made up."""
        coverage = self.statement["coverage"]
        counts = {"n": coverage["activities_simulated"], "of": coverage["activities"]}
        counts |= {"end": self.voice.date(self.event.info.end)}
        nature = self.statement["nature"] if coverage["activities"] else "nothing"
        return self.voice.text(f"band {nature}", **counts)

    @property
    def several(self) -> bool:
        """Whether more than one category is in the totals."""
        return len(self.statement["by_category"]) > 1

    @property
    def synthetic(self) -> bool:
        """Whether the figures are made up for a demonstration."""
        return bool(self.statement["nature"] == "synthetic")

    @property
    def screening(self) -> bool:
        """Whether every figure is a screening estimate."""
        return bool(self.statement["nature"] == "screening")

    @property
    def measured(self) -> bool:
        """Whether any quantity in the totals was measured, however little it makes."""
        return bool(self.statement["coverage"]["activities_measured"])

    @property
    def missing(self) -> list[str]:
        """The codes of the event categories of which nothing is estimated."""
        codes = [code for code in classification().categories if code.startswith("E")]
        return [code for code in codes if code not in self.statement["by_category"]]

    @property
    def partial(self) -> bool:
        """Whether a category, or a line, is not estimated."""
        return bool(self.missing or self.statement["coverage"]["lines_not_estimated"])

    @property
    def missing_words(self) -> str:
        """What is not estimated: its categories by name where they are few, and lines."""
        parts = []
        if len(self.missing) > FEW:
            parts.append(self.voice.plural("n categories missing", len(self.missing)))
        elif self.missing:
            parts.append(self.voice.list([self.within(code) for code in self.missing]))
        lines = [
            gap["id"]
            for gap in self.statement["not_estimated"]
            if gap["id"] and gap["event_category"] not in self.missing
        ]
        if lines:
            parts.append(self.voice.plural("n lines missing", len(lines)))
        return self.voice.list(parts)

    @property
    def purchased(self) -> bool:
        """Whether any estimated line is purchased energy."""
        return bool(self.statement["purchased"]["lines"])

    @property
    def market_sources(self) -> Markup:
        """What the market-based figure of the purchased electricity was computed with."""
        kwh = self.statement["purchased"]["market_kwh"]
        parts = [
            Markup("{} ({})").format(
                self.voice.text(f"market {basis}"),
                self.show(f"/purchased/market_kwh/{basis}", 0, "kWh"),
            )
            for basis in kwh
        ]
        return Markup("; ").join(parts)

    @property
    def upstream(self) -> bool:
        """Whether well-to-tank or grid losses stand in lines of their own."""
        return any(one["basis"] in ("upstream", "losses") for one in self.statement["lines"])

    @property
    def proxied(self) -> bool:
        """Whether a declared proxy stands in for a country without a value."""
        return any("declared-proxy" in one["factor_differs"] for one in self.statement["lines"])

    @property
    def open_government(self) -> bool:
        """Whether a factor is used whose licence asks for the Crown's attribution."""
        return any(one["licence"].startswith("OGL") for one in self.statement["factors"])

    @property
    def together(self) -> str:
        """The lines whose one factor holds the energy and what is upstream of it, as listed."""
        both = ("full", "lifecycle")
        return self.voice.list([o["id"] for o in self.statement["lines"] if o["basis"] in both])

    @property
    def doubtful(self) -> str:
        """The lines that the check of the data takes for doubles, as they are listed."""
        return self._doubles("questions")

    @property
    def answered(self) -> str:
        """The lines that it took for doubles, and that somebody has approved."""
        return self._doubles("answered")

    def _doubles(self, kind: str) -> str:
        ids = [one["id"] for one in self.statement[kind] if one["code"] in DOUBLES]
        return self.voice.list(list(dict.fromkeys(ids)))

    @property
    def beside(self) -> list[str]:
        """The kinds of credits, removals and avoided emissions that were declared."""
        memo = self.statement["memo"]
        return [kind for kind in BESIDE if memo[f"{kind}_kgco2e"] is not None]

    @property
    def undeclared(self) -> str:
        """The lines beside the totals that do not say which of these they are, as listed."""
        return self.voice.list([one["id"] for one in self._credit_lines if not one["kind"]])

    @property
    def credited(self) -> bool:
        """Whether credits, removals or avoided emissions were declared."""
        return bool(self._credit_lines)

    @property
    def _credit_lines(self) -> list[Mapping[str, Any]]:
        return [one for one in self.statement["memo"]["lines"] if one["event_category"] == CREDITS]

    def rows(self, table: str, *having: str) -> list[dict[str, Any]]:
        """Return the rows of a table that everybody may read, those alone that have some cells."""
        rows = public_rows(self.event[table])
        return [row for row in rows if all(present(row[column]) for column in having)]

    def within(self, code: str) -> str:
        """Return an event category's name as it stands within a sentence."""
        return self.lowered(self.category(code))

    @staticmethod
    def lowered(name: str) -> str:
        """Return a name as it stands within a sentence, an abbreviation as it is."""
        return name if name[1:2].isupper() else name[:1].lower() + name[1:]

    @property
    def listed(self) -> str:
        """The largest categories, as they stand within a sentence."""
        return self.voice.list([self.within(code) for code in self.drivers])

    @property
    def listed_capital(self) -> str:
        """The largest categories, as they begin a sentence."""
        return self.listed[:1].upper() + self.listed[1:]

    @property
    def published(self) -> bool:
        """Whether an earlier version was published and kept."""
        return bool(self.statement["published"])

    @property
    def last(self) -> Mapping[str, Any]:
        """The last published version."""
        return dict(self.statement["published"][-1])

    @property
    def last_ref(self) -> str:
        """The address of the last published version."""
        return f"/published/{len(self.statement['published']) - 1}"

    @property
    def last_day(self) -> dt.date:
        """The day on which the last version was published."""
        return dt.date.fromisoformat(self.last["frozen_on"])

    @property
    def any_people(self) -> bool:
        """Whether anything is known of people and local spending."""
        metrics = self.statement["metrics"].values()
        return any(m["value"] is not None for m in metrics if m["group"] in ("people", "local"))

    @property
    def totals_differ(self) -> bool:
        """Whether the two totals are not the same figure."""
        return bool(self.statement["total_location_kg"] != self.statement["total_market_kg"])

    @property
    def source(self) -> str:
        """Where the figures of a table come from."""
        return self.voice.text("source inventory")

    @cached_property
    def caveats(self) -> list[str]:
        """What the reader must know, computed from the inventory."""
        return [typeset(one[self.voice.language], self.voice) for one in self.statement["caveats"]]

    def read(self, pointer: str) -> Any:
        """Return what stands at a JSON pointer of the statement.

        Raises
        ------
        LookupError
            Where nothing stands there.
        """
        value: Any = self.statement
        for step in pointer.strip("/").split("/"):
            value = value[int(step)] if isinstance(value, list) else value[step]
        return value

    def figure(self, pointer: str, unit: str = "", decimals: int | None = None) -> Fact | None:
        """Return a figure of the statement; None where it is unknown.

        Parameters
        ----------
        pointer
            Its JSON pointer; masses in it are kilograms, shares are parts of 1.
        unit
            ``t`` prints kilograms in tonnes, ``%`` prints shares in per cent.
        decimals
            Decimals to print.
        """
        try:
            value = self.read(pointer)
        except LookupError:
            if self.estimated:
                raise
            return None  # without a line there is no uncertainty, either
        if value is None:
            return None
        return Fact(
            pointer,
            Decimal(str(value)),
            self.source,
            decimals=decimals,
            pointer=f"{ROOT}{pointer}",
            scale=SCALES.get(unit, 0),
        )

    def show(self, pointer: str, decimals: int | None = None, unit: str = "") -> Markup:
        """Return a figure for prose, as it stands, with a unit or without."""
        return self._html(pointer, "", decimals, unit)

    def tonnes(self, pointer: str, decimals: int = 1) -> Markup:
        """Return a mass for prose, in tonnes of CO2 equivalent."""
        return self._html(pointer, TONNES, decimals, self.voice.text("t CO2e"))

    def kilograms(self, pointer: str, decimals: int = 0, unit: str = "") -> Markup:
        """Return a mass for prose, in kilograms of CO2 equivalent unless `unit` says of what."""
        return self._html(pointer, KILOGRAMS, decimals, unit or self.voice.text("kg CO2e"))

    def percent(self, pointer: str, decimals: int = 0) -> Markup:
        """Return a share for prose, in per cent."""
        return self._html(pointer, PERCENT, decimals, PERCENT)

    def between(self, pointer: str, decimals: int = 1) -> Markup:
        """Return a 95 % interval in words: between low and high, in tonnes of CO2 equivalent."""
        low, high = (self.figure(f"{pointer}/{end}", TONNES, decimals) for end in ("low", "high"))
        if low is None or high is None:
            return Markup(self.voice.text("not available"))  # noqa: S704 - our own words
        shown = {"low": low.markup(self.voice), "high": high.markup(self.voice)}
        words = self.voice.text("between", unit=self.voice.text("t CO2e"), **shown)
        return Markup(words)  # noqa: S704 - our own words around escaped figures

    def interval(self, pointer: str, decimals: int = 1) -> Markup:
        """Return a 95 % interval for prose: low to high, in tonnes of CO2 equivalent."""
        low, high = (self.figure(f"{pointer}/{end}", TONNES, decimals) for end in ("low", "high"))
        if low is None or high is None:
            return Markup(self.voice.text("not available"))  # noqa: S704 - our own words
        ends = (low.markup(self.voice), high.markup(self.voice))
        unit = self.voice.text("t CO2e")
        return Markup("{}{}{}{}{}").format(ends[0], EN_DASH, ends[1], NO_BREAK_SPACE, unit)

    def the_percent(self, pointer: str, decimals: int = 0) -> Markup:
        """Return a share for prose with the article that stands before it."""
        shown = self.percent(pointer, decimals)
        return Markup(article(shown.striptags(), self.voice.language)) + shown  # noqa: S704 - our own word

    def counted(self, pointer: str, message: str, **fields: Any) -> Markup:
        """Return a count with the thing it counts, in the right plural form of `message`."""
        value = Decimal(str(self.read(pointer)))
        counted = Fact(pointer, value, self.source, pointer=f"{ROOT}{pointer}")
        return counted.counted(self.voice, message, **fields)

    def category(self, code: str) -> str:
        """Return an event category's name."""
        return chemical(str(getattr(classification().categories[code], self.voice.language)))

    def scope(self, code: str) -> str:
        """Return a scope's name."""
        return classification().scopes[code].in_language(self.voice.language)

    def tier(self, code: str) -> str:
        """Return a tier's name."""
        return classification().tiers[code].in_language(self.voice.language)

    def publisher(self, name: str) -> str:
        """Return who gave a fact, as readers know them; the package itself in words."""
        return (
            self.voice.text("own package") if name == self.event.id else typeset(name, self.voice)
        )

    def own(self, row: Mapping[str, Any], column: str) -> str:
        """Return a text of a row in the reader's language, as far as the package has it."""
        return typeset(in_language(row, column, self.voice.language), self.voice)

    @property
    def drivers(self) -> Sequence[str]:
        """The codes of the largest categories."""
        return list(self.statement["drivers"]["categories"])

    def _html(self, pointer: str, scale: str, decimals: int | None, unit: str) -> Markup:
        found = self.figure(pointer, scale, decimals)
        if found is None:
            return Markup(self.voice.text("not available"))  # noqa: S704 - our own words
        return self.with_unit(found, unit)

    def unit_sign(self, unit: str) -> str:
        """Return a unit's sign; what an intensity is per stands in its name already."""
        mass = unit.partition(" / ")[0]
        shown = chemical(mass) if mass.startswith("kg") or not mass else self.voice.unit(mass)
        return shown.replace(" ", NO_BREAK_SPACE)

    def with_unit(self, figure: Fact, sign: str) -> Markup:
        """Return a figure for a page with its unit's sign, on one line."""
        tight = gap(sign, self.voice.language) if sign == PERCENT else NO_BREAK_SPACE
        return figure.markup(self.voice) + (tight + sign if sign else "")


def tell(event: Event, stated: dict[str, Any], voice: Voice) -> Footprint:
    """Return the footprint as :func:`reporting.footprint.statement` states it, told."""
    return Footprint(event, stated, voice)
