"""The claims check: banned and unproven words, in Italian and English, with their line."""

import pytest

from reporting.footprint import claims_check


@pytest.mark.parametrize(
    "text",
    [
        "Our rally is carbon neutral.",
        "A carbon-neutral event",
        "climate positive since 2025",
        "Un evento a impatto zero",
        "evento climaticamente neutro",
        "net-zero rally",
        "emissioni zero per tutti",
        "100% offset",
        "neutralità carbonica raggiunta",
        "Emissioni interamente compensate",
        "con 40 t di crediti siamo carbon neutral",
    ],
)
def test_neutrality_is_always_a_hit(text):
    assert {hit.kind for hit in claims_check(text)} == {"offset"}


@pytest.mark.parametrize(
    "text",
    [
        "A green event",
        "un evento green",
        "un rally più sostenibile",
        "eco-friendly materials",
        "materiali ecologici e auto verdi",
        "rispettoso dell'ambiente",
        "environmentally friendly",
        "27 vetture, 560 km: un evento sostenibile",
    ],
)
def test_a_generic_word_without_an_amount_is_a_hit(text):
    assert claims_check(text)
    assert {hit.kind for hit in claims_check(text)} == {"generic"}


@pytest.mark.parametrize(
    "text",
    [
        "Più sostenibile: 12 % di emissioni in meno del 2024.",
        "A greener fleet: 2.4 t CO2e less than in 2024.",
        "Sventola la bandiera verde",
        "Obiettivi di sviluppo sostenibile",
        "greenhouse gases and the greenhouse effect",
        "Rapporto di sostenibilità",
        "l'eco dei motori nella valle",
        "Emissioni dirette: 3,5 t CO2e",
        "British racing green",
    ],
)
def test_amounts_names_and_plain_facts_are_no_hits(text):
    assert claims_check(text) == []


def test_the_line_the_words_and_the_law_are_named():
    text = "Il percorso è lungo 560 km.\nSarà un evento a impatto zero, promette la guida."
    (hit,) = claims_check(text, "it")
    assert (hit.line, hit.text) == (2, "a impatto zero")
    assert text.splitlines()[1][hit.column - 1 :].startswith("a impatto zero")
    assert "2024/825" in hit.law
    assert "compensazione" in hit.advice


def test_an_amount_proves_its_own_sentence_only():
    hits = claims_check("Rifiuti: 46 t, più verdi di prima. Il futuro è sostenibile.")
    assert [hit.text for hit in hits] == ["sostenibile"]


def test_the_texts_of_this_room_make_no_claim():
    from reporting.caveats import catalogue
    from reporting.footprint import classification, disclosures

    rules = classification()
    texts = [words for entry in catalogue().values() for words in (entry["it"], entry["en"])]
    texts += [w for c in (*rules.categories.values(), *rules.scopes.values()) for w in (c.it, c.en)]
    texts += [text for row in disclosures() for text in (row.title, row.title_it, row.note_it)]
    assert [hit for text in texts for hit in claims_check(text)] == []
