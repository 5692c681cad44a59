"""A map being drawn: SVG whose points are counted in pixels upwards from the lower left corner."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from markupsafe import Markup, escape

from reporting.charts.theme import PAPER

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from reporting.charts.maps.text import Pixel

LEAST_PX = 2.0
"""Islands and lakes smaller than this [square pixels] are left out."""

FAMILY = "'Source Sans 3', sans-serif"
"""Quoted: browsers drop a name with a word that begins with a digit otherwise."""


@dataclass(eq=False)
class MapDrawing:
    """An SVG that grows: what is drawn later lies on top.

    Parameters
    ----------
    width, height
        The map [pixels].
    below
        Room under the map, with negative heights [pixels].
    """

    width: float
    height: float
    below: float = 0.0
    _parts: list[str] = field(default_factory=list, init=False, repr=False)

    def area(self, shape: BaseGeometry, fill: str) -> None:
        """Fill every polygon of `shape`, its holes left open."""
        import shapely

        rings = [
            f"{self._path(shapely.get_coordinates(ring))}Z"
            for part in polygons(shape)
            for ring in (part.exterior, *part.interiors)
        ]
        if rings:
            self._parts.append(f'<path d="{"".join(rings)}" fill="{fill}" fill-rule="evenodd"/>')

    def strokes(
        self,
        parts: Iterable[NDArray[Any] | Sequence[Pixel]],
        colour: str,
        width: float,
        *,
        dash: str = "",
        opacity: float = 1.0,
    ) -> None:
        """Draw lines, each through its points."""
        drawn = "".join(self._path(points) for points in parts)
        if drawn:
            dashed = f' stroke-dasharray="{dash}"' if dash else ""
            pale = f' opacity="{opacity:g}"' if opacity < 1 else ""
            self._parts.append(
                f'<path d="{drawn}" fill="none" stroke="{colour}" stroke-width="{width:g}" '
                f'stroke-linejoin="round" stroke-linecap="round"{dashed}{pale}/>'
            )

    def polygon(
        self, points: Sequence[Pixel], fill: str, edge: str = PAPER, width: float = 0.0
    ) -> None:
        """Fill one polygon, with an edge where `width` is given."""
        edged = (
            f' stroke="{edge}" stroke-width="{width:g}" stroke-linejoin="round"' if width else ""
        )
        self._parts.append(f'<path d="{self._path(points)}Z" fill="{fill}"{edged}/>')

    def disc(
        self, at: Pixel, radius: float, fill: str, edge: str = PAPER, width: float = 0.0
    ) -> None:
        """Draw a disc."""
        edged = f' stroke="{edge}" stroke-width="{width:g}"' if width else ""
        x, y = self._at(at)
        self._parts.append(f'<circle cx="{x}" cy="{y}" r="{radius:g}" fill="{fill}"{edged}/>')

    def picture(self, box: tuple[float, float, float, float], address: str) -> None:
        """Put a picture, a data address, into a box: left, bottom, right, top."""
        left, low, right, high = box
        x, y = self._at((left, high))
        self._parts.append(
            f'<image x="{x}" y="{y}" width="{right - left:.1f}" height="{high - low:.1f}" '
            f'preserveAspectRatio="none" href="{escape(address)}"/>'
        )

    def words(
        self,
        at: Pixel,
        words: str,
        size: float,
        *,
        anchor: str = "start",
        colour: str,
        style: str = "",
        casing: str = "",
    ) -> None:
        """Write words, their baseline on a point.

        Parameters
        ----------
        anchor
            ``start``, ``middle`` or ``end``: which part of them stands on the point.
        style
            More attributes, such as ``font-weight="600"``.
        casing
            Colour of a pale edge around the letters, so that lines under them do not disturb.
        """
        x, y = self._at(at)
        place = (
            f'x="{x}" y="{y}" font-size="{size:g}" text-anchor="{anchor}"'
            f"{' ' if style else ''}{style}"
        )
        if casing:
            self._parts.append(
                f'<text {place} fill="none" stroke="{casing}" stroke-width="2.4" '
                f'stroke-linejoin="round" opacity="0.85" aria-hidden="true">{escape(words)}</text>'
            )
        self._parts.append(f'<text {place} fill="{colour}">{escape(words)}</text>')

    @contextmanager
    def group(self, **attributes: str) -> Iterator[None]:
        """Draw what follows as one thing; `attributes` as SVG has them, ``_`` for ``-``."""
        self._parts.append(f"<g{_named(attributes)}>")
        yield
        self._parts.append("</g>")

    def inside(self, drawing: MapDrawing, left: float, top: float) -> None:
        """Put another drawing into this one, its upper left corner on a point counted downwards."""
        self._parts.append(f'<g transform="translate({left:.1f} {top:.1f})">')
        self._parts += drawing._parts
        self._parts.append("</g>")

    def svg(self, alt: str, *, style: str = "", **attributes: str) -> Markup:
        """Return the whole drawing, for a page or a file.

        Parameters
        ----------
        alt
            What it tells to whoever cannot see it.
        style
            A style sheet inside it: the fonts of a file that stands alone.
        attributes
            More attributes of the drawing, ``_`` for ``-``.
        """
        wide, high = f"{self.width:g}", f"{self.height + self.below:g}"
        styled = f"<style>{style}</style>" if style else ""
        return Markup(  # noqa: S704 - words and attributes are escaped
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" role="img" '
            f'aria-label="{escape(alt)}" font-family="{FAMILY}" '
            f'text-rendering="geometricPrecision"{_named(attributes)}>'
            f"<title>{escape(alt)}</title>{styled}{''.join(self._parts)}</svg>"
        )

    def _at(self, point: Pixel) -> tuple[str, str]:
        return f"{point[0]:.1f}", f"{self.height - point[1]:.1f}"

    def _path(self, points: Any) -> str:
        return "M" + "L".join(f"{x:.1f} {self.height - y:.1f}" for x, y in points)


def _named(attributes: dict[str, str]) -> str:
    return "".join(
        f' {name.rstrip("_").replace("_", "-")}="{escape(value)}"'
        for name, value in attributes.items()
        if value
    )


def polygons(shape: BaseGeometry) -> Iterator[Any]:
    """Go through the polygons of a shape that are large enough to be seen."""
    import shapely

    for part in shapely.get_parts(shape):
        if part.geom_type == "Polygon" and part.area >= LEAST_PX:
            yield part
        elif part.geom_type in ("MultiPolygon", "GeometryCollection"):
            yield from polygons(part)
