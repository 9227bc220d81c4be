from collections.abc import Callable
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

Rows = Callable[..., list[dict[str, Any]]]


def test_buildings_by_how_far_they_walk(rows: Rows) -> None:
    bands = {row["code"]: (row["band"], row["walk_m"], row["resource"]) for row in rows("unserved")}
    assert bands == {
        "B1": ("within", 240.0, "和平养老服务中心"),
        "B2": ("outside", 700.0, "和平养老服务中心"),
        "B3": ("cut_off", None, None),
    }


def test_homes_stand_there_without_a_band_where_there_is_no_elderly_centre(rows: Rows, record: Session) -> None:
    record.execute(text("DELETE FROM reach WHERE kind = 'elderly_centre'"))
    assert {row["code"]: row["band"] for row in rows("unserved")} == {"B1": None, "B2": None, "B3": None}
