"""Every blind spot of a plan: each kind is a module of this package with `KIND` and `find`."""

import pkgutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from importlib import import_module
from types import MappingProxyType
from typing import Any

import shapely
from sqlalchemy import text
from sqlalchemy.orm import Session

import gis.blind_spots
from gis.blind_spots._scene import Scene
from gis.blind_spots._spot import Finding
from gis.coverage.measure import areas_m2, polygonal

Find = Callable[[Scene], Iterator[Finding]]

_SAME_SHARE = 0.5


@lru_cache(maxsize=1)
def find_kinds() -> Mapping[str, Find]:
    """Return how each kind is found, by its name; to add a kind, add a module with `KIND` and `find(scene)`."""
    modules = [
        import_module(f"{gis.blind_spots.__name__}.{found.name}")
        for found in pkgutil.iter_modules(gis.blind_spots.__path__)
        if not found.name.startswith("_")
    ]
    return MappingProxyType({module.KIND: module.find for module in modules if hasattr(module, "KIND")})


def find_spots(scene: Scene) -> list[Finding]:
    """Return the blind spots of a plan, worst first; none of it is written down.

    A piece of ground that changed a little keeps the key under which the record knows it.
    """
    found = (finding for find in find_kinds().values() for finding in find(scene))
    return sorted(_keyed(scene, found), key=lambda finding: _badness(scene, finding))


def find_spot(scene: Scene, *, kind: str, key: str) -> Finding | None:
    """Return the one blind spot of this kind and key, as `find_spots` would; None: there is no such one.

    The others of its kind that come after it are not worked out, nor are those of other kinds.
    """
    find = find_kinds().get(kind)
    return None if find is None else next((one for one in _keyed(scene, find(scene)) if one.key == key), None)


def _badness(scene: Scene, finding: Finding) -> tuple[Any, ...]:
    days = 0 if finding.since is None else (scene.standing.day - finding.since).days
    return (-finding.people * days, -finding.people, -finding.area_m2, finding.key)


def _keyed(scene: Scene, found: Iterable[Finding]) -> Iterator[Finding]:
    return _with_single_keys(_with_known_keys(found, _known_gaps(scene.session)))


def _known_gaps(session: Session) -> dict[str, Any]:
    rows = session.execute(
        text("SELECT key, ST_AsBinary(geom) AS geom FROM blind_spot WHERE kind = 'gap' ORDER BY key")
    ).all()
    return {row.key: shapely.from_wkb(bytes(row.geom)) for row in rows}


def _with_known_keys(found: Iterable[Finding], known: dict[str, Any]) -> Iterator[Finding]:
    """Yield `found`, where a gap that shares most of its ground with one in the record is taken for that one."""
    keys, tree, taken = list(known), shapely.STRtree(list(known.values())), set[str]()
    for finding in found:
        key = finding.key
        if finding.kind == "gap":
            same = (keys[number] for number in tree.query(finding.geom, predicate="intersects"))
            key = next((old for old in same if old not in taken and _same_ground(finding.geom, known[old])), key)
            taken.add(key)
        yield replace(finding, key=key)


def _same_ground(one: Any, other: Any) -> bool:
    common, first, second = areas_m2([polygonal(shapely.intersection(one, other)), one, other])
    return bool(common > _SAME_SHARE * max(first, second))


def _with_single_keys(found: Iterable[Finding]) -> Iterator[Finding]:
    """Yield `found`, where a key that came up twice is told apart by a number."""
    times: Counter[str] = Counter()
    for finding in found:
        times[finding.key] += 1
        number = times[finding.key]
        yield finding if number == 1 else replace(finding, key=f"{finding.key}#{number}")
