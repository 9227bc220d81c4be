"""Superblocks cut into blocks by streets, and blocks into parcels by lanes and walls."""

from dataclasses import dataclass

import numpy as np
import shapely

from sample_maps.arterials import Line
from sample_maps.geometry import Array, Ints, Shapes, ring_area, ring_of
from sample_maps.ground import Ground
from sample_maps.linework import KINDS, Linework, faces_of
from sample_maps.subdivision import Cut, Cutter, Junctions

_LANE_SHARE = 0.62
"""How often a lane, not a wall, parts two parcels."""
CORRIDOR = -1
"""The block number of ground between the bank roads."""


@dataclass(frozen=True)
class Parcels:
    """The parcels: their rings in metres, block and superblock numbers, and how urban each lies."""

    rings: list[Array]
    block: Ints
    superblock: Ints
    urbanity: Array
    area_m2: Array
    centre: Array


def _block_area(urban: float) -> float:
    """Return how large blocks are where it is that urban, in m²."""
    return 10_000 * float(np.interp(urban, [0.0, 0.12, 0.3, 0.55, 0.8, 1.0], [26.0, 14.0, 8.5, 5.5, 4.0, 3.0]))


def _street(area: float, urban: float) -> Cut:
    """Return how a street is cut through ground of some size: crooked in the old centre, winding in the country."""
    return Cut(
        kind="tertiary" if area > 200_000 * (1.6 - urban) else "residential",
        angle_jitter=0.05 + 0.17 * max(0.0, urban - 0.55),
        bend=float(np.interp(urban, [0.2, 0.3, 0.75, 0.85], [0.07, 0.02, 0.02, 0.05])),
        snap_m=min(55.0, 0.16 * area**0.5),
        balance=0.12,
    )


def cut_blocks(cutter: Cutter, superblocks: Shapes, ground: Ground) -> tuple[list[Array], list[int]]:
    """Cut every superblock into blocks; return their rings and superblock numbers."""
    rings: list[Array] = []
    owner: list[int] = []
    inner = shapely.point_on_surface(superblocks)
    wet = shapely.contains_xy(ground.corridor, shapely.get_coordinates(inner))
    for number in np.flatnonzero(~wet):
        stack = [ring_of(superblocks[number])]
        while stack:
            ring = stack.pop()
            area = abs(ring_area(ring))
            urban = ground.urbanity_at(*ring.mean(axis=0))
            wanted = _block_area(urban) * cutter.rng.uniform(0.75, 1.5)
            halves = None
            if area > 1.45 * wanted:
                halves = cutter.cut(ring, _street(area, urban))
            if halves is None:
                rings.append(ring)
                owner.append(int(number))
            else:
                stack.extend(halves)
    return rings, owner


def _cut_parcels(cutter: Cutter, ring: Array, urban: float) -> list[Array]:
    """Cut one block into parcels; some blocks stay one large compound."""
    if cutter.rng.random() < float(np.interp(urban, [0.1, 0.2], [0.46, 0.16])):
        return [ring]
    done: list[Array] = []
    stack = [ring]
    while stack:
        part = stack.pop()
        area = abs(ring_area(part))
        wanted = (
            10_000 * float(np.interp(urban, [0, 0.3, 0.7, 1.0], [9.0, 4.0, 2.8, 2.1])) * cutter.rng.uniform(0.6, 1.6)
        )
        halves = None
        if area > 1.5 * wanted:
            kind = "service" if cutter.rng.random() < _LANE_SHARE else "wall"
            how = Cut(kind, angle_jitter=0.04, snap_m=min(30.0, 0.14 * area**0.5), balance=0.16)
            halves = cutter.cut(part, how)
        if halves is None:
            done.append(part)
        else:
            stack.extend(halves)
    return done


def make_parcels(rng: np.random.Generator, ground: Ground, work: Linework) -> tuple[Parcels, list[Line]]:
    """Cut the whole ground between the main streets; return the parcels and the lines that were cut along."""
    junctions = Junctions()
    for edge, kind in zip(work.edges, work.kind, strict=True):
        if kind < len(KINDS):
            for x, y in (edge.coords[0], edge.coords[-1]):
                junctions.add(x, y)
    cutter = Cutter(rng, junctions)
    blocks, owner = cut_blocks(cutter, faces_of(work), ground)
    rings: list[Array] = []
    block: list[int] = []
    for number, ring in enumerate(blocks):
        parts = _cut_parcels(cutter, ring, ground.urbanity_at(*ring.mean(axis=0)))
        rings.extend(parts)
        block.extend([number] * len(parts))
    shapes = [shapely.Polygon(r) for r in rings]
    centre = shapely.get_coordinates(shapely.point_on_surface(shapes))
    blocks_of = np.array(block)
    parcels = Parcels(
        rings=rings,
        block=blocks_of,
        superblock=np.array(owner)[blocks_of],
        urbanity=ground.urbanity(centre),
        area_m2=shapely.area(shapes),
        centre=centre,
    )
    return parcels, cutter.lines
