from collections.abc import Iterator

from fastapi.testclient import TestClient

from console.api.body_limit import MOST_BYTES

PIECE = b" " * 1_000_000


def test_a_body_that_says_that_it_is_too_long_is_refused_before_it_is_read(client: TestClient) -> None:
    answer = client.post("/api/positions", content=b" " * (MOST_BYTES + 1))
    assert (answer.status_code, answer.json()["detail"][:9]) == (413, "A request")


def test_a_body_of_unknown_length_is_read_up_to_the_limit(client: TestClient) -> None:
    sent = 0

    def endless() -> Iterator[bytes]:
        nonlocal sent
        while sent < 4 * MOST_BYTES:
            sent += len(PIECE)
            yield PIECE

    assert client.post("/api/plans/1/edits", content=endless()).status_code == 413


def test_uploads_have_a_limit_of_their_own(client: TestClient) -> None:
    file = ("rows.csv", b"code,name\n" + b"1,a\n" * (MOST_BYTES // 4))
    assert client.post("/api/uploads", files={"files": file}).status_code != 413
