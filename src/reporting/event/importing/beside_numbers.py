"""Whether the names beside the numbers of a file are those of the entry list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reporting.event.schema import normal

if TYPE_CHECKING:
    from reporting.event.importing.known_names import KnownNames
    from reporting.event.importing.readings import Listing

SHORTEST = 3
"""Letters of a word that may tell a crew; shorter ones are particles and initials."""
SHOWN = 3


class CrewNames:
    """The names that the rows of a table give with their numbers."""

    def __init__(self, course: KnownNames) -> None:
        self._course = course
        self._own = 0
        self._others: list[tuple[int, int, str, list[int]]] = []

    def see(self, row: int, number: int, name: str) -> None:
        """Compare the name of a row with the crew of its number."""
        words = _words(name)
        crews = self._course.crew_words
        if not words or not crews[number]:
            return
        if words & crews[number]:
            self._own += 1
        else:
            alike = [crew for word in sorted(words) for crew in self._course.crews_called(word)]
            self._others.append((row, number, name.strip(), alike))

    def tell(self, listing: Listing) -> None:
        """Tell rows that name another crew; and once, if no row names the crew of its number."""
        if not self._own and len(self._others) > 1:
            shown = "; ".join(f"{number}: {name}" for _, number, name, _ in self._others[:SHOWN])
            row, number, _, _ = self._others[0]
            entered = self._course.crew_shown(number)
            listing.add("import-crews-strange", row, column="number", value=shown, other=entered)
            return
        for row, number, name, alike in self._others:
            if len(set(alike)) == 1:
                entered = self._course.crew_shown(number)
                listing.add(
                    "import-crew-other",
                    row,
                    column="number",
                    value=str(number),
                    name=name,
                    other=alike[0],
                    entered=entered,
                )


def _words(text: str) -> set[str]:
    return {word for word in normal(text).split() if len(word) >= SHORTEST and word.isalpha()}
