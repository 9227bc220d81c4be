from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.parameters import DEFAULTS, Parameters
from layers import Tile, find_layer


def class_of(people: int, parameters: Parameters = DEFAULTS) -> str:
    """As the browser does it: the last class whose least is not above the figure."""
    held = find_layer("grids").style(parameters).classes
    return [item for item in held if item.least is None or people >= item.least][-1].label.en


@pytest.mark.parametrize(
    ("people", "said"),
    [
        (0, "far under the band"),
        (399, "far under the band"),
        (400, "under the band"),
        (799, "under the band"),
        (800, "in the band"),
        (1200, "in the band"),
        (1201, "over the band"),
        (1800, "over the band"),
        (1801, "far over the band"),
        (2400, "far over the band"),
        (2401, "over twice the band"),
    ],
)
def test_people_are_held_against_the_band(people: int, said: str) -> None:
    assert class_of(people) == said


def test_the_band_is_the_districts_own() -> None:
    assert class_of(1300, replace(DEFAULTS, grid_people_min=1000, grid_people_max=1500)) == "in the band"


def test_the_legend_gives_limits_with_their_unit() -> None:
    legend = find_layer("grids").style(DEFAULTS).legend()
    assert legend[0]["label"] == {"zh": "远低于标准(不足 400 人)", "en": "far under the band (under 400 people)"}
    assert legend[2]["label"]["zh"] == "符合标准(800–1\u202f200 人)"
    assert legend[5]["label"]["en"] == "over twice the band (2\u202f401 people or more)"


def test_a_grid_tells_who_lives_in_it_and_who_answers(rows: Callable[..., list[dict[str, Any]]]) -> None:
    first, second = rows("grids")
    assert (first["code"], first["population"], first["buildings"]) == ("110101001001001", 150, 2)
    assert first["community_code"] == "110101001001"
    assert first["workers"] == "网格员 0001"
    assert (second["population"], second["workers"]) == (50, None)


def test_only_the_plan_in_force_is_shown(record: Session, rows: Callable[..., list[dict[str, Any]]]) -> None:
    record.execute(text("UPDATE plan SET effective_until = current_date"))
    assert rows("grids") == []


def test_a_day_shows_its_own_plan_and_who_had_moved_in(
    record: Session, tile: Callable[..., dict[str, list[dict[str, Any]]]]
) -> None:
    code, day = "110101001001001", date(2020, 5, 1)
    record.execute(text("UPDATE plan SET effective_from = '2018-01-01' WHERE published_at IS NOT NULL"))
    place = record.execute(
        text("SELECT ST_X(c), ST_Y(c) FROM (SELECT ST_PointOnSurface(geom) AS c FROM plan_grid WHERE code = :code) g"),
        {"code": code},
    ).one()
    at = Tile.around(*place, 14)
    now, then, before = (
        {row["code"]: row["population"] for row in tile("grids", at, day=asked).get("grids", [])}
        for asked in (None, day, date(2001, 1, 1))
    )
    assert now == then
    assert before == {}
    record.execute(text("UPDATE building SET occupied_since = '2022-01-01'"))
    assert {row["code"]: row["population"] for row in tile("grids", at, day=day)["grids"]} == dict.fromkeys(now, 0)
    assert "buildings" not in tile("buildings", at, day=day)
    assert tile("buildings", at)["buildings"]
