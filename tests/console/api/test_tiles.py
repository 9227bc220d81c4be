import gzip
from pathlib import Path

import pyogrio
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import Engine, text

from console.map_record import MapRecord
from gis.database import session_of
from layers import Tile

AT = Tile.around(116.005, 40.005, 14)
PATH = f"{AT.z}/{AT.x}/{AT.y}.mvt"


def test_a_tile_is_an_mvt_named_after_its_layers(client: TestClient, tmp_path: Path) -> None:
    answer = client.get(f"/tiles/grids,buildings/{PATH}")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/vnd.mapbox-vector-tile"
    (tmp_path / "tile.mvt").write_bytes(answer.content)
    assert {name for name, _geometry in pyogrio.list_layers(tmp_path / "tile.mvt")} == {"grids", "buildings"}


def test_a_kept_tile_is_the_same_as_a_drawn_one(client: TestClient, application: tuple[FastAPI, MapRecord]) -> None:
    drawn, kept = (client.get(f"/tiles/grids/{PATH}") for _ in range(2))
    assert application[1].cache.figures.hits == 1
    assert drawn.content == kept.content
    assert dict(drawn.headers) == dict(kept.headers)


def test_layers_are_one_tile_in_whatever_order_and_however_often_asked(
    client: TestClient, application: tuple[FastAPI, MapRecord]
) -> None:
    tiles = [
        client.get(f"/tiles/{names}/{PATH}").content for names in ("grids,water", "water,grids", "water,grids,grids")
    ]
    assert tiles[0] == tiles[1] == tiles[2]
    assert application[1].cache.figures.misses == 1


def test_the_browser_that_has_it_is_told_so(client: TestClient) -> None:
    for _drawn_then_kept in range(2):
        etag = client.get(f"/tiles/grids/{PATH}").headers["etag"]
        answer = client.get(f"/tiles/grids/{PATH}", headers={"If-None-Match": etag})
        assert (answer.status_code, answer.content) == (304, b"")


def test_large_tiles_travel_packed_to_whoever_takes_it(client: TestClient) -> None:
    names = "grids,buildings,streets,blind_spots,communities,subdistricts,resources,workers"
    for _drawn_then_kept in range(2):
        packed = client.get(f"/tiles/{names}/{PATH}", headers={"Accept-Encoding": "gzip"})
        assert packed.headers["content-encoding"] == "gzip"
        plain = client.get(f"/tiles/{names}/{PATH}", headers={"Accept-Encoding": "identity"})
        assert "content-encoding" not in plain.headers
        assert plain.content == packed.content
        assert len(gzip.compress(plain.content)) < len(plain.content)


def test_a_day_has_tiles_of_its_own(client: TestClient, application: tuple[FastAPI, MapRecord]) -> None:
    now = client.get(f"/tiles/grids/{PATH}")
    for _drawn_then_kept in range(2):
        assert client.get(f"/tiles/grids/{PATH}?day=2001-01-01").status_code == 204
        assert client.get(f"/tiles/grids/{PATH}").content == now.content
    assert application[1].cache.figures.misses == 2
    assert client.get(f"/tiles/grids/{PATH}?day=soon").status_code == 422


def test_nothing_to_show_is_no_content(client: TestClient) -> None:
    for path in (f"buildings/{AT.z}/0/0.mvt", "buildings/3/1/1.mvt", "workers/0/0/0.mvt"):
        for _drawn_then_kept in range(2):
            answer = client.get(f"/tiles/{path}")
            assert (answer.status_code, answer.content) == (204, b""), path


ABSURD = (
    ("nothing/1/0/0.mvt", 404, "There is no layer 'nothing'"),
    ("grids,nothing/1/0/0.mvt", 404, "There is no layer 'nothing'"),
    ("grids,/1/0/0.mvt", 404, "There is no layer ''"),
    ("grids/23/0/0.mvt", 400, "There is no tile 23/0/0"),
    ("grids/999999999999/0/0.mvt", 400, "whole numbers"),
    ("grids/3/8/0.mvt", 400, "There is no tile"),
    ("grids/3/0/8.mvt", 400, "There is no tile"),
    ("grids/-1/0/0.mvt", 400, "whole numbers"),
    ("grids/3/-1/0.mvt", 400, "whole numbers"),
    ("grids/a/b/c.mvt", 400, "whole numbers"),
    ("grids/1.5/0/0.mvt", 400, "whole numbers"),
    ("grids/1e1/0/0.mvt", 400, "whole numbers"),
    ("grids/ 1/0/0.mvt", 400, "whole numbers"),
    ("grids/３/0/0.mvt", 400, "whole numbers"),
    ("grids/%00/0/0.mvt", 422, "NUL"),
    ("grids'; DROP TABLE grid; --/1/0/0.mvt", 404, "There is no layer"),
)


def test_absurd_tiles_are_refused_in_plain_words(client: TestClient) -> None:
    for path, status, said in ABSURD:
        answer = client.get(f"/tiles/{path}")
        assert answer.status_code == status, path
        assert said in answer.json()["detail"], path


def test_only_reading_is_possible(client: TestClient) -> None:
    assert client.post(f"/tiles/grids/{PATH}").status_code == 405


def test_parameters_of_the_district_colour_its_grids(client: TestClient, filled: Engine) -> None:
    def limits() -> list[float]:
        layers = {layer["id"]: layer for layer in client.get("/api/layers").json()}
        return [entry["least"] for entry in layers["grids"]["legend"]]

    assert limits()[2] == 800
    with session_of(filled) as session:
        session.execute(text("INSERT INTO parameter VALUES ('grid_people_min', 500)"))
    for _ in range(200):
        if limits()[2] == 500:
            break
    assert limits()[2] == 500


def test_a_database_that_was_restarted_is_read_again(client: TestClient, filled: Engine) -> None:
    assert client.get(f"/tiles/grids/{PATH}").status_code == 200
    with filled.connect() as connection:
        connection.execute(
            text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'wangge tiles'")
        )
    assert client.get(f"/tiles/streets/{PATH}").status_code == 200


def test_without_its_work_the_api_answers_too_but_keeps_nothing(application: tuple[FastAPI, MapRecord]) -> None:
    app, record = application
    client = TestClient(app)
    for _ in range(2):
        assert client.get(f"/tiles/grids/{PATH}").status_code == 200
    assert client.get("/api/layers/grids.geojson").status_code == 200
    assert record.cache.figures.tiles == 0
