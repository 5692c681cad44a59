"""The sentences of a race report that name crews: leaders, ties, gaps, places, each judged."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from support.crew_patterns import (
    AFTER_SHARED,
    ALONE,
    DAY_BEST,
    DAY_END,
    DAY_LED,
    IN_FRONT_AFTER,
    INHERITED,
    LED,
    LOST,
    PLACE,
    SHARED,
    SHARPEST,
    TAKEN,
    TIE,
    TIE_BROKEN,
    TIES,
    TIES_TOLD,
    WHY,
    WON,
)
from support.marked_facts import figure_in, tenths
from support.recount import FEW, Lead, Recount, extreme


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
            return int(figure_in(counted[1], one.voice.language))
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
            gap = one.gaps(control)[number]
            right = one.shown(abs(gap), 2) if gap else None
            if (drop["gap"], drop["more"]) != ((right, None) if gap > 0 else (None, right)):
                yield f"{number} is {gap} behind"
            column = "penalty" if one.lower else "score"
            for part_name, who in (("own", number), ("other", turn.numbers[0])):
                if drop[part_name] and drop[part_name] != one.shown(
                    one.cells[who, control][column]
                ):
                    yield f"{who} had {one.cells[who, control][column]} there"
        if lost:
            yield f"{lost} lost the lead unsaid"

    def _sharpest(self, found: re.Match[str]) -> Iterator[str]:
        best = set(extreme(self.recount.precision, min))
        yield from self._who(found, best)
        error = tenths(self.recount.precision[next(iter(best))])
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
        return set(extreme(scores, min if one.lower else max))

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
        if one.missed_first:
            if following:
                yield "missed controls come before the total"
        elif bool(following) != bool(second):
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
