import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

import pytest

from console import tile_cache
from console.tile_cache import OVERHEAD, Drawn, TileCache, TileKey
from layers import BBox, Tile, find_layers

HERE = (116.005, 40.005)
AT = Tile.around(*HERE, 15)


def key(*names: str, tile: Tile = AT, area: str | None = None) -> TileKey:
    return TileKey(names or ("buildings",), tile, area)


def around(lon: float, lat: float) -> BBox:
    return (lon, lat, lon, lat)


def drawing(body: bytes = b"tile") -> Callable[[], Awaitable[bytes]]:
    async def draw() -> bytes:
        return body

    return draw


def run(work: Callable[[TileCache], Coroutine[Any, Any, None]], **options: int) -> None:
    async def body() -> None:
        cache = TileCache(find_layers(), **options)
        cache.clear()
        await work(cache)

    asyncio.run(body())


def test_a_tile_is_drawn_once_and_kept() -> None:
    async def work(cache: TileCache) -> None:
        assert cache.get(key()) is None
        first = await cache.draw(key(), drawing())
        assert cache.get(key()) is first
        assert first.plain() == b"tile"

    run(work)


def test_viewers_of_different_areas_have_different_tiles() -> None:
    async def work(cache: TileCache) -> None:
        await cache.draw(key(area="110101"), drawing())
        assert cache.get(key()) is None
        assert cache.get(key(area="110102")) is None

    run(work)


def test_who_asks_meanwhile_waits_for_the_same_drawing() -> None:
    drawn = 0

    async def draw() -> bytes:
        nonlocal drawn
        drawn += 1
        await asyncio.sleep(0)
        return b"tile"

    async def work(cache: TileCache) -> None:
        await asyncio.gather(*(cache.draw(key(), draw) for _ in range(5)))
        assert drawn == 1

    run(work)


def test_a_failed_drawing_is_not_kept() -> None:
    async def fail() -> bytes:
        raise RuntimeError("no")

    async def work(cache: TileCache) -> None:
        with pytest.raises(RuntimeError):
            await cache.draw(key(), fail)
        assert (await cache.draw(key(), drawing())).plain() == b"tile"

    run(work)


def test_one_who_goes_away_does_not_stop_the_drawing_for_others() -> None:
    async def work(cache: TileCache) -> None:
        go = asyncio.Event()

        async def draw() -> bytes:
            await go.wait()
            return b"tile"

        leaving, staying = (asyncio.create_task(cache.draw(key(), draw)) for _ in range(2))
        await asyncio.sleep(0)
        leaving.cancel()
        go.set()
        assert (await staying).plain() == b"tile"

    run(work)


@pytest.mark.parametrize(
    ("subject", "bbox", "dropped"),
    [
        ("building", around(*HERE), True),
        ("building", None, True),
        ("plan", None, True),
        ("building", around(116.5, 40.5), False),
        ("incident", around(*HERE), False),
        ("incident", None, False),
        ("nonsense", None, False),
    ],
)
def test_a_change_drops_what_shows_it(subject: str, bbox: BBox | None, dropped: object) -> None:
    async def work(cache: TileCache) -> None:
        await cache.draw(key(), drawing())
        assert cache.forget(subject, bbox) == int(bool(dropped))
        assert (cache.get(key()) is None) is dropped

    run(work)


def test_a_change_drops_its_place_in_every_zoom_and_nothing_beside() -> None:
    async def work(cache: TileCache) -> None:
        touched = [key(tile=Tile.around(*HERE, zoom)) for zoom in range(23)]
        beside = [key(tile=Tile(one.tile.z, one.tile.x, one.tile.y + 2)) for one in touched[3:]]
        for one in touched + beside:
            await cache.draw(one, drawing())
        assert cache.forget("building", around(*HERE)) == len(touched)
        assert all(cache.get(one) is None for one in touched)
        assert all(cache.get(one) is not None for one in beside)

    run(work)


def test_a_change_just_outside_drops_the_tile_that_reaches_there() -> None:
    west, south, east, _north = AT.bbox()
    pixel = (east - west) / 256

    async def work(cache: TileCache) -> None:
        await cache.draw(key(), drawing())
        assert cache.forget("building", around(west - 5 * pixel, south + pixel)) == 0
        assert cache.forget("building", around(west - 3 * pixel, south + pixel)) == 1

    run(work)


