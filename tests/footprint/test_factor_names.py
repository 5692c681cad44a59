"""Factors by any of their names, in Italian and English, each with its source."""

import csv
import json

import pytest
from typer.testing import CliRunner

from reporting.cli import app
from reporting.footprint import check, register
from reporting.footprint.activities_workbook import choices
from reporting.footprint.factor_names import factor_names, search_factors
from reporting.footprint.units import UnitError
from support.footprint import line, package

FACTORS = register()


def keys(text, **asked):
    return [one.choice.factor.key for one in search_factors(FACTORS, text, **asked)]


def ids(text, **asked):
    return [one.choice.factor.id for one in search_factors(FACTORS, text, **asked)]


def test_every_key_has_a_name_in_both_languages_and_no_name_is_of_nothing():
    names = factor_names()
    assert names.keys() == {one.key for one in FACTORS.factors.values()}
    for name in names.values():
        assert name.it, name.key
        assert name.en, name.key
    assert len({name.it for name in names.values()}) == len(names)
    assert len({name.en for name in names.values()}) == len(names)


@pytest.mark.parametrize(
    ("said", "key"),
    [
        ("gasolio", "diesel-blend-ttw"),
        ("Nafta", "diesel-blend-ttw"),
        ("benzina", "petrol-blend-ttw"),
        ("gasoline", "petrol-blend-ttw"),
        ("metano", "natural-gas"),
        ("corrente", "electricity-location"),
        ("elettricita", "electricity-location"),
        ("ELETTRICITÀ", "electricity-location"),
        ("pernottamento", "hotel"),
        ("treno", "rail-national"),
        ("bisarca", "hgv-artic-over-33-t"),
        ("gruppo elettrogeno", "gas-oil"),
        ("striscioni", "pvc-primary"),
        ("umido compost", "waste-food-composting"),
        ("diesel-blend-ttw", "diesel-blend-ttw"),
    ],
)
def test_what_people_say_finds_the_factor_and_first_what_is_called_just_so(said, key):
    assert keys(said)[0] == key


def test_an_id_finds_its_factor_alone():
    assert ids("hotel-room-night-2024-it") == ["hotel-room-night-2024-it"]


def test_a_country_and_a_year_give_what_an_activity_would_be_accounted_with():
    assert ids("albergo", country="ITA", year=2024, unit="notti-camera")[0] == (
        "hotel-room-night-2024-it"
    )
    (found,) = search_factors(FACTORS, "diesel-blend-ttw", country="IT", year=2026)
    assert found.choice.factor.id == "diesel-blend-ttw-l-2026-uk"
    assert found.differs("it") == "di un altro Paese"
    assert ids("hotel", country="LI", year=2025)[0] == "hotel-room-night-2025-ch"


def test_without_a_country_each_country_is_listed_in_its_newest_edition():
    found = search_factors(FACTORS, "hotel", unit="room-night")
    places = [one.choice.factor.country for one in found if one.choice.factor.key == "hotel"]
    assert {"IT", "CH", "FR", "DE"} <= set(places)
    assert len(places) == len(set(places))


def test_a_unit_leaves_out_what_is_per_another():
    assert set(keys("gas", unit="m³")) == {"natural-gas"}
    with pytest.raises(UnitError):
        search_factors(FACTORS, "gas", unit="barrel")


def test_what_was_only_recalled_is_not_offered():
    assert keys("pet-water-bottle-half-litre") == []
    assert set(keys("mix residuo")) == {"electricity-residual"}
    found = ids("elettricità") + ids("electricity")
    assert not [name for name in found if FACTORS.factors[name].verification == "recalled"]


def run(*arguments):
    return CliRunner().invoke(app, ["factors", *arguments])


def test_the_command_prints_value_name_and_where_it_comes_from():
    done = run("gasolio", "--country", "IT", "--year", "2025", "--unit", "L", "--lang", "it")
    assert done.exit_code == 0
    first, place, differs = done.stdout.splitlines()[:3]
    assert first.startswith("diesel-blend-ttw-l-2025-uk: 2.57082 kg CO2e/L (GB 2025): gasolio")
    assert "Factors by Category!J" in place
    assert "https://" in place
    assert differs.strip() == "di un altro Paese"


def test_the_document_holds_both_names_and_the_cell():
    one = json.loads(run("gasolio", "--json", "--unit", "L").stdout)[0]
    assert one["name"].keys() == {"it", "en"}
    assert (one["unit"], one["kgco2e_per_unit"], one["year"]) == ("L", "2.58354", 2026)
    assert all(one[key] for key in ("publisher", "dataset", "cell", "source", "licence"))


def test_nothing_found_says_what_is_near_and_a_wrong_unit_is_wrong_use():
    done = run("gasoglio")
    assert (done.exit_code, done.stdout) == (0, "")
    assert "diesel-blend-ttw" in done.stderr
    assert run("gasoglio", "--json").stdout.strip() == "[]"
    for wrong in (["--unit", "barrel"], ["--country", "Italia"], ["--year", "duemila"]):
        assert run("gasolio", *wrong).exit_code == 2


def test_a_name_in_the_column_of_factors_is_refused_with_what_it_may_mean(tmp_path):
    (finding,) = [f for f in check(package(tmp_path, line(factor="gasolio"))) if f.row == 2]
    assert finding.code == "footprint-factor-unknown"
    for language in ("it", "en"):
        assert "diesel-blend-ttw" in finding.remedy(language)
        assert "reporting factors" in finding.remedy(language)


def test_a_word_that_means_nothing_is_refused_without_a_guess(tmp_path):
    (finding,) = [f for f in check(package(tmp_path, line(factor="qwertz"))) if f.row == 2]
    assert "(" not in finding.remedy("en")


def test_the_workbook_offers_the_factors_in_italian_too():
    offered = dict(choices(FACTORS)["factor"])
    assert offered["diesel-blend-ttw"].startswith("gasolio alla pompa")
    assert offered["hotel"].endswith("[kg CO2e/room-night, guest-night]")


def test_the_table_of_names_is_plain():
    from reporting.paths import reference_folder

    text = (reference_folder() / "factor_names.csv").read_text("utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    assert list(rows[0]) == ["key", "it", "en", "synonyms_it", "synonyms_en"]
    assert all(row["synonyms_it"] and row["synonyms_en"] for row in rows)
