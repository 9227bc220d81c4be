import pytest
from fastapi.testclient import TestClient


@pytest.mark.parametrize(
    ("method", "address", "body"),
    [
        ("GET", "/api/plans/%00", None),
        ("GET", "/api/coverage?area=%00", None),
        ("POST", "/api/plans", {"name": "a\0b"}),
        ("POST", "/api/sites", {"kind": "elderly_centre", "area_code": "\0"}),
        ("GET", "/api/jobs/99999999999999999999", None),
    ],
)
def test_what_no_record_can_hold_is_refused_at_the_door(
    client: TestClient, method: str, address: str, body: dict[str, str] | None
) -> None:
    assert client.request(method, address, json=body).status_code == 422
