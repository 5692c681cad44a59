"""What the report says of itself is held against random inventories: no sentence is contradicted.

Each sentence is named by words that stand in no other; beside it stands the fact it states, taken
from the inventory and not from what the page is written from.
"""

import re
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reporting.charts.footprint import categories
from reporting.footprint import account, check, statement
from reporting.footprint.classification import classification
from reporting.story.footprint.telling import tell
from reporting.story.prose import prose
from reporting.story.voice import Voice
from support.footprint import GRID, factor, line, package, power

GREEN = factor("green", "0", basis="contract", country="IT", year=2025)
LIKE_GRID = factor("like-grid", "0.24198596", basis="contract", country="IT", year=2025)
MIX = factor("mix", "0.5", basis="residual", country="IT", year=2025, key="electricity-residual")
HEAT = factor("warm", "0.2", basis="heat", country="IT", year=2025)
OWN = factor("e10", "2.1", "L", basis="combustion")
ANYWHERE = factor("anywhere", "2.2", "L", basis="combustion", year=2025)

ROWS = {
    "diesel": line("diesel"),
    "made up": line("made-up", evidence="dato sintetico", quantity=11),
    "guess": line("guess", tier="screening", evidence="", quantity=12),
    "crews": line("crews", event_category="E1", scope="3.other", factor="petrol-blend-ttw"),
    "own fuel": line("own", factor="e10", quantity=13),
    "grid": power("grid"),
    "contract": power("contract", factor="green", quantity=300),
    "proven": power(
        "proven", factor="green", quantity=350, instrument="ppa", instrument_id="PPA 3"
    ),
    "same": power("same", factor="like-grid", quantity=400),
    "swiss": power("swiss", factor="electricity-location", country="CH", quantity=20),
    "heat": power("heat", factor="warm", quantity=70),
    "meals": line("meals", event_category="E7", scope="3.1", unit="meal", factor="meal-vegan"),
    "no factor": line("no-factor", factor="", quantity=14),
    "no quantity": line("no-quantity", event_category="E9", scope="3.1", quantity=""),
    "vans by km": line("vans", scope="3.4", unit="km", factor="van-average-diesel"),
    "credit": line(
        "credit", event_category="M2", scope="memo", factor="", unit="tCO2e", basis="credit"
    ),
    "avoided": line(
        "avoided", event_category="M2", scope="memo", factor="", unit="tCO2e", basis="avoided"
    ),
    "not said": line("not-said", event_category="M2", scope="memo", factor="", unit="tCO2e"),
    "no credit": line(
        "nothing", event_category="M2", scope="memo", factor="", unit="tCO2e", quantity=0,
        basis="removal",
    ),
    "well to wheel": line(
        "wheel", event_category="E1", scope="3.other", factor="petrol-wtw", country="FR"
    ),
    "french hotel": line(
        "stars", event_category="E6", scope="3.6", unit="night",
        factor="hotel-3-star-with-breakfast",
    ),
    "no country": line("anywhere", factor="anywhere", quantity=15),
    "signed twice": line(
        "twice", event_category="E10", scope="3.4", unit="tkm", factor="van-freight-diesel",
        evidence="fattura 12",
    ),
    "signed again": line(
        "again", event_category="E10", scope="3.4", unit="tkm", factor="van-freight-diesel",
        evidence="fattura 12", description="altre parole", approval="approved",
        approved_by="Rossi", approved_on="2025-06-01",
    ),
}  # fmt: skip
DOUBLES = ("footprint-double", "footprint-double-document", "footprint-two-units")
CHAPTERS = ("board", "boundary", "emissions", "scopes", "beside", "method", "uncertainty")


def facts(event):
    """Return what is so, from the inventory alone."""
    done = account(event)
    primary = classification().tiers
    events = [code for code in classification().categories if code.startswith("E")]
    power_lines = [one for one in done.lines if one.scope == "2" and one.factor.basis != "heat"]
    contracts = {
        "bare"
        if one.market_factor.basis == "contract" and one.activity.instrument is None
        else one.market_factor.basis
        for one in power_lines
    }
    return {
        "purchased": any(one.scope == "2" for one in done.lines),
        "differ": done.total_location_kg != done.total_market_kg,
        "partial": set(done.by_category) != set(events)
        or any(gap.activity for gap in done.not_estimated),
        "measured": any(primary[one.activity.tier].primary for one in done.lines),
        "upstream": any(one.factor.basis in ("upstream", "losses") for one in done.lines),
        "proxied": any("declared-proxy" in one.reasons for one in done.lines),
        "together": any(one.factor.basis in ("full", "lifecycle") for one in done.lines),
        "doubles": any(one.code in DOUBLES for one in done.questions),
        "signed": any(f.code in DOUBLES and f.severity == "note" for f in check(event)),
        "abroad": any(
            one.factor.country not in (None, one.activity.country)
            for one in done.lines
            if one.factor.basis == "location" or one.factor.key.startswith("hotel")
        ),
        "screening": all(one.activity.tier == "screening" for one in done.lines),
        "categories": len(done.by_category),
        "crown": any(one.licence.startswith("OGL") for one in done.factors),
        "credited": any(one.event_category == "M2" for one in done.memo),
        "silent": any(one.event_category == "M2" and not one.activity.basis for one in done.memo),
        "credit": done.beside_kg("credit") is not None,
        "avoided": done.beside_kg("avoided") is not None,
        "biogenic": done.biogenic_co2_kg is not None,
        "biogenic gap": bool(done.biogenic_unknown),
        "simulated": any(one.activity.simulated for one in done.lines),
        **{
            f"by {basis}": basis in contracts
            for basis in ("contract", "bare", "residual", "location")
        },
    }


