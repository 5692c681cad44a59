"""What is told of an event in every report: its name, its days, where its times come from."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reporting.event import Event
    from reporting.story.voice import Voice


class EventWords:
    """An event in a reader's language; whoever tells it has both."""

    event: Event
    voice: Voice

    def __repr__(self) -> str:
        """Return what it is and of which event."""
        return f"<{type(self).__name__} of {self.event.id} ({self.voice.language})>"

    @property
    def name(self) -> str:
        """The event's name."""
        return self.event.info.name.in_language(self.voice.language)

    @property
    def dates(self) -> str:
        """The event's days."""
        return self.voice.days(self.event.info.start, self.event.info.end)

    @property
    def simulated(self) -> bool:
        """Whether the times are simulated."""
        return self.event.info.provenance.timing == "simulated"

    @property
    def invented(self) -> bool:
        """Whether all of it is made up, its lengths and figures too: nobody published them."""
        return self.event.info.provenance.tables == "simulated"

    @property
    def provenance(self) -> str:
        """Where the times come from, in a sentence of the package."""
        note = self.event.info.provenance.note.in_language(self.voice.language)
        return note[:1].upper() + note[1:]

    @property
    def notice(self) -> str:
        """The word beside simulated figures; empty otherwise."""
        return self.voice.text("Simulated times") if self.simulated else ""
