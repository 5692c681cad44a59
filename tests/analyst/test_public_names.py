"""What Tab, ``?`` and ``help`` tell an analyst of every public name."""

from __future__ import annotations

import doctest
import inspect
import re
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest

import reporting as rp
from reporting.analyst import AnswerFrame, OpenEvent, Season, WhatIf
from reporting.analyst.season import NEEDS

_OPEN_ENDED = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)


def public_calls() -> dict[str, Callable[..., Any]]:
    """Return the functions of ``rp``, and the methods of what they give."""
    season = rp.season(["demo-rally"])
    held: dict[str, Any] = {f"rp.{name}": getattr(rp, name) for name in dir(rp) if name[0] != "_"}
    for name, thing in (("ev", OpenEvent), ("what_if", WhatIf), ("season", Season)):
        held |= {f"{name}.{own}": getattr(thing, own) for own in dir(thing) if own[0] != "_"}
    held |= {f"season.{own}": getattr(season, own) for own in NEEDS}
    held |= {"answer.plot": AnswerFrame.plot, "ev": OpenEvent, "season": Season, "what_if": WhatIf}
    return {name: call for name, call in held.items()
            if callable(call) and not isinstance(call, ModuleType)}  # fmt: skip


CALLS = public_calls()


@pytest.mark.parametrize("name", CALLS)
def test_every_public_name_says_what_it_takes_and_gives_with_an_example_that_is_run(
    name: str,
) -> None:
    call = CALLS[name]
    said = inspect.getdoc(call) or ""
    takes = [] if isinstance(call, type) else [
        own.name for own in inspect.signature(call).parameters.values()
        if own.name != "self" and own.kind not in _OPEN_ENDED
    ]  # fmt: skip
    for parameter in takes:
        assert re.search(rf"(?m)^(\w+, )*{parameter}(, \w+)*$", said), parameter
    examples = doctest.DocTestParser().get_examples(said)
    assert examples, "no example"
    # An example is run where its module's doctests are: all of the package's.
    assert inspect.unwrap(call).__module__.startswith("reporting.")
    if "AnswerFrame" in str(inspect.signature(call).return_annotation):
        assert "Returns\n-------\nDataFrame\n" in said
        assert "Raises" in said or not takes
