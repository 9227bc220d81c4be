"""The streets of an OpenStreetMap file that people may walk along, without a record."""

from pathlib import Path
from typing import Any

import numpy as np
import osmium
import shapely

from gis.loading import osm_words as words
from gis.network.streets import WalkableStreets


def read_walkable(path: Path) -> WalkableStreets:
    """Return the ways of a .osm or .osm.pbf file as the loader would put them into the record."""
    lines: list[str] = []
    keys: list[int] = []
    raised: list[bool] = []
    factory = osmium.geom.WKBFactory()
    ways = osmium.FileProcessor(str(path), osmium.osm.NODE | osmium.osm.WAY).with_locations()
    ways = ways.with_filter(osmium.filter.EntityFilter(osmium.osm.WAY)).with_filter(osmium.filter.KeyFilter("highway"))
    way: Any
    for way in ways:
        tags = {tag.k: tag.v for tag in way.tags}
        if tags["highway"] in words.NO_STREETS or tags.get("area") == "yes" or not words.on_foot(tags):
            continue
        try:
            lines.append(factory.create_linestring(way))
        except (osmium.InvalidLocationError, RuntimeError, ValueError):
            continue
        keys.append(way.id)
        raised.append(any(tags.get(key, "no") != "no" for key in ("bridge", "tunnel")))
    shapes = np.empty(len(lines), dtype=object)
    shapes[:] = shapely.from_wkb(lines)
    count = len(keys)
    return WalkableStreets(
        id=np.array(keys, np.int64), lines=shapes, level=np.zeros(count, np.int64),
        raised=np.array(raised, np.bool_), noded=np.ones(count, np.bool_),
    )  # fmt: skip
