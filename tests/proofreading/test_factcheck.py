"""The fact check: no wrong "confirmed", contradictions found, true statements left in peace."""

from __future__ import annotations

import json
import re
import tempfile
import time
from functools import cache
from pathlib import Path

import pytest

from reporting.event import load
from reporting.proofreading.factcheck import factcheck
from reporting.proofreading.known import KnownEvent
from reporting.proofreading.numbers_in_text import numbers_in
from reporting.proofreading.text_claim import TextClaim
from reporting.proofreading.texts import TextLine
from reporting.story.fact_register import stated
from support.command import reporting
from support.journey_brief import GUESTS
from support.packages import write_package
from support.project import ROOT
from support.rally import rally_tables
from support.timed_rally import timed_rally

OPEN = ("right?", "wrong?")
EVENTS = {"E": "experience-italy-2025", "A": "coppa-delle-alpi-2024", "D": "demo-rally"}
SETS = [
    [line.split(" ", 2) for line in part.splitlines()[1:]]
    for part in re.split(
        r"(?m)^# ", (ROOT / "tests/assets/factcheck/statements.txt").read_text("utf-8")
    )[1:]
]


@cache
def event(letter: str) -> KnownEvent:
    if letter == "M":
        with tempfile.TemporaryDirectory() as folder:
            return KnownEvent(load(timed_rally(Path(folder))))
    if letter == "T":
        return KnownEvent(load(EVENTS["E"]), simulated=True)
    if letter == "S":
        return KnownEvent(load(EVENTS["D"]), simulated=True)
    return KnownEvent(load(EVENTS[letter]))


def check(text: str, letter: str = "E") -> list[TextClaim]:
    lines = [TextLine(number, line) for number, line in enumerate(text.splitlines(), start=1)]
    return factcheck(lines, event(letter))


@pytest.mark.parametrize("statements", SETS, ids=lambda each: f"{len(each)} statements")
def test_a_statement_is_judged_as_it_deserves(statements: list[list[str]]) -> None:
    assert [one for one in statements if not deserved(*one)] == []


def deserved(right: str, letter: str, text: str) -> bool:
    """Tell whether a statement is judged as it is: right, true, wrong or nothing that is known."""
    verdicts = {claim.verdict for claim in check(text, letter)}
    if right == "wrong":
        return "contradicted" in verdicts
    if right == "true":  # so hard to read that it only must not be denied
        return "contradicted" not in verdicts
    if right in OPEN:  # known to be missed; whoever mends it drops the question mark
        return "contradicted" not in verdicts
    if right == "right":
        return "confirmed" in verdicts and "contradicted" not in verdicts
    return verdicts <= {"unsupported"}


def test_few_statements_are_left_open() -> None:
    every = [statement for statements in SETS for statement in statements]
    assert sum(right in OPEN for right, *_ in every) <= 0.02 * len(every)


def test_points_and_gaps_are_held_to_timed_standings_and_never_to_simulated_ones() -> None:
    text = "Ferrante e Tonelli secondi a {} punti dai vincitori."
    right, wrong = check(text.format("31,20"), "M"), check(text.format("13,20"), "M")
    assert [(one.verdict, one.expected) for one in right if one.kind == "points"] == [
        ("confirmed", "31.20")
    ]
    assert [(one.verdict, one.expected) for one in wrong if one.kind == "points"] == [
        ("contradicted", "31.20")
    ]


def test_a_line_that_is_no_sentence_costs_no_minute() -> None:
    begun = time.process_time()
    check("Facchini e Olivetti primi, " * 700)
    assert time.process_time() - begun < 15  # read as one sentence it cost 76 s


FIGURES = {"count", "length", "height", "year", "date", "time", "since", "edition", "position"}


def test_of_the_organisers_own_posts_nothing_is_contradicted_and_most_figures_are_confirmed() -> (
    None
):
    posts = (ROOT / "tests/assets/factcheck/organiser_posts.txt").read_text("utf-8")
    claims = check(posts)
    figures = [claim for claim in claims if claim.kind in FIGURES]
    assert "contradicted" not in {claim.verdict for claim in claims}
    assert len(figures) > 20
    assert sum(claim.verdict == "confirmed" for claim in figures) >= 0.6 * len(figures)


