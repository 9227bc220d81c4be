import io
import json
import os
import zipfile
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine, text

from console.uploads import Uploads
from gis.settings import Settings

RING = [[[115.8, 30.0], [115.801, 30.0], [115.801, 30.001], [115.8, 30.001], [115.8, 30.0]]]


def collection(*properties: dict[str, object]) -> bytes:
    features = [
        {"type": "Feature", "properties": each, "geometry": {"type": "Polygon", "coordinates": RING}}
        for each in properties
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def send(client: TestClient, *files: tuple[str, bytes], headers: dict[str, str] | None = None) -> dict[str, object]:
    answer = client.post("/api/uploads", files=[("files", file) for file in files], headers=headers or {})
    return {"status": answer.status_code, **answer.json()}


def test_file_is_taken_looked_at_and_handed_to_the_worker(
    client: TestClient, filled: Engine, settings: Settings
) -> None:
    content = collection({"LDBH": "X1", "RKS": 25})
    taken = send(client, ("楼栋 1.geojson", content))
    assert (taken["status"], taken["file"], taken["bytes"]) == (201, "楼栋 1.geojson", len(content))
    upload = taken["id"]
    assert (settings.data_dir / "uploads" / str(upload) / "楼栋 1.geojson").read_bytes() == content

    found = client.get(f"/api/uploads/{upload}").json()
    assert (found["kind"], found["fields"]["population"], found["count"]) == ("buildings", "RKS", 1)
    assert found["bbox"] == [115.8, 30.0, 115.801, 30.001]
    assert found["preview"]["features"][0]["geometry"]["type"] == "Polygon"
    assert client.get(f"/api/uploads/{upload}?kind=estates").json()["kind"] == "estates"

    handed = client.post(f"/api/uploads/{upload}/load", json={"kind": "buildings", "fields": {"population": "RKS"}})
    assert handed.status_code == 202
    job = client.get(f"/api/jobs/{handed.json()['job']}").json()
    assert (job["kind"], job["title"], job["state"], job["worker_runs"]) == ("load", "楼栋 1.geojson", "waiting", False)
    with filled.connect() as connection:
        arguments = connection.scalar(text("SELECT args -> 'arguments' FROM procrastinate_jobs"))
    assert arguments["options"]["fields"] == {"population": "RKS"}

    assert [each["id"] for each in client.get("/api/jobs").json()] == [job["id"]]
    assert client.delete(f"/api/jobs/{job['id']}").json()["state"] == "cancelled"
    assert client.delete(f"/api/jobs/{job['id']}").status_code == 409


def test_files_of_a_shapefile_stay_together(client: TestClient) -> None:
    taken = send(client, ("roads.dbf", b"d"), ("roads.shp", b"s"), ("roads.shx", b"x"))
    assert (taken["file"], sorted(taken["files"])) == ("roads.shp", ["roads.dbf", "roads.shp", "roads.shx"])  # type: ignore[call-overload]


def test_big_file_arrives_whole(client: TestClient, settings: Settings) -> None:
    content = bytes(range(256)) * 20_000
    taken = send(client, ("big.gpkg", content))
    assert (settings.data_dir / "uploads" / str(taken["id"]) / "big.gpkg").read_bytes() == content


@pytest.mark.parametrize("name", ["../../etc/passwd.csv", "C:\\Users\\x\\passwd.csv", "/tmp/passwd.csv"])
def test_name_leads_nowhere_else(client: TestClient, settings: Settings, name: str) -> None:
    taken = send(client, (name, b"a,b\n"))
    assert taken["file"] == "passwd.csv"
    assert [path.name for path in (settings.data_dir / "uploads").rglob("*.csv")] == ["passwd.csv"]


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ([], "no file"),
        ([(".hidden", b"x")], "proper name"),
        ([("a.csv", b"x"), ("a.csv", b"y")], "twice"),
        ([("n" * 300 + ".csv", b"x")], "too long"),
        ([("roads.dbf", b"x"), ("roads.shx", b"x")], "add the .shp"),
    ],
)
def test_what_is_not_taken_leaves_nothing(
    client: TestClient, settings: Settings, files: list[tuple[str, bytes]], said: str
) -> None:
    answer = client.post("/api/uploads", files=[("files", file) for file in files] or [("note", (None, "x"))])
    assert answer.status_code == 400
    assert said in answer.json()["detail"]
    assert list((settings.data_dir / "uploads").iterdir()) == []


def test_no_multipart_request(client: TestClient) -> None:
    assert client.post("/api/uploads", content=b"x").status_code == 400
    broken = client.post("/api/uploads", content=b"x", headers={"content-type": "multipart/form-data; boundary=b"})
    assert broken.status_code == 400


