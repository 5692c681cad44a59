"""Captions for social posts: each network's limit, the partners' handles, the event's hashtags."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from reporting.event.worded import Strict
from reporting.paths import reference_folder
from reporting.reads import remembered, source
from reporting.story.press.cards import plain
from reporting.story.prose import prose

if TYPE_CHECKING:
    from reporting.story.press.telling import PressStory

BETWEEN = "\n.\n.\n.\n"
"""Between the two languages of one post, as the organiser writes it."""

ROOMS = (2, 1, 0)
"""How much is told: all, less, the least."""

THANKS = "thanks"

LISTED = "listed"
"""Which rows of its list a post tells."""

Context = dict[str, Any]

_LIGHT = ((0, 0x10FF), (0x2000, 0x200D), (0x2010, 0x201F), (0x2032, 0x2037))
"""The signs that X counts as one: its own table."""


class Network(Strict):
    """A network's limits; see the head of ``networks.toml``."""

    name: str
    limit: int
    hashtags: int
    wide: int
    both: bool
    source: str

    def length(self, text: str) -> int:
        """Return how long the network counts a text."""
        return sum(self.wide if _is_wide(sign) else 1 for sign in text)


@dataclass(frozen=True, slots=True)
class Caption:
    """A post.

    Parameters
    ----------
    topic
        What it is about: ``podium``, ``leg-1``, ``trophies``, ``unesco``, ``thanks``; a list
        that takes several posts goes on in ``trophies-2``.
    network
        Where it is posted.
    text
        The words; `length` as the network counts them.
    """

    topic: str
    network: str
    text: str
    length: int

    @property
    def fits(self) -> bool:
        """Whether the network takes it."""
        return self.length <= networks()[self.network].limit


def networks() -> dict[str, Network]:
    """Return the networks by their word."""
    return _networks(reference_folder() / "networks.toml")


@remembered
def _networks(path: Path) -> dict[str, Network]:
    data = tomllib.loads(source(path).read_text(encoding="utf-8"))
    return {word: Network.model_validate(network) for word, network in data.items()}


def captions_of(
    stories: Sequence[PressStory], word: str
) -> Iterator[tuple[Sequence[PressStory], Caption]]:
    """Yield the posts of a network, topic by topic: one in both languages, or one in each.

    Parameters
    ----------
    stories
        The event, once in each language.
    word
        The network's.

    Yields
    ------
    tuple
        The stories that a post tells, and the post.
    """
    together = [stories] if networks()[word].both else [[story] for story in stories]
    for topic in topics(stories[0]):
        for group in together:
            yield from ((group, post) for post in _posts(group, topic, word))


def _posts(stories: Sequence[PressStory], topic: str, word: str) -> Sequence[Caption]:
    """Return the post on a topic; where its list is too long for one, as few as take it."""
    posts = [_fitted(stories, topic, word)]
    listed = len(topics(stories[0])[topic].get(LISTED, ()))
    for many in range(listed - 1, 0, -1):
        if all(post.fits for post in posts):
            break
        parts = [range(at, min(at + many, listed)) for at in range(0, listed, many)]
        posts = [_fitted(stories, topic, word, part) for part in parts]
    return [
        replace(post, topic=f"{topic}-{at}" if at > 1 else topic)
        for at, post in enumerate(posts, start=1)
    ]


def topics(story: PressStory) -> dict[str, Context]:
    """Return what there is to post on: its word, and what its template names beside."""
    told: dict[str, Context] = {}
    if story.podium:
        told["podium"] = {}
    for leg in story.run:
        told[f"leg-{leg.number.value}"] = {"leg": leg}
    if story.trophies:
        told["trophies"] = {LISTED: range(len(story.trophies))}
    if story.every("unesco_site"):
        told["unesco"] = {}
    if story.every("partner"):
        told[THANKS] = {}
    return told


def _fitted(
    stories: Sequence[PressStory], topic: str, word: str, listed: range | None = None
) -> Caption:
    """Return the fullest post that the network takes; the shortest where it takes none."""
    for room in ROOMS:
        text = BETWEEN.join(_told(story, topic, room, listed) for story in stories)
        caption = _signed(text, stories[0], topic, word, room)
        if caption.fits:
            break
    return caption


def _told(story: PressStory, topic: str, room: int, listed: range | None) -> str:
    kind = topic.partition("-")[0]
    context = topics(story)[topic] | ({} if listed is None else {LISTED: listed})
    html = prose("press", f"caption-{kind}", story.voice, p=story, room=room, **context)
    lines = [plain(Markup(part)) for part in html.split("</p>")]  # noqa: S704 - its own parts
    head = f"{story.notice.upper()}\n" if story.notice else ""
    return head + "\n".join(line for line in lines if line)


def _signed(text: str, story: PressStory, topic: str, word: str, room: int) -> Caption:
    """Return a post with hashtags and the partners' handles, as far as there is room."""
    network = networks()[word]
    tags = story.hashtags[: network.hashtags if room else 1]
    handles = story.handles if topic == THANKS and room else []
    whole = "\n\n".join(part for part in (text, " ".join(handles), " ".join(tags)) if part)
    return Caption(topic, word, whole, network.length(whole))


def _is_wide(sign: str) -> bool:
    """Tell whether a network that weighs signs counts this one for more than one."""
    return not any(first <= ord(sign) <= last for first, last in _LIGHT)
