"""Rows of buildings on a plot: how many rows fit, how many stand in each, and how long they are."""

from dataclasses import dataclass

import numpy as np
import shapely

from sample_maps.geometry import Array, Bools, Ints, Shapes, rotate

_SECTIONS = 14
_SQUEEZE = 0.78


@dataclass(frozen=True)
class RowStyle:
    """How each plot is built up, one value a plot, in metres: the size of its buildings and the gaps between them."""

    length: Array
    depth: Array
    row_gap: Array
    gap: Array
    spread: Array
    """By what share lengths differ inside the plot."""
    stretch: Array
    """By what share a building may be longer or shorter than wanted, so that its row is filled."""


@dataclass(frozen=True)
class Rectangles:
    """Building sites in the turned frame of their plot: lower left corner, length along the row, depth."""

    plot: Ints
    x: Array
    y: Array
    length: Array
    depth: Array

    def only(self, keep: Ints | Bools) -> "Rectangles":
        """Return some of the sites."""
        return Rectangles(*(getattr(self, name)[keep] for name in self.__dataclass_fields__))


def _repeat(counts: Ints) -> tuple[Ints, Ints]:
    """Return for items laid out by `counts` their owner and their place with it."""
    owner = np.repeat(np.arange(len(counts)), counts)
    return owner, np.arange(len(owner)) - np.repeat(np.cumsum(counts) - counts, counts)


def turned(shapes: Shapes, angle: Array, origin: Array) -> Shapes:
    """Return the shapes turned by minus `angle` around their origins."""
    coords, index = shapely.get_coordinates(shapes, return_index=True)
    out: Shapes = shapely.set_coordinates(shapes.copy(), rotate(coords, -angle[index], origin[index]))
    return out


def rows(shapes: Shapes, angle: Array, origin: Array, style: RowStyle, rng: np.random.Generator) -> Rectangles:
    """Fill each shape with rows along `angle`, from edge to edge; sites may still stick out of bent shapes."""
    local = turned(shapes, angle, origin)
    box = _broad_part(local, np.minimum(style.length, 40.0) * 0.8)
    height = box[:, 3] - box[:, 1]
    least_gap = _SQUEEZE * style.row_gap
    count = np.floor((height + least_gap) / np.maximum(style.depth + least_gap, 1.0)).astype(int)
    count = np.maximum(count, (height > np.minimum(0.7 * style.depth, 26.0)).astype(int))
    depth = np.minimum(style.depth, height)
    gap = np.where(count > 1, (height - count * depth) / np.maximum(count - 1, 1), 0.0)
    plot, turn = _repeat(count)
    low = np.where(count[plot] > 1, box[plot, 1] + turn * (depth + gap)[plot], (box[:, 1] + (height - depth) / 2)[plot])
    left, right = _reach(local, plot, low, low + depth[plot])
    width = right - left
    wanted = style.length[plot] * (1 + style.spread[plot] * rng.uniform(-1, 1, len(plot)))
    space = style.gap[plot]
    most = np.floor((width + space) / (wanted * (1 - style.stretch[plot]) + space))
    number = np.minimum(most, np.ceil((width + space) / (wanted * (1 + style.stretch[plot]) + space)))
    number = np.where((number < 1) & (width > 0.5 * wanted) & (width > 7.0), 1, number)  # noqa: PLR2004 - a room
    number = np.nan_to_num(np.maximum(number, 0)).astype(int)
    fitting = (width - (number - 1) * space) / np.maximum(number, 1)
    length = np.minimum(fitting, (1 + style.stretch[plot]) * wanted)
    between = np.where(number > 1, (width - number * length) / np.maximum(number - 1, 1), 0.0)
    row, place = _repeat(number)
    first = np.where(number > 1, left, left + (width - length) * rng.uniform(0.2, 0.8, len(plot)))
    return Rectangles(
        plot=plot[row],
        x=first[row] + place * (length + between)[row],
        y=low[row],
        length=length[row],
        depth=depth[plot[row]],
    )


def _broad_part(shapes: Shapes, width: Array) -> Array:
    """Return the box of each shape, cut to the heights between which it is at least `width` broad."""
    box: Array = np.nan_to_num(shapely.bounds(shapes))
    shares = np.linspace(0.015, 0.985, _SECTIONS)
    some = np.flatnonzero(box[:, 3] > box[:, 1])
    owner = np.repeat(some, _SECTIONS)
    y = box[owner, 1] + np.tile(shares, len(some)) * (box[:, 3] - box[:, 1])[owner]
    left, right = _section(shapes, owner, y)
    broad = right - left >= width[owner]
    y, broad = y.reshape(-1, _SECTIONS), broad.reshape(-1, _SECTIONS)
    row = np.arange(len(some))
    box[some, 1] = np.where(broad.any(axis=1), y[row, broad.argmax(axis=1)], 0.0)
    box[some, 3] = np.where(broad.any(axis=1), y[row, _SECTIONS - 1 - broad[:, ::-1].argmax(axis=1)], 0.0)
    return box


def _reach(shapes: Shapes, owner: Ints, low: Array, high: Array) -> tuple[Array, Array]:
    """Return how far left and right a row between two heights may run inside its shape."""
    left, right = np.full(len(low), -np.inf), np.full(len(low), np.inf)
    for share in (0.01, 0.5, 0.99):
        a, b = _section(shapes, owner, low + share * (high - low))
        left, right = np.maximum(left, a), np.minimum(right, b)
    return left, right


def _section(shapes: Shapes, owner: Ints, y: Array) -> tuple[Array, Array]:
    """Return where the line at height y enters and leaves shape `owner`; right < left where it misses it."""
    coords, index = shapely.get_coordinates(shapely.get_exterior_ring(shapes), return_index=True)
    start = np.flatnonzero(index[1:] == index[:-1])
    sides = np.bincount(index[start], minlength=len(shapes))
    first = np.cumsum(sides) - sides
    query, turn = _repeat(sides[owner])
    side = start[first[owner[query]] + turn]
    (xa, ya), (xb, yb) = coords[side].T, coords[side + 1].T
    height = y[query]
    met = (ya > height) != (yb > height)
    x = xa[met] + (height[met] - ya[met]) * (xb[met] - xa[met]) / (yb[met] - ya[met])
    left, right = np.full(len(y), np.inf), np.full(len(y), -np.inf)
    np.minimum.at(left, query[met], x)
    np.maximum.at(right, query[met], x)
    return left, right
