"""Elderly centres, clinics, police posts and the rest: near at hand in the centre, far in the suburbs."""

from dataclasses import dataclass

import numpy as np
import shapely

from sample_maps import land_use as lu
from sample_maps.buildings import Buildings
from sample_maps.geometry import Array, Ints
from sample_maps.names import Names
from sample_maps.plots import Plots
from sample_maps.scale import Scale


@dataclass(frozen=True)
class Resource:
    """One place that serves people; x and y in metres."""

    name: str
    kind: str
    capacity: int
    x: float
    y: float


@dataclass(frozen=True)
class _Supply:
    """How many people share one place of a kind, and how strongly places gather where it is urban."""

    ending: str
    people_each: float
    pull: float
    apart_m: float
    capacity: tuple[int, int]


_SUPPLIES = {
    "elderly_centre": _Supply("养老服务中心", 29_000, 3.3, 330, (40, 160)),
    "clinic": _Supply("社区卫生服务站", 11_000, 0.9, 350, (20, 60)),
    "police_post": _Supply("警务室", 19_000, 0.6, 500, (4, 12)),
    "kindergarten": _Supply("幼儿园", 7_500, 0.4, 220, (150, 360)),
    "toilet": _Supply("公共厕所", 7_000, 1.3, 160, (6, 20)),
    "fire_station": _Supply("消防救援站", 120_000, 0.0, 1300, (20, 45)),
    "service_station": _Supply("便民服务站", 14_000, 0.6, 350, (4, 10)),
    "charging_station": _Supply("电动车充电站", 12_000, 0.5, 250, (20, 80)),
}
_FROM_GROUND = {
    "school": (lu.SCHOOL, ("小学", "中学", "实验学校"), (800, 2600)),
    "hospital": (lu.HOSPITAL, ("医院", "人民医院", "中医院"), (200, 1200)),
    "market": (lu.MARKET, ("农贸市场", "综合市场"), (60, 300)),
}


def _spread(rng: np.random.Generator, xy: Array, weight: Array, count: int, apart_m: float) -> list[int]:
    """Draw places by weight, none nearer to another than some metres."""
    order = np.argsort(-np.log(rng.random(len(xy)) + 1e-12) / np.maximum(weight, 1e-9), kind="stable")
    chosen: list[int] = []
    for i in order:
        if len(chosen) == count or weight[i] <= 0:
            break
        if not chosen or np.min(np.hypot(*(xy[chosen] - xy[i]).T)) > apart_m:
            chosen.append(int(i))
    return chosen


def make_resources(
    rng: np.random.Generator,
    scale: Scale,
    plots: Plots,
    buildings: Buildings,
    *,
    people: Ints,
    urbanity: Array,
    names: Names,
) -> list[Resource]:
    """Place the resources at buildings; `people` by building, `urbanity` by parcel."""
    xy = shapely.get_coordinates(shapely.point_on_surface(buildings.shapes))
    urban = urbanity[plots.parcel[buildings.plot]]
    out: list[Resource] = []
    nearness = 1.0 if scale.is_large else 0.62
    for kind, supply in _SUPPLIES.items():
        weight = people * (0.04 + urban) ** supply.pull
        for i in _spread(rng, xy, weight, max(1, round(scale.people / supply.people_each)), supply.apart_m * nearness):
            capacity = int(rng.integers(*supply.capacity))
            out.append(Resource(f"{names.word()}{supply.ending}", kind, capacity, *xy[i]))
    for kind, (use, endings, span) in _FROM_GROUND.items():
        own = np.flatnonzero(plots.use[buildings.plot] == use)
        _, first = np.unique(plots.parcel[buildings.plot[own]], return_index=True)
        for i in own[np.sort(first)]:
            ending = endings[int(rng.integers(len(endings)))]
            out.append(Resource(f"{names.word()}{ending}", kind, int(rng.integers(*span)), *xy[i]))
    for plot in np.flatnonzero(plots.use == lu.PARK)[::3]:
        gate = plots.shapes[plot].exterior.interpolate(rng.uniform(), normalized=True)
        out.append(Resource(f"{names.word()}公园门", "park_gate", 0, gate.x, gate.y))
    return out
