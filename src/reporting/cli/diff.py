"""``reporting diff``: what changed between two builds of an event."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from reporting.cli.output import (
    At,
    Event,
    Json,
    Lang,
    Until,
    at_moment,
    handled,
    language,
    legible,
    print_json,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reporting.publish.diff import Change, Difference, FinishedBuild, RankingChange
    from reporting.story.voice import Voice

SHOWN = 40


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command(name="diff")(diff)


@handled
def diff(
    event: Event,
    old: Annotated[
        Path, typer.Argument(metavar="OLD", help="A folder of reports, or a results.json.")
    ],
    new: Annotated[
        Path | None,
        typer.Argument(
            metavar="[NEW]", help="Another; the package as it stands if none.", show_default=False
        ),
    ] = None,
    *,
    until: Until = None,
    at: At = None,
    every: Annotated[bool, typer.Option("--all", help="Show every penalty that changed.")] = False,
    lang: Lang = None,
    as_json: Json = False,
) -> None:
    """Tell what changed between two builds: positions, totals, penalties."""
    from reporting.publish.diff import compare, read_build
    from reporting.story.voice import Voice

    voice = Voice(language(lang))
    if new is None:
        after = _as_it_stands(at_moment(event, until, at), voice)
        identifier = str(after.results["event"])
    else:
        identifier = _identifier(event)
        after = read_build(new, identifier)
    difference = compare(read_build(old, identifier), after)
    if as_json:
        print_json(difference.as_json())
    else:
        for line in _DifferenceInWords(voice).lines(difference, every=every):
            typer.echo(legible(line))


def _identifier(event: str) -> str:
    """Return the id of an event; its package need not be there to compare two builds."""
    from reporting.event.package import ID_PATTERN

    if ID_PATTERN.fullmatch(event):
        return event
    from reporting.event import load

    return load(event).id


def _as_it_stands(event: str, voice: Voice) -> FinishedBuild:
    from reporting.publish.data.files import document
    from reporting.publish.diff import FinishedBuild
    from reporting.publish.gate import load_fit

    return FinishedBuild(voice.text("diff now"), document(load_fit(event)))


class _DifferenceInWords:
    """A difference in a language's words, line by line."""

    def __init__(self, voice: Voice) -> None:
        self._say = voice.text

    def lines(self, difference: Difference, *, every: bool) -> list[str]:
        say = self._say
        lines = [f"{difference.event}: {difference.old} -> {difference.new}"]
        for name, one in difference.headings.items():
            change = self._status(one) if name == "status" else self._arrow(one)
            lines.append(f"{say(f'diff of {name}')}: {change}")
        for ranking, moves in difference.rankings.items():
            moved = sum(one.moved for one in moves)
            lines.append(say("diff moved", ranking=ranking, moved=moved, rows=len(moves)))
            lines += [self._move(one) for one in moves]
        shown = difference.cells if every else difference.cells[:SHOWN]
        if shown:
            lines.append(say("diff penalties", count=len(difference.cells)))
        for cell in shown:
            told = self._changes(cell.changes)
            lines.append(say("diff control", control=cell.control, number=cell.number, told=told))
        if len(shown) < len(difference.cells):
            lines.append(say("diff more", count=len(difference.cells) - len(shown)))
        for number, changes in difference.crews.items():
            lines.append(say("diff crew", number=number, told=self._changes(changes)))
        lines += self._rest(difference)
        if difference.same_results:
            lines.append(say("diff same results"))
        return lines

    def _rest(self, difference: Difference) -> list[str]:
        say = self._say
        lines = [say("diff caveat gone", code=code) for code in difference.caveats.before]
        lines += [say("diff caveat new", code=code) for code in difference.caveats.after]
        lines += [say("diff also", name=name) for name in difference.sections]
        for path, one in difference.inputs.items():
            word = "new" if one.before is None else "gone" if one.after is None else "changed"
            lines.append(say(f"diff input {word}", path=path))
        for name, one in difference.versions.items():
            lines.append(say("diff version", name=name, change=self._arrow(one)))
        return lines

    def _changes(self, changes: Mapping[str, Change]) -> str:
        return ", ".join(
            f"{self._say(f'diff of {name}')} {self._arrow(one)}" for name, one in changes.items()
        )

    def _status(self, change: Change) -> str:
        """Return how final both standings are."""
        both = (change.before or "none", change.after or "none")
        return " -> ".join(self._say(f"status {one}") for one in both)

    def _move(self, move: RankingChange) -> str:
        same = self._say("diff same place", place=self._shown(move.position.after))
        place = self._arrow(move.position) if move.moved else same
        others = "".join(f"  {self._changes({name: one})}" for name, one in move.others.items())
        total = self._arrow(move.total)
        return "  " + self._say(
            "diff move", place=place, who=move.who, name=move.name, total=total, others=others
        )

    def _arrow(self, change: Change) -> str:
        if change.before == change.after:
            return self._shown(change.after)
        return f"{self._shown(change.before)} -> {self._shown(change.after)}"

    def _shown(self, value: Any) -> str:
        if isinstance(value, dict):  # a moment
            return self._say("diff after", control=value["control"])
        return "-" if value is None else str(value)
