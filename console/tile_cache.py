"""Tiles kept in memory until the ground they show changes."""

import asyncio
import gzip
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from math import floor, log, pi, radians, tan

from layers import BBox, Layer, Tile
from layers._tiles import CELL, EXTENT, buffer_of

MOST_BYTES = 128 * 2**20
OVERHEAD = 600
"""Bytes that a kept tile costs beside its body, roughly."""
WORTH_PACKING = 600
PACK_ASIDE = 24_000
"""Bodies larger than this are packed in a thread: it would hold up the event loop for more than a millisecond."""


@dataclass(frozen=True, slots=True)
class TileKey:
    """What was asked for: layers in drawing order, the tile, the area the viewer may see, and the day (None: now)."""

    layers: tuple[str, ...]
    tile: Tile
    area_code: str | None
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Drawn:
    """A tile ready to send.

    Attributes:
        body: The MVT, empty where there is nothing to show; gzip where `packed`.
        packed: Whether `body` is compressed.
        etag: Differs where the MVT differs.
        expires: Value of `time.monotonic` after which it is drawn anew; None: only a change ends it.
    """

    body: bytes
    packed: bool
    etag: bytes
    expires: float | None = None

    def plain(self) -> bytes:
        """Return the MVT uncompressed."""
        return gzip.decompress(self.body) if self.packed else self.body


@dataclass(slots=True)
class Kept:
    """How a cache is doing."""

    tiles: int = 0
    bytes: int = 0
    hits: int = 0
    misses: int = 0
    dropped: int = 0


