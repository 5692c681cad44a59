"""``reporting diff``: what changed between two builds of an event."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from reporting.cli.output import At, Event, Json, Until, at_moment, handled, legible, print_json

if TYPE_CHECKING:
    from reporting.publish.diff import Change, Difference, FinishedBuild, RankingChange

SHOWN = 40
NOW = "the package as it stands"


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
    as_json: Json = False,
) -> None:
    """Tell what changed between two builds: positions, totals, penalties."""
    from reporting.publish.diff import compare, read_build

    if new is None:
        after = _as_it_stands(at_moment(event, until, at))
        identifier = str(after.results["event"])
    else:
        identifier = _identifier(event)
        after = read_build(new, identifier)
    difference = compare(read_build(old, identifier), after)
    if as_json:
        print_json(difference.as_json())
    else:
        for line in _lines(difference, every=every):
            typer.echo(legible(line))


def _identifier(event: str) -> str:
    """Return the id of an event; its package need not be there to compare two builds."""
    from reporting.event.package import ID_PATTERN

    if ID_PATTERN.fullmatch(event):
        return event
    from reporting.event import load

    return load(event).id


def _as_it_stands(event: str) -> FinishedBuild:
    from reporting.publish.data.files import document
    from reporting.publish.diff import FinishedBuild
    from reporting.publish.gate import load_fit

    return FinishedBuild(NOW, document(load_fit(event)))


def _lines(difference: Difference, *, every: bool) -> list[str]:
    lines = [f"{difference.event}: {difference.old} -> {difference.new}"]
    lines += [f"{name}: {_arrow(one)}" for name, one in difference.headings.items()]
    for ranking, moves in difference.rankings.items():
        moved = sum(one.moved for one in moves)
        lines.append(f"{ranking}: {moved} positions, {len(moves)} rows changed")
        lines += [f"  {_move(one)}" for one in moves]
    shown = difference.cells if every else difference.cells[:SHOWN]
    if shown:
        lines.append(f"penalties: {len(difference.cells)} changed")
    for cell in shown:
        told = ", ".join(f"{name} {_arrow(one)}" for name, one in cell.changes.items())
        lines.append(f"  {cell.control}  No. {cell.number}  {told}")
    if len(shown) < len(difference.cells):
        lines.append(f"  ... {len(difference.cells) - len(shown)} more (--all)")
    for number, changes in difference.crews.items():
        told = ", ".join(f"{name} {_arrow(one)}" for name, one in changes.items())
        lines.append(f"No. {number}: {told}")
    lines += _rest(difference)
    if difference.same_results:
        lines.append("No published figure has changed.")
    return lines


def _rest(difference: Difference) -> list[str]:
    lines = [f"caveat gone: {code}" for code in difference.caveats.before]
    lines += [f"caveat new: {code}" for code in difference.caveats.after]
    lines += [f"also changed: {name}" for name in difference.sections]
    for path, one in difference.inputs.items():
        word = "new" if one.before is None else "gone" if one.after is None else "changed"
        lines.append(f"input {word}: {path}")
    lines += [f"version of {name}: {_arrow(one)}" for name, one in difference.versions.items()]
    return lines


def _move(move: RankingChange) -> str:
    place = _arrow(move.position) if move.moved else f"{_shown(move.position.after)} (same)"
    others = "".join(f"  {name} {_arrow(one)}" for name, one in move.others.items())
    return f"{place:>12}  No. {move.who}  {move.name}  total {_arrow(move.total)}{others}"


def _arrow(change: Change) -> str:
    if change.before == change.after:
        return _shown(change.after)
    return f"{_shown(change.before)} -> {_shown(change.after)}"


def _shown(value: Any) -> str:
    if isinstance(value, dict):  # a moment
        return f"after {value['control']}"
    return "-" if value is None else str(value)
