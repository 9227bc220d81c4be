from fastapi.testclient import TestClient
from sqlalchemy import Engine

from console.jobs import find_job
from gis.database import session_of


def test_an_order_is_handed_in_as_a_job(client: TestClient, filled: Engine) -> None:
    answer = client.post("/api/plans/proposals", json={"people": "800-1200", "keep": 0.5, "seed": 3})
    assert answer.status_code == 202
    with session_of(filled) as session:
        job = find_job(session, answer.json()["job"])
    assert (job.kind, job.state) == ("propose", "waiting")


def test_what_cannot_be_asked_for_is_refused_before_a_job_is_made(client: TestClient) -> None:
    wrong = client.post("/api/plans/proposals", json={"people": "many"})
    assert wrong.status_code == 400
    assert wrong.json()["detail"] == "The people of a grid must be like 800-1200, not many."
    assert client.post("/api/plans/proposals", json={"base": "no such plan"}).status_code == 404
    assert client.post("/api/plans/proposals", json={"keep": 7}).status_code == 422
