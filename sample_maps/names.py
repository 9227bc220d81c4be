"""Invented names that sound like a Chinese city; nothing is named twice within its kind."""

import itertools
from importlib.resources import files

import numpy as np

_ROAD_ENDINGS = {
    "trunk": "环城大道 大道",
    "primary": "大道 大街 路",
    "secondary": "路 大街 中路 东路 西路 南路 北路",
    "tertiary": "路 街 一路 二路 三路 东街 西街 南街 北街",
    "residential": "街 巷 支路 一街 二街 三街 里弄 一巷 二巷 三巷 四巷 五巷 横街 后街 东巷 西巷 南巷 北巷 前街 直街",
}
_ESTATE_ENDINGS = {
    "old_lane": "里 坊 弄",
    "slab": "小区 新村 里小区 家园 西区 东区 南苑 北苑",
    "midrise": "苑 花园 家园 小区 雅苑 佳园 庭院 新苑",
    "tower": "花园 苑 名苑 公馆 华府 雅居 国际 城 湾 豪庭 丽景",
}
_VILLAGE_FAMILIES = "王 李 张 赵 陈 林 黄 周 吴 徐 孙 胡 朱 高 何 郭 马 罗 梁 宋 郑 谢 韩 唐"
_VILLAGE_ENDINGS = "家村 家庄 家湾 家桥 家塘 家店 家寨 家岗 家畈 家垄"


def _words(name: str) -> list[str]:
    return files("sample_maps").joinpath(f"words/{name}.txt").read_text(encoding="utf-8").split()


class Names:
    """Hands out names, in an order drawn from the seed."""

    def __init__(self, rng: np.random.Generator) -> None:
        self._rng = rng
        self._subdistricts = self._shuffled([f"{w}街道" for w in _words("subdistricts")])
        self._communities = self._shuffled([f"{w}社区" for w in _words("communities")])
        words, roads = _words("estates"), _words("roads")
        self._estates = {k: self._joined(words, ends) for k, ends in _ESTATE_ENDINGS.items()}
        self._roads = {k: self._joined(roads, ends) for k, ends in _ROAD_ENDINGS.items()}
        self._given: set[str] = {"环城大道", "迎宾大道", "阳光花园"}
        self._fine = itertools.cycle(self._shuffled(words))
        self._villages = itertools.cycle(self._joined(_VILLAGE_FAMILIES.split(), _VILLAGE_ENDINGS))

    def _joined(self, words: list[str], endings: str) -> list[str]:
        return self._shuffled([word + ending for ending in endings.split() for word in words])

    def _shuffled(self, names: list[str]) -> list[str]:
        return [names[i] for i in self._rng.permutation(len(names))]

    def _next(self, pool: list[str]) -> str:
        while pool:
            name = pool.pop()
            if name not in self._given:
                self._given.add(name)
                return name
        raise IndexError("The words for names in sample_maps/words are used up: add some.")

    def subdistrict(self) -> str:
        """Return a new subdistrict's name."""
        return self._next(self._subdistricts)

    def community(self) -> str:
        """Return a new community's name."""
        return self._next(self._communities)

    def estate(self, kind: str) -> str:
        """Return a new estate's name; `kind` is one of the uses with homes."""
        return self._next(self._estates[kind])

    def road(self, kind: str) -> str:
        """Return a new street's name for a street class; service lanes and footways have none."""
        return self._next(self._roads[kind]) if kind in self._roads else ""

    def village(self) -> str:
        """Return a village's name; villages may share one."""
        return next(self._villages)

    def word(self) -> str:
        """Return a fine-sounding word for a firm, a school or a park."""
        return next(self._fine)
