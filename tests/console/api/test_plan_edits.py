import inspect
import re
from typing import Any

import pytest
import shapely
from fastapi.testclient import TestClient
from sqlalchemy import Engine, text

from console.api.edit_words import Collision, EditAnswer, MendedAnswer, RefusedPreview
from gis.boundaries.performing import operations
from gis.database import session_of
from gis.plans import GridInput, create_plan, make_draft
from gis.viewer import LOCAL_OPERATOR

WEST, EAST = "110101001001001", "110101001001002"


@pytest.fixture
def draft(filled: Engine) -> int:
    """Two grids that share a border with one node in its middle: B1 (100 people) in the west, B2 (50) in the east."""

    def ground(*nodes: tuple[float, float]) -> Any:
        return shapely.MultiPolygon([shapely.Polygon([(116 + x / 1000, 40 + y / 1000) for x, y in nodes])])

    with session_of(filled) as session:
        # the record's rows came with keys of their own
        session.execute(
            text(
                "SELECT setval(pg_get_serial_sequence(t, 'id'), 100) FROM unnest(ARRAY['plan', 'grid', 'grid_shape']) t"
            )
        )
        home = session.scalar(text("SELECT id FROM area WHERE code = '110101001001'"))
        grids = [
            GridInput(code=WEST, community_id=home, geom=ground((0, 0), (2, 0), (2, 5), (2, 10), (0, 10))),
            GridInput(code=EAST, community_id=home, geom=ground((2, 0), (5, 0), (5, 10), (2, 10), (2, 5))),
        ]
        return create_plan(session, name="draft", grids=grids, viewer=LOCAL_OPERATOR, base_id=1).id


def people(answer: dict[str, Any], key: str = "changed") -> dict[str, int]:
    return {grid["code"]: grid["people"] for grid in answer[key]}


def test_a_preview_says_what_an_edit_then_does(client: TestClient, draft: int) -> None:
    order = {
        "revision": 0,
        "operation": "move_vertex",
        "arguments": {"vertex": [116.002, 40.005], "to": [116.004, 40.003]},
    }
    seen = client.post(f"/api/plans/{draft}/edits", json={**order, "preview": True}).json()
    assert (seen["revision"], people(seen)) == (0, {WEST: 150, EAST: 0})
    assert client.get(f"/api/plans/{draft}/grids").json()["revision"] == 0
    done = client.post(f"/api/plans/{draft}/edits", json=order).json()
    assert done["revision"] == 1
    assert done["changed"] == seen["changed"]
    first = done["changed"][0]
    assert first["geometry"]["type"] == "MultiPolygon"
    assert (first["community"], first["worker"], first["band"]) == ("110101001001", "网格员 0001", "far_below")
    assert 0 < first["compactness"] < 1
    assert first["workers_due"] == 0.07


def test_history_undo_and_redo(client: TestClient, draft: int) -> None:
    before = client.get(f"/api/plans/{draft}/grids").json()
    order = {"operation": "merge", "arguments": {"grids": [WEST, EAST]}}
    done = client.post(f"/api/plans/{draft}/edits", json=order).json()
    assert (people(done), done["removed"]) == ({WEST: 150}, [EAST])
    undone = client.post(f"/api/plans/{draft}/undo", json={"revision": 1}).json()
    assert (undone["revision"], people(undone), undone["removed"]) == (0, {WEST: 100, EAST: 50}, [])
    assert client.get(f"/api/plans/{draft}/grids").json() == before
    steps = client.get(f"/api/plans/{draft}/history").json()
    assert [(step["number"], step["action"], step["undone"]) for step in steps] == [
        (0, "create", False),
        (1, "merge", True),
    ]
    assert steps[1]["summary"]["removed"] == [EAST]
    again = client.post(f"/api/plans/{draft}/redo", json={}).json()
    assert (again["revision"], again["removed"]) == (1, [EAST])
    assert client.post(f"/api/plans/{draft}/redo", json={}).status_code == 409


