"""The arguments of an operation, as somebody sent them: refused in one line, rounded to the record's precision."""

from collections.abc import Mapping
from math import isfinite
from typing import Any

import numpy as np
import shapely

from gis.crs import DECIMALS
from gis.errors import InputError

Node = tuple[float, float]

_PAIR = 2
_RING = 3
_MOST_NODES = 5000
_SNAP_MOST_M = 100.0


class Arguments:
    """What was sent; each method reads one argument and refuses what is none."""

    def __init__(self, given: Mapping[str, Any]) -> None:
        self.given = given

    def has(self, name: str) -> bool:
        """Whether an argument is given and is not null."""
        return self.given.get(name) is not None

    def node(self, name: str) -> Node:
        """Return a point (lon, lat) in the record's precision."""
        return _node(self._needed(name), name)

    def nodes(self, name: str, *, least: int = 2) -> list[Node]:
        """Return a list of at least so many points; points that repeat the one before are dropped."""
        given = self._needed(name)
        if not isinstance(given, list | tuple) or len(given) > _MOST_NODES:
            raise InputError(f"{name} must be a list of points [lon, lat], {_MOST_NODES} at most.")
        nodes = [_node(item, name) for item in given]
        single = [node for place, node in enumerate(nodes) if place == 0 or node != nodes[place - 1]]
        if len(single) < least:
            raise InputError(f"{name} needs at least {least} points.")
        return single

    def polygon(self, name: str) -> Any:
        """Return a polygon without holes, by its ring."""
        nodes = self.nodes(name, least=_RING)
        polygon = shapely.Polygon(nodes)
        if not polygon.is_valid or polygon.is_empty or polygon.area == 0:
            raise InputError(f"{name} crosses itself or is flat: draw a simple outline.")
        return polygon

    def code(self, name: str) -> str:
        """Return a grid's code."""
        given = self._needed(name)
        if not isinstance(given, str) or not given.strip():
            raise InputError(f"{name} must be a code.")
        return given.strip()

    def codes(self, name: str, *, least: int = 1) -> list[str]:
        """Return codes of grids, each once."""
        given = self._needed(name)
        if not isinstance(given, list | tuple) or not all(isinstance(item, str) for item in given):
            raise InputError(f"{name} must be a list of codes.")
        codes = list(dict.fromkeys(given))
        if len(codes) < least:
            raise InputError(f"{name} needs at least {least} codes.")
        return codes

    def keys(self, name: str) -> list[int]:
        """Return whole numbers, each once."""
        given = self._needed(name)
        whole = isinstance(given, list | tuple) and all(isinstance(n, int) and not isinstance(n, bool) for n in given)
        if not whole or not given:
            raise InputError(f"{name} must be a list of ids.")
        return list(dict.fromkeys(given))

    def key(self, name: str) -> int:
        """Return a whole number."""
        return Arguments({name: [self._needed(name)]}).keys(name)[0]

    def words(self, name: str) -> str:
        """Return a text; empty where none is given."""
        given = self.given.get(name) or ""
        if not isinstance(given, str):
            raise InputError(f"{name} must be a text.")
        return given.strip()

    def flag(self, name: str) -> bool:
        """Return true or false; false where nothing is given."""
        given = self.given.get(name) or False
        if not isinstance(given, bool):
            raise InputError(f"{name} must be true or false.")
        return given

    def snap_m(self) -> float:
        """Return how far (metres) a point may be drawn to a node; 0 where nothing is given."""
        given = self.given.get("snap_m") or 0.0
        if not isinstance(given, int | float) or not 0 <= given <= _SNAP_MOST_M:
            raise InputError(f"snap_m must be between 0 and {_SNAP_MOST_M:.0f} metres.")
        return float(given)

    def bounds(self) -> tuple[float, float, float, float] | None:
        """Return the box of all points given under any name; None where there are none."""
        points = list(_points_in(self.given))
        if not points:
            return None
        return (min(p[0] for p in points), min(p[1] for p in points),
                max(p[0] for p in points), max(p[1] for p in points))  # fmt: skip

    def grids(self) -> list[str]:
        """Return the codes given under any of the names that grids have."""
        named = [self.given.get(name) for name in ("grid", "to", "into", "keep")]
        listed = self.given.get("grids")
        every = [*named, *(listed if isinstance(listed, list | tuple) else ())]
        return list(dict.fromkeys(code for code in every if isinstance(code, str)))

    def _needed(self, name: str) -> Any:
        given = self.given.get(name)
        if given is None:
            raise InputError(f"{name} is missing.")
        return given


def _node(given: Any, name: str) -> Node:
    if not _is_node(given) or abs(given[0]) > 180 or abs(given[1]) > 90:  # noqa: PLR2004 - degrees
        raise InputError(f"{name} must be [lon, lat] in degrees.")
    lon, lat = np.round(np.array(given, dtype=np.float64), DECIMALS).tolist()
    return lon, lat


def _is_node(given: Any) -> bool:
    return (
        isinstance(given, list | tuple)
        and len(given) == _PAIR
        and all(isinstance(part, int | float) and not isinstance(part, bool) and isfinite(part) for part in given)
    )


def _points_in(given: Any) -> Any:
    if isinstance(given, Mapping):
        for name, value in given.items():
            if name != "buildings":
                yield from _points_in(value)
    elif _is_node(given):
        yield (float(given[0]), float(given[1]))
    elif isinstance(given, list | tuple):
        for item in given:
            yield from _points_in(item)
