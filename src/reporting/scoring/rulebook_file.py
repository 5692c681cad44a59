"""Finding and reading the TOML files of rules; what is wrong in them becomes findings."""

from __future__ import annotations

import re
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, ValidationError

from reporting import paths
from reporting.errors import InputError, UsageError, described
from reporting.event import Event, Finding
from reporting.reads import source
from reporting.scoring.rulebook import Rulebook
from reporting.strangers_toml import read_toml

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pydantic_core import ErrorDetails

_Rules = TypeVar("_Rules", bound=BaseModel)

PACKAGE_FILE = "rulebook.toml"
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_CODES = {
    "missing": "rulebook-key-missing",
    "extra_forbidden": "rulebook-key-unknown",
    "literal_error": "rulebook-choice",
}


def load_rulebook(event_or_path: Event | Path | str) -> Rulebook:
    """Read the rulebook of an event, or the one in a file.

    Parameters
    ----------
    event_or_path
        An event: its package's own ``rulebook.toml`` where there is one, else the file in
        ``data/reference/rulebooks`` that ``event.toml`` names. Or the path of a TOML file.

    Returns
    -------
    Rulebook
        The rules, checked.

    Raises
    ------
    InputError
        If there is no such rulebook, the file is not TOML, or a key is missing, unknown or has
        a value that the contract does not allow; every finding names the key.
    UsageError
        For what is neither a loaded event nor a path.
    """
    if isinstance(event_or_path, Event):
        return read(_file_of(event_or_path))
    given: object = event_or_path
    if not isinstance(given, str | Path):
        raise UsageError(
            f"A rulebook is that of a loaded event, or a TOML file's path, not {described(given)}."
        )
    return read(Path(given))


def read(path: Path) -> Rulebook:
    """Read the rulebook in `path`; raises as :func:`load_rulebook` does."""
    return read_rules(path, Rulebook)


def read_rules(path: Path, kind: type[_Rules]) -> _Rules:
    """Read rules of a `kind` from a TOML file.

    Raises
    ------
    InputError
        If there is no such file, it is not TOML, or a key is missing, unknown or has a value that
        the kind does not allow; every finding names the key.
    """
    data = _toml(path)
    try:
        return kind.model_validate(data)
    except ValidationError as error:
        findings = [_finding(path, data, problem) for problem in error.errors(include_url=False)]
        raise InputError(f"The rules in {path.name} have errors.", findings) from None


def _file_of(event: Event) -> Path:
    own = event.folder / PACKAGE_FILE
    if own.is_file():
        return own
    name = event.info.rulebook
    folder = paths.reference_folder() / "rulebooks"
    # Only a plain id may become part of a path.
    if _ID.fullmatch(name) and (folder / f"{name}.toml").is_file():
        return folder / f"{name}.toml"
    finding = Finding(
        "rulebook-not-found",
        table="event",
        file="event.toml",
        column="rulebook",
        value=name,
        details={"known": ", ".join(sorted(file.stem for file in folder.glob("*.toml")))},
    )
    raise InputError(f"There is no rulebook {name!r}.", [finding])


def _toml(path: Path) -> dict[str, Any]:
    try:
        return read_toml(source(path).read_text(encoding="utf-8-sig"), parse_float=Decimal)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        line = re.search(r"line (\d+)", str(error))
        finding = Finding(
            "rulebook-unreadable",
            table="rulebook",
            file=path.name,
            row=int(line[1]) if line else None,
            details={"reason": error.strerror if isinstance(error, OSError) else str(error)},
        )
        raise InputError(f"The rules in {path.name} cannot be read.", [finding]) from None


def _finding(path: Path, data: Mapping[str, Any], problem: ErrorDetails) -> Finding:
    kind = problem["type"]
    own = kind if kind.startswith("rulebook-") else "rulebook-value"
    return Finding(
        _CODES.get(kind, own),
        table="rulebook",
        file=path.name,
        column=".".join(str(key) for key in problem["loc"]) or None,
        value=None if kind == "missing" else _shown(data, problem["loc"]),
        details={"reason": problem["msg"], "expected": problem.get("ctx", {}).get("expected")},
    )


def _shown(data: Any, keys: Sequence[int | str]) -> str | None:
    """Return the value that stands under `keys`, as text; None for a whole section."""
    for key in keys:
        try:
            data = data[key]
        except (KeyError, IndexError, TypeError):
            return None
    return None if isinstance(data, dict) else str(data)
