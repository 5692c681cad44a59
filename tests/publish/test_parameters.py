"""Which parameters a notebook takes, and which it refuses."""

from __future__ import annotations

from pathlib import Path

import nbformat
import papermill
import papermill.cli
import pytest
from click.testing import CliRunner

from reporting.engine.notebook.parameters import declared, refuse_unfit
from reporting.errors import StepFailedError, UsageError
from support.notebooks import write_notebook

TYPED = """
event: str = "prova-uno"
language: Literal["it", "en"] = "it"
legs: list[int] = []
best: int | None = None
"""


def parameters(tmp_path: Path, source: str = TYPED):
    path = write_notebook(tmp_path / "race.ipynb", parameters=source)
    return declared(nbformat.read(path, as_version=4), path), path


def test_parameters_are_read_with_their_types(tmp_path: Path) -> None:
    known, _ = parameters(tmp_path)
    assert {name: one.annotation for name, one in known.items()} == {
        "event": "str",
        "language": "Literal['it', 'en']",
        "legs": "list[int]",
        "best": "int | None",
    }


@pytest.mark.parametrize(
    "given", [{}, {"event": "a{b}"}, {"language": "en"}, {"legs": [1, 2]}, {"best": None}]
)
def test_fitting_parameters_pass(tmp_path: Path, given: dict[str, object]) -> None:
    refuse_unfit(given, *parameters(tmp_path))


@pytest.mark.parametrize(
    ("given", "named", "told"),
    [
        ({"evnt": "a"}, "'evnt'", "event: str"),
        ({"event": 7}, "'event'", "7 (int)"),
        ({"language": "de"}, "'language'", "'de' (str)"),
        ({"legs": ["1"]}, "'legs'", "list[int]"),
        ({"best": True}, "'best'", "True (bool)"),
    ],
)
def test_an_unknown_or_mistyped_parameter_is_refused_by_name(
    tmp_path: Path, given: dict[str, object], named: str, told: str
) -> None:
    with pytest.raises(UsageError) as refused:
        refuse_unfit(given, *parameters(tmp_path))
    assert named in str(refused.value)
    assert told in str(refused.value)


@pytest.mark.parametrize("source", ['event = "x"', "event: Path = 1", "event: str = ("])
def test_a_notebook_whose_parameters_have_no_clear_type_is_at_fault(
    tmp_path: Path, source: str
) -> None:
    with pytest.raises(StepFailedError, match="parameters"):
        parameters(tmp_path, source)


def test_annotations_are_never_executed(tmp_path: Path) -> None:
    trap = tmp_path / "executed"
    with pytest.raises(StepFailedError):
        parameters(tmp_path, f"event: open({str(trap)!r}, 'w') = 1")
    assert not trap.exists()


@pytest.mark.parametrize(
    ("given", "said"),
    [({"evnt": "x"}, "has no parameter 'evnt'"), ({"legs": "all"}, "'legs' must be list")],
)
def test_papermill_with_our_engine_refuses_what_the_notebook_does_not_take(
    tmp_path: Path, given: dict[str, object], said: str
) -> None:
    path = write_notebook(tmp_path / "race.ipynb", parameters=TYPED)
    with pytest.raises(UsageError, match=said):
        papermill.execute_notebook(
            path, tmp_path / "out.ipynb", given, engine_name="reporting", kernel_name="python3",
            language="python", progress_bar=False,
        )  # fmt: skip


def test_papermills_command_says_it_in_a_sentence(tmp_path: Path) -> None:
    path = write_notebook(tmp_path / "race.ipynb", parameters=TYPED)
    words = ["--engine", "reporting", str(path), str(tmp_path / "out.ipynb"), "-p", "evnt", "x"]
    words += ["-k", "python3", "--language", "python"]
    done = CliRunner().invoke(papermill.cli.papermill, words)
    assert done.exit_code == 2
    assert "has no parameter 'evnt'; it has event: str" in done.output
    assert "Traceback" not in done.output


def test_papermill_shows_every_typed_parameter(tmp_path: Path) -> None:
    source = TYPED.replace("list[int] = []", 'list[int] | str = "all"  # which legs')
    path = write_notebook(tmp_path / "race.ipynb", parameters=source)
    notebook = nbformat.read(path, as_version=4)
    notebook.metadata["kernelspec"] = {"name": "python3", "language": "python"}
    nbformat.write(notebook, path)
    read = papermill.inspect_notebook(path)
    assert {name: one["inferred_type_name"] for name, one in read.items()} == {
        "event": "str",
        "language": "Literal['it', 'en']",
        "legs": "list[int] | str",
        "best": "int | None",
    }
    assert (read["legs"]["default"], read["legs"]["help"]) == ('"all"', "which legs")
