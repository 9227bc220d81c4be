"""Subdistricts out of superblocks, communities out of blocks: borders follow streets and the middle of the river."""

from dataclasses import dataclass

import numpy as np
import shapely

from sample_maps.geometry import Array, Ints, Shapes, merged, object_array
from sample_maps.ground import Ground
from sample_maps.names import Names
from sample_maps.partition import divide, pieces_of
from sample_maps.plots import Plots
from sample_maps.scale import DISTRICT_CODE, DISTRICT_NAME, Scale

_CENTRE = 0.43
_UNEVEN = 0.34
"""By what share areas of one level may differ in weight."""


@dataclass(frozen=True)
class Area:
    """One administrative area."""

    code: str
    name: str
    level: str
    parent_code: str
    zone: str
    shape: object


@dataclass(frozen=True)
class Areas:
    """All areas, the district first; and for every plot the number of its community, in the order of `communities`."""

    every: list[Area]
    communities: list[Area]
    community_of_plot: Ints


def _groups(rng: np.random.Generator, plots: Plots, *, unit: Ints, weight: Array, parts: int, within: Ints) -> Ints:
    """Divide the plots marked `within` into parts made of whole units; return the part of each of them."""
    index = np.unique(unit[within], return_inverse=True)[1]
    place = np.full(len(plots.shapes), -1)
    place[within] = index
    weights = np.bincount(index, weight[within]).astype(float)
    xy = np.column_stack([np.bincount(index, plots.centre[within, k]) for k in (0, 1)]) / np.bincount(index)[:, None]
    left = np.where(plots.left >= 0, place[plots.left], -1)
    right = np.where(plots.right >= 0, place[plots.right], -1)
    pieces = pieces_of(weights, xy, left, right, shapely.length(plots.work.edges))
    shares = rng.uniform(1 - _UNEVEN, 1 + _UNEVEN, parts)
    return divide(pieces, (weights.sum() * shares / shares.sum()).tolist())[index]


def _in_reading_order(part: Ints, xy: Array) -> Ints:
    """Number parts from north to south."""
    count = int(part.max()) + 1
    y = np.array([xy[part == k, 1].mean() for k in range(count)])
    rank = np.empty(count, dtype=int)
    rank[np.argsort(-y, kind="stable")] = np.arange(count)
    return rank[part]


def make_areas(
    rng: np.random.Generator,
    ground: Ground,
    scale: Scale,
    plots: Plots,
    *,
    superblock: Ints,
    people: Array,
    names: Names,
) -> Areas:
    """Group the plots into communities and subdistricts; `superblock` is by parcel, `people` by plot."""
    lone = 1_000_000 + np.arange(len(plots.shapes))
    unit = np.where(plots.parcel < 0, lone, superblock[plots.parcel])
    block = np.where(plots.parcel < 0, lone, plots.block)
    share_of_people, share_of_ground = people / people.sum(), plots.area_m2 / plots.area_m2.sum()
    everything = np.arange(len(plots.shapes))
    weight = 0.55 * share_of_people + 0.45 * share_of_ground
    subdistrict = _in_reading_order(
        _groups(rng, plots, unit=unit, weight=weight, parts=scale.subdistricts, within=everything), plots.centre
    )
    weight = 0.92 * share_of_people + 0.08 * share_of_ground
    counts = _shares(np.bincount(subdistrict, weight).astype(float), scale.communities)
    community = np.full(len(plots.shapes), -1)
    areas: list[Area] = []
    communities: list[Area] = []
    for number in range(int(subdistrict.max()) + 1):
        within = np.flatnonzero(subdistrict == number)
        part = _in_reading_order(
            _groups(rng, plots, unit=block, weight=weight, parts=int(counts[number]), within=within),
            plots.centre[within],
        )
        code = f"{DISTRICT_CODE}{number + 1:03d}"
        own = [
            _community(ground, plots.shapes[within[part == k]], f"{code}{k + 1:03d}", names)
            for k in range(part.max() + 1)
        ]
        community[within] = len(communities) + part
        communities.extend(own)
        shape = merged([c.shape for c in own])
        areas.append(Area(code, names.subdistrict(), "subdistrict", DISTRICT_CODE, _zone(ground, shape), shape))
    whole = merged([a.shape for a in areas])
    every = [Area(DISTRICT_CODE, DISTRICT_NAME, "district", "", "", whole), *areas, *communities]
    return Areas(every, communities, community)


def _shares(weight: Array, total: int) -> Ints:
    exact = weight / weight.sum() * total
    counts: Ints = np.maximum(1, np.floor(exact)).astype(int)
    while counts.sum() < total:
        counts[np.argmax(exact - counts)] += 1
    return counts


def _community(ground: Ground, shapes: Shapes, code: str, names: Names) -> Area:
    shape = merged(shapes)
    return Area(code, names.community(), "community", code[:9], _zone(ground, shape), shape)


def _zone(ground: Ground, shape: object) -> str:
    xy = shapely.get_coordinates(shapely.centroid(object_array([shape])))
    return "centre" if ground.remoteness(xy)[0] < _CENTRE else "suburb"
