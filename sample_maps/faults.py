"""What the grids of 2018 get wrong: strips that two neighbours both claim, and strips that neither does."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import shapely
from shapely.ops import substring

from sample_maps.geometry import Array, Bools, Shapes, on_grid
from sample_maps.grids import Grids
from sample_maps.plots import Plots
from sample_maps.scale import Scale

_LEAST_BORDER_M = 130.0
_TOUCH_M = 0.02
_FULL_SHARE = 0.8


@dataclass(frozen=True)
class Faults:
    """The strips that were made, in metres."""

    overlaps: list[Any]
    gaps: list[Any]


def _borders(plots: Plots, grids: Grids) -> list[tuple[int, int, Any]]:
    """Return the pairs of neighbouring grids of one community, with their longest common line."""
    left = np.where(plots.left >= 0, grids.of_plot[plots.left], -1)
    right = np.where(plots.right >= 0, grids.of_plot[plots.right], -1)
    a, b = np.minimum(left, right), np.maximum(left, right)
    shared = np.flatnonzero((a >= 0) & (a != b))
    shared = shared[grids.community[a[shared]] == grids.community[b[shared]]]
    key = a[shared] * len(grids.code) + b[shared]
    order = np.argsort(key, kind="stable")
    groups = np.split(shared[order], np.unique(key[order], return_index=True)[1][1:])
    out = []
    for group in groups:
        lines = shapely.get_parts(shapely.line_merge(shapely.MultiLineString(list(plots.work.edges[group]))))
        line = max(lines, key=shapely.length)
        if line.length > _LEAST_BORDER_M:
            out.append((int(a[group[0]]), int(b[group[0]]), line))
    return out


def spoil(
    rng: np.random.Generator, scale: Scale, plots: Plots, grids: Grids, *, inner: Shapes, free: Bools, lived_in: Bools
) -> tuple[Grids, Faults]:
    """Return the grids with overlaps and gaps; `inner` are points in the buildings.

    `free` marks those in no estate, where gaps may open; `lived_in` those with people, whom overlaps are about.

    No grid is touched twice, each stays in one piece and in its community. About half of the strips hold buildings.
    """
    borders = _borders(plots, grids)
    tree = shapely.STRtree(inner)
    shapes = grids.shapes.copy()
    touched: set[int] = set()
    made: dict[str, list[Any]] = {"overlap": [], "gap": []}
    wanted = {"overlap": scale.overlaps, "gap": scale.gaps}
    for number in rng.permutation(np.repeat(np.arange(len(borders)), 8)):
        a, b, line = borders[number]
        kind = min(made, key=lambda k: len(made[k]) / wanted[k])
        if len(made[kind]) >= wanted[kind]:
            break
        if a in touched or b in touched:
            continue
        with_buildings = len(made[kind]) % 2 == 0
        cut = _strip(rng, line, shapes[a], shapes[b], broad=with_buildings)
        if cut is None:
            continue
        strip, one, other = cut
        inside = tree.query(strip, predicate="intersects")
        suited = free[inside].all() if kind == "gap" else lived_in[inside].any()
        if (len(inside) > 0) != with_buildings or (with_buildings and not suited):
            continue
        one, other = (
            (shapely.union(one, strip), other) if kind == "overlap" else (one, shapely.difference(other, strip))
        )
        if not all(_sound(shape, before) for shape, before in ((one, shapes[a]), (other, shapes[b]))):
            continue
        shapes[a], shapes[b] = one, other
        touched |= {a, b}
        made[kind].append(strip)
    return replace(grids, shapes=shapes), Faults(made["overlap"], made["gap"])


def _sound(shape: Any, before: Any) -> bool:
    return bool(shape.is_valid and shape.geom_type == "Polygon" and len(shape.interiors) == len(before.interiors))


def _strip(rng: np.random.Generator, line: Any, one: Any, other: Any, *, broad: bool) -> tuple[Any, Any, Any] | None:
    """Return a strip along a piece of the line on the other grid's side, and both grids with its two ends as corners.

    None when the strip would leave the other grid or cross itself.
    """
    length = min(float(rng.uniform(90, 240)), 0.8 * line.length)
    start = float(rng.uniform(0.1, 0.9)) * (line.length - length)
    width = float(rng.uniform(22, 42) if broad else rng.uniform(7, 20))
    piece = on_grid(shapely.get_coordinates(substring(line, start, start + length)))
    one, other = (_with_corner(_with_corner(shape, piece[0]), piece[-1]) for shape in (one, other))
    for side in (width, -width):
        across = shapely.offset_curve(shapely.LineString(piece), side, join_style="mitre")
        if across.geom_type != "LineString" or across.is_empty:
            continue
        far = on_grid(shapely.get_coordinates(across))
        far = far if np.hypot(*(far[0] - piece[0])) < np.hypot(*(far[-1] - piece[0])) else far[::-1]
        strip = shapely.Polygon(np.vstack([piece, far[::-1]]))
        if strip.is_valid and shapely.covers(other, strip) and strip.area > _FULL_SHARE * width * length:
            return strip, one, other
    return None


def _with_corner(shape: Any, point: Array) -> Any:
    """Return a polygon with a corner more, at a point of the centimetre grid that lies on one of its sides."""
    rings = []
    for ring in (shape.exterior, *shape.interiors):
        xy = shapely.get_coordinates(ring)
        to, rel = xy[1:] - xy[:-1], point - xy[:-1]
        length = np.hypot(*to.T)
        along = np.einsum("ij,ij->i", rel, to) / length
        off = np.abs(to[:, 0] * rel[:, 1] - to[:, 1] * rel[:, 0]) / length
        on = np.flatnonzero((off < _TOUCH_M) & (along > _TOUCH_M) & (along < length - _TOUCH_M))
        rings.append(np.insert(xy, on[0] + 1, point, axis=0) if len(on) else xy)
    return shapely.Polygon(rings[0], rings[1:])
