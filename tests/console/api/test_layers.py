import json

import shapely
from fastapi.testclient import TestClient
from sqlalchemy import Engine, text

from gis.database import session_of
from layers import find_layers


def test_the_list_holds_every_layer_in_drawing_order(client: TestClient) -> None:
    listed = client.get("/api/layers").json()
    assert [layer["id"] for layer in listed] == list(find_layers())
    grids = next(layer for layer in listed if layer["id"] == "grids")
    assert grids["title"] == {"zh": "网格", "en": "Grids"}
    assert (grids["group"], grids["geometry"]) == ("plan", "polygon")
    assert len(grids["legend"]) == 6
    assert grids["legend"][0]["light"]["fill"] == "#5e3c99"


def test_geojson_is_a_feature_collection_of_all_rows(client: TestClient) -> None:
    answer = client.get("/api/layers/buildings.geojson")
    assert answer.headers["content-type"] == "application/geo+json"
    collection = answer.json()
    assert collection["type"] == "FeatureCollection"
    first, second, third = collection["features"]
    assert (first["type"], first["id"], first["properties"]["code"]) == ("Feature", 1, "B1")
    assert second["properties"]["state"] == "overlapping"
    assert third["properties"]["population_estimated"] is True
    assert list(first["properties"]) == list(find_layers()["buildings"].properties)


def test_coordinates_are_lon_lat_with_seven_decimals_and_outer_rings_turn_left(
    client: TestClient, filled: Engine
) -> None:
    with session_of(filled) as session:
        session.execute(
            text("UPDATE estate SET geom = ST_Multi('SRID=4326;POLYGON((116 40, 116 40.123456789, 116.1 40, 116 40))')")
        )
    (feature,) = client.get("/api/layers/estates.geojson").json()["features"]
    assert feature["geometry"]["coordinates"] == [[[[116, 40], [116.1, 40], [116, 40.1234568], [116, 40]]]]
    assert shapely.from_geojson(json.dumps(feature["geometry"])).geoms[0].exterior.is_ccw


def test_a_box_limits_the_features(client: TestClient) -> None:
    features = client.get("/api/layers/buildings.geojson?bbox=116,40,116.002,40.01").json()["features"]
    assert [feature["properties"]["code"] for feature in features] == ["B1"]


def test_a_layer_without_rows_is_an_empty_collection(client: TestClient) -> None:
    answer = client.get("/api/layers/buildings.geojson?bbox=0,0,1,1")
    assert answer.json() == {"type": "FeatureCollection", "features": []}


def test_a_collection_travels_packed_to_whoever_takes_it(client: TestClient) -> None:
    packed = client.get("/api/layers/buildings.geojson", headers={"Accept-Encoding": "gzip"})
    plain = client.get("/api/layers/buildings.geojson", headers={"Accept-Encoding": "identity"})
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.json() == plain.json()


def test_many_rows_come_in_pieces_that_fit_together(client: TestClient, filled: Engine) -> None:
    with session_of(filled) as session:
        session.execute(
            text("""
                INSERT INTO place (code, name, geom)
                SELECT n, n, 'SRID=4326;POINT(116 40)' FROM generate_series(1, 1700) n
            """)
        )
    assert len(client.get("/api/layers/places.geojson").json()["features"]) == 1701


BROKEN = (
    *("", "1,2,3", "1,2,3,4,5", "a,b,c,d", "nan,0,1,1", "inf,0,1,1", "5,0,1,1", "0,5,1,1", "-181,0,1,1", "0,0,1,91"),
    *(",,,", "1;2;3;4"),
)


def test_a_broken_box_is_refused_in_plain_words(client: TestClient) -> None:
    for bbox in BROKEN:
        answer = client.get("/api/layers/grids.geojson", params={"bbox": bbox})
        assert answer.status_code == 400, bbox
        assert answer.json()["detail"].startswith("bbox must be"), bbox


def test_an_unknown_layer_is_404(client: TestClient) -> None:
    for name in ("nothing", "grids,buildings", "%2e%2e", "'"):
        answer = client.get(f"/api/layers/{name}.geojson")
        assert answer.status_code == 404, name
        assert "detail" in answer.json(), name


def test_no_phone_number_is_served(client: TestClient) -> None:
    assert "1391234567" not in client.get("/api/layers/workers.geojson").text