def test_of_the_organisers_page_on_its_journey_nothing_is_contradicted() -> None:
    told = [
        fact.value
        for fact in stated(load(EVENTS["A"]))
        if fact.key.startswith(("journey_", "organiser_"))
    ]
    met = [f"A {guest.place} {guest.person}, {guest.presented}." for guest in GUESTS if guest.place]
    claims = check("\n".join([*told, *met]), "A")
    verdicts = [claim.verdict for claim in claims]
    assert "contradicted" not in verdicts
    assert verdicts.count("confirmed") >= max(len(GUESTS) - 2, 0.6 * len(verdicts))


def test_a_claim_says_what_is_known_and_who_says_it() -> None:
    (claim,) = check("La gara ha attraversato quattro regioni.")
    assert (claim.kind, claim.stated, claim.expected) == ("count", "quattro", "3")
    assert claim.source


def test_sources_that_disagree_are_told_both() -> None:
    (claim,) = check("La prima tappa misura 315 km.")
    assert claim.expected == "315 km / 317 km"


def test_a_name_nearly_right_is_told_as_a_spelling() -> None:
    claims = check("Fabio Vergamin e Anna Maria Fabrizi, terzi su Ferrari 488 GTB.")
    assert ("spelling", "Vergamin", "Vergamini") in {
        (claim.kind, claim.stated, claim.expected) for claim in claims
    }
    assert "contradicted" not in {claim.verdict for claim in claims}


def test_crews_that_federations_list_surname_first_are_the_same_crews(tmp_path: Path) -> None:
    """``DE LUCA Anna`` is Anna De Luca; a given name is no misspelling of somebody's surname."""
    tables = rally_tables()
    names = {1: ("ROSSI Mario", "BIANCHI Lucia"), 2: ("DE LUCA Anna", "D'ANGELO Pietro")}
    for row in tables["entries"]:
        row |= dict(zip(("driver", "codriver"), names.get(row["number"], ("", "")), strict=True))
        row["driver"] = row["driver"] or f"Pilota {row['number']}"
    known = KnownEvent(load(write_package(tmp_path, timing="timekeeper", **tables)))
    assert [crew.name for crew in known.crews] == ["Rossi - Bianchi", "De Luca - D'Angelo"]
    text = "Anna De Luca e Pietro D'Angelo hanno preceduto Mario Rossi e Lucia Bianchi."
    (claim,) = factcheck([TextLine(1, text)], known)
    places = [crew.positions["overall"] for crew in known.crews]
    assert claim.verdict == ("confirmed" if places[1] < places[0] else "contradicted")


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("Undici gli equipaggi classificati.", "confirmed"),
        ("Dodici gli equipaggi classificati.", "contradicted"),
        ("12 equipaggi al via.", "confirmed"),
        ("11 crews took the start.", "contradicted"),
        ("Hanno corso 11 equipaggi.", None),
        ("Undici prove cronometrate in tutto il percorso della gara.", "confirmed"),
        ("Sei prove cronometrate nella prima tappa.", "confirmed"),
        ("There were five time trials on the first leg.", "contradicted"),
        ("Tre prove cronometrate a Lonato.", None),
    ],
)
def test_counts_of_a_timed_event_are_those_that_its_times_make(
    tmp_path: Path, text: str, verdict: str | None
) -> None:
    tables = rally_tables()
    del tables["decisions"]
    tables["entries"] = [
        {**row, "driver": f"{chr(64 + row['number'])}lberti Ugo"} for row in tables["entries"]
    ]
    tables["entries"][-1]["status"] = "DNF"
    known = KnownEvent(load(write_package(tmp_path, timing="timekeeper", **tables)))
    told = [one.verdict for one in factcheck([TextLine(1, text)], known) if one.kind == "count"]
    assert [one for one in told if one != "unsupported"] == ([verdict] if verdict else []), told


def test_a_leg_ends_where_the_package_says_without_any_waypoint(tmp_path: Path) -> None:
    tables = rally_tables()
    legs = [
        {"number": 1, "date": "2025-04-11", "from": "Desenzano del Garda", "to": "Gargnano"},
        {"number": 2, "date": "2025-04-12", "from": "Gargnano", "to": "Desenzano del Garda"},
    ]
    known = KnownEvent(load(write_package(tmp_path, timing="timekeeper", legs=legs, **tables)))
    for town, verdict in (("Gargnano", "confirmed"), ("Desenzano del Garda", "contradicted")):
        text = f"La prima tappa è finita a {town}."
        (claim,) = factcheck([TextLine(1, text)], known)
        assert (claim.kind, claim.verdict) == ("place", verdict)


