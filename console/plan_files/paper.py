"""A page in points, drawn on with plain PDF operators: thousands of outlines are one path each."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely
from fpdf import FPDF
from fpdf.enums import TextMode
from numpy.typing import NDArray

from console.plan_files.fonts import ChineseFont

Floats = NDArray[np.float64]
A4 = (595.28, 841.89)
_DECIMALS = 2


class Paper(FPDF):
    """A document whose pages are measured in points from the lower left corner, as PDF itself does."""

    def __init__(self, font: ChineseFont, *, title: str) -> None:
        super().__init__(unit="pt", format="A4")
        self.set_auto_page_break(auto=False)
        self.set_margin(0)
        self.set_title(title)
        self.set_creator("Wangge")
        self.set_compression(True)
        self.add_font("zh", "", font.regular, collection_font_number=font.number)
        self.add_font("zh", "B", font.bold, collection_font_number=font.number)

    def operate(self, *operators: str) -> None:
        """Write operators of a page's content."""
        self._out("\n".join(operators))

    def shapes(
        self,
        shapes: Any,
        *,
        fill: str | None = None,
        stroke: str | None = None,
        width: float = 0.5,
        dash: Sequence[float] = (),
        opacity: float = 1.0,
    ) -> None:
        """Draw polygons or lines (points of the page) as one path.

        Args:
            shapes: Shapely geometries.
            fill: Colour of the ground (#rrggbb); None: not filled.
            stroke: Colour of the line; None: no line.
            width: Of the line, in points.
            dash: Lengths of dash and gap.
            opacity: 0 to 1, of both.
        """
        path = path_of(shapes)
        if not path:
            return
        paint = {(True, True): "B*", (True, False): "f*", (False, True): "S", (False, False): "n"}
        with self.local_context(fill_opacity=opacity, stroke_opacity=opacity):
            self.operate(
                *([f"{colour(fill)} rg"] if fill else []),
                *([f"{colour(stroke)} RG", f"{width:.2f} w 1 J 1 j"] if stroke else []),
                f"[{' '.join(f'{length:.2f}' for length in dash)}] 0 d" if stroke else "",
                path,
                paint[bool(fill), bool(stroke)],
                "[] 0 d" if stroke else "",
            )

    def hatch(self, ground: Any, *, stroke: str, apart: float = 4.0, width: float = 0.4) -> None:
        """Draw diagonal lines over polygons (points of the page)."""
        path = path_of(ground)
        if not path:
            return
        west, south, east, north = shapely.total_bounds(np.atleast_1d(np.asarray(ground, dtype=object)))
        high = north - south
        lines = [
            f"{x:.2f} {south:.2f} m {x + high:.2f} {north:.2f} l" for x in np.arange(west - high, east, apart).tolist()
        ]
        self.operate("q", path, "W* n", f"{colour(stroke)} RG {width:.2f} w", *lines, "S", "Q")

    def clip(self, box: tuple[float, float, float, float]) -> None:
        """Draw within a box only, until `unclip`."""
        west, south, east, north = box
        self.operate("q", f"{west:.2f} {south:.2f} {east - west:.2f} {north - south:.2f} re W n")

    def unclip(self) -> None:
        """Draw everywhere again."""
        self.operate("Q")

    def words(
        self,
        x: float,
        y: float,
        said: str,
        *,
        size: float,
        bold: bool = False,
        ink: str = "#1d2733",
        align: float = 0.0,
        halo: str | None = None,
        angle: float = 0.0,
    ) -> None:
        """Write one line whose baseline begins at (x, y), or lies around it.

        Args:
            x: Points from the left.
            y: Points from below.
            said: The line.
            size: Of the letters, in points.
            bold: Whether in bold.
            ink: Colour.
            align: 0: it begins at x; 0.5: its middle is at x; 1: it ends there.
            halo: Colour of an edge around the letters; None: no edge.
            angle: Degrees counter-clockwise around (x, y).
        """
        self.set_font("zh", "B" if bold else "", size)
        left, top = x - align * self.get_string_width(said), self.h - y
        with self.rotation(angle, x, top):
            if halo is not None:
                with self.local_context(text_mode=TextMode.STROKE, line_width=size * 0.28, draw_color=halo):
                    self.text(left, top, said)
            with self.local_context(text_color=ink):
                self.text(left, top, said)

    def wide(self, said: str, size: float, *, bold: bool = False) -> float:
        """Return how wide a line is, in points."""
        self.set_font("zh", "B" if bold else "", size)
        return float(self.get_string_width(said))


def colour(said: str) -> str:
    """Return #rrggbb as PDF's three numbers."""
    return " ".join(f"{int(said[place : place + 2], 16) / 255:.3f}" for place in (1, 3, 5))


def path_of(shapes: Any) -> str:
    """Return the operators of a path along all outlines and lines of `shapes`."""
    parts = shapely.get_parts(np.atleast_1d(np.asarray(shapes, dtype=object)))
    polygons = shapely.get_type_id(parts) == shapely.GeometryType.POLYGON
    rings = shapely.get_rings(parts[polygons])
    lines = parts[
        np.isin(shapely.get_type_id(parts), (shapely.GeometryType.LINESTRING, shapely.GeometryType.LINEARRING))
    ]
    return "\n".join([*_strokes(rings, closed=True), *_strokes(lines, closed=False)])


def _strokes(lines: Any, *, closed: bool) -> list[str]:
    points, line = shapely.get_coordinates(lines, return_index=True)
    if len(points) == 0:
        return []
    said = [f"{x:.{_DECIMALS}f} {y:.{_DECIMALS}f}" for x, y in points.tolist()]
    ends = np.flatnonzero(np.append(line[1:] != line[:-1], True)) + 1
    strokes, start = [], 0
    for end in ends.tolist():
        corners = said[start : end - 1] if closed else said[start:end]
        if len(corners) > 1:
            strokes.append(f"{corners[0]} m {' l '.join(corners[1:])} l" + (" h" if closed else ""))
        start = end
    return strokes