def test_the_second_to_save_sees_what_changed(client: TestClient, draft: int) -> None:
    move = {
        "revision": 0,
        "operation": "move_vertex",
        "arguments": {"vertex": [116.002, 40.005], "to": [116.0022, 40.005]},
    }
    assert client.post(f"/api/plans/{draft}/edits", json=move).status_code == 200
    answer = client.post(f"/api/plans/{draft}/edits", json=move)
    assert answer.status_code == 409
    said = answer.json()
    assert (said["revision"], sorted(people(said))) == (1, [WEST, EAST])
    assert [step["action"] for step in said["by"]] == ["move_vertex"]
    assert client.get(f"/api/plans/{draft}/grids?since=0").json()["grids"] == said["changed"]


def test_locked_and_unlocked(client: TestClient, draft: int) -> None:
    assert client.put(f"/api/plans/{draft}/locks/{WEST}").status_code == 204
    grids = client.get(f"/api/plans/{draft}/grids").json()["grids"]
    assert [grid["locked"] for grid in grids] == [True, False]
    # a lock is no step: whoever asks for what is new since a revision hears of it all the same
    since = client.get(f"/api/plans/{draft}/grids?since=0").json()
    assert (since["grids"], since["locked"]) == ([], [WEST])
    # the estate outside; the record may have found further spots by now
    assert 1 not in client.get(f"/api/plans/{draft}/cured").json()["spots"]
    order = {"operation": "merge", "arguments": {"grids": [WEST, EAST]}}
    refused = client.post(f"/api/plans/{draft}/edits", json=order)
    assert (refused.status_code, refused.json()["detail"]) == (
        409,
        f"Locked and not changed: {WEST}. Unlock it first.",
    )
    assert client.delete(f"/api/plans/{draft}/locks/{WEST}").status_code == 204
    assert client.post(f"/api/plans/{draft}/edits", json=order).status_code == 200
    assert client.put(f"/api/plans/{draft}/locks/x").status_code == 404


@pytest.mark.parametrize(
    ("order", "status", "said"),
    [
        ({"operation": "melt"}, 400, "There is no operation 'melt'"),
        ({"operation": "merge", "arguments": {"grids": ["x", "y"]}}, 404, "no grid x"),
        ({"operation": "split", "arguments": {"grid": WEST}}, 400, "line is missing"),
    ],
)
def test_what_is_refused(client: TestClient, draft: int, order: Any, status: int, said: str) -> None:
    answer = client.post(f"/api/plans/{draft}/edits", json=order)
    assert answer.status_code == status
    assert said in answer.json()["detail"]


@pytest.mark.parametrize(("plan", "status", "said"), [(1, 409, "published and never edited"), (99, 404, "no plan 99")])
def test_only_a_draft_is_edited(client: TestClient, plan: int, status: int, said: str) -> None:
    order = {"operation": "merge", "arguments": {"grids": [WEST, EAST]}}
    answer = client.post(f"/api/plans/{plan}/edits", json=order)
    assert answer.status_code == status
    assert said in answer.json()["detail"]


def test_a_preview_of_what_is_refused_says_why(client: TestClient, draft: int) -> None:
    order = {"operation": "move_vertex", "arguments": {"vertex": [116.001, 40.005], "to": [116.004, 40.003]}}
    seen = client.post(f"/api/plans/{draft}/edits", json={**order, "preview": True})
    done = client.post(f"/api/plans/{draft}/edits", json=order)
    assert (seen.status_code, done.status_code) == (200, 400)
    assert seen.json()["refused"] == done.json()["detail"]
    assert seen.json()["changed"] == []