def test_what_stands_under_another_events_name_is_not_ours_to_judge() -> None:
    text = (
        "Coppa delle Alpi 2024: 30 equipaggi in gara.\nIn gara anche 90 auto moderne, 30 vetture."
    )
    assert {claim.verdict for claim in check(text)} <= {"unsupported"}


def test_a_text_of_another_thing_is_neither_confirmed_nor_denied() -> None:
    text = "Il museo conta 27 auto in esposizione.\nThe school trains 30 crews a year."
    assert {claim.verdict for claim in check(text)} == {"unsupported"}


def test_of_two_figures_alike_one_that_is_read_does_not_vouch_for_the_other() -> None:
    for text, unread in (
        ("Quattro siti UNESCO lungo il percorso, e quattro decimi di scarto.", "quattro"),
        ("Three regions crossed, and three marshals in yellow.", "three"),
        ("27 auto in gara, con 27 tende.", "27"),
    ):
        claims = check(text)
        assert "confirmed" in {claim.verdict for claim in claims}
        assert unread in {
            claim.stated.split()[0] for claim in claims if claim.verdict == "unsupported"
        }


def test_simulated_times_confirm_nothing() -> None:
    claims = check("Facchini e Olivetti chiudono con 1.234 punti, 56 di vantaggio.")
    assert "confirmed" not in {claim.verdict for claim in claims}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("8.966 punti contro 8.812: un distacco di 147.", "154"),
        ("Le emissioni: viaggi 60 %, energia 25 %, il resto (25 %) ospitalità.", "100"),
        ("Split: travel 50%, energy 30%, the remaining 10% hotels.", "100"),
        ("Due settori di 120 km e 150 km, per un totale di 290 km.", "270"),
        ("A sector of 120 km and one of 150 km: 290 km in all.", "270"),
        ("12 kg a vettura per 30 vetture: 460 kg in tutto.", "360"),
        ("12 kg per car for 30 cars, 460 kg in total.", "360"),
    ],
)
def test_a_sum_that_the_texts_own_figures_do_not_make_is_told(text: str, expected: str) -> None:
    (claim,) = [one for one in check(text) if one.kind == "arithmetic"]
    assert (claim.verdict, claim.expected) == ("contradicted", expected)


@pytest.mark.parametrize(
    "text",
    [
        "8.966 punti contro 8.812: un distacco di 154.",
        "Viaggi 60 %, energia 25 %, il resto (15 %) ospitalità.",
        "Due settori di 120 km e 150 km, per un totale di 270 km.",
        "12 kg per car for 30 cars, 360 kg in total.",
        "Il 40 % degli equipaggi è italiano, il 20 % svizzero.",
        "120 km al mattino e 150 km al pomeriggio.",
    ],
)
def test_a_sum_that_holds_or_that_nobody_states_is_left_in_peace(text: str) -> None:
    assert [one for one in check(text) if one.kind == "arithmetic"] == []


@pytest.mark.parametrize(
    ("text", "language", "values"),
    [
        ("1.600 km", "it", ["1600"]),
        ("1.600 km", "en", ["1.600"]),
        ("1,600 km", "en", ["1600"]),
        ("1,600 km", "it", ["1.600"]),
        ("1.600 km", "", ["1600", "1.600"]),
        ("2,500 m", "", ["2500", "2.500"]),
        ("98.000 euro", "", ["98000", "98.000"]),
        ("560km", "it", ["560"]),
        ("ventisette", "it", ["27"]),
        ("twenty-seven", "en", ["27"]),
        ("trentotto", "it", ["38"]),
        ("8 966", "it", ["8966"]),
    ],
)
def test_numbers_are_read_in_the_texts_language(
    text: str, language: str, values: list[str]
) -> None:
    (number,) = numbers_in(text, language)
    assert [str(value) for value in number.values] == values