def test_more_than_the_limit_is_refused_before_it_is_written(client: TestClient, settings: Settings) -> None:
    answer = client.post(
        "/api/uploads",
        content=b"x",
        headers={"content-type": "multipart/form-data; boundary=b", "content-length": str(10**12)},
    )
    assert answer.status_code == 400
    assert "WANGGE_UPLOAD_LIMIT_MB" in answer.json()["detail"]
    assert list((settings.data_dir / "uploads").iterdir()) == []


def test_foreign_page_may_not_send_files(client: TestClient) -> None:
    file = ("a.csv", b"x")
    assert send(client, file, headers={"sec-fetch-site": "cross-site"})["status"] == 403
    assert send(client, file, headers={"origin": "http://evil.example"})["status"] == 403
    assert send(client, file, headers={"sec-fetch-site": "same-origin"})["status"] == 201


@pytest.mark.parametrize("upload", ["0" * 32, "..", "x"])
def test_unknown_upload(client: TestClient, upload: str) -> None:
    assert client.get(f"/api/uploads/{upload}").status_code == 404
    assert client.post(f"/api/uploads/{upload}/load", json={"kind": "grids"}).status_code == 404


def test_unknown_job_and_file(client: TestClient) -> None:
    assert client.get("/api/jobs/7").status_code == 404
    assert client.get("/api/jobs/x").status_code == 422
    upload = send(client, ("a.csv", b"x"))["id"]
    assert client.get(f"/api/uploads/{upload}?file=b.csv").status_code == 404


def test_damaged_file_is_said_in_one_line(client: TestClient) -> None:
    upload = send(client, ("a.geojson", b"{ this is nothing"))["id"]
    answer = client.get(f"/api/uploads/{upload}")
    assert answer.status_code == 400
    assert "a.geojson" in answer.json()["detail"]


def test_zip_is_looked_into(client: TestClient) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("estates.geojson", collection({"code": "E1", "name": "阳光花园"}))
    upload = send(client, ("estates.zip", packed.getvalue()))["id"]
    assert client.get(f"/api/uploads/{upload}?kind=estates").json()["count"] == 1


def test_old_uploads_are_removed(tmp_path: Path) -> None:
    uploads = Uploads(tmp_path)
    old, folder = uploads.new()
    os.utime(folder, (0, 0))
    kept, _ = uploads.new()
    assert sorted(path.name for path in uploads.folder.iterdir()) == [kept]
    assert old != kept


def test_an_upload_cut_off_is_not_taken_as_whole(client: TestClient, settings: Settings) -> None:
    head = b'--b\r\nContent-Disposition: form-data; name="files"; filename="a.csv"\r\n\r\na,b\n1,2\n'
    kind = {"content-type": "multipart/form-data; boundary=b"}
    for body in (head, head + b"\r\n", head + b"\r\n--b", head + b"\r\n--b-", head + b"\r\n--b\r\n"):
        answer = client.post("/api/uploads", content=body, headers=kind)
        assert (answer.status_code, answer.json()["detail"][:16]) == (400, "The upload ended")
    assert list((settings.data_dir / "uploads").iterdir()) == []
    for end in (b"\r\n--b--", b"\r\n--b--\r\n"):
        assert client.post("/api/uploads", content=head + end, headers=kind).status_code == 201


@pytest.mark.parametrize(
    ("order", "status"),
    [
        ({"kind": "grids", "since": "yesterday"}, 422),
        ({"kind": "dragons"}, 400),
        ({"kind": "grids", "crs": "EPSG:1"}, 400),
    ],
)
def test_what_no_file_could_be_loaded_with_makes_no_job(client: TestClient, order: dict[str, str], status: int) -> None:
    upload = send(client, ("a.geojson", collection({"code": "X1"})))["id"]
    assert client.post(f"/api/uploads/{upload}/load", json=order).status_code == status
    if status == 400:
        assert client.get(f"/api/uploads/{upload}", params=order).status_code == 400
    assert client.get("/api/jobs").json() == []


def test_day_goes_with_the_order(client: TestClient, filled: Engine) -> None:
    upload = send(client, ("a.geojson", collection({"code": "X1"})))["id"]
    order = {"kind": "grids", "since": "2026-03-01"}
    assert client.post(f"/api/uploads/{upload}/load", json=order).status_code == 202
    with filled.connect() as connection:
        arguments = connection.scalar(text("SELECT args -> 'arguments' FROM procrastinate_jobs"))
    assert arguments["options"]["since"] == "2026-03-01"
