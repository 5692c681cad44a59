"""What the race report says, held against results that are added up anew, without its own code.

Totals, positions on the way, leaders, gaps, counts, medians and means are taken here from penalties
and points at each control, in plain Python. :func:`contradictions` reads every marked fact, every
sentence that names a crew, every table and every chart's title; what it does not understand of a
sentence with a crew in it, it yields as well: no statement goes unread.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from html import unescape
from itertools import pairwise
from statistics import mean, median
from typing import Any

from lxml import html as lxml_html

from reporting.event import Event
from reporting.frames import present, records
from reporting.language import CUSTOMS, marks
from reporting.scoring import Standings
from reporting.story.anonymous_names import localised
from reporting.story.names import TOLD_APART, crew_full, crew_short, distinct_names
from reporting.story.voice import Voice

FEW = 3
"""Crews that are named, and that may lead together."""


@dataclass(frozen=True)
class Lead:
    """Who led from one control to another.

    `left`: whether that ended because they left; `kept`: whether they had shared it before.
    """

    numbers: tuple[int, ...]
    first: str
    last: str
    left: bool = False
    kept: bool = False


@dataclass(frozen=True)
class Recount:
    """An event's totals, added up from the penalties, or points, at each control."""

    event: Event
    standings: Standings
    voice: Voice

    @property
    def lower(self) -> bool:
        return not self.standings.rulebook.higher_is_better

    @cached_property
    def entries(self) -> dict[int, dict[str, Any]]:
        """Return the entries, people called as the reader's language calls them."""
        told = {}
        for row in records(self.event["entries"]):
            people = {
                key: localised(str(row[key]), self.voice.language)
                if present(row.get(key))
                else None
                for key in ("driver", "codriver")
            }
            told[int(row["number"])] = {**row, **people}
        apart = distinct_names(list(told.values()))
        return {number: {**row, TOLD_APART: apart.get(number)} for number, row in told.items()}

    def crew(self, number: int) -> str:
        return plain(crew_short(self.entries[number]))

    def full(self, number: int) -> str:
        return plain(crew_full(self.entries[number]))

    @cached_property
    def overall(self) -> dict[int, dict[str, Any]]:
        return {int(row["number"]): row for row in records(self.standings.rankings["overall"])}

    @cached_property
    def places(self) -> dict[int, int]:
        """Return number -> final position of who is classified."""
        return {
            number: int(row["position"])
            for number, row in self.overall.items()
            if present(row["position"])
        }

    @cached_property
    def ties(self) -> dict[tuple[int, int], tuple[int, str | None]]:
        """Return (ahead, behind) -> the place of the first, and the rule that put it there."""
        order, found = sorted(self.places, key=lambda n: (self.places[n], n)), {}
        totals = self.tables[self.counting[-1]] if self.counting else {}
        for ahead, behind in pairwise(order):
            if totals.get(ahead, 0) == totals.get(behind, 0) and (
                self.places[ahead] != self.places[behind]
            ):
                found[ahead, behind] = self.places[ahead], self._rule(ahead, behind)
        return found

    def _rule(self, ahead: int, behind: int) -> str | None:
        """Return the first of the rulebook's rules for ties by which `ahead` is in front."""
        pair = ahead, behind
        years = [row if present(row := self.entries[n].get("year")) else 99999 for n in pair]
        trials = [code for code in self.order if self.cells[ahead, code]["kind"] == "PC"]
        own = [
            [Decimal(cell["penalty"]) if (cell := self.cells[n, code])["counts"] else None
             for code in trials]
            for n in pair
        ]  # fmt: skip
        flat = [[one for one in each if one is not None] for each in own]
        measures: dict[str, list[Any]] = {
            "older_car": years,
            "most_zeros": [-each.count(Decimal(0)) for each in flat],
            "most_ones": [-each.count(Decimal(1)) for each in flat],
            "smallest_sum_of_squares": [sum(one * one for one in each) for each in flat],
            "best_first_trial": [[(one is None, one or 0) for one in each] for each in own],
        }
        for rule in self.standings.rulebook.rank.ties:
            first, second = measures[rule]
            if first != second:
                return rule if first < second else f"against {rule}"
        return None

    @cached_property
    def starters(self) -> list[int]:
        return [number for number, row in self.overall.items() if row["status"] != "DNS"]

    # ------------------------------------------------------------------ on the way

    @cached_property
    def order(self) -> dict[str, int]:
        return {code: at for at, code in enumerate(self.standings.controls["code"])}

    @cached_property
    def cells(self) -> dict[tuple[int, str], dict[str, Any]]:
        return {
            (int(row["number"]), row["control"]): row for row in records(self.standings.results)
        }

    @cached_property
    def counting(self) -> list[str]:
        """Return the controls that count for somebody, in running order."""
        return [
            code
            for code in self.order
            if any(self.cells[number, code]["counts"] for number in self.overall)
        ]

    @cached_property
    def until(self) -> dict[int, int]:
        """Return the place of the last control of which a crew has a time that can be used."""
        return {
            number: max(
                (at for code, at in self.order.items() if self.cells[number, code]["usable"]),
                default=-1,
            )
            for number in self.starters
        }

    def there(self, code: str) -> list[int]:
        """Return who was in the event after a control: after the last one, the classified."""
        if code == self.counting[-1]:
            return list(self.places)
        return [
            number
            for number in self.starters
            if number in self.places or self.order[code] <= self.until[number]
        ]

    @cached_property
    def tables(self) -> dict[str, dict[int, Decimal]]:
        """Return control -> the totals after it of who was there."""
        return {code: self._totals(code) for code in self.counting}

    def _totals(self, until: str) -> dict[int, Decimal]:
        return {number: self._total(number, until) for number in self.there(until)}

    def _total(self, number: int, until: str) -> Decimal:
        row = self.overall[number]
        own = [
            cell
            for code in self.counting
            if self.order[code] <= self.order[until]
            and (cell := self.cells[number, code])["counts"]
        ]
        added = Decimal(row["added"]) if until == self.counting[-1] else Decimal(0)
        if self.lower:
            net = sum((Decimal(cell["penalty"]) for cell in own), added)
            return _to_cents(net * Decimal(row["coefficient"]))
        gained = sum((Decimal(c["score"]) for c in own if c["kind"] in ("PC", "PM")), Decimal(0))
        paid = sum((Decimal(c["penalty"]) for c in own if c["kind"] not in ("PC", "PM")), added)
        return _to_cents(gained - paid)

    def gaps(self, code: str) -> dict[int, Decimal]:
        totals = self.tables[code]
        best = (min if self.lower else max)(totals.values(), default=Decimal(0))
        return {number: abs(total - best) for number, total in totals.items()}

    def position(self, number: int, code: str) -> int:
        if code == self.counting[-1]:
            return self.places[number]
        gaps = self.gaps(code)
        return 1 + sum(gap < gaps[number] for gap in gaps.values())

    def leading(self, code: str) -> set[int]:
        return {number for number, gap in self.gaps(code).items() if not gap}

    @cached_property
    def leads(self) -> list[Lead]:
        """Return who led from where to where: from where totals differ and few are in front."""
        found: list[Lead] = []
        for code in filter(self.tables.get, self.counting):
            front = self.leading(code)
            if not found and not 0 < len(front) < min(len(self.tables[code]), FEW + 1):
                continue
            last = found[-1] if found else None
            if last and set(last.numbers) <= front:
                found[-1] = Lead(last.numbers, last.first, code, last.left, last.kept)
                continue
            still = tuple(n for n in last.numbers if n in front) if last else ()
            left = bool(last) and not set(last.numbers) & set(self.tables[code])  # type: ignore[union-attr]
            found.append(Lead(still or tuple(sorted(front)), code, code, left, bool(still)))
        return found

    # ------------------------------------------------------------------ time trials

    @cached_property
    def errors(self) -> dict[str, dict[int, Decimal]]:
        """Return time trial -> crew -> absolute error [hundredths], of trials that count."""
        found: dict[str, dict[int, Decimal]] = {}
        for (number, code), cell in self.cells.items():
            if cell["kind"] == "PC" and cell["usable"] and not cell["annulled"]:
                found.setdefault(code, {})[number] = abs(Decimal(cell["deviation_s"])) * 100
        return found

    def zeros(self, number: int | None = None) -> int:
        return sum(
            self.cells[one, code]["penalty"] == 0
            for code, own in self.errors.items()
            for one in own
            if number in (None, one)
        )

    @cached_property
    def precision(self) -> dict[int, Decimal]:
        """Return the mean error of the classified."""
        own = {
            number: [errors[number] for errors in self.errors.values() if number in errors]
            for number in self.places
        }
        return {number: mean(errors) for number, errors in own.items() if errors}

    @cached_property
    def medians(self) -> dict[str, Decimal]:
        return {code: median(errors.values()) for code, errors in self.errors.items()}

    def named(self, code: str) -> str:
        controls = self.standings.controls.set_index("code")["name"]
        name = controls[code]
        return plain(f"{code} {name}") if present(name) and name else code

    def shown(self, value: Any, places: int | None = None) -> str:
        return self.voice.number(Decimal(value), places)


