"""The claims check: banned and unproven words, in Italian and English, with their line."""

import pytest

from reporting.footprint import claims_check
from support.project import ROOT

SENTENCES = [
    line.split("|")
    for line in (ROOT / "tests/assets/claims/sentences.txt").read_text("utf-8").splitlines()[1:]
]


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
        "fuels that are kinder to the climate",
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
        "Le vetture verdi e rosse in piazza Veniero",
        "Red and green cars lined the quay",
    ],
)
def test_amounts_names_and_plain_facts_are_no_hits(text):
    assert claims_check(text) == []


def test_the_line_the_words_and_the_law_are_named():
    text = "Il percorso è lungo 560 km.\nÈ un evento a impatto zero, promette la guida."
    (hit,) = claims_check(text, "it")
    assert (hit.line, hit.text) == (2, "a impatto zero")
    assert text.splitlines()[1][hit.column - 1 :].startswith("a impatto zero")
    assert "2024/825" in hit.law
    assert "compensazione" in hit.advice


def test_an_amount_proves_its_own_sentence_only():
    hits = claims_check("Rifiuti: 29 t in meno, più verdi. Il futuro è sostenibile.")
    assert [hit.text for hit in hits] == ["sostenibile"]


def test_the_texts_of_this_room_make_no_claim():
    from reporting.caveats import catalogue
    from reporting.footprint import classification, disclosures

    rules = classification()
    texts = [words for entry in catalogue().values() for words in (entry["it"], entry["en"])]
    texts += [w for c in (*rules.categories.values(), *rules.scopes.values()) for w in (c.it, c.en)]
    texts += [text for row in disclosures() for text in (row.title, row.title_it, row.note_it)]
    assert [hit for text in texts for hit in claims_check(text)] == []


