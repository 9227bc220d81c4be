"""The shapes of buildings seen from above, drawn in a unit square and stretched to their site."""

import numpy as np
import shapely

from sample_maps.geometry import Array, Bools, Ints, Shapes, on_grid, rotate
from sample_maps.layout import Rectangles

_RECTANGLE = [(0, 0), (1, 0), (1, 1), (0, 1)]
_STAIRS = [
    (0, 0), (1, 0), (1, 0.88), (0.88, 0.88), (0.88, 1), (0.78, 1), (0.78, 0.88), (0.55, 0.88), (0.55, 1), (0.45, 1),
    (0.45, 0.88), (0.22, 0.88), (0.22, 1), (0.12, 1), (0.12, 0.88), (0, 0.88),
]  # fmt: skip
_STEPPED = [(0, 0.0), (0.48, 0.0), (0.48, 0.16), (1, 0.16), (1, 1), (0.52, 1), (0.52, 0.84), (0, 0.84)]
_CROSS = [
    (0.22, 0), (0.78, 0), (0.78, 0.2), (1, 0.2), (1, 0.75), (0.82, 0.75), (0.82, 1), (0.58, 1), (0.58, 0.86),
    (0.42, 0.86), (0.42, 1), (0.18, 1), (0.18, 0.75), (0, 0.75), (0, 0.2), (0.22, 0.2),
]  # fmt: skip
_BUTTERFLY = [
    (0.0, 0.3), (0.22, 0.0), (0.42, 0.28), (0.58, 0.28), (0.78, 0.0), (1.0, 0.3), (0.78, 0.62), (0.72, 0.62),
    (0.72, 1.0), (0.28, 1.0), (0.28, 0.62), (0.22, 0.62),
]  # fmt: skip
_NOTCHED = [
    (0, 0), (0.4, 0), (0.4, 0.18), (0.6, 0.18), (0.6, 0), (1, 0), (1, 1), (0.62, 1), (0.62, 0.86), (0.38, 0.86),
    (0.38, 1), (0, 1),
]  # fmt: skip
_L = [(0, 0), (1, 0), (1, 0.36), (0.34, 0.36), (0.34, 1), (0, 1)]
_U = [(0, 0), (1, 0), (1, 1), (0.74, 1), (0.74, 0.3), (0.26, 0.3), (0.26, 1), (0, 1)]
_T = [(0, 0), (1, 0), (1, 0.4), (0.64, 0.4), (0.64, 1), (0.36, 1), (0.36, 0.4), (0, 0.4)]
_H = [
    (0, 0), (0.28, 0), (0.28, 0.36), (0.72, 0.36), (0.72, 0), (1, 0), (1, 1), (0.72, 1), (0.72, 0.64), (0.28, 0.64),
    (0.28, 1), (0, 1),
]  # fmt: skip
_E = [
    (0, 0), (1, 0), (1, 0.26), (0.3, 0.26), (0.3, 0.4), (0.85, 0.4), (0.85, 0.6), (0.3, 0.6), (0.3, 0.76), (1, 0.76),
    (1, 1), (0, 1),
]  # fmt: skip
_HOUSE_L = [(0, 0), (1, 0), (1, 1), (0.45, 1), (0.45, 0.72), (0, 0.72)]
_YARD = [(0.3, 0.3), (0.3, 0.7), (0.7, 0.7), (0.7, 0.3)]

SHAPES = (
    _RECTANGLE, _STAIRS, _STEPPED, _CROSS, _BUTTERFLY, _NOTCHED, _L, _U, _T, _H, _E, _HOUSE_L, _RECTANGLE,
)  # fmt: skip
"""The outlines; the last has a courtyard in it."""
RECTANGLE, STAIRS, STEPPED, CROSS, BUTTERFLY, NOTCHED, L, U, T, H, E, HOUSE_L, COURTYARD = range(13)


def draw(sites: Rectangles, shape: Ints, mirrored: Bools, angle: Array, origin: Array) -> Shapes:
    """Return the footprint on every site, in metres; `shape` indexes SHAPES, angle and origin are by plot."""
    out: Shapes = np.empty(len(sites.plot), dtype=object)
    for number, outline in enumerate(SHAPES):
        chosen = np.flatnonzero(shape == number)
        if not len(chosen):
            continue
        here = sites.only(chosen)
        rings = _placed(np.array(outline), here, mirrored[chosen], angle, origin)
        if number == COURTYARD:
            yards = _placed(np.array(_YARD), here, mirrored[chosen], angle, origin)
            out[chosen] = [shapely.Polygon(ring, [yard]) for ring, yard in zip(rings, yards, strict=True)]
        else:
            out[chosen] = shapely.polygons(rings)
    return out


def _placed(unit: Array, sites: Rectangles, mirrored: Bools, angle: Array, origin: Array) -> Array:
    u = np.where(mirrored[:, None], 1 - unit[None, :, 0], unit[None, :, 0])
    v = np.broadcast_to(unit[None, :, 1], u.shape)
    x = sites.x[:, None] + u * sites.length[:, None]
    y = sites.y[:, None] + v * sites.depth[:, None]
    plot = np.repeat(sites.plot, len(unit))
    flat = on_grid(rotate(np.column_stack([x.ravel(), y.ravel()]), angle[plot], origin[plot]))
    return flat.reshape(len(sites.plot), len(unit), 2)
