"""The SQL that makes vector tiles: several layers in one MVT, one statement for a block of tiles."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from math import atan, degrees, exp, floor, log, pi, radians, tan
from typing import Any

from gis.parameters import Parameters
from gis.viewer import Viewer
from layers._layer import Layer
from layers._reading import Question, inner, within

EXTENT = 4096
"""Units of a tile's side."""
PIXEL = EXTENT // 256
HALF_WORLD_M = 20037508.342789244
EARTH_RADIUS_M = 6378137.0
MOST_ZOOM = 22
MOST_LATITUDE = 85.0511
CLUSTER_BELOW = 17
CELL = EXTENT // 4
"""Side of the squares whose points are drawn as one."""
SIMPLIFY_BELOW = 14


@dataclass(frozen=True, slots=True, order=True)
class Tile:
    """Address of a tile: zoom, column from the west, row from the north."""

    z: int
    x: int
    y: int

    @classmethod
    def around(cls, lon: float, lat: float, zoom: int) -> "Tile":
        """Return the tile that holds a place; beyond the map's rim at 85 degrees, the nearest."""
        side = 2.0**zoom
        lat = min(max(lat, -MOST_LATITUDE), MOST_LATITUDE)
        row = (1 - log(tan(pi / 4 + radians(lat) / 2)) / pi) / 2 * side
        return cls(zoom, min(floor((lon + 180) / 360 * side), int(side) - 1), min(max(floor(row), 0), int(side) - 1))

    def exists(self) -> bool:
        """Whether the address is one of the world's tiles, 0 to 22."""
        return 0 <= self.z <= MOST_ZOOM and 0 <= self.x < 2**self.z and 0 <= self.y < 2**self.z

    def mercator(self, *, buffer: float = 0) -> tuple[float, float, float, float]:
        """Return (min_x, min_y, max_x, max_y) in EPSG:3857, widened by `buffer` units of the tile."""
        side = 2 * HALF_WORLD_M / 2**self.z
        edge = buffer / EXTENT * side
        west, north = self.x * side - HALF_WORLD_M, HALF_WORLD_M - self.y * side
        return (west - edge, north - side - edge, west + side + edge, north + edge)

    def bbox(self, *, buffer: float = 0) -> tuple[float, float, float, float]:
        """Return (min_lon, min_lat, max_lon, max_lat), widened by `buffer` units of the tile."""
        west, south, east, north = self.mercator(buffer=buffer)
        return (_longitude(west), _latitude(south), _longitude(east), _latitude(north))


def buffer_of(layer: Layer, zoom: int) -> int:
    """Return by how many units a tile of this layer reaches into its neighbours.

    A mark at the edge is drawn by both tiles, each its own part: a stroke needs 4 px, a disc 20 px, and a cluster a
    whole square, so that both tiles see the same points in it.
    """
    if layer.cluster and zoom < CLUSTER_BELOW:
        return CELL
    return 20 * PIXEL if layer.geometry == "point" else 4 * PIXEL


def tile_of(
    layers: Sequence[Layer], tile: Tile, viewer: Viewer, parameters: Parameters, *, day: date | None = None
) -> Question:
    """Return the question for one MVT (bytes) that holds every one of `layers` drawn at the tile's zoom.

    The SQL is the same for every tile of a zoom, so that the server plans it once. MVT is a list of layers: those of
    several SELECTs are joined end to end. With a `day`, layers that know history show what held then.
    """
    shown = [layer for layer in layers if layer.zooms[0] <= tile.z]
    west, south, east, north = tile.mercator()
    corners = {"x0": west, "y0": south, "x1": east, "y1": north}
    values: dict[str, Any] = {"zoom": tile.z, "day": day, **corners, **asdict(parameters)}
    parts = []
    for layer in shown:
        buffer = buffer_of(layer, tile.z)
        for name, value in zip(("west", "south", "east", "north"), tile.bbox(buffer=buffer), strict=True):
            values[f"{name}_{buffer}"] = value
        body = _clustered if layer.cluster and tile.z < CLUSTER_BELOW else _plain
        where = f"f.geom && {_box(buffer)} AND {within(layer, viewer, values)}"
        rows = body(layer, inner(layer, viewer), where, tile.z, parameters)
        parts.append(f"(SELECT ST_AsMVT(t, '{layer.id}', {EXTENT}, 'outline', 'id') FROM ({rows}) t)")
    return Question(f"SELECT {' || '.join(parts) or 'CAST(NULL AS bytea)'}", values)


def _plain(layer: Layer, query: str, where: str, zoom: int, _parameters: Parameters) -> str:
    outline = "f.mercator" if layer.mercator else "ST_Transform(f.geom, 3857)"
    if zoom < SIMPLIFY_BELOW and layer.geometry != "point":
        # half a pixel; what is smaller than that stays as a speck
        outline = f"ST_Simplify({outline}, {HALF_WORLD_M / 2**zoom / 256}, true)"
    drawn = f"ST_AsMVTGeom({outline}, {_ENVELOPE}, {EXTENT}, {buffer_of(layer, zoom)}, true) AS outline"
    columns = ", ".join(["f.id", *(f'f."{name}"' for name in layer.drawn or layer.properties)])
    return f"SELECT {drawn}, {columns} FROM ({query}) f WHERE {where}"


def _clustered(layer: Layer, query: str, where: str, zoom: int, parameters: Parameters) -> str:
    """One point per square of the world: the mean of its points, their number, and the class that comes first."""
    side = 2 * HALF_WORLD_M / 2**zoom * CELL / EXTENT
    style = layer.style(parameters)
    chosen = ["min(f.id) AS id", "count(*) AS count"]
    if style.property is not None and style.rule == "values":
        order = "ARRAY[" + ", ".join(f"'{item.value}'" for item in style.classes) + "]"
        chosen.append(f'({order})[min(array_position({order}, f."{style.property}"))] AS "{style.property}"')
    if "code" in layer.properties:
        chosen.append("CASE WHEN count(*) = 1 THEN min(f.code) END AS code")
    point = "ST_SetSRID(ST_MakePoint(avg(ST_X(f.point)), avg(ST_Y(f.point))), 3857)"
    drawn = f"ST_AsMVTGeom({point}, {_ENVELOPE}, {EXTENT}, {buffer_of(layer, zoom)}, true) AS outline"
    points = f"SELECT f.*, ST_Transform(f.geom, 3857) AS point FROM ({query}) f WHERE {where}"
    squares = f"floor(ST_X(f.point) / {side}), floor(ST_Y(f.point) / {side})"
    return f"SELECT {drawn}, {', '.join(chosen)} FROM ({points}) f GROUP BY {squares}"


_ENVELOPE = "ST_MakeEnvelope(%(x0)s, %(y0)s, %(x1)s, %(y1)s, 3857)"


def _box(buffer: int) -> str:
    return f"ST_MakeEnvelope(%(west_{buffer})s, %(south_{buffer})s, %(east_{buffer})s, %(north_{buffer})s, 4326)"


def _longitude(x: float) -> float:
    return degrees(x / EARTH_RADIUS_M)


def _latitude(y: float) -> float:
    return degrees(2 * atan(exp(y / EARTH_RADIUS_M)) - pi / 2)
