from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.parameters import DEFAULTS
from gis.viewer import LOCAL_OPERATOR, Viewer
from layers import Tile, find_layer, tile_of

Draw = Callable[..., dict[str, list[dict[str, Any]]]]
MIDDLE = (116.005, 40.005)


def test_a_tile_knows_where_it_lies() -> None:
    assert Tile(0, 0, 0).bbox() == pytest.approx((-180, -85.0511287798, 180, 85.0511287798))
    assert Tile(1, 1, 0).bbox() == pytest.approx((0, 0, 180, 85.0511287798))
    assert Tile(1, 1, 0).bbox(buffer=2048)[0] == pytest.approx(-90)


def test_a_tile_is_found_around_a_place() -> None:
    assert Tile.around(116.005, 40.005, 14) == Tile(14, 13471, 6202)
    assert Tile.around(180, -90, 3) == Tile(3, 7, 7)
    assert Tile.around(-180, 90, 3) == Tile(3, 0, 0)


@pytest.mark.parametrize(
    ("address", "exists"),
    [
        ((0, 0, 0), True),
        ((22, 2**22 - 1, 0), True),
        ((23, 0, 0), False),
        ((-1, 0, 0), False),
        ((3, 8, 0), False),
        ((3, 0, -1), False),
    ],
)
def test_addresses_of_the_world(address: tuple[int, int, int], exists: object) -> None:
    assert Tile(*address).exists() is exists


def test_one_tile_holds_several_layers(tile: Draw) -> None:
    drawn = tile("grids,buildings,blind_spots", Tile.around(*MIDDLE, 14))
    assert {name: len(features) for name, features in drawn.items()} == {"grids": 2, "buildings": 3, "blind_spots": 1}


def test_features_carry_the_ids_of_the_record(tile: Draw, rows: Callable[..., list[dict[str, Any]]]) -> None:
    drawn = tile("buildings", Tile.around(*MIDDLE, 14))["buildings"]
    assert sorted(feature["id"] for feature in drawn) == [row["id"] for row in rows("buildings")]


def test_farther_out_than_a_layer_is_drawn_there_is_nothing(tile: Draw) -> None:
    assert tile("buildings", Tile.around(*MIDDLE, 13)) == {}
    assert set(tile("buildings,grids", Tile.around(*MIDDLE, 13))) == {"grids"}


def test_elsewhere_there_is_nothing(tile: Draw) -> None:
    assert tile("buildings,grids", Tile(14, 0, 0)) == {}


def test_a_tile_reaches_four_pixels_into_its_neighbours(record: Session, tile: Draw) -> None:
    at = Tile.around(*MIDDLE, 16)
    west, south, _east, north = at.bbox()
    pixel = (at.bbox()[2] - west) / 256
    for number, away in ((71, 3), (72, 6)):
        record.execute(
            text(
                "INSERT INTO building (id, code, geom) SELECT :id, :id, ST_Multi(ST_MakeEnvelope(:w, :s, :e, :n, 4326))"
            ),
            {"id": number, "w": west - 20 * pixel, "e": west - away * pixel, "s": (south + north) / 2, "n": north},
        )
    drawn = {feature["id"] for feature in tile("buildings", at).get("buildings", [])}
    assert 71 in drawn
    assert 72 not in drawn


def test_a_viewers_tile_shows_the_own_area(tile: Draw) -> None:
    west = Viewer(name="west", role="community", area_code="110101001001")
    drawn = tile("buildings", Tile.around(*MIDDLE, 14), viewer=west)["buildings"]
    assert sorted(feature["code"] for feature in drawn) == ["B1", "B2"]


def test_a_cluster_is_the_same_from_both_sides_of_a_tiles_edge(record: Session, tile: Draw) -> None:
    left = Tile.around(*MIDDLE, 15)
    right = Tile(15, left.x + 1, left.y)
    edge, _south, _east, north = right.bbox()
    record.execute(text("DELETE FROM incident"))
    for number in range(6):
        record.execute(
            text("INSERT INTO incident (code, geom) VALUES (:code, ST_SetSRID(ST_MakePoint(:lon, :lat), 4326))"),
            {"code": f"C{number}", "lon": edge + 1e-5 + number * 1e-4, "lat": north - 0.001},
        )
    (seen_left,) = tile("incidents", left)["incidents"]
    (seen_right,) = tile("incidents", right)["incidents"]
    assert seen_left["count"] == seen_right["count"] == 6
    assert seen_left["geom"].x - 4096 == pytest.approx(seen_right["geom"].x, abs=1)
    assert seen_left["geom"].y == pytest.approx(seen_right["geom"].y, abs=1)


def test_every_point_is_counted_once_over_all_tiles(record: Session, tile: Draw) -> None:
    record.execute(text("DELETE FROM incident"))
    record.execute(
        text("""
            INSERT INTO incident (code, geom)
            SELECT 'R' || n, ST_SetSRID(ST_MakePoint(116 + 0.01 * ((n * 7919) % 997) / 997,
                                                     40 + 0.01 * ((n * 104729) % 991) / 991), 4326)
            FROM generate_series(1, 500) n
        """)
    )
    first, last = Tile.around(116, 40.01, 16), Tile.around(116.01, 40, 16)
    counted = 0
    for x in range(first.x, last.x + 1):
        for y in range(first.y, last.y + 1):
            for feature in tile("incidents", Tile(16, x, y)).get("incidents", []):
                inside = 0 <= feature["geom"].x < 4096 and 0 <= feature["geom"].y < 4096
                counted += int(feature["count"]) if inside else 0
    assert counted == 500


def test_lone_points_keep_their_code_in_a_cluster_layer(record: Session, tile: Draw) -> None:
    record.execute(text("DELETE FROM incident WHERE code <> 'I2'"))
    (one,) = tile("incidents", Tile.around(116.003, 40.005, 14))["incidents"]
    assert (one["count"], one["code"], one["state"]) == (1, "I2", "open")


def test_the_sql_is_the_same_for_all_tiles_of_a_zoom() -> None:
    """So that the server plans it once."""
    layers = [find_layer("grids"), find_layer("incidents")]
    one, other = (tile_of(layers, Tile(15, x, 12000), LOCAL_OPERATOR, DEFAULTS) for x in (100, 27000))
    assert one.sql == other.sql
    assert one.values != other.values
