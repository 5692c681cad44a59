"""A compiled module that a full disk cut short is compiled again."""

import importlib
import importlib.util
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer

from reporting import bytecode
from reporting.cli.output import handled
from reporting.engine import warming


@pytest.fixture
def cut_module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Give the name of a module whose compiled file has lost its end."""
    name = "cut_short_by_a_full_disk"
    source = tmp_path / f"{name}.py"
    source.write_text("TEXT = 'whole'\n")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    importlib.import_module(name)
    del sys.modules[name]
    compiled = Path(importlib.util.cache_from_source(str(source)))
    compiled.write_bytes(compiled.read_bytes()[:-20])
    yield name
    sys.modules.pop(name, None)


def test_what_was_cut_short_is_removed_and_compiled_again(cut_module: str) -> None:
    with pytest.raises(EOFError) as fault:
        importlib.import_module(cut_module)
    assert bytecode.removed(fault.value)
    assert importlib.import_module(cut_module).TEXT == "whole"


def test_a_command_begins_again(cut_module: str, monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[list[str]] = []
    monkeypatch.setattr(os, "execv", lambda _, words: begun.append(words))
    with pytest.raises(typer.Exit):
        handled(lambda: importlib.import_module(cut_module))()
    assert begun == [[sys.executable, *sys.orig_argv[1:]]]
    assert importlib.import_module(cut_module).TEXT == "whole"


def test_a_warm_process_imports_it_all_the_same(cut_module: str) -> None:
    warming._import(cut_module)
    assert sys.modules[cut_module].TEXT == "whole"


def test_other_errors_are_left_alone() -> None:
    with pytest.raises(ValueError, match="x") as fault:
        int("x")
    assert not bytecode.removed(fault.value)
    assert not bytecode.removed(EOFError())