def test_findings_and_their_mends(client: TestClient, draft: int, filled: Engine) -> None:
    # the two grids of the published plan overlap, a draft of it inherits that; the east of the district is in no grid
    with session_of(filled) as session:
        copy = make_draft(session, 1, name="copy", viewer=LOCAL_OPERATOR).id
    found = client.get(f"/api/plans/{copy}/findings").json()
    assert found[0]["kind"] == "overlap"
    assert found[0]["severity"] == "error"
    assert (found[0]["grids"], found[0]["people"]) == ([WEST, EAST], 50)
    assert found[0]["communities"] == ["西社区", "西社区"]
    assert found[0]["bbox"] == [116.002, 40.0, 116.003, 40.01]
    refused = client.post(f"/api/plans/{copy}/publish", json={})
    assert (refused.status_code, "open errors (1 overlap)" in refused.json()["detail"]) == (400, True)
    mended = client.post(f"/api/plans/{copy}/mends", json={"revision": 0, "keys": [found[0]["key"]]}).json()
    assert (mended["revision"], mended["mended"], mended["left"]) == (1, [found[0]["key"]], [])
    assert {one["kind"] for one in mended["findings"]} <= {"band", "no_worker", "uncovered"}
    left = client.get(f"/api/plans/{copy}/findings").json()
    assert {one["severity"] for one in left} == {"warning"}
    assert client.post(f"/api/plans/{copy}/mends", json={"kind": "overlap"}).status_code == 400
    assert client.post(f"/api/plans/{draft}/mends", json={}).json()["detail"].startswith("Say which findings to mend")


def test_open_pages_hear_of_a_draft(client: TestClient, draft: int, filled: Engine) -> None:
    with session_of(filled) as session:
        before = session.scalar(text("SELECT max(id) FROM change"))
    order = {"operation": "merge", "arguments": {"grids": [WEST, EAST]}}
    assert client.post(f"/api/plans/{draft}/edits", json=order).status_code == 200
    with session_of(filled) as session:
        heard = session.execute(
            text("SELECT DISTINCT subject, max_lon FROM change WHERE id > :before AND min_lon IS NOT NULL"),
            {"before": before},
        ).all()
    assert ("draft", 116.005) in [tuple(row) for row in heard]


def test_every_operation_is_described_with_its_arguments(client: TestClient) -> None:
    described = client.get("/openapi.json").json()
    route = described["paths"]["/api/plans/{plan}/edits"]["post"]
    order = described["components"]["schemas"]["EditOrder"]
    assert order["properties"]["operation"]["enum"] == list(operations())
    assert order["examples"][0]["operation"] in operations()
    for name, operation in operations().items():
        line = next(line for line in route["description"].splitlines() if line.startswith(f"* `{name}`: "))
        assert line.endswith("."), name
        source = inspect.getsource(inspect.getmodule(operation) or operation)
        read = re.findall(r'\.(?:code|codes|node|nodes|polygon|key|keys|words|flag)\("(\w+)"', source)
        assert read, name
        assert [argument for argument in read if f"`{argument}`" not in line] == [], name


def test_answers_are_as_they_are_described(client: TestClient, draft: int) -> None:
    split = {"operation": "split", "arguments": {"grid": WEST, "line": [[115.999, 40.005], [116.003, 40.005]]}}
    told = client.post(f"/api/plans/{draft}/edits", json=split)
    assert EditAnswer.model_validate(told.json(), extra="forbid").findings
    refused = client.post(f"/api/plans/{draft}/edits", json={**split, "operation": "merge", "preview": True})
    assert RefusedPreview.model_validate(refused.json(), extra="forbid").refused
    late = client.post(
        f"/api/plans/{draft}/edits",
        json={"operation": "merge", "arguments": {"grids": [WEST, EAST]}, "revision": 0},
    )
    assert (late.status_code, Collision.model_validate(late.json(), extra="forbid").revision) == (409, 1)
    mended = client.post(f"/api/plans/{draft}/mends", json={"kind": "no_worker"}).json()
    assert MendedAnswer.model_validate(mended, extra="forbid").mended
