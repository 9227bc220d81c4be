"""Parcels cut into plots by lanes and footways, and the one planar map of plots, streets and borders."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
import shapely

from sample_maps import land_use as lu
from sample_maps.arterials import Line
from sample_maps.blocks import CORRIDOR, Parcels
from sample_maps.geometry import Array, Ints, Shapes, main_directions, ring_area
from sample_maps.linework import KINDS, Linework, cut_at_crossings, faces_of, sides_of
from sample_maps.subdivision import Cut, Cutter, Junctions

_PLOT_M2 = {
    lu.OLD_LANE: 5200,
    lu.VILLAGE: 8500,
    lu.SLAB: 8800,
    lu.MIDRISE: 8600,
    lu.TOWER: 8000,
    lu.INDUSTRIAL: 34_000,
    lu.PARK: 26_000,
}
_LANES = {
    lu.OLD_LANE: (("residential", 0.45), ("footway", 0.35), ("wall", 0.2)),
    lu.VILLAGE: (("residential", 0.4), ("service", 0.4), ("wall", 0.2)),
    lu.INDUSTRIAL: (("service", 0.6), ("wall", 0.4)),
    lu.PARK: (("footway", 1.0),),
}
_ESTATE_LANES = (("service", 0.5), ("footway", 0.3), ("wall", 0.2))


@dataclass(frozen=True)
class Plots:
    """The smallest pieces of ground, one coverage of the district, in metres; and the edges between them.

    `left` and `right` number the plots on both sides of every edge of `work`, -1 outside the district.
    """

    shapes: Shapes
    parcel: Ints
    block: Ints
    use: Ints
    area_m2: Array
    centre: Array
    direction: Array
    work: Linework
    left: Ints
    right: Ints

    def with_work(self, work: Linework) -> "Plots":
        """Return the same plots with the edges' kinds changed."""
        return replace(self, work=work)


def _cut_plots(cutter: Cutter, ring: Array, use: int) -> None:
    wanted = _PLOT_M2.get(use)
    if wanted is None:
        return
    lanes = _LANES.get(use, _ESTATE_LANES)
    names, odds = [n for n, _ in lanes], [o for _, o in lanes]
    jitter, bend = (0.12, 0.05) if use in (lu.OLD_LANE, lu.VILLAGE, lu.PARK) else (0.025, 0.0)
    stack = [ring]
    while stack:
        part = stack.pop()
        area = abs(ring_area(part))
        if area < 1.5 * wanted * cutter.rng.uniform(0.8, 1.25):
            continue
        kind = names[int(np.searchsorted(np.cumsum(odds), cutter.rng.random()))]
        halves = cutter.cut(part, Cut(kind, jitter, bend, snap_m=14.0, balance=0.13))
        if halves is not None:
            stack.extend(halves)


def cut_plots(rng: np.random.Generator, parcels: Parcels, use: Ints) -> list[Line]:
    """Return the lanes, footways and walls that cut the parcels into plots."""
    cutter = Cutter(rng, Junctions(), next_street=200_000)
    for ring, kind in zip(parcels.rings, use, strict=True):
        _cut_plots(cutter, ring, int(kind))
    return cutter.lines


def make_plots(main: Linework, lines: Iterable[Line], parcels: Parcels, use: Ints) -> Plots:
    """Cut all lines at their crossings and return the plots between; ground along the river belongs to no parcel."""
    drawn = [
        Line(shapely.get_coordinates(edge), KINDS[kind], int(street))
        for edge, kind, street in zip(main.edges, main.kind, main.street, strict=True)
    ]
    work = cut_at_crossings([*drawn, *lines])
    shapes = faces_of(work)
    left, right = sides_of(work, shapes)
    centre = shapely.get_coordinates(shapely.point_on_surface(shapes))
    tree = shapely.STRtree([shapely.Polygon(ring) for ring in parcels.rings])
    inner, owner = tree.query(shapely.points(centre), predicate="within")
    parcel = np.full(len(shapes), CORRIDOR)
    parcel[inner] = owner
    return Plots(
        shapes=shapes,
        parcel=parcel,
        block=np.where(parcel < 0, CORRIDOR, parcels.block[parcel]),
        use=np.where(parcel < 0, -1, use[parcel]),
        area_m2=shapely.area(shapes),
        centre=centre,
        direction=main_directions(shapes),
        work=work,
        left=left,
        right=right,
    )
