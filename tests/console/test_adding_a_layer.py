"""Adding a layer is one file: nothing else names it, and it is everywhere at once."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pyogrio
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import Engine, text

import layers
from console.api import add_api
from console.layer_file import WRITERS, write_layer
from console.layer_rows import read_rows
from console.map_file import write_map
from console.state import AppState
from gis.database import session_of
from gis.settings import Settings
from gis.viewer import LOCAL_OPERATOR
from layers import Tile, find_layers

BENCHES = """
from layers._layer import Layer, for_everyone
from layers._style import Words, single, style_class

LAYER = Layer(
    id="benches",
    title=Words("长椅", "Benches"),
    group="base",
    order=250,
    geometry="point",
    query=for_everyone("SELECT id, geom, code, name FROM place WHERE kind = 'bench'"),
    properties=("code", "name"),
    subjects=("place",),
    style=lambda _parameters: single(style_class("长椅", "bench", fill=("#7a5c3e", "#c9a67f"))),
)
"""
AT = Tile.around(116.005, 40.005, 14)


@pytest.fixture
def benches(engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """A record with one bench, and the one file that makes benches a layer."""
    with session_of(engine) as session:
        session.execute(text((Path(__file__).parents[1] / "one_of_each.sql").read_text(encoding="utf-8")))
        session.execute(
            text("""
                INSERT INTO place (code, name, kind, geom)
                VALUES ('X1', '河边长椅', 'bench', 'SRID=4326;POINT(116.005 40.005)')
            """)
        )
    (tmp_path / "layers").mkdir()
    (tmp_path / "layers" / "benches.py").write_text(BENCHES, encoding="utf-8")
    monkeypatch.setattr(layers, "__path__", [*layers.__path__, str(tmp_path / "layers")])
    yield engine
    sys.modules.pop("layers.benches", None)


def test_one_file_makes_a_layer_everywhere(benches: Engine, settings: Settings, tmp_path: Path) -> None:
    layer = find_layers()["benches"]
    app = FastAPI()
    add_api(app, AppState(settings=settings, engine=benches))
    with TestClient(app) as client:
        # what the console draws from
        assert "benches" in [listed["id"] for listed in client.get("/api/layers").json()]
        # tiles
        (tmp_path / "tile.mvt").write_bytes(client.get(f"/tiles/benches/{AT.z}/{AT.x}/{AT.y}.mvt").content)
        assert pyogrio.list_layers(tmp_path / "tile.mvt")[0][0] == "benches"
        # GeoJSON
        (feature,) = client.get("/api/layers/benches.geojson").json()["features"]
        assert feature["properties"] == {"code": "X1", "name": "河边长椅"}
        # documentation
        assert "benches" in json.dumps(client.get("/openapi.json").json()["paths"])
    # exports
    for ending in WRITERS:
        write_layer(layer, read_rows(benches, layer, LOCAL_OPERATOR), tmp_path / f"out{ending}")
        assert (tmp_path / f"out{ending}").stat().st_size > 0
    # the map in one file
    write_map(benches, LOCAL_OPERATOR, tmp_path / "map.html")
    page = (tmp_path / "map.html").read_text(encoding="utf-8")
    assert '{"zh":"长椅","en":"Benches"}' in page
    assert "河边长椅" in page


def test_a_file_that_is_no_layer_says_so(benches: Engine, tmp_path: Path) -> None:
    assert benches
    (tmp_path / "layers" / "benches.py").write_text("LAYER = None")
    with pytest.raises(TypeError, match=r"benches\.py defines no LAYER"):
        find_layers()


def test_a_layer_is_named_after_its_file(benches: Engine, tmp_path: Path) -> None:
    assert benches
    (tmp_path / "layers" / "benches.py").write_text(BENCHES.replace('id="benches"', 'id="chairs"'), encoding="utf-8")
    with pytest.raises(ValueError, match="named after its file"):
        find_layers()


def test_files_that_begin_with_an_underscore_are_no_layers() -> None:
    assert not any(name.startswith("_") for name in find_layers())