class TileCache:
    """Tiles by least recent use, dropped precisely by changes. Belongs to one event loop.

    It `keeps` nothing until somebody who hears of changes has cleared it.

    A tile whose drawing began before a change is given to those who asked before it, but never kept: dropping takes
    the drawing itself off the list, so that who asks afterwards starts a new one.
    """

    def __init__(self, layers: Mapping[str, Layer], *, most_bytes: int = MOST_BYTES) -> None:
        self._layers = layers
        self._most_bytes = most_bytes
        self._kept: OrderedDict[TileKey, Drawn] = OrderedDict()
        self._drawing: dict[TileKey, asyncio.Task[Drawn]] = {}
        self._places: dict[int, dict[tuple[int, int], set[TileKey]]] = {}
        self.keeps = False
        self.figures = Kept()

    def get(self, key: TileKey) -> Drawn | None:
        """Return the tile if it is kept."""
        drawn = self._kept.get(key)
        if drawn is None or (drawn.expires is not None and drawn.expires < time.monotonic()):
            return None
        self._kept.move_to_end(key)
        self.figures.hits += 1
        return drawn

    async def draw(self, key: TileKey, draw: Callable[[], Awaitable[bytes]]) -> Drawn:
        """Return the tile that `draw` makes, and keep it; who asks for the same meanwhile waits for this one."""
        task = self._drawing.get(key)
        if task is None:
            self.figures.misses += 1
            task = asyncio.create_task(self._draw(key, draw))
            self._drawing[key] = task
        return await asyncio.shield(task)

    async def _draw(self, key: TileKey, draw: Callable[[], Awaitable[bytes]]) -> Drawn:
        mine = asyncio.current_task()
        try:
            drawn = await self._packed(key, await draw())
            if self.keeps and self._drawing.get(key) is mine:
                self._keep(key, drawn)
            return drawn
        finally:
            if self._drawing.get(key) is mine:
                del self._drawing[key]

    async def _packed(self, key: TileKey, body: bytes) -> Drawn:
        lasts = [lasts_s for name in key.layers if (lasts_s := self._layers[name].lasts_s) is not None]
        expires = time.monotonic() + min(lasts) if lasts else None
        etag = b'W/"%b"' % blake2b(body, digest_size=9).hexdigest().encode()
        if len(body) < WORTH_PACKING:
            return Drawn(body, False, etag, expires)
        if len(body) > PACK_ASIDE:
            return Drawn(await asyncio.to_thread(_pack, body), True, etag, expires)
        return Drawn(_pack(body), True, etag, expires)

    def _keep(self, key: TileKey, drawn: Drawn) -> None:
        self._drop(key)
        self._kept[key] = drawn
        self._places.setdefault(key.tile.z, {}).setdefault((key.tile.x, key.tile.y), set()).add(key)
        self.figures.tiles += 1
        self.figures.bytes += len(drawn.body) + OVERHEAD
        while self.figures.bytes > self._most_bytes:
            self._drop(next(iter(self._kept)))

    def _drop(self, key: TileKey) -> None:
        drawn = self._kept.pop(key, None)
        if drawn is None:
            return
        self.figures.tiles -= 1
        self.figures.bytes -= len(drawn.body) + OVERHEAD
        places = self._places[key.tile.z]
        keys = places[key.tile.x, key.tile.y]
        keys.discard(key)
        if not keys:
            del places[key.tile.x, key.tile.y]

    def forget(self, subject: str, bbox: BBox | None = None) -> int:
        """Drop every tile that a change of `subject` touches, and return how many.

        Args:
            subject: What changed; tiles without a layer that shows it stay.
            bbox: Where it changed; None: anywhere, so that every tile with such a layer goes.
        """
        changed = {name for name, layer in self._layers.items() if subject in layer.subjects}
        if not changed:
            return 0
        for key in [key for key in self._drawing if self._touches(key, changed, bbox)]:
            del self._drawing[key]
        stale = [key for key in self._near(bbox) if self._touches(key, changed, bbox)]
        for key in stale:
            self._drop(key)
        self.figures.dropped += len(stale)
        return len(stale)

    def clear(self, *, keep_from_now: bool = True) -> None:
        """Drop everything; keep nothing more, either, while nobody can say what changes."""
        self.figures.dropped += len(self._kept)
        self._drawing.clear()
        self._kept.clear()
        self._places.clear()
        self.figures.tiles = self.figures.bytes = 0
        self.keeps = keep_from_now

    def _touches(self, key: TileKey, changed: set[str], bbox: BBox | None) -> bool:
        touched = changed.intersection(key.layers)
        if not touched or bbox is None:
            return bool(touched)
        reach = max(buffer_of(self._layers[name], key.tile.z) for name in touched)
        west, south, east, north = key.tile.bbox(buffer=reach)
        return bbox[0] <= east and bbox[2] >= west and bbox[1] <= north and bbox[3] >= south

    def _near(self, bbox: BBox | None) -> Iterable[TileKey]:
        """Return the kept tiles that may touch `bbox`, without looking at all of them where it is small."""
        if bbox is None:
            return list(self._kept)
        near: list[TileKey] = []
        for z, places in self._places.items():
            columns, rows = _tiles_across(bbox, z)
            if len(columns) * len(rows) < len(places):
                found = [(x, y) for x in columns for y in rows if (x, y) in places]
            else:
                found = [(x, y) for x, y in places if x in columns and y in rows]
            near.extend(key for place in found for key in places[place])
        return near


def _pack(body: bytes) -> bytes:
    return gzip.compress(body, compresslevel=1, mtime=0)


def _tiles_across(bbox: BBox, z: int) -> tuple[range, range]:
    """Return the columns and rows of zoom `z` whose tiles, widened by the widest buffer, may meet `bbox`."""
    side, edge = 2.0**z, CELL / EXTENT

    def row(lat: float) -> float:
        lat = min(max(lat, -85.05), 85.05)
        return (1 - log(tan(pi / 4 + radians(lat) / 2)) / pi) / 2 * side

    west, east = (bbox[0] + 180) / 360 * side, (bbox[2] + 180) / 360 * side
    north, south = row(bbox[3]), row(bbox[1])
    return range(floor(west - edge), floor(east + edge) + 1), range(floor(north - edge), floor(south + edge) + 1)
