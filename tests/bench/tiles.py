"""Vector tiles of the sample beside tipg's, on the same tables in the same run.

    python -m tests.bench.tiles [--size small|full] [--tiles N] [--url URL]

Eight clients ask one server, then the other, in turns of fifty tiles, so that whatever else the machine does weighs on
both: first tiles that nobody has asked for (cold), then the same again (kept). tipg runs as its documentation says, in
one process like ours; it sends every column of the table, Wangge those that the map draws, and which grids answer for
each building. Then one building changes, and what follows is timed and counted. All figures are of this machine; the
ratios are what counts.
"""

import argparse
import json
import os
import random
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import quote

import psycopg
from sqlalchemy import make_url

from console.commands.load import load_sample
from layers import Tile
from tests.bench._throwaway import throwaway_record
from tests.bench.http_client import fetch_all, get, running

CLIENTS = 8
ZOOMS = (14, 15, 16, 17)
SLICE = 50
REPEATS = 3
PATIENCE_S = 10
OUR_PATH = "/tiles/buildings/{z}/{x}/{y}.mvt"
TIPG_PATH = "/collections/public.building/tiles/WebMercatorQuad/{z}/{x}/{y}"
Tiles = dict[int, list[Tile]]


@dataclass
class Server:
    """One of the two, and how long it took for the tiles of each zoom, cold and asked again."""

    port: int
    path: str
    cold_s: dict[int, float] = field(default_factory=lambda: defaultdict(float))
    again_s: dict[int, float] = field(default_factory=lambda: defaultdict(float))

    def fetch(self, tiles: Sequence[Tile]) -> float:
        """Return the seconds that the clients take to fetch the tiles."""
        return fetch_all(self.port, [self.path.format(z=at.z, x=at.x, y=at.y) for at in tiles], clients=CLIENTS)


