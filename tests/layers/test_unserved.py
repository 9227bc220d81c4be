from collections.abc import Callable
from typing import Any

Rows = Callable[..., list[dict[str, Any]]]


def test_buildings_by_how_far_they_walk(rows: Rows) -> None:
    bands = {row["code"]: (row["band"], row["walk_m"], row["resource"]) for row in rows("unserved")}
    assert bands == {
        "B1": ("within", 240.0, "和平养老服务中心"),
        "B2": ("outside", 700.0, "和平养老服务中心"),
        "B3": ("cut_off", None, None),
    }
