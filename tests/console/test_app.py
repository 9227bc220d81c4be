import re

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from console.app import create_app
from gis.settings import Settings

HERE = "http://127.0.0.1:8050"


@pytest.fixture
def client(engine: Engine, settings: Settings) -> TestClient:
    return TestClient(create_app(settings, engine=engine), base_url=HERE)


@pytest.mark.parametrize("path", ["/", "/screen"])
def test_pages_answer(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    assert 'lang="zh-CN"' in answer.text


@pytest.mark.parametrize("path", ["/no-such-page", "/screen/", "/api/none", "/%2e%2e/etc/passwd", "/tiles"])
def test_unknown_paths_are_404(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/api", "/api/none", "/api/layers/none/more", "/tiles", "/tiles/grids/0/0"])
@pytest.mark.parametrize("method", ["GET", "POST", "HEAD"])
def test_what_the_api_does_not_have_is_refused_as_json(client: TestClient, path: str, method: str) -> None:
    answer = client.request(method, path, headers={"accept": "text/html"})
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/json")
    assert method == "HEAD" or path in answer.json()["detail"]


def test_a_method_that_an_address_does_not_know_is_refused_as_json(client: TestClient) -> None:
    answer = client.put("/api/layers")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET")
    assert answer.json()["detail"] == "/api/layers answers GET only."


def test_unknown_path_is_shown_as_text(client: TestClient) -> None:
    answer = client.get("/<script>alert(1)</script>")
    assert answer.status_code == 404
    assert "<script>alert" not in answer.text


def test_page_runs_no_script_that_the_policy_refuses(client: TestClient) -> None:
    answer = client.get("/screen")
    policy = answer.headers["content-security-policy"]
    assert "unsafe-eval" not in policy
    scripts = policy.split("script-src")[1].split(";")[0]
    assert "unsafe-inline" not in scripts
    inline = re.findall(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)[^>]*>", answer.text)
    assert len(inline) == scripts.count("sha256-")


def test_page_names_no_other_host(client: TestClient) -> None:
    links = re.findall(r"""(?:src|href)=["']([^"']+)""", client.get("/screen").text)
    assert links
    assert [link for link in links if not link.startswith(("/", "data:"))] == []


def test_every_answer_carries_the_safety_headers(client: TestClient) -> None:
    for path in ("/", "/nowhere", "/api/layers"):
        headers = client.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert "frame-ancestors 'none'" in headers["content-security-policy"]


def test_tile_server_is_allowed_only_when_a_setting_names_it(engine: Engine, settings: Settings) -> None:
    given = settings.model_copy(update={"tile_url": "https://tiles.example.org/{z}/{x}/{y}.png?key=1"})
    policy = TestClient(create_app(given, engine=engine), base_url=HERE).get("/").headers["content-security-policy"]
    assert "https://tiles.example.org" in policy.split("img-src")[1].split(";")[0]


def test_scripts_are_compressed(client: TestClient) -> None:
    script = re.findall(r'src="(/_dash-component-suites/dash/dash-renderer[^"]+)"', client.get("/").text)[0]
    plain = client.get(script, headers={"Accept-Encoding": "identity"})
    for _again in range(2):
        packed = client.get(script, headers={"Accept-Encoding": "gzip"})
        assert packed.headers["content-encoding"] == "gzip"
        assert int(packed.headers["content-length"]) < len(plain.content) / 2
        assert packed.content == plain.content


def test_language_of_the_first_answer(client: TestClient) -> None:
    answer = client.get("/screen?lang=en")
    assert 'lang="en"' in answer.text
    assert "<title>Wall</title>" in answer.text


CALL = "/_dash-update-component"


@pytest.mark.parametrize("path", ["/", "/api/layers", "/tiles/grids/0/0/0.mvt", "/nowhere"])
def test_a_foreign_name_that_leads_here_is_refused(client: TestClient, path: str) -> None:
    answer = client.get(path, headers={"host": "evil.example:8050"})
    assert answer.status_code == 400
    assert "WANGGE_HOSTS" in answer.json()["detail"]


def test_a_page_of_another_site_calls_nothing(client: TestClient) -> None:
    for headers in ({"origin": "http://evil.example"}, {"origin": "null"}, {"sec-fetch-site": "same-site"}):
        assert client.post(CALL, json={}, headers=headers).status_code == 403
        assert client.delete("/api/jobs/1", headers=headers).status_code == 403
    assert client.post(CALL, json={}, headers={"origin": HERE}).status_code != 403
    assert client.delete("/api/jobs/1", headers={"sec-fetch-site": "same-origin"}).status_code == 404