def main(arguments: Sequence[str] | None = None) -> None:
    """Load the sample, measure both servers, print them side by side."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--size", choices=["small", "full"], default="full")
    parser.add_argument("--tiles", type=int, default=300, help="tiles per zoom at most")
    parser.add_argument("--url", help="a loaded record to use instead of a throwaway one")
    options = parser.parse_args(arguments)
    with record(options.size, options.url) as url:
        tiles = tiles_of_district(url, most=options.tiles)
        total = sum(map(len, tiles.values()))
        print(f"{total} tiles of buildings, zoom {ZOOMS[0]}-{ZOOMS[-1]}; {CLIENTS} clients, {os.cpu_count()} cores")
        with our_server(url) as our_port, tipg(url) as tipg_port:
            servers = Server(our_port, OUR_PATH), Server(tipg_port, TIPG_PATH)
            for server in servers:
                warm_up(url, server, tiles)
            measure(servers, tiles)
            print_table(tiles, *servers)
            after_a_change(url, servers[0], tiles)


@contextmanager
def record(size: str, url: str | None) -> Iterator[str]:
    """Yield the URL of a record that holds the sample."""
    if url is not None:
        yield url
        return
    with throwaway_record() as (engine, _):
        load_sample(engine, size="small" if size == "small" else "full")
        own = engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
        engine.dispose()
        with psycopg.connect(own, autocommit=True) as connection:
            connection.execute("VACUUM ANALYZE")
        yield own


def tiles_of_district(url: str, *, most: int) -> Tiles:
    """Return tiles that hold buildings, by zoom, in an order without a pattern."""
    with psycopg.connect(url) as connection:
        points = connection.execute("SELECT ST_X(point), ST_Y(point) FROM building").fetchall()
    chosen: Tiles = {}
    for zoom in ZOOMS:
        found = sorted({Tile.around(lon, lat, zoom) for lon, lat in points})
        random.Random(zoom).shuffle(found)
        chosen[zoom] = found[:most]
    return chosen


@contextmanager
def our_server(url: str) -> Iterator[int]:
    """Run ours and yield its port."""
    environment = {"WANGGE_DATABASE_URL": url}
    with running([sys.executable, "-m", "tests.bench.tiles_server"], environment, ready="/api/layers") as port:
        yield port


@contextmanager
def tipg(url: str) -> Iterator[int]:
    """Run tipg and yield its port."""
    parts = make_url(url)
    folder = parts.query.get("host", "")
    if isinstance(folder, str) and folder.startswith("/"):
        # tipg refuses an empty host: the folder of the socket can stand there
        url = f"postgresql://{parts.username}@{quote(folder, safe='')}/{parts.database}"
    environment = {"DATABASE_URL": url, "TIPG_DB_TABLES": '["public.building"]', "TIPG_DB_SPATIAL_EXTENT": "false"}
    command = [sys.executable, "-m", "uvicorn", "tipg.main:app", "--log-level", "warning", "--port", "{port}"]
    with running(command, environment, ready="/healthz") as port:
        yield port


def warm_up(url: str, server: Server, tiles: Tiles) -> None:
    """Let the database read its pages and the server open its connections, then make ours forget the tiles."""
    server.fetch([at for some in tiles.values() for at in some])
    with psycopg.connect(url) as connection:
        connection.execute("SELECT announce('building', NULL)")
    time.sleep(1)


def measure(servers: Sequence[Server], tiles: Tiles) -> None:
    """Take turns in short slices."""
    slices = [some[begin : begin + SLICE] for some in tiles.values() for begin in range(0, len(some), SLICE)]
    for number, some in enumerate(slices):
        for server in servers if number % 2 else reversed(servers):
            server.cold_s[some[0].z] += server.fetch(some)
            server.again_s[some[0].z] += server.fetch(some * REPEATS) / REPEATS


def print_table(tiles: Tiles, ours: Server, theirs: Server) -> None:
    """Print tiles per second by zoom and in all, and how many times faster ours is."""
    heads = "".join(f" | {f'{kind}: wangge':>13}{'tipg':>8}{'ratio':>8}" for kind in ("cold", "kept"))
    print(f"{'':>6}{'tiles':>7}{heads}")
    for label, zooms in [*((f"z{zoom}", [zoom]) for zoom in tiles), ("all", list(tiles))]:
        count = sum(len(tiles[zoom]) for zoom in zooms)
        line = f"{label:>6}{count:>7}"
        for kind in ("cold_s", "again_s"):
            here, there = (count / sum(getattr(one, kind)[zoom] for zoom in zooms) for one in (ours, theirs))
            line += f" | {here:>11.0f}/s{there:>6.0f}/s{here / there:>7.1f}x"
        print(line)


def after_a_change(url: str, ours: Server, tiles: Tiles) -> None:
    """Change one building, and print when its tile shows it and which tiles were dropped."""
    everywhere = [at for some in tiles.values() for at in some]
    with psycopg.connect(url, autocommit=True) as connection:
        row = connection.execute(
            "SELECT id, ST_XMin(geom), ST_YMin(geom), ST_XMax(geom), ST_YMax(geom)"
            " FROM building ORDER BY id LIMIT 1 OFFSET 1000"
        ).fetchone()
        if row is None:
            raise SystemExit("the record holds too few buildings")
        change = f"UPDATE building SET levels = coalesce(levels, 1) + 1 WHERE id = {row[0]}"
        at = Tile.around(row[1], row[2], 16)
        path = OUR_PATH.format(z=at.z, x=at.x, y=at.y)
        ours.fetch([at, *everywhere])
        before = json.loads(get(ours.port, "/bench/cache")[1])
        shown_before = get(ours.port, path)[1]
        begin = time.perf_counter()
        connection.execute(change)
        while get(ours.port, path)[1] == shown_before:
            if time.perf_counter() - begin > PATIENCE_S:
                raise SystemExit("the changed building was never shown")
            time.sleep(0.002)
        print(f"A changed building shows after {(time.perf_counter() - begin) * 1000:.0f} ms.")
    time.sleep(2)
    after = json.loads(get(ours.port, "/bench/cache")[1])
    showing = sum(shows(one, row[1:]) for one in {at, *everywhere})
    print(f"It dropped {after['dropped'] - before['dropped']} of {before['tiles']} kept tiles; {showing} show it.")


def shows(tile: Tile, box: Sequence[float]) -> bool:
    """Whether a building in `box` is drawn by a tile, which reaches 4 px into its neighbours."""
    west, south, east, north = tile.bbox(buffer=64)
    return box[0] <= east and box[2] >= west and box[1] <= north and box[3] >= south


if __name__ == "__main__":
    main()
