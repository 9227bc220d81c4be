from collections.abc import Callable
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.parameters import DEFAULTS
from layers import find_layer


def test_a_street_is_as_fresh_as_its_last_walk(record: Session, rows: Callable[..., list[dict[str, Any]]]) -> None:
    def state(code: str) -> tuple[str, int | None]:
        (row,) = [row for row in rows("patrol_coverage") if row["code"] == code]
        return row["state"], row["days"]

    assert state("S1") == ("never", None)
    record.execute(text("UPDATE walked SET to_m = 600"))
    for days, expected in ((1, "fresh"), (5, "in_time"), (20, "late"), (90, "long_ago")):
        record.execute(text("UPDATE walked SET day = current_date - :days"), {"days": days})
        assert state("S1") == (expected, days)
    assert {item.value for item in find_layer("patrol_coverage").style(DEFAULTS).classes} == {
        "never",
        "fresh",
        "in_time",
        "late",
        "long_ago",
    }