CLAIMS = {
    "future": [
        "Entro il 2030 la gara sarà climaticamente responsabile.",
        "Diventeremo carbon neutral entro il 2030.",
        "Saremo a emissioni zero.",
        "Net zero by 2040.",
        "Entro il 2035 dimezzeremo le emissioni della gara",
        "By 2030 we will halve our emissions",
        "Puntiamo a diventare carbon neutral",
        "We are committed to becoming climate positive",
    ],
    "generic": [
        "Entro il 2030 la gara sarà climaticamente responsabile.",
        "Una gara verde con 30 kg di pasta locale.",
        "Turismo sostenibile lungo tutta la strada: venite alla gara del turismo sostenibile.",
        "Mobilità sostenibile: venite alla gara.",
        "Le nostre auto usano energia pulita.",
        "Un evento a basse emissioni di carbonio.",
        "Un impatto positivo sull'ambiente.",
        "La sostenibilità è nel nostro DNA.",
        "Our low-carbon rally.",
        "A planet-friendly, climate-conscious event.",
        "Produzione di energia verde e accumulo in Valle d'Aosta.",
        "Evento conforme alla legge sui rifiuti: un plus per l'ambiente.",
        "Un raduno a impatto climatico ridotto",
        "Gara climate-friendly",
        "la sostenibilita e nel nostro DNA",
        "Sustainability is in our DNA",
        "Una guida rispettosa della natura",
        "Auto amiche del clima",
        "un evento attento all'ambiente",
        "earth-friendly racing",
        "our race is good for the planet",
        "un evento ecosostenibile",
        "eventi eco-compatibili",
        "hotel ecologici",
        "Low-emission driving",
        "A low-impact weekend",
        "un weekend a basso impatto",
        "con un'impronta di carbonio minima",
        "minimal footprint event",
        "Mobilità pulita per i nostri equipaggi",
        "Clean racing for a clean planet",
        "Un'edizione più sostenibile",
        "environmentally responsible rally",
        "Rally responsabile verso l'ambiente",
        "Salviamo il pianeta guidando piano",
        "Vieni a scoprire il turismo sostenibile con la nostra gara",
        "Nel pieno rispetto dell’ambiente",
        "Il cuore verde della Basilicata corre con noi",
    ],
    "offset": [
        "Diventeremo carbon neutral entro il 2030.",
        "Piantiamo un albero per ogni equipaggio e compensiamo le emissioni della gara.",
        "Le emissioni residue sono state compensate con crediti certificati.",
        "Saremo a emissioni zero.",
        "Net zero by 2040.",
        "Every crew's trip is CO2-compensated.",
        "Eventi carbon-neutral",
        "La manifestazione è CO2 free",
        "Abbiamo neutralizzato le emissioni con crediti di carbonio",
        "Tutte le emissioni della gara saranno compensate",
        "We offset every tonne of CO2 that the race emits",
        "We plant a tree for each car",
        "Piantumiamo alberi per compensare la CO2",
        "Puntiamo a diventare carbon neutral",
        "We are committed to becoming climate positive",
        "planet-positive weekend",
        "Un evento carbon‑neutral",
        "Emissions-free transfer",
        "Il nostro evento azzera la sua impronta",
        "Guidiamo verso le zero emissioni",
    ],
    "label": [
        "Un evento certificato sostenibile con il nostro marchio Green Race.",
        "Bollino verde per tutti i nostri hotel",
        "Il nostro logo EcoRally garantisce sostenibilità ambientale",
        "A certified green event",
    ],
    "whole": [
        "Un evento plastic free e a spreco zero.",
        "Evento a zero sprechi",
        "zero-waste dinner",
        "Evento senza plastica",
        "100% renewable energy for the whole event",
    ],
    "superlative": [
        "L'evento più responsabile verso il pianeta.",
        "The greenest rally in Europe, with 12 t of CO2.",
        "Una corsa verdissima tra i trulli",
        "Le gare più green d'Europa",
        "Il rally più ecologico di sempre",
        "The most sustainable rally in Italy",
        "the cleanest edition ever",
    ],
    "legal": [
        "Evento conforme alla legge sui rifiuti: un plus per l'ambiente.",
        "Rispettiamo tutte le norme ambientali: è il nostro impegno per il pianeta",
        "Proud to comply with EU waste law",
    ],
}


@pytest.mark.parametrize(
    ("kind", "text"), [(kind, text) for kind, texts in CLAIMS.items() for text in texts]
)
def test_a_claim_is_noticed_in_every_form_and_told_by_its_kind(kind, text):
    assert kind in {hit.kind for hit in claims_check(text)}


@pytest.mark.parametrize(
    "text",
    [
        "La gara è lunga 560 km e attraversa quattro siti UNESCO.",
        "Il tema della tappa: evoluzione del turismo sostenibile sulle Alpi",
        "The theme of the leg: sustainable transport and agriculture",
        "Non siamo carbon neutral.",
        "Our rally is not carbon neutral.",
        "Emissioni: 61,3 t di CO2e (location-based), intervallo al 95 % da 50 a 74 t.",
        "Energy used: 12 MWh, 8 % less than in 2024, so a greener start.",
        "La BMW 328 del 1938 vince la prima edizione.",
        "Bandiera verde a Sorrento.",
        "British racing green Aston Martin",
        "The rules require a time control every hour.",
        "Nel rispetto del regolamento ACI, le penalità sono sommate.",
        "I crediti stanno a parte e non sono sottratti.",
        "The field: 27 cars.",
        "Obiettivi di sviluppo sostenibile",
        "Entro il 2026 il vincitore correrà la Coppa delle Alpi.",
        "L'ambiente della serata era elegante.",
        "Il pilota ha pulito il parabrezza.",
        "Clean sheet: no penalties for Facchini.",
        "Il viaggio in Puglia compensa la pioggia di ieri.",
        "Il verde dei boschi accompagna la salita al Giau.",
        "Un sostenibile ritmo di 40 km all'ora, diceva il navigatore.",
        "Il Green Carpet di Cortina ha accolto gli ospiti.",
        "Mrs Green and Mr Verde drove a Fiat.",
        "The cars lined up at Green Park for the start.",
        "Arrivo a Valle Verde, poi il Parco Verde.",
        "Clean driving earned them the trophy.",
        "Guida pulita e nervi saldi: così hanno vinto il trofeo.",
    ],
)
def test_what_claims_nothing_is_left_alone(text):
    assert claims_check(text) == []


