"""Who the organiser's page on its journey presents, and how; its themes, word for word."""

from __future__ import annotations

from typing import NamedTuple


class Guest(NamedTuple):
    """A person as the organiser's page presents them."""

    leg: int | None
    person: str
    presented: str
    organisation: str
    place: str


# Read from the organiser's page on the project, in its order; a role stands here word for word.
GUESTS = (
    Guest(1, "David Pizziga", "presidente di GAL del Carso", "GAL del Carso", "Trieste"),
    Guest(1, "Luka Vrancic", "responsabile dell’ufficio turistico", "", "Kranjska Gora"),
    Guest(
        1, "Benedetto Gaffarini", "amministratore di Fondazione Cortina", "Fondazione Cortina",
        "Cortina d’Ampezzo",
    ),
    Guest(1, "Fabio Pompanin", "chef team", "", "Cortina d’Ampezzo"),
    Guest(
        1, "Roberta Alverà", "vicesindaca del Comune di Cortina", "Comune di Cortina",
        "Cortina d’Ampezzo",
    ),
    Guest(2, "Reinhold Messner", "esploratore, alpinista e scrittore", "", ""),
    Guest(
        2, "Elias Walser",
        "amministratore dell’ufficio turistico della regione Seefeld in Tirol", "",
        "Seefeld in Tirol",
    ),
    Guest(3, "Thommy Cantoni", "Vicesindaco di Livigno", "", "Livigno"),
    Guest(
        3, "Luigi Lenatti", "Head of Business Development di St. Moritz Tourismus",
        "St. Moritz Tourismus", "St. Moritz",
    ),
    Guest(3, "Franco Giovanoli", "di Ski Club Alpina", "Ski Club Alpina", "St. Moritz"),
    Guest(4, "Daniel Geisman", "direttore del museo dei trasporti", "", "Lucerna"),
    Guest(
        4, "Ariane Ludwig", "marketing manager di Gstaad Saanenland Turismo",
        "Gstaad Saanenland Turismo", "Gstaad",
    ),
    Guest(
        4, "Corinne Reuteler", "direttore artistico del Menhuin Festival", "Menhuin Festival",
        "Gstaad",
    ),
    Guest(4, "Dominik Matti", "agricoltore", "", "Gstaad"),
    Guest(4, "Andreas Zoppas", "del Comune di Saanen", "Comune di Saanen", "Gstaad"),
    Guest(
        5, "Giuseppe Argirò", "amministratore delegato del Gruppo CVA", "Gruppo CVA", "Courmayeur",
    ),
    Guest(
        5, "Jean Pierre Fosson", "segretario generale della fondazione Montagna Sicura", "",
        "Courmayeur",
    ),
    Guest(
        None, "Alberto Piantoni", "Amministratore Delegato di 1000 Miglia Srl", "1000 Miglia Srl",
        "Courmayeur",
    ),
    Guest(
        None, "Lino Zani",
        "maestro di sci, alpinista e consulente del Ministero per gli Affari Regionali in materia "
        "di montagna", "", "Courmayeur",
    ),
)  # fmt: skip

# Our translations of these roles, held here apart from the data: no more and no less is printed.
TRANSLATED = {
    "David Pizziga": "president of GAL del Carso",
    "Luka Vrancic": "head of the tourist office",
    "Benedetto Gaffarini": "administrator of Fondazione Cortina",
    "Fabio Pompanin": "chef team",
    "Roberta Alverà": "deputy mayor of the Municipality of Cortina",
    "Reinhold Messner": "explorer, mountaineer and writer",
    "Elias Walser": "administrator of the tourist office of the Seefeld in Tirol region",
    "Thommy Cantoni": "deputy mayor of Livigno",
    "Luigi Lenatti": "Head of Business Development of St. Moritz Tourismus",
    "Franco Giovanoli": "of Ski Club Alpina",
    "Daniel Geisman": "director of the museum of transport",
    "Ariane Ludwig": "marketing manager of Gstaad Saanenland Turismo",
    "Corinne Reuteler": "artistic director of the Menhuin Festival",
    "Dominik Matti": "farmer",
    "Andreas Zoppas": "of the Municipality of Saanen",
    "Giuseppe Argirò": "chief executive of the CVA Group",
    "Jean Pierre Fosson": "secretary general of Fondazione Montagna Sicura",
    "Alberto Piantoni": "chief executive of 1000 Miglia Srl",
    "Lino Zani": "ski instructor, mountaineer and adviser on mountain matters to the "
    "Ministry for Regional Affairs",
}

THEMES = (
    "Evoluzione del turismo sostenibile sulle Alpi",
    "Alpinismo ed Energie Rinnovabili",
    "Infrastrutture Sportive per lo Sviluppo Turistico",
    "Trasporto e Agricoltura Sostenibile",
    "Cambiamento Climatico e Produzione Energetica Green",
    "L’obiettivo della Coppa delle Alpi 2024 e il Futuro di 1000 Miglia",
)

TOLD = {
    "it": (
        "un percorso di riflessione parallelo all’itinerario della gara",
        "trasformazioni socioeconomiche, antropologiche e ambientali",
        "un’entità unica e interconnessa",
        "hanno viaggiato su 8 auto parallelamente alla gara",
        "La summa di questi contributi raccolti nell’arco delle 5 giornate",
        "Viaggio nella piattaforma alpina in divenire",
        "4 maggio 2024",
        "Dopo il convegno, per l’ultimo video del progetto",
        "l’impatto del turismo tradizionale sulle Alpi",
        "i principi chiave dell’alpinismo sostenibile",
        "Snow Farm",
        "l’importanza e l’impatto del museo per la città di Lucerna",
        "festival classici e agricoltura",
        "lo stoccaggio e l’importanza del Gruppo CVA",
        "la tutela della macroregione alpina",
        "la carriera televisiva per la promozione delle Alpi con Linea Bianca",
        "18 persone incontrate",
        "1 dell’organizzatore",
    ),
    "en": (
        "socio-economic, anthropological and environmental transformations",
        "a single and interconnected entity",
        "travelled in 8 cars alongside the race",
        "gathered over the 5 days",
        "4 May 2024",
        "After the conference, for the last video of the project",
        "18 people met",
        "1 from the organiser",
        "translated from the Italian",
    ),
}
"""What the brief says of purpose, way, dates, talks and counts, as the report words it."""
