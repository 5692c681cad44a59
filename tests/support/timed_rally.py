"""The demonstration rally as if timekeepers had measured it, with people in its cars."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from support.project import ROOT

DRIVERS = (
    "Carlo Bassani", "Piero Ostini", "Marta Lugli", "Enrico Zanoni", "Dario Ferrante",
    "Paola Grandi", "Hans Keller", "Ugo Salvini", "Livia Corti", "Mario Dossena",
    "Nora Quaglia", "Ivo Brambati", "Teo Manfrin", "Gino Parodi", "Rita Solari",
    "Sandro Vitali", "Bruno Tosetti", "Elio Cantoni", "Aldo Rinaldi", "Fausto Menghi",
)  # fmt: skip
CODRIVERS = (
    "Anna Pesenti", "Luca Ranieri", "Sara Billi", "Ida Morandi", "Gaia Tonelli",
    "Rocco Pavesi", "Eva Lindner", "Ada Fossati", "Nino Sala", "Vera Cattani",
    "Leo Bonomi", "Mia Ravelli", "Pia Ghezzi", "Tea Lanza", "Zeno Marchi",
    "Olga Ferri", "Dina Rota", "Remo Galli", "Irma Fusi", "Cleto Bosio",
)  # fmt: skip


def timed_rally(folder: Path) -> Path:
    """Write the package and return where it stands."""
    package = folder / "timed-rally"
    shutil.copytree(ROOT / "data/events/demo-rally", package)
    info = package / "event.toml"
    text = info.read_text("utf-8").replace('id = "demo-rally"', 'id = "timed-rally"')
    info.write_text(text.replace('timing = "simulated"', 'timing = "timekeeper"'), "utf-8")
    entries = package / "entries.csv"
    named = entries.read_text("utf-8")
    for noun, people in (("Equipaggio", DRIVERS), ("Navigatore", CODRIVERS)):
        named = re.sub(rf"{noun} (\d+)", lambda found, who=people: who[int(found[1]) - 1], named)
    entries.write_text(re.sub(r",simulated,[a-z ]+$", ",entry list,", named, flags=re.M), "utf-8")
    return package
