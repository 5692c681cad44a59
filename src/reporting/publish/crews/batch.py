"""Some booklets in one go: a plain task in, a plain result out, wherever the task is run."""

from __future__ import annotations

import time
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from reporting.errors import InputError, StepFailedError
from reporting.publish.crews.press import Press, edition

if TYPE_CHECKING:
    from reporting.charts.crews.booklet_map import BookletMapBase
    from reporting.event import Event
    from reporting.story.crews.field import Field


@dataclass(frozen=True, slots=True)
class BookletTask:
    """Booklets to be made; plain data.

    Parameters
    ----------
    event
        The event's id or the package's path, as the process that does it sees it.
    inputs
        Hash over the package's files and the rulebook (:func:`inputs_of`); a process that sees
        other files refuses.
    wanted
        Number and language (it, en) of each booklet.
    known
        Keys of booklets that need not be printed: whoever asks has them.
    """

    event: str
    inputs: str
    wanted: tuple[tuple[int, str], ...]
    known: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class PrintedBooklet:
    """One booklet.

    Parameters
    ----------
    number, language
        Whose, in which language.
    key
        Hash over all that it is made from: its page, style, fonts and WeasyPrint's version.
    title
        The file's title.
    pdf, sha256
        The file and its hash; None and empty where the key was known.
    """

    number: int
    language: str
    key: str
    title: str
    pdf: bytes | None = None
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class BookletResult:
    """What a task gives: its booklets in the order asked for, and the seconds it took."""

    booklets: tuple[PrintedBooklet, ...]
    seconds: float


@dataclass(frozen=True)
class BookletEdition:
    """All that the booklets of an event share, made once a process.

    Parameters
    ----------
    inputs
        The hash of the files behind it.
    field, base
        Results and map.
    press, edition
        What prints, and its hash.
    """

    inputs: str
    field: Field
    base: BookletMapBase | None
    press: Press
    edition: str


_shop: BookletEdition | None = None


def batch(task: BookletTask) -> BookletResult:
    """Make the booklets of a task.

    The event is loaded and scored once a process (and inherited by processes forked from it).

    Raises
    ------
    StepFailedError
        Where the files are not those of the task, or a booklet is not what it should be.
    InputError
        Where the event has errors, or no times.
    """
    began = time.perf_counter()
    shop = open_shop(task.event, task.inputs)
    made = tuple(_printed(shop, number, language, task.known) for number, language in task.wanted)
    return BookletResult(made, time.perf_counter() - began)


def open_shop(event: str, inputs: str = "") -> BookletEdition:
    """Return this process's shared state for an event.

    Parameters
    ----------
    event
        Id or path.
    inputs
        The hash that its files must have; empty for whatever they have.
    """
    global _shop  # noqa: PLW0603 - one a process: loading and scoring cost more than a booklet
    if _shop is not None and inputs and _shop.inputs == inputs:
        return _shop
    _shop = _opened(event, inputs)
    return _shop


def adopt(shop: BookletEdition) -> None:
    """Take over what another process has loaded and scored."""
    global _shop  # noqa: PLW0603 - one a process
    _shop = shop


def _opened(where: str, inputs: str) -> BookletEdition:
    from reporting.charts.crews.booklet_map import base_of
    from reporting.event import load
    from reporting.route import measure
    from reporting.scoring import load_rulebook, score
    from reporting.story.crews.field import field_of

    event = load(where)
    rulebook = load_rulebook(event)
    found = inputs_of(event.folder, repr(rulebook))
    if inputs and found != inputs:
        raise StepFailedError(
            f"The files of {event.id} are not those that the booklets were asked for: "
            "copy the package again, or ask again."
        )
    checked(event)
    field = field_of(event, score(event, rulebook))
    press = Press()
    return BookletEdition(found, field, base_of(field, measure(event)), press, edition())


def checked(event: Event) -> None:
    """Refuse an event with errors, or without times.

    Raises
    ------
    InputError
        With the findings.
    """
    from reporting.publish.gate import refuse_unfit

    refuse_unfit(event, "standings", "route")
    if event.info.provenance.timing == "none" or not event.has("entries"):
        raise InputError(
            f"{event.id} has no times of its own, so there is nothing to tell each crew. "
            "Booklets need the tables entries, controls, starts and passages."
        )


def inputs_of(folder: Path, rulebook: str) -> str:
    """Return one hash over a package's files and its rulebook."""
    whole = sha256(rulebook.encode())
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.name.startswith((".", "~")):
            whole.update(path.relative_to(folder).as_posix().encode() + b"\0")
            whole.update(sha256(path.read_bytes()).digest())
    return whole.hexdigest()


def _printed(
    shop: BookletEdition, number: int, language: str, known: frozenset[str]
) -> PrintedBooklet:
    from reporting.publish.crews import booklet_page
    from reporting.story.crews.telling import Booklet
    from reporting.story.voice import Voice

    page = booklet_page.html(shop.field, shop.base, number, language)
    key = sha256(f"{shop.edition}\0{page}".encode()).hexdigest()
    title = Booklet(shop.field, number, Voice(language)).title
    if key in known:
        return PrintedBooklet(number, language, key, title)
    made = shop.press.pdf(page, language, booklet_page.cleaned(title))
    return PrintedBooklet(number, language, key, title, made, sha256(made).hexdigest())
