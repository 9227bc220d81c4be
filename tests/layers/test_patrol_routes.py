from collections.abc import Callable
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session


def test_legs_come_with_their_order_and_only_of_the_plan_in_force(
    record: Session, rows: Callable[..., list[dict[str, Any]]]
) -> None:
    assert [
        (row["grid_code"], row["shift"], row["step"], row["kind"], row["street"]) for row in rows("patrol_routes")
    ] == [("110101001001001", 1, 1, "walk", "和平路")]
    record.execute(text("UPDATE plan SET effective_until = current_date"))
    assert rows("patrol_routes") == []
