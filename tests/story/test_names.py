"""Surnames as entry lists write them: after the given names, before them, in capitals."""

from __future__ import annotations

import pytest

from reporting.story.names import crew_short, surname


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("ROSSI Mario", "Rossi"),
        ("Mario ROSSI", "Rossi"),
        ("DE LUCA Anna Maria", "De Luca"),
        ("D'ANGELO Ugo", "D'Angelo"),
        ("VAN DEN BERG Jan", "van den Berg"),
        ("MÜLLER Jörg", "Müller"),
        ("ROSSI-BIANCHI Ada", "Rossi-Bianchi"),
        ("ROSSI BIANCHI Ada", "Rossi Bianchi"),
        ("ROSSI M.", "Rossi"),
        ("J. ROSSI", "Rossi"),
        ("Rossi Bianchi, Mario", "Rossi Bianchi"),
        ("Anna De Luca", "De Luca"),
        ("De Luca Anna", "De Luca"),
        ("Marta von Hohenfels", "von Hohenfels"),
        ("Mario Rossi Jr.", "Rossi"),
        ("Anna Maria Fabrizi", "Fabrizi"),
        ("Equipaggio 07", "Equipaggio 07"),
        ("Pina", "Pina"),
    ],
)
def test_a_surname_is_found_where_it_stands(written: str, expected: str) -> None:
    assert surname(written) == expected


@pytest.mark.parametrize("written", ["ROSSI MARIO", "DE LUCA ANNA"])
def test_of_a_name_all_in_capitals_nobody_knows_which_is_the_surname(written: str) -> None:
    assert surname(written) == written


def test_a_crew_is_called_by_its_surnames() -> None:
    row = {"driver": "ROSSI Mario", "codriver": "VERDI Ada"}
    assert crew_short(row).replace("\u00a0", " ") == "Rossi \u2013 Verdi"