# Words in each language -> the fact that must hold where they stand, and must not where they
# do not.
SAID = {
    ("nessuna riga stimata è energia acquistata", "no estimated line is purchased energy"): (
        lambda so: not so["purchased"]
    ),
    ("rispondono a domande diverse", "answer different questions"): (
        lambda so: so["purchased"] and so["differ"]
    ),
    ("Le emissioni rendicontate", "The reported emissions"): lambda so: not so["partial"],
    ("Non è stimato tutto", "Not everything is estimated"): lambda so: so["partial"],
    ("contratti con uno strumento", "contracts with a declared"): lambda so: so["by contract"],
    ("contratti senza uno strumento", "contracts without a declared"): lambda so: so["by bare"],
    ("mix residuo", "residual mix"): lambda so: so["by residual"],
    ("media della rete (", "grid average ("): lambda so: so["by location"],
    ("sospetta doppioni", "suspects doubles"): lambda so: so["doubles"],
    ("né righe ripetute", "neither repeated lines"): (
        lambda so: not so["doubles"] and not so["signed"]
    ),
    ("ha sospettato doppioni", "suspected doubles"): (
        lambda so: so["signed"] and not so["doubles"]
    ),
    ("sono righe distinte", "are lines of their own"): lambda so: so["upstream"],
    ("un solo fattore", "one factor holds"): lambda so: so["together"],
    ("ripieghi dichiarati", "declared proxies"): lambda so: so["proxied"],
    ("non è mai preso da un altro", "never taken from another one"): (
        lambda so: not so["proxied"] and not so["abroad"]
    ),
    ("Nessuna quantità è misurata", "No quantity is measured"): lambda so: not so["measured"],
    ("Nessuna quantità è stata misurata", "No quantity was measured"): (lambda so: so["screening"]),
    ("Viene da dati misurati", "location-based emissions come from measured data"): (
        lambda so: so["measured"]
    ),
    ("Non comprende ciò che non è stimato", "It leaves out what is not estimated"): (
        lambda so: so["partial"]
    ),
    ("Una sola categoria è stimata", "One category alone is estimated"): lambda so: (
        so["categories"] == 1
    ),
    ("Due categorie fanno", "Two categories make"): lambda so: so["categories"] == 2,
    ("Tre categorie fanno", "Three categories make"): lambda so: so["categories"] > 2,
    ("Nessuna emissione viene da dati misurati", "No emissions come from measured data"): (
        lambda so: not so["measured"]
    ),
    ("Open Government Licence",) * 2: lambda so: so["crown"],
    ("Non sono stati dichiarati", "were declared"): lambda so: not so["credited"],
    ("Non sono sottratti da nulla", "They are subtracted from nothing"): (
        lambda so: so["credited"]
    ),
    ("non dicono se siano", "do not say whether they are"): lambda so: so["silent"],
    ("Crediti di carbonio", "Carbon credits"): lambda so: so["credit"],
    ("Emissioni evitate:", "Avoided emissions:"): lambda so: so["avoided"],
    ("biogenica non si sa nulla", "Nothing is known of biogenic"): lambda so: not so["biogenic"],
    ("non è nota.", "it is not known."): lambda so: so["biogenic"] and so["biogenic gap"],
    ("Dati inventati", "Data made up"): lambda so: so["simulated"],
}


def page(event, language="it"):
    voice = Voice(language)
    fp = tell(event, statement(event), voice)
    html = " ".join(prose("sustainability", name, voice, fp=fp) for name in CHAPTERS)
    charts = [categories.quality(fp), *([categories.waterfall(fp)] if fp.several else [])]
    html += " ".join(f" {chart.title} {chart.alt}" for chart in charts)
    return " ".join(
        re.sub(r"<ul class=\"caveats\">.*?</ul>|<[^>]+>", " ", html, flags=re.S).split()
    )


def event_of(folder, names, with_mix):
    factors = [GREEN, LIKE_GRID, HEAT, OWN, ANYWHERE, *([MIX] if with_mix else [])]
    rows = [ROWS[name] for name in names]
    if not with_mix:  # Austria has none: it discloses every origin
        there = {"country": "AT", "factor": "electricity-location"}
        grids = [row["factor"] == GRID for row in rows]
        rows = [row | (there if is_grid else {}) for row, is_grid in zip(rows, grids, strict=True)]
    return package(Path(folder), *rows, emission_factors=factors)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(list(ROWS)), min_size=1, unique=True), st.booleans())
def test_no_sentence_is_contradicted_by_the_data(names, with_mix):
    with tempfile.TemporaryDirectory() as folder:
        event = event_of(folder, names, with_mix)
        if not account(event).lines:
            return
        so = facts(event)
        for place, language in enumerate(("it", "en")):
            text = page(event, language)
            for words, holds in SAID.items():
                assert (words[place] in text) == holds(so), (words, names, with_mix, text)


@pytest.mark.parametrize("language", ["it", "en"])
def test_a_page_whose_main_line_is_the_grid_s_power_says_so(language, tmp_path):
    text = page(event_of(tmp_path, ["grid", "crews", "meals"], with_mix=False), language)
    assert {"it": "media della rete ( 1", "en": "grid average ( 1"}[language] in text
    assert {"it": "nessuna riga", "en": "no estimated line"}[language] not in text
