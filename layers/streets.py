"""Streets by class: the farther away, the fewer."""

from dataclasses import dataclass

from gis.parameters import Parameters
from layers._layer import Layer, for_everyone
from layers._style import Pair, Style, Words, style_class

SURFACE: Pair = ("#ffffff", "#2b3850")
CASING: Pair = ("#cfd5dd", "#0f1724")
PATH: Pair = ("#d4dae2", "#243047")


@dataclass(frozen=True)
class Rank:
    """Streets that look alike: OpenStreetMap's classes, width in px at zoom 16, and the zoom they are drawn from.

    `unclassified` stands above residential there, and is what a file without classes is taken for: it shows early.
    """

    id: str
    zh: str
    en: str
    width: float
    zoom: int
    classes: tuple[str, ...]


RANKS = (
    Rank("trunk", "快速路", "trunk road", 9.0, 8, ("motorway", "motorway_link", "trunk", "trunk_link")),
    Rank("primary", "主干路", "primary road", 7.5, 10, ("primary", "primary_link")),
    Rank("secondary", "次干路", "secondary road", 6.0, 11, ("secondary", "secondary_link")),
    Rank("tertiary", "支路", "tertiary road", 4.5, 12, ("tertiary", "tertiary_link", "unclassified")),
    Rank("local", "街巷", "local street", 3.0, 13, ("residential", "living_street", "road")),
)
PATHS_FROM = 15


def _by_rank(column: str, otherwise: str | int) -> str:
    whens = (f"WHEN class IN {rank.classes!r} THEN {getattr(rank, column)!r}" for rank in RANKS)
    return f"CASE {' '.join(whens)} ELSE {otherwise!r} END"


STREETS = f"""
SELECT id, geom, code, name, class, foot, oneway, bridge, tunnel, layer, width_m, length_m,
       {_by_rank("id", "path")} AS rank
FROM street
WHERE :zoom >= {_by_rank("zoom", PATHS_FROM)}
"""


def _style(_parameters: Parameters) -> Style:
    classes = [
        style_class(rank.zh, rank.en, value=rank.id, zoom=rank.zoom, stroke=SURFACE, casing=CASING, width=rank.width)
        for rank in RANKS
    ]
    classes.append(style_class("步行道与内部路", "path or service way", zoom=PATHS_FROM, stroke=PATH, dash=(3, 2)))
    return Style(rule="values", property="rank", classes=tuple(classes), growth=1.45)


LAYER = Layer(
    id="streets",
    title=Words("道路", "Streets"),
    group="base",
    order=120,
    geometry="line",
    query=for_everyone(STREETS),
    properties=(
        *("code", "name", "class", "rank", "foot", "oneway", "bridge", "tunnel", "layer", "width_m", "length_m"),
    ),
    drawn=("code", "name", "class", "rank", "bridge", "tunnel", "layer"),
    subjects=("street",),
    zooms=(8, 18),
    style=_style,
)
