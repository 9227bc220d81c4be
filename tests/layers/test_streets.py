from collections.abc import Callable
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.parameters import DEFAULTS
from layers import Tile, find_layer

Draw = Callable[..., dict[str, list[dict[str, Any]]]]


def test_the_farther_away_the_fewer(tile: Draw) -> None:
    def ranks(zoom: int) -> set[str]:
        drawn = tile("streets", Tile.around(116.007, 40.004, zoom)).get("streets", [])
        return {feature["rank"] for feature in drawn}

    assert ranks(9) == set()
    assert ranks(12) == {"primary"}
    assert ranks(15) == {"primary", "path"}


def test_every_class_of_street_has_a_look(record: Session, rows: Callable[..., list[dict[str, Any]]]) -> None:
    for number, name in enumerate(["motorway", "trunk_link", "tertiary", "living_street", "steps", "whatever"]):
        record.execute(
            text("INSERT INTO street (code, class, geom) SELECT :code, :name, geom FROM street WHERE code = 'S1'"),
            {"code": f"X{number}", "name": name},
        )
    ranks = [row["rank"] for row in rows("streets")]
    assert ranks == ["primary", "path", "trunk", "trunk", "tertiary", "local", "path", "path"]
    looks = {item.value for item in find_layer("streets").style(DEFAULTS).classes}
    assert set(ranks) - {"path"} <= looks
