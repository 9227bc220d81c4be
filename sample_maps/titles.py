"""What streets and buildings are called."""

import numpy as np
import shapely

from sample_maps import land_use as lu
from sample_maps.buildings import Buildings
from sample_maps.estates import Estates
from sample_maps.geometry import Ints
from sample_maps.linework import KINDS
from sample_maps.names import Names
from sample_maps.plots import Plots
from sample_maps.streets import Streets

_RING, _DIAGONAL = 0, 1
_BANKS = range(5_000, 10_000)
_SITES = {
    lu.MALL: ("广场", "商厦", "购物中心", "百货"),
    lu.OFFICE: ("大厦", "中心", "商务楼", "科技园"),
    lu.MARKET: ("市场", "商城", "商行"),
    lu.SCHOOL: ("小学", "中学", "学校"),
    lu.HOSPITAL: ("医院",),
    lu.PUBLIC: ("文化馆", "活动中心", "政务中心", "体育馆", "图书馆"),
    lu.INDUSTRIAL: ("机械厂", "食品厂", "纺织厂", "物流园", "电子厂", "建材厂"),
}
_NUMBER = {
    lu.INDUSTRIAL: "{} {} 号厂房",
    lu.SCHOOL: "{} {} 号教学楼",
    lu.HOSPITAL: "{} {} 号楼",
    lu.VILLAGE: "{} {} 号",
    lu.OLD_LANE: "{} {} 号",
    -lu.MARKET: "{} {} 号商铺",
    -lu.PUBLIC: "{} {} 号配套用房",
}


def street_names(streets: Streets, names: Names) -> list[str]:
    """Return the name of every segment; all segments of one street share it."""
    given: dict[int, str] = {_RING: "环城大道", _DIAGONAL: "迎宾大道"}
    rank = {int(s): k for s, k in sorted(zip(streets.street, streets.kind, strict=True), key=lambda p: -p[1])}
    for number, kind in sorted(rank.items()):
        if number in _BANKS:
            given[number] = f"滨河{'东西南北'[number % 4]}路"
        elif number not in given:
            given[number] = names.road(KINDS[kind])
    return [given[int(s)] for s in streets.street]


def building_names(buildings: Buildings, plots: Plots, estates: Estates, names: Names) -> list[str]:
    """Return the name of every building: its estate, village or site, and its number there from north to south."""
    use, parcel = buildings.ground, plots.parcel[buildings.plot]
    estate = estates.of_plot[buildings.plot]
    site = np.where(estate >= 0, estate, 1_000_000 + parcel)
    xy = shapely.get_coordinates(shapely.centroid(buildings.shapes))
    order = np.lexsort((xy[:, 0], -np.round(xy[:, 1] / 25.0), site))
    turn = _places(site[order])
    out = [""] * len(site)
    called: dict[int, str] = {}
    for i, number in zip(order.tolist(), turn.tolist(), strict=True):
        key = int(site[i])
        if key not in called:
            called[key] = _site_name(int(plots.use[buildings.plot[i]]), key, estates, names)
        kind = _beside(int(use[i]), int(plots.use[buildings.plot[i]]))
        out[i] = _NUMBER.get(kind, "{} {} 号楼").format(called[key], number + 1)
    return out


def _places(sorted_sites: Ints) -> Ints:
    first = np.r_[True, sorted_sites[1:] != sorted_sites[:-1]]
    start = np.flatnonzero(first)
    return np.arange(len(sorted_sites)) - np.repeat(start, np.diff(np.r_[start, len(sorted_sites)]))


def _beside(ground: int, plot: int) -> int:
    """Return how a building is numbered: by its own ground, or as a shop or outhouse beside something else."""
    return -ground if ground != plot and ground in (lu.MARKET, lu.PUBLIC) else ground


def _site_name(use: int, key: int, estates: Estates, names: Names) -> str:
    if key < len(estates.name):
        return estates.name[key]
    if use in (lu.VILLAGE, lu.FARMLAND):
        return names.village()
    endings = _SITES.get(use, ("楼",))
    return names.word() + endings[key % len(endings)]
