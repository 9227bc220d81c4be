from collections.abc import Callable
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

Rows = Callable[..., list[dict[str, Any]]]


def test_a_spot_tells_how_long_and_what_to_do(rows: Rows) -> None:
    (spot,) = rows("blind_spots")
    assert (spot["kind"], spot["state"], spot["people"], spot["days"]) == ("estate_outside", "estate_outside", 30, 100)
    assert spot["cure_zh"] == "由 110101001001002 接管"


def test_an_exception_stays_on_the_map_as_such(record: Session, rows: Rows) -> None:
    record.execute(
        text("""
            INSERT INTO blind_spot_exception (key, kind, name, reason, author)
            VALUES ('estate:E1', 'estate_outside', 'x', '拆迁', 'y')
        """)
    )
    (spot,) = rows("blind_spots")
    assert (spot["state"], spot["exception"], spot["kind"]) == ("exception", "拆迁", "estate_outside")
