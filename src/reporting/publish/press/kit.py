"""The press kit of an event in place: every piece checked before it is written.

``reports/<event>/press/<language>/`` holds the release, the legs' bulletins and the newsletter's
paragraph as DOCX, HTML and text, captions network by network, and the picture cards;
``reports/<event>/press/kit.json`` lists them, each with the facts that it prints, and what was
refused, with the reason.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reporting.engine.inputs import State, keyed
from reporting.engine.staging import locked, put_in_place, recover, staging
from reporting.engine.store import FOLDER as CACHE
from reporting.engine.store import Store
from reporting.errors import UsageError
from reporting.event.package import locate, split_moment
from reporting.footprint import claims_check
from reporting.language import LANGUAGES
from reporting.proofreading.factcheck import factcheck
from reporting.proofreading.known import KnownEvent
from reporting.proofreading.texts import TextLine
from reporting.publish.building import reports_index
from reporting.publish.companion import PRESS_KIT
from reporting.publish.gate import load_fit
from reporting.publish.press.camera import Camera
from reporting.publish.press.pictures import SHAPES, photographed, with_words
from reporting.publish.press.pieces import Piece, as_page, as_text
from reporting.publish.press.word import as_docx
from reporting.reads import watched
from reporting.route import measure
from reporting.story.press.captions import Caption, captions_of, networks
from reporting.story.press.cards import cards_of
from reporting.story.press.telling import PressStory, tell
from reporting.story.proper_names import proper_names
from reporting.story.voice import Voice

if TYPE_CHECKING:
    from reporting.event import Event
    from reporting.route import Route

FACTS, CLAIMS, ROOM, KNOWN = "facts", "claims", "room", "known"
"""Why a piece is refused: a fact is wrong, a claim at risk, it does not fit, nothing is known."""


@dataclass(frozen=True)
class PressRequest:
    """What is asked for.

    Parameters
    ----------
    event
        Id or path.
    languages
        Of the pieces.
    out
        The folder of the reports.
    simulated
        Whether simulated and screening figures may be told, marked.
    """

    event: str
    languages: tuple[str, ...] = LANGUAGES
    out: Path = Path("reports")
    simulated: bool = False


def publish(request: PressRequest) -> dict[str, Any]:
    """Make the press kit of an event and move it into place.

    Returns
    -------
    dict
        The content of ``kit.json``.

    Raises
    ------
    UsageError
        For a language that there is none of, an event without legs, or a leg without its towns.
    InputError
        Where the event has errors.
    ToolMissingError, StepFailedError
        Where the cards cannot be drawn; what stood before still stands.
    """
    unknown = [one for one in request.languages if one not in LANGUAGES]
    if unknown or not request.languages:
        raise UsageError(
            f"There is no press kit in {', '.join(unknown) or 'no language'}: "
            f"--lang takes {', '.join(LANGUAGES)}."
        )
    folder = locate(request.event)
    state = State(folder, split_moment(request.event)[1])
    with watched() as seen:
        event = load_fit(request.event)
        if not event.info.legs:
            raise UsageError(f"{event.id} has no legs: there is nothing to tell the press.")
        nameless = [leg.number for leg in event.info.legs if not (leg.start and leg.finish)]
        if nameless:
            raise UsageError(
                f"Write in event.toml where leg {nameless[0]} begins and ends (from, to): a "
                "release and a bulletin name both."
            )
        stories = [tell(event, Voice(one), allowed=request.simulated) for one in request.languages]
        route = measure(event)
    home = request.out / event.id
    with locked(request.out):
        with staging(request.out) as aside, Camera() as camera:
            home.mkdir(exist_ok=True)
            recover(home)
            press = PressRoom(event, route, camera, aside / PRESS_KIT.folder)
            listed = press.filled(stories)
            put_in_place(press.folder, home / PRESS_KIT.folder)
            store = Store(request.out / CACHE)
            PRESS_KIT.remember(home, state.reads(keyed(seen, folder)), store)
        reports_index.write(request.out, store)
    return listed


@dataclass
class PressRoom:
    """Where the pieces of one kit are composed, checked and written.

    Parameters
    ----------
    event, route, camera
        What they tell of, its way, and what draws the cards.
    folder
        Where they are written.
    """

    event: Event
    route: Route
    camera: Camera
    folder: Path
    pieces: list[dict[str, Any]] = field(default_factory=list)
    refused: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._known = cache(lambda allowed: KnownEvent(self.event, simulated=allowed))
        self._names = proper_names(self.event)

    def filled(self, stories: Sequence[PressStory]) -> dict[str, Any]:
        """Write every piece that passes, and the list of them all; return the list."""
        for story in stories:
            self.texts(story)
            self.cards(story)
        self.captions(stories)
        listed = {
            "event": self.event.id,
            "timing": self.event.info.provenance.timing,
            "simulated": any(story.marked for story in stories),
            "languages": [story.voice.language for story in stories],
            "pieces": self.pieces,
            "refused": self.refused,
        }
        text = json.dumps(listed, ensure_ascii=False, indent=1)
        (self.folder / PRESS_KIT.contents).write_text(text, encoding="utf-8")
        return listed

    def texts(self, story: PressStory) -> None:
        """Write the release, the bulletins and the newsletter's paragraph of one language."""
        legs = story.run
        told = [Piece.rendered(story, "release", "release")]
        for leg, following in zip(legs, [*story.legs[1:], None], strict=False):
            name = f"leg-{leg.number.value}"
            told.append(Piece.rendered(story, name, "leg", leg=leg, following=following))
        told.append(Piece.rendered(story, "newsletter", "newsletter"))
        for piece in told:
            self._text(story, piece)

    def _text(self, story: PressStory, piece: Piece) -> None:
        path = f"{story.voice.language}/{piece.name}"
        if self._refuses(path, piece.kind, piece.lines, story):
            return
        formats = {
            "html": as_page(piece, story).encode(),
            "docx": as_docx(piece, story),
            "txt": as_text(piece.paragraphs, story.notice).encode(),
        }
        for ending, content in formats.items():
            self._write(f"{path}.{ending}", piece.kind, content, facts=piece.facts)

    def cards(self, story: PressStory) -> None:
        """Write the picture cards of one language."""
        cards = list(cards_of(story))
        if not story.podium:
            reason = "simulated" if story.simulated and not story.allowed else "unknown"
            path = f"{story.voice.language}/cards/podium"
            self._refuse(path, "card", KNOWN, story.voice.text(f"press refused {reason}"))
        for card in cards:
            alt = card.alternative(story)
            for shape, size in SHAPES.items():
                path = f"{story.voice.language}/cards/{card.name}-{size[0]}x{size[1]}.png"
                shown = photographed(card, shape, story, self.route, self.camera)
                if shown.cut:
                    said = story.voice.text("press refused cut", words="; ".join(shown.cut))
                    self._refuse(path, "card", ROOM, said)
                elif not self._refuses(path, "card", [*shown.lines, alt], story):
                    png = with_words(shown.png, alt, shown.lines, story.voice.language)
                    self._write(path, "card", png, alt=alt, facts=shown.facts)

    def captions(self, stories: Sequence[PressStory]) -> None:
        """Write the posts, network by network; one that fits no network's limit is refused."""
        for word in networks():
            for told, post in captions_of(stories, word):
                self._post(post, told[0], "-".join(one.voice.language for one in told))

    def _post(self, post: Caption, story: PressStory, language: str) -> None:
        network = networks()[post.network]
        folder = story.voice.language
        path = f"{folder}/captions/{post.network}-{post.topic}.txt"
        if not post.fits:
            told = {"n": post.length, "network": network.name, "limit": network.limit}
            self._refuse(path, "caption", ROOM, story.voice.text("press refused long", **told))
        elif not self._refuses(path, "caption", post.text.splitlines(), story):
            self._write(
                path,
                "caption",
                f"{post.text}\n".encode(),
                languages=language.split("-"),
                network=post.network,
                characters=post.length,
                limit=network.limit,
            )

    def _refuses(self, path: str, kind: str, lines: Iterable[str], story: PressStory) -> bool:
        """Tell whether a piece does not pass, and note the reason."""
        numbered = [TextLine(number, line) for number, line in enumerate(lines, start=1)]
        say = story.voice.text
        for claim in factcheck(numbered, self._known(story.allowed)):
            if claim.verdict == "contradicted":
                told = {"stated": claim.stated, "expected": claim.expected, "source": claim.source}
                self._refuse(path, kind, FACTS, say("press refused fact", **told))
                return True
        text = "\n".join(line.text for line in numbered)
        for hit in claims_check(text, story.voice.language, names=self._names):
            if hit.verdict == "risk":
                told = {"words": hit.text, "law": hit.law, "advice": hit.advice}
                self._refuse(path, kind, CLAIMS, say("press refused claim", **told))
                return True
        return False

    def _refuse(self, path: str, kind: str, check: str, reason: str) -> None:
        self.refused.append({"path": path, "kind": kind, "check": check, "reason": reason})

    def _write(self, path: str, kind: str, content: bytes, **told: Any) -> None:
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
        self.pieces.append({"path": path, "kind": kind, "checked": True, **told})
