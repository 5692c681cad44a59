"""Every fault of the corpus is found in its place, and sound packages have no error."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from reporting.event import Finding, bundled, has_errors, load
from reporting.quality import check
from support.corpus import CORPUS, Case, written
from support.packages import write_package


def test_the_corpus_holds_at_least_sixty_faults() -> None:
    assert len(CORPUS) >= 60


def places(findings: Iterable[Finding]) -> set[tuple[str, str, int | None, str | None]]:
    return {(one.code, one.table, one.row, one.column) for one in findings}


@pytest.mark.parametrize("fault", CORPUS)
def test_a_fault_is_found_with_its_code_row_and_column(fault: str, tmp_path: Path) -> None:
    case = CORPUS[fault]
    event = load(written(case, tmp_path))
    findings = event.findings
    if case.expected not in places(findings):
        # What the loader tells is part of every check: only the rest needs the suites.
        findings = check(event)
    assert case.expected in places(findings)
    for finding in findings:
        for language in ("it", "en"):
            assert finding.message(language)
            assert finding.remedy(language)


def test_nothing_is_found_in_the_sound_rally(tmp_path: Path) -> None:
    sound = Case(expected=("", "", None, None))
    assert check(load(written(sound, tmp_path))) == ()


def test_the_small_package_of_the_tests_has_no_error(tmp_path: Path) -> None:
    assert not has_errors(check(load(write_package(tmp_path))))


@pytest.mark.parametrize("event", bundled())
def test_no_bundled_package_has_an_error(event: str) -> None:
    assert not has_errors(check(load(event)))
