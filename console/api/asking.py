"""What a request asks for: numbers, boxes and layers out of an address, refused in one line."""

from collections.abc import Mapping
from math import isfinite

from gis.errors import InputError, NotFoundError
from layers import BBox, Layer, Tile

LONGEST_NUMBER = 8


def bbox_of(said: str | None) -> BBox | None:
    """Return the box of `min_lon,min_lat,max_lon,max_lat`; None where nothing is said.

    Raises:
        InputError: not four numbers, out of range, or the wrong way round.
    """
    if said is None:
        return None
    try:
        west, south, east, north = (float(part) for part in said.split(","))
    except ValueError as error:
        raise InputError("bbox must be four numbers: min_lon,min_lat,max_lon,max_lat.") from error
    if not all(isfinite(side) for side in (west, south, east, north)):
        raise InputError("bbox must be four numbers: min_lon,min_lat,max_lon,max_lat.")
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):  # noqa: PLR2004 - degrees
        raise InputError("bbox must be min_lon,min_lat,max_lon,max_lat within -180,-90,180,90, least first.")
    return (west, south, east, north)


def tile_at(z: str, x: str, y: str) -> Tile:
    """Return the tile at an address.

    Raises:
        InputError: not a tile of the world's zooms 0 to 22.
    """
    if not all(part.isascii() and part.isdigit() and len(part) <= LONGEST_NUMBER for part in (z, x, y)):
        raise InputError("A tile's address is three whole numbers: /{z}/{x}/{y}.mvt.")
    tile = Tile(int(z), int(x), int(y))
    if not tile.exists():
        raise InputError(f"There is no tile {z}/{x}/{y}: zoom is 0 to 22, x and y are under 2 to the power of zoom.")
    return tile


def layers_named(said: str, known: Mapping[str, Layer]) -> tuple[str, ...]:
    """Return the layers of `a,b,c`, each once, in drawing order.

    Raises:
        NotFoundError: one of them does not exist.
    """
    asked = set(said.split(","))
    unknown = sorted(asked - known.keys())
    if unknown:
        raise NotFoundError(f"There is no layer {unknown[0][:60]!r}; there are: {', '.join(known)}.")
    return tuple(name for name in known if name in asked)
