from collections.abc import Callable
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from layers import Tile, find_layers

Draw = Callable[..., dict[str, list[dict[str, Any]]]]


def test_the_base_map_is_water_greens_streets_and_names() -> None:
    base = [layer.id for layer in find_layers().values() if layer.group == "base"]
    assert base == ["water", "greens", "streets", "places"]


def test_rivers_are_drawn_whether_they_are_ground_or_a_line(record: Session, tile: Draw) -> None:
    record.execute(
        text("""
            INSERT INTO water (code, kind, geom)
            VALUES ('L', 'stream', 'SRID=4326;MULTILINESTRING((116 40.001, 116.01 40.001))')
        """)
    )
    shapes = {feature["geom"].geom_type for feature in tile("water", Tile.around(116.005, 40.005, 14))["water"]}
    assert shapes == {"Polygon", "LineString"}


def test_small_places_are_named_close_by_only(tile: Draw) -> None:
    def names(zoom: int) -> list[str]:
        return [feature["name"] for feature in tile("places", Tile.around(116.004, 40.004, zoom)).get("places", [])]

    assert names(11) == []
    assert names(12) == ["和平里"]
