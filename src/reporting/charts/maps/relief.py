"""Shaded relief under the map, from a height model that the client brings as a GeoTIFF.

None is carried along. Where ``data/reference/relief.tif`` stands, its part under the map is shaded
as a sun in the north-west would. Read is what height models come as: one band of numbers, in
degrees or in a projection with an EPSG code, north up.
"""

from __future__ import annotations

import base64
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from reporting.paths import reference_folder
from reporting.reads import source
from reporting.route.refusal import refusal

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from reporting.charts.maps.frame import Frame

NAME, TABLE = "relief.tif", "reference"

SUN_FROM, SUN_ABOVE = 315.0, 45.0
"""Where the light comes from: clockwise from north, above the horizon [degrees]."""

EXAGGERATED = 2.2
STRENGTH = 0.42
"""How dark the darkest slope is, 0 to 1."""

PIXEL = 1.5
"""Size of a shaded cell on the page [pixels]."""

SCALE, TIEPOINT, GEO_KEYS, NO_DATA = 33550, 33922, 34735, 42113
MODEL_TYPE, GEOGRAPHIC, PROJECTED = 1024, 2048, 3072
"""Tags of a GeoTIFF and keys in its directory (OGC 19-008r4)."""


@dataclass(frozen=True)
class HeightModel:
    """Heights on a grid, north up.

    Parameters
    ----------
    heights
        A row for each line of the grid, from the north [m]; NaN where unknown.
    west, north
        The outer corner of the first cell, in the grid's own system.
    across, down
        Size of a cell, in the grid's own system.
    system
        ``EPSG:...``
    """

    heights: NDArray[np.float64]
    west: float
    north: float
    across: float
    down: float
    system: str

    def at(self, lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the heights at places [degrees], between cells in proportion; NaN outside."""
        from pyproj import Transformer
        from scipy.ndimage import map_coordinates

        turn = Transformer.from_crs("EPSG:4326", self.system, always_xy=True)
        x, y = turn.transform(lon, lat)
        places = [(self.north - y) / self.down - 0.5, (x - self.west) / self.across - 0.5]
        found = map_coordinates(self.heights, places, order=1, cval=np.nan)
        return np.asarray(found)


def read_height_model(path: Path) -> HeightModel:
    """Read a GeoTIFF.

    Raises
    ------
    InputError
        Where it is no GeoTIFF of one band of numbers, north up, with an EPSG code.
    """
    from PIL import Image, UnidentifiedImageError

    try:
        with source(path).open("rb") as stream, Image.open(stream) as image:
            tags: Any = getattr(image, "tag_v2", {})
            scale, tie = tags.get(SCALE), tags.get(TIEPOINT)
            system = _system(tags.get(GEO_KEYS) or ())
            blank = str(tags.get(NO_DATA, "")).strip("\0 ")
            heights = np.asarray(image, dtype=float)
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError) as fault:
        raise refusal(
            "relief-unreadable", path, table=TABLE, reason=type(fault).__name__
        ) from fault
    if heights.ndim != 2:
        raise refusal("relief-picture", path, table=TABLE)
    if not scale or not tie or system is None:
        raise refusal("relief-nowhere", path, table=TABLE)
    if blank:
        heights = np.where(heights == float(blank), np.nan, heights)
    column, row, x, y = tie[0], tie[1], tie[3], tie[4]
    return HeightModel(
        heights, x - column * scale[0], y + row * scale[1], scale[0], scale[1], system
    )


def _system(keys: Any) -> str | None:
    """Return the grid's system as ``EPSG:code``; None where the keys do not say it."""
    entries = [tuple(keys[at : at + 4]) for at in range(4, len(keys) - 3, 4)]
    told = {key: value for key, place, _, value in entries if place == 0}
    code = told.get(PROJECTED) if told.get(MODEL_TYPE) == 1 else told.get(GEOGRAPHIC, 4326)
    return f"EPSG:{code}" if code and code != 32767 else None


def shading(frame: Frame) -> str | None:
    """Return the relief under a map as a picture, a data address; None without a height model.

    Parameters
    ----------
    frame
        The map's window; the picture fills it.
    """
    from PIL import Image

    path = reference_folder() / NAME
    if not path.is_file():
        return None
    size = round(frame.width / PIXEL), round(frame.height / PIXEL)
    xs = (np.arange(size[0]) + 0.5) / size[0] * frame.width
    ys = frame.height - (np.arange(size[1]) + 0.5) / size[1] * frame.height
    lon, lat = frame.degrees(*np.meshgrid(xs, ys))
    heights = read_height_model(path).at(lon, lat)
    if not np.isfinite(heights).any():
        return None
    dark = shade(heights, PIXEL / frame.scale)
    image = np.zeros((*dark.shape, 4), dtype=np.uint8)
    image[..., :3] = (61, 50, 38)
    image[..., 3] = np.round(np.nan_to_num(dark) * STRENGTH * 255)
    made = io.BytesIO()
    Image.fromarray(image).save(made, "PNG", optimize=True)
    return f"data:image/png;base64,{base64.b64encode(made.getvalue()).decode('ascii')}"


def shade(heights: NDArray[np.float64], metres: float) -> NDArray[np.float64]:
    """Return how dark each cell is, 0 in the sun to 1 away from it; flat ground is 0.

    Parameters
    ----------
    heights
        On an even grid, from the north [m].
    metres
        Size of a cell [m].
    """
    down, across = np.gradient(heights * EXAGGERATED, metres)
    slope = np.arctan(np.hypot(across, down))
    faces = np.arctan2(-across, down)  # where the slope falls to, clockwise from north
    sun, above = np.radians(SUN_FROM), np.radians(SUN_ABOVE)
    light = np.sin(above) * np.cos(slope) + np.cos(above) * np.sin(slope) * np.cos(sun - faces)
    return np.asarray(np.clip(1 - light / np.sin(above), 0, 1))
