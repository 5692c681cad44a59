"""``reporting claims``: what a text must not claim, with line, article and advice."""

from __future__ import annotations

import json
from pathlib import Path

from support.command import reporting


def test_claims_are_listed_with_line_rule_article_and_what_to_say_instead(tmp_path: Path) -> None:
    text = tmp_path / "post.md"
    text.write_text("# Una gara\n\nUn evento *a impatto zero*.\n", encoding="utf-8")
    result = reporting("claims", text, "--json", "--lang", "it")
    assert result.exit_code == 1
    (claim,) = json.loads(result.stdout)["claims"]
    assert (claim["line"], claim["text"], claim["verdict"]) == (3, "a impatto zero", "risk")
    assert "point 4c" in claim["article"]
    assert "crediti" in claim["instead"]


def test_a_quotation_of_somebody_is_told_as_one_and_is_no_error(tmp_path: Path) -> None:
    text = tmp_path / "intervista.txt"
    text.write_text("«Siamo carbon neutral», ha detto il direttore.", encoding="utf-8")
    result = reporting("claims", text, "--json")
    assert [claim["verdict"] for claim in json.loads(result.stdout)["claims"]] == ["quotation"]
    assert result.exit_code == 0


def test_a_slogan_in_quotes_is_no_quotation(tmp_path: Path) -> None:
    text = tmp_path / "slogan.txt"
    text.write_text("Vieni alla gara «carbon neutral»!", encoding="utf-8")
    assert reporting("claims", text).exit_code == 1


def test_a_text_without_claims_ends_well(tmp_path: Path) -> None:
    text = tmp_path / "ok.txt"
    text.write_text("La gara è lunga 560 km.", encoding="utf-8")
    result = reporting("claims", text)
    assert (result.exit_code, result.stdout) == (0, "")