def plain(text: str) -> str:
    """Return a text with plain spaces and apostrophes, as sentences are compared."""
    return " ".join(re.sub("[\u00a0\u202f\u2002]", " ", text).replace("\u2019", "'").split())


def _to_cents(total: Decimal) -> Decimal:
    return total.quantize(Decimal("0.01"), ROUND_HALF_UP)


def _extreme(values: dict[Any, Decimal], pick: Callable[..., Decimal]) -> list[Any]:
    best = pick(values.values(), default=None)
    return [key for key, value in values.items() if value == best]


# ---------------------------------------------------------------------- facts


def _facts(recount: Recount) -> dict[str, Any]:
    """Return what each marked fact must say: a number, or a text."""
    one, places = recount, recount.places
    kinds = [row["kind"] for row in records(one.standings.controls)]
    rows = {place: one.overall[n] for n, place in places.items()}
    first = [n for n, place in places.items() if place == 1]
    flat = [error for errors in one.errors.values() for error in errors.values()]
    expected: dict[str, Any] = {
        "crews": len(one.starters),
        "non_starters": len(one.overall) - len(one.starters),
        "classified": len(places),
        "unclassified": len(one.starters) - len(places),
        "time_trials": kinds.count("PC"),
        "average_trials": kinds.count("PM"),
        "legs": len(one.event.info.legs),
        "lead_changes": sum(not lead.kept for lead in one.leads[1:]),
        "leaders": len({number for lead in one.leads for number in lead.numbers}),
        "pc_passages": len(flat),
        "zeros": one.zeros(),
    }
    if one.leads:
        expected["lead_for_good"] = one.leads[-1].first
    if first:
        nothing = dict.fromkeys(places, Decimal(0))
        totals = one.tables[one.counting[-1]] if one.counting else nothing
        expected["winner_total"] = totals[first[0]]
        expected |= {
            key: abs(totals[next(n for n, p in places.items() if p == place)] - totals[first[0]])
            for place, key in ((2, "winner_margin"), (3, "third_gap"))
            if place in rows
        }
        expected["winner_net"] = Decimal(rows[1]["net"])
        expected["winner_coefficient"] = Decimal(rows[1]["coefficient"])
    if flat:
        expected["median_error"] = _tenths(median(flat))
        for key, pick in (("hardest", max), ("easiest", min)):
            found = _extreme(one.medians, pick)
            expected[f"{key}_trial"] = one.named(found[0]) if len(found) == 1 else None
            expected[f"{key}_error"] = _tenths(one.medians[found[0]])
    if one.precision:
        best = _extreme(one.precision, min)
        expected["sharpest_error"] = _tenths(one.precision[best[0]])
        expected["sharpest_zeros"] = {one.zeros(number) for number in best}
    for leg in one.event.info.legs:
        expected[f"leg_{leg.number}_trials"] = sum(
            row["kind"] in ("PC", "PM")
            for row in records(one.standings.controls)
            if row["leg"] == leg.number
        )
        expected[f"leg_{leg.number}_annulled"] = sum(
            row["kind"] in ("PC", "PM")
            and row["leg"] == leg.number
            and all(one.cells[n, row["code"]]["annulled"] for n in one.overall)
            for row in records(one.standings.controls)
        )
    return expected


