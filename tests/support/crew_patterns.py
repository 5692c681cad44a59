"""What a race report says of crews: a pattern for each sentence, in each language."""

from __future__ import annotations

CREWS = r"(?P<crews>.+?)"
WON = {
    "it": [rf"^{CREWS} vinc(?:e|ono) (?:la |il |l')?Prova Uno$"],
    "en": [rf"^{CREWS} won Trial One$"],
}
SHARED = {
    "it": [rf"^{CREWS} (?:è|sono) a pari merito al primo posto$"],
    "en": [rf"^{CREWS} share first place$", rf"^{CREWS} (?:is|are) level in first place$"],
}
AFTER_SHARED = {
    "it": rf"^(?:Alla fine|Dopo .+?) {CREWS} (?:è|sono) a pari merito al primo posto$",
    "en": rf"^(?:At the end|After .+?) {CREWS} (?:is|are) level in first place$",
}
IN_FRONT_AFTER = {"it": rf"^In testa .+?: {CREWS}$", "en": rf"^In the lead .+?: {CREWS}$"}
PLACE = {
    "it": rf"^Al (?P<place>secondo|terzo) posto(?:, a pari merito,)? {CREWS}$",
    "en": rf"^{CREWS} (?:came|share|are) (?P<place>second|third)(?: place)?$",
}
TIE_BROKEN = {
    "it": rf"^Al primo posto {CREWS}, a parità di totale: decide lo spareggio del regolamento \((?P<how>.+)\)$",  # noqa: E501
    "en": rf"^In first place {CREWS}, on an equal total: the rulebook's tie-break decides \((?P<how>.+)\)$",  # noqa: E501
}
TIES = {
    "it": {
        "la vettura più vecchia": "older_car",
        "più prove a zero": "most_zeros",
        "più prove con una sola penalità": "most_ones",
        "la minore somma dei quadrati delle penalità": "smallest_sum_of_squares",
        "la penalità minore nella prima prova che li divide": "best_first_trial",
    },
    "en": {
        "the older car": "older_car",
        "more perfect trials": "most_zeros",
        "more trials with a single penalty": "most_ones",
        "the smaller sum of squared penalties": "smallest_sum_of_squares",
        "the lower penalty in the first trial that divides them": "best_first_trial",
    },
}
TIES_TOLD = {
    "it": r"^A parità di totale decide lo spareggio del regolamento: (?P<pairs>.+)$",
    "en": r"^On equal totals the rulebook's tie-break decides: (?P<pairs>.+)$",
}
TIE = {
    "it": r"^(?P<ahead>.+?) preced(?:e|ono) (?P<behind>.+?) \((?P<how>[^()]+)\)$",
    "en": r"^(?P<ahead>.+?) (?:is|are) ahead of (?P<behind>.+?) \((?P<how>[^()]+)\)$",
}
ALONE = {
    "it": rf"^{CREWS} (?:è|sono) l'unico equipaggio in classifica$",
    "en": rf"^{CREWS} (?:is|are) the only classified crew$",
}
LED = {
    "it": rf"^(?:.+?: in testa si sono alternati .+?\. )?{CREWS} (?:(?:è|sono) al comando dal controllo|passa(?:no)? al comando soltanto (?P<late>all'ultimo controllo),|(?:era|erano) a pari merito in testa fino (?P<level>all'ultimo controllo),) (?P<control>\w+)(?: fino all'ultimo|, che ha deciso)?$",  # noqa: E501
    "en": rf"^{CREWS} (?:led from control|took the lead only (?P<late>at the last control),|(?:was|were) level in the lead until (?P<level>the last control),) (?P<control>\w+)(?: to the last| on|, which decided)?$",  # noqa: E501
}
DAY_END = {
    "it": [rf"^(?:Alla fine|Dopo la tappa) (?:è|sono) a pari merito in testa {CREWS}$"],
    "en": [rf"^(?:At the end|After the leg) {CREWS} (?:is|are) level in the lead$"],
}
DAY_LED = {
    "it": rf"^(?:Vinc(?:e|ono)|Dopo la tappa conduc(?:e|ono)) {CREWS}(?:, con (?P<margin>\S+) (?:penalità|punti) di vantaggio su (?P<next>.+?)|, a parità di totale con (?P<level>.+?): decide lo spareggio \((?P<how>.+)\))?$",  # noqa: E501
    "en": rf"^(?:After the leg )?{CREWS} (?:won|is in front|are in front)(?:, (?P<margin>\S+) (?:penalties|points) ahead of (?P<next>.+?)|, on an equal total with (?P<level>.+?): the tie-break decides \((?P<how>.+)\))?$",  # noqa: E501
}
DAY_BEST = {
    "it": rf"^Il punteggio migliore di giornata è di {CREWS}$",
    "en": rf"^Best score of the day: {CREWS}$",
}
SHARPEST = {
    "it": rf"^L'errore medio più piccolo è di {CREWS}: (?P<error>\S+) centesimi(?:, con .+)?$",
    "en": rf"^The smallest mean error is that of {CREWS}: (?P<error>\S+) hundredths(?:, with .+)?$",
}
NAME = r"(?: \(.+?\))?"
"""A control's name after its code, in brackets."""
INHERITED = {
    "it": rf"^Dal controllo (?P<first>\w+){NAME} al controllo (?P<last>\w+){NAME} guida(?:no)? la gara (?P<before>.+?), poi (?P<why>.+?): {CREWS} eredita(?:no)? il comando al controllo (?P<control>\w+){NAME}$",  # noqa: E501
    "en": rf"^From control (?P<first>\w+){NAME} to control (?P<last>\w+){NAME}, (?P<before>.+?) led the event, then (?P<why>.+?): {CREWS} inherited the lead at control (?P<control>\w+){NAME}$",  # noqa: E501
}
WHY = {
    "it": {"DNF": "ritira", "DSQ": "esclus", "OTL": "fuori tempo massimo", "": "esc"},
    "en": {"DNF": "retired", "DSQ": "disqualified", "OTL": "over the time limit", "": "left"},
}
"""Status of who led and is out -> what says so; blank where they left for several reasons."""
TAKEN = {
    "it": rf"^Al controllo (?P<control>\w+){NAME} (?:passa(?:no)? al comando|resta(?P<kept>)(?:no)? in testa) {CREWS}(?P<lost>;.*)?$",  # noqa: E501
    "en": rf"^At control (?P<control>\w+){NAME}, {CREWS} (?:took the lead|stayed in front(?P<kept>))(?P<lost>;.*)?$",  # noqa: E501
}
LOST = {
    "it": r"^(?P<crews>.+?)(?:, con (?P<own>\S+) (?:penalità|punti|punto) contro (?P<other>\S+?),)? scend(?:e|ono) (?:al |all')(?P<place>\d+)º posto(?:, a (?P<gap>\S+) (?:penalità|punti)|(?: con (?P<more>\S+) (?:penalità in meno|punti in più)| a parità di totale), perché prima contano i controlli mancati)$",  # noqa: E501
    "en": r"^(?P<crews>.+?)(?:, with (?P<own>\S+) (?:penalt\w+|points?) against (?P<other>\S+?),)? dropped to (?P<place>\d+)(?:st|nd|rd|th)(?:, (?P<gap>\S+) (?:penalties|points) behind|(?: with (?P<more>\S+) (?:penalties fewer|points more)| on an equal total), for missed controls count first)$",  # noqa: E501
}
"""What is said of crews: a pattern for each sentence, in each language."""
