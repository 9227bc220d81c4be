import json
from pathlib import Path
from typing import Any

import pyogrio
import pytest
import shapely
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from console.jobs.kinds import run_of
from gis.database import session_of
from gis.progress import SILENT
from gis.settings import Settings
from gis.viewer import LOCAL_OPERATOR


def work_off(client: TestClient, filled: Engine, settings: Settings, *, kind: str, arguments: dict[str, Any]) -> Any:
    """Do what a worker would do with the job."""
    del client
    with session_of(filled) as session:
        return run_of(kind)(session, arguments=arguments, viewer=LOCAL_OPERATOR, progress=SILENT, settings=settings)


@pytest.mark.parametrize("ending", ["gpkg", "csv"])
def test_a_plan_as_a_file(client: TestClient, tmp_path: Path, ending: str) -> None:
    answer = client.get(f"/api/plans/current/export/{ending}")
    assert answer.status_code == 200
    assert answer.headers["content-disposition"].endswith(f"1.{ending}")
    if ending == "gpkg":
        (tmp_path / "plan.gpkg").write_bytes(answer.content)
        assert pyogrio.list_layers(tmp_path / "plan.gpkg")[0][0] == "grids"
    else:
        assert answer.text.startswith("\ufeffcode,name")
    assert client.get("/api/plans/current/export/exe").status_code == 422


def test_maps_are_drawn_in_a_job_and_fetched(client: TestClient, filled: Engine, settings: Settings) -> None:
    job = client.post("/api/plans/current/maps", json={}).json()["job"]
    assert client.get(f"/api/jobs/{job}").json()["kind"] == "plan_maps"
    report = work_off(client, filled, settings, kind="plan_maps", arguments={"plan": 1, "language": "en"})
    assert report["pages"] == 2
    assert client.get(f"/api/plans/maps/{report['file']}").content[:5] == b"%PDF-"
    assert client.get("/api/plans/maps/plan.pdf").status_code == 404


def test_a_file_becomes_a_draft(client: TestClient, filled: Engine, settings: Settings) -> None:
    ground = shapely.geometry.mapping(shapely.box(116, 40, 116.003, 40.01))
    row = {"type": "Feature", "geometry": ground, "properties": {"code": "A1"}}
    body = json.dumps({"type": "FeatureCollection", "features": [row]}).encode()
    upload = client.post("/api/uploads", files={"file": ("grids.geojson", body)}).json()
    order = {"upload": upload["id"], "name": "新方案"}
    assert client.post("/api/plans/import", json=order).status_code == 202
    assert client.post("/api/plans/import", json={"upload": "0" * 32}).status_code == 404
    assert client.post("/api/plans/import", json={**order, "tolerance_m": 0}).status_code == 422
    report = work_off(client, filled, settings, kind="plan_import", arguments={**order, "file": "grids.geojson"})
    assert (report["grids"], report["valid"], report["name"]) == (1, True, "新方案")
    assert client.get(f"/api/plans/{report['plan']}").json()["state"] == "draft"