def _tenths(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.1"), ROUND_HALF_UP)


KNOWN_ELSEWHERE = frozenset(
    ["start_place", "finish_place", "great_circle_km", "west_east_km", "lead_lost_by",
     "farthest_km", "reach_west_east_km", "reach_south_north_km",
     "resolution", "pc_unit", "pc_per_unit", "pc_cap"]
)  # fmt: skip
"""Facts of route and rulebook, which have tests of their own; the one that the turns are read for.
"""


def _number(text: str, language: str) -> Decimal:
    """Return the figure that a text begins with, in digits or in words."""
    custom = CUSTOMS[language]
    words = {word: n for n, word in enumerate(custom.counts, 1)} | dict.fromkeys(
        custom.ones.values(), 1
    )
    first = text.split(maxsplit=1)[0].lower()
    if first in words:
        return Decimal(words[first])
    mark, group = marks(language)
    digits = first.replace(group, "").replace(mark, ".").replace("\u2212", "-")
    return Decimal(digits)


def _wrong_facts(recount: Recount, tree: Any) -> Iterator[str]:
    expected = _facts(recount)
    for node in tree.xpath("//*[@data-fact]"):
        key, text = node.get("data-fact"), plain(node.text_content())
        if key in KNOWN_ELSEWHERE:
            continue
        wanted = expected.get(key)
        if wanted is None:
            yield f"{key}: {text!r} is said, and nothing is known of it"
        elif isinstance(wanted, str):
            if wanted != text:
                yield f"{key}: {text!r} is said, {wanted!r} is right"
        elif _number(text, recount.voice.language) not in (
            wanted if isinstance(wanted, set) else {wanted}
        ):
            yield f"{key}: {text!r} is said, {wanted} is right"


# ---------------------------------------------------------------------- sentences

CREWS = r"(?P<crews>.+?)"
WON = {
    "it": [rf"^{CREWS} vinc(?:e|ono) (?:la |il |l')?Prova Uno$"],
    "en": [rf"^{CREWS} won Trial One$"],
}
SHARED = {
    "it": [rf"^{CREWS} (?:è|sono) a pari merito al primo posto$"],
    "en": [rf"^{CREWS} share first place$", rf"^{CREWS} (?:is|are) level in first place$"],
}
AFTER_SHARED = {
    "it": rf"^(?:Alla fine|Dopo .+?) {CREWS} (?:è|sono) a pari merito al primo posto$",
    "en": rf"^(?:At the end|After .+?) {CREWS} (?:is|are) level in first place$",
}
IN_FRONT_AFTER = {"it": rf"^In testa .+?: {CREWS}$", "en": rf"^In the lead .+?: {CREWS}$"}
PLACE = {
    "it": rf"^Al (?P<place>secondo|terzo) posto(?:, a pari merito,)? {CREWS}$",
    "en": rf"^{CREWS} (?:came|share|are) (?P<place>second|third)(?: place)?$",
}
TIE_BROKEN = {
    "it": rf"^Al primo posto {CREWS}, a parità di totale: decide lo spareggio del regolamento \((?P<how>.+)\)$",  # noqa: E501
    "en": rf"^In first place {CREWS}, on an equal total: the rulebook's tie-break decides \((?P<how>.+)\)$",  # noqa: E501
}
TIES = {
    "it": {
        "la vettura più vecchia": "older_car",
        "più prove a zero": "most_zeros",
        "più prove con una sola penalità": "most_ones",
        "la minore somma dei quadrati delle penalità": "smallest_sum_of_squares",
        "la penalità minore nella prima prova che li divide": "best_first_trial",
    },
    "en": {
        "the older car": "older_car",
        "more perfect trials": "most_zeros",
        "more trials with a single penalty": "most_ones",
        "the smaller sum of squared penalties": "smallest_sum_of_squares",
        "the lower penalty in the first trial that divides them": "best_first_trial",
    },
}
TIES_TOLD = {
    "it": r"^A parità di totale decide lo spareggio del regolamento: (?P<pairs>.+)$",
    "en": r"^On equal totals the rulebook's tie-break decides: (?P<pairs>.+)$",
}
TIE = {
    "it": r"^(?P<ahead>.+?) preced(?:e|ono) (?P<behind>.+?) \((?P<how>[^()]+)\)$",
    "en": r"^(?P<ahead>.+?) (?:is|are) ahead of (?P<behind>.+?) \((?P<how>[^()]+)\)$",
}
ALONE = {
    "it": rf"^{CREWS} (?:è|sono) l'unico equipaggio in classifica: .+$",
    "en": rf"^{CREWS} (?:is|are) the only classified crew: .+$",
}
LED = {
    "it": rf"^(?:.+?: in testa si sono alternati .+?\. )?{CREWS} (?:(?:è|sono) al comando dal controllo|passa(?:no)? al comando soltanto (?P<late>all'ultimo controllo),|(?:era|erano) a pari merito in testa fino (?P<level>all'ultimo controllo),) (?P<control>\w+)(?: fino all'ultimo|, che ha deciso)?$",  # noqa: E501
    "en": rf"^{CREWS} (?:led from control|took the lead only (?P<late>at the last control),|(?:was|were) level in the lead until (?P<level>the last control),) (?P<control>\w+)(?: to the last| on|, which decided)?$",  # noqa: E501
}
DAY_END = {
    "it": [rf"^(?:Alla fine|Dopo la tappa) (?:è|sono) a pari merito in testa {CREWS}$"],
    "en": [rf"^(?:At the end|After the leg) {CREWS} (?:is|are) level in the lead$"],
}
DAY_LED = {
    "it": rf"^(?:Vinc(?:e|ono)|Dopo la tappa conduc(?:e|ono)) {CREWS}(?:, con (?P<margin>\S+) (?:penalità|punti) di vantaggio su (?P<next>.+?)|, a parità di totale con (?P<level>.+?): decide lo spareggio \((?P<how>.+)\))?$",  # noqa: E501
    "en": rf"^(?:After the leg )?{CREWS} (?:won|is in front|are in front)(?:, (?P<margin>\S+) (?:penalties|points) ahead of (?P<next>.+?)|, on an equal total with (?P<level>.+?): the tie-break decides \((?P<how>.+)\))?$",  # noqa: E501
}
DAY_BEST = {
    "it": rf"^Il punteggio migliore di giornata è di {CREWS}$",
    "en": rf"^Best score of the day: {CREWS}$",
}
SHARPEST = {
    "it": rf"^L'errore medio più piccolo è di {CREWS}: (?P<error>\S+) centesimi(?:, con .+)?$",
    "en": rf"^The smallest mean error is that of {CREWS}: (?P<error>\S+) hundredths(?:, with .+)?$",
}
NAME = r"(?: \(.+?\))?"
"""A control's name after its code, in brackets."""
INHERITED = {
    "it": rf"^Dal controllo (?P<first>\w+){NAME} al controllo (?P<last>\w+){NAME} guida(?:no)? la gara (?P<before>.+?), poi (?P<why>.+?): {CREWS} eredita(?:no)? il comando al controllo (?P<control>\w+){NAME}$",  # noqa: E501
    "en": rf"^From control (?P<first>\w+){NAME} to control (?P<last>\w+){NAME}, (?P<before>.+?) led the event, then (?P<why>.+?): {CREWS} inherited the lead at control (?P<control>\w+){NAME}$",  # noqa: E501
}
WHY = {
    "it": {"DNF": "ritira", "DSQ": "esclus", "OTL": "fuori tempo massimo", "": "esc"},
    "en": {"DNF": "retired", "DSQ": "disqualified", "OTL": "over the time limit", "": "left"},
}
"""Status of who led and is out -> what says so; blank where they left for several reasons."""
TAKEN = {
    "it": rf"^Al controllo (?P<control>\w+){NAME} (?:passa(?:no)? al comando|resta(?P<kept>)(?:no)? in testa) {CREWS}(?P<lost>;.*)?$",  # noqa: E501
    "en": rf"^At control (?P<control>\w+){NAME}, {CREWS} (?:took the lead|stayed in front(?P<kept>))(?P<lost>;.*)?$",  # noqa: E501
}
LOST = {
    "it": r"^(?P<crews>.+?)(?:, con (?P<own>\S+) (?:penalità|punti|punto) contro (?P<other>\S+?),)? scend(?:e|ono) (?:al |all')(?P<place>\d+)º posto, a (?P<gap>\S+) (?:penalità|punti)$",  # noqa: E501
    "en": r"^(?P<crews>.+?)(?:, with (?P<own>\S+) (?:penalt\w+|points?) against (?P<other>\S+?),)? dropped to (?P<place>\d+)(?:st|nd|rd|th), (?P<gap>\S+) (?:penalties|points) behind$",  # noqa: E501
}
"""What is said of crews: a pattern for each sentence, in each language."""


@dataclass(frozen=True)
class Sentences:
    """The sentences of a report, each held against the recount."""

    recount: Recount
    names: Sequence[str]
    """How crews may be called here, the longest first."""

    def wrong(self, text: str, *, leg: int | None) -> Iterator[str]:
        """Yield what is wrong with one sentence; one with a crew in it must be understood."""
        language, one = self.recount.voice.language, self.recount
        first = {n for n, place in one.places.items() if place == 1}
        readings: list[tuple[Any, Callable[[re.Match[str]], Iterator[str]]]] = [
            (INHERITED, self._inherited),
            (TAKEN, self._taken),
            (TIES_TOLD, self._ties_told),
            (TIE_BROKEN, lambda found: self._tie_broken(found, first)),
            (ALONE, lambda found: self._who(found, set(one.places))),
            (LED, self._led),
            (SHARPEST, self._sharpest),
            (DAY_BEST, lambda found: self._who(found, self._best_of(leg))),
            (DAY_END, lambda found: self._who(found, self._level_after(leg))),
            (PLACE, self._place),
            (AFTER_SHARED, lambda found: self._who(found, first, shared=True)),
            (SHARED, lambda found: self._who(found, first, shared=True)),
            (IN_FRONT_AFTER, lambda found: self._who(found, first)),
            (WON, lambda found: self._who(found, first)),
            *([(DAY_LED, lambda found: self._after(found, leg))] if leg is not None else []),
        ]
        for patterns, wrong in readings:
            known = patterns[language]
            for pattern in [known] if isinstance(known, str) else known:
                found = re.search(pattern, text)
                if found:
                    yield from (f"{text!r}: {why}" for why in wrong(found))
                    return
        if any(name in text for name in self.names):
            yield f"{text!r} is not understood"

    def _numbers(self, said: str) -> set[int] | int:
        """Return the crews that a phrase names, or how many they are where it only counts."""
        one = self.recount
        counted = re.fullmatch(r"(\w+) (?:equipagg\w+|crews?)", said)
        if counted:
            return int(_number(counted[1], one.voice.language))
        left, found = said, set()
        for name in self.names:
            # A sentence may begin with a surname that begins small.
            called = f"(?i:{re.escape(name[:1])}){re.escape(name[1:])}"
            for number in one.overall:
                vehicles = called + r"(?: \([^)]*\))?"
                if name in (one.crew(number), one.full(number)) and re.search(vehicles, left):
                    found.add(number)
            left = re.sub(called + r"(?: \([^)]*\))?", "", left)
        rest = re.sub(r"[,\s]|\be\b|\bed\b|\band\b", "", left)
        return found if not rest else set()

    def _who(
        self, found: re.Match[str], right: set[int], *, shared: bool | None = None
    ) -> Iterator[str]:
        named = self._numbers(found["crews"])
        if isinstance(named, int):
            if named != len(right) or named <= FEW:
                yield f"{right} is right"
        elif named != right:
            yield f"{named} is said, {right} is right"
        if shared is not None and shared != (len(right) > 1):
            yield f"{right} is right"

    def _place(self, found: re.Match[str]) -> Iterator[str]:
        place = 2 if found["place"] in ("second", "secondo") else 3
        yield from self._who(found, {n for n, one in self.recount.places.items() if one == place})

    def _tie_broken(self, found: re.Match[str], first: set[int]) -> Iterator[str]:
        yield from self._who(found, first)
        one = self.recount
        if not one.counting or len(one.leading(one.counting[-1])) < 2:
            yield "nobody is level with them"
        yield from self._how(found["how"], 1)

    def _how(self, said: str, place: int) -> Iterator[str]:
        """Yield that another rule put the crew at a place before the next one of its total."""
        right = {how for (_, _), (at, how) in self.recount.ties.items() if at == place}
        if TIES[self.recount.voice.language].get(said) not in right:
            yield f"{said!r} is no rule that decided, {right} is right"

    def _ties_told(self, found: re.Match[str]) -> Iterator[str]:
        one, told = self.recount, {}
        for part in found["pairs"].split("; "):
            tie = re.search(TIE[one.voice.language], part)
            if tie is None:
                yield f"{part!r} is not understood"
                continue
            pair = self._numbers(tie["ahead"]), self._numbers(tie["behind"])
            if not all(isinstance(who, set) and len(who) == 1 for who in pair):
                yield f"{part!r} does not name two crews"
                continue
            told[tuple(who.pop() for who in pair)] = TIES[one.voice.language].get(tie["how"])  # type: ignore[union-attr]
        right = {pair: how for pair, (_, how) in one.ties.items()}
        if told != right:
            yield f"{right} is right"

    def _led(self, found: re.Match[str]) -> Iterator[str]:
        if not self.recount.leads:
            yield "nobody led"
            return
        last = self.recount.leads[-1]
        yield from self._who(found, set(last.numbers))
        if found["control"] != last.first:
            yield f"from {last.first} is right"
        if bool(found["level"]) > last.kept:
            yield "they had not shared the lead"
        if (found["late"] or found["level"]) and last.first != self.recount.counting[-1]:
            yield f"{last.first} is not the last control"
        if len(self.recount.leading(self.recount.counting[-1])) > 1:
            yield "at the end they are level with others"

    def _turn(self, control: str) -> tuple[Lead, Lead] | None:
        pairs = zip(self.recount.leads, self.recount.leads[1:], strict=False)
        return next(((last, turn) for last, turn in pairs if turn.first == control), None)

    def _inherited(self, found: re.Match[str]) -> Iterator[str]:
        pair = self._turn(found["control"])
        if pair is None or not pair[1].left:
            yield "nobody inherited there"
            return
        last, turn = pair
        yield from self._who(found, set(turn.numbers))
        if self._numbers(found["before"]) != set(last.numbers):
            yield f"{last.numbers} led before"
        statuses = {str(self.recount.overall[number]["status"]) for number in last.numbers}
        status = statuses.pop() if len(statuses) == 1 else ""
        if WHY[self.recount.voice.language][status] not in found["why"]:
            yield f"they left by {status or statuses}"
        if (found["first"], found["last"]) != (last.first, last.last):
            yield f"they led from {last.first} to {last.last}"

    def _taken(self, found: re.Match[str]) -> Iterator[str]:
        pair = self._turn(found["control"])
        if pair is None or pair[1].left:
            yield "the lead did not change hands there"
            return
        last, turn = pair
        one, control = self.recount, found["control"]
        if (found["kept"] is not None) != turn.kept:
            yield "to keep a lead that was shared is not to take it"
        yield from self._who(found, set(turn.numbers))
        lost = {n for n in last.numbers if n not in turn.numbers and n in one.tables[control]}
        yield from self._lost(found, turn, lost)

    def _lost(self, found: re.Match[str], turn: Lead, lost: set[int]) -> Iterator[str]:
        one, control = self.recount, found["control"]
        for part in filter(None, (found["lost"] or "").split("; ")):
            part = part.strip("; ")  # noqa: PLW2901
            drop = re.search(LOST[one.voice.language], part)
            if drop is None:
                yield f"{part!r} is not understood"
                continue
            named = self._numbers(drop["crews"])
            if not isinstance(named, set) or len(named) != 1 or not named <= lost:
                yield f"{named} lost the lead, {lost} is right"
                continue
            (number,) = named
            lost -= named
            if int(drop["place"]) != one.position(number, control):
                yield f"{number} is {one.position(number, control)}"
            if drop["gap"] != one.shown(one.gaps(control)[number], 2):
                yield f"{number} is {one.gaps(control)[number]} behind"
            column = "penalty" if one.lower else "score"
            for part_name, who in (("own", number), ("other", turn.numbers[0])):
                if drop[part_name] and drop[part_name] != one.shown(
                    one.cells[who, control][column]
                ):
                    yield f"{who} had {one.cells[who, control][column]} there"
        if lost:
            yield f"{lost} lost the lead unsaid"

    def _sharpest(self, found: re.Match[str]) -> Iterator[str]:
        best = set(_extreme(self.recount.precision, min))
        yield from self._who(found, best)
        error = _tenths(self.recount.precision[next(iter(best))])
        if found["error"] != self.recount.shown(error, 1):
            yield f"{error} is right"

    def _last_of(self, leg: int | None) -> str | None:
        """Return the last control of a leg that counts."""
        legs = self.recount.standings.controls.set_index("code")["leg"]
        own = [code for code in self.recount.counting if legs[code] == leg]
        return own[-1] if own else None

    def _level_after(self, leg: int | None) -> set[int]:
        control = self._last_of(leg)
        if control is None:
            return set()
        last = control == self.recount.counting[-1]
        return (
            {n for n in self.recount.tables[control] if self.recount.position(n, control) == 1}
            if last
            else self.recount.leading(control)
        )

    def _best_of(self, leg: int | None) -> set[int]:
        """Return the classified with the best score of a leg alone."""
        one, control = self.recount, self._last_of(leg)
        if control is None:
            return set()
        legs = one.standings.controls.set_index("code")["leg"]
        earlier = [code for code in one.counting if legs[code] < leg]
        before = one.tables[earlier[-1]] if earlier else {}
        scores = {n: total - before.get(n, Decimal(0)) for n, total in one.tables[control].items()}
        return set(_extreme(scores, min if one.lower else max))

    def _after(self, found: re.Match[str], leg: int | None) -> Iterator[str]:
        one, control = self.recount, self._last_of(leg)
        if control is None:
            yield "nothing counts on that leg"
            return
        places = {n: one.position(n, control) for n in one.tables[control]}
        yield from self._who(found, {n for n, place in places.items() if place == 1})
        rest = [place for place in places.values() if place > 1]
        second = {n for n, place in places.items() if rest and place == min(rest)}
        following = found["next"] or found["level"]
        if bool(following) != bool(second):
            yield f"{second} came next"
        elif following:
            named = self._numbers(following)
            if named != (len(second) if isinstance(named, int) else second):
                yield f"{second} came next"
            if found["how"]:
                yield from self._how(found["how"], 1)
            gap = one.gaps(control)[next(iter(second))]
            if (found["margin"] or one.shown(0, 2)) != one.shown(gap, 2):
                yield f"the gap is {gap}"


# ---------------------------------------------------------------------- tables


def _rows(tree: Any, name: str) -> list[list[str]]:
    rows = tree.xpath(f"//figure[@id='table-{name}']//tbody/tr")
    return [[plain(cell.text_content()) for cell in row.xpath("./td")] for row in rows]


def _wrong_standings(recount: Recount, tree: Any) -> Iterator[str]:  # noqa: C901
    one = recount
    heads = [plain(h.text_content()) for h in tree.xpath("//*[@id='table-standings']//th")]
    rows = _rows(tree, "standings")
    if [int(row[1]) for row in rows] != list(one.overall):
        yield f"the standings list {[row[1] for row in rows]}"
    gaps = one.gaps(one.counting[-1]) if one.counting else {}
    for row in rows:
        number, said = int(row[1]), dict(zip(heads, row, strict=True))
        place = one.places.get(number)
        if one.full(number) not in row[2]:
            yield f"{number} is called {row[2]!r}"
        if (row[0] == "–") != (place is None) or (place and row[0] != str(place)):
            yield f"{number} is told at {row[0]}, {place} is right"
        if place is None:
            if not row[2].endswith(str(one.overall[number]["status"])):
                yield f"{number}: {row[2]!r} does not say why it is out"
            if {*row[3:-3], *row[-2:]} != {"–"}:
                yield f"{number} is out and has figures: {row}"
            continue
        for kind in ("PC", "PM", "CO", "CT"):
            if kind not in said:
                continue
            scored = not one.lower and kind in ("PC", "PM")
            column = "score" if scored else "penalty"
            factor = Decimal(one.overall[number]["coefficient"]) if scored else Decimal(1)
            own = [
                Decimal(cell[column]) / factor
                for code in one.counting
                if (cell := one.cells[number, code])["kind"] == kind and cell["counts"]
            ]
            if _number(said[kind], one.voice.language) != sum(own, Decimal(0)):
                yield f"{number} has {said[kind]} in {kind}, {sum(own, Decimal(0))} is right"
        total = one.tables[one.counting[-1]][number] if one.counting else Decimal(0)
        if row[-2] != one.shown(total, 2):
            yield f"{number} has a total of {row[-2]}, {total} is right"
        yield from _wrong_gap(one, number, row[-1], gaps.get(number, Decimal(0)))


def _wrong_gap(one: Recount, number: int, said: str, gap: Decimal) -> Iterator[str]:
    right = ("+" if one.lower else "\u2212") + one.shown(gap, 2) if gap else "–"
    if said != right:
        yield f"{number} has a gap of {said}, {right} is right"


def _wrong_after(recount: Recount, tree: Any, leg: int) -> Iterator[str]:
    one = recount
    sentences = Sentences(one, ())
    control, rows = sentences._last_of(leg), _rows(tree, f"after-{leg}")
    if control is None or not one.tables[control]:
        if rows:
            yield f"leg {leg} has standings although nothing counts on it"
        return
    legs = one.standings.controls.set_index("code")["leg"]
    earlier = [code for code in one.counting if legs[code] < leg]
    places = {n: one.position(n, control) for n in one.tables[control]}
    for row in rows:
        who = [n for n in places if one.crew(n) == row[1] and str(places[n]) == row[0]]
        if not who:
            yield f"after leg {leg}: {row} is wrong: {places}"
            continue
        number = who[0]
        if row[2] != one.shown(one.tables[control][number], 2):
            yield f"after leg {leg}: {row} is wrong: {one.tables[control][number]}"
        yield from _wrong_gap(one, number, row[3], one.gaps(control)[number])
        if len(row) > 4 and len(who) == 1:
            before = one.position(number, earlier[-1]) if earlier else None
            if row[4] != (str(before) if before else "–"):
                yield f"after leg {leg}: {row} stood at {before} before"
    if len(rows) != min(5, len(places)):
        yield f"after leg {leg}: {len(rows)} rows of {len(places)}"


def _wrong_series(recount: Recount, tree: Any, leg: int) -> Iterator[str]:
    one = recount
    for row in _rows(tree, f"series-{leg}"):
        codes = re.match(r"(\w+)(?:–(\w+))? ", row[0] + " ")
        assert codes is not None, row
        order = list(one.order)
        own = order[order.index(codes[1]) : order.index(codes[2] or codes[1]) + 1]
        kinds = {one.cells[n, code]["kind"] for n in one.overall for code in own}
        live = [c for c in own if not all(one.cells[n, c]["annulled"] for n in one.overall)]
        sums = {
            n: sum((Decimal(one.cells[n, code]["penalty"]) for code in live), Decimal(0))
            for n in one.starters
            if live
            and all(one.cells[n, c]["usable"] and not one.cells[n, c]["annulled"] for c in live)
        }
        if not kinds <= {"PC", "PM"} or not sums:
            if set(row[1:]) != {"–"}:
                yield f"series {row}: nobody came through all of it"
            continue
        best = _extreme(sums, min)
        said = one.crew(best[0]) if len(best) == 1 else str(len(best))
        if not row[1].startswith(said):
            yield f"series {row}: {best} is right"
        for text, right in ((row[2], min(sums.values())), (row[3], median(sums.values()))):
            if _number(text, one.voice.language) != _to_cents(right):
                yield f"series {row}: {right} is right"


# ---------------------------------------------------------------------- charts


def _wrong_charts(recount: Recount, charts: Sequence[Any]) -> Iterator[str]:  # noqa: C901
    one, language = recount, recount.voice.language
    for chart in charts:
        words = {key: plain(unescape(str(text))) for key, text in chart.words().items()}
        title = words["title"]
        for key, text in words.items():
            for match in re.finditer(r"\b1 (\w+)", text) if key != "alt" else ():
                if match[1] in ("passaggi", "crews", "equipaggi", "prove", "passages", "trials"):
                    yield f"{chart.name}: {text!r} counts one as many"
        if chart.name == "gap-to-lead":
            yield from _wrong_lead_title(one, title)
            yield from _wrong_ends(one, chart)
        elif chart.name == "coefficient-effect":
            yield from _wrong_moved(one, title)
        elif chart.name == "sharpest-crews":
            best = _extreme(one.precision, min)
            named = [one.crew(n) for n in best if one.crew(n) in title]
            error = one.shown(_tenths(one.precision[best[0]]), 1)
            many = CUSTOMS[language].counts[len(best) - 1]
            if error not in title or (len(named) != len(best) and many not in title):
                yield f"{title!r}: {best} with {error} is right"
        elif chart.name == "trial-errors":
            for pick in (max, min):
                found = _extreme(one.medians, pick)
                if len(found) > 1 and any(one.named(code) in title for code in found):
                    yield f"{title!r}: {found} are level"
        elif chart.name == "trial-penalties":
            said = re.match(r"(?:\w+ \w+(?: \w+)?: )?(\d+|One|Un|No|Nessun) ", title)
            spelt = {"One": 1, "Un": 1, "No": 0, "Nessun": 0}
            if said is None or int(spelt.get(said[1], said[1])) != one.zeros():
                yield f"{title!r}: {one.zeros()} perfect passages"
            if not title.endswith(f" {sum(map(len, one.errors.values()))}"):
                yield f"{title!r}: {sum(map(len, one.errors.values()))} passages"


def _wrong_lead_title(one: Recount, title: str) -> Iterator[str]:
    first = {n for n, place in one.places.items() if place == 1}
    said = {n for n in one.overall if re.search(rf"(?<!\w){re.escape(one.crew(n))}(?!\w)", title)}
    control = re.search(r"(?:control|controllo) (\w+)", title)
    if control is None:
        alone = len(one.leads) > 0 and set(one.leads[-1].numbers) == first and len(first) == 1
        level = one.counting and len(one.leading(one.counting[-1])) > 1
        if alone and len(one.places) > 1 and not level:
            yield f"{title!r}: {one.leads[-1]} is right"
        return
    if not one.leads or control[1] != one.leads[-1].first or not first <= said:
        yield f"{title!r}: {one.leads[-1:]} is right"
    inherits = "inherit" in title or "eredita" in title
    if one.leads and inherits != one.leads[-1].left:
        yield f"{title!r}: inherited or not"


def _wrong_ends(one: Recount, chart: Any) -> Iterator[str]:
    """Yield lines that do not end at the gap of their crew."""
    final = one.gaps(one.counting[-1])
    for trace in chart.figure.data:
        if trace.mode != "lines" or trace.name is None:
            continue
        who = [n for n in one.overall if one.crew(n) == plain(unescape(trace.name))]
        if len(who) != 1:
            continue
        if who[0] in one.places and abs(float(final[who[0]]) - list(trace.y)[-1]) > 1e-9:
            yield f"the line of {who[0]} ends at {list(trace.y)[-1]}"


def _wrong_moved(one: Recount, title: str) -> Iterator[str]:
    nets = {n: Decimal(one.overall[n]["net"]) for n in one.places}
    gained = {
        n: 1 + sum(other < net for other in nets.values()) - one.places[n]
        for n, net in nets.items()
    }
    most = max(gained.values())
    best = [n for n, gain in gained.items() if gain == most]
    moves = re.search(r"(\d+) (?:posizion|places?)", title)
    if (moves is not None) != (most > 0) or (
        moves and (int(moves[1]) != most or not any(one.crew(n) in title for n in best))
    ):
        yield f"{title!r}: {gained} is right"


# ---------------------------------------------------------------------- all of it


def contradictions(recount: Recount, shown: Sequence[Any]) -> Iterator[str]:
    """Yield everything that a report says and the results contradict.

    Parameters
    ----------
    recount
        The event, added up anew.
    shown
        What the report's notebook shows (:func:`support.composed.composed`).
    """
    blocks = [one._repr_html_() for one in shown if hasattr(one, "_repr_html_")]
    charts = [one for one in shown if hasattr(one, "figure")]
    tree = lxml_html.fromstring(f"<main>{''.join(filter(None, blocks))}</main>")
    for drawing in tree.xpath("//svg"):
        drawing.getparent().remove(drawing)
    yield from _wrong_facts(recount, tree)
    yield from _wrong_standings(recount, tree)
    legs = [leg.number for leg in recount.event.info.legs]
    for leg in legs:
        yield from _wrong_after(recount, tree, leg)
        yield from _wrong_series(recount, tree, leg)
    yield from _wrong_charts(recount, charts)
    yield from _wrong_sentences(recount, tree)


def _wrong_sentences(recount: Recount, tree: Any) -> Iterator[str]:
    names = {recount.crew(n) for n in recount.overall} | {recount.full(n) for n in recount.overall}
    reading = Sentences(recount, sorted(names, key=len, reverse=True))
    days = tree.xpath("//div[@class='day']")
    numbers = [leg.number for leg in recount.event.info.legs]
    own = tree.xpath("//p[not(ancestor::figure) and not(ancestor::ul[@class='trophies'])"
                     " and not(ancestor::section[contains(@class,'cover')])] | //ul[@class='turns']/li")  # fmt: skip  # noqa: E501
    for node in own:
        leg = None
        for above in node.iterancestors():
            if above in days and len(days) == len(numbers):
                leg = numbers[days.index(above)]
            elif (above.get("id") or "").startswith("leg-"):
                leg = int(above.get("id").removeprefix("leg-"))
        for notice in node.xpath("./span[@class='notice']"):
            notice.drop_tree()
        for sentence in _sentences(plain(node.text_content())):
            yield from reading.wrong(sentence, leg=leg)


def _sentences(text: str) -> list[str]:
    return [one.strip(" .") for one in text.split(". ") if one.strip(" .")]