@pytest.mark.parametrize(
    "text",
    ["Our Green Race starts here.", "Una gara pulita per il pianeta.", "Clean racing, clean air."],
)
def test_a_capital_or_a_way_to_drive_excuses_no_claim(text):
    assert claims_check(text)


def test_a_claim_that_is_broken_over_two_lines_is_noticed():
    (hit,) = claims_check("Venite a un evento a emissioni\nzero, con noi.")
    assert (hit.line, hit.text) == (1, "a emissioni zero")


def test_a_figure_of_something_else_proves_nothing():
    assert claims_check("Una gara più verde, con 30 kg di pasta in meno rispetto al 2024.")


@pytest.mark.parametrize(("kind", "text"), SENTENCES)
def test_a_press_officers_claim_is_noticed_and_a_plain_sentence_is_not(kind, text):
    assert bool(claims_check(text)) == (kind != "none")


TOLD_OTHERWISE = [
    (
        "absorbed",
        "La CO2 prodotta dalla gara sarà interamente riassorbita dai boschi del Trentino.",
    ),
    ("absorbed", "Our event's carbon is soaked up by the forests that we drive through."),
    ("trees", "Per ogni iscritto un albero: la CO2 della gara torna alla terra."),
    ("trees", "For every crew, one tree."),
    ("more-than-emitted", "Rimuoviamo dall'atmosfera più CO2 di quanta ne emettiamo."),
    ("more-than-emitted", "We take more CO2 out of the air than the race puts into it."),
    ("neutral-event", "Il cambiamento climatico non ci fa paura: la nostra gara è già neutra."),
    ("neutral-event", "Good news for the climate: the rally is now neutral."),
    ("certified", "Abbiamo certificato la nostra sostenibilità."),
    ("certified", "A partner certifies our commitment to the environment."),
    ("less", "Questa edizione inquina meno."),
    ("less", "Our event pollutes less than any other."),
    ("no-trace", "La gara non lascia traccia sull'ambiente."),
    ("no-trace", "The event leaves no trace."),
    ("gives-back", "A rally that gives back to nature."),
    ("gives-back", "Un evento che restituisce bellezza alla natura."),
    ("future", "By 2035 we will have halved our emissions."),
    ("future", "Entro il 2035 avremo ridotto le emissioni della gara."),
]
INNOCENT = [
    "I boschi della valle assorbono CO2, misura ISPRA.",
    "Le emissioni della gara non sono riassorbite dai boschi.",
    "La vettura 12 lascia una traccia d'olio sulla strada.",
    "The oil leaves no trace on the tarmac.",
    "The race leaves no trace of rubber on the square.",
    "Il direttore di gara è neutrale.",
    "The crew gives back the road book at the finish.",
    "Il rispetto dell'ambiente è l'oggetto dell'articolo 9 del regolamento.",
    "The Green Hell is the nickname of the Nordschleife.",
    "Il gestore è certificato ISO 20121: certifica la sua sostenibilità Bureau Veritas.",
    "Ogni equipaggio, un foglio: per ogni passaggio una firma.",
]


@pytest.mark.parametrize(("rule", "text"), TOLD_OTHERWISE)
def test_a_claim_in_other_words_is_noticed(rule, text):
    assert rule in {hit.rule for hit in claims_check(text)}


@pytest.mark.parametrize("text", INNOCENT)
def test_a_plain_sentence_with_the_same_words_is_none(text):
    assert claims_check(text) == []
