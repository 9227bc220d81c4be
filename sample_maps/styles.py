"""How each use of ground is built up: sizes, gaps, heights and shapes, as one sees them in Chinese cities."""

from dataclasses import dataclass

from sample_maps import footprints as fp
from sample_maps import land_use as lu

Span = tuple[float, float]


@dataclass(frozen=True)
class Style:
    """The ranges that one use draws from; metres, storeys, years."""

    building_use: str
    length: Span
    depth: Span
    row_gap: Span
    gap: Span
    spread: float
    setback: float
    skip: float
    levels: tuple[int, int]
    built: tuple[int, int]
    shapes: tuple[tuple[int, float], ...]
    faces_south: bool = False
    stretch: float = 0.28
    elderly: float = 0.18


STYLES = {
    lu.OLD_LANE: Style(
        "residential", (8.0, 14.5), (7.6, 10.8), (3.4, 5.2), (1.2, 2.2), 0.38, 1.6, 0.07, (1, 3), (1930, 1985),
        ((fp.RECTANGLE, 0.55), (fp.HOUSE_L, 0.37), (fp.COURTYARD, 0.08)), elderly=0.31,
    ),
    lu.VILLAGE: Style(
        "residential", (9.5, 13.5), (9, 12.5), (6, 10), (2.5, 5.5), 0.22, 2.5, 0.12, (2, 4), (1988, 2014),
        ((fp.RECTANGLE, 0.7), (fp.HOUSE_L, 0.3)), faces_south=True, elderly=0.20,
    ),
    lu.SLAB: Style(
        "residential", (38, 68), (10.5, 12.8), (19, 26), (7, 11), 0.16, 4.0, 0.03, (5, 7), (1979, 2004),
        ((fp.STAIRS, 0.6), (fp.RECTANGLE, 0.22), (fp.STEPPED, 0.18)), faces_south=True, elderly=0.26,
    ),
    lu.MIDRISE: Style(
        "residential", (34, 58), (13, 15.5), (27, 38), (11, 17), 0.12, 5.0, 0.04, (8, 11), (1997, 2015),
        ((fp.STAIRS, 0.4), (fp.STEPPED, 0.35), (fp.NOTCHED, 0.25)), faces_south=True, elderly=0.17,
    ),
    lu.TOWER: Style(
        "residential", (26, 42), (16, 21), (36, 56), (22, 36), 0.06, 6.0, 0.05, (14, 33), (2003, 2016),
        ((fp.CROSS, 0.35), (fp.BUTTERFLY, 0.25), (fp.NOTCHED, 0.2), (fp.H, 0.2)), faces_south=True, stretch=0.15,
        elderly=0.12,
    ),
    lu.MALL: Style(
        "commercial", (70, 160), (45, 110), (14, 22), (14, 20), 0.2, 9.0, 0.0, (3, 6), (1998, 2022),
        ((fp.RECTANGLE, 0.35), (fp.L, 0.2), (fp.COURTYARD, 0.25), (fp.NOTCHED, 0.2)), stretch=0.5,
    ),
    lu.OFFICE: Style(
        "office", (30, 62), (24, 40), (22, 34), (16, 30), 0.22, 7.0, 0.07, (6, 28), (1994, 2022),
        ((fp.RECTANGLE, 0.35), (fp.NOTCHED, 0.25), (fp.COURTYARD, 0.15), (fp.L, 0.15), (fp.CROSS, 0.1)),
    ),
    lu.MARKET: Style(
        "commercial", (18, 60), (13, 24), (9, 14), (5, 9), 0.4, 4.0, 0.08, (1, 3), (1985, 2019),
        ((fp.RECTANGLE, 0.8), (fp.L, 0.2)),
    ),
    lu.SCHOOL: Style(
        "school", (52, 84), (40, 56), (26, 40), (18, 30), 0.15, 7.0, 0.28, (3, 5), (1975, 2021),
        ((fp.U, 0.3), (fp.E, 0.25), (fp.L, 0.25), (fp.H, 0.2)), faces_south=True, stretch=0.35,
    ),
    lu.HOSPITAL: Style(
        "hospital", (56, 92), (38, 56), (20, 30), (16, 24), 0.2, 7.0, 0.05, (4, 16), (1978, 2020),
        ((fp.H, 0.3), (fp.U, 0.2), (fp.L, 0.2), (fp.T, 0.15), (fp.RECTANGLE, 0.15)), faces_south=True,
    ),
    lu.PUBLIC: Style(
        "public", (32, 72), (22, 42), (18, 30), (14, 26), 0.25, 7.0, 0.15, (2, 9), (1972, 2020),
        ((fp.RECTANGLE, 0.3), (fp.U, 0.2), (fp.T, 0.2), (fp.L, 0.2), (fp.COURTYARD, 0.1)),
    ),
    lu.INDUSTRIAL: Style(
        "industrial", (64, 190), (40, 110), (13, 20), (11, 16), 0.3, 6.0, 0.1, (1, 2), (1970, 2020),
        ((fp.RECTANGLE, 0.86), (fp.L, 0.14)),
    ),
}  # fmt: skip