def test_a_tile_of_several_layers_goes_when_one_of_them_changes() -> None:
    async def work(cache: TileCache) -> None:
        await cache.draw(key("water", "streets"), drawing())
        assert cache.forget("water", around(*HERE)) == 1

    run(work)


def test_a_change_as_large_as_the_district_drops_it_all() -> None:
    async def work(cache: TileCache) -> None:
        first, last = Tile.around(116, 40.01, 17), Tile.around(116.01, 40, 17)
        tiles = [Tile(17, x, y) for x in range(first.x, last.x + 1) for y in range(first.y, last.y + 1)]
        for tile in tiles:
            await cache.draw(key(tile=tile), drawing())
        assert cache.forget("building", (115.9, 39.9, 116.1, 40.1)) == len(tiles)

    run(work)


@pytest.mark.parametrize("everything", [False, True])
def test_a_drawing_begun_before_a_change_is_not_kept_after_it(everything: object) -> None:
    async def work(cache: TileCache) -> None:
        go = asyncio.Event()

        async def old() -> bytes:
            await go.wait()
            return b"old"

        asked_before = asyncio.create_task(cache.draw(key(), old))
        await asyncio.sleep(0)
        if everything:
            cache.clear()
        else:
            cache.forget("building", around(*HERE))
        asked_after = asyncio.create_task(cache.draw(key(), drawing(b"new")))
        go.set()
        assert (await asked_before).plain() == b"old"
        assert (await asked_after).plain() == b"new"
        kept = cache.get(key())
        assert kept is not None
        assert kept.plain() == b"new"

    run(work)


def test_nothing_is_kept_before_changes_are_heard() -> None:
    async def work() -> None:
        cache = TileCache(find_layers())
        await cache.draw(key(), drawing())
        assert cache.get(key()) is None

    asyncio.run(work())


def test_nothing_is_kept_while_changes_cannot_be_heard() -> None:
    async def work(cache: TileCache) -> None:
        await cache.draw(key(), drawing())
        cache.clear(keep_from_now=False)
        assert cache.get(key()) is None
        await cache.draw(key(), drawing())
        assert cache.get(key()) is None
        cache.clear()
        await cache.draw(key(), drawing())
        assert cache.get(key()) is not None

    run(work)


def test_the_least_used_goes_when_there_is_no_room() -> None:
    async def work(cache: TileCache) -> None:
        one, two, three = (key(tile=Tile(15, x, 0)) for x in range(3))
        await cache.draw(one, drawing())
        await cache.draw(two, drawing())
        cache.get(one)
        await cache.draw(three, drawing())
        assert cache.get(two) is None
        assert cache.get(one) is not None
        assert cache.figures.bytes <= 2 * (OVERHEAD + 4)
        assert cache.figures.tiles == 2

    run(work, most_bytes=2 * (OVERHEAD + 4))


def test_what_depends_on_the_time_of_day_is_drawn_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1000.0
    monkeypatch.setattr(tile_cache.time, "monotonic", lambda: now)

    async def work(cache: TileCache) -> None:
        nonlocal now
        await cache.draw(key("incidents"), drawing())
        await cache.draw(key("buildings"), drawing())
        now += 301
        assert cache.get(key("incidents")) is None
        assert cache.get(key("buildings")) is not None

    run(work)


def test_large_tiles_are_packed_small_ones_and_empty_ones_are_not() -> None:
    async def drawn(body: bytes) -> Drawn:
        return await TileCache(find_layers()).draw(key(), drawing(body))

    for size in (2_000, 200_000):
        large = asyncio.run(drawn(b"tile" * size))
        assert large.packed
        assert len(large.body) < size
        assert large.plain() == b"tile" * size
    assert asyncio.run(drawn(b"tile")) == Drawn(b"tile", packed=False, etag=asyncio.run(drawn(b"tile")).etag)
    assert asyncio.run(drawn(b"")).body == b""


def test_a_different_tile_has_a_different_etag() -> None:
    async def work(cache: TileCache) -> None:
        one = await cache.draw(key(), drawing(b"one"))
        cache.clear()
        assert (await cache.draw(key(), drawing(b"one"))).etag == one.etag
        cache.clear()
        assert (await cache.draw(key(), drawing(b"two"))).etag != one.etag

    run(work)
