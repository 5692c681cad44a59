"""A published ranking comes out as it was published: Coppa d'Oro delle Dolomiti 2020.

``data/coppa_d_oro_2020.csv`` holds the six totals that ANSA published on 27 July 2020, and the net
penalties and coefficients (1.YY, the year of the car) that they are the product of.
"""

import csv
import json
import random
from decimal import Decimal
from pathlib import Path

import pytest

from reporting.event.loader import load
from reporting.scoring import Standings, score
from support.packages import control, entry, passage, write_package

PUBLISHED = list(
    csv.DictReader((Path(__file__).parent / "data" / "coppa_d_oro_2020.csv").open(encoding="utf-8"))
)


def dolomiti(folder: Path, action: str) -> Standings:
    """Put the published nets into a package, by decisions on six crews in no special order."""
    crews = random.Random(2020).sample(list(enumerate(PUBLISHED, 1)), len(PUBLISHED))
    columns = ("driver", "codriver", "make", "model", "year", "coefficient")
    entries = [
        entry(number, **{name: crew[name] for name in columns}, category="", team="")
        for number, crew in crews
    ]
    decisions = [
        {
            "id": f"D{number}",
            "number": number,
            "control": "CT1" if action == "set_penalty" else "",
            "action": action,
            "value": crew["net"],
            "reason": "Published total divided by the coefficient",
        }
        for number, crew in crews
    ]
    package = write_package(
        folder,
        timing="timekeeper",
        entries=entries,
        controls=[control(1, 1, "CT1", "CT")],
        passages=[passage(number, "CT1", "in", "10:00:00") for number, _ in crews],
        decisions=decisions,
    )
    event = load(package)
    assert event.ok, [finding.message() for finding in event.findings]
    return score(event)


@pytest.mark.parametrize("action", ["set_penalty", "add_penalty"])
def test_six_published_totals_come_out_in_the_published_order(tmp_path: Path, action: str) -> None:
    ranking = dolomiti(tmp_path, action).rankings["overall"]
    assert ranking["position"].tolist() == [1, 2, 3, 4, 5, 6]
    assert ranking["driver"].tolist() == [crew["driver"] for crew in PUBLISHED]
    assert ranking["net"].tolist() == [Decimal(crew["net"]) for crew in PUBLISHED]
    assert [str(total) for total in ranking["total"]] == [crew["total"] for crew in PUBLISHED]


def test_the_published_totals_are_texts_in_the_document(tmp_path: Path) -> None:
    document = json.loads(json.dumps(dolomiti(tmp_path, "set_penalty").as_json()))
    told = [
        (row["net"], row["coefficient"], row["total"]) for row in document["rankings"]["overall"]
    ]
    assert told == [(crew["net"], crew["coefficient"], crew["total"]) for crew in PUBLISHED]


def test_the_coefficient_swaps_third_with_fourth_and_fifth_with_sixth(tmp_path: Path) -> None:
    ranking = dolomiti(tmp_path, "set_penalty").rankings["overall"]
    by_net = ranking.sort_values("net")["position"].tolist()
    assert by_net == [1, 2, 4, 3, 6, 5]