def test_a_sign_before_three_digits_is_open_where_neither_language_nor_figures_decide() -> None:
    for text, verdict in (
        ("#CoppaDelleAlpi2024 1.600 km!", "unsupported"),
        ("#CoppaDelleAlpi2024 1,600 km!", "unsupported"),
        ("#CoppaDelleAlpi2024 1.600 km, 31,2 medi!", "confirmed"),
        ("#CoppaDelleAlpi2024 1600 km!", "confirmed"),
        ("#CoppaDelleAlpi2024 2.900 km!", "contradicted"),
    ):
        assert [one.verdict for one in check(text, "A") if one.kind == "length"] == [verdict], text


def test_the_command_lists_claims_and_writes_a_marked_copy(tmp_path: Path) -> None:
    text, page = tmp_path / "post.txt", tmp_path / "marked.html"
    text.write_text("27 auto <in gara>.\n\n28 auto al via.\n", encoding="utf-8")
    result = reporting("factcheck", EVENTS["E"], text, "--json", "--marked", page)
    claims = json.loads(result.stdout)["claims"]
    assert [(claim["line"], claim["verdict"]) for claim in claims] == [
        (1, "confirmed"), (3, "contradicted")
    ]  # fmt: skip
    assert set(claims[0]) >= {"text", "kind", "stated", "expected", "source"}
    assert result.exit_code == 1
    assert "27 auto &lt;in gara&gt;." in page.read_text("utf-8")


def test_simulated_figures_count_only_where_they_are_allowed_and_it_is_said(
    tmp_path: Path,
) -> None:
    text = tmp_path / "post.txt"
    text.write_text("Crew 7, the Jaguar XK 120, came third overall.\n", encoding="utf-8")
    assert reporting("factcheck", EVENTS["D"], text).exit_code == 0
    allowed = reporting("factcheck", EVENTS["D"], text, "--allow-simulated", "--lang", "en")
    assert allowed.exit_code == 1
    assert "Simulated figures were held to be true" in allowed.output
    told = json.loads(
        reporting("factcheck", EVENTS["D"], text, "--allow-simulated", "--json").stdout
    )
    assert told["simulated"]


def test_a_team_of_a_ranking_lends_its_place_to_no_car_of_that_number() -> None:
    (claim,) = check("La Scuderia Abete è seconda tra le squadre.", "S")
    assert (claim.kind, claim.verdict) == ("trophy", "confirmed")
    assert "team" not in {name for crew in event("S").crews for name in crew.standings}


def test_a_text_without_a_mistake_ends_well(tmp_path: Path) -> None:
    text = tmp_path / "post.txt"
    text.write_text("27 auto in gara.\n", encoding="utf-8")
    assert reporting("factcheck", EVENTS["E"], text).exit_code == 0


@pytest.mark.parametrize(
    ("text", "letter", "unread"),
    [
        ("Sul Sella, a 2.240 metri, aspettava una dozzina di tifosi.", "A", "quantity"),
        ("Matera, in Basilicata, ha accolto mezza dozzina di cuochi.", "E", "quantity"),
        ("27 cars took the start, half of them open.", "E", "quantity"),
        ("Leg two touched Noci, with time controls that nobody enjoyed.", "E", "control"),
        ("La tappa 2 tocca Noci; lì attendeva un controllo orario.", "E", "control"),
        ("On leg one the cars saw Amalfi and a passage control by the sea.", "E", "control"),
        ("The time trials of Binetto open leg two, ten of them.", "E", "order"),
        ("Castel del Monte apre la seconda tappa con il suo timbro, in Puglia.", "E", "order"),
        ("Ten trials at Binetto opened the day.", "E", "order"),
    ],
)
def test_what_no_finder_reads_beside_a_claim_is_said_to_be_unread(
    text: str, letter: str, unread: str
) -> None:
    claims = check(text, letter)
    assert "contradicted" not in {claim.verdict for claim in claims}
    assert (unread, "unsupported") in {(claim.kind, claim.verdict) for claim in claims}


def test_figures_of_a_sentence_without_a_claim_are_told_as_checked_by_nobody() -> None:
    claims = check("Il museo ha 34 sale e 12 custodi.")
    assert [(one.kind, one.stated, one.verdict) for one in claims] == [
        ("figure", "34", "unsupported"),
        ("figure", "12", "unsupported"),
    ]
    assert check("Ci si rivede nel 2025, #1000Miglia27!") == []
